"""What the readers give: frozen rows of the derived tables, with their own words for state."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from prro_cli.record import dataclass

UNSETTLED = ("draft", "signed", "sent", "unknown")
"""States of a document the next command must deal with first."""
STATES = (*UNSETTLED, "registered", "offline", "rejected", "revoked", "reversed", "voided")
"""What a document may be shown as (cli.md, "state")."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document as the journal knows it now; sums in kopecks, `xml`, `signed`, `ticket` hex SHA-256 of blobs."""

    id: str
    desk: str
    kind: str
    doc_class: str
    state: str
    local_number: int
    fiscal_number: str | None
    time: str
    time_unix: int
    shift: int | None
    cashier: str
    key_ski: str | None
    test: bool
    offline: bool
    session_id: str | None
    session_number: int | None
    control: int | None
    prev_hash: str | None
    total: int | None
    rounding: int | None
    paid: int | None
    change: int | None
    original_fiscal_number: str | None
    original_register: str | None
    original_document: str | None
    twin_of: str | None
    idempotency_key: str | None
    request_hash: str | None
    xml: str
    signed: str | None
    signed_size: int | None
    ticket: str | None
    server_time: str | None
    how: str | None
    attempts: int
    consumed: bool
    effective: bool
    stuck: bool
    parked: bool
    revoked_by: str | None
    reversed_by: str | None
    refusal_code: int | None
    refusal_text: str | None
    printed: str | None
    package_index: int | None
    drafted_event: int
    last_event: int

    @property
    def shown_state(self) -> str:
        """The state as commands show it: a reversed document says so, whatever became of it before."""
        return "reversed" if self.reversed_by and self.state in ("registered", "offline") else self.state


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift; `state` is open, z (Z-report made, only the closing remains) or closed."""

    desk: str
    number: int
    state: str
    opened_at: str
    opened_unix: int
    cashier: str
    key_ski: str | None
    test: bool
    open_document: str
    z_document: str | None
    close_document: str | None
    closed_at: str | None


@dataclass(frozen=True, slots=True)
class Session:
    """An offline session; `state` is unused, begun, ended, delivered, rolled_back or discarded."""

    desk: str
    session_id: str
    state: str
    seed_name: str
    seed_check: str
    source: str
    granted_at: str
    granted_event: int
    begin_document: str | None
    begun_at: str | None
    begun_unix: int | None
    end_document: str | None
    ended_at: str | None
    last_financial_at: str | None
    last_financial_unix: int | None
    delivered_at: str | None
    rolled_back_at: str | None


@dataclass(frozen=True, slots=True)
class Package:
    """A package; `state` is prepared, sending, unknown, accepted or refused; `sha256` is the blob of its bytes."""

    desk: str
    session_id: str
    index: int
    state: str
    sha256: str
    documents: tuple[str, ...]
    attempts: int
    prepared_at: str
    settled_at: str | None
    code: int | None
    text: str | None
    failing_document: str | None


@dataclass(frozen=True, slots=True)
class Desk:
    """What a desk is bound to, and what the server said of it last."""

    desk: str
    fiscal_number: str | None
    tin: str | None
    device_id: str | None
    bound_at: str | None
    observed_at: str | None
    observed_next_local: int | None
    observed_state: Mapping[str, Any]
    observed_event: int | None


@dataclass(frozen=True, slots=True)
class Returned:
    """How much of one row of a receipt was returned already (row 0: the whole receipt; quantity = returns made)."""

    row: int
    quantity: int
    sum: int


@dataclass(frozen=True, slots=True)
class Replay:
    """The document an idempotency key stands for, and the hash of the request it was given with."""

    key: str
    request_hash: str
    document: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that was taken; its evidence is in the event."""

    event: int
    desk: str
    at: str
    document: str | None
    question: str
    choice: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A local limit raised for a time."""

    desk: str
    name: str
    value: int
    until: str
    raised_at: str


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a desk's chain."""

    desk: str
    seq: int
    hash: bytes
    event: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """A receipt on its way to a buyer; `state` is queued, attempted, delivered, failed, unknown or dropped."""

    id: str
    desk: str
    document: str
    channel: str
    secret: str
    state: str
    round: int
    attempts: int
    uncertain: bool
    forgotten: bool
    queued_at: str
    due_unix: int
    attempted_at: str | None
    settled_at: str | None
    driver: str | None
    message_id: str | None
    provider_id: str | None
    reason: str | None
    queued_event: int


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """What `deliveries` shall give; None means any; `remembered` leaves out those whose address was removed."""

    desk: str | None = None
    document: str | None = None
    channel: str | None = None
    states: Sequence[str] | None = None
    remembered: bool = False
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """What `documents` shall give; None means any. Times are Unix seconds, `until` excluded."""

    desk: str | None = None
    kinds: Sequence[str] | None = None
    states: Sequence[str] | None = None
    shift: int | None = None
    since: int | None = None
    until: int | None = None
    offline: bool | None = None
    test: bool | None = None
    effective: bool | None = None
    before_event: int | None = None


_FLAGS = frozenset({"test", "offline", "consumed", "effective", "stuck", "parked"})
_DOCUMENT_FLAGS = tuple(i for i, f in enumerate(fields(Document)) if f.name in _FLAGS)
DOCUMENT_COLUMNS = ", ".join("class" if f.name == "doc_class" else f.name for f in fields(Document))
SHIFT_COLUMNS = ", ".join(f.name for f in fields(Shift))
SESSION_COLUMNS = ", ".join(f.name for f in fields(Session))
DELIVERY_COLUMNS = ", ".join(f.name for f in fields(Delivery))
PACKAGE_COLUMNS = ", ".join("idx" if f.name == "index" else f.name for f in fields(Package))
DESK_COLUMNS = ", ".join(f.name for f in fields(Desk))


def document_row(row: Sequence[Any]) -> Document:
    """A `Document` from DOCUMENT_COLUMNS."""
    values = list(row)
    for i in _DOCUMENT_FLAGS:
        values[i] = bool(values[i])
    return Document(*values)


def shift_row(row: Sequence[Any]) -> Shift:
    """A `Shift` from SHIFT_COLUMNS."""
    values = list(row)
    values[7] = bool(values[7])
    return Shift(*values)


def package_row(row: Sequence[Any]) -> Package:
    """A `Package` from PACKAGE_COLUMNS."""
    values = list(row)
    values[5] = tuple(json.loads(values[5]))
    return Package(*values)


def delivery_row(row: Sequence[Any]) -> Delivery:
    """A `Delivery` from DELIVERY_COLUMNS."""
    values = list(row)
    values[8], values[9] = bool(values[8]), bool(values[9])
    return Delivery(*values)


def desk_row(row: Sequence[Any]) -> Desk:
    """A `Desk` from DESK_COLUMNS."""
    values = list(row)
    values[7] = json.loads(values[7] or "{}")
    return Desk(*values)
