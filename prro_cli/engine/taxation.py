"""Tax rows of a receipt: summed over the whole receipt by tax, rounded once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from prro_cli.documents.model import TaxRow
from prro_cli.engine.basket import EXCISE, EXEMPT, Priced
from prro_cli.engine.money import tax_of
from prro_cli.home.desks import Desk, Tax
from prro_cli.record import dataclass

VAT = 0


@dataclass(frozen=True, slots=True)
class _Bearing:
    """One tax and the rows that bear it."""

    tax: Tax
    rows: tuple[Priced, ...]


def prints_exempt(desk: Desk) -> bool:
    """A payer of any tax shows exempt goods as a 0 % row; one who pays none prints no taxes at all."""
    return any(tax.type != EXEMPT for tax in desk.taxes)


def letters_of(row: Priced, desk: Desk) -> str | None:
    """LETTERS of a row."""
    exempt = any(tax.type == EXEMPT for tax in row.taxes)
    return row.item.tax or None if not exempt or prints_exempt(desk) else None


def as_sold(desk: Desk, stated: Sequence[TaxRow]) -> Desk:
    """The desk with the taxes that the receipt of a sale states: its return gives back just those.

    What a letter means may have changed since, or be another thing at the register that sold. Letters the receipt
    says nothing about keep the desk's meaning.
    """
    sold = tuple(Tax(row.letter or "", row.type, row.prc, row.name, bool(row.sign)) for row in stated)
    letters = {tax.letter for tax in sold}
    return replace(desk, taxes=(*sold, *(tax for tax in desk.taxes if tax.letter not in letters)))


def tax_rows(rows: Sequence[Priced], desk: Desk) -> tuple[TaxRow, ...]:
    """CHECKTAX, in the order of the desk's table: sales tax before excise as in the official example."""
    taxes = sorted(dict.fromkeys(tax for row in rows for tax in row.taxes), key=desk.taxes.index)
    bearing = [_Bearing(tax, tuple(row for row in rows if tax in row.taxes)) for tax in taxes]
    if not prints_exempt(desk):
        return ()
    excises = [one.tax for one in bearing if one.tax.type == EXCISE and not one.tax.on_top]
    made = [_row(one, excises) for one in bearing]
    return tuple(sorted(made, key=lambda row: (row.type, row.letter or "")))


def _row(bearing: _Bearing, excises: Iterable[Tax]) -> TaxRow:
    tax, rows = bearing.tax, bearing.rows
    net = sum(row.net for row in rows)
    turnover = sum(row.cost for row in rows)
    base = net - _excise_inside(rows, excises) if tax.type == VAT else net
    return TaxRow(
        type=VAT if tax.type == EXEMPT else tax.type,
        name=tax.name,
        letter=tax.letter,
        prc=tax.percent,
        sign=True if tax.on_top else None,
        turnover=turnover,
        turnoverdiscount=net if net != turnover else None,
        sourcesum=base,
        sum=tax_of(base, tax.percent, on_top=tax.on_top),
    )


def _excise_inside(rows: Sequence[Priced], excises: Iterable[Tax]) -> int:
    """The excise in the rows of a ПДВ row: 259.90 has 12.38 in it, so ПДВ is reckoned from 247.52 (official)."""
    inside = 0
    for excise in excises:
        taxed = sum(row.net for row in rows if excise in row.taxes)
        inside += tax_of(taxed, excise.percent, on_top=False)
    return inside
