"""A home with a desk, a key and a running sandbox, for the tests of the selling commands."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from prro_cli.cli.environment import Environment
from prro_cli.cli.face import Face, Options
from prro_cli.cli.sandbox_home import furnish
from prro_cli.crypto.secret import Secret
from prro_cli.crypto.vault import Vault
from prro_cli.crypto.vault_format import ScryptCost
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
    template, port = furnished(people or ("olena",))
    shutil.copytree(template, home)
    box = Sandbox(home / "sandbox" / "state.db")
    box.start()
    config = home / "config.toml"
    text = config.read_text("utf-8").replace(str(template), str(home))
    config.write_text(text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{box.port}"), "utf-8")
    till = Till(prro, home, home / "sandbox" / "keys" / "password", box, box.port)
    try:
        yield till
    finally:
        if till.box is not None:
            till.box.stop()


def cheapen(directory: Path, password: Secret) -> None:
    """Wrap the throw-away keys anew at the least price: a test opens them at every command."""
    vault = Vault(directory, cost=ScryptCost(n=2))
    for name in vault.names():
        vault.change_password(name, password, Secret(password.reveal().decode()))


@cache
def furnished(people: tuple[str, ...]) -> tuple[Path, int]:
    """A home that is copied for each till, and its sandbox's port: making keys takes most of a second."""
    home = Path(tempfile.mkdtemp(prefix="prro-till-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    folder = home / "sandbox"
    folder.mkdir(mode=0o700)
    box = Sandbox(folder / "state.db")
    box.start()
    made = provision(box, folder / "keys", names=people)
    furnish(Face(Options(home=home), Environment.real()), made, "cafe", every=False)
    box.stop()
    cheapen(home / "keys", Secret(made.password_path.read_text().strip()))
    assert made.password_path == folder / "keys" / "password"
    return home, box.port
