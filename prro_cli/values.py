"""The values that every room shares: kopecks, thousandths, and Kyiv time.

Money is an integer number of kopecks and a quantity an integer number of thousandths, everywhere; text appears
only at the edges and always with a full stop and a fixed number of decimals, as the fiscal server wants it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from prro_cli.lang import say

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_FIXED = re.compile(r"(-?)(\d{1,15})(?:[.,](\d{1,8}))?", re.ASCII)
_LATIN_TWINS = str.maketrans("ABCEHIKMOPTXYabcehikmoptxy", "АВСЕНІКМОРТХУавсенікмортху")


def ukrainian_capitals(text: str) -> str:
    """Letters as Ukrainian capitals, Latin ones as those they look like: official samples mix Latin and Cyrillic А."""
    return text.translate(_LATIN_TWINS).upper()


def width(text: str) -> int:
    """Columns a text takes where all letters are alike wide (combining marks take none, wide characters two)."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@cache
def kyiv() -> ZoneInfo:
    """The zone of every time on a document (loaded late: the time-zone database costs start-up time)."""
    from zoneinfo import ZoneInfo

    return ZoneInfo("Europe/Kyiv")


def parse_fixed(text: str, decimals: int) -> int:
    """Read a decimal number as an integer of its last decimal place; ValueError if it does not fit exactly."""
    match = _FIXED.fullmatch(text.strip())
    if not match:
        raise ValueError(say("{text!r} is not a number such as 12.50", text=text))
    sign, whole, fraction = match.group(1), match.group(2), match.group(3) or ""
    if len(fraction.rstrip("0")) > decimals:
        raise ValueError(say("{text!r} has more than {decimals} decimals", text=text, decimals=decimals))
    scale: int = 10**decimals
    value = int(whole) * scale + int(fraction[:decimals].ljust(decimals, "0") or "0")
    return -value if sign else value


def format_fixed(value: int, decimals: int) -> str:
    """Write an integer of last decimal places as text with exactly that many decimals."""
    sign = "-" if value < 0 else ""
    whole, fraction = divmod(abs(value), 10**decimals)
    return f"{sign}{whole}.{fraction:0{decimals}d}"


def parse_money(text: str) -> int:
    """Read hryvnias such as `45`, `45.5` or `45,50` as kopecks."""
    return parse_fixed(text, 2)


def format_money(kopecks: int) -> str:
    """Write kopecks as hryvnias: 4550 → `45.50`."""
    return format_fixed(kopecks, 2)


def format_quantity(thousandths: int) -> str:
    """Write thousandths as a quantity: 2000 → `2.000`."""
    return format_fixed(thousandths, 3)


def round_half_up(numerator: int, denominator: int) -> int:
    """The nearest integer to a fraction, halves away from zero (the rounding of the tax rules)."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    numerator, denominator = abs(numerator), abs(denominator)
    return sign * ((2 * numerator + denominator) // (2 * denominator))


def format_time(moment: datetime) -> str:
    """RFC 3339 with the Kyiv offset, to the second."""
    return moment.astimezone(kyiv()).isoformat(timespec="seconds")
