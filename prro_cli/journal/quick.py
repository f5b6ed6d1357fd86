# ruff: noqa: S608 - statements are put together from constants of this program only; values are parameters
"""A look at the journal that takes a second on a file of any size; `verify` is the whole truth."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from prro_cli.errors.journal import JournalDamagedError
from prro_cli.journal.apply import EVENT_COLUMNS
from prro_cli.journal.chain import GENESIS, event_hash
from prro_cli.journal.database import connect, our_errors
from prro_cli.lang import say
from prro_cli.record import dataclass

TAIL = 2000


@dataclass(frozen=True, slots=True)
class Look:
    """What was looked at: how many records in all, how many of them, and whether every page."""

    records: int
    looked_at: int
    whole_file: bool


def look(path: Path, seconds: float = 1.5) -> Look:
    """The file's structure as far as the time allows, the last records' hashes, and the heads; damage is raised."""
    with our_errors(path), closing(connect(path, write=False)) as connection:
        try:
            whole = _structure(connection, path, seconds)
            connection.execute("BEGIN")
            found = _tail(connection, path)
            connection.execute("ROLLBACK")
        except (ValueError, TypeError, AttributeError) as error:
            raise JournalDamagedError(path=path, detail=say("a record cannot be read: {error}", error=error)) from error
    return Look(*found, whole)


def _structure(connection: sqlite3.Connection, path: Path, seconds: float) -> bool:
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: int(time.monotonic() > end), 10_000)
    try:
        first = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_INTERRUPT":
            raise
        return False
    finally:
        connection.set_progress_handler(None, 0)
    if first != "ok":
        raise JournalDamagedError(path=path, detail=str(first))
    return True


def _tail(connection: sqlite3.Connection, path: Path) -> tuple[int, int]:
    rows = connection.execute(f"SELECT {EVENT_COLUMNS} FROM events ORDER BY id DESC LIMIT ?", (TAIL,)).fetchall()
    heads = dict(connection.execute("SELECT desk, hash FROM heads").fetchall())
    later: dict[str, bytes] = {}
    for event_id, desk, seq, at, kind, document, payload, prev_hash, stored in rows:
        expected = later.get(desk, heads.get(desk))
        if stored != expected:
            raise JournalDamagedError(
                path=path, detail=say("event {event_id} is not the one the chain goes on from", event_id=event_id)
            )
        if event_hash(prev_hash, event_id, desk, seq, at, kind, document, payload) != stored:
            raise JournalDamagedError(
                path=path,
                detail=say("event {event_id} ({kind}) was altered after it was written", event_id=event_id, kind=kind),
            )
        if seq == 1 and prev_hash != GENESIS:
            raise JournalDamagedError(
                path=path,
                detail=say("event {event_id} does not begin the chain of {desk}", event_id=event_id, desk=desk),
            )
        later[desk] = prev_hash
    return (int(rows[0][0]) if rows else 0), len(rows)
