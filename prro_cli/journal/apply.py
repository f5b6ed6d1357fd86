# ruff: noqa: S608 - statements are put together from constants of this program only; values are parameters
"""Running projections: the one place where their SQL meets a database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from prro_cli.errors.journal import EventInvalidError
from prro_cli.journal.events import Event
from prro_cli.journal.projections import project

EVENT_COLUMNS = "id, desk, seq, at, kind, document, payload, prev_hash, hash"
_ALL = f"SELECT {EVENT_COLUMNS} FROM events ORDER BY id"


def apply(connection: sqlite3.Connection, event: Event) -> None:
    """Run the event's projections; EventInvalidError if the derived tables do not allow it."""
    for statement in project(event):
        try:
            changed = connection.execute(statement.sql, statement.params).rowcount
        except (sqlite3.IntegrityError, sqlite3.InterfaceError, OverflowError) as error:
            raise EventInvalidError(kind=event.kind, detail=_explain(event, error)) from error
        if statement.must_change and not changed:
            detail = f"document {event.document}: {statement.must_change}"
            raise EventInvalidError(kind=event.kind, detail=detail)


def _explain(event: Event, error: Exception) -> str:
    place = f"document {event.document}: " if event.document else ""
    return f"{place}{error}"


def event_row(row: Sequence[Any]) -> Event:
    """An event from EVENT_COLUMNS."""
    values = list(row)
    values[6] = json.loads(values[6])
    return Event(*values)


def all_events(connection: sqlite3.Connection) -> Iterator[Event]:
    """Every event in the order it was written."""
    for row in connection.execute(_ALL):
        yield event_row(row)


def replay(source: sqlite3.Connection, target: sqlite3.Connection) -> int:
    """Fill empty derived tables in `target` from the events in `source`; how many events there were."""
    count = 0
    for event in all_events(source):
        apply(target, event)
        count += 1
    return count
