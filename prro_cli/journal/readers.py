# ruff: noqa: S608 - statements are put together from constants of this program only; values are parameters
"""Typed questions to the journal. Those a sale asks cost the same on the first and on the millionth receipt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from prro_cli.journal import rows
from prro_cli.journal.apply import EVENT_COLUMNS, event_row
from prro_cli.journal.database import our_errors
from prro_cli.journal.events import Event
from prro_cli.journal.outbox_readers import OutboxReaders
from prro_cli.journal.registrations import RegistrationReaders
from prro_cli.journal.relations import DOCUMENTS as _DOCUMENTS
from prro_cli.journal.relations import Relations
from prro_cli.journal.totals import Totals, from_flat

_SHIFTS = f"SELECT {rows.SHIFT_COLUMNS} FROM shifts "
_SESSIONS = f"SELECT {rows.SESSION_COLUMNS} FROM offline_sessions "
_PACKAGES = f"SELECT {rows.PACKAGE_COLUMNS} FROM packages "
_EVENTS = f"SELECT {EVENT_COLUMNS} FROM events "
_FROM_THE_SERVER = (
    "state.observed", "session.granted", "session.rolled_back", "document.registered", "document.refused",
    "document.probed", "package.accepted", "package.refused",
)  # fmt: skip
"""Events that only an answer of the tax server can cause."""
_LOOKED_THROUGH = 20_000
_UNSETTLED = "state IN ('draft', 'signed', 'sent', 'unknown')"


class Readers(RegistrationReaders, OutboxReaders, Relations):
    """All readers; `Journal` is one. None of them waits for a writer."""

    # --- documents

    def document(self, document: str) -> rows.Document | None:
        """A document by its id (UID)."""
        return self._row(rows.document_row, _DOCUMENTS + "WHERE id = ?", (document,))

    def documents_by_fiscal_number(self, fiscal_number: str, desk: str | None = None) -> list[rows.Document]:
        """Documents with this fiscal number, newest first (an online double and its twin may share facts)."""
        sql = _DOCUMENTS + "WHERE fiscal_number = ? AND (? IS NULL OR desk = ?) ORDER BY drafted_event DESC"
        return self._rows(rows.document_row, sql, (fiscal_number, desk, desk))

    def document_by_local_number(self, desk: str, local_number: int) -> rows.Document | None:
        """The document that consumed this local number."""
        sql = _DOCUMENTS + "WHERE desk = ? AND local_number = ? AND consumed = 1"
        return self._row(rows.document_row, sql, (desk, local_number))

    def documents(self, wanted: rows.DocumentFilter, limit: int | None = None) -> list[rows.Document]:
        """Documents newest first; page on with `before_event` = `drafted_event` of the last one."""
        where, params = _conditions(wanted)
        sql = f"{_DOCUMENTS}{where} ORDER BY drafted_event DESC LIMIT ?"
        return self._rows(rows.document_row, sql, (*params, -1 if limit is None else limit))

    def documents_in_order(self, wanted: rows.DocumentFilter, page: int = 500) -> Iterator[rows.Document]:
        """All documents of a filter oldest first, read page by page: for exports of any size."""
        where, params = _conditions(wanted)
        sql = f"{_DOCUMENTS}{where or 'WHERE 1'} AND drafted_event > ? ORDER BY drafted_event LIMIT ?"
        after = 0
        while found := self._rows(rows.document_row, sql, (*params, after, page)):
            yield from found
            after = found[-1].drafted_event

    def count(self, wanted: rows.DocumentFilter) -> int:
        """How many documents the filter gives."""
        where, params = _conditions(wanted)
        row = self._one(f"SELECT count(*) FROM documents {where}", params)
        return int(row[0]) if row else 0

    def draft(self, document: str) -> dict[str, Any] | None:
        """The whole payload a document was drafted with: rows, effect, original."""
        sql = _EVENTS + "WHERE id = (SELECT drafted_event FROM documents WHERE id = ?)"
        event = self._row(event_row, sql, (document,))
        return dict(event.payload) if event else None

    def last_document(self, desk: str) -> rows.Document | None:
        """The document with the highest local number that is consumed."""
        sql = _DOCUMENTS + "WHERE desk = ? AND consumed = 1 ORDER BY local_number DESC LIMIT 1"
        return self._row(rows.document_row, sql, (desk,))

    def next_local_number(self, desk: str) -> int:
        """1 + the highest consumed number; for an empty journal what the server said it expects, or 1."""
        row = self._one("SELECT max(local_number) FROM documents WHERE desk = ? AND consumed = 1", (desk,))
        if row and row[0] is not None:
            return int(row[0]) + 1
        known = self.desk(desk)
        return (known.observed_next_local if known else None) or 1

    def unsettled(self, desk: str) -> list[rows.Document]:
        """What the next command must deal with first: draft, signed, sent, unknown; in order of numbers."""
        sql = f"{_DOCUMENTS}WHERE desk = ? AND {_UNSETTLED} ORDER BY local_number, drafted_event"
        return self._rows(rows.document_row, sql, (desk,))

    def queue(self, desk: str, limit: int | None = None, after_number: int = 0) -> list[rows.Document]:
        """Documents issued offline that wait for the server, in the order they must be sent."""
        sql = _DOCUMENTS + "WHERE desk = ? AND state = 'offline' AND local_number > ? ORDER BY local_number LIMIT ?"
        return self._rows(rows.document_row, sql, (desk, after_number, -1 if limit is None else limit))

    def queue_length(self, desk: str) -> int:
        """How many documents wait (an index is counted, no document is read)."""
        row = self._one("SELECT count(*) FROM documents WHERE desk = ? AND state = 'offline'", (desk,))
        return int(row[0]) if row else 0

    def pending(self, desk: str) -> list[rows.Document]:
        """Everything not settled at the server: `unsettled` and `queue`."""
        return sorted([*self.unsettled(desk), *self.queue(desk)], key=lambda d: (d.local_number, d.drafted_event))

    def stuck(self, desk: str) -> list[rows.Document]:
        """Documents a person must look at."""
        sql = _DOCUMENTS + "WHERE desk = ? AND stuck = 1 ORDER BY local_number"
        return self._rows(rows.document_row, sql, (desk,))

    def twins(self, document: str) -> list[rows.Document]:
        """Offline documents made in place of this one."""
        found = self.document(document)
        if found is None:
            return []
        sql = _DOCUMENTS + "WHERE desk = ? AND drafted_event > ? AND twin_of = ? ORDER BY drafted_event"
        return self._rows(rows.document_row, sql, (found.desk, found.drafted_event, document))

    def idempotent(self, desk: str, key: str) -> rows.Replay | None:
        """What was done under this idempotency key."""
        sql = "SELECT key, request_hash, document FROM idempotency WHERE desk = ? AND key = ?"
        return self._row(lambda row: rows.Replay(*row), sql, (desk, key))

    # --- shifts and totals

    def open_shift(self, desk: str) -> rows.Shift | None:
        """The shift that is open (state open or z)."""
        shift = self.last_shift(desk)
        return shift if shift and shift.state != "closed" else None

    def last_shift(self, desk: str) -> rows.Shift | None:
        """The shift with the highest number."""
        return self._row(rows.shift_row, _SHIFTS + "WHERE desk = ? ORDER BY number DESC LIMIT 1", (desk,))

    def shift(self, desk: str, number: int) -> rows.Shift | None:
        """A shift by its number."""
        return self._row(rows.shift_row, _SHIFTS + "WHERE desk = ? AND number = ?", (desk, number))

    def shifts(self, desk: str, limit: int | None = None) -> list[rows.Shift]:
        """Shifts, newest first."""
        sql = _SHIFTS + "WHERE desk = ? ORDER BY number DESC LIMIT ?"
        return self._rows(rows.shift_row, sql, (desk, -1 if limit is None else limit))

    def next_shift_number(self, desk: str) -> int:
        """The number the next shift gets."""
        last = self.last_shift(desk)
        return last.number + 1 if last else 1

    def totals(self, desk: str, shift: int) -> Totals:
        """The running totals of a shift: what its Z-report will say."""
        sql = "SELECT section, item, field, label, value FROM totals WHERE desk = ? AND shift = ?"
        return from_flat(self._all(sql, (desk, shift)))

    def totals_of(self, desk: str, first: int, last: int) -> Totals:
        """The sum of the totals of several shifts (a period)."""
        sql = "SELECT section, item, field, label, value FROM totals WHERE desk = ? AND shift BETWEEN ? AND ?"
        return from_flat(self._all(sql, (desk, first, last)))

    # --- returns and marks

    def returned(self, fiscal_number: str, register: str = "") -> dict[int, rows.Returned]:
        """What was returned on a receipt already, by row of the original; row 0 is the whole receipt."""
        sql = """SELECT original_row, sum(quantity), sum(sum) FROM returned
        WHERE original = ? AND register = ? AND live = 1 GROUP BY original_row ORDER BY original_row"""
        return {row[0]: rows.Returned(*row) for row in self._all(sql, (fiscal_number, register))}

    def mark_holder(self, mark: str) -> str | None:
        """The document by which an excise mark is sold now; None if it was never sold, or came back."""
        sql = """SELECT sum(direction), (SELECT document FROM excise_marks
        WHERE mark = ?1 AND live = 1 AND direction = 1 ORDER BY rowid DESC LIMIT 1)  -- the latest sale holds it
        FROM excise_marks WHERE mark = ?1 AND live = 1"""
        row = self._one(sql, (mark,))
        return row[1] if row and row[0] is not None and row[0] > 0 else None

    # --- offline

    def session(self, desk: str, session_id: str) -> rows.Session | None:
        """An offline session by its id."""
        return self._row(
            lambda row: rows.Session(*row), _SESSIONS + "WHERE desk = ? AND session_id = ?", (desk, session_id)
        )

    def sessions(self, desk: str, since_unix: int | None = None) -> list[rows.Session]:
        """Sessions of a desk, newest first; with `since_unix` those with a document at or after that moment."""
        sql = (
            _SESSIONS
            + """WHERE desk = ? AND (? IS NULL OR begun_unix >= ? OR last_financial_unix >= ?)
        ORDER BY granted_event DESC"""
        )
        return self._rows(lambda row: rows.Session(*row), sql, (desk, since_unix, since_unix, since_unix))

    def current_session(self, desk: str) -> rows.Session | None:
        """The session that is begun and not delivered: the desk is offline (T19: derived from documents)."""
        sql = (
            _SESSIONS
            + """INDEXED BY sessions_alive WHERE desk = ? AND state IN ('begun', 'ended', 'rolled_back')
        ORDER BY granted_event DESC LIMIT 1"""
        )
        return self._row(lambda row: rows.Session(*row), sql, (desk,))

    def unused_session(self, desk: str) -> rows.Session | None:
        """The newest session id and seed nothing was numbered with yet."""
        sql = (
            _SESSIONS
            + "INDEXED BY sessions_unused WHERE desk = ? AND state = 'unused' ORDER BY granted_event DESC LIMIT 1"
        )
        return self._row(lambda row: rows.Session(*row), sql, (desk,))

    def last_in_session(self, desk: str, session_id: str) -> rows.Document | None:
        """The document with the highest number in a session; the next one hashes its signed bytes."""
        sql = (
            _DOCUMENTS
            + """WHERE desk = ? AND session_id = ? AND session_id IS NOT NULL AND consumed = 1
        ORDER BY session_number DESC LIMIT 1"""
        )
        return self._row(rows.document_row, sql, (desk, session_id))

    def packages(self, desk: str, session_id: str) -> list[rows.Package]:
        """Packages of a session, in order."""
        sql = _PACKAGES + "WHERE desk = ? AND session_id = ? ORDER BY idx"
        return self._rows(rows.package_row, sql, (desk, session_id))

    def open_packages(self, desk: str) -> list[rows.Package]:
        """Packages prepared, being sent, or with a lost answer: they go first, byte for byte."""
        sql = _PACKAGES + "INDEXED BY packages_open WHERE desk = ? AND settled_at IS NULL ORDER BY session_id, idx"
        return self._rows(rows.package_row, sql, (desk,))

    # --- desks, decisions, limits

    def desk(self, desk: str) -> rows.Desk | None:
        """What is known of a desk."""
        return self._row(rows.desk_row, f"SELECT {rows.DESK_COLUMNS} FROM desks WHERE desk = ?", (desk,))

    def desks(self) -> list[str]:
        """Desks with records in this journal; a name that begins with `_` is a stream of the program's own."""
        return [row[0] for row in self._all("SELECT desk FROM heads WHERE substr(desk, 1, 1) <> '_' ORDER BY desk")]

    def desks_of_events(self) -> list[str]:
        """The same, from the events themselves (by skipping through the index, not by reading them)."""
        sql = """WITH RECURSIVE d(desk) AS (SELECT min(desk) FROM events UNION ALL
        SELECT (SELECT min(desk) FROM events WHERE desk > d.desk) FROM d WHERE d.desk IS NOT NULL)
        SELECT desk FROM d WHERE desk IS NOT NULL"""
        return [row[0] for row in self._all(sql)]

    def heads(self) -> list[rows.Head]:
        """The end of each chain: printed somewhere else, it proves later that nothing was cut off."""
        return self._rows(lambda row: rows.Head(*row), "SELECT desk, seq, hash, event FROM heads ORDER BY desk")

    def decisions(self, desk: str, document: str | None = None) -> list[rows.Decision]:
        """Decisions taken, oldest first."""
        sql = """SELECT event, desk, at, document, question, choice FROM decisions
        WHERE desk = ? AND (? IS NULL OR document = ?) ORDER BY event"""
        return self._rows(lambda row: rows.Decision(*row), sql, (desk, document, document))

    def limit(self, desk: str, name: str) -> rows.Limit | None:
        """A local limit that was raised (whether it still holds, `until` says)."""
        sql = "SELECT desk, name, value, until, raised_at FROM limits WHERE desk = ? AND name = ?"
        return self._row(lambda row: rows.Limit(*row), sql, (desk, name))

    # --- events and bytes

    def events(self, desk: str | None = None, after: int = 0, limit: int | None = None) -> list[Event]:
        """Events with an id above `after`, oldest first."""
        sql = _EVENTS + "WHERE id > ? AND (? IS NULL OR desk = ?) ORDER BY id LIMIT ?"
        return self._rows(event_row, sql, (after, desk, desk, -1 if limit is None else limit))

    def last_event_id(self) -> int:
        """The id of the newest event; 0 for an empty journal."""
        row = self._one("SELECT max(id) FROM events")
        return int(row[0]) if row and row[0] is not None else 0

    def last_event_at(self, desk: str) -> str | None:
        """When anything was written for a desk last."""
        row = self._one("SELECT at FROM events WHERE desk = ? ORDER BY seq DESC LIMIT 1", (desk,))
        return str(row[0]) if row else None

    def last_contact_at(self, desk: str) -> str | None:
        """When the tax server last said something of this desk; a long offline spell is looked through to a limit."""
        sql = "SELECT at, kind FROM events WHERE desk = ? ORDER BY seq DESC LIMIT ?"
        with our_errors(self.path), closing(self._connection.execute(sql, (desk, _LOOKED_THROUGH))) as found:
            return next((str(at) for at, kind in found if kind in _FROM_THE_SERVER), None)  # stops at the first

    def events_of(self, document: str) -> list[Event]:
        """The life of one document, with what happened to the packages that carried it."""
        sql = _EVENTS + "WHERE document = ? ORDER BY id"
        own = self._rows(event_row, sql, (document,))
        found = self.document(document)
        if found is None or found.session_id is None:
            return own
        return sorted([*own, *self._package_events(found)], key=lambda event: event.id)

    def _package_events(self, document: rows.Document) -> list[Event]:
        carried = {
            package.index
            for package in self.packages(document.desk, document.session_id or "")
            if document.id in package.documents
        }
        if not carried:
            return []
        sql = _EVENTS + "WHERE desk = ? AND id > ? AND document IS NULL AND kind LIKE 'package.%' ORDER BY id"
        events = self._rows(event_row, sql, (document.desk, document.drafted_event))
        same = document.session_id
        return [e for e in events if e.payload["session_id"] == same and e.payload["index"] in carried]

    def blob(self, sha256: str) -> bytes | None:
        """Stored bytes by their hex SHA-256."""
        row = self._one("SELECT data FROM blobs WHERE sha256 = ?", (bytes.fromhex(sha256),))
        return bytes(row[0]) if row else None


def _conditions(wanted: rows.DocumentFilter) -> tuple[str, list[Any]]:
    parts: list[str] = []
    params: list[Any] = []
    simple = (
        ("desk = ?", wanted.desk), ("shift = ?", wanted.shift), ("time_unix >= ?", wanted.since),
        ("time_unix < ?", wanted.until), ("offline = ?", wanted.offline), ("test = ?", wanted.test),
        ("effective = ?", wanted.effective), ("drafted_event < ?", wanted.before_event),
    )  # fmt: skip
    for condition, value in simple:
        if value is not None:
            parts.append(condition)
            params.append(int(value) if isinstance(value, bool) else value)
    for column, values in (("kind", wanted.kinds), ("state", wanted.states)):
        if values is not None:
            condition = f"{column} IN ({', '.join('?' * len(values))})"
            if column == "state" and "reversed" in values:  # shown so, and derived: see Document.shown_state
                condition = f"({condition} OR reversed_by IS NOT NULL AND state IN ('registered', 'offline'))"
            parts.append(condition)
            params.extend(values)
    return (f"WHERE {' AND '.join(parts)}" if parts else ""), params
