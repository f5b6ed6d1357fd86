"""A register that 1-ПРРО keeps online: every reader says so, and the drill rehearses that selling stops and goes on."""

from __future__ import annotations

import tempfile

from tests.cli.till import REGISTER, till_at

SALE = ("sale", "--item", "name=Чай,price=10.00,tax=А", "--cash", "10")


def test_readers_and_the_drill_know_that_offline_is_forbidden(prro, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with till_at(prro) as till:
        till.box.load_registry({"registers": [{"number": REGISTER, "local": 1, "outlet": 700001, "offline": False}]})
        till.ok("shift", "open")
        told = prro("status", "--json").data
        assert told["reserve"]["possible"] == "forbidden"
        assert told["last_contact"] and told["age"]["contact"] < 600
        assert "no: form 1-ПРРО does not allow it" in prro("status").out
        assert prro("status", "--check", "--min-hours", "12", "--min-numbers", "100").code == 0
        assert "1-ПРРО does not allow" in prro("offline", "status").out
        warned = prro("budget", "--json").envelope["warnings"]
        assert [warning["id"] for warning in warned] == ["offline-forbidden"]
        (check,) = prro("doctor", "--only", "offline", "--json").data["checks"]
        assert (check["level"], check["next"]) == ("attention", "prro register 1-prro --help")
        ran = prro("drill", "--json")
        assert (ran.code, ran.data["offline"], ran.data["passed"]) == (0, False, True), ran.out
        assert [act["exit_code"] for act in ran.data["acts"]] == [0, 0, 20, 0, 0, 0, 0, 0]
