"""Numbered steps from format to format, each one transaction together with its record, after a verified copy."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from prro_cli.errors.base import PrroError
from prro_cli.errors.journal import JournalForeignError, JournalNewerError, MigrationError
from prro_cli.journal import schema
from prro_cli.journal.copies import copy_verified
from prro_cli.journal.database import APPLICATION_ID, our_errors, transaction, translate
from prro_cli.lang import say
from prro_cli.record import dataclass

RECORDS = """CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL, check_sum BLOB NOT NULL
) STRICT"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step; with `replay` set, derived tables are filled again from the events, in the same transaction."""

    number: int
    name: str
    statements: tuple[str, ...]
    replay: bool = False


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "events, blobs and secrets", schema.statements(schema.TRUTH)),
    Migration(2, "derived tables", schema.statements(schema.DERIVED), replay=True),
    # Step 2 makes the derived tables of today; an older journal has no registrations yet, so nothing is replayed.
    Migration(3, "registrations", ("DROP TABLE IF EXISTS registrations", *schema.statements(schema.REGISTRATIONS))),
    Migration(4, "outbox", ("DROP TABLE IF EXISTS outbox", *schema.statements(schema.OUTBOX))),
)
FORMAT = MIGRATIONS[-1].number


def record_check(number: int, name: str, at: str) -> bytes:
    """The check sum of a migration's record, so that `verify` covers it too."""
    return hashlib.sha256(f"{number}\n{name}\n{at}".encode()).digest()


def current_format(connection: sqlite3.Connection, path: Path, known: int = FORMAT) -> int:
    """The format of the file; refuses what is not ours or is newer than this program."""
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID:
        objects = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if found or objects:
            raise JournalForeignError(path=path, detail=say("it is an SQLite file of another program"))
    if found > known:
        raise JournalNewerError(path=path, found=found, known=known)
    return found


def pending(connection: sqlite3.Connection, path: Path, steps: Sequence[Migration] = MIGRATIONS) -> list[Migration]:
    """The steps still to be made; read-only."""
    found = current_format(connection, path, steps[-1].number)
    return [step for step in steps if step.number > found]


def migrate(
    connection: sqlite3.Connection,
    path: Path,
    *,
    backups_dir: Path,
    at: str,
    steps: Sequence[Migration] = MIGRATIONS,
) -> tuple[int, ...]:
    """Bring the file to the newest format; the numbers of the steps made. A file with records is copied first."""
    with our_errors(path):
        todo = pending(connection, path, steps)
        made = [step.number for step in todo if _migrate_one(connection, path, backups_dir, at, step)]
    return tuple(made)


def _migrate_one(connection: sqlite3.Connection, path: Path, backups_dir: Path, at: str, step: Migration) -> bool:
    copy = ""
    if _has_records(connection):
        target = backups_dir / f"journal-before-{step.number:03d}.db"
        copy = str(copy_verified(connection, target, replace=True).path)
    try:
        with transaction(connection):
            if int(connection.execute("PRAGMA user_version").fetchone()[0]) >= step.number:
                return False  # another process made it while this one waited
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(RECORDS)
            for statement in step.statements:
                connection.execute(statement)
            if step.replay:
                from prro_cli.journal.apply import replay

                replay(connection, connection)
            check = record_check(step.number, step.name, at)
            row = (step.number, step.name, at, check)
            connection.execute("INSERT INTO migrations VALUES (?, ?, ?, ?)", row)
            connection.execute(f"PRAGMA user_version = {step.number}")
    except (sqlite3.DatabaseError, PrroError) as error:
        cause = translate(error, path) if isinstance(error, sqlite3.Error) else error
        if cause.id in ("PRRO-E6102", "PRRO-E1102", "PRRO-E6202"):
            raise cause from error
        shown = copy or "not needed: the file held nothing"
        detail = str(error)
        raise MigrationError(path=path, number=step.number, detail=detail, backup=shown) from error
    return True


def _has_records(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'events'").fetchone()
    return bool(found) and connection.execute("SELECT 1 FROM events LIMIT 1").fetchone() is not None
