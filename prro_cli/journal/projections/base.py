"""What a projection gives back: SQL to be run by the store in the event's own transaction."""

from __future__ import annotations

from collections.abc import Iterator

from prro_cli.record import dataclass

Value = str | int | bytes | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; with `must_change` set, the event is refused with that reason if no row was changed."""

    sql: str
    params: tuple[Value, ...] = ()
    must_change: str = ""


Statements = Iterator[Statement]
