"""kill -9 in the middle of making or restoring a backup: nothing half-valid, and the next command simply works."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.backup.conftest import call, made
from tests.cli.till import REGISTER

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a child is forked")

EFFECTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.chmod", "os.rmdir", "sqlite3.connect", "os.link")
"""What a process does to the disk, as Python's audit hooks name it."""
KILLED = 137


def killed_at(number: int, act: Callable[[], Any]) -> int:
    """Run `act` in a child that dies without a word at its n-th effect; 0 where it came to its end before."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # 3.12: a fork beside the sandbox's thread
        child = os.fork()
    if child == 0:
        seen = 0

        def hook(event: str, args: tuple[Any, ...]) -> None:
            nonlocal seen
            if event in EFFECTS and not (event == "open" and str(args[0]).endswith((".py", ".pyc"))):
                seen += 1
                if seen == number:
                    os._exit(KILLED)

        try:
            sys.addaudithook(hook)
            act()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def points(act: Callable[[], Any], after: Callable[[], None], stride: int) -> int:
    number = 1
    while (code := killed_at(number, act)) == KILLED:
        after()
        number += stride
        assert number < 2000
    assert code == 0
    return number


@pytest.mark.parametrize("stride", [9, pytest.param(1, marks=pytest.mark.slow)])
def test_a_killed_create_leaves_no_backup_that_is_not_whole(shop, tmp_path, stride):
    till, _, passphrase = shop

    def create() -> None:
        assert till.prro("backup", "create", "--to", tmp_path, "--passphrase-file", passphrase).code == 0

    def whole() -> None:
        for file in tmp_path.glob("prro-*.sealed"):
            ran = till.prro("backup", "verify", file, "--passphrase-file", passphrase, "--json")
            assert ran.code == 0, ran.out
            file.unlink()

    assert points(create, whole, stride) > 20
    made(till, "--to", tmp_path, "--passphrase-file", passphrase)
    assert not list(tmp_path.glob("*.part")) and not list((till.home / "backups").glob(".journal-copy*"))


@pytest.mark.parametrize("stride", [29, pytest.param(1, marks=pytest.mark.slow)])
def test_a_killed_replacement_of_the_journal_never_sells(shop, tmp_path, stride):
    """Until it was compared: neither the old journal nor the new one, nor none at all."""
    till, _, _ = shop
    backup = made(till, "--to", tmp_path)
    home = tmp_path / "home"
    shutil.copytree(till.home, home, ignore=shutil.ignore_patterns("sandbox"))
    (home / "restored.json").write_text('{"desks": {"cafe": "compare"}}')

    def replace() -> None:
        words = ("backup", "restore", tmp_path / backup["name"], "--journal-only", "--confirm", REGISTER)
        assert call(*words, home=home).code == 0

    def refused() -> None:
        sale = call("sale", "--item", "name=Чай,price=10,tax=А", "--json", home=home)
        assert sale.envelope["error"]["id"] == "PRRO-E6091"

    assert points(replace, refused, stride) > 20
    refused()
    assert call("journal", "verify", home=home).code == 0


@pytest.mark.parametrize("stride", [19, pytest.param(1, marks=pytest.mark.slow)])
def test_a_killed_restore_leaves_no_home_or_a_whole_one(shop, tmp_path, stride):
    till, _, _ = shop
    backup = made(till, "--to", tmp_path)
    target = tmp_path / "new" / "home"

    def restore() -> None:
        ran = call("backup", "restore", tmp_path / backup["name"], "--confirm", REGISTER, home=target)
        assert ran.code == 0

    def whole_or_nothing() -> None:
        if target.exists():
            assert call("journal", "verify", home=target).code == 0
            sale = call("sale", "--item", "name=Чай,price=10,tax=А", "--json", home=target)
            assert sale.envelope["error"]["id"] == "PRRO-E6091"
            target.rename(tmp_path / f"whole-{len(list(tmp_path.iterdir()))}")

    assert points(restore, whole_or_nothing, stride) > 40
    assert sorted(path.name for path in target.parent.iterdir()) == ["home"]
    report: Path = target / "restored" / "report.txt"
    assert report.is_file()
