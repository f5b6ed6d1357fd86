"""A paper: the typed lines of a document, and how they become rows of a fixed number of columns.

Every renderer starts from the same rows, so a printer, a screen and a PDF cannot tell different stories.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import Enum
from typing import TypeAlias

from prro_cli.record import dataclass
from prro_cli.values import width

COLUMNS = (32, 42, 48, 64)
"""Columns of the usual papers: 58 mm; 80 mm with 512 and 576 dots; 80 mm in the small font (peripherals 3.1)."""
NARROWEST, WIDEST = 24, 80


class Weight(Enum):
    """How loud a line is; `LOUD` is bold and, where the device can, taller, but never wider."""

    PLAIN = "plain"
    BOLD = "bold"
    LOUD = "loud"


@dataclass(frozen=True, slots=True)
class Text:
    """Words in a paragraph of their own, wrapped between words."""

    text: str
    weight: Weight = Weight.PLAIN
    centred: bool = False
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """A name at the left and its value at the right edge."""

    left: str
    right: str
    weight: Weight = Weight.PLAIN
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty line."""


@dataclass(frozen=True, slots=True)
class Code:
    """The QR code of a link; as text it is the link itself."""

    link: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The seller's logo; as text it is nothing."""

    path: str


Line: TypeAlias = Text | Pair | Rule | Gap | Code | Picture


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row: words at the left (or centred), words at the right, a rule, a code or a picture."""

    left: str = ""
    right: str = ""
    weight: Weight = Weight.PLAIN
    centred: bool = False
    rule: bool = False
    code: str = ""
    picture: str = ""

    def text(self, columns: int) -> str:
        """The row as characters, without trailing spaces."""
        if self.rule:
            return "-" * columns
        if self.right:
            return (self.left + " " * (columns - width(self.left) - width(self.right)) + self.right).rstrip()
        if self.centred:
            return " " * ((columns - width(self.left)) // 2) + self.left
        return self.left


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it is handed over. `name` is a plain file name for it, `title` a heading for a page or a mail."""

    lines: tuple[Line, ...]
    title: str
    name: str

    @property
    def link(self) -> str | None:
        """The link in the QR code, if there is one."""
        return next((line.link for line in self.lines if isinstance(line, Code)), None)

    def rows(self, columns: int) -> tuple[Row, ...]:
        """The rows for a device that can draw codes and pictures."""
        return tuple(row for line in self.lines for row in _rows(line, columns))

    def text(self, columns: int = 42) -> str:
        """The paper as plain text: each row at most so many columns; the link stands where the code would be."""
        return "".join(line + "\n" for row in self.rows(columns) for line in _as_text(row, columns))


def _as_text(row: Row, columns: int) -> Iterable[str]:
    if row.picture:
        return ()
    return broken(row.code, columns) if row.code else (row.text(columns),)


def _rows(line: Line, columns: int) -> Iterator[Row]:
    match line:
        case Text(text, weight, centred, indent):
            for piece in wrapped(printable(text), columns - indent):
                yield Row(" " * indent + piece, weight=weight, centred=centred)
        case Pair(left, right):
            yield from _pair_rows(replace(line, left=printable(left), right=printable(right)), columns)
        case Rule():
            yield Row(rule=True)
        case Gap():
            yield Row()
        case Code(link):
            yield Row(code=link)
        case Picture(path):
            yield Row(picture=path)


def _pair_rows(line: Pair, columns: int) -> Iterator[Row]:
    """The value stands beside the last words of the name, or below them where there is no room."""
    pad, room = " " * line.indent, columns - line.indent
    right = line.right if width(line.right) <= room else ""
    beside = room - width(line.right) - 1
    pieces = wrapped(line.left, beside if beside >= room // 2 else room) or [""]
    for piece in pieces[:-1]:
        yield Row(pad + piece, weight=line.weight)
    last = pieces[-1]
    if right and width(last) <= beside:
        yield Row(pad + last, right, line.weight)
        return
    yield Row(pad + last, weight=line.weight)
    if right:
        yield Row("", right, line.weight)
        return
    for piece in wrapped(line.right, room):
        yield Row(pad + piece, weight=line.weight)


def printable(text: str) -> str:
    """Without control characters and other things unseen: nobody's goods may be called a printer's command."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def wrapped(text: str, room: int) -> list[str]:
    """Words in lines of at most so many columns; a word that is longer than a line is broken."""
    lines: list[str] = []
    current = ""
    for word in text.split():
        longer = f"{current} {word}" if current else word
        if width(longer) <= room:
            current = longer
            continue
        if current:
            lines.append(current)
        *full, current = broken(word, room) or [""]
        lines += full
    return [*lines, current] if current else lines


def broken(text: str, room: int) -> list[str]:
    """Text cut into pieces of at most so many columns."""
    pieces: list[str] = []
    piece = ""
    for character in text:
        if width(piece + character) > room and piece:
            pieces.append(piece)
            piece = ""
        piece += character
    return [*pieces, piece] if piece else pieces
