"""The hash chain: each event of a desk carries the SHA-256 of itself and of the one before it.

The encoding puts the length before every field, so that no two different events share one encoding. The event's
row number is covered too: swapping or renumbering rows breaks the chain like any other edit.
"""

from __future__ import annotations

import hashlib

GENESIS = bytes(32)
"""What the first event of a desk has in place of a predecessor's hash."""

_DOMAIN = b"prro journal event 1"


def event_hash(
    prev_hash: bytes, event_id: int, desk: str, seq: int, at: str, kind: str, document: str | None, payload: str
) -> bytes:
    """The hash of one event; `payload` is the canonical text as stored."""
    fields = (
        _DOMAIN,
        prev_hash,
        str(event_id).encode(),
        desk.encode(),
        str(seq).encode(),
        at.encode(),
        kind.encode(),
        b"0" if document is None else b"1" + document.encode(),
        payload.encode(),
    )
    digest = hashlib.sha256()
    for value in fields:
        digest.update(len(value).to_bytes(8, "big"))
        digest.update(value)
    return digest.digest()
