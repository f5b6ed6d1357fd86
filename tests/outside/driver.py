"""Runs the installed `prro` the way an operator's script does, and looks hard at every answer.

Only what cli.md promises is used: commands, options, exit codes, the envelope. What a receipt says is compared
with what the server recorded, kopeck by kopeck.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.outside.checker import Judgement, Order, Taken, judge, kopecks
from tests.outside.people import Identity
from tests.outside.stranger import Stranger
from tests.outside.stranger_state import Entry, Facts

ENVELOPE = {"schema", "ok", "desk", "data", "warnings", "error", "meta"}
ERROR = {"id", "exit_code", "title", "cause", "state", "next", "document"}
META = {"version", "duration_ms", "mode", "test"}
WRITTEN = {"document", "replayed", "printed", "sent"}
DOCUMENT = {
    *("kind", "state", "local_number", "fiscal_number", "offline", "test", "uid", "time", "shift", "total", "rounding"),
    *("paid", "change", "control_number", "link", "sha256"),
}
CODES = {*range(7), *range(10, 15), *range(20, 25), 30, 31, 40, 50, 51, 60, 61, 62, 70, 130, 143}
SIGNING = {"shift", "sale", "return", "reversal", "cash", "go-online", "sync", "sign", "report"}
RECEIPTS = {"sale", "return", "cash-in", "cash-out"}


def program() -> list[str]:
    """The installed program: the script beside this Python if there is one, else the module."""
    script = Path(sys.executable).with_name("prro")
    return (
        [str(script)]
        if os.environ.get("PRRO_OUTSIDE_SCRIPT") and script.exists()
        else [sys.executable, "-m", "prro_cli"]
    )


@dataclass(frozen=True)
class Answer:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def envelope(self) -> dict[str, Any]:
        """The one JSON object on stdout, checked against the promises of cli.md."""
        lines = self.out.splitlines()
        assert len(lines) == 1, f"exactly one object belongs on stdout: {self}"
        envelope: dict[str, Any] = json.loads(lines[0])
        assert envelope.keys() >= ENVELOPE, ENVELOPE - envelope.keys()
        assert envelope["meta"].keys() >= META, envelope["meta"]
        assert envelope["ok"] is (envelope["error"] is None), envelope
        assert envelope["schema"].startswith("prro."), envelope["schema"]
        for warning in envelope["warnings"]:
            assert warning.keys() >= {"id", "text", "hint"}, warning
        error = envelope["error"]
        if error is not None:
            assert error.keys() >= ERROR, error
            assert error["exit_code"] == self.code and error["id"].startswith("PRRO-E"), self
            assert error["state"] and error["title"] and isinstance(error["next"], list), error
        else:
            assert self.code in (0, 6, 70), self
        return envelope

    @property
    def data(self) -> dict[str, Any]:
        """The envelope's data."""
        data: dict[str, Any] = self.envelope["data"]
        return data

    @property
    def document(self) -> dict[str, Any]:
        """The document of a writing command, with every field that is promised."""
        data = self.data
        assert data.keys() >= WRITTEN, WRITTEN - data.keys()
        document: dict[str, Any] = data["document"]
        assert document.keys() >= DOCUMENT, DOCUMENT - document.keys()
        assert datetime.fromisoformat(document["time"]).tzinfo is not None
        return document


@dataclass
class Till:
    """One home with one desk, driven from outside."""

    home: Path
    person: Identity
    password: Path
    server: Stranger | None = None
    orders: list[Order] = field(default_factory=list)

    def run(self, *words: object, stdin: str | None = None, json_out: bool = True, seconds: int = 90) -> Answer:
        """Run a command; those that may sign get the password file."""
        line = self._line(*words) + (["--json"] if json_out else [])
        ran = subprocess.run(
            line,
            input=stdin or "",
            capture_output=True,
            encoding="utf-8",
            env=self._environment(),
            cwd=self.home.parent,
            timeout=seconds,
            check=False,
        )
        answer = Answer(ran.returncode, ran.stdout, ran.stderr)
        assert "Traceback" not in ran.stderr and ran.returncode in CODES, f"{line}: {answer}"
        if json_out:
            assert answer.envelope is not None
        return answer

    def _line(self, *words: object) -> list[str]:
        line = [str(word) for word in words]
        if line[0] in SIGNING and line[:2] != ["shift", "status"]:
            line += ["--password-file", str(self.password)]
        return [*program(), *line]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PRRO_")}
        return {**kept, "PRRO_HOME": str(self.home)}

    def kill(self, *words: object) -> None:
        """Start a command, wait until the server holds its request, and kill it as a power cut would."""
        assert self.server is not None
        self.server.stalled.clear()
        quiet = subprocess.DEVNULL
        line, where = self._line(*words), self.home.parent
        with subprocess.Popen(line, stdin=quiet, stdout=quiet, stderr=quiet, env=self._environment(), cwd=where) as ran:
            try:
                assert self.server.stalled.wait(20), "the command never reached the server"
            finally:
                ran.kill()
        self.server.go_on.set()

    def must(self, *words: object, stdin: str | None = None) -> Answer:
        """Run a command that has to succeed."""
        answer = self.run(*words, stdin=stdin)
        assert answer.code == 0, f"{words}: {answer.out}{answer.err}"
        return answer

    # --- setting up ---------------------------------------------------------------------------------------
    def set_up(self, facts: Facts, address: str, *, test: bool = False, more: tuple[str, ...] = ()) -> None:
        """What cli.md lists for tests outside of the project: a desk, taxes, a key, a cashier."""
        numbers = ["--tin", facts.tin, "--fiscal-number", str(facts.fiscal), "--local-number", str(facts.local)]
        texts = ["--org", facts.org, "--outlet", facts.outlet, "--address", facts.address]
        flags = (["--vat-number", facts.ipn] if facts.ipn else []) + (["--test"] if test else [])
        self.must("desk", "add", "shop", "--server", address, *numbers, *texts, *flags, "--tsp", "none", *more)
        self.must("tax", "set", "А", "--vat", "20")
        self.must("tax", "set", "Г", "--excise", "5")
        self.add_key(self.person, self.password, "olena")
        self.must("cashier", "add", "olena", "--key", "olena")

    def add_key(self, person: Identity, password: Path, name: str) -> Answer:
        """Bring a key made elsewhere into the vault."""
        certificates = [word for path in person.certificates for word in ("--cert", str(path))]
        return self.must(
            *("key", "add", person.container, *certificates, "--name", name),
            *("--password-file", password, "--trust", person.authority),
        )

    def copy_to(self, home: Path, server: Stranger) -> Till:
        """The same set-up in a home of its own."""
        shutil.copytree(self.home, home)
        return Till(home, self.person, self.password, server)

    # --- working ------------------------------------------------------------------------------------------
    def write(self, kind: str, *words: object, stdin: str | None = None, total: int = 0) -> Answer:
        """A writing command of which the operator remembers what was asked."""
        answer = self.run(*words, stdin=stdin)
        if kind in RECEIPTS:
            self.orders.append(Order(kind, total, answer.code))
        return answer

    def sell(self, order: dict[str, Any] | None = None, *, total: int = 9000, more: tuple[str, ...] = ()) -> Answer:
        """A sale from a JSON order on stdin."""
        asked = order or coffee()
        return self.write(
            "sale", "sale", "--file", "-", *more, stdin=json.dumps(asked, ensure_ascii=False), total=total
        )

    def history(self) -> list[dict[str, Any]]:
        """What the operator sees, oldest first."""
        lines: list[dict[str, Any]] = self.must("journal", "list", "--limit", "500").data["documents"]
        return sorted(lines, key=lambda line: int(line["local_number"]))

    # --- judging ------------------------------------------------------------------------------------------
    def entries(self) -> list[Entry]:
        """What the server has."""
        assert self.server is not None
        return self.server.register.book.entries

    def matches(self, answer: Answer) -> Entry:
        """The server's entry that an answer speaks of; every fact of both has to agree."""
        document = answer.document
        entry = next(e for e in self.entries() if e.fiscal == document["fiscal_number"])
        assert document["local_number"] == entry.number
        assert document["uid"].lower() == entry.paper.text("UID").lower()
        assert document["sha256"] == hashlib.sha256(entry.paper.signed).hexdigest()
        assert datetime.fromisoformat(document["time"]) == entry.paper.when
        if entry.total:
            assert kopecks(document["total"]) == entry.total
        return entry

    def registered(self, answer: Answer, kind: str) -> Entry:
        """Assert that the command succeeded online and that the server agrees."""
        assert answer.code == 0, answer.out
        assert answer.document["state"] == "registered" and answer.document["offline"] is False, answer.out
        assert answer.envelope["meta"]["mode"] == "online"
        entry = self.matches(answer)
        assert entry.kind == kind, (entry.kind, kind)
        return entry

    def judge(self) -> Judgement:
        """Nothing lost, nothing doubled, no gaps?"""
        theirs = [Taken(e.number, e.fiscal, e.kind, e.total, e.revoked) for e in self.entries()]
        return judge(theirs, [_plain(line) for line in self.history()], self.orders)


def _plain(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "kind": {"service_input": "cash-in", "service_output": "cash-out"}.get(line["kind"], line["kind"])}


def coffee(key: str = "", **changes: Any) -> dict[str, Any]:
    """The order printed in cli.md: two coffees at 45.00."""
    order: dict[str, Any] = {
        "items": [{"name": "Кава лате", "qty": "2", "price": "45.00", "tax": "А", "code": "17", "unit": "2009"}],
        "payments": [{"form": "cash", "sum": "90.00", "provided": "100.00"}],
    }
    return {**order, **({"key": key} if key else {}), **changes}
