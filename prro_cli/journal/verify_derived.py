# ruff: noqa: S608 - statements are put together from constants of this program only; values are parameters
"""Derived tables against a replay of the events, row by row; and the schema against the one this program makes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from prro_cli.journal import schema
from prro_cli.journal.apply import replay
from prro_cli.journal.database import APPLICATION_ID
from prro_cli.journal.migrations import FORMAT, MIGRATIONS, RECORDS, record_check
from prro_cli.journal.verify_chain import Finding
from prro_cli.lang import say

_SHOWN = 60


def replayed(source: sqlite3.Connection) -> sqlite3.Connection:
    """A temporary database with the derived tables made from the events alone (on disk if large, never in the home)."""
    target = sqlite3.connect("", isolation_level=None)
    try:
        target.execute("PRAGMA synchronous = OFF")
        for statement in schema.statements(schema.DERIVED):
            target.execute(statement)
        target.execute("BEGIN")
        replay(source, target)
        target.execute("COMMIT")
    except BaseException:
        target.close()
        raise
    return target


def derived_findings(source: sqlite3.Connection) -> Iterator[Finding]:
    """Every row and column that differs from the replay."""
    with closing(replayed(source)) as target:
        for table in schema.DERIVED_TABLES:
            yield from _compare(table, source, target)


def _compare(table: str, source: sqlite3.Connection, target: sqlite3.Connection) -> Iterator[Finding]:
    info = target.execute(f"PRAGMA table_info({table})").fetchall()
    columns = [row[1] for row in info]
    keys = [row[1] for row in sorted((row for row in info if row[5]), key=lambda row: row[5])]
    positions = [columns.index(key) for key in keys]
    sql = f"SELECT {', '.join(columns)} FROM {table} ORDER BY {', '.join(keys)}"
    stored, right = iter(source.execute(sql)), iter(target.execute(sql))
    ours, theirs = next(stored, None), next(right, None)
    while ours is not None or theirs is not None:
        our_key = tuple(ours[i] for i in positions) if ours is not None else None
        key = tuple(theirs[i] for i in positions) if theirs is not None else None
        if key is None or (our_key is not None and our_key < key):
            yield Finding("derived", say("the row is not in the events"), table=table, row=_name(our_key))
            ours = next(stored, None)
        elif our_key is None or key < our_key:
            yield Finding("derived", say("the row is missing"), table=table, row=_name(key))
            theirs = next(right, None)
        else:
            yield from _columns(table, columns, _name(key), ours, theirs)
            ours, theirs = next(stored, None), next(right, None)


def _columns(table: str, columns: list[str], row: str, ours: Any, theirs: Any) -> Iterator[Finding]:
    for column, have, want in zip(columns, ours, theirs, strict=True):
        if have != want or type(have) is not type(want):
            text = say("is {have}, the events say {want}", have=_short(have), want=_short(want))
            document = row if table == "documents" else None
            yield Finding("derived", text, table=table, row=row, column=column, document=document)


def _name(key: tuple[Any, ...] | None) -> str:
    return " / ".join(str(part) for part in key or ())


def _short(value: object) -> str:
    text = value.hex() if isinstance(value, bytes) else repr(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def schema_findings(source: sqlite3.Connection) -> Iterator[Finding]:
    """Tables, indexes and triggers as this program makes them; the record of migrations; the marks in the header."""
    with closing(_as_this_program_makes_it()) as fresh:
        wanted, found = _schema_rows(fresh), _schema_rows(source)
    for name in sorted(wanted.keys() | found.keys(), key=str):
        if name not in found:
            yield Finding("schema", say("the table, index or trigger is missing"), table=str(name))
        elif name not in wanted:
            yield Finding("schema", say("the table, index or trigger is not of this program"), table=str(name))
        elif found[name] != wanted[name]:
            yield Finding("schema", say("the table, index or trigger was altered"), table=str(name))
    for pragma, right in (("user_version", FORMAT), ("application_id", APPLICATION_ID)):
        value = source.execute(f"PRAGMA {pragma}").fetchone()[0]
        if value != right:
            yield Finding(
                "schema", say("{pragma} is {value}, it must be {right}", pragma=pragma, value=value, right=right)
            )
    yield from _migration_findings(source)


def _schema_rows(connection: sqlite3.Connection) -> dict[Any, tuple[Any, ...]]:
    """What each name stands for: kind, table and statement, of SQLite's own indexes too."""
    rows = connection.execute("SELECT name, type, tbl_name, sql FROM sqlite_master").fetchall()
    return {row[0]: tuple(row[1:]) for row in rows}


def _as_this_program_makes_it() -> sqlite3.Connection:
    fresh = sqlite3.connect(":memory:")
    fresh.execute(RECORDS)
    for statement in (*schema.statements(schema.TRUTH), *schema.statements(schema.DERIVED)):
        fresh.execute(statement)
    return fresh


def _migration_findings(source: sqlite3.Connection) -> Iterator[Finding]:
    records = source.execute("SELECT number, name, at, check_sum FROM migrations ORDER BY number").fetchall()
    if [(row[0], row[1]) for row in records] != [(step.number, step.name) for step in MIGRATIONS]:
        yield Finding("schema", say("the record of migrations does not fit the format"), table="migrations")
    for number, name, at, check in records:
        if record_check(number, name, at) != check:
            yield Finding("schema", say("the record was altered"), table="migrations", row=str(number))
