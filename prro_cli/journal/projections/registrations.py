"""A registration form (20-ОПП, 1-ПРРО, 5-ПРРО): prepared → sent → receipt 1 → receipt 2 → accepted | refused.

From the moment a sending begins the state is `unknown` until something says better, so that a process killed on
the way leaves the truth behind by itself (registration.md 6: never send again after an uncertain sending).
"""

from __future__ import annotations

from prro_cli.journal.events import Event
from prro_cli.journal.projections.base import Statement, Statements

_FACTS = ("action", "tin", "object", "local_number", "purpose")
_PREPARED = """INSERT INTO registrations (file_name, desk, form, state, xml_sha256, xml_secret, xml_check,
action, tin, object, local_number, purpose, prepared_at, prepared_event, last_event)
VALUES (?, ?, ?, 'prepared', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (file_name) DO UPDATE SET form = excluded.form, xml_sha256 = excluded.xml_sha256,
xml_secret = excluded.xml_secret, xml_check = excluded.xml_check, action = excluded.action, tin = excluded.tin,
object = excluded.object, local_number = excluded.local_number, purpose = excluded.purpose,
prepared_at = excluded.prepared_at, prepared_event = excluded.prepared_event, last_event = excluded.last_event
WHERE registrations.state = 'prepared'"""


def prepared(event: Event) -> Statements:
    """A form with this file name is written; as long as it was not sent it may be written anew."""
    p = event.payload
    facts = tuple(p.get(name) for name in _FACTS)
    params = (p["file_name"], event.desk, p["form"], p["xml"], p["secret"], p["secret_check"], *facts, event.at)
    yield Statement(_PREPARED, (*params, event.id, event.id), "a form that was sent is never written anew")


def sending(event: Event) -> Statements:
    """The first byte is about to leave."""
    p = event.payload
    sql = """UPDATE registrations SET state = 'unknown', channel = ?, attempts = ?, sent_at = ?, sent_sha256 = ?,
    sent_secret = ?, sent_check = ?, ticket = NULL, reason = NULL, last_event = ?
    WHERE file_name = ? AND state = 'prepared'"""
    params = (p["channel"], p["attempt"], event.at, p["sha256"], p["secret"], p["secret_check"])
    yield Statement(sql, (*params, event.id, p["file_name"]), "only a prepared form can be sent")


def unsent(event: Event) -> Statements:
    """For certain not taken: the same form may be sent again."""
    p = event.payload
    sql = """UPDATE registrations SET state = 'prepared', reason = ?, sent_at = NULL, last_event = ?
    WHERE file_name = ? AND state IN ('unknown', 'sent', 'no_answer')"""
    yield Statement(sql, (p["reason"], event.id, p["file_name"]), "only a form whose sending began can be unsent")


def unknown(event: Event) -> Statements:
    """Sent, and the answer is lost."""
    p = event.payload
    sql = "UPDATE registrations SET reason = ?, last_event = ? WHERE file_name = ? AND state = 'unknown'"
    yield Statement(sql, (p["reason"], event.id, p["file_name"]), "only a form whose sending began can be unknown")


def sent(event: Event) -> Statements:
    """The gateway took it, which is not yet a receipt."""
    p = event.payload
    sql = """UPDATE registrations SET state = 'sent', ticket = coalesce(?, ticket), reason = NULL, last_event = ?
    WHERE file_name = ? AND state IN ('unknown', 'sent', 'no_answer')"""
    ticket = p.get("ticket") or None
    yield Statement(sql, (ticket, event.id, p["file_name"]), "only a form whose sending began can be sent")


def receipt(event: Event) -> Statements:
    """A receipt for it came. A settled form stays settled unless a receipt says otherwise in so many words."""
    p = event.payload
    settles = p["verdict"] in ("accepted", "refused")
    waiting = "receipt_2" if p["number"] == 2 else "receipt_1" if p["number"] == 1 else "sent"
    sql = """UPDATE registrations SET
    state = CASE WHEN ? THEN ? WHEN state IN ('accepted', 'refused') THEN state
            WHEN state = 'receipt_2' OR (state = 'receipt_1' AND ? = 'sent') THEN state ELSE ? END,
    settled_at = CASE WHEN ? THEN ? ELSE settled_at END,
    receipt_1_at = CASE WHEN ? = 1 THEN coalesce(receipt_1_at, ?) ELSE receipt_1_at END,
    receipt_2_at = CASE WHEN ? = 2 THEN coalesce(receipt_2_at, ?) ELSE receipt_2_at END,
    fiscal_number = coalesce(?, fiscal_number), registration_number = coalesce(?, registration_number),
    proof = ?, receipts = receipts + 1, last_receipt = ?, reason = NULL, last_event = ? WHERE file_name = ?"""
    params = (
        int(settles), p["verdict"], waiting, waiting, int(settles), event.at, p["number"], event.at, p["number"],
        event.at, p.get("fiscal_number"), p.get("registration_number"), p["proof"], p["secret"], event.id,
        p["file_name"],
    )  # fmt: skip
    yield Statement(sql, params, "there is no such form")


def refused(event: Event) -> Statements:
    """The gateway refused it on the spot, without a receipt."""
    p = event.payload
    sql = """UPDATE registrations SET state = 'refused', reason = ?, settled_at = ?, last_event = ?
    WHERE file_name = ? AND state IN ('unknown', 'sent', 'receipt_1', 'no_answer')"""
    params = (p["reason"], event.at, event.id, p["file_name"])
    yield Statement(sql, params, "only a form whose sending began can be refused")


def no_answer(event: Event) -> Statements:
    """The time for receipts is over (наказ 557: No 2 not later than the next working day)."""
    p = event.payload
    sql = """UPDATE registrations SET state = 'no_answer', reason = ?, last_event = ?
    WHERE file_name = ? AND state IN ('unknown', 'sent', 'receipt_1', 'receipt_2')"""
    yield Statement(sql, (p["reason"], event.id, p["file_name"]), "only a form that waits can be without an answer")


def visible(event: Event) -> Statements:
    """Whether the fiscal server shows what the form asked for; a fact apart from the receipts."""
    p = event.payload
    sql = """UPDATE registrations SET visible_at = ?, fiscal_number = coalesce(fiscal_number, ?), last_event = ?
    WHERE file_name = ?"""
    params = (event.at if p["visible"] else None, p.get("fiscal_number"), event.id, p["file_name"])
    yield Statement(sql, params, "there is no such form")
