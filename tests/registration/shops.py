"""A home with the keys of a newcomer, its sandbox running, and nothing registered: made once, copied for each test."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prro_cli.cli.environment import Environment
from prro_cli.cli.face import Face, Options
from prro_cli.cli.sandbox_home import settle_newcomer
from prro_cli.crypto.secret import Secret
from prro_cli.crypto.vault import Vault
from prro_cli.crypto.vault_format import ScryptCost
from prro_cli.sandbox.newcomer import newcomer
from prro_cli.sandbox.sandbox import Sandbox
from tests.cli.till import check_envelope


def template(folder: Path) -> tuple[Path, int]:
    """The home of a newcomer and the port it believes the sandbox at."""
    home = folder / "template"
    (home / "sandbox").mkdir(mode=0o700, parents=True)
    home.chmod(0o700)
    box = Sandbox(home / "sandbox" / "state.db")
    made = newcomer(box, home / "sandbox" / "newcomer", rounds=10)
    settle_newcomer(Face(Options(home=home), Environment.real()), made)
    cheap = Vault(home / "keys", cost=ScryptCost(n=1 << 11))  # a password that nobody guesses needs no price
    password = made.password_path.read_text().strip()
    for name in cheap.names():
        opened = cheap.open(name, Secret(password))
        cheap.add(opened.header, opened.keys, Secret(password), replace=True)
    port = box.port
    box.stop()
    return home, port


@dataclass
class Shop:
    """The command line of the newcomer."""

    prro: Callable[..., Any]
    home: Path
    box: Sandbox

    @property
    def password(self) -> Path:
        return self.home / "sandbox" / "newcomer" / "password"

    @property
    def answers(self) -> Path:
        return self.home / "sandbox" / "newcomer" / "answers.toml"

    def run(self, *words: object, signing: bool = True) -> Any:
        """A command with --json; it gets the password."""
        more: list[object] = ["--password-file", self.password] if signing else []
        ran = self.prro(*words, *more, "--json")
        for line in ran.out.splitlines():
            check_envelope(json.loads(line))
        return ran

    def wizard(self, *words: object) -> Any:
        """One run of the wizard that may send."""
        return self.run("register", "wizard", "--answers", self.answers, "--yes", *words)

    def states(self) -> dict[str, str]:
        """The state of the newest form of each kind, by the command."""
        ran = self.run("register", "list", signing=False)
        assert ran.code == 0, ran.out
        return {row["form"]: row["state"] for row in ran.data["forms"]}

    def names(self) -> list[str]:
        """File names of all forms."""
        found: list[str] = [row["file_name"] for row in self.run("register", "list", signing=False).data["forms"]]
        return found

    def arrived(self) -> list[tuple[str, str]]:
        """What the gateway has: form and outcome."""
        with self.box.state.transaction() as connection:
            try:
                rows = connection.execute("SELECT form, outcome FROM gateway_forms ORDER BY id").fetchall()
            except sqlite3.OperationalError:
                return []
        return [(row[0], row[1]) for row in rows]

    def sound(self) -> None:
        """The journal verifies, and its derived tables are what the events say."""
        assert self.run("journal", "verify", signing=False).code == 0
        with closing(sqlite3.connect(self.home / "journal.db")) as connection:
            texts = [row[0] for row in connection.execute("SELECT payload FROM events WHERE desk = '_registration'")]
        assert not any("Новаченко" in text or "Касирська" in text for text in texts)


@contextmanager
def shop_at(prro: Callable[..., Any], made: tuple[Path, int]) -> Iterator[Shop]:
    """A copy of the template as this test's home, with its sandbox answering."""
    home = Path(os.environ["PRRO_HOME"])
    shutil.copytree(made[0], home)
    with Sandbox(home / "sandbox" / "state.db") as box:
        for path in (home / "config.toml", home / "sandbox" / "newcomer" / "answers.toml"):
            text = path.read_text(encoding="utf-8").replace(f":{made[1]}/", f":{box.port}/")
            path.write_text(text.replace(str(made[0]), str(home)), encoding="utf-8")
        yield Shop(prro, home, box)
