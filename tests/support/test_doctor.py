"""`prro doctor`: stable ids, one next command for every failed check, quick with a dead server."""

from __future__ import annotations

import os
import shlex
import socket
import sqlite3
import time
from datetime import timedelta
from pathlib import Path

import pytest

from prro_cli.sandbox.sandbox import Sandbox
from prro_cli.support.schemas import compare
from tests.cli.test_definitions import REGISTERED
from tests.cli.till import till_at
from tests.provoking import provokes
from tests.shared import shared_data

SLOW = 3
"""The machine of the tests is shared; alone the healthy check takes two seconds."""


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
    ran = prro("doctor", "--json", "--only", "server")
    assert (ran.code, levels(ran)) == (6, {"server": "skipped", "tcp": "failed"}), "one check alone tells no lie"
    assert levels(prro("doctor", "--json", "--only", "server", "--no-network")) == {"server": "skipped"}


def test_local_checks_only(prro):
    ran = prro("doctor", "--json", "--no-network")
    assert not {"dns", "tcp", "server"} & set(levels(ran))


@provokes("PRRO-E0207")
def test_an_unknown_check_is_a_usage_error(prro):
    ran = prro("doctor", "--only", "everything", "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (2, "PRRO-E0207")
    assert "clock" in ran.envelope["error"]["cause"]


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX thing")
def test_loose_modes_and_leftovers_are_mended_on_wish(prro):
    prro("desk", "add", "kiosk", *REGISTERED)
    home = Path(os.environ["PRRO_HOME"])
    (home / "backups").chmod(0o755)
    stale = home / ".config.toml.1.new"
    stale.write_text("x")
    stale.chmod(0o600)
    os.utime(stale, (1, 1))
    words = ("doctor", "--no-network", "--json")
    ran = prro(*words)
    assert ran.code == 62
    by_name = {check["name"]: check for check in ran.data["checks"]}
    assert by_name["home"]["next"] == f"chmod 700 {home}/backups"
    assert (by_name["home"]["level"], by_name["leftovers"]["level"]) == ("failed", "attention")
    assert (home / "backups").stat().st_mode & 0o777 == 0o755, "without --fix nothing is changed"
    assert prro("doctor", "--no-network", "--fix", "--only", "home", "--json").code == 0
    assert (home / "backups").stat().st_mode & 0o777 == 0o700
    mended = prro(*words, "--fix")
    fixed = [done for check in mended.data["checks"] for done in check["fixed"]]
    assert fixed == [f"removed {stale}"]
    assert levels(mended)["leftovers"] == "ok"
    (home / "outbox").rmdir()
    assert "next: prro doctor" not in prro("doctor", "--fix", "--only", "home").out


def test_a_broken_configuration_is_a_finding(prro):
    prro("desk", "add", "kiosk", *REGISTERED)
    config = Path(os.environ["PRRO_HOME"], "config.toml")
    config.write_text(config.read_text() + "\n[settings]\nlock = {wiat = 5}\n")
    ran = prro("doctor", "--json")
    assert (ran.code, levels(ran)["config"], levels(ran)["desk"]) == (6, "failed", "skipped")
    assert "lock.wait" in next(c["text"] for c in ran.data["checks"] if c["name"] == "config")


def test_a_server_that_is_silent_costs_seconds_not_minutes(prro):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(8)
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/fs"
        prro("desk", "add", "kiosk", *REGISTERED, "--server", url, "--tsp", "none")
        started = time.monotonic()
        ran = prro("--timeout", "1", "doctor", "--json")
        assert time.monotonic() - started < 5
    assert (levels(ran)["tcp"], levels(ran)["http"], levels(ran)["server"]) == ("ok", "failed", "skipped")
    check_next(ran)


def check_next(ran):
    """Whatever is not well names exactly one command."""
    for check in ran.data["checks"]:
        if check["level"] in ("attention", "failed"):
            assert check["next"] and "\n" not in check["next"] and ";" not in check["next"], check
        else:
            assert check["next"] == "", check


def test_a_whole_desk_with_its_key(prro):
    """Everything with the key: five seconds when healthy; then what differs from the register is named."""
    with till_at(prro) as till:
        assert till.run("shift", "open").code == 0
        started = time.monotonic()
        ran = till.run("doctor")
        assert time.monotonic() - started < 5 * SLOW
        found = levels(ran)
        backup = found.pop("backup")
        assert {name for name, level in found.items() if level not in ("ok", "skipped")} == set(), ran.out
        assert backup == "attention"
        for name in ("sign", "certificate", "access", "registration", "numbers", "pair", "operators", "timestamp"):
            assert found[name] == "ok", name
        check_next(ran)
        assert till.run("desk", "set", "cafe", "--outlet", "Кав'ярня 2").code == 0
        (check,) = till.run("doctor", "--only", "registration").data["checks"]
        assert (check["level"], check["next"]) == ("failed", """prro desk set cafe --outlet 'Кав'"'"'ярня'""")
        assert prro(*shlex.split(check["next"])[1:]).code == 0
        till.box.set_time(till.box.clock.now() + timedelta(days=1))
        (check,) = till.run("doctor", "--only", "clock", "--json").data["checks"]
        assert check["level"] == "failed" and "behind the tax server" in check["text"]
        (till.home / "keys" / "journal.key").unlink()
        (check,) = till.run("doctor", "--only", "seeds", "--json").data["checks"]
        assert (check["level"], check["next"]) == ("failed", "prro go-online")
        without = prro("doctor", "--only", "sign", "--json").data["checks"][0]
        assert (without["level"], "no password" in without["text"]) == ("skipped", True)
        the_look_at_the_journal_sees_damage(prro, till.home)


def the_look_at_the_journal_sees_damage(prro, home):
    path = home / "journal.db"
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER events_never_change")
    connection.execute("UPDATE events SET payload = replace(payload, 'olena', 'ivana') WHERE id = 3")
    connection.commit()
    connection.close()
    ran = prro("doctor", "--only", "chain", "--json")
    assert (ran.code, levels(ran)) == (60, {"chain": "failed"})
    path.write_bytes(b"not a database at all" * 100)
    ran = prro("doctor", "--no-network", "--json")
    assert (ran.code, levels(ran)["journal"]) == (60, "failed")
    check_next(ran)


def test_schemas_are_compared_with_our_tables():
    check = shared_data("fiscal/xsd/check01.xsd").read_bytes()
    assert compare(check, "CHECK") == []
    assert compare(shared_data("fiscal/xsd/zrep01.xsd").read_bytes(), "ZREP") == []
    newer = check.replace(b'name="CASHDESKNUM"', b'name="CASHDESKNUMBER"', 1)
    assert compare(newer, "CHECK") == ["CHECK/CHECKHEAD/CASHDESKNUMBER is new", "CHECK/CHECKHEAD/CASHDESKNUM is gone"]
    assert compare(b"<x/>", "CHECK") == ["the schema has no CHECK"]
    assert compare(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "CHECK") == ["the schema of CHECK is not one"]
    assert "cannot be read" in compare(b"<x", "CHECK")[0]


def test_ids_never_change_their_meaning():
    from prro_cli.support.doctor import CHECKS

    assert [(c.id, c.name) for c in CHECKS][:4] == [
        ("PRRO-D001", "clock"),
        ("PRRO-D002", "home"),
        ("PRRO-D003", "disk"),
        ("PRRO-D004", "desk"),
    ]
    assert len({c.id for c in CHECKS}) == len({c.name for c in CHECKS}) == len(CHECKS)


def test_schemas_by_command(prro, tmp_path):
    """Fetched from a server, kept, compared; a folder is compared without asking anybody."""
    folder = shared_data("fiscal/xsd/check01.xsd").parent
    with Sandbox(schemas=folder) as box:
        ran = prro("schema", "check", "--server", box.url, "--json")
        assert (ran.code, ran.data["differences"]) == (0, [])
        assert len(prro("schema", "fetch", tmp_path / "xsd", "--server", box.url, "--json").data["files"]) == 2
        assert prro("schema", "fetch", tmp_path / "xsd", "--server", box.url).code == 5
    changed = tmp_path / "xsd" / "zrep01.xsd"
    changed.write_bytes(changed.read_bytes().replace(b'name="ZREPHEAD"', b'name="ZREPTOP"'))
    ran = prro("schema", "check", "--from", tmp_path / "xsd")
    assert (ran.code, "ZREP/ZREPTOP is new" in ran.out) == (6, True)
    assert prro("schema", "check", "--from", tmp_path / "xsd", "--server", "http://127.0.0.1:1/fs").code == 2
    assert prro("schema", "check", "--from", tmp_path / "nothing").code == 4
    with Sandbox() as box:
        assert prro("schema", "check", "--server", box.url).code == 13
