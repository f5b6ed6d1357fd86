"""A full disk, missing rights, foreign files: each with its own error, and the journal as before."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from prro_cli.errors.general import FileNotThereError
from prro_cli.errors.journal import (
    DiskFullError,
    JournalBusyError,
    JournalDamagedError,
    JournalForeignError,
    JournalNewerError,
    JournalReadOnlyError,
    JournalUnreadableError,
    JournalUnsafeError,
    SpaceLowError,
)
from prro_cli.journal import database
from prro_cli.journal.events import NewEvent
from prro_cli.journal.store import Journal
from prro_cli.journal.verify import verify
from tests.journal.worlds import DESK, START, Shop, open_journal
from tests.provoking import provokes


def test_settings_promise_durability(journal: Journal) -> None:
    ask = journal._connection.execute
    assert ask("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert ask("PRAGMA synchronous").fetchone()[0] == 2
    assert ask("PRAGMA foreign_keys").fetchone()[0] == 1
    assert {row[5] for row in ask("PRAGMA table_list") if row[1] in ("events", "documents", "totals")} == {1}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_files_are_private(journal: Journal, shop: Shop) -> None:
    shop.grant("301")
    folder = journal.path.parent
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"journal.db", "journal.db-wal", "journal.key", "kiosk.lock"} <= {path.name for path in files}
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in files if path.stat().st_mode & 0o077} == {}


@provokes("PRRO-E6102")
def test_disk_full_refuses_the_step_and_keeps_the_rest(journal: Journal, shop: Shop) -> None:
    first = shop.online("sale", 100)
    pages = journal._connection.execute("PRAGMA page_count").fetchone()[0]
    journal._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DiskFullError) as caught:
        for _ in range(50):
            shop.online("sale", 100)
    assert caught.value.exit_code == 61
    assert not journal._connection.in_transaction
    journal._connection.execute("PRAGMA max_page_count = 1000000")
    assert journal.document(first).state == "registered"  # type: ignore[union-attr]
    for document in journal.unsettled(DESK):
        if document.state == "draft":
            shop.send(document.id)
        shop.register(document.id)
    shop.online("sale", 100)
    assert verify(journal.path).sound


@provokes("PRRO-E6103")
def test_little_space_refuses_a_document_before_its_number_but_not_an_answer(tmp_path: Path) -> None:
    free = [20_000_000]
    with (
        open_journal(tmp_path, free=lambda path: free[0]) as journal,
        journal.lock(DESK, command="test", wait_seconds=0),
    ):
        shop = Shop(journal)
        document = shop.draft("sale", 1)
        free[0] -= 1
        shop.send(document)
        shop.register(document)
        with pytest.raises(SpaceLowError, match="19 MB free, 20 MB are needed"):
            shop.draft("sale", 1)
        assert journal.next_local_number(DESK) == 2


@provokes("PRRO-E6002")
def test_a_file_of_another_program_is_not_touched(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "journal.db")) as connection:
        connection.execute("CREATE TABLE cats (name TEXT)")
    before = (tmp_path / "journal.db").stat().st_size
    with pytest.raises(JournalForeignError):
        open_journal(tmp_path)
    assert (tmp_path / "journal.db").stat().st_size == before


def test_rubbish_is_damage(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"not a database at all" * 500)
    with pytest.raises(JournalDamagedError) as caught:
        open_journal(tmp_path)
    assert caught.value.exit_code == 60


@provokes("PRRO-E6003")
def test_a_newer_journal_is_refused_also_while_open(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal, journal.lock(DESK, command="test", wait_seconds=0):
        with closing(sqlite3.connect(journal.path)) as other:
            other.execute("PRAGMA user_version = 99")
        with pytest.raises(JournalNewerError):
            journal.append(DESK, START, [NewEvent("note", {"text": "x"})])
    with pytest.raises(JournalNewerError, match="has format 99"):
        open_journal(tmp_path)


def test_a_reader_needs_a_journal(tmp_path: Path) -> None:
    with pytest.raises(FileNotThereError):
        open_journal(tmp_path, read_only=True)
    assert not (tmp_path / "journal.db").exists()


@provokes("PRRO-E6202")
def test_a_reader_cannot_write(tmp_path: Path) -> None:
    open_journal(tmp_path).close()
    with (
        open_journal(tmp_path, read_only=True) as journal,
        journal.lock(DESK, command="x", wait_seconds=0),
        pytest.raises(JournalReadOnlyError),
    ):
        journal.append(DESK, START, [NewEvent("note", {"text": "x"})])


@provokes("PRRO-E1102")
def test_a_long_transaction_of_another_is_told(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    journal._connection.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(journal.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalBusyError):
            journal.append(DESK, START, [NewEvent("note", {"text": "x"})])
        other.execute("ROLLBACK")
    journal.append(DESK, START, [NewEvent("note", {"text": "x"})])


@provokes("PRRO-E6004")
def test_an_old_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database.sqlite3, "sqlite_version_info", (3, 37, 2))
    with pytest.raises(JournalUnsafeError, match="too old"):
        open_journal(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read anything")
def test_an_unreadable_journal_is_told(tmp_path: Path) -> None:
    open_journal(tmp_path).close()
    (tmp_path / "journal.db").chmod(0)
    with pytest.raises(JournalUnreadableError):
        open_journal(tmp_path)


@provokes("PRRO-E6001")
def test_a_damaged_row_is_an_error_of_ours(journal: Journal, shop: Shop) -> None:
    shop.grant("301")
    shop.package("301", 1, [shop.offline("301", "offline_begin")])
    journal._connection.execute("UPDATE packages SET documents = '[oops'")
    with pytest.raises(JournalDamagedError, match="a row cannot be read"):
        journal.packages(DESK, "301")
