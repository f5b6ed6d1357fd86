"""Isolation for every test: its own home, no network but loopback, a fixed terminal, no colours."""

from __future__ import annotations

import functools
import io
import json
import os
import re
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from prro_cli.lang import use

LOOPBACK = ("127.", "::1", "localhost")
ZONES = ("Europe/Kyiv", "America/Anchorage")
KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV", "JAVA_HOME", "PYTHONPATH")


@pytest.fixture(autouse=True)
def isolation(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, request: Any) -> None:
    """An empty home and a bare environment; the zone alternates so that nothing leans on the machine's own."""
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith(("PRRO_", "XDG_")) and name != "PRRO_SHARED":
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PRRO_HOME", str(home / "prro"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TZ", ZONES[sum(request.node.nodeid.encode()) % len(ZONES)])
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    use("en")
    if hasattr(os, "umask"):
        os.umask(0o022)


@pytest.fixture(autouse=True)
def signals_stay() -> Iterator[None]:
    """What a command in this process did to the signals does not reach the programs that later tests start."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    hook = sys.unraisablehook
    yield
    sys.unraisablehook = hook
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse any connection that would leave the machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Tests of a file that makes something once for all of them run in one process: it is made once."""
    from xdist.scheduler import LoadScopeScheduling

    shares = re.compile(r'scope="module"|module_prro')

    class ByWhatTheyShare(LoadScopeScheduling):  # type: ignore[misc]  # untyped
        @functools.cache  # noqa: B019  # one scheduler lives as long as the run
        def _shared(self, file: str) -> bool:
            return bool(shares.search((config.rootpath / file).read_text("utf-8")))

        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::", 1)[0]
            return file if self._shared(file) else nodeid

    return ByWhatTheyShare(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Any:
    """A test that says which errors it provokes is held to it (tests/provoking.py)."""
    wanted = {name for marker in item.iter_markers("provokes") for name in marker.args}
    if not wanted:
        return (yield)
    from tests.provoking import listening

    with listening() as seen:
        result = yield
    assert wanted <= seen, f"not raised: {sorted(wanted - seen)}; raised: {sorted(seen)}"
    return result


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A prro home that does not exist yet."""
    yield tmp_path / "prro-home"


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def envelope(self) -> dict[str, Any]:
        """The one JSON object on stdout."""
        lines = self.out.splitlines()
        assert len(lines) == 1, self.out
        parsed: dict[str, Any] = json.loads(lines[0])
        return parsed

    @property
    def data(self) -> dict[str, Any]:
        """The envelope's data."""
        data: dict[str, Any] = self.envelope["data"]
        return data


@pytest.fixture
def prro(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run the command line in this process: `prro("key", "list", "--json")`."""
    from prro_cli.cli.app import run
    from prro_cli.cli.environment import Environment

    monkeypatch.setattr("prro_cli.cli.app.terminate_politely", lambda: None)

    def call(*words: object, stdin: str = "") -> Ran:
        out, err = io.StringIO(), io.StringIO()
        with pytest.raises(SystemExit) as ended:
            run([str(w) for w in words], Environment(io.StringIO(stdin), out, err, os.environ))
        return Ran(int(ended.value.code or 0), out.getvalue(), err.getvalue())

    return call
