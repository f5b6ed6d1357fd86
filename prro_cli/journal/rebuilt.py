"""A journal made again from events carried elsewhere: to be looked at, never to be written on.

Events keep their ids, times and hashes. One that the derived tables do not allow (what it is about was not carried)
is left out and told; so a hostile or a shortened list of events never does more than give a poorer journal.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from prro_cli.errors.base import PrroError
from prro_cli.journal.apply import apply
from prro_cli.journal.database import connect, create_private, our_errors, transaction
from prro_cli.journal.events import Event, NewEvent, canonical, valid_desk, validate
from prro_cli.journal.migrations import migrate
from prro_cli.journal.verify_chain import LeftOut
from prro_cli.record import dataclass

_INSERT = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_UNFIT = (PrroError, sqlite3.Error, ValueError, TypeError, KeyError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True)
class Written:
    """How much of it stands now."""

    events: int
    unfit: tuple[int, ...]
    missing: frozenset[int]


def write_history(path: Path, backups: Path, at: str, events: Iterable[Event], blobs: Iterable[bytes]) -> Written:
    """A new journal file with these events, and with these bytes where an event refers to them."""
    create_private(path)
    unfit: list[int] = []
    written: list[int] = []
    with our_errors(path):
        connection = connect(path)
        try:
            migrate(connection, path, backups_dir=backups, at=at)
            with transaction(connection):
                for event in events:
                    (written if _taken(connection, event) else unfit).append(event.id)
                rows = [(hashlib.sha256(data).digest(), data) for data in blobs]
                connection.executemany("INSERT OR IGNORE INTO blobs VALUES (?, ?)", rows)
        finally:
            connection.close()
    present = set(written)
    missing = frozenset(number for number in range(1, max(present, default=0)) if number not in present)
    return Written(len(written), tuple(unfit), missing)


def _taken(connection: sqlite3.Connection, event: Event) -> bool:
    connection.execute("SAVEPOINT one")
    try:
        if not valid_desk(event.desk):
            raise ValueError(event.desk)
        validate(NewEvent(event.kind, event.payload, event.document))
        row = (event.id, event.desk, event.seq, event.at, event.kind, event.document)
        connection.execute(_INSERT, (*row, canonical(event.payload, event.kind), event.prev_hash, event.hash))
        apply(connection, event)
    except _UNFIT:
        connection.execute("ROLLBACK TO one")
        connection.execute("RELEASE one")
        return False
    connection.execute("RELEASE one")
    return True


def read_left_out(path: Path) -> LeftOut | None:
    """What a rebuilt home says it does not hold; None where the home is no rebuilt one."""
    try:
        said = json.loads(path.read_bytes())
        return LeftOut(frozenset(said["altered"]), frozenset(_numbers(said["missing"])), stored=True)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return LeftOut(stored=True)


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Numbers as spans `[first, last]`."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return spans


def _numbers(spans: Iterable[list[int]]) -> Iterable[int]:
    return (number for first, last in spans for number in range(first, last + 1))


__all__ = ["Written", "ranges", "read_left_out", "write_history"]
