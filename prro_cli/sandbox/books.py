"""What the server has registered: documents and shifts."""

from __future__ import annotations

import sqlite3
from dataclasses import fields
from datetime import datetime

from prro_cli.record import dataclass

TECHNICAL = (102, 103)
"""Begin and end of an offline session: registered, numbered, but part of no shift's money."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A registered document."""

    id: int
    register: int
    local: int
    fiscal: str
    uid: str
    root: str
    doctype: int
    subtype: int
    time: datetime
    registered: str
    shift: int | None
    session: int | None
    session_number: int | None
    ski: str
    signer: str
    testing: bool
    total: int | None
    return_of: str | None
    signed: bytes
    xml: bytes
    storned_by: int | None
    revoked_by: int | None

    @property
    def technical(self) -> bool:
        """Whether it only begins or ends an offline session."""
        return self.root == "CHECK" and self.doctype in TECHNICAL

    @property
    def financial(self) -> bool:
        """A "financially significant" document: a receipt or a Z-report (API 08.2025, duration of a session)."""
        return self.root == "ZREP" or self.doctype < 100

    @property
    def receipt(self) -> bool:
        """A receipt of any kind, storno included."""
        return self.root == "CHECK" and self.doctype < 100


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift, open while `close_doc` is None."""

    id: int
    register: int
    testing: bool
    open_doc: int
    z_doc: int | None
    close_doc: int | None
    opened: str
    closed: str | None
    open_ski: str
    open_name: str
    close_ski: str | None
    close_name: str | None


_ENTRY = ", ".join(f.name for f in fields(Entry))
_LIVE = f"SELECT {_ENTRY} FROM documents WHERE removed = 0"  # noqa: S608 - the names come from the class above


def _entry(row: sqlite3.Row) -> Entry:
    values = dict(row)
    values["time"] = datetime.fromisoformat(values["time"])
    values["testing"] = bool(values["testing"])
    return Entry(**values)


def _one(rows: list[Entry]) -> Entry | None:
    return rows[0] if rows else None


class Books:
    """Reads and writes documents and shifts inside one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def _entries(self, condition: str, *values: object) -> list[Entry]:
        return [_entry(row) for row in self.connection.execute(f"{_LIVE} AND {condition}", values)]

    def entry(self, identity: int) -> Entry | None:
        """A document by the record's id."""
        return _one(self._entries("id = ?", identity))

    def by_fiscal(self, number: str, register: int | None = None) -> Entry | None:
        """A document by its fiscal number, of one register or of any."""
        found = _one(self._entries("fiscal = ?", number))
        return found if found is None or register in (None, found.register) else None

    def by_local(self, register: int, local: int) -> Entry | None:
        """A document by its local number; a revoked one whose number was given to another yields to that one."""
        return _one(self._entries("register = ? AND local = ? ORDER BY released, id DESC LIMIT 1", register, local))

    def last(self, register: int) -> Entry | None:
        """The last registered document of a register (a revoked one included while it keeps its number)."""
        return _one(self._entries("register = ? AND released = 0 ORDER BY local DESC LIMIT 1", register))

    def last_operation(self, register: int) -> Entry | None:
        """The last document that is neither the begin nor the end of an offline session, nor revoked."""
        return _one(
            self._entries(
                "register = ? AND revoked_by IS NULL AND NOT (root = 'CHECK' AND doctype IN (102, 103))"
                " ORDER BY local DESC LIMIT 1",
                register,
            )
        )

    def next_local(self, register: int, first: int) -> int:
        """The only ORDERNUM that will be accepted next."""
        last = self.last(register)
        return last.local + 1 if last else first

    def of_shift(self, shift: int) -> list[Entry]:
        """The documents of a shift in order."""
        return self._entries("shift = ? ORDER BY local, id", shift)

    def of_session(self, session: int) -> list[Entry]:
        """The documents of an offline session in order."""
        return self._entries("session = ? ORDER BY session_number", session)

    def last_of_session(self, session: int, *, financial: bool = False) -> Entry | None:
        """The last document of an offline session, or its last financial one."""
        kind = " AND (root = 'ZREP' OR doctype < 100)" if financial else ""
        return _one(self._entries(f"session = ?{kind} ORDER BY session_number DESC LIMIT 1", session))

    def of_register(self, register: int) -> list[Entry]:
        """All documents of a register in order."""
        return self._entries("register = ? ORDER BY local, id", register)

    def uid_known(self, uid: str) -> bool:
        """Whether a document with this UID is registered."""
        query = "SELECT 1 FROM documents WHERE uid = ? COLLATE NOCASE AND removed = 0"
        return self.connection.execute(query, (uid,)).fetchone() is not None

    def returned(self, fiscal: str) -> int:
        """The sum of the returns made for a sale, in kopecks."""
        query = (
            "SELECT coalesce(sum(total), 0) FROM documents WHERE return_of = ? AND removed = 0"
            " AND storned_by IS NULL AND revoked_by IS NULL"
        )
        return int(self.connection.execute(query, (fiscal,)).fetchone()[0])

    def add(self, **values: object) -> Entry:
        """Register a document."""
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        cursor = self.connection.execute(
            f"INSERT INTO documents ({names}) VALUES ({marks})",  # noqa: S608 - the names are written in this room
            tuple(values.values()),
        )
        entry = self.entry(cursor.lastrowid or 0)
        assert entry is not None
        return entry

    def mark_storned(self, entry: Entry, by: int) -> None:
        """A storno took the document back."""
        self.connection.execute("UPDATE documents SET storned_by = ? WHERE id = ?", (by, entry.id))

    def mark_revoked(self, entry: Entry, by: int, *, release: bool) -> None:
        """REVOKELASTONLINEDOC took the document back; its number stays or becomes free."""
        self.connection.execute(
            "UPDATE documents SET revoked_by = ?, released = ? WHERE id = ?", (by, int(release), entry.id)
        )
        self.connection.execute("UPDATE shifts SET z_doc = NULL WHERE z_doc = ?", (entry.id,))
        self.connection.execute("UPDATE documents SET storned_by = NULL WHERE storned_by = ?", (entry.id,))

    def remove(self, entries: list[Entry]) -> None:
        """Undo the registration of the last documents, with everything that followed from them."""
        for entry in entries:
            self.connection.execute("UPDATE documents SET removed = 1 WHERE id = ?", (entry.id,))
            self.connection.execute("UPDATE documents SET storned_by = NULL WHERE storned_by = ?", (entry.id,))
            self.connection.execute(
                "UPDATE documents SET revoked_by = NULL, released = 0 WHERE revoked_by = ?", (entry.id,)
            )
            self.connection.execute("UPDATE shifts SET z_doc = NULL WHERE z_doc = ?", (entry.id,))
            self.connection.execute(
                "UPDATE shifts SET close_doc = NULL, closed = NULL, close_ski = NULL, close_name = NULL"
                " WHERE close_doc = ?",
                (entry.id,),
            )
            self.connection.execute("DELETE FROM shifts WHERE open_doc = ?", (entry.id,))
        # A Z-report whose revocation was undone is the Z-report of its shift again.
        self.connection.execute(
            "UPDATE shifts SET z_doc = (SELECT d.id FROM documents d WHERE d.shift = shifts.id AND d.root = 'ZREP'"
            " AND d.removed = 0 AND d.revoked_by IS NULL) WHERE z_doc IS NULL AND close_doc IS NULL"
        )

    def _shifts(self, condition: str, *values: object) -> list[Shift]:
        rows = self.connection.execute(f"SELECT * FROM shifts WHERE {condition}", values)  # noqa: S608
        return [Shift(**{**dict(row), "testing": bool(row["testing"])}) for row in rows]

    def open_shift(self, register: int) -> Shift | None:
        """The open shift of a register."""
        found = self._shifts("register = ? AND close_doc IS NULL ORDER BY id DESC LIMIT 1", register)
        return found[0] if found else None

    def last_shift(self, register: int) -> Shift | None:
        """The open shift, or the last closed one."""
        found = self._shifts("register = ? ORDER BY id DESC LIMIT 1", register)
        return found[0] if found else None

    def shift(self, identity: int) -> Shift | None:
        """A shift by its id."""
        found = self._shifts("id = ?", identity)
        return found[0] if found else None

    def shifts(self, register: int) -> list[Shift]:
        """All shifts of a register."""
        return self._shifts("register = ? ORDER BY id", register)

    def begin_shift(self, identity: int, entry: Entry) -> None:
        """Open a shift by its opening document."""
        self.connection.execute(
            "INSERT INTO shifts (id, register, testing, open_doc, opened, open_ski, open_name)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (identity, entry.register, int(entry.testing), entry.id, entry.time.isoformat(), entry.ski, entry.signer),
        )

    def put_z(self, shift: int, entry: Entry) -> None:
        """Note the Z-report of a shift."""
        self.connection.execute("UPDATE shifts SET z_doc = ? WHERE id = ?", (entry.id, shift))

    def end_shift(self, shift: int, entry: Entry) -> None:
        """Close a shift by its closing document."""
        self.connection.execute(
            "UPDATE shifts SET close_doc = ?, closed = ?, close_ski = ?, close_name = ? WHERE id = ?",
            (entry.id, entry.time.isoformat(), entry.ski, entry.signer, shift),
        )
