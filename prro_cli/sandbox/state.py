"""The sandbox's memory: one SQLite file (or none), every request one transaction, one request at a time."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prro_cli.sandbox.refusals import RefusalError
from prro_cli.sandbox.schema import COUNTERS, TABLES, VERSION

KEPT_REQUESTS = 10_000


class StateFileError(Exception):
    """The state file cannot be used: not one of ours, of another version, damaged."""


class StateClosedError(ConnectionError):
    """The sandbox was stopped while a request was under way; to the client the connection broke."""


class State:
    """The open state; `transaction` is the only way to read or write it."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        self.path = str(path)
        self._lock = threading.RLock()
        self._connection = _connect(self.path)
        self._closed = False

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commit when the block ends, undo when it raises (unless a refusal says that its part stays)."""
        with self._lock:
            if self._closed:
                raise StateClosedError("the sandbox was stopped")
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except RefusalError as refusal:
                self._connection.execute("COMMIT" if refusal.keep else "ROLLBACK")
                raise
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        with self._lock:
            self._closed = True
            self._connection.close()


def _connect(path: str) -> sqlite3.Connection:
    if path != ":memory:" and not Path(path).exists():
        Path(path).touch(mode=0o600)  # it holds the keys of the throw-away authority
    try:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        _prepare(connection, path)
    except sqlite3.DatabaseError as error:
        raise StateFileError(f"{path}: {error}") from error
    return connection


def _prepare(connection: sqlite3.Connection, path: str) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == VERSION:
        return
    if version or connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        raise StateFileError(f"{path} is not a state file of this sandbox (version {version})")
    # executescript commits by itself, so the version is written last: a half-made file is refused next time.
    connection.executescript("BEGIN;" + TABLES + f"PRAGMA user_version = {VERSION};COMMIT;")


def meta(connection: sqlite3.Connection, name: str, default: str = "") -> str:
    """A remembered word."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else default


def set_meta(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Remember a word."""
    connection.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
    )


def take(connection: sqlite3.Connection, counter: str) -> int:
    """The next value of a counter shared by all taxpayers."""
    value = int(meta(connection, "counter." + counter, str(COUNTERS[counter])))
    set_meta(connection, "counter." + counter, str(value + 1))
    return value


def log_request(
    connection: sqlite3.Connection, at: str, target: str, status: int, code: int | None, fault: str | None
) -> None:
    """Keep one line about a request, and not more than the last ten thousand."""
    cursor = connection.execute(
        "INSERT INTO requests (at, target, status, code, fault) VALUES (?, ?, ?, ?, ?)",
        (at, target, status, code, fault),
    )
    connection.execute("DELETE FROM requests WHERE id <= ?", ((cursor.lastrowid or 0) - KEPT_REQUESTS,))
