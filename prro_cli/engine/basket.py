"""From items to priced rows: cost, discounts of rows and of the receipt, taxes behind the letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from prro_cli.engine.excise import check_marks
from prro_cli.engine.money import cost_of, percent_of, spread
from prro_cli.engine.order_fields import MAX_SUM
from prro_cli.engine.order_types import Discount, Item, Order
from prro_cli.errors.orders import DiscountError, NothingFiscalError, OrderFieldError, TaxLetterError
from prro_cli.home.desks import Desk, Tax
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.values import format_money

EXCISE = 1
EXEMPT = -1
"""Type of a letter that only marks goods outside taxation (no such TYPE on documents)."""


@dataclass(frozen=True, slots=True)
class Priced:
    """One row with its sums in kopecks; `place` is its index among the items of the order."""

    item: Item
    place: int
    cost: int
    discount: int
    taxes: tuple[Tax, ...]
    spread: bool = False
    """Whether a part of the receipt's discount is in the discount."""

    @property
    def net(self) -> int:
        """What the row costs after discounts."""
        return self.cost - self.discount


@dataclass(frozen=True, slots=True)
class Basket:
    """The priced rows: those on the receipt, those that stay inside (R59), and what a person should know."""

    rows: tuple[Priced, ...]
    inside: tuple[Priced, ...]
    notices: tuple[str, ...]


def priced(order: Order, desk: Desk, day: date) -> Basket:
    """All rows of an order with their prices; refuses what cannot stand on a receipt."""
    every = [_row(item, place, desk, day) for place, item in enumerate(order.items)]
    excise = frozenset(t.letter for t in desk.taxes if t.type == EXCISE and t.valid_on(day))
    notices = tuple(check_marks(((f"items[{n}]", item) for n, item in enumerate(order.items)), excise))
    fiscal = [row for row in every if row.item.fiscal]
    if not fiscal:
        raise NothingFiscalError(
            field="items", detail=say("no line of the order belongs on a receipt (all have fiscal=no)")
        )
    if sum(row.cost for row in fiscal) >= MAX_SUM:
        raise OrderFieldError(field="items", detail=say("the receipt as a whole is too large"))
    if order.discount is not None:
        fiscal = _with_receipt_discount(fiscal, order.discount)
    return Basket(tuple(fiscal), tuple(row for row in every if not row.item.fiscal), notices)


def _row(item: Item, place: int, desk: Desk, day: date) -> Priced:
    path = f"items[{place}]"
    if not item.price:
        raise OrderFieldError(field=f"{path}.price", detail=say("it is missing or zero; a price is 0.01 or more"))
    cost = cost_of(item.qty, item.price)
    if not 1 <= cost < MAX_SUM:
        raise OrderFieldError(
            field=path, detail=say("the row costs {cost}; a row costs at least 0.01", cost=format_money(cost))
        )
    discount = _discount(item.discount, cost)
    if discount >= cost:
        raise DiscountError(
            field=f"{path}.discount",
            detail=say(
                "{discount} off {cost}; at least 0.01 must remain of a row",
                discount=format_money(discount),
                cost=format_money(cost),
            ),
        )
    taxes = _taxes(item.tax, path, desk, day) if item.fiscal else ()
    return Priced(item, place, cost, discount, taxes)


def _discount(discount: Discount | None, kopecks: int) -> int:
    if discount is None:
        return 0
    return percent_of(kopecks, discount.percent) if discount.percent is not None else discount.sum or 0


def _taxes(letters: str, path: str, desk: Desk, day: date) -> tuple[Tax, ...]:
    """The taxes of a row; a letter the desk does not know, or not on that day, is refused."""
    found: list[Tax] = []
    for letter in letters:
        taxes = desk.taxes_on(letter, day)
        if not taxes:
            known = ", ".join(sorted({t.letter for t in desk.taxes if t.valid_on(day)})) or say("none")
            other = any(t.letter == letter for t in desk.taxes)
            detail = (
                say("the letter {letter} has no meaning on {day}", letter=letter, day=day)
                if other
                else say("the desk has no letter {letter}", letter=letter)
            )
            raise TaxLetterError(
                field=f"{path}.tax", detail=say("{detail}; in force: {known}", detail=detail, known=known)
            )
        found += taxes
    if any(t.type == EXEMPT for t in found) and any(t.type != EXEMPT for t in found):
        raise TaxLetterError(field=f"{path}.tax", detail=say("{letters} says both taxed and exempt", letters=letters))
    if sum(t.type == 0 for t in found) > 1:
        raise TaxLetterError(field=f"{path}.tax", detail=say("{letters} means ПДВ twice", letters=letters))
    return tuple(found)


def _with_receipt_discount(rows: list[Priced], discount: Discount) -> list[Priced]:
    """Spread over the rows in proportion to what they cost, so that every tax letter knows its part."""
    whole = sum(row.net for row in rows)
    amount = _discount(discount, whole)
    if amount > whole - len(rows):
        raise DiscountError(
            field="discount",
            detail=say(
                "{amount} off {whole}; at least 0.01 must remain of each row",
                amount=format_money(amount),
                whole=format_money(whole),
            ),
        )
    shares = spread(amount, [row.net for row in rows])
    return [
        replace(row, discount=row.discount + share, spread=bool(share)) for row, share in zip(rows, shares, strict=True)
    ]
