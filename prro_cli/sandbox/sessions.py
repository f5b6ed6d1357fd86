"""Offline sessions as the server sees them: pairs of id and secret, durations, limits, and undone endings."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Final

from prro_cli.record import dataclass
from prro_cli.sandbox.clock import instants
from prro_cli.sandbox.state import take

SESSION_LIMIT_S: Final = 36 * 3600
"""Order of the Ministry of Finance 317, section V: 36 hours for one session."""
MONTH_LIMIT_S: Final = 168 * 3600
"""The same order: 168 hours in a calendar month."""
SEED_DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class Session:
    """A granted pair and what was done with it; times are those of its documents."""

    id: int
    register: int
    seed: str
    state: str
    begun: datetime | None
    last_financial: datetime | None
    ended: datetime | None
    next_number: int
    rolled_back: bool
    rollback_uid: str | None

    def seconds(self, until: datetime | None = None) -> int:
        """From the begin document to the last financial one (the end document does not count; API 07.08.2021)."""
        last = until or self.last_financial
        if self.begun is None or last is None:
            return 0
        return max(0, int((instants(last)[1] - instants(self.begun)[0]).total_seconds()))

    @property
    def minutes(self) -> int:
        """Whole minutes as `OfflineSessionDuration` shows them."""
        return self.seconds() // 60


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


class Sessions:
    """Reads and writes sessions inside one transaction."""

    def __init__(self, connection: sqlite3.Connection, randbelow: Callable[[int], int]) -> None:
        self.connection = connection
        self._randbelow = randbelow

    def _find(self, condition: str, *values: object) -> list[Session]:
        rows = self.connection.execute(f"SELECT * FROM sessions WHERE {condition}", values)  # noqa: S608
        return [
            Session(
                row["id"], row["register"], row["seed"], row["state"], _moment(row["begun"]),
                _moment(row["last_financial"]), _moment(row["ended"]), row["next_number"],
                bool(row["rolled_back"]), row["rollback_uid"],
            )
            for row in rows
        ]  # fmt: skip

    def get(self, identity: int) -> Session | None:
        """A session by its id."""
        found = self._find("id = ?", identity)
        return found[0] if found else None

    def open(self, register: int) -> Session | None:
        """The session of which some documents have arrived but not yet the last."""
        found = self._find("register = ? AND state = 'open' ORDER BY id DESC LIMIT 1", register)
        return found[0] if found else None

    def spare(self, register: int) -> Session | None:
        """The granted session that has not begun."""
        found = self._find("register = ? AND state = 'spare' ORDER BY id DESC LIMIT 1", register)
        return found[0] if found else None

    def current(self, register: int) -> Session | None:
        """The unfinished session, else the next one."""
        return self.open(register) or self.spare(register)

    def last_closed(self, register: int) -> Session | None:
        """The session that ended last."""
        found = self._find("register = ? AND state = 'closed' ORDER BY id DESC LIMIT 1", register)
        return found[0] if found else None

    def of_register(self, register: int) -> list[Session]:
        """All sessions of a register."""
        return self._find("register = ? ORDER BY id", register)

    def grant(self, register: int, at: datetime) -> Session:
        """The spare session of a register, made if there is none."""
        spare = self.spare(register)
        if spare is not None:
            return spare
        identity = take(self.connection, "session")
        lowest = 10 ** (SEED_DIGITS - 1)
        seed = str(lowest + self._randbelow(9 * lowest))
        self.connection.execute(
            "INSERT INTO sessions (id, register, seed, state, issued) VALUES (?, ?, ?, 'spare', ?)",
            (identity, register, seed, at.isoformat(timespec="seconds")),
        )
        granted = self.get(identity)
        assert granted is not None
        return granted

    def begin(self, session: int, time: datetime) -> None:
        """The begin document was registered."""
        self.connection.execute(
            "UPDATE sessions SET state = 'open', begun = ?, next_number = 2 WHERE id = ?", (time.isoformat(), session)
        )

    def proceed(self, session: int, number: int, financial: datetime | None) -> None:
        """A document of the session was registered."""
        self.connection.execute("UPDATE sessions SET next_number = ? WHERE id = ?", (number + 1, session))
        if financial is not None:
            self.connection.execute(
                "UPDATE sessions SET last_financial = ? WHERE id = ?", (financial.isoformat(), session)
            )

    def end(self, session: int, time: datetime) -> None:
        """The end document was registered."""
        self.connection.execute(
            "UPDATE sessions SET state = 'closed', ended = ?, rolled_back = 0, rollback_uid = NULL WHERE id = ?",
            (time.isoformat(), session),
        )

    def reopen(self, session: int, next_number: int, financial: datetime | None, uid: str | None) -> None:
        """The end was undone (OfflineSessionRolledBack): the session goes on at `next_number`."""
        self.connection.execute(
            "UPDATE sessions SET state = ?, ended = NULL, next_number = ?, last_financial = ?, rolled_back = 1,"
            " rollback_uid = ?, begun = CASE WHEN ? = 1 THEN NULL ELSE begun END WHERE id = ?",
            ("spare" if next_number == 1 else "open", next_number, financial.isoformat() if financial else None, uid,
             next_number, session),
        )  # fmt: skip
        self.connection.execute(
            "DELETE FROM sessions WHERE state = 'spare' AND id <> ? AND register ="
            " (SELECT register FROM sessions WHERE id = ?)",
            (session, session),
        )

    def month_seconds(self, register: int, month: datetime, *, border_in_full: bool, without: int = 0) -> int:
        """Seconds of all sessions of a calendar month, one session left out."""
        return sum(
            session.seconds()
            for session in self.of_register(register)
            if session.id != without and in_month(session, None, month, border_in_full=border_in_full)
        )

    def month_minutes(self, register: int, month: datetime, *, border_in_full: bool) -> int:
        """Minutes as `OfflineSessionsMonthlyDuration` shows them: each session rounded to the nearest minute."""
        return sum(
            (session.seconds() + 30) // 60
            for session in self.of_register(register)
            if in_month(session, None, month, border_in_full=border_in_full)
        )


def in_month(session: Session, until: datetime | None, month: datetime, *, border_in_full: bool) -> bool:
    """Whether a session counts for a month: only if wholly inside it, or (a stricter reading) if it touches it."""
    last = until or session.last_financial
    if session.begun is None or last is None:
        return False
    ends = [(moment.year, moment.month) == (month.year, month.month) for moment in (session.begun, last)]
    return any(ends) if border_in_full else all(ends)
