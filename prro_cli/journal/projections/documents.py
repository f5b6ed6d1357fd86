# ruff: noqa: S608 - statements are put together from constants of this program only; values are parameters
"""The life of a document: draft → signed → sent → registered | refused | unknown, or → offline → registered."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from prro_cli.journal.events import Event
from prro_cli.journal.projections.base import Statement, Statements, Value
from prro_cli.journal.projections.effects import begin_to_count, cease_to_count
from prro_cli.journal.totals import flatten

_DRAFT_COLUMNS = (
    "kind", "class", "local_number", "fiscal_number", "time", "shift", "cashier", "key_ski", "session_id",
    "session_number", "control", "prev_hash", "total", "rounding", "paid", "change", "twin_of",
    "idempotency_key", "request_hash", "xml",
)  # fmt: skip
_OWN_COLUMNS = (
    "id", "desk", "state", "time_unix", "test", "offline", "original_fiscal_number", "original_register",
    "drafted_event", "last_event", "effect",
)  # fmt: skip
_COLUMNS = (*_DRAFT_COLUMNS, *_OWN_COLUMNS)
_INSERT = (
    f"INSERT INTO documents ({', '.join(_COLUMNS)}, original_document) "
    f"VALUES ({', '.join('?' * len(_COLUMNS))}, coalesce(?, "
    "(SELECT id FROM documents INDEXED BY documents_by_fiscal WHERE fiscal_number = ? AND desk = ? AND ? IS NULL "
    "ORDER BY drafted_event DESC LIMIT 1)))"
)
_REPLACE_KEY = (
    " ON CONFLICT (desk, key) DO UPDATE SET document = excluded.document, request_hash = excluded.request_hash"
)
_NO_SUCH = "there is no such document"


def drafted(event: Event) -> Statements:
    """A number is taken; returned rows and marks are claimed at once, so that nothing is returned or sold twice."""
    p = event.payload
    original: dict[str, Any] = p.get("original") or {}
    fiscal_number, register = original.get("fiscal_number"), original.get("register")
    own: tuple[Value, ...] = (
        event.document, event.desk, "draft", unix(p["time"]), int(p["test"]), int(p["offline"]),
        fiscal_number, register, event.id, event.id,
        json.dumps(flatten(p.get("effect") or {}), ensure_ascii=False, separators=(",", ":")),
    )  # fmt: skip
    values = (*(p.get(name) for name in _DRAFT_COLUMNS), *own)
    yield Statement(_INSERT, (*values, original.get("document"), fiscal_number, event.desk, register))
    key = p.get("idempotency_key")
    if key is not None:
        sql = "INSERT INTO idempotency (desk, key, request_hash, document) VALUES (?, ?, ?, ?)"
        sql += _REPLACE_KEY if p.get("twin_of") else ""
        yield Statement(sql, (event.desk, key, p.get("request_hash") or "", event.document))
    if p["kind"] == "return":
        yield from _claim_returned(event, register or "", fiscal_number or "")
    if p["kind"] in ("sale", "return"):
        yield from _claim_marks(event, 1 if p["kind"] == "sale" else -1)


def _claim_returned(event: Event, register: str, fiscal_number: str) -> Statements:
    sql = "INSERT INTO returned VALUES (?, ?, ?, ?, ?, ?, ?, 1)"
    whole = (event.document, 0, register, fiscal_number, 0, 1, event.payload.get("total") or 0)
    yield Statement(sql, whole)
    for row in event.payload.get("rows") or ():
        if row.get("original_row") is not None:
            key = (event.document, row["index"], register, fiscal_number, row["original_row"])
            yield Statement(sql, (*key, row["qty"], row["sum"]))


def _claim_marks(event: Event, direction: int) -> Statements:
    for row in event.payload.get("rows") or ():
        for mark in row.get("marks") or ():
            params = (mark, event.document, row["index"], direction)
            yield Statement("INSERT INTO excise_marks VALUES (?, ?, ?, ?, 1)", params)


def signed(event: Event) -> Statements:
    """Signed bytes are there; a re-signed or re-made technical document keeps the state it is waiting in."""
    p = event.payload
    sql = """UPDATE documents SET state = CASE state WHEN 'draft' THEN 'signed' ELSE state END, signed = ?,
    signed_size = ?, key_ski = coalesce(?, key_ski), xml = coalesce(?, xml), stuck = 0, last_event = ?
    WHERE id = ? AND state IN ('draft', 'signed', 'offline')"""
    params = (p["sha256"], p["size"], p.get("key_ski"), p.get("xml"), event.id, event.document)
    yield Statement(sql, params, "only a document not yet sent can be signed")


def sending(event: Event) -> Statements:
    """The first byte is about to leave: from here on only a probe may follow."""
    sql = """UPDATE documents SET state = 'sent', attempts = ?, last_event = ?
    WHERE id = ? AND state = 'signed'"""
    yield Statement(sql, (event.payload["attempt"], event.id, event.document), "only a signed document can be sent")


def unsent(event: Event) -> Statements:
    """For certain not delivered: it may be sent again, or voided."""
    sql = """UPDATE documents SET state = 'signed', consumed = 1, last_event = ?
    WHERE id = ? AND state IN ('signed', 'sent', 'unknown')"""
    yield Statement(sql, (event.id, event.document), "only a sent document can turn out not to be delivered")


def unknown(event: Event) -> Statements:
    """Sent, and the answer is lost."""
    sql = "UPDATE documents SET state = 'unknown', last_event = ? WHERE id = ? AND state IN ('sent', 'unknown')"
    yield Statement(sql, (event.id, event.document), "only a sent document can be unknown")


def parked(event: Event) -> Statements:
    """Set aside until the way back (API 4.9); with `release_number` its number may be taken by its offline twin."""
    release = bool(event.payload.get("release_number"))
    sql = """UPDATE documents SET parked = 1, consumed = CASE ? WHEN 1 THEN 0 ELSE consumed END, last_event = ?
    WHERE id = ? AND state = 'unknown'"""
    yield Statement(sql, (int(release), event.id, event.document), "only an unknown document can be set aside")


def registered(event: Event) -> Statements:
    """The server has it. A server's fact is taken from any state."""
    yield from begin_to_count(event)
    p = event.payload
    sql = """UPDATE documents SET state = 'registered', fiscal_number = ?, ticket = coalesce(?, ticket),
    server_time = coalesce(?, server_time), how = ?, consumed = 1, stuck = 0, parked = 0, last_event = ?
    WHERE id = ?"""
    params = (p["fiscal_number"], p.get("ticket"), p.get("server_time"), p["how"], event.id, event.document)
    yield Statement(sql, params, _NO_SUCH)
    yield _delivered(event)


def adopted(event: Event) -> Statements:
    """Made elsewhere, found at the server under the next number: it takes the number and counts, in one step."""
    yield from drafted(event)
    yield from begin_to_count(event)
    p = event.payload
    sql = """UPDATE documents SET state = 'registered', how = 'adopted', signed = ?, signed_size = ?, last_event = ?
    WHERE id = ?"""
    yield Statement(sql, (p.get("sha256"), p.get("size"), event.id, event.document), _NO_SUCH)
    yield _delivered(event)


def _delivered(event: Event) -> Statement:
    sql = """UPDATE offline_sessions SET state = 'delivered', delivered_at = ?
    WHERE (desk, session_id) = (SELECT desk, session_id FROM documents WHERE id = ?)
    AND end_document = ? AND state <> 'delivered'"""
    return Statement(sql, (event.at, event.document, event.document))


def refused(event: Event) -> Statements:
    """The server said no: the number is free again, and so is the idempotency key."""
    yield from cease_to_count(event)
    p = event.payload
    sql = """UPDATE documents SET state = 'rejected', consumed = 0, parked = 0, refusal_code = ?, refusal_text = ?,
    last_event = ? WHERE id = ?"""
    yield Statement(sql, (p.get("code"), p["text"], event.id, event.document), _NO_SUCH)
    yield _free_key(event)


def voided(event: Event) -> Statements:
    """Given up before it was ever sent, or after a refusal; offline only the technical 102/103 may be re-made."""
    sql = """UPDATE documents SET state = 'voided', consumed = 0, stuck = 0, last_event = ?
    WHERE id = ? AND (state IN ('draft', 'signed', 'rejected')
        OR (state = 'offline' AND kind IN ('offline_begin', 'offline_end')))"""
    yield Statement(sql, (event.id, event.document), "a document that may have been sent or issued is never voided")
    yield from cease_to_count(event)
    yield _free_key(event)


def revoked(event: Event) -> Statements:
    """The server took an online document back (REVOKELASTONLINEDOC); its offline twin stands for it."""
    yield from cease_to_count(event)
    p = event.payload
    sql = """UPDATE documents SET state = 'revoked', revoked_by = ?, parked = 0, last_event = ?,
    fiscal_number = coalesce(fiscal_number, ?), consumed = CASE ? WHEN 1 THEN 0 ELSE consumed END WHERE id = ?"""
    facts = (p["by"], event.id, p.get("fiscal_number"), int(bool(p.get("release_number"))))
    params = (*facts, event.document)
    yield Statement(sql, params, _NO_SUCH)
    yield _free_key(event)


def stored_offline(event: Event) -> Statements:
    """Issued offline: it counts, and waits for its package."""
    sql = "UPDATE documents SET state = 'offline', last_event = ? WHERE id = ? AND state = 'signed' AND offline = 1"
    yield from begin_to_count(event)
    yield Statement(sql, (event.id, event.document), "only a signed offline document can be issued offline")


def requeued(event: Event) -> Statements:
    """Found missing on the server after a rollback of its session: it waits for a package again."""
    sql = """UPDATE documents SET state = 'offline', stuck = 0, package_index = NULL, last_event = ?
    WHERE id = ? AND offline = 1 AND state IN ('registered', 'offline')"""
    yield Statement(sql, (event.id, event.document), "only a document issued offline can wait again")


def printed(event: Event) -> Statements:
    """The result of printing or showing it."""
    sql = "UPDATE documents SET printed = ?, last_event = ? WHERE id = ?"
    yield Statement(sql, (event.payload["result"], event.id, event.document), _NO_SUCH)


def probed(event: Event) -> Statements:
    """Asked for; what follows from the answer is an event of its own."""
    yield Statement("UPDATE documents SET last_event = ? WHERE id = ?", (event.id, event.document), _NO_SUCH)


def _free_key(event: Event) -> Statement:
    return Statement("DELETE FROM idempotency WHERE desk = ? AND document = ?", (event.desk, event.document))


def unix(time: str) -> int:
    """Seconds since 1970, for comparing times across changes of the offset."""
    return int(datetime.fromisoformat(time).timestamp())
