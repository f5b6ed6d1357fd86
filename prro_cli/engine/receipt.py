"""The order as a receipt: sections of the document, its effect on the totals, and the rows the journal keeps.

Sums: rows after discounts plus taxes on top make the exact sum; only its cash part is rounded, taxes never
(API 08.2025 with the official rounding example: SUM rounded, NORNDSUM exact, RNDSUM = NORNDSUM − SUM).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from prro_cli.documents.model import BodyRow, CheckTotal, ExciseLabelRow, PayRow, TaxRow
from prro_cli.engine.basket import Basket, Priced, priced
from prro_cli.engine.means import CARD
from prro_cli.engine.order_types import Order
from prro_cli.engine.payments import Paid, settled
from prro_cli.engine.taxation import letters_of, tax_rows
from prro_cli.home.desks import Desk
from prro_cli.journal.totals import PayForm, Section, TaxTotal, Totals
from prro_cli.record import dataclass

RETURN = "return"


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Everything a receipt says, all sums in kopecks and positive, also on a return."""

    total: CheckTotal
    pay: tuple[PayRow, ...]
    tax: tuple[TaxRow, ...]
    body: tuple[BodyRow, ...]
    effect: Totals
    rows: tuple[dict[str, Any], ...]
    """The rows as the journal keeps them: those of the document in its order, then those outside it (R59)."""
    total_kopecks: int
    rounding: int
    paid: int
    change: int
    notices: tuple[str, ...] = ()


def reckon(
    order: Order, desk: Desk, day: date, *, kind: str = "sale", card_code: int = CARD, cash_limit: bool = True
) -> Reckoned:
    """The receipt of an order; raises a subclass of OrderError where it cannot become one."""
    basket = priced(order, desk, day)
    taxes = tax_rows(basket.rows, desk)
    exact = sum(row.net for row in basket.rows) + sum(tax.sum for tax in taxes if tax.sign)
    paid = settled(
        order.payments, exact, desk.cash_rounding, back=kind == RETURN, card_code=card_code, limit=cash_limit
    )
    total = _total(basket, exact, paid.rounding)
    section = _section(total, paid, taxes)
    return Reckoned(
        total=total,
        pay=paid.rows,
        tax=taxes,
        body=tuple(_body(row, desk) for row in basket.rows),
        effect=Totals(ret=section) if kind == RETURN else Totals(real=section),
        rows=_journal_rows(basket),
        total_kopecks=exact - paid.rounding,
        rounding=paid.rounding,
        paid=paid.tendered,
        change=paid.change,
        notices=basket.notices,
    )


def _total(basket: Basket, exact: int, rounding: int) -> CheckTotal:
    discounts = sum(row.discount for row in basket.rows)
    return CheckTotal(
        sum=exact - rounding,
        rndsum=rounding or None,
        norndsum=exact if rounding else None,
        discountsum=discounts or None,
    )


def _body(row: Priced, desk: Desk) -> BodyRow:
    item = row.item
    percent = item.discount.percent if item.discount is not None and not row.spread else None
    return BodyRow(
        code=item.code,
        barcode=item.barcode,
        uktzed=item.uktzed,
        dkpp=item.dkpp,
        name=item.name,
        unitcd=item.unit,
        unitnm=item.unit_name,
        amount=item.qty,
        price=item.price,
        letters=letters_of(row, desk),
        cost=row.cost,
        discounttype=None if not row.discount else int(percent is not None),
        discountpercent=percent if row.discount else None,
        discountsum=row.discount or None,
        comment=item.comment,
        exciselabels=tuple(ExciseLabelRow(exciselabel=mark) for mark in item.excise),
    )


def _section(total: CheckTotal, paid: Paid, taxes: tuple[TaxRow, ...]) -> Section:
    """The receipt as the server adds it up: absent elements count as zero."""
    return Section(
        sum=total.sum or 0,
        rnd_sum=total.rndsum or 0,
        no_rnd_sum=total.norndsum or 0,
        orders_count=1,
        pay_forms=_pay_forms(paid.rows),
        taxes=tuple(
            TaxTotal(
                type=tax.type,
                name=tax.name,
                letter=tax.letter or "",
                prc=tax.prc,
                sign=bool(tax.sign),
                turnover=tax.turnover,
                turnover_discount=tax.turnoverdiscount or 0,
                source_sum=tax.sourcesum or 0,
                sum=tax.sum,
            )
            for tax in taxes
        ),
    )


def _pay_forms(rows: tuple[PayRow, ...]) -> tuple[PayForm, ...]:
    sums: dict[tuple[int, str], int] = {}
    for row in rows:
        key = (row.payformcd, row.payformnm)
        sums[key] = sums.get(key, 0) + (row.sum or 0)
    return tuple(PayForm(code, name, sum_) for (code, name), sum_ in sums.items())


def _journal_rows(basket: Basket) -> tuple[dict[str, Any], ...]:
    every = (*basket.rows, *basket.inside)
    return tuple(_journal_row(row, index) for index, row in enumerate(every, 1))


def _journal_row(row: Priced, index: int) -> dict[str, Any]:
    item = row.item
    said: dict[str, Any] = {
        "code": item.code,
        "barcode": item.barcode,
        "uktzed": item.uktzed,
        "dkpp": item.dkpp,
        "unit": item.unit,
        "unit_name": item.unit_name,
        "seller": item.seller,
        "comment": item.comment,
        "marks": list(item.excise) or None,
        "original_row": item.row,
    }
    return {
        "index": index,
        "name": item.name,
        "qty": item.qty,
        "price": item.price,
        "cost": row.cost,
        "discount": row.discount,
        "sum": row.net,
        "tax": item.tax,
        "fiscal": item.fiscal,
        **{name: value for name, value in said.items() if value is not None},
    }
