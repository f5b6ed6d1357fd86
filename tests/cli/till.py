"""A home with a desk, a key and a running sandbox, for the tests of the selling commands."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema

from prro_cli.cli.environment import Environment
from prro_cli.cli.face import Face, Options
from prro_cli.cli.sandbox_home import furnish
from prro_cli.sandbox.provision import provision
from prro_cli.sandbox.sandbox import Sandbox
from tests.shared import ROOT

REGISTER = 4000700001


@dataclass
class Till:
    """The command line at a desk."""

    prro: Callable[..., Any]
    home: Path
    password: Path
    box: Sandbox | None
    port: int
    keyless: tuple[str, ...] = field(default=("status", "journal", "report x", "shift status", "config", "desk", "tax"))

    def run(self, *words: object, stdin: str = "", cashier: str | None = None) -> Any:
        """Any command with --json; those that sign get the password."""
        text = " ".join(str(word) for word in words)
        signing = not text.startswith(self.keyless)
        more: list[object] = ["--password-file", self.password] if signing else []
        more += ["--cashier", cashier] if cashier else []
        ran = self.prro(*words, *more, "--json", stdin=stdin)
        for line in ran.out.splitlines():
            check_envelope(json.loads(line))
        return ran

    def ok(self, *words: object, stdin: str = "", cashier: str | None = None) -> dict[str, Any]:
        """The data of a command that has to succeed."""
        ran = self.run(*words, stdin=stdin, cashier=cashier)
        assert ran.code == 0, ran.out + ran.err
        data: dict[str, Any] = ran.data
        return data

    def sell(self, order: dict[str, Any], *words: object) -> dict[str, Any]:
        """A sale by a JSON order; its document."""
        document: dict[str, Any] = self.ok("sale", "--file", "-", *words, stdin=json.dumps(order))["document"]
        return document

    def error(self, *words: object, stdin: str = "", cashier: str | None = None) -> dict[str, Any]:
        """The error of a command that has to fail."""
        ran = self.run(*words, stdin=stdin, cashier=cashier)
        assert ran.code != 0, ran.out
        error: dict[str, Any] = ran.envelope["error"]
        assert error["exit_code"] == ran.code
        return error

    def cut(self) -> None:
        """The link is gone."""
        assert self.box is not None
        self.box.stop()
        self.box = None

    def mend(self) -> None:
        """The link is back: the same server at the same address."""
        self.box = Sandbox(self.home / "sandbox" / "state.db", port=self.port)
        self.box.start()

    def entries(self) -> list[dict[str, Any]]:
        """The sandbox's documents of the register in order."""
        assert self.box is not None
        with self.box.state.transaction() as connection:
            rows = connection.execute(
                "SELECT * FROM documents WHERE removed = 0 AND register = ? ORDER BY local, id", (REGISTER,)
            )
            return [dict(row) for row in rows]


def check_envelope(envelope: dict[str, Any]) -> None:
    """Every answer keeps to the schema that ships for it."""
    name = envelope["schema"].replace("/", "-")
    path = ROOT / "prro_cli" / "schemas" / f"{name}.json"
    jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8"))).validate(envelope)


@contextmanager
def till_at(prro: Callable[..., Any], *people: str) -> Iterator[Till]:
    """A till with the keys of these people."""
    home = Path(os.environ["PRRO_HOME"])
    folder = home / "sandbox"
    folder.mkdir(mode=0o700, parents=True)
    home.chmod(0o700)
    box = Sandbox(folder / "state.db")
    port = box.port
    box.start()
    made = provision(box, folder / "keys", names=people or ("olena",))
    environment = Environment.real()
    furnish(Face(Options(home=home), environment), made, "cafe", every=False)
    till = Till(prro, home, made.password_path, box, port)
    try:
        yield till
    finally:
        if till.box is not None:
            till.box.stop()
