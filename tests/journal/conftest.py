"""Open journals for the tests of this room."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from prro_cli.journal.store import Journal
from tests.journal.worlds import DESK, Shop, day, open_journal


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """An empty journal, its desk locked by this test."""
    with open_journal(tmp_path) as opened:
        opened.lock(DESK, command="test", wait_seconds=0)
        yield opened


@pytest.fixture
def shop(journal: Journal) -> Shop:
    """A shop that writes into the journal."""
    return Shop(journal)


@pytest.fixture(scope="session")
def day_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a journal with one whole day in it, closed and in one file; copy it, never change it."""
    folder = tmp_path_factory.mktemp("day")
    with open_journal(folder) as journal:
        journal.lock(DESK, command="test", wait_seconds=0)
        day(Shop(journal), sales=6)
    with closing(sqlite3.connect(folder / "journal.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for name in ("journal.db-wal", "journal.db-shm"):
        (folder / name).unlink(missing_ok=True)
    return folder
