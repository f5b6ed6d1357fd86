# ruff: noqa: S608 - statements are put together from constants of this program only; values are parameters
"""Checking what is written once: ids, sequence, hashes, canonical text, stored bytes."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from prro_cli.errors.base import PrroError
from prro_cli.journal.apply import EVENT_COLUMNS
from prro_cli.journal.chain import GENESIS, event_hash
from prro_cli.journal.events import NewEvent, blob_references, canonical, validate
from prro_cli.lang import say
from prro_cli.record import dataclass

_EVENTS = f"SELECT {EVENT_COLUMNS} FROM events ORDER BY id"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be, and where: table, row, column, event, document — as far as known."""

    check: str
    text: str
    table: str | None = None
    row: str | None = None
    column: str | None = None
    desk: str | None = None
    event: int | None = None
    document: str | None = None

    def __str__(self) -> str:
        place = [
            say("event {event}", event=self.event) if self.event is not None else "",
            self.table or "",
            self.row or "",
        ]
        place += [self.column or "", say("document {document}", document=self.document) if self.document else ""]
        where = ", ".join(part for part in place if part)
        return f"{self.check}: {self.text}" + (f" ({where})" if where else "")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a journal rebuilt from a bundle does not hold; where nothing is left out every check is whole."""

    altered: frozenset[int] = frozenset()
    """Events whose payload was masked: their hash links, but cannot be recomputed."""
    missing: frozenset[int] = frozenset()
    """Ids of events that were not carried."""
    stored: bool = False
    """Whether stored bytes (documents, answers) and secrets were left out."""

    def between(self, first: int, last: int) -> bool:
        """Whether something was left out from one event up to, not including, another."""
        return any(first <= number < last for number in self.missing)


NOTHING_LEFT_OUT = LeftOut()


def chain_findings(connection: sqlite3.Connection, left_out: LeftOut = NOTHING_LEFT_OUT) -> Iterator[Finding]:
    """Ids and sequence numbers without gaps, and every hash recomputed."""
    heads: dict[str, tuple[int, bytes, int]] = {}
    expected_id = 1
    for row in connection.execute(_EVENTS):
        event_id, desk, seq, at, kind, document, payload, prev_hash, stored = row
        here = {"table": "events", "desk": desk, "event": event_id, "document": document}
        if event_id != expected_id and not left_out.missing.issuperset(range(expected_id, event_id)):
            text = say("events {first} to {last} are missing", first=expected_id, last=event_id - 1)
            yield Finding("gap", text, column="id", **here)
        last_seq, last_hash, last_id = heads.get(desk, (0, GENESIS, 0))
        follows = not left_out.missing or not left_out.between(last_id, event_id)
        if seq != last_seq + 1 and follows:
            yield Finding(
                "gap", say("sequence number {seq} follows {before}", seq=seq, before=last_seq), column="seq", **here
            )
        if prev_hash != last_hash and follows:
            yield Finding("chain", say("it does not follow the event before it"), column="prev_hash", **here)
        whole = event_id not in left_out.altered
        if whole and event_hash(prev_hash, event_id, desk, seq, at, kind, document, payload) != stored:
            yield Finding(
                "chain", say("the record ({kind}) was altered after it was written", kind=kind), column="hash", **here
            )
        yield from _content(kind, document, payload, here)
        heads[desk] = (seq, stored, event_id)
        expected_id = event_id + 1


def _content(kind: str, document: str | None, payload: str, here: dict[str, Any]) -> Iterator[Finding]:
    try:
        value = json.loads(payload)
        if canonical(value, kind) != payload:
            yield Finding("payload", say("the payload is not in its canonical form"), column="payload", **here)
        validate(NewEvent(kind, value, document))
    except (ValueError, RecursionError, AttributeError, TypeError, PrroError) as error:
        yield Finding("payload", say("the payload cannot be read: {error}", error=error), column="payload", **here)


def blob_findings(connection: sqlite3.Connection, left_out: LeftOut = NOTHING_LEFT_OUT) -> Iterator[Finding]:
    """Each stored byte string has its hash, each reference has its bytes, nothing is stored that nobody refers to."""
    stored: set[bytes] = set()
    for sha256, data in connection.execute("SELECT sha256, data FROM blobs"):
        name = sha256.hex() if isinstance(sha256, bytes) else repr(sha256)
        if hashlib.sha256(data).digest() != sha256:
            yield Finding(
                "blob", say("the stored bytes do not have their hash"), table="blobs", row=name, column="data"
            )
        stored.add(sha256)
    wanted: set[bytes] = set()
    for event_id, desk, kind, document, payload in connection.execute(
        "SELECT id, desk, kind, document, payload FROM events ORDER BY id"
    ):
        for member, digest in _references(kind, payload):
            wanted.add(digest)
            if digest not in stored and not left_out.stored:
                here = {"desk": desk, "event": event_id, "document": document}
                text = say("the bytes of {member} ({digest}) are missing", member=member, digest=digest.hex())
                yield Finding("blob", text, table="blobs", row=digest.hex(), **here)
    for digest in sorted(stored - wanted):
        yield Finding("blob", say("no event refers to these bytes"), table="blobs", row=digest.hex())


def _references(kind: str, payload: str) -> Iterator[tuple[str, bytes]]:
    try:
        for member, digest in blob_references(kind, json.loads(payload)):
            yield member, bytes.fromhex(digest)
    except (ValueError, AttributeError, RecursionError):
        return  # told by the check of the chain
