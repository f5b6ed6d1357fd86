"""What a tired person or a careless script does at the selling commands, and what must not come of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.till import Till, till_at
from tests.provoking import provokes

TEA = "name=Чай,price=10.00,tax=А"


@pytest.fixture
def till(prro):
    with till_at(prro) as made:
        yield made


def test_an_empty_key_protects_nothing_and_is_refused(till: Till) -> None:
    till.ok("shift", "open")
    for words in (("sale", "--item", TEA), ("return", "--receipt", "1", "--all"), ("cash", "in", "5")):
        error = till.error(*words, "--key", " ")
        assert (error["exit_code"], "--key" in error["cause"]) == (3, True)
    assert len(till.entries()) == 1


def test_a_sum_that_was_never_set_is_not_cash(till: Till, tmp_path: Path) -> None:
    """`--card "$SUM"` without a SUM registered the whole sum as cash."""
    for words in (("--card", ""), ("--cash", " ")):
        error = till.error("sale", "--dry-run", "--item", TEA, *words)
        assert (error["id"], words[0] in error["cause"]) == ("PRRO-E0340", True)
    slip = tmp_path / "slip.json"
    for text, id_ in (('{"rrn": ' + "1" * 5000 + "}", "PRRO-E0342"), ('{"rrn": "1", "rrn": "2"}', "PRRO-E0341")):
        slip.write_text(text)
        assert till.error("sale", "--dry-run", "--item", TEA, "--card", "10", "--slip", slip)["id"] == id_
        assert till.error("return", "--dry-run", "--file", slip)["id"] == id_
    assert till.error("sale", "--file", tmp_path)["exit_code"] == 4  # a directory is no disk that fails
    slip.write_text(" " * 8_000_001)
    assert "8000000" in till.error("sale", "--file", slip)["cause"]


def test_a_sale_that_rounds_to_nothing_is_told(till: Till) -> None:
    till.ok("shift", "open")
    ran = till.run("sale", "--item", "name=Пакет,price=0.20,tax=А", "--json")
    assert ran.code == 0 and ran.data["document"]["total"] == "0.00"
    assert [warning["id"] for warning in ran.envelope["warnings"]] == ["rounded-to-nothing"]


@provokes("PRRO-E0340")
def test_a_batch_is_not_signed_in_the_name_of_another(till: Till) -> None:
    till.ok("shift", "open")
    order = {"items": [{"name": "Чай", "price": "10.00", "tax": "А"}]}
    lines = "\n".join(json.dumps({**order, "cashier": who}) for who in ("bohdan", "olena"))
    ran = till.run("sale", "--batch", "-", stdin=lines)
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert [answer["ok"] for answer in answers] == [False, True]
    assert "bohdan" in answers[0]["error"]["cause"]
    assert ran.code == 3


def test_one_letter_may_stand_for_tax_and_excise(till: Till) -> None:
    till.ok("tax", "set", "Ж", "--vat", "20", "--excise", "5")
    till.ok("shift", "open")
    item = {"name": "Ром", "price": "259.90", "tax": "Ж", "uktzed": "2208401100"}
    sold = till.sell({"items": [item], "payments": [{"form": "card", "sum": "259.90"}]})
    assert sold["state"] == "registered"
    taxes = till.ok("report", "x")["sales"]["taxes"]
    assert [(tax["type"], tax["letter"], tax["sum"]) for tax in taxes] == [(0, "Ж", "41.25"), (1, "Ж", "12.38")]
    till.ok("shift", "close")


def test_nothing_was_sold_on_a_day_to_come(till: Till) -> None:
    till.ok("shift", "open")
    words = ("return", "--receipt", "77", "--from-register", "4000700002", "--item", "name=Чай,price=1.00,tax=А")
    error = till.error(*words, "--from-date", "2099-01-01")
    assert (error["exit_code"], "2099-01-01" in error["cause"]) == (3, True)
    assert len(till.entries()) == 1


def test_goods_paid_by_several_means_come_back_with_a_word_about_it(till: Till) -> None:
    till.ok("shift", "open")
    payments = [{"form": "card", "sum": "4.00"}, {"form": "cash", "sum": "6.00"}]
    sold = till.sell({"items": [{"name": "Чай", "price": "10.00", "tax": "А"}], "payments": payments})
    words = ("return", "--receipt", sold["fiscal_number"], "--all")
    told = till.run(*words, "--dry-run")
    assert [warning["id"] for warning in told.envelope["warnings"]] == ["all-in-cash"]
    assert till.run(*words, "--card", "4", "--cash", "6").envelope["warnings"] == []


@provokes("PRRO-E0333")
def test_the_mark_that_comes_back_is_one_that_is_still_out(till: Till) -> None:
    till.ok("shift", "open")
    beer = {"name": "Пиво", "price": "62.00", "tax": "АГ", "uktzed": "2203000100"}
    rows = [{**beer, "qty": "2", "excise": ["ABCD000001", "ABCD000002"]}, {**beer, "excise": ["ABCD000003"]}]
    number = till.sell({"items": rows})["fiscal_number"]
    back = ("return", "--receipt", number, "--item")
    for named in ("ABCD000002", "ABCD000003"):
        till.ok(*back, f"name=Пиво,excise={named}")
    sold_again = till.sell({"items": [{**beer, "excise": ["ABCD000002"]}]})
    assert sold_again["state"] == "registered"
    for wrong in ("ABCD000002", "ZZZZ000009"):
        error = till.error(*back, f"name=Пиво,excise={wrong}")
        assert (error["exit_code"], error["cause"].endswith("ABCD000001")) == (3, True)
    rest = till.ok("return", "--receipt", number, "--all", "--dry-run")["xml"]
    assert "ABCD000001" in rest
    assert "ABCD000002" not in rest
    till.ok("return", "--receipt", number, "--all")
    assert till.sell({"items": [{**beer, "excise": ["ABCD000001"]}]})["state"] == "registered"
    assert (
        till.error("sale", "--item", "name=Пиво,price=62,tax=АГ,uktzed=2203000100,excise=ABCD000002")["exit_code"] == 3
    )


def test_a_means_of_payment_is_named_as_the_server_reads_it(till: Till) -> None:
    till.ok("shift", "open")
    tea = {"name": "Чай", "price": "10.00", "tax": "А"}
    for name in ("Картка «Зірка» мʼята ₴", "Картка  «Зірка» м'ята\tгрн"):
        till.sell({"items": [tea], "payments": [{"form": "5", "name": name, "sum": "10.00"}]})
    forms = till.ok("report", "x")["sales"]["payments"]
    assert [(form["name"], form["sum"]) for form in forms] == [("Картка «Зірка» м'ята грн", "20.00")]
    till.ok("shift", "close")  # its Z-report is compared with the server's totals by code and name


@provokes("PRRO-E0316")
def test_a_receipt_that_no_server_takes_for_its_size_takes_no_number(till: Till) -> None:
    till.ok("shift", "open")
    row = {"name": "Товар з довгою назвою " * 10, "price": "1.00", "tax": "А"}
    order = json.dumps({"items": [row] * 600})
    assert till.error("sale", "--file", "-", stdin=order)["exit_code"] == 3
    till.cut()
    assert till.error("sale", "--file", "-", stdin=order)["exit_code"] == 3
    assert till.ok("status")["mode"] == "online"
    till.mend()
    assert till.sell({"items": [row] * 300})["state"] == "registered"
    assert len(till.entries()) == 2


def test_lines_of_a_batch_end_with_a_line_feed_only(till: Till, tmp_path: Path) -> None:
    till.ok("shift", "open")
    item = {"name": "Чай\u2028чорний\x85листовий", "price": "10.00", "tax": "А"}
    batch = tmp_path / "orders.ndjson"
    batch.write_text(f"{json.dumps({'items': [item]}, ensure_ascii=False)}\r\n" * 2, "utf-8-sig", newline="")
    ran = till.run("sale", "--batch", batch)
    assert ran.code == 0, ran.out
    assert [json.loads(line)["ok"] for line in ran.out.splitlines()] == [True, True]


def test_a_return_gives_back_the_tax_that_was_taken(till: Till) -> None:
    till.ok("tax", "set", "Г", "--excise", "5")
    till.ok("shift", "open")
    wine = {"name": "Вино", "price": "259.90", "tax": "АГ", "uktzed": "2204210600"}
    tea = {"name": "Чай", "qty": "3", "price": "20.00", "tax": "А"}
    sold = till.sell({"items": [wine, tea], "payments": [{"form": "card", "sum": "319.90"}]})
    before = till.ok("report", "x")["sales"]["taxes"]
    till.ok("tax", "set", "А", "--vat", "7")
    till.ok("tax", "set", "Г", "--vat", "14")
    till.ok("return", "--receipt", sold["fiscal_number"], "--all")
    report = till.ok("report", "x")
    assert report["returns"]["taxes"] == before
    assert [(tax["letter"], tax["percent"], tax["sum"]) for tax in before] == [
        ("А", "20.00", "51.25"),
        ("Г", "5.00", "12.38"),
    ]
    till.ok("shift", "close")
