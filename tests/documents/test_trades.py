"""Payments against the total in trades where SUM is not the whole story: sound ways pass, broken ones are named."""

from __future__ import annotations

import dataclasses

import pytest

from prro_cli.documents import validator
from prro_cli.documents.findings import Level
from prro_cli.documents.model import Check, CheckTotal
from tests.documents import samples


def paid(check: Check, amount: int, **total: int) -> list[str]:
    """The contradictions of a receipt with other totals and one payment of so much."""
    assert check.checktotal is not None
    changed = dataclasses.replace(
        check,
        checktotal=dataclasses.replace(check.checktotal, **total),
        checkpay=(samples.cash(amount),),
    )
    return [f.rule for f in validator.check(changed) if f.level is Level.CONTRADICTION]


@pytest.mark.parametrize("amount", [50000, 50500, 49500])
def test_a_cash_withdrawal_is_paid_with_or_without_the_commission(amount: int) -> None:
    assert not paid(samples.cash_withdrawal(), amount, sum=50000, commission=500)


@pytest.mark.parametrize("amount", [50100, 49000, 500])
def test_a_cash_withdrawal_of_another_amount_is_contradictory(amount: int) -> None:
    assert paid(samples.cash_withdrawal(), amount, sum=50000, commission=500) == ["sum.payments"]


@pytest.mark.parametrize("amount", [5000, 100000, 95000, 105000])
def test_a_pawnshop_pays_and_receives(amount: int) -> None:
    assert not paid(samples.old_pawnshop(), amount)


def test_a_pawnshop_that_pays_something_else_is_contradictory() -> None:
    assert paid(samples.old_pawnshop(), 5001) == ["sum.payments"]


@pytest.mark.parametrize("name", ["transfer", "fuel", "currency with totals", "return", "duty free"])
def test_payments_that_differ_from_the_total_are_contradictory_in_every_trade(name: str) -> None:
    check = samples.sound()[name]
    assert isinstance(check, Check) and isinstance(check.checktotal, CheckTotal)
    assert check.checktotal.sum is not None
    assert not paid(check, check.checktotal.sum)
    assert "sum.payments" in paid(check, check.checktotal.sum + 1)
