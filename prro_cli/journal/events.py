"""What may be written: the kinds of events, what each must carry, and the canonical text that is hashed.

An event is a fact that happened, never a wish. Members a kind requires are checked; members it does not know are
kept untouched, so that a newer engine can say more without a change here. Money is kopecks; a float anywhere in a
payload is refused, because it would not survive the canonical text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Any

from prro_cli.errors.journal import EventInvalidError
from prro_cli.record import dataclass

_HEX64 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)
_DESK = re.compile(r"\w[\w.\-]{0,63}")


class DocumentKind(StrEnum):
    """The documents the projections treat specially; other names are kept as they come."""

    SHIFT_OPEN = "shift_open"
    SHIFT_CLOSE = "shift_close"
    OFFLINE_BEGIN = "offline_begin"
    OFFLINE_END = "offline_end"
    SALE = "sale"
    RETURN = "return"
    SERVICE_INPUT = "service_input"
    SERVICE_OUTPUT = "service_output"
    REVERSAL = "reversal"
    Z_REPORT = "z_report"
    CASH_WITHDRAWAL = "cash_withdrawal"


TECHNICAL = (
    DocumentKind.SHIFT_OPEN,
    DocumentKind.SHIFT_CLOSE,
    DocumentKind.OFFLINE_BEGIN,
    DocumentKind.OFFLINE_END,
)
"""Documents that are not financially significant (API, "offline duration": receipts and Z-reports are)."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A fact to be appended; `document` is the id (UID) of the document it is about, if it is about one."""

    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A fact as it stands in the journal."""

    id: int
    desk: str
    seq: int
    at: str
    kind: str
    document: str | None
    payload: Mapping[str, Any]
    prev_hash: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of event must and may carry: member name → check (a name of `CHECKS`)."""

    required: Mapping[str, str] = field(default_factory=dict)
    optional: Mapping[str, str] = field(default_factory=dict)
    about_document: bool = False


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_time(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HEX64.fullmatch(value) is not None


def _is_natural(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


CHECKS: dict[str, Callable[[object], bool]] = {
    "text": lambda value: isinstance(value, str) and bool(value),
    "string": lambda value: isinstance(value, str),
    "name": lambda value: isinstance(value, str) and _NAME.fullmatch(value) is not None,
    "int": _is_int,
    "natural": _is_natural,
    "flag": lambda value: isinstance(value, bool),
    "time": _is_time,
    "hash": _is_hash,
    "blob": _is_hash,
    "object": lambda value: isinstance(value, dict),
    "objects": _is_objects,
    "strings": _is_strings,
    "blobs": lambda value: isinstance(value, list) and all(_is_hash(item) for item in value),
}

_EVIDENCE = {"evidence": "blob"}
_CALL = {"seconds": "string", "http": "int"}
"""How one call to the server went, for `prro why`; absent in older records."""
_FORM = {"file_name": "text"}
_SEALED = {"secret": "text", "secret_check": "text"}
_SESSION = {"session_id": "text"}
_DELIVERY = {"delivery": "text"}
_PACKAGE = {"session_id": "text", "index": "natural"}

_DRAFT = {
    "kind": "name",
    "class": "text",
    "local_number": "natural",
    "time": "time",
    "cashier": "string",
    "test": "flag",
    "offline": "flag",
    "xml": "blob",
}
_DRAFT_MORE = {
    "shift": "natural",
    "key_ski": "string",
    "session_id": "text",
    "session_number": "natural",
    "control": "natural",
    "fiscal_number": "text",
    "prev_hash": "hash",
    "total": "int",
    "rounding": "int",
    "paid": "int",
    "change": "int",
    "effect": "object",
    "original": "object",
    "rows": "objects",
    "request_hash": "text",
    "idempotency_key": "text",
    "twin_of": "text",
    "z_totals": "object",
}

KINDS: dict[str, Kind] = {
    "desk.bound": Kind({"fiscal_number": "text", "tin": "text", "device_id": "string"}),
    "state.observed": Kind({"next_local": "natural"}, {**_EVIDENCE, "state": "object"}),
    "session.granted": Kind(
        {**_SESSION, "seed_name": "text", "seed_check": "text", "source": "name"},
        {**_EVIDENCE, "unused_of": "string"},
    ),
    "session.rolled_back": Kind(_SESSION, _EVIDENCE),
    "session.discarded": Kind({**_SESSION, "reason": "text"}, _EVIDENCE),
    "document.drafted": Kind(_DRAFT, _DRAFT_MORE, about_document=True),
    "document.adopted": Kind(
        {**_DRAFT, "fiscal_number": "text", "source": "text", "evidence": "blob"},
        {**_DRAFT_MORE, "sha256": "blob", "size": "natural"},
        about_document=True,
    ),
    "document.signed": Kind(
        {"sha256": "blob", "size": "natural"},
        {"key_ski": "string", "timestamp": "flag", "xml": "blob", "reason": "string"},
        about_document=True,
    ),
    "document.sending": Kind({"attempt": "natural", "channel": "text"}, about_document=True),
    "document.unsent": Kind({"reason": "text"}, {**_EVIDENCE, **_CALL}, about_document=True),
    "document.unknown": Kind({"reason": "text"}, {**_EVIDENCE, **_CALL}, about_document=True),
    "document.parked": Kind({"reason": "text", "release_number": "flag"}, about_document=True),
    "document.probed": Kind({"question": "text", "answer": "string"}, _EVIDENCE, about_document=True),
    "document.registered": Kind(
        {"fiscal_number": "text", "how": "name"},
        {**_EVIDENCE, **_CALL, "ticket": "blob", "server_time": "string"},
        about_document=True,
    ),
    "document.refused": Kind(
        {"text": "string"},
        {**_EVIDENCE, **_CALL, "code": "int", "name": "string", "expected": "string"},
        about_document=True,
    ),
    "document.voided": Kind({"reason": "text"}, _EVIDENCE, about_document=True),
    "document.revoked": Kind(
        {"by": "text"}, {**_EVIDENCE, "release_number": "flag", "fiscal_number": "text"}, about_document=True
    ),
    "document.stored_offline": Kind({}, about_document=True),
    "document.requeued": Kind({"reason": "text"}, _EVIDENCE, about_document=True),
    "document.printed": Kind({"result": "name"}, {"detail": "string"}, about_document=True),
    "package.prepared": Kind({**_PACKAGE, "documents": "strings", "sha256": "blob"}),
    "package.sending": Kind({**_PACKAGE, "attempt": "natural"}),
    "package.accepted": Kind(_PACKAGE, {**_EVIDENCE, **_CALL, "granted": "string"}),
    "package.refused": Kind(
        {**_PACKAGE, "text": "string"},
        {**_EVIDENCE, **_CALL, "code": "int", "failing_document": "text", "settled": "strings"},
    ),
    "package.unknown": Kind({**_PACKAGE, "reason": "text"}, {**_EVIDENCE, **_CALL}),
    "decision.made": Kind({"question": "text", "choice": "text"}, _EVIDENCE),
    "delivery.queued": Kind({**_DELIVERY, "channel": "name", "secret": "text"}, {"desk": "text"}, about_document=True),
    "delivery.attempted": Kind({**_DELIVERY, "attempt": "natural", "message_id": "text", "driver": "text"}),
    "delivery.delivered": Kind({**_DELIVERY, "how": "name"}, {"provider_id": "string"}),
    "delivery.failed": Kind({**_DELIVERY, "reason": "text"}, {"retry_at": "time"}),
    "delivery.unknown": Kind({**_DELIVERY, "reason": "text"}, {"retry_at": "time"}),
    "delivery.requeued": Kind({**_DELIVERY, "reason": "text"}),
    "delivery.dropped": Kind({**_DELIVERY, "reason": "text"}),
    "delivery.forgotten": Kind({**_DELIVERY, "secret": "text"}),
    "limit.raised": Kind({"name": "name", "value": "int", "until": "time"}),
    # Forms name people, so their bytes are sealed secrets: the events hold only hashes and what is public.
    "registration.prepared": Kind(
        {**_FORM, **_SEALED, "form": "text", "xml": "hash"},
        {"action": "string", "tin": "string", "object": "string", "local_number": "string", "purpose": "string"},
    ),
    "registration.sending": Kind({**_FORM, **_SEALED, "channel": "name", "attempt": "natural", "sha256": "hash"}),
    "registration.unsent": Kind({**_FORM, "reason": "text"}, _SEALED),
    "registration.unknown": Kind({**_FORM, "reason": "text"}, _SEALED),
    "registration.sent": Kind({**_FORM}, {"ticket": "string"}),
    "registration.receipt": Kind(
        {**_FORM, **_SEALED, "number": "int", "verdict": "name", "final": "flag", "proof": "name", "sha256": "hash"},
        {
            "fiscal_number": "text",
            "local_number": "text",
            "registration_number": "text",
            "source": "string",
            "name": "string",
            "opened": "text",
            "opened_check": "text",
        },
    ),
    "registration.refused": Kind({**_FORM, "reason": "text"}, _SEALED),
    "registration.no_answer": Kind({**_FORM, "reason": "text"}),
    "registration.visible": Kind({**_FORM, "visible": "flag"}, {"fiscal_number": "text"}),
    "note": Kind({"text": "string"}, _EVIDENCE),
}
"""Every kind may also carry `blobs`: a list of SHA-256 of further stored bytes (raw answers, other evidence)."""


def canonical(payload: Mapping[str, Any], kind: str = "event") -> str:
    """The one JSON text of a payload: sorted members, no spaces, no floats."""
    _refuse_floats(payload, kind)
    try:
        text = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        text.encode()
    except (TypeError, ValueError) as error:
        raise EventInvalidError(kind=kind, detail=f"the payload is not plain JSON: {error}") from error
    return text


def _refuse_floats(value: object, kind: str) -> None:
    if isinstance(value, float):
        raise EventInvalidError(kind=kind, detail=f"{value!r} is a float; money is kopecks, quantity thousandths")
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise EventInvalidError(kind=kind, detail=f"the member name {key!r} is not text")
            _refuse_floats(item, kind)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item, kind)


def validate(event: NewEvent) -> None:
    """Refuse an event that its kind does not allow; unknown members are let through."""
    kind = KINDS.get(event.kind)
    if kind is None:
        raise EventInvalidError(kind=event.kind, detail="there is no such kind of event")
    if kind.about_document and not event.document:
        raise EventInvalidError(kind=event.kind, detail="it must name the document it is about")
    for name, check in kind.required.items():
        if name not in event.payload:
            raise EventInvalidError(kind=event.kind, detail=f"the member {name} is missing")
        _check(event, name, check)
    for name, check in {**kind.optional, "blobs": "blobs"}.items():
        if event.payload.get(name) is not None:
            _check(event, name, check)
    if event.kind in ("document.drafted", "document.adopted"):
        _validate_draft(event)


def _check(event: NewEvent, name: str, check: str) -> None:
    value = event.payload[name]
    if not CHECKS[check](value):
        raise EventInvalidError(kind=event.kind, detail=f"{name} = {value!r} is not a {check}")


def _validate_draft(event: NewEvent) -> None:
    payload = event.payload
    if payload["offline"]:
        for name in ("session_id", "session_number", "fiscal_number"):
            if payload.get(name) is None:
                raise EventInvalidError(kind=event.kind, detail=f"an offline document needs {name}")
    for row in payload.get("rows") or ():
        for name, check in (("index", "natural"), ("qty", "int"), ("sum", "int")):
            if not CHECKS[check](row.get(name)):
                detail = f"a row's {name} = {row.get(name)!r} is not a {check}"
                raise EventInvalidError(kind=event.kind, detail=detail)
        if row.get("marks") is not None and not _is_strings(row["marks"]):
            raise EventInvalidError(kind=event.kind, detail="a row's marks are not a list of texts")
        if row.get("original_row") is not None and not _is_natural(row["original_row"]):
            raise EventInvalidError(kind=event.kind, detail="a row's original_row is not a row number")
    _validate_effect(event)


def _validate_effect(event: NewEvent) -> None:
    from prro_cli.journal.totals import SECTIONS, flatten

    effect = event.payload.get("effect") or {}
    unknown = set(effect) - set(SECTIONS)
    if unknown:
        raise EventInvalidError(kind=event.kind, detail=f"effect has unknown sections: {sorted(unknown)}")
    try:
        flatten(effect)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise EventInvalidError(kind=event.kind, detail=f"effect cannot be read: {error!r}") from error


def valid_desk(desk: str) -> bool:
    """A desk's name is a file name too (its lock), so it is kept plain."""
    return _DESK.fullmatch(desk) is not None


def blob_references(kind: str, payload: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The stored bytes an event refers to: (member, hex SHA-256)."""
    known = KINDS.get(kind, Kind())
    for name, check in (*known.required.items(), *known.optional.items()):
        value = payload.get(name)
        if check == "blob" and isinstance(value, str):
            yield name, value
    extra = payload.get("blobs")
    if isinstance(extra, list):
        yield from (("blobs", item) for item in extra if isinstance(item, str))
