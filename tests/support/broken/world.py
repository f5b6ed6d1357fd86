"""A shop with a desk, and copies of it to be broken: provisioning costs seconds, a copy does not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from prro_cli.sandbox.sandbox import Sandbox
from tests.cli.till import Till

SALE = ("sale", "--item", "name=Чай,price=10.00,tax=А", "--cash", "10")
Ran = Any


@dataclass
class Shop:
    """One home with its server, and the person who stands before it."""

    prro: Callable[..., Ran]
    home: Path
    box: Sandbox | None
    port: int
    fills: dict[str, str] = field(default_factory=dict)
    """What a person writes in the place of a word in capitals."""
    acts: dict[str, Callable[[], None]] = field(default_factory=dict)
    """What a person does in the world at a command that is not prro's, by how it begins."""
    kept: list[Any] = field(default_factory=list)
    """Open things that live as long as the shop."""

    @property
    def password(self) -> Path:
        return self.home / "sandbox" / "keys" / "password"

    def run(self, *words: object) -> Ran:
        """A command at this home, with --json; those that open a key get its password."""
        return self.prro("--home", self.home, *words, "--json")

    def signing(self, *words: object) -> Ran:
        return self.run(*words, "--password-file", self.password)

    def ok(self, *words: object) -> dict[str, Any]:
        ran = self.signing(*words)
        assert ran.code == 0, ran.out + ran.err
        data: dict[str, Any] = ran.data
        return data

    def cut(self) -> None:
        if self.box is not None:
            self.box.stop()
            self.box = None

    def mend(self) -> None:
        if self.box is None:
            self.box = Sandbox(self.home / "sandbox" / "state.db", port=self.port)
            self.box.start()


def first_shop(till: Till) -> None:
    """The day so far: an open shift, two receipts, a backup."""
    till.ok("shift", "open")
    for _ in range(2):
        till.ok(*SALE)
    assert till.prro("backup", "create", "--plain", "--to", till.home / "backups", "--json").code == 0


def copy_of(source: Path, port: int, prro: Callable[..., Ran], target: Path) -> Shop:
    """The same home at another place, and its server at the address it had."""
    shutil.copytree(source, target)
    box = Sandbox(target / "sandbox" / "state.db", port=port)
    box.start()
    config = target / "config.toml"
    text = config.read_text(encoding="utf-8").replace(str(source), str(target))
    config.write_text(text, encoding="utf-8")
    config.chmod(0o600)
    return Shop(prro, target, box, box.port)
