"""Making the derived tables again from the events: compare, then replace in one transaction."""

from __future__ import annotations

import sqlite3

from prro_cli.errors.journal import ChainBrokenError
from prro_cli.journal import schema
from prro_cli.journal.apply import replay
from prro_cli.journal.database import transaction
from prro_cli.journal.verify_chain import Finding, chain_findings
from prro_cli.journal.verify_derived import derived_findings
from prro_cli.record import dataclass


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many events were replayed, what was different before, and whether it was replaced."""

    events: int
    differences: tuple[Finding, ...]
    replaced: bool


def rebuild(connection: sqlite3.Connection, *, dry_run: bool) -> Rebuilt:
    """Replace the derived tables by a replay; refused if the events themselves were altered."""
    for finding in chain_findings(connection):
        raise ChainBrokenError(first=str(finding))
    differences = _differences(connection)
    if dry_run:
        count = connection.execute("SELECT count(*) FROM events").fetchone()[0]
        return Rebuilt(int(count), differences, replaced=False)
    with transaction(connection):
        for name in schema.DERIVED_TABLES:
            connection.execute(f"DROP TABLE IF EXISTS {name}")
        for statement in schema.statements(schema.DERIVED):
            connection.execute(statement)
        count = replay(connection, connection)
    return Rebuilt(count, differences, replaced=True)


def _differences(connection: sqlite3.Connection) -> tuple[Finding, ...]:
    try:
        return tuple(derived_findings(connection))
    except sqlite3.DatabaseError as error:  # a derived table is damaged or gone: that is what a rebuild is for
        return (Finding("derived", str(error)),)
