# ruff: noqa: S608 - statements are put together from constants of this program only; values are parameters
"""Registration forms as the journal knows them now, and the questions asked about them."""

from __future__ import annotations

from dataclasses import fields

from prro_cli.journal.apply import EVENT_COLUMNS, event_row
from prro_cli.journal.asking import Asking
from prro_cli.journal.events import Event
from prro_cli.record import dataclass

STREAM = "_registration"
"""The stream of events that belong to no desk; no desk can have a name that begins with `_`."""

WAITING = ("unknown", "sent", "receipt_1", "receipt_2", "no_answer")
"""States in which a receipt may still come."""


@dataclass(frozen=True, slots=True)
class Registration:
    """One form under its file name; `…_secret` name sealed bytes, `…_check` their keyed hashes."""

    file_name: str
    desk: str
    form: str
    state: str
    action: str | None
    tin: str | None
    object: str | None
    local_number: str | None
    purpose: str | None
    channel: str | None
    ticket: str | None
    attempts: int
    reason: str | None
    prepared_at: str
    sent_at: str | None
    receipt_1_at: str | None
    receipt_2_at: str | None
    settled_at: str | None
    visible_at: str | None
    fiscal_number: str | None
    registration_number: str | None
    proof: str | None
    receipts: int
    last_receipt: str | None
    xml_sha256: str
    xml_secret: str
    xml_check: str
    sent_sha256: str | None
    sent_secret: str | None
    sent_check: str | None
    prepared_event: int
    last_event: int

    @property
    def waiting(self) -> bool:
        """Whether a receipt may still come."""
        return self.state in WAITING


COLUMNS = ", ".join(f.name for f in fields(Registration))


class RegistrationReaders(Asking):
    """A part of `Readers`."""

    def registration_events(self, file_name: str | None = None) -> list[Event]:
        """What happened to all forms, or to one, oldest first; by the index, however many receipts there are."""
        sql = f"SELECT {EVENT_COLUMNS} FROM events WHERE desk = ? ORDER BY seq"
        found: list[Event] = self._rows(event_row, sql, (STREAM,))
        return [event for event in found if file_name is None or event.payload.get("file_name") == file_name]

    def registrations(self, form: str | None = None) -> list[Registration]:
        """All forms, or those of one kind, oldest first."""
        sql = f"SELECT {COLUMNS} FROM registrations WHERE ? IS NULL OR form = ? ORDER BY prepared_event"
        return self._rows(lambda row: Registration(*row), sql, (form, form))

    def registration(self, file_name: str) -> Registration | None:
        """The form with this file name, in whatever case it is written."""
        sql = f"SELECT {COLUMNS} FROM registrations WHERE file_name = ? COLLATE NOCASE"
        found = self._rows(lambda row: Registration(*row), sql, (file_name,))
        return found[0] if found else None
