"""`prro journal` over a journal with a day in it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.journal.worlds import DESK, Shop, day, open_journal
from tests.provoking import provokes

Prro = Callable[..., Any]


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    from prro_cli.cli import app

    monkeypatch.setitem(app.COMMANDS, "journal", ("journal", "Support"))


@pytest.fixture
def shop_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a day in its journal."""
    folder = tmp_path / "shop"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("PRRO_HOME", str(folder))
    with open_journal(folder) as journal, journal.lock(DESK, command="test", wait_seconds=0):
        day(Shop(journal), sales=3)
    return folder


def test_list_pages_and_filters(shop_home: Path, prro: Prro) -> None:
    ran = prro("journal", "list", "--limit", "2", "--json")
    data = ran.envelope["data"]
    assert (ran.code, [d["kind"] for d in data["documents"]]) == (0, ["shift_close", "z_report"])
    older = prro("journal", "list", "--before", data["next_before"], "--kind", "sale", "--json").envelope["data"]
    assert [d["total"] for d in older["documents"]] == ["7.02", "7.01", "7.00", "99.00", "12.02", "12.01", "12.00"]
    assert older["next_before"] is None
    assert older["documents"][3]["state"] == "reversed"
    assert prro("journal", "list", "--state", "reversed", "-q").out.split() == [older["documents"][3]["fiscal_number"]]
    for words in (["--state", "rejekted"], ["--kind", "sales"]):
        assert prro("journal", "list", *words).code == 2
    text = prro("journal", "list", "--state", "registered", "--desk", DESK).out
    assert "registered [offline]" in text
    assert "4500000002" in text
    assert prro("journal", "list", "--since", "2027-01-01", "--json").envelope["data"]["documents"] == []
    assert prro("journal", "list", "--since", "soon").code == 2


@provokes("PRRO-E0460")
def test_show_by_each_name(shop_home: Path, prro: Prro) -> None:
    by_number = prro("journal", "show", "2", "--xml", "--json").envelope
    by_fiscal = prro("journal", "show", "4500000002", "--json").envelope
    assert by_number["data"]["document"] == by_fiscal["data"]["document"]
    assert by_number["data"]["xml"].startswith("<?xml")
    assert by_fiscal["data"]["xml"] is None
    assert by_number["data"]["events"][0]["kind"] == "document.drafted"
    text = prro("journal", "show", by_number["data"]["document"]["id"]).out
    assert "sale no 2 of kiosk: registered" in text
    missing = prro("journal", "show", "77", "--json")
    assert (missing.code, missing.envelope["error"]["id"]) == (4, "PRRO-E0460")


@provokes("PRRO-E0260")
def test_a_local_number_of_two_desks_is_asked_back(shop_home: Path, prro: Prro) -> None:
    with open_journal(shop_home) as journal, journal.lock("kasa2", command="test", wait_seconds=0):
        Shop(journal, "kasa2").online("sale", 5)
    assert prro("journal", "show", "1").code == 2
    assert prro("--desk", "kasa2", "journal", "show", "1", "--quiet").out.strip() == "4500000001"


def test_events_are_a_stream_of_envelopes(shop_home: Path, prro: Prro) -> None:
    ran = prro("journal", "events", "--after", "0", "--json")
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert [line["data"]["event"]["id"] for line in lines] == list(range(1, len(lines) + 1))
    assert {line["schema"] for line in lines} == {"prro.journal.events/1"}
    assert len(prro("journal", "events").out.splitlines()) == 50


@provokes("PRRO-E13001")
def test_events_are_followed(shop_home: Path, prro: Prro, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) > 2:
            raise KeyboardInterrupt
        with open_journal(shop_home) as journal, journal.lock(DESK, command="test", wait_seconds=0):
            Shop(journal).note(None, "note", text=f"later {len(waits)}")

    monkeypatch.setattr("time.sleep", sleep)
    ran = prro("journal", "events", "--after", "50", "--follow", "--json")
    texts = [json.loads(line)["data"].get("event", {}).get("payload", {}).get("text") for line in ran.out.splitlines()]
    assert texts[-3:] == ["later 1", "later 2", None]
    assert ran.code == 130


@provokes("PRRO-E6007")
def test_verify_sound_and_not(shop_home: Path, prro: Prro) -> None:
    ran = prro("journal", "verify", "--json")
    assert (ran.code, ran.envelope["ok"], ran.envelope["data"]["sound"]) == (0, True, True)
    head = ran.envelope["data"]["heads"][0]
    anchor = f"{head['desk']}:{head['seq']}:{head['hash']}"
    assert anchor in prro("journal", "verify", "--anchor", anchor).out
    assert prro("journal", "verify", "--anchor", "kiosk:9999:00").code == 60
    assert prro("journal", "verify", "--anchor", "x").code == 2
    signed = prro("journal", "verify", "--signatures", "--json")
    assert signed.code == 60
    assert {f["check"] for f in signed.envelope["data"]["findings"]} == {"signature"}
    with closing(sqlite3.connect(shop_home / "journal.db")) as connection:
        connection.execute("UPDATE documents SET total = 1 WHERE local_number = 3")
        connection.commit()
    ran = prro("journal", "verify", "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (60, "PRRO-E6007")
    assert ran.envelope["data"]["findings"][0]["column"] == "total"
    ran = prro("journal", "verify")
    assert "is 1, the events say 1201" in ran.out
    assert "prro journal rebuild" in ran.err


def test_rebuild_says_then_repairs(shop_home: Path, prro: Prro) -> None:
    with closing(sqlite3.connect(shop_home / "journal.db")) as connection:
        connection.execute("DELETE FROM totals")
        connection.commit()
    dry = prro("journal", "rebuild", "--dry-run", "--json").envelope["data"]
    assert (dry["replaced"], len(dry["differences"]) > 5) == (False, True)
    assert "repaired" in prro("journal", "rebuild").out
    assert "nothing was different" in prro("journal", "rebuild").out
    assert prro("journal", "verify").code == 0


@provokes("PRRO-E6104")
@pytest.mark.parametrize("form", ["csv", "jsonl", "originals"])
def test_export(shop_home: Path, prro: Prro, tmp_path: Path, form: str) -> None:
    ran = prro("journal", "export", "--format", form, "--output", tmp_path / "out", "--json")
    assert (ran.code, ran.envelope["data"]["format"]) == (0, form)
    assert ran.envelope["data"]["records"] > 10
    assert prro("journal", "export", "--format", form, "--output", tmp_path / "out").code == 61
    assert prro("journal", "export", "--format", "pdf", "--output", tmp_path / "x").code == 2


@pytest.mark.parametrize("words", [("list",), ("verify",), ("rebuild",), ("events",), ("show", "1")])
def test_without_a_journal(prro: Prro, words: tuple[str, ...]) -> None:
    assert prro("journal", *words).code == 4
