"""From an empty file, from an older one with records, and through a step that fails."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from prro_cli.errors.journal import BackupUnsoundError, ExportExistsError, MigrationError
from prro_cli.journal.chain import GENESIS, event_hash
from prro_cli.journal.copies import copy_verified
from prro_cli.journal.database import connect, create_private
from prro_cli.journal.migrations import FORMAT, MIGRATIONS, Migration, migrate, pending
from prro_cli.journal.verify import verify
from tests.journal.worlds import DESK, Shop, open_journal, places
from tests.provoking import provokes

AT = "2026-03-01T10:00:00+02:00"


@pytest.fixture
def old(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A journal as format 1 left it: events, but no tables derived from them."""
    where = places(tmp_path)
    create_private(where.journal)
    with closing(connect(where.journal)) as connection:
        assert migrate(connection, where.journal, backups_dir=where.backups, at=AT, steps=MIGRATIONS[:1]) == (1,)
        previous = GENESIS
        for number in range(1, 4):
            payload = json.dumps({"next_local": number}, separators=(",", ":"))
            facts = (number, DESK, number, AT, "state.observed", None, payload)
            digest = event_hash(previous, *facts)
            connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*facts, previous, digest))
            previous = digest
        yield connection


def test_an_empty_file_becomes_a_journal_without_a_copy(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        records = journal._connection.execute("SELECT number, name, at FROM migrations").fetchall()
        assert records == [(step.number, step.name, "2026-03-02T10:00:00+02:00") for step in MIGRATIONS]
        assert journal._connection.execute("PRAGMA user_version").fetchone()[0] == FORMAT == MIGRATIONS[-1].number
    assert list((tmp_path / "backups").iterdir()) == []
    assert verify(tmp_path / "journal.db").sound
    open_journal(tmp_path).close()  # a second time there is nothing to do


def test_an_older_journal_keeps_its_records_and_gets_a_copy(old: sqlite3.Connection, tmp_path: Path) -> None:
    old.close()
    with open_journal(tmp_path, read_only=True) as journal:
        assert journal.next_local_number(DESK) == 3
        assert journal.last_event_id() == 3
    assert verify(tmp_path / "journal.db").sound
    copy = tmp_path / "backups" / "journal-before-002.db"
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone()[0] == 3
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
    assert not list((tmp_path / "backups").glob("*-wal"))


@provokes("PRRO-E6005")
def test_a_failing_step_leaves_the_old_format(old: sqlite3.Connection, tmp_path: Path) -> None:
    bad = Migration(2, "bad", ("CREATE TABLE half (x)", "CREATE NONSENSE"))
    where = places(tmp_path)
    with pytest.raises(MigrationError, match="step 2") as caught:
        migrate(old, where.journal, backups_dir=where.backups, at=AT, steps=(MIGRATIONS[0], bad))
    assert "journal-before-002.db" in caught.value.state
    assert old.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone()[0] == 0
    assert [step.number for step in pending(old, where.journal)] == [step.number for step in MIGRATIONS[1:]]
    assert migrate(old, where.journal, backups_dir=where.backups, at=AT) == tuple(
        step.number for step in MIGRATIONS[1:]
    )


@provokes("PRRO-E6006")
def test_altered_records_are_not_migrated(old: sqlite3.Connection, tmp_path: Path) -> None:
    old.executescript("DROP TRIGGER events_never_change; UPDATE events SET at = 'x' WHERE id = 2;")
    where = places(tmp_path)
    with pytest.raises(BackupUnsoundError, match="event 2"):
        migrate(old, where.journal, backups_dir=where.backups, at=AT)
    assert list(where.backups.iterdir()) == []
    assert old.execute("PRAGMA user_version").fetchone()[0] == 1


def test_two_first_openers_make_one_journal(tmp_path: Path) -> None:
    where = places(tmp_path)
    create_private(where.journal)
    with closing(connect(where.journal)) as one, closing(connect(where.journal)) as two:
        assert migrate(one, where.journal, backups_dir=where.backups, at=AT) == tuple(
            step.number for step in MIGRATIONS
        )
        assert migrate(two, where.journal, backups_dir=where.backups, at=AT) == ()


def test_a_copy_is_verified_and_overwrites_nothing(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal, journal.lock(DESK, command="test", wait_seconds=0):
        shop = Shop(journal)
        shop.online("sale", 100)
        target = tmp_path / "backups" / "one.db"
        copy = journal.copy_to(target)
        assert (copy.events, copy.size) == (4, target.stat().st_size)
        shop.online("sale", 100)
        with pytest.raises(ExportExistsError):
            journal.copy_to(target)
        assert copy_verified(journal._connection, target, replace=True).events == 8
    assert verify(target).sound
