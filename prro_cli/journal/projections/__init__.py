"""Projections: pure functions from one event to the SQL that keeps the derived tables true.

They are the only code that writes derived tables: `append` runs them in the event's own transaction, `rebuild` and
`verify` run them over all events again. They read nothing but the event, so the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable

from prro_cli.journal.events import Event
from prro_cli.journal.projections import deliveries, desks, documents, offline, registrations
from prro_cli.journal.projections.base import Statement, Statements

_BY_KIND: dict[str, Callable[[Event], Statements]] = {
    "desk.bound": desks.bound,
    "state.observed": desks.observed,
    "session.granted": offline.granted,
    "session.rolled_back": offline.rolled_back,
    "session.discarded": offline.discarded,
    "document.drafted": documents.drafted,
    "document.adopted": documents.adopted,
    "document.signed": documents.signed,
    "document.sending": documents.sending,
    "document.unsent": documents.unsent,
    "document.unknown": documents.unknown,
    "document.parked": documents.parked,
    "document.probed": documents.probed,
    "document.registered": documents.registered,
    "document.refused": documents.refused,
    "document.voided": documents.voided,
    "document.revoked": documents.revoked,
    "document.stored_offline": documents.stored_offline,
    "document.requeued": documents.requeued,
    "document.printed": documents.printed,
    "package.prepared": offline.prepared,
    "package.sending": offline.sending,
    "package.accepted": offline.accepted,
    "package.refused": offline.refused,
    "package.unknown": offline.unknown,
    "decision.made": desks.decided,
    "limit.raised": desks.limit_raised,
    "registration.prepared": registrations.prepared,
    "registration.sending": registrations.sending,
    "registration.unsent": registrations.unsent,
    "registration.unknown": registrations.unknown,
    "registration.sent": registrations.sent,
    "registration.receipt": registrations.receipt,
    "registration.refused": registrations.refused,
    "registration.no_answer": registrations.no_answer,
    "registration.visible": registrations.visible,
    "delivery.queued": deliveries.queued,
    "delivery.attempted": deliveries.attempted,
    "delivery.delivered": deliveries.delivered,
    "delivery.failed": deliveries.failed,
    "delivery.unknown": deliveries.unknown,
    "delivery.requeued": deliveries.requeued,
    "delivery.dropped": deliveries.dropped,
    "delivery.forgotten": deliveries.forgotten,
}

_HEAD = """INSERT INTO heads (desk, seq, hash, event) VALUES (?, ?, ?, ?)
ON CONFLICT (desk) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, event = excluded.event"""


def project(event: Event) -> Statements:
    """All statements an event causes, in order."""
    yield Statement(_HEAD, (event.desk, event.seq, event.hash, event.id))
    projection = _BY_KIND.get(event.kind)
    if projection is not None:
        yield from projection(event)


__all__ = ["Statement", "project"]
