"""The real program as processes: a provisioned home, a sandbox process, commands that can be killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.engine.crash.checker import Asked, judge, kopecks

REGISTER = 4000700001
PROGRAM = [found] if (found := shutil.which("prro", path=str(Path(sys.executable).parent))) else [
    sys.executable, "-m", "prro_cli"
]  # fmt: skip
START_SECONDS = 60
LONGEST_COMMAND = 900


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Ended:
    """How a command ended; `envelope` is None where it was killed before it spoke."""

    code: int
    envelope: dict[str, Any] | None
    seconds: float

    @property
    def promised(self) -> bool | None:
        """What the operator may rely on."""
        if self.envelope is None or self.code in (12, 130, 143) or self.code < 0:  # a signal, also one while leaving
            return None
        return self.code == 0

    @property
    def document(self) -> dict[str, Any]:
        """The document in the answer."""
        assert self.envelope is not None and self.envelope["ok"], self
        found: dict[str, Any] = self.envelope["data"]["document"]
        return found


class Installed(AbstractContextManager["Installed"]):
    """A home with one desk on a sandbox of its own; both end with the context."""

    def __init__(
        self, folder: Path, *, desk: str = "sandbox", before: Callable[[Installed], None] | None = None
    ) -> None:
        """`before` is called with the home provisioned and the sandbox not yet started."""
        self.desk = desk
        self._before = before
        self.home = folder / "prro"
        self.port = free_port()
        names = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT", "TZ")
        kept = {name: os.environ[name] for name in names if name in os.environ}
        root = str(Path(__file__).parents[3])
        self.environment = {**kept, "PRRO_HOME": str(self.home), "NO_COLOR": "1", "PYTHONPATH": root}
        self.asked: list[Asked] = []
        self._box: subprocess.Popen[bytes] | None = None
        self.password = ""
        self.weapon = signal.SIGKILL

    def __enter__(self) -> Installed:
        made = self.run("sandbox", "provision", "--port", self.port, "--key", "olena", "--name", self.desk)
        assert made.code == 0 and made.envelope is not None, made
        self.password = made.envelope["data"]["password_file"]
        if self._before is not None:
            self._before(self)
        self._box = subprocess.Popen(
            [*PROGRAM, "sandbox", "serve", "--port", str(self.port)], env=self.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                self.state()
                return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the sandbox did not start")

    def __exit__(self, *_: object) -> None:
        if self._box is not None:
            self._box.terminate()
            self._box.wait(timeout=30)

    def start(self, *words: object) -> subprocess.Popen[bytes]:
        """A command, begun."""
        return subprocess.Popen(
            [*PROGRAM, *map(str, words), "--json"], env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: object, kill_after: float | None = None) -> Ended:
        """A command from start to end, or until it is killed."""
        begun = time.perf_counter()
        process = self.start(*words)
        try:
            out, err = process.communicate(timeout=kill_after or LONGEST_COMMAND)
        except subprocess.TimeoutExpired:
            process.send_signal(self.weapon)
            out, err = process.communicate()
            assert kill_after is not None, (words, err)
        interrupted_at_start = self.weapon == signal.SIGINT and err.rstrip().endswith(b"KeyboardInterrupt")
        assert b"Traceback" not in err or interrupted_at_start, err.decode()
        envelope = json.loads(out) if out.strip() else None
        return Ended(process.returncode, envelope, time.perf_counter() - begun)

    def write(self, *words: object, kill_after: float | None = None) -> Ended:
        """A command that needs the key."""
        return self.run(*words, "--password-file", self.password, kill_after=kill_after)

    def sale_words(self, total: int) -> tuple[object, ...]:
        """A sale of that many kopecks under a key of its own."""
        price = f"{total // 100}.{total % 100:02}"
        return ("sale", "--item", f"name=Кава,price={price},tax=А", "--key", f"order-{total}")

    # --- the two stories

    def state(self) -> dict[str, Any]:
        """The register as the sandbox shows it."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sandbox/state", timeout=20) as answer:
            registers = json.loads(answer.read())["registers"]
        found: dict[str, Any] = next(item for item in registers if item["number"] == REGISTER)
        return found

    def count(self, state: str) -> int:
        """How many documents are in a state."""
        listed = self.run("journal", "list", "--limit", 100_000, "--state", state)
        assert listed.envelope is not None and listed.code == 0, listed
        return len(listed.envelope["data"]["documents"])

    def judge(self) -> list[str]:
        """What is wrong by now."""
        listed = self.run("journal", "list", "--limit", 100_000)
        assert listed.envelope is not None and listed.code == 0, listed
        return judge(self.state(), listed.envelope["data"]["documents"], self.asked, self.totals())

    def totals(self) -> dict[str, int]:
        """The sums of the X-report."""
        report = self.run("report", "x")
        assert report.envelope is not None and report.code == 0, report
        return sums_of(report.envelope["data"])


def sums_of(report: dict[str, Any]) -> dict[str, int]:
    """The X-report's four sums in kopecks."""
    texts = {"sale": report["sales"]["sum"], "return": report["returns"]["sum"],
             "service_input": report["deposits"], "service_output": report["issues"]}  # fmt: skip
    return {kind: kopecks(text) or 0 for kind, text in texts.items()}
