"""Orders that must be refused: each with its id, its path, and words that say what is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from prro_cli.engine.order import load_order, parse_item, parse_order, parse_payment
from prro_cli.engine.receipt import reckon
from prro_cli.errors.base import ExitCode
from prro_cli.errors.orders import OrderError
from prro_cli.home.desks import Tax
from tests.engine.baskets import CODE, DAY, TAXES, desk
from tests.provoking import provokes

COFFEE: dict[str, Any] = {"name": "Кава", "price": "45.00", "tax": "А"}
WINE = {"name": "Вино", "price": "200.00", "tax": "АГ", "uktzed": CODE}
FIELD, MEMBER, UNREADABLE, LETTER = "PRRO-E0340", "PRRO-E0341", "PRRO-E0342", "PRRO-E0343"
DISCOUNT, PAYMENT, LIMIT, EXCISE, NOTHING = "PRRO-E0344", "PRRO-E0345", "PRRO-E0346", "PRRO-E0347", "PRRO-E0348"


def one(**changes: Any) -> dict[str, Any]:
    """An order of one coffee, changed."""
    return {"items": [{**COFFEE, **changes}]}


def wine(**changes: Any) -> dict[str, Any]:
    """An order of one bottle, changed."""
    return {"items": [{**WINE, **changes}]}


def paid(*payments: dict[str, Any]) -> dict[str, Any]:
    """A coffee for 45.00 with these payments."""
    return {"items": [COFFEE], "payments": list(payments)}


BAD: list[tuple[Any, str, str, str]] = [
    ([], FIELD, "order", "wanted an object"),
    ({}, FIELD, "items", "the order has no items"),
    ({"items": []}, FIELD, "items", "0 entries, allowed are 1 to 1000"),
    ({"items": {}}, FIELD, "items", "wanted a list"),
    ({"items": ["x"]}, FIELD, "items[0]", "wanted an object"),
    ({"items": [COFFEE], "itemz": []}, MEMBER, "itemz", "did you mean items?"),
    ({"items": [COFFEE], "zzz": 1}, MEMBER, "zzz", "known are key, items"),
    (one(qyt="1"), MEMBER, "items[0].qyt", "did you mean qty?"),
    (one(unit_name="шт", **{"unit-name": "шт"}), MEMBER, "items[0].unit-name", "given twice"),
    (one(name=""), FIELD, "items[0].name", "must not be empty"),
    ({"items": [{"price": "1"}]}, FIELD, "items[0].name", "it is missing"),
    (one(name=["x"]), FIELD, "items[0].name", "wanted a text"),
    (one(name="я" * 1025), FIELD, "items[0].name", "1025 characters, allowed are 1024"),
    (one(qty="0"), FIELD, "items[0].qty", "above 0"),
    (one(qty="-1"), FIELD, "items[0].qty", "above 0"),
    (one(qty="1.0001"), FIELD, "items[0].qty", "wanted a quantity such as 2 or 0.350"),
    (one(qty="два"), FIELD, "items[0].qty", "found 'два'"),
    (one(qty=True), FIELD, "items[0].qty", "found True"),
    (one(qty=1.5), FIELD, "items[0].qty", "inexact; write it as text"),
    (one(qty="1000000000"), FIELD, "items[0].qty", "below 1000000000"),
    (one(price=None), FIELD, "items[0].price", "it is missing or zero"),
    (one(price="0.00"), FIELD, "items[0].price", "it is missing or zero"),
    (one(price="-5"), FIELD, "items[0].price", "not negative"),
    (one(price="1.005"), FIELD, "items[0].price", "a sum such as 45.00"),
    (one(price=45.0), FIELD, "items[0].price", '"45.00"'),
    (one(price="100000000000.00"), FIELD, "items[0].price", "below 100000000000.00"),
    (one(price="0.01", qty="0.3"), FIELD, "items[0]", "the row costs 0.00"),
    (one(tax="1"), FIELD, "items[0].tax", "tax letters such as А or АГ"),
    (one(tax="АA"), FIELD, "items[0].tax", "a letter stands twice"),
    (one(tax="Щ"), LETTER, "items[0].tax", "the desk has no letter Щ; in force: А, Б"),
    (one(tax="АБ"), LETTER, "items[0].tax", "АБ means ПДВ twice"),
    (one(tax="АЖ"), LETTER, "items[0].tax", "both taxed and exempt"),
    (one(tax="З"), LETTER, "items[0].tax", "the letter З has no meaning on 2026-11-21"),
    (one(code="x" * 65), FIELD, "items[0].code", "65 characters, allowed are 64"),
    (one(barcode="x" * 65), FIELD, "items[0].barcode", "allowed are 64"),
    (one(uktzed="123"), FIELD, "items[0].uktzed", "4, 6, 8 or 10 digits"),
    (one(uktzed="0000"), FIELD, "items[0].uktzed", "wanted"),
    (one(dkpp="1.2"), FIELD, "items[0].dkpp", "a code such as 11.22"),
    (one(uktzed="2203", dkpp="11.22"), FIELD, "items[0].dkpp", "УКТЗЕД or ДКПП, not both"),
    (one(unit="0"), FIELD, "items[0].unit", "from 1 to 99999"),
    (one(unit="шт"), FIELD, "items[0].unit", "such as 2009"),
    (one(unit_name="x" * 65), FIELD, "items[0].unit_name", "allowed are 64"),
    (one(fiscal="maybe"), FIELD, "items[0].fiscal", "yes or no"),
    (one(fiscal=False), NOTHING, "items", "fiscal=no"),
    (one(row="0"), FIELD, "items[0].row", "a whole number from 1"),
    (one(discount="100%"), FIELD, "items[0].discount", "not including, 100"),
    (one(discount="5.00%%"), FIELD, "items[0].discount", "a percentage"),
    (one(discount="45.00"), DISCOUNT, "items[0].discount", "45.00 off 45.00"),
    (one(discount={"sum": "50"}), DISCOUNT, "items[0].discount", "at least 0.01 must remain"),
    (one(discount={"sum": "1", "percent": "1"}), FIELD, "items[0].discount", "either a sum or a percent"),
    (one(discount={}), FIELD, "items[0].discount", "either a sum or a percent"),
    (one(discount={"persent": "1"}), MEMBER, "items[0].discount.persent", "did you mean percent?"),
    (one(discount=5), FIELD, "items[0].discount", "wanted an object"),
    ({**one(), "discount": {"sum": "45.00"}}, DISCOUNT, "discount", "45.00 off 45.00"),
    ({**one(), "discount": {"percent": "-1"}}, FIELD, "discount.percent", "from 0"),
    (one(excise=["AAT508932"]), EXCISE, "items[0].excise[0]", "neither a paper mark"),
    (one(excise=[7]), EXCISE, "items[0].excise[0]", "wanted the text"),
    (one(excise=["A" * 65]), EXCISE, "items[0].excise[0]", "at most 64"),
    (one(excise=["https://e.gov.ua/x"]), EXCISE, "items[0].excise[0]", "no series and number"),
    (one(excise=["AATE508932"]), EXCISE, "items[0].uktzed", "all 10 digits"),
    (wine(uktzed="2203"), EXCISE, "items[0].uktzed", "all 10 digits"),
    (wine(qty="2", excise=["AATE508932"]), EXCISE, "items[0].excise", "1 marks for a quantity of 2.000"),
    (wine(qty="0.5", excise=["AATE508932"]), EXCISE, "items[0].excise", "each piece has one"),
    (wine(qty="2", excise=["AATE508932", "aate508932"]), EXCISE, "items[0].excise[1]", "already at items[0].excise[0]"),
    (wine(fiscal=False, excise=["AATE508932"]), EXCISE, "items[0].fiscal", "must be on the receipt"),
    (paid({"sum": "45"}), FIELD, "payments[0].form", "it is missing"),
    (paid({"form": "gold"}), FIELD, "payments[0].form", "one of cash, card"),
    (paid({"form": "cash", "summ": "1"}), MEMBER, "payments[0].summ", "did you mean sum?"),
    (paid({"form": "card", "provided": "50"}), FIELD, "payments[0].provided", "only cash"),
    (paid({"form": "cash", "sum": "45", "provided": "40"}), FIELD, "payments[0].provided", "less is tendered"),
    (paid({"form": "cash", "slip": {"rrn": "1"}}), FIELD, "payments[0].slip", "no bank slip"),
    (paid({"form": "card", "slip": {"pan": "4790123412341111"}}), FIELD, "payments[0].slip.pan", "not masked"),
    (paid({"form": "card", "slip": {"time": "soon"}}), FIELD, "payments[0].slip.time", "a time such as"),
    (paid({"form": "card", "slip": {"rnn": "1"}}), MEMBER, "payments[0].slip.rnn", "did you mean rrn?"),
    (paid({"form": "card", "sum": "45.01"}), PAYMENT, "payments", "only cash gives change"),
    (paid({"form": "card", "sum": "44.99"}), PAYMENT, "payments", "the payments make 44.99"),
    (paid({"form": "cash", "sum": "44.50"}), PAYMENT, "payments[0]", "too little, 45.00 are due"),
    (paid({"form": "card"}, {"form": "transfer"}), PAYMENT, "payments[1].sum", "only one payment may take the rest"),
    (paid({"form": "cash"}, {"form": "card"}), PAYMENT, "payments[1].sum", "both take the rest"),
    (paid({"form": "cash", "sum": "1"}, {"form": "0"}), PAYMENT, "payments[1].form", "cash stands twice"),
    (paid({"form": "card", "sum": "45"}, {"form": "cash", "sum": "1"}), PAYMENT, "payments[1]", "nothing is left"),
    (paid({"form": "cash", "sum": "45"}, {"form": "card", "slip": {"rrn": "1"}}), PAYMENT, "payments[1]", "bank slip"),
    (paid({"form": "2", "slip": {"rrn": "1"}}), PAYMENT, "payments[0].slip", "through a bank"),
    (one(price="50000.00"), LIMIT, "payments", "less than 50000.00"),
    ({**one(), "date": "21.11.2026"}, FIELD, "date", "a date such as"),
    ({**one(), "payments": "cash"}, FIELD, "payments", "wanted a list"),
    ({**one(), "key": "k" * 129}, FIELD, "key", "allowed are 128"),
]


@pytest.mark.parametrize(("order", "id_", "field", "words"), BAD, ids=range(len(BAD)))
def test_refused(order: Any, id_: str, field: str, words: str) -> None:
    ended = Tax("З", 0, 2000, "ПДВ", valid_to=date(2026, 1, 1))
    with pytest.raises(OrderError) as refused:
        reckon(parse_order(order), desk((*TAXES, ended)), DAY)
    assert refused.value.id == id_
    assert refused.value.exit_code == ExitCode.INVALID_DATA
    assert refused.value.cause.startswith(f"{field}: ")
    assert words in refused.value.cause


@pytest.mark.parametrize(
    ("text", "id_", "words"),
    [
        ("{", UNREADABLE, "it is not JSON"),
        ('{"items": NaN}', UNREADABLE, "NaN is not a number"),
        ('{"items": [], "items": []}', MEMBER, "items: it is given twice"),
        ("[" * 100_000, UNREADABLE, "it is not JSON"),
        ('{"items": [{"name": "x", "price": ' + "9" * 5000 + "}]}", UNREADABLE, "it is not JSON"),
        ('{"items": [{"name": "x\\ud83d", "price": "1.00"}]}', FIELD, "items[0].name: it holds half a character"),
    ],
)
def test_unreadable_json(text: str, id_: str, words: str) -> None:
    with pytest.raises(OrderError) as refused:
        load_order(text)
    assert refused.value.id == id_
    assert words in refused.value.cause


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "it is empty"),
        ("Кава", "'Кава' is not key=value"),
        ("name=Кава,45.00", "'45.00' is not key=value"),
        ("=x", "'' is not key=value"),
        ('name="Кава', 'the closing " is missing'),
        ('name="Кава" з молоком,price=1', "'з молоком,price=1' follows the closing quote"),
        ("name=x,name=y", "--item.name: it is given twice"),
        ("name=x,prise=1", "did you mean price?"),
        ("name=x,price=1,fiscal=perhaps", "--item.fiscal"),
        ("price=1", "--item.name: it is missing"),
    ],
)
def test_bad_item_text(text: str, words: str) -> None:
    with pytest.raises(OrderError) as refused:
        parse_item(text)
    assert words in refused.value.cause
    assert refused.value.cause.startswith("--item")


@provokes("PRRO-E0341")
def test_bad_payment_text() -> None:
    for text, words in (("form=1,form=2", "given twice"), ("sum=1", "--pay.form: it is missing"), ("form=x", "a code")):
        with pytest.raises(OrderError, match=words):
            parse_payment(text)


def test_a_float_in_json_keeps_its_digits() -> None:
    order = load_order('{"items": [{"name": "x", "price": 0.1, "qty": 3}]}')
    assert (order.items[0].price, order.items[0].qty) == (10, 3000)


def test_the_limit_of_cash_does_not_bind_cards_and_returns() -> None:
    order = parse_order({**one(price="50000.00"), "payments": [{"form": "card"}]})
    assert reckon(order, desk(), DAY).total_kopecks == 50_000_00
    assert reckon(replace(order, payments=()), desk(), DAY, kind="return").total_kopecks == 50_000_00
