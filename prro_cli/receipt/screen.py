"""The paper on a terminal: bold words, and a code that a telephone reads off the screen."""

from __future__ import annotations

from collections.abc import Iterator

from prro_cli.receipt import qr
from prro_cli.receipt.paper import Paper, Row, Weight

_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_BLACK_ON_WHITE = "\x1b[38;5;231;48;5;16m"
"""Letters white, ground black, by numbers that no theme changes: the half blocks are the light modules."""


def screen(paper: Paper, columns: int, *, colour: bool) -> str:
    """The paper for people at a terminal; without colours the code is right on a dark ground."""
    return "".join(line + "\n" for row in paper.rows(columns) for line in _lines(row, columns, colour=colour))


def _lines(row: Row, columns: int, *, colour: bool) -> Iterator[str]:
    if row.code:
        yield ""
        for line in qr.half_blocks(row.code):
            pad = " " * max(0, (columns - len(line)) // 2)
            yield pad + (f"{_BLACK_ON_WHITE}{line}{_PLAIN}" if colour else line)
        yield ""
    elif row.rule:
        yield "─" * columns
    elif not row.picture:
        text = row.text(columns)
        yield f"{_BOLD}{text}{_PLAIN}" if colour and row.weight is not Weight.PLAIN else text
