"""Text of `prro reconcile`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.reconcile import Reconciled


def text_answer(result: Reconciled, out: Out) -> None:
    """The judgement, then what differs number by number."""
    found = result.comparison
    out.line(found.judgement, "good" if result.agrees else "warn")
    out.table(
        ("", "journal", "server"),
        [
            ("next number", found.next_here, found.next_at_server),
            ("shift", found.shift_here, found.shift_at_server),
        ],
    )
    rows = [
        (line.local_number, line.kind, line.state, line.fiscal_number, line.server_fiscal_number, line.verdict)
        for line in found.lines
        if line.verdict != "same"
    ]
    if rows:
        out.table(("number", "kind", "state", "journal", "server", "verdict"), rows, right=(0,))
    for step in found.next:
        out.line(f"next  {step}")
