"""The link goes and comes back under the real commands: go-online, sync, offline, budget, stuck."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tests.cli.till import till_at
from tests.provoking import provokes

ORDER = {"items": [{"name": "Кава", "qty": "1", "price": "60.00", "tax": "А", "code": "17"}]}
READERS = ("offline status", "offline limits", "budget", "stuck list", "stuck show")


@pytest.fixture
def till(prro):
    with till_at(prro) as ready:
        ready.keyless = (*ready.keyless, *READERS)
        yield ready


@provokes("PRRO-E1004")
def test_a_blackout_by_commands(till):
    till.ok("shift", "open")
    till.sell(ORDER)
    told = till.ok("offline", "status")["state"]
    assert (told["offline"], told["spare_session"], told["waiting"]) == (False, True, 0)
    till.cut()
    sold = till.sell(ORDER)
    assert sold["state"] == "offline" and sold["fiscal_number"].count(".") == 2
    told = till.ok("offline", "status")["state"]
    assert (told["offline"], told["waiting"]) == (True, 2)
    budget = till.ok("budget")
    assert budget["state"]["lasts_until"] and budget["keys"]
    error = till.error("go-online")
    assert error["exit_code"] == 10 and error["next"]
    till.mend()
    home = till.ok("go-online")
    assert (home["was_offline"], home["online"], home["delivered"], home["waiting"]) == (True, True, 3, 0)
    assert home["next_session"]
    entries = till.entries()
    assert [e["total"] for e in entries if e["total"]] == [6000, 6000]
    again = till.ok("sync")
    assert (again["was_offline"], again["delivered"]) == (False, 0)


def test_offline_by_hand_and_back(till):
    till.ok("shift", "open")
    begun = till.ok("offline", "begin")
    assert begun["session_id"] and not begun["already"]
    assert till.ok("offline", "begin")["already"]
    assert till.sell(ORDER)["state"] == "offline"
    ran = till.run("go-online")
    assert ran.code == 0 and ran.envelope["meta"]["mode"] == "online"


@provokes("PRRO-E2401")
def test_before_the_first_shift_nothing_begins(till):
    assert till.error("offline", "begin")["exit_code"] == 24


@provokes("PRRO-E0380")
def test_limits_are_raised_for_a_time_and_say_what_that_is_worth(till):
    till.ok("shift", "open")
    told = till.ok("offline", "limits")
    assert (told["session_hours"], told["month_hours"], told["raised_until"]) == (36, 168, None)
    assert "whatever is set here" in told["remark"]
    assert till.error("offline", "limits", "--session-hours", "48")["exit_code"] == 5
    assert till.error("offline", "limits", "--until", "2026-01-01")["exit_code"] == 3
    for day in ("2020-01-01", "never"):
        words = ("--session-hours", "48", "--until", day, "--yes")
        assert till.error("offline", "limits", *words)["exit_code"] == 3
    raised = till.run("offline", "limits", "--session-hours", "48", "--yes")
    assert raised.code == 0 and raised.data["session_hours"] == 48
    until = datetime.fromisoformat(raised.data["raised_until"])
    assert until.day == 1 and until > datetime.now(UTC)
    assert "changes nothing at the tax server" in raised.envelope["warnings"][0]["text"]


@provokes("PRRO-E0480", "PRRO-E0520", "PRRO-E4001")
def test_a_refused_document_and_its_way_out(till):
    till.ok("shift", "open")
    till.cut()
    for _ in range(3):
        till.sell(ORDER)
    till.mend()
    till.box.fault("refuse-document=2:1@pck")
    error = till.error("go-online")
    assert error["exit_code"] == 40 and error["document"]
    listed = till.run("stuck", "list")
    assert listed.code == 6
    (stuck,) = listed.data["documents"]
    shown = till.ok("stuck", "show", stuck["number"])["document"]
    assert [way["name"] for way in shown["ways"]] == ["retry", "senior", "reregister", "settle"]
    dry = till.ok("stuck", "fix", stuck["number"], "--way", "reregister", "--dry-run")
    assert dry["dry_run"] and not dry["fix"]["done"] and "<CHECK>" in dry["fix"]["xml"]
    assert dry["next"] == [f"prro stuck fix {stuck['number']} --way reregister"]
    assert any(one["element"].endswith("/OFFLINE") for one in dry["fix"]["changes"][0]["difference"]["elements"])
    listed = till.run("stuck", "list").data
    assert listed["proposed"] == [listed["documents"][0]["ways"][0]["command"]]
    shown = till.prro("stuck", "show", stuck["number"]).out
    assert "-    <OFFLINE>true</OFFLINE>" in shown and "decided when it is done" in shown
    assert till.error("stuck", "fix", stuck["number"], "--way", "senior")["exit_code"] == 5
    assert till.ok("stuck", "fix", stuck["number"])["fix"]["done"]
    assert till.run("stuck", "list").code == 0
    assert till.error("stuck", "show", stuck["number"])["exit_code"] == 4
    assert len([e for e in till.entries() if e["total"]]) == 3


def test_watching(till):
    till.ok("shift", "open")
    till.cut()
    till.sell(ORDER)
    till.mend()
    ran = till.run("sync", "--watch", "--rounds", "1")
    assert ran.code == 0
    assert json.loads(ran.out.splitlines()[-1])["data"]["delivered"] == 3


def test_texts(till):
    till.ok("shift", "open")
    for words in (("offline", "status"), ("offline", "limits"), ("budget",), ("stuck", "list")):
        ran = till.prro(*words)
        assert ran.code == 0 and ran.out.strip(), ran.err
    password = ("--password-file", till.password)
    assert "online; nothing waited" in till.prro("go-online", *password).out
    assert "is offline since" in till.prro("offline", "begin", *password).out
    assert "lasts until" in till.prro("budget").out
    assert "offline since" in till.prro("offline", "status").out
    assert "online again" in till.prro("sync", *password).out


def test_an_answer_is_lost_and_the_shop_goes_on(till, monkeypatch):
    """The sale arrived, nobody could ask: its offline twin stands, and the online double is revoked with proof."""
    monkeypatch.setenv("PRRO_SERVER_TIMEOUT", "2")
    till.ok("shift", "open")
    till.sell(ORDER)
    till.box.fault("lost-reply:1@doc")
    till.box.fault("status=503:*@cmd:DocumentInfoByLocalNum")
    till.box.fault("status=503:2+@cmd:TransactionsRegistrarState")
    sold = till.sell({**ORDER, "key": "k-1"})
    assert sold["state"] == "offline"
    again = till.ok("sale", "--file", "-", stdin=json.dumps({**ORDER, "key": "k-1"}))
    assert again["replayed"] and again["document"]["fiscal_number"] == sold["fiscal_number"]
    till.box.faults.clear()
    home = till.ok("go-online")
    assert home["online"] and "had been registered" in home["decisions"][0]
    entries = till.entries()
    standing = [e for e in entries if e["total"] and e["revoked_by"] is None]
    assert [e["total"] for e in standing] == [6000, 6000]
    assert sum(e["revoked_by"] is not None for e in entries) == 1
    assert till.ok("journal", "verify")["sound"] is True
    closed = till.ok("shift", "close")
    assert closed["document"]["state"] == "registered"
