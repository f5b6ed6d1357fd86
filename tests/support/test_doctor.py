"""`prro doctor`: stable ids, one next command for every failed check, quick with a dead server."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from prro_cli.sandbox.sandbox import Sandbox
from tests.cli.test_definitions import REGISTERED
from tests.provoking import provokes


def levels(ran):
    return {check["name"]: check["level"] for check in ran.data["checks"]}


def test_an_empty_home_leads_to_init(prro):
    ran = prro("doctor", "--json")
    assert ran.code == 6
    assert ran.data["worst"] == "failed"
    assert levels(ran)["home"] == "failed"
    for check in ran.data["checks"]:
        assert check["next"] or check["level"] in ("ok", "skipped"), check


def test_a_living_server_and_a_dead_one(prro):
    with Sandbox() as box:
        prro("desk", "add", "kiosk", *REGISTERED, "--server", box.url)
        ran = prro("doctor", "--json", "--only", "dns", "--only", "tcp", "--only", "PRRO-D022")
        assert (ran.code, levels(ran)) == (0, {"dns": "ok", "tcp": "ok", "server": "ok"})
        box.set_time(box.clock.now().replace(year=2027))
        assert levels(prro("doctor", "--json", "--only", "server")) == {"server": "attention"}
    started = time.monotonic()
    ran = prro("doctor", "--json")
    assert time.monotonic() - started < 20
    assert (levels(ran)["tcp"], levels(ran)["server"]) == ("failed", "skipped")


def test_local_checks_only(prro):
    ran = prro("doctor", "--json", "--no-network")
    assert not {"dns", "tcp", "server"} & set(levels(ran))


@provokes("PRRO-E0207")
def test_an_unknown_check_is_a_usage_error(prro):
    ran = prro("doctor", "--only", "everything", "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (2, "PRRO-E0207")
    assert "clock" in ran.envelope["error"]["cause"]


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX thing")
def test_a_loose_mode_is_named_with_its_repair(prro, monkeypatch):
    prro("desk", "add", "kiosk", *REGISTERED)
    home = os.environ["PRRO_HOME"]
    Path(home, "backups").chmod(0o755)
    ran = prro("doctor", "--json")
    assert (ran.code, ran.envelope["error"]["next"]) == (62, [f"chmod 700 {home}/backups"])


def test_ids_never_change_their_meaning():
    from prro_cli.support.doctor import CHECKS

    assert [(c.id, c.name) for c in CHECKS][:4] == [
        ("PRRO-D001", "clock"),
        ("PRRO-D002", "home"),
        ("PRRO-D003", "disk"),
        ("PRRO-D004", "desk"),
    ]
    assert len({c.id for c in CHECKS}) == len({c.name for c in CHECKS}) == len(CHECKS)
