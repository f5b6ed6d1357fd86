"""A till whose home is made once for a module, and drivers written into it."""

from __future__ import annotations

import io
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.till import Till, till_at
from tests.conftest import Ran
from tests.delivery.gateways import TOKEN

TEA = ("sale", "--item", "name=Чай,price=20,tax=А")


def in_process(*words: object, stdin: str = "") -> Ran:
    """The command line in this process."""
    from prro_cli.cli.app import run
    from prro_cli.cli.environment import Environment

    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as ended:
        run([str(word) for word in words], Environment(io.StringIO(stdin), out, err, os.environ))
    return Ran(int(ended.value.code or 0), out.getvalue(), err.getvalue())


@dataclass
class Shop:
    """A till with an open shift, and its drivers."""

    till: Till

    @property
    def home(self) -> Path:
        return self.till.home

    def driver(self, name: str, text: str) -> Path:
        """Write `delivery/NAME.toml`."""
        folder = self.home / "delivery"
        folder.mkdir(mode=0o700, exist_ok=True)
        token = folder / "token"
        token.write_text(TOKEN + "\n")
        token.chmod(0o600)
        path = folder / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        return path

    def turbosms(self, url: str, more: str = "", channels: tuple[str, ...] = ("sms", "viber")) -> None:
        """TurboSMS for these channels."""
        for name in channels:
            self.driver(name, f'driver = "turbosms"\nsender = "Kasa"\nurl = "{url}"\nsecret_file = "token"\n{more}')

    def run(self, *words: object, stdin: str = "") -> Ran:
        """Any `receipt` or other command without a key, with --json."""
        ran = in_process(*words, "--json", stdin=stdin)
        for line in ran.out.splitlines():
            import json

            from tests.cli.till import check_envelope

            check_envelope(json.loads(line))
        return ran

    def sell(self, *send: str) -> dict[str, Any]:
        """A sale; its whole data."""
        words = [word for address in send for word in ("--send", address)]
        return self.till.ok(*TEA, *words)

    def deliveries(self, document: str) -> list[dict[str, Any]]:
        """The outbox rows of a document."""
        rows = self.run("receipt", "outbox", "list", "--all", "--limit", "10000").data["deliveries"]
        return [row for row in rows if row["document"] == document]

    def clear(self) -> None:
        """No driver, nothing open in the outbox: what the next test finds."""
        for path in (self.home / "delivery").glob("*.toml"):
            path.unlink()
        for row in self.run("receipt", "outbox", "list", "--limit", "10000").data["deliveries"]:
            self.run("receipt", "outbox", "close", row["delivery"])

    def bytes_of_the_journal(self) -> bytes:
        """Everything in the journal's file and its log."""
        files = [self.home / f"journal.db{suffix}" for suffix in ("", "-wal")]
        return b"".join(path.read_bytes() for path in files if path.exists())

    def every_event(self) -> str:
        """All payloads in one text."""
        connection = sqlite3.connect(self.home / "journal.db")
        try:
            return "\n".join(row[0] for row in connection.execute("SELECT payload FROM events"))
        finally:
            connection.close()


@contextmanager
def shop_in(folder: Path) -> Iterator[Shop]:
    """A shop that lives as long as a module; couriers start only when a test asks for them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRRO_HOME", str(folder / "home"))
        patch.setattr("prro_cli.cli.app.terminate_politely", lambda: None)
        with till_at(in_process) as till:
            till.run("config", "set", "delivery.when", "later")
            till.ok("shift", "open")
            yield Shop(till)
