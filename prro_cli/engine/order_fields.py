"""Checking single values of an order; every error names the path, what was found and what is allowed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from prro_cli.documents import simple
from prro_cli.errors.orders import OrderFieldError, OrderMemberError
from prro_cli.lang import say
from prro_cli.values import parse_fixed, ukrainian_capitals

MAX_SUM = 10**13
"""Kopecks: what fifteen digits with two decimals hold."""
MAX_QUANTITY = 10**12
_SURROGATE = re.compile("[\ud800-\udfff]")
_LETTERS = re.compile(r"[^\W\d_]{1,15}")
_WORDS = {"yes": True, "true": True, "1": True, "так": True, "no": False, "false": False, "0": False, "ні": False}


def wrong(path: str, value: object, wanted: str) -> OrderFieldError:
    """The usual sentence."""
    shown = repr(value)
    return OrderFieldError(
        field=path,
        detail=say(
            "found {shown}, wanted {wanted}", shown=shown if len(shown) <= 60 else shown[:57] + "...", wanted=wanted
        ),
    )


def known_members(table: Mapping[str, Any], known: Iterable[str], path: str) -> dict[str, Any]:
    """The members with `-` read as `_`; an unknown one names the nearest."""
    known = list(known)
    members: dict[str, Any] = {}
    for name, value in table.items():
        plain = name.replace("-", "_") if isinstance(name, str) else str(name)
        where = f"{path}.{name}" if path else str(name)
        if plain not in known:
            near = difflib.get_close_matches(plain, known, n=1, cutoff=0.5)
            detail = (
                say("there is no such member; did you mean {near}?", near=near[0])
                if near
                else say("there is no such member; known are {known}", known=", ".join(known))
            )
            raise OrderMemberError(field=where, detail=detail)
        if plain in members:
            raise OrderMemberError(field=where, detail=say("it is given twice"))
        members[plain] = value
    return members


def text(value: object, path: str, longest: int, *, required: bool = False) -> str | None:
    """A text without blanks around it; empty means absent."""
    if value is None or (isinstance(value, str) and not value.strip()):
        if required:
            raise OrderFieldError(field=path, detail=say("it must not be empty"))
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise wrong(path, value, "a text")
    value = value.strip()
    if _SURROGATE.search(value):  # "\ud800" of JSON, or a byte of the command line that is no UTF-8
        raise OrderFieldError(field=path, detail=say("it holds half a character; was the text cut or not UTF-8?"))
    if len(value) > longest:
        raise OrderFieldError(
            field=path, detail=say("{count} characters, allowed are {longest}", count=len(value), longest=longest)
        )
    return value


def _fixed(value: object, path: str, decimals: int, wanted: str) -> int:
    if isinstance(value, float):
        text = f"{value:.{decimals}f}"
        raise OrderFieldError(
            field=path, detail=say('a number with a fraction is inexact; write it as text, "{value}"', value=text)
        )
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise wrong(path, value, wanted)
    try:
        return parse_fixed(str(value), decimals)
    except ValueError:
        raise wrong(path, value, wanted) from None


def money(value: object, path: str, *, least: int = 0) -> int:
    """A sum in kopecks."""
    sum_ = _fixed(value, path, 2, say("a sum such as 45.00"))
    if sum_ < least:
        raise wrong(path, value, say("a sum of 0.01 or more") if least else say("a sum that is not negative"))
    if sum_ >= MAX_SUM:
        raise wrong(path, value, say("a sum below 100000000000.00"))
    return sum_


def quantity(value: object, path: str) -> int:
    """A quantity in thousandths."""
    amount = _fixed(value, path, 3, say("a quantity such as 2 or 0.350"))
    if not 0 < amount < MAX_QUANTITY:
        raise wrong(path, value, say("a quantity above 0 and below 1000000000"))
    return amount


def percentage(value: object, path: str) -> int:
    """A percentage in hundredths."""
    percent = _fixed(value, path, 2, say("a percentage such as 10 or 7.5"))
    if not 0 <= percent < 100_00:
        raise wrong(path, value, say("a percentage from 0 up to, not including, 100"))
    return percent


def flag(value: object, path: str) -> bool:
    """Yes or no."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in _WORDS:
        return _WORDS[value.strip().lower()]
    raise wrong(path, value, say("yes or no"))


def letters(value: object, path: str) -> str:
    """Tax letters of a row."""
    found = text(value, path, 15) or ""
    plain = ukrainian_capitals(found.strip())
    if plain and not _LETTERS.fullmatch(plain):
        raise wrong(path, value, say("tax letters such as А or АГ"))
    if len(set(plain)) != len(plain):
        raise OrderFieldError(field=path, detail=say("a letter stands twice in {plain!r}", plain=plain))
    return plain


def unit(value: object, path: str) -> int | None:
    """A code of КСПОВО."""
    found = text(value, path, 6)
    if found is None:
        return None
    if simple.NUMBER_5.problem(found):
        raise wrong(path, value, say("a unit's code from 1 to 99999, such as 2009 (шт)"))
    return int(found)


def coded(kind: simple.Simple) -> Callable[[object, str], str | None]:
    """A reader of УКТЗЕД or ДКПП."""

    def read(value: object, path: str) -> str | None:
        found = text(value, path, 64)
        if found is not None and (problem := kind.problem(found)):
            raise OrderFieldError(field=path, detail=problem)
        return found

    return read


uktzed = coded(simple.UKTZED)
dkpp = coded(simple.DKPP)


def moment(value: object, path: str) -> datetime | None:
    """A time with its offset; without one it is Kyiv time, as terminals print it."""
    found = text(value, path, 40)
    if found is None:
        return None
    from prro_cli.values import kyiv

    try:
        time = datetime.fromisoformat(found)
    except ValueError:
        raise wrong(path, value, say("a time such as 2026-11-21T10:00:00+02:00")) from None
    return time if time.tzinfo else time.replace(tzinfo=kyiv())


def day(value: object, path: str) -> str | None:
    """An ISO date, as text."""
    found = text(value, path, 10)
    if found is None:
        return None
    try:
        return date.fromisoformat(found).isoformat()
    except ValueError:
        raise wrong(path, value, say("a date such as 2026-01-31")) from None


def natural(value: object, path: str) -> int | None:
    """A whole number from 1."""
    found = text(value, path, 9)
    if found is None:
        return None
    if not (found.isascii() and found.isdigit() and int(found) > 0):
        raise wrong(path, value, say("a whole number from 1"))
    return int(found)
