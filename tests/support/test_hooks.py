"""Hooks: told of what happened after the answer stands, with variables only, and never in the way of a sale."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from prro_cli.support import hooks
from prro_cli.support.hooks import EVENTS, Snapshot, happened
from tests.cli.till import till_at

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the scripts here are of a POSIX shell")
SALE = ("sale", "--item", "name=Чай,price=10.00,tax=А", "--cash", "10")
CALM = Snapshot(None, frozenset(), None, frozenset(), 36, 168, 100, 0, "2026-11")


def hook(home: Path, name: str, body: str, mode: int = 0o700) -> Path:
    path = home / "hooks" / name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(mode)
    return path


def wait_for(path: Path, text: str = "", seconds: float = 40) -> str:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if path.exists() and text in (found := path.read_text()) and found.endswith("\n"):
            return found
        time.sleep(0.02)
    raise AssertionError(f"{path} was not written: {path.read_text() if path.exists() else 'not there'}")


def changed(**facts: object) -> Snapshot:
    from dataclasses import replace

    return replace(CALM, **facts)  # type: ignore[arg-type]


def test_events_follow_from_before_and_after():
    offline = changed(session="7")
    assert list(happened(CALM, CALM)) == []
    assert list(happened(CALM, offline)) == ["on-offline"]
    assert list(happened(offline, CALM)) == ["on-online"]
    assert list(happened(offline, changed(session="8"))) == ["on-online", "on-offline"]
    assert list(happened(offline, offline)) == []
    assert list(happened(changed(stuck=frozenset("a")), changed(stuck=frozenset("ab")))) == ["on-stuck"]
    assert list(happened(changed(stuck=frozenset("ab")), changed(stuck=frozenset("a")))) == []
    assert list(happened(changed(z_document="1"), changed(z_document="2"))) == ["on-z"]
    assert list(happened(CALM, changed(low=frozenset({"month"})))) == ["on-budget-low"]


def test_a_low_budget_is_told_once_per_session_and_month(tmp_path):
    from prro_cli.home.paths import Home

    home = Home(tmp_path / "h").create()
    hook(home.path, "on-budget-low", "true")
    subject = hooks.Subject("cafe", 4000700001)

    def told(**facts: object) -> list[str]:
        return hooks.start(home, subject, CALM, changed(**facts), os.environ)

    low = frozenset({"month"})
    assert told(low=low) == ["on-budget-low"]
    assert told(low=low) == []
    assert told(low=low, month="2026-12") == ["on-budget-low"]
    assert told(low=low | {"session"}, session="9", month="2026-12").count("on-budget-low") == 1
    assert told(low=low | {"session"}, session="9", month="2026-12") == []


def test_what_may_not_run_is_left_alone(tmp_path):
    from prro_cli.home.paths import Home

    home = Home(tmp_path / "h").create()
    for mode in (0o600, 0o722):
        hook(home.path, "on-z", "touch ran", mode)
        assert hooks.start(home, hooks.Subject("d", 1), CALM, changed(z_document="1"), {}) == []
    (home.path / "hooks" / "on-z").unlink()
    (home.path / "hooks" / "on-z").mkdir()
    assert hooks.start(home, hooks.Subject("d", 1), CALM, changed(z_document="1"), {}) == []


def test_a_hanging_hook_is_stopped_with_its_children(tmp_path):
    import subprocess
    import sys

    script = hook(tmp_path, "on-z", f"sleep 77 & echo $! > {tmp_path}/child; wait")
    log = tmp_path / "log"
    runner = Path(hooks.__file__).with_name("hook_runner.py")
    started = time.monotonic()
    subprocess.run([sys.executable, "-I", "-S", str(runner), "0.3", str(log), str(script)], check=True, timeout=20)
    assert time.monotonic() - started < 10
    assert "stopped after 0.3 s" in log.read_text()
    child = int((tmp_path / "child").read_text())
    stat = Path(f"/proc/{child}/stat")
    assert not stat.exists() or stat.read_text().split(")")[1].split()[0] == "Z"


def test_a_day_with_hooks_of_all_kinds(prro, monkeypatch, tmp_path):
    """Hanging, failing and refused hooks: the same exit codes and no time lost; what they are told is no secret."""
    monkeypatch.setenv("PRRO_KEY_PASSWORD_COPY", "canary-secret")
    monkeypatch.setenv("AWS_SECRET", "canary-secret")
    with till_at(prro) as till:
        assert till.run("shift", "open").code == 0
        assert till.run(*SALE).code == 0
        for name in EVENTS:
            hook(till.home, name, f"env > {tmp_path}/{name}.env; echo >> {tmp_path}/{name}.env; exit 3")
        hook(
            till.home,
            "on-offline",
            f"env > {tmp_path}/on-offline.env; echo >> {tmp_path}/on-offline.env; sleep 9; echo over",
        )
        till.cut()
        assert till.run(*SALE).code == 0
        log = till.home / "log" / "hooks.log"
        assert not log.exists() or "over" not in log.read_text(), "the sale waited for its hook"
        told = wait_for(tmp_path / "on-offline.env")
        facts = dict(line.split("=", 1) for line in told.splitlines() if "=" in line)
        assert "canary" not in told
        assert (facts["PRRO_EVENT"], facts["PRRO_DESK"], facts["PRRO_MODE"]) == ("offline", "cafe", "offline")
        assert (facts["PRRO_FISCAL_NUMBER"], facts["PRRO_HOURS_LEFT"]) == ("4000700001", "36")
        assert {name for name in facts if name.startswith("PRRO_")} <= {
            "PRRO_EVENT", "PRRO_DESK", "PRRO_FISCAL_NUMBER", "PRRO_MODE", "PRRO_WAITING", "PRRO_STUCK",
            "PRRO_HOURS_LEFT", "PRRO_MONTH_HOURS_LEFT", "PRRO_NUMBERS_LEFT", "PRRO_LOW",
        }  # fmt: skip
        till.mend()
        assert till.run("go-online").code == 0
        wait_for(tmp_path / "on-online.env", "PRRO_MODE=online")
        assert till.run("shift", "close").code == 0
        wait_for(tmp_path / "on-z.env", "PRRO_EVENT=z")
        assert "on-online: ended with 3" in wait_for(log, "on-z: ended with 3")
        assert log.stat().st_mode & 0o777 == 0o600
        assert not (tmp_path / "on-stuck.env").exists()
