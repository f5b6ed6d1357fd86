"""Honestly reckoned receipts are never called contradictory; the published tax rows fit the formula."""

from __future__ import annotations

import dataclasses
import json
import random
import time
from fractions import Fraction

import pytest

from prro_cli.documents import validator
from prro_cli.documents.findings import Level
from prro_cli.documents.kinds import Kind
from prro_cli.documents.model import BodyRow, Check, CheckTotal, TaxRow
from prro_cli.documents.rules_tax import tax_included, tax_on_top
from prro_cli.values import parse_money, ukrainian_capitals
from tests.documents import samples
from tests.shared import shared_data

RATES = {"А": (0, 2000), "Б": (0, 700), "Г": (1, 500), "Ж": (0, 0)}


def _half_up(value: Fraction) -> int:
    return int((2 * value + 1) // 2)


def _receipt(rng: random.Random) -> Check:
    """A receipt reckoned in fractions, independently of the rules under test."""
    rows = []
    for _ in range(rng.randint(1, 8)):
        price, amount = rng.randint(1, 50_000), rng.choice((1000, 2000, rng.randint(1, 9999)))
        cost = _half_up(Fraction(price * amount, 1000))
        row = BodyRow(name="Товар", uktzed="2204210000", amount=amount, price=price, cost=cost,
                      letters=rng.choice(("А", "Б", "АГ", "БГ", "Ж", None)))  # fmt: skip
        if rng.random() < 0.4:
            percent = rng.randint(0, 9000)
            discount = _half_up(Fraction(cost * percent, 10_000))
            row = dataclasses.replace(row, discounttype=1, discountpercent=percent, discountsum=discount)
        rows.append(row)
    net = {id(row): (row.cost or 0) - (row.discountsum or 0) for row in rows}
    taxes = []
    for letter, (kind, rate) in RATES.items():
        bearing = [row for row in rows if letter in (row.letters or "")]
        if not bearing:
            continue
        base = Fraction(sum(net[id(row)] for row in bearing))
        if kind == 0:
            base -= Fraction(sum(net[id(row)] for row in bearing if "Г" in (row.letters or "")) * 5, 105)
        tax = TaxRow(type=kind, name="Податок", letter=letter, prc=rate, turnover=sum(row.cost or 0 for row in bearing),
                     sourcesum=_half_up(base), sum=_half_up(base * rate / (10_000 + rate)))  # fmt: skip
        taxes.append(tax)
    total = sum(net.values())
    discounts = sum(row.discountsum or 0 for row in rows)
    return Check(
        checkhead=samples.check_head(Kind.SALE),
        checktotal=CheckTotal(sum=total, discountsum=discounts or None),
        checkpay=(samples.cash(total),),
        checktax=tuple(taxes),
        checkbody=tuple(rows),
    )


def test_honest_receipts_are_sound() -> None:
    rng = random.Random("honest receipts")
    for _ in range(500):
        receipt = _receipt(rng)
        assert [f for f in validator.check(receipt) if f.level is not Level.WARNING] == []


def test_a_tax_wrong_by_a_few_kopecks_is_found() -> None:
    rng = random.Random("dishonest receipts")
    found = 0
    for _ in range(200):
        receipt = _receipt(rng)
        if not receipt.checktax:
            continue
        wrong = dataclasses.replace(receipt.checktax[0], sum=receipt.checktax[0].sum + rng.choice((-3, 3)))
        findings = validator.check(dataclasses.replace(receipt, checktax=(wrong, *receipt.checktax[1:])))
        assert "tax.sum" in {f.rule for f in findings if f.level is Level.CONTRADICTION}
        found += 1
    assert found > 100


def test_published_rows_with_a_base_fit_the_formula() -> None:
    rows = json.loads(shared_data("goods/official_tax_rows.json").read_text(encoding="utf-8"))
    with_base = [row for row in rows if row["sourcesum"]]
    assert len(with_base) > 15
    for row in with_base:
        lawful = tax_included(parse_money(row["sourcesum"]), parse_money(row["prc"]))
        assert parse_money(row["sum"]) in lawful, row["file"]


@pytest.mark.parametrize(
    ("base", "rate", "lawful"), [(1257, 2000, (209, 210)), (10000, 2000, (1667, 1667)), (0, 700, (0, 0))]
)
def test_a_tie_may_go_either_way(base: int, rate: int, lawful: tuple[int, int]) -> None:
    assert tax_included(base, rate) == lawful


def test_tax_on_top_and_letters() -> None:
    assert tax_on_top(2050, 700) == (143, 144)
    assert ukrainian_capitals("A") == ukrainian_capitals("А") == ukrainian_capitals("а")
    assert ukrainian_capitals("Д") != ukrainian_capitals("Г")


def test_more_taxes_than_there_are_cost_no_minutes() -> None:
    """Each tax is held against each row and each excise: unbounded, a file of 600 KB took three minutes."""
    check = samples.excise_sale()
    hostile = dataclasses.replace(check, checkbody=check.checkbody * 1500, checktax=check.checktax * 750)
    began = time.process_time()
    found = validator.check(hostile)
    assert time.process_time() - began < 5
    assert [f.rule for f in found if f.path == "CHECK/CHECKTAX"] == ["tax.many"]
