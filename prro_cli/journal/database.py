"""Opening the SQLite file, and turning SQLite's errors into ours."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prro_cli.errors.base import PrroError
from prro_cli.errors.general import DiskError
from prro_cli.errors.journal import (
    DiskFullError,
    JournalBusyError,
    JournalDamagedError,
    JournalReadOnlyError,
    JournalUnreadableError,
    JournalUnsafeError,
)
from prro_cli.lang import say

APPLICATION_ID = 0x5052524F  # "PRRO"
BUSY_SECONDS = 5
_FULL = 2  # the value of PRAGMA synchronous that promises durable commits in WAL mode
_OLDEST_SQLITE = (3, 38)  # STRICT tables need 3.37; json_each is built in since 3.38


def connect(path: Path, *, write: bool = True) -> sqlite3.Connection:
    """A connection with our settings; a read-only one never takes a lock writers could wait for."""
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise JournalUnsafeError(
            path=path,
            detail=say("SQLite {version} is too old, 3.38 is needed", version=sqlite3.sqlite_version),
        )
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    try:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        if write:
            _make_durable(connection, path)
        else:
            connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _make_durable(connection: sqlite3.Connection, path: Path) -> None:
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise JournalUnsafeError(
            path=path, detail=say("write-ahead logging is not possible here (mode {mode})", mode=mode)
        )
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")
    connection.execute("PRAGMA checkpoint_fullfsync = ON")
    if connection.execute("PRAGMA synchronous").fetchone()[0] != _FULL:
        raise JournalUnsafeError(path=path, detail=say("SQLite does not accept synchronous = FULL"))


def create_private(path: Path) -> None:
    """An empty file only its owner can read; SQLite gives its -wal and -shm the same mode."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return
    except PermissionError as error:
        raise JournalUnreadableError(path=path, detail=error.strerror or "refused") from error
    except OSError as error:
        raise DiskError(path=path, detail=error.strerror or str(error)) from error


def translate(error: sqlite3.Error, path: Path) -> PrroError:
    """Our error for one of SQLite's."""
    name = getattr(error, "sqlite_errorname", None) or ""
    detail = f"{error} ({name})" if name else str(error)
    if name == "SQLITE_FULL":
        return DiskFullError(path=path, detail=detail)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return JournalBusyError(path=path, seconds=BUSY_SECONDS)
    if name.startswith("SQLITE_READONLY"):
        closed = not os.access(path.parent, os.W_OK)  # SQLite needs its -wal and -shm beside the file
        fix = f"chmod u+rwx {path.parent}" if closed else f"chmod u+rw {path}"
        return JournalReadOnlyError(path=path, detail=detail, fix=fix)
    if name.startswith(("SQLITE_PERM", "SQLITE_CANTOPEN", "SQLITE_AUTH")):
        return JournalUnreadableError(path=path, detail=detail)
    if name.startswith(("SQLITE_IOERR", "SQLITE_NOLFS", "SQLITE_TOOBIG")):
        return DiskError(path=path, detail=detail)
    return JournalDamagedError(path=path, detail=detail)


@contextmanager
def our_errors(path: Path) -> Iterator[None]:
    """Inside, SQLite's errors become ours; a message it quotes damaged text in cannot even be decoded."""
    try:
        yield
    except sqlite3.Error as error:
        raise translate(error, path) from error
    except UnicodeDecodeError as error:
        raise JournalDamagedError(
            path=path, detail=say("text that is no text: {reason}", reason=error.reason)
        ) from error


@contextmanager
def transaction(connection: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """One transaction: all or nothing, also on a signal."""
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
