"""Arithmetic of receipts in integers: spreading, percentages, taxes, rounding of cash."""

from __future__ import annotations

from collections.abc import Sequence

from prro_cli.home.desks import CASH_ROUNDINGS
from prro_cli.lang import say
from prro_cli.values import round_half_up

WHOLE_PERCENT = 100_00


def percent_of(kopecks: int, percent: int) -> int:
    """A percentage (in hundredths) of a sum, half up."""
    return round_half_up(kopecks * percent, WHOLE_PERCENT)


def cost_of(qty: int, price: int) -> int:
    """Thousandths times kopecks, half up to a kopeck."""
    return round_half_up(qty * price, 1000)


def tax_of(base: int, rate: int, *, on_top: bool) -> int:
    """A tax inside a base, or on top of it; an exact half goes up.

    The only official examples that hit a tie round it down (12.57 → 2.09); tills and the tax rules round half up,
    and the server takes both.
    """
    return round_half_up(base * rate, WHOLE_PERCENT if on_top else WHOLE_PERCENT + rate)


def round_cash(kopecks: int, rule: str) -> int:
    """What is paid in cash: the nearest multiple of the rule, a half up (NBU No 25, and No 115 of 17.09.2025)."""
    step = CASH_ROUNDINGS[rule]
    return (2 * kopecks + step) // (2 * step) * step


def spread(amount: int, weights: Sequence[int]) -> list[int]:
    """Share an amount in proportion to weights, exactly, leaving at least 1 of every weight.

    Largest remainder; equal remainders go to the earlier row. The amount must not exceed sum(weights) − len(weights).
    """
    whole = sum(weights)
    room = [weight - 1 for weight in weights]
    if amount > sum(room):
        raise ValueError(say("the amount does not fit"))
    if not amount:
        return [0] * len(weights)
    shares = [min(amount * weight // whole, limit) for weight, limit in zip(weights, room, strict=True)]
    order = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % whole), i))
    left = amount - sum(shares)
    while left:
        for i in order:
            if left and shares[i] < room[i]:
                shares[i] += 1
                left -= 1
    return shares
