"""`prro drill`: the desk's configuration through an offline day; desk, journal and lock stay untouched."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import pytest

from prro_cli.journal.locks import acquire
from prro_cli.support.drill import orders
from tests.cli.test_definitions import REGISTERED
from tests.provoking import provokes
from tests.support.test_status import Now


@pytest.fixture
def desk(prro, monkeypatch, tmp_path) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert (
        prro("desk", "add", "kiosk", *REGISTERED, "--cash-rounding", "0.10", "--vat-number", "123456789012").code == 0
    )
    assert prro("tax", "set", "А", "--vat", "20").code == 0
    assert prro("tax", "set", "Б", "--vat", "7").code == 0
    assert prro("config", "set", "offline.enter", "never").code == 0
    return Path(os.environ["PRRO_HOME"])


def test_an_offline_day_is_rehearsed_while_the_desk_is_busy(prro, desk, tmp_path):
    before = {path: path.read_bytes() for path in desk.rglob("*") if path.is_file()}
    with acquire(desk / "locks", "kiosk", command="sale", wait_seconds=0, clock=Now()):
        ran = prro("drill", "--json")
    assert (ran.code, ran.data["passed"], ran.data["offline"]) == (0, True, True), ran.out
    titles = " ".join(act["title"] for act in ran.data["acts"])
    for word in ("opened", "sold online", "cut", "returned", "Z-report", "back", "agree", "sound"):
        assert word in titles
    assert float(ran.data["seconds"]) < 15
    assert all(one["same"] for one in ran.data["compared"])
    assert [one["journal"] for one in ran.data["compared"] if one["what"] == "documents"] == ["27"]
    assert "offline.enter = never" in ran.data["remarks"][0]
    assert list(tmp_path.glob("prro-drill*")) == []
    after = {path: path.read_bytes() for path in desk.rglob("*") if path.is_file() and path.suffix != ".lock"}
    assert {k: v for k, v in after.items() if before.get(k) != v}.keys() == {desk / "drills.json"}
    assert prro("status", "--json").data["last_drill"] == {"at": ran.data["at"], "passed": True}
    assert re.search(r"last drill +\d\d\.\d\d\. \d\d:\d\d \(0 h 0", prro("status").out)


def test_a_configuration_that_cannot_sell_fails_the_drill(prro, desk):
    config = desk / "config.toml"
    config.write_text(config.read_text().replace('letter = "Б"', 'letter = "ББ"'))
    ran = prro("drill")
    assert ran.code == 6 and "FAILED" in ran.out and "would not get through" in ran.out, ran.out
    assert prro("status", "--json").data["last_drill"]["passed"] is False
    assert "FAILED" in prro("status").out


@provokes("PRRO-E0140")
def test_a_stage_that_cannot_be_set_is_an_error(prro, desk):
    config = desk / "config.toml"
    config.write_text(config.read_text().replace("fiscal_number = ", "fiscal_number = 99999999999999999999"))
    error = prro("drill", "--json").envelope["error"]
    assert (error["id"], error["exit_code"]) == ("PRRO-E0140", 1)
    assert "neither locked nor changed" in error["state"]


def test_orders_try_every_letter():
    from datetime import date

    from prro_cli.home.desks import Desk, Tax

    taxes = (Tax("А", 0, 2000, "ПДВ"), Tax("Г", 1, 500, "Акциз", valid_to=date(2020, 1, 1)))
    desk = Desk("d", "http://x/fs", "1", "o", "o", "a", 1, 1, taxes=taxes)
    made = orders(desk, date(2026, 11, 25), 6)
    assert {order["items"][0]["tax"] for order in made} == {"А"}
    assert [order.get("payments", [{"form": "cash"}])[0]["form"] for order in made[:3]] == ["cash", "card", "cash"]
    assert made[2]["items"][0]["qty"] == "1.333"
