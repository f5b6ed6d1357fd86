"""Desks and random baskets for the tests of reckoning, and a slow second opinion in Fractions."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

from prro_cli.home.desks import Desk, Tax

DAY = date(2026, 11, 21)
TAXES = (
    Tax("А", 0, 2000, "ПДВ"),
    Tax("Б", 0, 700, "ПДВ"),
    Tax("В", 0, 0, "ПДВ"),
    Tax("Г", 1, 500, "Акциз"),
    Tax("Е", 0, 1400, "ПДВ", on_top=True),
    Tax("Ж", -1, 0, "Без ПДВ"),
)
LETTERS = ("А", "Б", "В", "АГ", "БГ", "Г", "ГА", "Е", "Ж", "", "A")
CODE = "2203000100"


def desk(taxes: tuple[Tax, ...] = TAXES, rounding: str = "0.50") -> Desk:
    """A desk of an invented shop."""
    return Desk(
        name="kiosk",
        server="http://127.0.0.1:9/fs",
        tin="1234567899",
        org="ФОП Ґалаґан",
        outlet="Кіоск",
        address="м. Луцьк",
        fiscal_number=4000999001,
        local_number=1,
        cash_rounding=rounding,
        taxes=taxes,
    )


def random_order(chance: random.Random) -> dict[str, Any]:
    """An order that must be accepted, as JSON; payments are added by `random_payments`."""
    items = [_item(chance, number) for number in range(chance.choice((1, 1, 2, 3, 5, 12)))]
    order: dict[str, Any] = {"items": items}
    if chance.random() < 0.3:
        order["discount"] = {"percent": f"{chance.randint(1, 9000) / 100:.2f}"}
    elif chance.random() < 0.3 and not any("discount" in item for item in items):
        cheapest = 100 * min(reference_cost(item) for item in items)
        order["discount"] = {"sum": _money(chance.randint(1, max(1, floor(cheapest / 4))))}
    return order


def _item(chance: random.Random, number: int) -> dict[str, Any]:
    qty = chance.choice(("1", "2", "7", "0.350", "1.005", "12.5", "0.333"))
    item: dict[str, Any] = {
        "name": f"Товар {number} & «їжа»",
        "qty": qty,
        "price": _money(chance.choice((chance.randint(20, 999), chance.randint(1000, 300_000), 1257, 2050, 9999))),
        "tax": chance.choice(LETTERS),
        "uktzed": CODE,
    }
    if chance.random() < 0.25:
        item["discount"] = {"percent": f"{chance.randint(1, 8500) / 100:.2f}"}
    elif chance.random() < 0.15:
        most = floor(100 * reference_cost(item)) // 2
        item["discount"] = {"sum": _money(chance.randint(0, most))}
    if qty in ("1", "2") and chance.random() < 0.1:
        item["excise"] = [f"AB{chance.choice('CDE')}{chance.choice('FGH')}{number:03}{n:03}" for n in range(int(qty))]
    return item


def random_payments(chance: random.Random, exact: int) -> list[dict[str, Any]]:
    """Payments that fit a receipt of so many kopecks."""
    way = chance.randrange(6)
    if way == 0:
        return []
    if way == 1:
        return [{"form": "cash", "provided": _money(exact + 50 + chance.randint(0, 50_000))}]
    if way == 2:
        return [{"form": "card", "slip": {"rrn": "014721258513", "pan": "4790********1111", "auth_code": "982088"}}]
    if way == 3 and exact > 200:
        return [{"form": "card", "sum": _money(chance.randint(1, exact - 100))}, {"form": "cash"}]
    if way == 4 and exact > 200:
        return [{"form": "cash", "sum": _money(chance.randint(1, exact - 100))}, {"form": "card", "sum": "0.00"}]
    return [{"form": "305", "sum": _money(exact // 2)}, {"form": "transfer"}] if exact > 1 else []


def _money(kopecks: int) -> str:
    return f"{kopecks // 100}.{kopecks % 100:02}"


def half_up(value: Fraction) -> Fraction:
    """The nearest kopeck of a sum in hryvnias, halves up."""
    return Fraction(floor(value * 100 + Fraction(1, 2)), 100)


def reference_cost(item: dict[str, Any]) -> Fraction:
    """Quantity times price."""
    return half_up(Fraction(item["qty"]) * Fraction(item["price"]))


@dataclass
class Opinion:
    """What the slow reference thinks; hryvnias."""

    exact: Fraction = Fraction(0)
    nets: list[Fraction] = field(default_factory=list)
    taxes: dict[str, tuple[Fraction, Fraction, Fraction]] = field(default_factory=dict)
    """Letter → turnover, base, tax."""


def reference(order: dict[str, Any]) -> Opinion:
    """Everything but payments, from the formulas of the description, in exact fractions."""
    opinion = Opinion()
    costs = [reference_cost(item) for item in order["items"]]
    nets = [cost - _off(item.get("discount"), cost) for item, cost in zip(order["items"], costs, strict=True)]
    amount = _off(order.get("discount"), sum(nets, Fraction(0)))
    opinion.nets = _spread(nets, amount)
    letters = [item["tax"].replace("A", "А") for item in order["items"]]
    for tax in TAXES:
        bearing = [n for n, text in enumerate(letters) if tax.letter in text]
        if bearing:
            opinion.taxes[tax.letter] = _tax(tax, bearing, letters, costs, opinion.nets)
    on_top = sum((opinion.taxes[t.letter][2] for t in TAXES if t.on_top and t.letter in opinion.taxes), Fraction(0))
    opinion.exact = sum(opinion.nets, Fraction(0)) + on_top
    return opinion


def _tax(
    tax: Tax, bearing: list[int], letters: list[str], costs: list[Fraction], nets: list[Fraction]
) -> tuple[Fraction, Fraction, Fraction]:
    base = sum((nets[n] for n in bearing), Fraction(0))
    if tax.type == 0:
        both = sum((nets[n] for n in bearing if "Г" in letters[n]), Fraction(0))
        base -= half_up(both * 5 / 105)
    rate = Fraction(tax.percent, 100)
    part = base * rate / (100 if tax.on_top else 100 + rate)
    return sum((costs[n] for n in bearing), Fraction(0)), base, half_up(part)


def _off(discount: dict[str, str] | None, cost: Fraction) -> Fraction:
    if discount is None:
        return Fraction(0)
    if "percent" in discount:
        return half_up(cost * Fraction(discount["percent"]) / 100)
    return Fraction(discount["sum"])


def _spread(nets: list[Fraction], amount: Fraction) -> list[Fraction]:
    """Largest remainder one kopeck at a time, never leaving a row without its last kopeck."""
    if not amount:
        return nets
    whole, kopeck = sum(nets, Fraction(0)), Fraction(1, 100)
    ideal = [amount * net / whole for net in nets]
    shares = [min(Fraction(floor(part * 100), 100), net - kopeck) for part, net in zip(ideal, nets, strict=True)]
    queue = sorted(range(len(nets)), key=lambda n: (-(ideal[n] * 100 - floor(ideal[n] * 100)), n))
    while sum(shares, Fraction(0)) < amount:
        for n in queue:
            if sum(shares, Fraction(0)) < amount and shares[n] < nets[n] - kopeck:
                shares[n] += kopeck
    return [net - share for net, share in zip(nets, shares, strict=True)]
