"""`prro why`: the life of a document from the journal alone: every way it can go, and both ends of each bond."""

from __future__ import annotations

import hashlib

import pytest

from tests.cli.till import till_at
from tests.provoking import provokes

TEA = {"items": [{"name": "Чай", "qty": "2", "price": "20.00", "tax": "А"}]}


@pytest.fixture
def till(prro):
    with till_at(prro) as ready:
        ready.keyless = (*ready.keyless, "why")
        yield ready


def life(till, name, *words):
    return till.ok("why", name, *words)["document"]


def kinds(told):
    return [step["kind"] for step in told["timeline"]]


@provokes("PRRO-E0250")
def test_a_day_in_order_by_every_name(till, tmp_path):
    till.ok("shift", "open")
    sold = till.sell(TEA)
    told = life(till, sold["fiscal_number"])
    assert kinds(told) == ["document.drafted", "document.signed", "document.sending", "document.registered"]
    assert "total 40.00" in told["timeline"][0]["what"]
    assert float(told["timeline"][3]["seconds"]) > 0 and told["timeline"][3]["http"] == 200
    assert told["judgement"].startswith(f"it is registered as {sold['fiscal_number']}") and told["next"] == []
    for name in (sold["local_number"], sold["uid"], sold["uid"][:8], sold["uid"].upper(), sold["fiscal_number"]):
        assert life(till, name)["id"] == sold["uid"]
    folder = tmp_path / "evidence"
    assert till.ok("why", sold["local_number"], "--save", folder)["saved"] == str(folder)
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert {one["sha256"] for one in told["stored"]} >= {sold["sha256"]}

    back = till.ok("return", "--receipt", sold["fiscal_number"], "--item", "name=Чай,qty=1")["document"]
    wrong = till.sell(TEA)
    gone = till.ok("reversal")["document"]
    assert [(x["relation"], x["id"]) for x in life(till, back["uid"])["links"]] == [("returns", sold["uid"])]
    assert [(x["relation"], x["id"]) for x in life(till, sold["uid"])["links"]] == [("returned_by", back["uid"])]
    assert [(x["relation"], x["id"]) for x in life(till, gone["uid"])["links"]] == [("reverses", wrong["uid"])]
    told = life(till, wrong["uid"])
    assert [(x["relation"], x["id"]) for x in told["links"]] == [("reversed_by", gone["uid"])]
    assert told["state"] == "reversed" and gone["fiscal_number"] in told["judgement"]
    names_that_mean_nothing_or_too_much(till, sold, wrong)
    neither_lock_nor_key(till)


def names_that_mean_nothing_or_too_much(till, first, second):
    start = 0
    while first["fiscal_number"][: start + 1] == second["fiscal_number"][: start + 1]:
        start += 1
    error = till.error("why", first["fiscal_number"][:start])
    assert (error["id"], error["exit_code"]) == ("PRRO-E0250", 2)
    assert first["uid"] in error["cause"] and second["uid"] in error["cause"]
    for nothing in ("999999", "доброго", "", "0000"):
        assert till.error("why", nothing)["id"] == "PRRO-E0460"


def neither_lock_nor_key(till):
    from prro_cli.journal.locks import held_by

    before = (till.home / "journal.db").read_bytes()
    ran = till.prro("why", "1")
    assert ran.code == 0 and "nothing is left to do" in ran.out and "signed by key" in ran.out
    assert (till.home / "journal.db").read_bytes() == before
    assert held_by(till.home / "locks", "cafe") is None
