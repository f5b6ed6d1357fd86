"""How sums and quantities are written on paper: with a comma, as in every Ukrainian receipt."""

from __future__ import annotations

from prro_cli.values import format_fixed

CURRENCY = "ГРН"
"""Row 18 names the currency since 01.03.2025; the letters, because hardly any printer has the sign ₴."""


def money(kopecks: int) -> str:
    """4550 → `45,50`."""
    return format_fixed(kopecks, 2).replace(".", ",")


def signed(kopecks: int) -> str:
    """A correction, always with its sign."""
    return ("+" if kopecks > 0 else "") + money(kopecks)


def quantity(thousandths: int) -> str:
    """2000 → `2,000`."""
    return format_fixed(thousandths, 3).replace(".", ",")


def percent(hundredths: int) -> str:
    """2000 → `20,00%`."""
    return money(hundredths) + "%"


def rate(course: int) -> str:
    """A course of eight decimals, at least four of them shown: 2863320000 → `28,6332`."""
    whole, _, decimals = format_fixed(course, 8).partition(".")
    return f"{whole},{decimals.rstrip('0').ljust(4, '0')}"
