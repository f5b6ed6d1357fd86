"""The journal's events as a bundle carries them: with their hashes, without what is personal.

A member is carried as it stands where its kind of value cannot be personal (a number, a time, a hash), or where the
table below says that its text is technical. Everything else is masked or left out, and the event says so: its hash
cannot be recomputed from the bundle then, but it still links the event before to the one after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from prro_cli.journal.events import KINDS, Event, Kind
from prro_cli.support.bundle.masking import HIDDEN, Mask

_PLAIN = frozenset({"int", "natural", "flag", "time", "hash", "blob", "blobs", "name"})
_TECHNICAL = frozenset(
    {
        "session_id", "seed_name", "seed_check", "unused_of", "class", "fiscal_number", "key_ski", "twin_of", "seconds",
        "channel", "server_time", "by", "failing_document", "granted", "question", "choice", "documents", "settled",
        "expected", "device_id", "ticket_sha256", "original", "effect", "z_totals", "totals_of_the_server",
        "delivery", "secret", "message_id", "provider_id", "driver", "desk",
    }
)  # fmt: skip
"""Members whose text is an identifier or a word of the protocol; sums and the names of taxes and means of payment."""
_MASKED = frozenset({"cashier", "tin", "reason", "text", "answer", "state", "detail"})
"""Members that may name somebody: known names are replaced, and mail addresses and telephone numbers."""
_LEFT_OUT = frozenset({"rows", "request_hash", "idempotency_key", "inside"})
"""Lines of receipts; a hash from which a short order could be guessed; a key that a web shop made of who knows what."""

ESSENTIAL = ("desk.bound", "session.", "limit.")
"""Kinds kept also where older events are left out for size: what is still open may hang on them."""


def essential(event: Event) -> bool:
    """Whether the event is carried even if it is old."""
    return event.kind.startswith(ESSENTIAL)


def carried(event: Event, mask: Mask, *, documents: bool) -> dict[str, Any]:
    """An event as JSON; `altered` names the members that are not as they were."""
    payload, altered = dict(event.payload), list[str]()
    if not documents:
        payload, altered = _redacted(event, mask)
    line: dict[str, Any] = {
        "id": event.id, "desk": event.desk, "seq": event.seq, "at": event.at, "kind": event.kind,
        "document": event.document, "payload": payload, "prev_hash": event.prev_hash.hex(), "hash": event.hash.hex(),
    }  # fmt: skip
    if altered:
        line["altered"] = sorted(altered)
    return line


def _redacted(event: Event, mask: Mask) -> tuple[dict[str, Any], list[str]]:
    kind = KINDS.get(event.kind, Kind())
    checks = {**kind.required, **kind.optional, "blobs": "blobs"}
    payload: dict[str, Any] = {}
    altered: list[str] = []
    for name, value in event.payload.items():
        shown = _member(name, value, checks.get(name), mask, required=name in kind.required)
        if shown is not _ABSENT:
            payload[name] = shown
        if shown != value:
            altered.append(name)
    return payload, altered


_ABSENT = object()


def _member(name: str, value: Any, check: str | None, mask: Mask, *, required: bool) -> Any:
    if name in _LEFT_OUT:
        return _ABSENT
    if check in _PLAIN or value is None or isinstance(value, int):
        return value
    if name in _TECHNICAL or name in _MASKED:
        return mask.deep(value) if name != "original" else _original(value)
    return _hidden(value) if required else _ABSENT


def _original(value: Any) -> Any:
    """The receipt a return or reversal is of: its numbers only."""
    known = ("fiscal_number", "register", "document")
    return {k: v for k, v in value.items() if k in known} if isinstance(value, Mapping) else {}


def _hidden(value: Any) -> Any:
    """A value of the same kind that says nothing."""
    if isinstance(value, str):
        return HIDDEN
    return [] if isinstance(value, list) else {}


def digests(payload: Mapping[str, Any], kind: str) -> Iterator[str]:
    """The stored bytes an event refers to."""
    from prro_cli.journal.events import blob_references

    yield from (digest for _, digest in blob_references(kind, payload))
