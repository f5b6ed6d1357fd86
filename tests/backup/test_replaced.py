"""A damaged journal in a home that is otherwise sound: only the journal is put back."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from prro_cli.backup.archive import write_archive
from prro_cli.backup.content import Gathered, Member
from prro_cli.backup.rooms import PATTERN
from prro_cli.journal.database import connect
from prro_cli.journal.migrations import FORMAT, MIGRATIONS, migrate
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


def test_a_backup_of_an_older_format_is_brought_up_and_a_newer_one_refused(shop, tmp_path):
    till, _, _ = shop
    path = tmp_path / "journal.db"
    path.touch(mode=0o600)
    with closing(connect(path)) as connection:
        migrate(connection, path, backups_dir=tmp_path, at="2026-01-01T00:00:00+02:00", steps=MIGRATIONS[:2])
        connection.execute("PRAGMA journal_mode = DELETE")
    for number, code in ((2, 0), (FORMAT + 1, 60)):
        file = archive(tmp_path / f"{number}.tar.gz", path.read_bytes(), number)
        ran = till.prro("backup", "restore", file, "--drill", "--json")
        assert ran.code == code, ran.out
    assert ran.envelope["error"]["id"] == "PRRO-E6003"


def archive(target: Path, journal: bytes, number: int) -> Path:
    digest = hashlib.sha256(journal).hexdigest()
    member = Member("journal.db", len(journal), digest, data=journal)
    manifest = {
        "format": "prro-backup/1", "created": "2026-01-01T00:00:00+02:00", "program": "0", "journal_format": number,
        "desks": [], "keys": [], "members": [{"name": "journal.db", "size": len(journal), "sha256": digest}],
    }  # fmt: skip
    with target.open("wb") as file:
        write_archive(file, Gathered((member,), manifest), None, None)
    return target


def test_a_journal_that_was_unsound_can_still_be_brought_back(shop, tmp_path):
    """Its derived table was altered before the backup: that is told, and is no reason to lose everything."""
    till, _, _ = shop
    home = tmp_path / "home"
    shutil.copytree(till.home, home, ignore=shutil.ignore_patterns("sandbox"))
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        connection.execute("UPDATE documents SET total = 1 WHERE kind = 'sale'")
        connection.commit()
    assert call("backup", "create", "--to", tmp_path / "copies", home=home).code == 0
    verified = call("backup", "verify", "--from", tmp_path / "copies", "--json", home=home)
    assert (verified.code, [w["id"] for w in verified.envelope["warnings"]]) == (6, ["backup-of-unsound-journal"])
    words = ("backup", "restore", "newest", "--from", tmp_path / "copies", "--confirm", REGISTER, "--json")
    restored = call(*words, home=tmp_path / "new")
    assert restored.code == 0, restored.out
    assert any("not sound when it was backed up" in line for line in restored.data["restored"]["lost"])


def test_what_the_technician_added_comes_back_from_a_sealed_backup_only(shop, tmp_path):
    till, _, passphrase = shop
    home = tmp_path / "home"
    shutil.copytree(till.home, home, ignore=shutil.ignore_patterns("sandbox"))
    texts = {
        "forms/filed/J1.XML": "<x/>", "delivery/sms.toml": 'driver = "x"\nsecret_file = "sms.token"\n',
        "delivery/sms.token": "canary-token", "hooks/after-z": "#!/bin/sh\n", "logo.png": "png", "other.txt": "no",
    }  # fmt: skip
    for name, text in texts.items():
        (home / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (home / name).write_text(text)
        (home / name).chmod(0o600)
    with (home / "config.toml").open("a", encoding="utf-8") as config:
        config.write('\n[settings.receipt]\nlogo = "logo.png"\n')
    sealed = ("--passphrase-file", passphrase)
    assert call("backup", "create", "--to", tmp_path / "sealed", *sealed, home=home).code == 0
    assert call("backup", "create", "--to", tmp_path / "plain", home=home).code == 0
    for kind, words, expected in (
        ("sealed", sealed, {"forms/filed/J1.XML", "delivery/sms.toml", "hooks/after-z", "logo.png"}),
        ("plain", (), set()),
    ):
        target = tmp_path / f"new-{kind}"
        ran = call("backup", "restore", "newest", "--from", tmp_path / kind, *words, "--confirm", REGISTER, home=target)
        assert ran.code == 0, ran.out + ran.err
        assert {name for name in texts if (target / name).exists()} == expected
        assert all((target / name).read_text() == texts[name] for name in expected)
    assert (tmp_path / "new-sealed" / "hooks" / "after-z").stat().st_mode & 0o777 == 0o700
    assert call("doctor", "--only", "modes", home=tmp_path / "new-sealed").code == 0


@pytest.mark.parametrize(
    "name",
    ["keys/x.prrokey", "keys", "journal.db-wal", "../x", ".ssh/x", "a/../b", "restored.json", "locks/a", "config.toml"],
)
def test_no_room_is_one_of_the_programs_own(name):
    assert not re.fullmatch(PATTERN, f"rooms/{name}")


@pytest.mark.parametrize("name", ["forms/filed/J 1.XML", "hooks/after-z", "лого.png", "keystone.txt"])
def test_ordinary_names_are_rooms(name):
    assert re.fullmatch(PATTERN, f"rooms/{name}")
