"""2 000 random baskets: our rules, the sandbox's, the schema's, and a second opinion in fractions agree."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from prro_cli.documents import validator
from prro_cli.documents.kinds import Kind
from prro_cli.documents.model import Check
from prro_cli.engine.order import parse_order
from prro_cli.engine.receipt import Reckoned, reckon
from prro_cli.errors.orders import OrderError
from prro_cli.sandbox.checks.sums import check_sums
from prro_cli.sandbox.checks.taxes import check_taxes
from prro_cli.sandbox.paper import read
from prro_cli.sandbox.switches import Switches
from tests.documents.samples import check_head
from tests.engine.baskets import DAY, desk, random_order, random_payments, reference
from tests.shared import shared_data

BASKETS = 2000
PARTS = 4
STEPS = {"none": 1, "0.10": 10, "0.50": 50}
STRICT = Switches({"cost_check": "strict"})


def receipts(part: int) -> list[tuple[dict[str, Any], Reckoned, str, str]]:
    """Orders with what we reckoned of them, reproducible part by part."""
    chance = random.Random(f"baskets {part}")
    made = []
    for number in range(BASKETS // PARTS):
        rule, kind = chance.choice(tuple(STEPS)), "return" if number % 5 == 0 else "sale"
        order = random_order(chance)
        ours = desk(rounding=rule)
        try:
            plain = reckon(parse_order(order), ours, DAY, kind=kind, cash_limit=False)
            exact = plain.total_kopecks + plain.rounding
            if kind == "sale":
                order["payments"] = random_payments(chance, exact)
            made.append((order, reckon(parse_order(order), ours, DAY, kind=kind, cash_limit=False), rule, kind))
        except OrderError as error:
            raise AssertionError(f"a lawful order was refused: {error.cause}: {order}") from error
    return made


def document(reckoned: Reckoned, kind: str) -> Check:
    """The whole document."""
    return Check(
        checkhead=replace(check_head(Kind(kind)), orderretnum="4000000001" if kind == "return" else None),
        checktotal=reckoned.total,
        checkpay=reckoned.pay,
        checktax=reckoned.tax,
        checkbody=reckoned.body,
    )


def schema() -> Callable[[bytes], None]:
    """The tax service's own schema as an assertion, or nothing where it is not at hand."""
    etree = pytest.importorskip("lxml.etree", reason="lxml is not installed")
    loaded = etree.XMLSchema(etree.parse(str(shared_data("fiscal/xsd") / "check01.xsd")))

    def check(data: bytes) -> None:
        loaded.assertValid(etree.fromstring(data))

    return check


@pytest.mark.parametrize("part", range(PARTS))
def test_validator_and_sandbox_agree(part: int) -> None:
    for order, reckoned, _, kind in receipts(part):
        data = validator.prepare(document(reckoned, kind))
        case = cast(Any, SimpleNamespace(paper=read(data), court=SimpleNamespace(switches=STRICT)))
        check_sums(case)
        check_taxes(case)
        warned = [f for f in validator.check(document(reckoned, kind)) if f.rule != "tax.letter"]
        assert warned == [], order


@pytest.mark.parametrize("part", range(PARTS))
def test_schema_agrees(part: int) -> None:
    check = schema()
    for _, reckoned, _, kind in receipts(part):
        check(validator.prepare(document(reckoned, kind)))


@pytest.mark.parametrize("part", range(PARTS))
def test_second_opinion_agrees(part: int) -> None:
    for order, reckoned, rule, _ in receipts(part):
        opinion = reference(order)
        exact = reckoned.total_kopecks + reckoned.rounding
        assert exact == opinion.exact * 100, order
        assert [row["sum"] for row in reckoned.rows] == [net * 100 for net in opinion.nets], order
        stated: dict[Any, Any] = {tax.letter: (tax.turnover, tax.sourcesum, tax.sum) for tax in reckoned.tax}
        assert stated == {k: tuple(v * 100 for v in values) for k, values in opinion.taxes.items()}, order
        cash = sum(pay.sum or 0 for pay in reckoned.pay if pay.payformcd == 0)
        assert cash % STEPS[rule] == 0
        assert abs(reckoned.rounding) * 2 <= STEPS[rule]
        assert reckoned.rounding == 0 or any(pay.payformcd == 0 for pay in reckoned.pay)
        assert reckoned.paid - reckoned.change == reckoned.total_kopecks == sum(pay.sum or 0 for pay in reckoned.pay)


def test_a_second_hashing_gives_the_same() -> None:
    for order, *_ in receipts(0)[:100]:
        parsed = parse_order(order)
        again = replace(parsed, key="another")
        assert parsed.canonical() == again.canonical() == parse_order(order).canonical()
