"""Text of `prro report x` and `z`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import later, say, word
from prro_cli.render.terminal import Out
from prro_cli.render.text.written import show_sums, show_written

if TYPE_CHECKING:
    from prro_cli.cli.report_shift import XReport
    from prro_cli.cli.written import ZReported

__all__ = ["text_x", "text_z"]


def text_x(result: XReport, out: Out) -> None:
    """The shift so far, on one screen."""
    from prro_cli.render.text.report import _side

    test = " TEST" if result.test else ""
    facts = {"number": result.shift, "state": word(result.state), "test": test, "time": result.opened_at}
    out.line(say("X-report of shift {number} ({state}){test}, opened {time}", **facts), "head")
    _side(later("Sales"), result.sales, out)
    _side(later("Returns"), result.returns, out)
    out.line()
    out.pairs(
        [
            ("deposits", result.deposits),
            ("issues", result.issues),
            ("cash in the drawer", result.cash_in_drawer),
            ("waiting offline", result.waiting or None),
        ]
    )


def text_z(result: ZReported, out: Out) -> None:
    """The Z-report with its sums."""
    show_written(result, out)
    if result.totals is not None:
        show_sums(result.totals, out)
