"""Text of `prro undo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say, word
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.undo import Undoing


def text_answer(result: Undoing, out: Out) -> None:
    """The way, who may go it, why not the others, the commands."""
    undo = result.undo
    number = f" {undo.fiscal_number}" if undo.fiscal_number else ""
    out.line(f"{word(undo.kind)} {undo.local_number}{number} [{word(undo.state)}] {undo.total or ''}".rstrip(), "head")
    out.line(undo.sentence, "warn" if undo.way == "nothing" else "good")
    for reason in undo.reasons:
        out.line("  " + say("no reversal: {reason}", reason=reason), "dim")
    out.pairs([(say("left to return"), undo.left), (say("who"), undo.who), (say("mode"), word(undo.mode))], indent=2)
    for row in undo.left_rows:
        marks = f" ({', '.join(row.marks)})" if row.marks else ""
        out.line(f"  {row.row}. {row.name} × {row.quantity}{marks}")
    for step in undo.next:
        out.line(say("next: {command}", command=step))
