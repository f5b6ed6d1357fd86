"""Facts about the desk itself: what it is bound to, what the server said of it, decisions, limits."""

from __future__ import annotations

import json

from prro_cli.journal.events import Event
from prro_cli.journal.projections.base import Statement, Statements


def bound(event: Event) -> Statements:
    """The desk is bound to a fiscal number and to this device."""
    p = event.payload
    sql = """INSERT INTO desks (desk, fiscal_number, tin, device_id, bound_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (desk) DO UPDATE SET fiscal_number = excluded.fiscal_number, tin = excluded.tin,
    device_id = excluded.device_id, bound_at = excluded.bound_at"""
    yield Statement(sql, (event.desk, p["fiscal_number"], p["tin"], p["device_id"], event.at))


def observed(event: Event) -> Statements:
    """What the server said about the register (TransactionsRegistrarState)."""
    p = event.payload
    state = json.dumps(p.get("state") or {}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sql = """INSERT INTO desks (desk, observed_at, observed_next_local, observed_state, observed_event)
    VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (desk) DO UPDATE SET observed_at = excluded.observed_at, observed_state = excluded.observed_state,
    observed_next_local = excluded.observed_next_local, observed_event = excluded.observed_event"""
    yield Statement(sql, (event.desk, event.at, p["next_local"], state, event.id))


def decided(event: Event) -> Statements:
    """A decision of a person or of a rule."""
    p = event.payload
    params = (event.id, event.desk, event.at, event.document, p["question"], p["choice"])
    yield Statement("INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?)", params)


def limit_raised(event: Event) -> Statements:
    """A local limit is raised for a time (R77)."""
    p = event.payload
    sql = """INSERT INTO limits VALUES (?, ?, ?, ?, ?) ON CONFLICT (desk, name)
    DO UPDATE SET value = excluded.value, until = excluded.until, raised_at = excluded.raised_at"""
    yield Statement(sql, (event.desk, p["name"], p["value"], p["until"], event.at))
