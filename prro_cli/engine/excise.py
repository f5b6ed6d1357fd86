"""Excise marks: paper (series and number) and electronic (єАкциз, since 01.01.2026), one row per piece."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from prro_cli.engine.order_types import Item
from prro_cli.errors.orders import ExciseError

LONGEST = 64
SHORTEST_ELECTRONIC = 12
"""The first 12 characters of the unique identifier are the readable ones; its length is not published (GUESS)."""
FULL_CODE = 10
_AIM = re.compile(r"\](?:d[12]|Q3)")
_PAPER = re.compile(r"([A-ZА-ЯІЇЄҐ]{4})\s?(\d{6})(?:\s?(\d{10}))?")
_PAPER_IN_ADDRESS = re.compile(r"(?<![A-ZА-ЯІЇЄҐ])[A-ZА-ЯІЇЄҐ]{4}\s?\d{6}(?!\d)")
_SHORT = re.compile(r"[A-ZА-ЯІЇЄҐ]{0,8}\s?\d{0,9}")
_MEASURED = frozenset({138, 144, 301, 303, 306})
"""КСПОВО: л, мл, кг, г, т. Goods on draught carry the mark of the keg (official example: 10 l, one mark)."""
_MEASURED_NAMES = frozenset({"л", "мл", "кг", "г", "т", "літр", "дал"})


def read_mark(value: object, path: str) -> str:
    """A mark as scanned or typed, in the form that is kept and compared."""
    if not isinstance(value, str):
        raise ExciseError(field=path, detail=f"found {value!r}, wanted the text of an excise mark")
    plain = _AIM.sub("", value.strip(), count=1).replace("\x1d", "")
    if "://" in plain:
        found = _PAPER_IN_ADDRESS.search(plain.upper())
        if not found:
            raise ExciseError(field=path, detail=f"no series and number in the address {plain[:60]!r}")
        plain = found.group()
    paper = _PAPER.fullmatch(plain.upper())
    if paper:
        series, number, long_number = paper.groups()
        return f"{series}{number}" + (f" {long_number}" if long_number else "")
    return _electronic(plain, path)


def _electronic(plain: str, path: str) -> str:
    if len(plain) > LONGEST:
        raise ExciseError(field=path, detail=f"{len(plain)} characters; a mark has at most {LONGEST}")
    if not plain.isprintable() or not plain.isascii():
        raise ExciseError(field=path, detail=f"{plain!r} has characters no electronic mark has")
    if len(plain) < SHORTEST_ELECTRONIC or _SHORT.fullmatch(plain.upper()):
        raise ExciseError(
            field=path,
            detail=f"{plain!r} is neither a paper mark (4 letters and 6 digits, AATE508932) nor an electronic one "
            f"(at least {SHORTEST_ELECTRONIC} characters)",
        )
    return plain


def check_marks(items: Iterable[tuple[str, Item]], excise_letters: frozenset[str]) -> Iterator[str]:
    """Refuse what the law forbids about marks and codes; yields warnings about what it only asks for."""
    seen: dict[str, str] = {}
    for path, item in items:
        taxed = bool(excise_letters & set(item.tax))
        if item.excise:
            _check_row(path, item)
        elif taxed and item.uktzed is None:
            yield f"{path}.uktzed: goods with excise need their УКТЗЕД code of 10 digits (law 265/95, art. 3 p. 11)"
        if taxed and item.uktzed is not None:
            _check_code(path, item)
        for number, mark in enumerate(item.excise):
            where = f"{path}.excise[{number}]"
            if mark in seen:
                raise ExciseError(field=where, detail=f"the mark {mark} stands already at {seen[mark]}")
            seen[mark] = where


def _check_row(path: str, item: Item) -> None:
    if not item.fiscal:
        raise ExciseError(field=f"{path}.fiscal", detail="goods with excise marks must be on the receipt")
    _check_code(path, item)
    if item.unit in _MEASURED or (item.unit_name or "").lower() in _MEASURED_NAMES:
        return
    if item.qty != 1000 * len(item.excise):
        from prro_cli.values import format_quantity

        raise ExciseError(
            field=f"{path}.excise",
            detail=f"{len(item.excise)} marks for a quantity of {format_quantity(item.qty)}; each piece has one",
        )


def _check_code(path: str, item: Item) -> None:
    if item.uktzed is None or len(item.uktzed) != FULL_CODE:
        raise ExciseError(
            field=f"{path}.uktzed", detail=f"excisable goods need all {FULL_CODE} digits of the УКТЗЕД code"
        )
