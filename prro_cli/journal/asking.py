"""How every reader asks: SQLite's errors become ours, and a row that cannot be read is a damaged journal."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from prro_cli.errors.journal import JournalDamagedError
from prro_cli.journal.database import our_errors
from prro_cli.lang import say

Row = TypeVar("Row")


class Asking:
    """The questions' common ground; it never waits for a writer."""

    path: Path
    _connection: sqlite3.Connection

    def _all(self, sql: str, params: Sequence[Any] = ()) -> list[Any]:
        with our_errors(self.path):
            return self._connection.execute(sql, params).fetchall()

    def _one(self, sql: str, params: Sequence[Any] = ()) -> Any:
        with our_errors(self.path):
            return self._connection.execute(sql, params).fetchone()

    def _rows(self, make: Callable[[Sequence[Any]], Row], sql: str, params: Sequence[Any] = ()) -> list[Row]:
        try:
            return [make(row) for row in self._all(sql, params)]
        except (ValueError, TypeError) as error:  # a value the program never writes
            raise JournalDamagedError(
                path=self.path, detail=say("a row cannot be read: {error}", error=error)
            ) from error

    def _row(self, make: Callable[[Sequence[Any]], Row], sql: str, params: Sequence[Any] = ()) -> Row | None:
        found = self._rows(make, sql, params)
        return found[0] if found else None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Several questions about one and the same moment."""
        with our_errors(self.path):
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")
