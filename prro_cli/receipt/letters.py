"""The letters of a code page, and what is written for those that no code page of a printer has."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from prro_cli.receipt.paper import Line, Pair, Paper, Text

PAGES: Final = ("cp1251", "cp1125", "cp866", "koi8_u", "cp855", "iso8859_5", "mac_cyrillic")

ALIKE: Final = {
    "₴": "грн", "’": "'", "ʼ": "'", "‘": "'", "`": "'", "—": "-", "–": "-", "−": "-", "‑": "-", "«": '"', "»": '"',
    "“": '"', "”": '"', "„": '"', "…": "...", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "№": "N", "×": "x",
    "і": "i", "І": "I", "•": "*", "°": "o", "€": "EUR", "\u0301": "",
}  # fmt: skip
"""Written instead, where the page lacks the sign: a reader sees the same word."""
NEAR: Final = {"ґ": "г", "Ґ": "Г", "є": "е", "Є": "Е", "ї": "i", "Ї": "I", "ё": "е", "Ё": "Е"}
"""Written instead only where rows must not be printed as pictures: the word is then misspelt."""


def spelled(paper: Paper, page: str, *, near: bool) -> Paper:
    """The paper with every letter that the page lacks written otherwise, before the rows are laid out."""
    table = {ord(letter): to for letter, to in (ALIKE | NEAR if near else ALIKE).items() if not fits(letter, page)}
    return replace(paper, lines=tuple(_line(line, table) for line in paper.lines))


def _line(line: Line, table: dict[int, str]) -> Line:
    if isinstance(line, Text):
        return replace(line, text=line.text.translate(table))
    if isinstance(line, Pair):
        return replace(line, left=line.left.translate(table), right=line.right.translate(table))
    return line


def fits(text: str, page: str) -> bool:
    """Whether the page has all these letters."""
    try:
        text.encode(page)
    except UnicodeEncodeError:
        return False
    return True
