"""Discounts that are not one row's own: on the receipt, on a subtotal, and mark-ups; honest ones are sound."""

from __future__ import annotations

import dataclasses

import pytest

from prro_cli.documents import validator
from prro_cli.documents.findings import Level
from prro_cli.documents.kinds import Kind
from prro_cli.documents.model import Check, CheckTotal, TaxRow, ZRep, ZTaxRow
from tests.documents import samples
from tests.documents.samples import cash, check_head, goods, vat


def contradictions(document: Check | ZRep) -> list[str]:
    """The rules that the document breaks."""
    return [f.rule for f in validator.check(document) if f.level is Level.CONTRADICTION]


def receipt(*rows: object, total: int, taxes: tuple[TaxRow, ...] = (), discount: int | None = None) -> Check:
    return Check(
        checkhead=check_head(Kind.SALE),
        checktotal=CheckTotal(sum=total, discountsum=discount),
        checkpay=(cash(total),),
        checktax=taxes,
        checkbody=rows,  # type: ignore[arg-type]
    )


def test_the_tax_row_states_the_turnover_after_a_discount_on_the_receipt() -> None:
    tax = vat(10000, 9000, 1500, turnoverdiscount=9000)
    assert not contradictions(receipt(goods(10000, "А"), total=9000, taxes=(tax,), discount=1000))


def test_a_discount_on_a_subtotal_may_exceed_the_row_it_stands_in() -> None:
    row = goods(500, "А", usagetype=1, discounttype=1, subtotal=10500, discountpercent=1000, discountsum=1050)
    tax = vat(10500, 9450, 1575, turnoverdiscount=9450)
    assert not contradictions(receipt(goods(10000, "А"), row, total=9450, taxes=(tax,)))
    too_large = dataclasses.replace(row, discountsum=11000, discountpercent=None)
    assert "sum.discount" in contradictions(receipt(goods(20000, "А"), too_large, total=9500))


def test_a_discount_on_a_subtotal_goes_over_the_letters_unseen() -> None:
    row = goods(5000, "Б", usagetype=1, discounttype=0, subtotal=15000, discountsum=1500)
    other = TaxRow(type=0, name="ПДВ", letter="Б", prc=700, turnover=5000, sourcesum=4500, sum=294)
    taxes = (vat(10000, 9000, 1500), other)
    assert not contradictions(receipt(goods(10000, "А"), row, total=13500, taxes=taxes))


@pytest.mark.parametrize("percent", [1000, -1000])
def test_a_mark_up_is_a_negative_discount(percent: int) -> None:
    row = goods(10000, discounttype=1, discountpercent=percent, discountsum=-1000)
    assert not contradictions(receipt(row, total=11000))
    wrong = dataclasses.replace(row, discountsum=-2000)
    assert "sum.discount" in contradictions(receipt(wrong, total=12000))


def test_taxes_of_special_trades_in_a_report_are_not_certain() -> None:
    tax = ZTaxRow(type=0, name="ПДВ", letter="А", prc=2000, turnover=5000, sourcesum=5000, sum=1)
    goods_report, special = samples.zrep(), samples.special_zrep()
    assert goods_report.zreprealiz is not None and special.zreprealiz is not None
    for report, rules in ((goods_report, ["zrep.tax"]), (special, [])):
        totals = dataclasses.replace(report.zreprealiz, taxes=(tax,))  # type: ignore[type-var]
        assert contradictions(dataclasses.replace(report, zreprealiz=totals)) == rules
