"""The life of a delivery: queued → attempted → delivered | failed | unknown; forgotten when its address is removed.

A delivery says nothing of the document it carries: fiscalisation is finished before it begins (R12).
"""

from __future__ import annotations

from prro_cli.journal.events import Event
from prro_cli.journal.projections.base import Statement, Statements
from prro_cli.journal.projections.documents import unix


def queued(event: Event) -> Statements:
    """A buyer wants the receipt at an address; the address itself is a sealed secret."""
    p = event.payload
    sql = """INSERT INTO outbox (id, desk, document, channel, secret, state, queued_at, due_unix, queued_event)
    VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, ?)"""
    desk = p.get("desk") or event.desk
    who = (p["delivery"], desk, event.document, p["channel"], p["secret"])
    yield Statement(sql, (*who, event.at, unix(event.at), event.id))


def attempted(event: Event) -> Statements:
    """The message is about to leave; found again in this state, nobody knows whether it did."""
    p = event.payload
    sql = """UPDATE outbox SET uncertain = CASE state WHEN 'attempted' THEN 1 ELSE uncertain END,
    state = 'attempted', attempts = ?, message_id = ?, driver = ?, attempted_at = ?
    WHERE id = ? AND state IN ('queued', 'attempted') AND forgotten = 0"""
    params = (p["attempt"], p["message_id"], p["driver"], event.at, p["delivery"])
    yield Statement(sql, params, "only a queued delivery can be attempted")


def delivered(event: Event) -> Statements:
    """The gateway took it, or a person knows that it arrived."""
    p = event.payload
    sql = """UPDATE outbox SET state = 'delivered', provider_id = ?, settled_at = ?, reason = NULL, uncertain = 0
    WHERE id = ? AND state <> 'delivered'"""
    yield Statement(sql, (p.get("provider_id"), event.at, p["delivery"]), "there is no such open delivery")


def failed(event: Event) -> Statements:
    """Not delivered for certain: for good, or until the time of the next attempt."""
    yield _undelivered(event, "failed", uncertain=0)


def unknown(event: Event) -> Statements:
    """It left, and no answer came; with `retry_at` the gateway knows a repetition by its message id."""
    yield _undelivered(event, "unknown", uncertain=1)


def _undelivered(event: Event, final: str, *, uncertain: int) -> Statement:
    p = event.payload
    again = p.get("retry_at")
    sql = """UPDATE outbox SET state = ?, reason = ?, due_unix = coalesce(?, due_unix), settled_at = ?, uncertain = ?
    WHERE id = ? AND state IN ('queued', 'attempted')"""
    due = None if again is None else unix(again)
    settled = event.at if again is None else None
    params = ("queued" if again else final, p["reason"], due, settled, uncertain, p["delivery"])
    return Statement(sql, params, "only an open delivery can fail")


def requeued(event: Event) -> Statements:
    """A person wants it sent again, under a new message id."""
    sql = """UPDATE outbox SET state = 'queued', round = round + 1, attempts = 0, uncertain = 0, due_unix = ?,
    settled_at = NULL, reason = ? WHERE id = ? AND state IN ('failed', 'unknown', 'dropped') AND forgotten = 0"""
    params = (unix(event.at), event.payload["reason"], event.payload["delivery"])
    yield Statement(sql, params, "only a delivery that failed can be sent again")


def dropped(event: Event) -> Statements:
    """Nothing is to be sent any more: its document never became a receipt, or a person gave it up."""
    sql = """UPDATE outbox SET state = 'dropped', reason = ?, settled_at = ?
    WHERE id = ? AND state IN ('queued', 'unknown', 'failed')"""
    params = (event.payload["reason"], event.at, event.payload["delivery"])
    yield Statement(sql, params, "only a delivery that was not made can be dropped")


def forgotten(event: Event) -> Statements:
    """The address is removed; what has not left yet never will."""
    sql = """UPDATE outbox SET forgotten = 1, settled_at = coalesce(settled_at, ?),
    state = CASE WHEN state IN ('queued', 'attempted') THEN 'dropped' ELSE state END WHERE id = ? AND forgotten = 0"""
    yield Statement(sql, (event.at, event.payload["delivery"]), "its address is forgotten already")
