"""Text of `prro shift`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say, word
from prro_cli.render.terminal import Out
from prro_cli.render.text.written import show_document, show_sums, show_written
from prro_cli.render.text.written import show_written as text_open

if TYPE_CHECKING:
    from prro_cli.cli.shift import ShiftStatus
    from prro_cli.cli.written import ShiftClosed

__all__ = ["text_close", "text_open", "text_status"]


def text_close(result: ShiftClosed, out: Out) -> None:
    """The Z-report, then the closing."""
    if result.document is None:
        out.line(say("no shift is open; nothing to close"))
        return
    if result.z_report is not None:
        show_document(result.z_report, out)
    if result.totals is not None:
        show_sums(result.totals, out)
    show_written(result, out)


def text_status(result: ShiftStatus, out: Out) -> None:
    """One shift."""
    shift = result.shift
    if shift is None:
        out.line(say("no shift was opened here yet"))
        return
    state = say("has its Z-report, waits to be closed") if shift.state == "z" else word(shift.state)
    test = " " + say("TEST") if shift.test else ""
    out.line(say("shift {number}: {state}", number=shift.number, state=state) + test)
    out.pairs([("opened", shift.opened_at), ("closed", shift.closed_at), ("cashier", shift.cashier)], indent=2)
