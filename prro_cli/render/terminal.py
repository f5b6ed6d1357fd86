"""Text for people: plain lines in a pipe, colours and boxes on a terminal. rich is imported only for the latter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import TextIO

from prro_cli.errors.base import PrroError
from prro_cli.lang import say
from prro_cli.render.answer import Answer, Result
from prro_cli.values import width

_STYLES = {"good": "32", "bad": "31", "warn": "33", "dim": "2", "strong": "1", "head": "1;36"}


class Out:
    """Where a text renderer writes: lines, pairs and tables, never truncated in a pipe."""

    def __init__(self, stream: TextIO, *, colour: bool = False, columns: int = 80) -> None:
        self._stream = stream
        self.colour = colour
        self.columns = columns

    def style(self, text: str, name: str) -> str:
        """Text with one of our few styles, where colours are wished."""
        return f"\x1b[{_STYLES[name]}m{text}\x1b[0m" if self.colour else text

    def line(self, text: str = "", style: str | None = None) -> None:
        """One line."""
        self._stream.write((self.style(text, style) if style else text) + "\n")

    def pairs(self, rows: Iterable[tuple[str, object]], indent: int = 0) -> None:
        """Names and values in two columns; absent values are left out."""
        shown = [(say(name), str(value)) for name, value in rows if value not in (None, "", (), [])]
        wide = max((width(name) for name, _ in shown), default=0)
        for name, value in shown:
            gap = " " * (wide - width(name))
            self.line(f"{' ' * indent}{self.style(name, 'dim')}{gap}  {value}")

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[object]], right: Sequence[int] = ()) -> None:
        """A table whose columns are as wide as they need to be; `right` lists right-aligned columns."""
        heads = [say(head) for head in heads]
        cells = [[str(c) if c is not None else "" for c in row] for row in rows]
        wide = [max([width(h), *(width(r[i]) for r in cells)]) for i, h in enumerate(heads)]

        def padded(row: Sequence[str]) -> str:
            parts = []
            for i, cell in enumerate(row):
                gap = " " * (wide[i] - width(cell))
                parts.append(gap + cell if i in right else cell + gap)
            return "  ".join(parts).rstrip()

        self.line(padded(list(heads)), "strong")
        for row in cells:
            self.line(padded(row))


def print_answer(answer: Answer, out: Out) -> None:
    """The text form of a result, found by the name of its schema."""
    text_renderer(answer.result)(answer.result, out)


def text_renderer(result: Result | type[Result]):  # type: ignore[no-untyped-def]
    """`prro.key.show/1` → `prro_cli.render.text.key.text_show`."""
    _, noun, *rest = result.schema.split("/")[0].split(".")
    module = import_module(f"prro_cli.render.text.{noun.replace('-', '_')}")
    return getattr(module, "text_" + ("_".join(rest) or "answer").replace("-", "_"))


def print_warnings(answer: Answer, out: Out) -> None:
    """Warnings go to stderr; the answer stays clean."""
    for warning in answer.warnings:
        out.line(f"{out.style(say('warning'), 'warn')} {warning.id}: {warning.text}")
        if warning.hint:
            out.line(f"  {warning.hint}")


def print_error(error: PrroError, out: Out, *, document: bool = True) -> None:
    """What happened, what state the register is in now, the next command."""
    out.line(f"{out.style(say('error'), 'bad')} {error.id}: {say(error.title)}")
    rows = [(say("what happened"), error.cause), (say("state now"), error.state)]
    if document and error.document:
        rows.append((say("document"), error.document))
    rows += [(say("next") if i == 0 else "", step) for i, step in enumerate(error.next)]
    wide = max(width(name) for name, _ in rows)
    for name, text in rows:
        out.line(f"  {name}{' ' * (wide - width(name))}  {text}")
