"""`prro undo`: what it names is lawful: each command is run as it stands, and the server takes it."""

from __future__ import annotations

import shlex

import pytest

from tests.cli.till import till_at

TEA = {"name": "Чай", "qty": "2", "price": "20.00", "tax": "А"}
BEER = {"name": "Пиво", "price": "62.00", "tax": "АГ", "uktzed": "2203000100", "excise": ["AABB123456"]}
MIXED = [{"form": "card", "sum": "50.00", "slip": {"rrn": "1"}}, {"form": "cash", "provided": "60.00"}]


@pytest.fixture
def till(prro):
    with till_at(prro) as ready:
        ready.keyless = (*ready.keyless, "undo")
        yield ready


def undo(till, name):
    return till.ok("undo", name)["undo"]


def follow(till, told):
    """Every command it names, as it stands; the last answer's document."""
    for step in told["next"]:
        assert step.startswith("prro "), step
        document = till.ok(*shlex.split(step)[1:])["document"]
    return document


def test_each_way_is_lawful_as_typed(till):
    till.ok("shift", "open")
    sold = till.sell({"items": [TEA]})
    told = undo(till, sold["local_number"])
    assert (told["way"], told["next"]) == ("reversal", [f"prro reversal {sold['fiscal_number']}"])
    assert follow(till, told)["kind"] == "reversal"
    told = undo(till, sold["local_number"])
    assert told["way"] == "nothing" and "reversed already" in told["sentence"]

    mixed = till.sell({"items": [{**TEA}, BEER], "payments": MIXED})
    money = till.ok("cash", "in", "500")["document"]
    told = undo(till, mixed["uid"])
    assert told["way"] == "return" and "--card 50.00" in told["next"][0] and "--cash 52.00" in told["next"][0]
    assert "cash_input" in told["reasons"][0] or "service_input" in told["reasons"][0]
    assert [row["marks"] for row in told["left_rows"]] == [[], ["AABB123456"]]
    back = follow(till, told)
    assert (back["kind"], back["total"]) == ("return", "102.00")
    told = undo(till, mixed["uid"])
    assert told["way"] == "nothing" and told["left"] == "0.00"
    told = undo(till, money["uid"])
    assert (told["way"], told["next"]) == ("opposite", ["prro cash out 500.00"])
    follow(till, told)

    later = till.sell({"items": [TEA]})
    part = till.ok("return", "--receipt", later["fiscal_number"], "--item", "name=Чай,qty=1")["document"]
    assert undo(till, part["uid"])["way"] == "reversal"
    told = undo(till, later["uid"])
    assert (told["left"], told["left_rows"][0]["quantity"]) == ("20.00", "1.000")
    till.ok("shift", "close")
    told = undo(till, later["uid"])
    assert told["next"][0] == "prro shift open" and "no shift is open" in told["reasons"]
    assert follow(till, told)["total"] == "20.00"
    shown = till.prro("undo", later["uid"])
    assert shown.code == 0 and "everything of it was returned already" in shown.out
