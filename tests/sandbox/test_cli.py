"""`prro sandbox`: provision a home, serve it in a process of its own, look at it, let it misbehave."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from prro_cli.cli import app as face_app
from tests.provoking import provokes
from tests.sandbox.world import post

RUN = (
    "import sys; from prro_cli.cli import app; app.COMMANDS['sandbox'] = ('sandbox', 'Support'); app.run(sys.argv[1:])"
)


@pytest.fixture(autouse=True)
def listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(face_app.COMMANDS, "sandbox", ("sandbox", "Support"))


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served(port: int, tmp_path: Path) -> Iterator[str]:
    """A sandbox in a process of its own, as a technician starts it."""
    words = ["--json", "sandbox", "serve", "--port", str(port), "--switch", "hash_mode=lenient", "--fault", "drop:9"]
    process = subprocess.Popen([sys.executable, "-c", RUN, *words], stdout=subprocess.PIPE, env=os.environ, text=True)
    try:
        assert process.stdout is not None
        envelope = json.loads(process.stdout.readline())
        assert envelope["ok"], envelope
        yield envelope["data"]["url"]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_provision_furnishes_a_home(prro: Callable[..., Any], port: int) -> None:
    made = prro("sandbox", "provision", "--port", port, "--key", "senior", "--key", "seal", "--json")
    assert made.code == 0, made.out
    assert {item["kind"] for item in made.data["keys"]} == {".jks", ".zs2"}
    assert [item["desk"] for item in made.data["registers"]] == ["sandbox", None, None]
    desk = prro("desk", "show", "--json").data["desk"]
    assert (desk["server"], desk["tsp"].endswith("/sandbox/tsp")) == (f"http://127.0.0.1:{port}/fs", True)
    again = prro("sandbox", "provision", "--all", "--key", "ivan", "--json")
    assert [item["desk"] for item in again.data["registers"]] == ["sandbox", "sandbox-2", "sandbox-3"]
    assert f":{port}/fs" in again.data["server"]
    text = prro("sandbox", "state").out
    assert "not the tax service" in text
    assert "4000700001" in text
    secret = Path(made.data["password_file"])
    assert secret.stat().st_mode & 0o077 == 0
    assert secret.read_text().strip() not in made.out


@provokes("PRRO-E0206")
def test_provision_overwrites_no_other_desk(prro: Callable[..., Any]) -> None:
    data = ("--org", "ТОВ", "--outlet", "Магазин", "--address", "Київ", "--fiscal-number", 7, "--local-number", 1)
    assert prro("desk", "add", "sandbox", "--tin", "12345678", *data).code == 0
    assert prro("sandbox", "provision", "--key", "senior", "--json").envelope["error"]["id"] == "PRRO-E0503"
    assert prro("sandbox", "provision", "--key", "nobody").code == 2


def test_a_running_sandbox(prro: Callable[..., Any], served: str) -> None:
    assert post(served, "/cmd", b'{"Command": "ServerState"}', {"Content-Type": "application/json"}).status == 200
    assert prro("sandbox", "fault", "--json").data["faults"] == ["drop:9@send"]
    assert prro("sandbox", "fault", "--clear", "lost-reply:3", "delay=1").out == "lost-reply:3@send\ndelay=1:1@any\n"
    assert prro("sandbox", "fault", "--clear").out == "no faults\n"
    assert prro("sandbox", "switch", "--json").data["switches"]["hash_mode"] == "lenient"
    assert "strict" in prro("sandbox", "switch", "hash_mode=strict").out
    moved = prro("sandbox", "clock", "--set", "2026-05-01T10:00", "--stop", "--json")
    assert moved.data["time"].startswith("2026-05-01T10:00:00")
    assert prro("sandbox", "clock", "--advance", 60, "-q").out.startswith("2026-05-01T10:01:00")


@provokes("PRRO-E0390", "PRRO-E1091", "PRRO-E1092", "PRRO-E6110")
def test_errors(prro: Callable[..., Any], tmp_path: Path, port: int) -> None:
    assert prro("sandbox", "fault", "nonsense").code == 2
    assert prro("sandbox", "switch", "nonsense=1").code == 2
    assert prro("sandbox", "clock", "--set", "today").code == 2
    assert prro("sandbox", "fault", "--url", "http://example.com").code == 2
    assert prro("sandbox", "fault", "drop", "--url", f"http://127.0.0.1:{port}").code == 10
    broken = tmp_path / "broken.db"
    broken.write_text("no database at all " * 100)
    assert prro("sandbox", "state", "--state", broken).code == 61
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        assert prro("sandbox", "serve", "--port", port).code == 10
    registry = tmp_path / "registry.json"
    registry.write_text("[1]")
    assert prro("sandbox", "serve", "--port", port, "--registry", registry).code == 3


def test_the_kinds_of_faults_are_listed(prro: Callable[..., Any]) -> None:
    begin = time.monotonic()
    assert "lost-reply" in prro("sandbox", "fault", "--list").out
    assert time.monotonic() - begin < 5
