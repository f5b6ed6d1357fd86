"""A day at the desk by the real commands: real key, real signatures, the strict sandbox on the other side."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tests.cli.till import till_at
from tests.provoking import provokes

COFFEE = {"name": "Кава", "qty": "2", "price": "45.20", "tax": "А", "code": "17"}
BEER = {"name": "Пиво", "qty": "1", "price": "62.00", "tax": "АГ", "code": "9", "uktzed": "2203000100"}
CARD = {"form": "card", "sum": "50.00", "slip": {"rrn": "1", "auth_code": "A1", "pan": "444455XXXXXX1111"}}


@pytest.fixture
def till(prro):
    with till_at(prro) as ready:
        yield ready


def orders() -> list[dict[str, object]]:
    """Twenty orders: cash with rounding, cards, mixed payments, discounts, excise, goods kept off the receipt."""
    made: list[dict[str, object]] = []
    for n in range(4):
        mixed = [CARD, {"form": "cash", "provided": "200.00"}]
        made += [
            {"key": f"a{n}", "items": [COFFEE], "payments": [{"form": "cash", "provided": "100.00"}]},
            {"items": [COFFEE], "payments": [{"form": "card"}]},
            {"items": [{**COFFEE, "qty": f"{n}.333"}, BEER], "discount": {"percent": "7"}, "payments": mixed},
            {"items": [{**COFFEE, "discount": {"sum": "5.55"}}, {**COFFEE, "tax": "Б", "name": "Хліб"}]},
            {"items": [COFFEE, {**COFFEE, "name": "Пакет", "fiscal": False}], "comment": "за столиком 5"},
        ]
    return made


@provokes("PRRO-E0330", "PRRO-E0331")
def test_a_scripted_day_agrees_to_the_kopeck(till):
    opened = till.ok("shift", "open")["document"]
    assert (opened["kind"], opened["state"], opened["local_number"]) == ("shift_open", "registered", 1)
    lines = "\n".join(json.dumps(order, ensure_ascii=False) for order in orders())
    ran = till.run("sale", "--batch", "-", stdin=lines)
    sold = [json.loads(line) for line in ran.out.splitlines()]
    assert [envelope["error"] for envelope in sold] == [None] * 20
    made = [envelope["data"]["document"] for envelope in sold]
    assert all(document["state"] == "registered" for document in made)
    first = made[0]
    assert (first["total"], first["rounding"], first["paid"], first["change"]) == ("90.50", "-0.10", "100.00", "9.50")

    receipt = made[1]["fiscal_number"]
    part = till.ok("return", "--receipt", receipt, "--item", "name=Кава,qty=0.5")["document"]
    rest = till.ok("return", "--receipt", receipt, "--all")["document"]
    assert (part["total"], rest["total"]) == ("22.60", "67.80")
    assert till.error("return", "--receipt", receipt, "--all")["id"] == "PRRO-E0330"
    assert till.ok("cash", "in", "500")["document"]["total"] == "500.00"
    mistake = till.sell({"items": [COFFEE]})
    assert till.ok("reversal", mistake["fiscal_number"])["document"]["kind"] == "reversal"
    assert till.error("reversal")["exit_code"] == 3
    till.ok("cash", "out", "100.10")
    before = len(till.entries())
    x_report = till.ok("report", "x")
    assert (x_report["deposits"], x_report["issues"]) == ("500.00", "100.10")
    assert till.ok("status")["judgement"].startswith("selling online")
    assert len(till.entries()) == before

    closed = till.ok("shift", "close")  # refused by itself if the server's totals differed
    assert (closed["document"]["kind"], closed["z_report"]["kind"]) == ("shift_close", "z_report")
    assert till.ok("shift", "close", "--if-needed")["document"] is None
    assert [entry["local"] for entry in till.entries()] == list(range(1, len(till.entries()) + 1))
    assert till.run("journal", "verify", "--signatures").code == 0


@provokes("PRRO-E1003")
def test_the_link_is_cut_and_mended(till):
    till.ok("shift", "open")
    till.cut()
    assert till.error("sale", "--online-only", "--item", "name=Чай,price=20,tax=А")["exit_code"] == 10
    ran = till.run("sale", "--item", "name=Чай,price=20,tax=А")
    assert ran.code == 0 and ran.envelope["meta"]["mode"] == "offline"
    assert [warning["id"] for warning in ran.envelope["warnings"]] == ["went-offline"]
    document = ran.data["document"]
    session, number, control = document["fiscal_number"].split(".")
    assert (document["state"], document["offline"], number) == ("offline", True, "2")
    assert document["control_number"] == control and document["link"].endswith(document["sha256"])
    assert till.ok("reversal")["document"]["state"] == "offline"
    till.ok("shift", "close")
    till.ok("shift", "open")
    status = till.ok("status")
    assert (status["mode"], status["waiting"], status["offline"]["session"]) == ("offline", 6, session)
    assert till.run("status", "--check").code == 6
    till.mend()
    till.ok("go-online")
    till.sell({"items": [COFFEE]})
    till.ok("shift", "close")
    assert till.run("journal", "verify", "--signatures").code == 0


@provokes("PRRO-E3005", "PRRO-E3101")
def test_idempotency_and_dry_run_take_nothing_twice(till):
    till.ok("shift", "open")
    order = {"key": "order-1", "items": [COFFEE]}
    tried = till.ok("sale", "--file", "-", "--dry-run", stdin=json.dumps(order))
    assert tried["dry_run"] is True and tried["document"]["state"] == "draft" and tried["document"]["uid"] == ""
    assert "<DOCTYPE>0</DOCTYPE>" in tried["xml"] and len(till.entries()) == 1
    first = till.sell(order)
    again = till.ok("sale", "--file", "-", stdin=json.dumps({**order, "items": [{**COFFEE, "qty": 2}]}))
    assert again["replayed"] is True and again["document"] == first
    reused = till.error("sale", "--key", "order-1", "--item", "name=Чай,price=20,tax=А")
    assert (reused["id"], reused["exit_code"]) == ("PRRO-E3101", 31)
    words = (
        ("return", "--receipt", first["fiscal_number"], "--all"),
        ("reversal",),
        ("cash", "in", "5"),
        ("cash", "out", "5"),
        ("report", "z"),
        ("shift", "close"),
    )
    for one in words:
        without_password = till.prro(*one, "--dry-run", "--no-input", "--json")
        assert without_password.code == 0 and without_password.data["dry_run"] is True, without_password.out
    unknown_here = till.prro("return", "--receipt", "9999999999", "--all", "--dry-run", "--no-input", "--json")
    assert unknown_here.code == 50, "the tax server has to be asked, and the question signed"
    assert len(till.entries()) == 2
    assert till.ok("report", "z")["document"]["kind"] == "z_report"
    assert till.error("sale", "--item", "name=Чай,price=20,tax=А")["id"] == "PRRO-E3005"
    till.ok("shift", "close")
    assert till.ok("shift", "open", "--dry-run")["document"]["shift"] == 2


@provokes("PRRO-E0332", "PRRO-E0343", "PRRO-E0470", "PRRO-E3001", "PRRO-E3002")
def test_what_a_caller_may_get_wrong(till):
    assert till.error("sale", "--item", "name=Чай,price=20,tax=А")["id"] == "PRRO-E3001"
    assert till.error("report", "x")["id"] == "PRRO-E3001"
    assert till.error("sale")["exit_code"] == 2
    assert till.error("sale", "--file", "-", "--cash", "5", stdin="{}")["exit_code"] == 2
    assert till.error("return", "--receipt", "1")["exit_code"] == 2
    till.ok("shift", "open")
    assert till.error("shift", "open")["id"] == "PRRO-E3002"
    assert till.error("sale", "--file", "-", stdin="[]")["exit_code"] == 3
    assert till.error("sale", "--item", "name=Чай,price=20,tax=Я")["exit_code"] == 3
    assert till.error("cash", "in", "много")["id"] == "PRRO-E0332"
    assert till.error("return", "--receipt", "123456789", "--all")["id"] == "PRRO-E0470"
    assert till.error("sale", "--account", "UA1", "--item", "name=Чай,price=20,tax=А")["exit_code"] == 4
    assert till.error("sale", "--item", "name=Чай,price=20,tax=А", cashier="nobody")["exit_code"] == 4
    assert len(till.entries()) == 1


@provokes("PRRO-E3003")
def test_two_people_and_one_shift(prro):
    with till_at(prro, "olena", "bohdan", "senior") as till:
        till.ok("shift", "open", "--test", cashier="olena")
        error = till.error("sale", "--item", "name=Чай,price=20,tax=А", cashier="bohdan")
        assert (error["id"], "olena" in error["cause"]) == ("PRRO-E3003", True)
        ran = till.run("sale", "--item", "name=Чай,price=20,tax=А", cashier="olena")
        assert ran.envelope["meta"]["test"] is True and ran.data["document"]["test"] is True
        till.ok("shift", "close", cashier="senior")


def test_a_shift_opens_by_itself_where_configured(till):
    assert till.run("config", "set", "shift.auto-open", "true").code == 0
    ran = till.run("sale", "--item", "name=Чай,price=20,tax=А", "--cash", "50")
    assert ran.code == 0 and [w["id"] for w in ran.envelope["warnings"]] == ["shift-opened"]
    assert ran.data["document"]["change"] == "30.00"


def test_texts_are_for_people(till, prro):
    till.ok("shift", "open")
    password = ("--password-file", till.password)
    sold = prro("sale", "--item", "name=Чай,price=20.30,tax=А", "--cash", "50", *password)
    assert "Sale 45" in sold.out and "change        29.50" in sold.out
    assert prro("sale", "--item", "name=Чай,price=20,tax=А", "-q", *password).out.strip().isdigit()
    screen = prro("status").out.splitlines()
    assert len(screen) <= 24 and "selling online" in screen[0]
    assert "X-report of shift 1" in prro("report", "x").out
    assert "shift 1: open" in prro("shift", "status").out
    assert "Z-report" in prro("shift", "close", *password).out


@provokes("PRRO-E1101", "PRRO-E1307", "PRRO-E1309", "PRRO-E1401", "PRRO-E6020")
def test_the_exit_codes_of_a_day(till, prro, tmp_path):
    from prro_cli.journal.locks import acquire
    from tests.engine.offline.shop import NOW, Clock

    till.ok("shift", "open")
    tea = ("sale", "--item", "name=Чай,price=20,tax=А")
    with acquire(till.home / "locks", "cafe", command="sale", wait_seconds=0, clock=Clock(NOW)):
        assert till.error(*tea, "--lock-wait", "0")["exit_code"] == 11
        assert till.ok("status")["busy"].startswith("process")
    till.box.fault("status=503:1@cmd:TransactionsRegistrarState")
    assert till.error(*tea, "--online-only")["exit_code"] == 14
    till.box.fault("refuse=9")
    refused = till.run(*tea)
    assert (refused.code, refused.data["server_error"]["code"]) == (13, 9)
    wrong = tmp_path / "wrong"
    wrong.write_text("nothing\n")
    wrong.chmod(0o600)
    assert prro(*tea, "--json", "--password-file", wrong).code == 50
    assert prro(*tea, "--json").code == 50
    till.box.fault("lost-reply")
    assert till.run(*tea).data["document"]["state"] == "registered"
    till.box.fault("counter-jump")
    assert till.error(*tea)["exit_code"] == 13
    assert till.error(*tea)["exit_code"] == 60
    assert till.error("sale", "--file", till.home / "none.json")["exit_code"] == 4


def test_one_bad_order_does_not_stop_a_batch(till):
    till.ok("shift", "open")
    tea = '{"items": [{"name": "Чай", "price": "20", "tax": "А"}]}'
    ran = till.run("sale", "--batch", "-", stdin=f"{tea}\n{{}}\n\n{tea}\n")
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert [line["ok"] for line in lines] == [True, False, True] and ran.code == 3
    assert lines[1]["data"]["order"] == 2
    till.cut()
    ran = till.run("sale", "--batch", "-", "--online-only", stdin=f"{tea}\n{tea}\n")
    assert len(ran.out.splitlines()) == 1 and ran.code == 10


@provokes("PRRO-E0501")
def test_a_sale_may_be_asked_about_and_signed_with_a_common_key(prro):
    with till_at(prro, "olena", "bohdan") as till:
        till.run("config", "set", "signing.shared", "true")
        till.ok("shift", "open", cashier="olena")
        till.run("config", "set", "confirm.sale", "true")
        tea = ("sale", "--item", "name=Чай,price=20,tax=А")
        asked = till.error(*tea, cashier="bohdan")
        assert (asked["exit_code"], "20.00" in asked["cause"]) == (5, True)
        sold = till.ok(*tea, "--yes", cashier="bohdan")["document"]
        facts = till.ok("journal", "show", sold["uid"])["document"]
        assert (sold["state"], facts["cashier"]) == ("registered", "bohdan")
        assert len({entry["ski"] for entry in till.entries() if entry.get("ski")}) <= 1


@provokes("PRRO-E1300")
def test_a_bare_refusal_of_access_is_no_lost_link(till):
    till.ok("shift", "open")
    till.box.fault("status=401:1@cmd:TransactionsRegistrarState")
    assert till.error("cash", "in", "5")["exit_code"] == 13
    assert till.ok("status")["mode"] == "online"


@provokes("PRRO-E5101")
def test_an_expired_certificate_signs_nothing(till, monkeypatch):
    from prro_cli.cli.environment import Environment

    monkeypatch.setattr(Environment, "now", lambda self: datetime(2040, 1, 1, tzinfo=UTC))
    assert till.error("shift", "open")["exit_code"] == 51
    assert till.entries() == []
