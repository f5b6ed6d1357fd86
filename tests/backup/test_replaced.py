"""A damaged journal in a home that is otherwise sound: only the journal is put back."""

from __future__ import annotations

import shutil

import pytest

from tests.backup.conftest import call, made
from tests.backup.test_restored import Machine
from tests.cli.till import REGISTER


@pytest.fixture
def damaged(shop, tmp_path):
    """A copy of the home whose journal is no journal any more, with a -wal beside it."""
    till, _, passphrase = shop
    made(till, "--to", tmp_path / "copies", "--passphrase-file", passphrase)
    home = tmp_path / "home"
    shutil.copytree(till.home, home, ignore=shutil.ignore_patterns("sandbox"))
    data = bytearray((home / "journal.db").read_bytes())
    data[100:4000] = b"\xff" * 3900
    (home / "journal.db").write_bytes(data)
    (home / "journal.db-wal").write_bytes(b"stale")
    return Machine(till, home)


def test_the_journal_alone_is_put_back(shop, damaged, tmp_path):
    _, _, passphrase = shop
    words = ("backup", "restore", "newest", "--from", tmp_path / "copies", "--passphrase-file", passphrase, "--json")
    assert call("journal", "verify", home=damaged.home).code == 60
    assert call(*words, "--journal-only", home=damaged.home).code == 5
    before = {p.name: p.read_bytes() for p in (damaged.home / "keys").iterdir() if p.is_file()}
    replaced = call(*words, "--journal-only", "--confirm", REGISTER, home=damaged.home)
    assert replaced.code == 0, replaced.out
    assert replaced.data["replaced"].endswith(".db") and not any(
        "key" in step for step in replaced.data["restored"]["next"]
    )
    assert {p.name: p.read_bytes() for p in (damaged.home / "keys").iterdir() if p.is_file()} == before
    assert not (damaged.home / "journal.db-wal").exists()
    assert sorted(p.name for p in damaged.home.glob(".restoring*")) == []
    verified = call("journal", "verify", "--json", home=damaged.home)
    assert verified.code == 0, verified.out
    damaged.refused("prro reconcile")
    drill = call(*words, "--drill", home=damaged.home)
    assert drill.code == 0 and drill.data["replaced"] is None
