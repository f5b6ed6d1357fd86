"""An old journal over a newer server: refused truthfully, compared, taken over with evidence, sellable again (N6)."""

from __future__ import annotations

import json
import sqlite3

import pytest

from prro_cli.home.restored import mark_bytes
from tests.cli.till import till_at
from tests.provoking import provokes

TEA = {"items": [{"name": "Чай", "qty": "2", "price": "20.35", "tax": "А"}]}
BEER = {"name": "Пиво", "price": "62.00", "tax": "АГ", "uktzed": "2203000100", "excise": ["AABB123456"]}


@pytest.fixture
def till(prro):
    with till_at(prro) as ready:
        ready.keyless = (*ready.keyless, "why")
        yield ready


def copy_journal(till, name):
    with sqlite3.connect(till.home / "journal.db") as source, sqlite3.connect(till.home / name) as target:
        source.backup(target)
    source.close()
    target.close()


def put_back(till, name):
    for old in till.home.glob("journal.db*"):
        old.unlink()
    (till.home / name).rename(till.home / "journal.db")
    (till.home / "journal.db").chmod(0o600)


@provokes("PRRO-E6020")
def test_a_restored_copy_becomes_sellable_again(till):
    till.ok("shift", "open")
    till.sell(TEA)
    till.sell({"items": [TEA["items"][0]], "payments": [{"form": "card"}]})
    copy_journal(till, "old.db")
    sold = till.sell({"items": [BEER, {**TEA["items"][0], "discount": {"percent": "7"}}]})
    till.ok("return", "--receipt", sold["fiscal_number"], "--item", "name=Чай,qty=1")
    till.sell(TEA)
    put_back(till, "old.db")

    refused = till.error("sale", "--file", "-", stdin=json.dumps(TEA))
    assert refused["id"] == "PRRO-E6020" and "the journal is old" in refused["state"]
    assert till.ok("status")["judgement"].startswith("needs attention (online): the tax server has documents")
    assert "prro reconcile --adopt" in till.ok("status")["next"]

    told = till.run("reconcile")
    assert told.code == 6
    comparison = told.data["comparison"]
    assert comparison["missing_here"] == 3 and comparison["next"] == ["prro reconcile --adopt"]
    missing = [line for line in comparison["lines"] if line["verdict"] == "missing here"]
    assert [line["local_number"] for line in missing] == [4, 5, 6]
    assert all(line["server_fiscal_number"] and line["server_state"] == "registered" for line in missing)
    figures = {figure["name"]: figure for figure in comparison["figures"]}
    assert (figures["sales_receipts"]["journal"], figures["sales_receipts"]["server"]) == ("2", "4")
    assert figures["shift"]["verdict"] == figures["shift_opened_as"]["verdict"] == "same"

    (till.home / "restored.json").write_bytes(mark_bytes("the copy", "2026-11-21T10:00:00+02:00", ["cafe"]))
    assert till.error("sale", "--file", "-", stdin=json.dumps(TEA))["id"] == "PRRO-E6091"
    assert till.error("reconcile", "--adopt")["exit_code"] == 5
    assert till.run("reconcile", "--adopt", "--dry-run").data["adopted"] == []
    ran = till.run("reconcile", "--adopt", "--yes", "--note", "диск замінено")
    assert (ran.code, ran.data["agrees"]) == (0, True)
    assert [one["kind"] for one in ran.data["adopted"]] == ["sale", "return", "sale"]
    assert not (till.home / "restored.json").exists()  # the comparison that was demanded is done with it
    assert [one["id"] for one in ran.envelope["warnings"]] == ["taken-over-by-a-cashier"]
    assert till.ok("status")["attention"] == []

    life = till.ok("why", sold["uid"])["document"]
    assert life["timeline"][0]["what"].startswith("taken over from the tax server")
    assert ran.data["adopted"][0]["evidence"] in {one["sha256"] for one in life["stored"]}
    assert [link["relation"] for link in life["links"]] == ["returned_by"]
    assert till.error("return", "--receipt", sold["fiscal_number"], "--item", "name=Чай,qty=2")["exit_code"] == 3
    assert till.error("sale", "--file", "-", stdin=json.dumps({"items": [BEER]}))["id"] == "PRRO-E0333"
    assert till.sell(TEA)["local_number"] == 7
    closed = till.ok("shift", "close")  # refused by itself if the server's totals differed in a kopeck
    assert closed["totals"]["sales"]["receipts"] == 5
    assert till.run("journal", "verify", "--signatures").code == 0
    ran = till.prro("reconcile", "--password-file", till.password)
    assert ran.code == 0 and ran.out.startswith("the journal and the server agree\n")
