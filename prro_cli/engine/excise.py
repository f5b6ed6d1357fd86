"""Excise marks: paper (series and number) and electronic (єАкциз, since 01.01.2026), one row per piece."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from prro_cli.engine.order_types import Item
from prro_cli.errors.orders import ExciseError
from prro_cli.lang import say

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
        raise ExciseError(field=path, detail=say("found {value!r}, wanted the text of an excise mark", value=value))
    plain = _AIM.sub("", value.strip(), count=1).replace("\x1d", "")
    if "://" in plain:
        found = _PAPER_IN_ADDRESS.search(plain.upper())
        if not found:
            raise ExciseError(field=path, detail=say("no series and number in the address {plain!r}", plain=plain[:60]))
        plain = found.group()
    paper = _PAPER.fullmatch(plain.upper())
    if paper:
        series, number, long_number = paper.groups()
        return f"{series}{number}" + (f" {long_number}" if long_number else "")
    return _electronic(plain, path)


def _electronic(plain: str, path: str) -> str:
    if len(plain) > LONGEST:
        raise ExciseError(
            field=path,
            detail=say("{count} characters; a mark has at most {longest}", count=len(plain), longest=LONGEST),
        )
    if not plain.isprintable() or not plain.isascii():
        raise ExciseError(field=path, detail=say("{plain!r} has characters no electronic mark has", plain=plain))
    if len(plain) < SHORTEST_ELECTRONIC or _SHORT.fullmatch(plain.upper()):
        raise ExciseError(
            field=path,
            detail=say(
                "{plain!r} is neither a paper mark (4 letters and 6 digits, AATE508932) nor an "
                "electronic one (at least {least} characters)",
                plain=plain,
                least=SHORTEST_ELECTRONIC,
            ),
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
            yield say(
                "{path}.uktzed: goods with excise need their УКТЗЕД code of 10 digits (law 265/95, art. 3 p. 11)",
                path=path,
            )
        if taxed and item.uktzed is not None:
            _check_code(path, item)
        for number, mark in enumerate(item.excise):
            where = f"{path}.excise[{number}]"
            if mark in seen:
                raise ExciseError(
                    field=where, detail=say("the mark {mark} stands already at {seen}", mark=mark, seen=seen[mark])
                )
            seen[mark] = where


def _check_row(path: str, item: Item) -> None:
    if not item.fiscal:
        raise ExciseError(field=f"{path}.fiscal", detail=say("goods with excise marks must be on the receipt"))
    _check_code(path, item)
    if item.unit in _MEASURED or (item.unit_name or "").lower() in _MEASURED_NAMES:
        return
    if item.qty != 1000 * len(item.excise):
        from prro_cli.values import format_quantity

        raise ExciseError(
            field=f"{path}.excise",
            detail=say(
                "{count} marks for a quantity of {quantity}; each piece has one",
                count=len(item.excise),
                quantity=format_quantity(item.qty),
            ),
        )


def _check_code(path: str, item: Item) -> None:
    if item.uktzed is None or len(item.uktzed) != FULL_CODE:
        raise ExciseError(
            field=f"{path}.uktzed",
            detail=say("excisable goods need all {digits} digits of the УКТЗЕД code", digits=FULL_CODE),
        )
