"""The life of restored homes in one story: equal to the server, behind it, offline. Only this test moves the server."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.backup.conftest import call, made
from tests.cli.till import REGISTER, Till
from tests.conftest import Ran
from tests.provoking import provokes

TEA = ("sale", "--item", "name=Чай,price=10,tax=А")


class Machine:
    """A home and the password of its key."""

    def __init__(self, till: Till, home: Path) -> None:
        self.till, self.home = till, home

    def run(self, *words: object) -> Ran:
        return call(*words, "--password-file", self.till.password, "--json", home=self.home)

    def ok(self, *words: object) -> dict[str, Any]:
        ran = self.run(*words)
        assert ran.code == 0, ran.out + ran.err
        return ran.data

    def number(self) -> int:
        """Sell a tea; its local number."""
        number: int = self.ok(*TEA)["document"]["local_number"]
        return number

    def refused(self, step: str, *words: object) -> None:
        """Exit 60 before anything is sent, with the one command that helps."""
        error = self.run(*(words or TEA)).envelope["error"]
        assert (error["id"], error["exit_code"], error["next"][0]) == ("PRRO-E6091", 60, step)

    def backup(self, place: Path, *words: object) -> None:
        ran = call("backup", "create", "--to", place, *words, "--json", home=self.home)
        assert ran.code == 0, ran.out


@pytest.fixture
def restore(shop, tmp_path):
    till, _, passphrase = shop

    def act(place: Path, name: str) -> Machine:
        home = tmp_path / name
        ran = call(
            "backup", "restore", "newest", "--from", place, "--passphrase-file", passphrase,
            "--confirm", REGISTER, "--json", home=home,
        )  # fmt: skip
        assert ran.code == 0, ran.out
        assert call("journal", "verify", "--json", home=home).code == 0
        for key in (till.home / "keys").glob("*.prrokey"):
            shutil.copy(key, home / "keys" / key.name)
        return Machine(till, home)

    return act


@provokes("PRRO-E6091")
def test_restored_homes_sell_only_after_the_comparison(shop, restore, tmp_path):
    till, _, passphrase = shop
    sealed = ("--passphrase-file", passphrase)
    made(till, "--to", tmp_path / "one", *sealed)

    # Equal: the comparison clears it, and the next number is the right one.
    equal = restore(tmp_path / "one", "equal")
    assert "Not recovered" in (equal.home / "restored" / "report.txt").read_text(encoding="utf-8")
    equal.refused("prro reconcile")
    equal.refused("prro reconcile", "sync")
    assert equal.run(*TEA, "--dry-run").code == 0
    equal.ok("reconcile")
    assert not (equal.home / "restored.json").exists()
    assert equal.number() == 3
    equal.number()

    # Behind: the same backup once more, while the server went on. Nothing is sent until the records are taken over.
    sent = len(till.entries())
    behind = restore(tmp_path / "one", "behind")
    differs = behind.run("reconcile")
    assert (differs.code, differs.data["agrees"]) == (6, False)
    behind.refused("prro reconcile")
    assert len(till.entries()) == sent
    adopted = behind.run("reconcile", "--adopt", "--yes")
    assert adopted.code == 0, adopted.out
    assert behind.number() == 5

    # Offline when the backup was made: what it holds is delivered first, with the seed the sealed backup brought.
    till.cut()
    assert behind.run(*TEA).data["document"]["offline"] is True
    behind.backup(tmp_path / "two", *sealed)
    behind.backup(tmp_path / "plain")
    till.mend()
    offline = restore(tmp_path / "two", "offline")
    offline.refused("prro reconcile")
    waiting = offline.run("reconcile")
    assert waiting.code == 6, waiting.out
    offline.refused("prro sync, then: prro reconcile")
    offline.ok("sync")
    offline.refused("prro sync, then: prro reconcile")
    offline.ok("reconcile")
    offline.number()
    assert call("journal", "verify", "--json", home=offline.home).code == 0

    # A plain backup of the same moment: it opens nothing sealed, says so, and is no wreck.
    plain = restore(tmp_path / "plain", "unsealed")
    report = (plain.home / "restored" / "report.txt").read_text(encoding="utf-8")
    assert "cannot be ended here" in report
    ended = plain.run("reconcile")
    assert ended.code in (6, 60) and "Traceback" not in ended.out + ended.err
    plain.refused("prro reconcile")
