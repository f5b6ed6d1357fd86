# ruff: noqa: S608 - statements are put together from constants of this program only; values are parameters
"""What a document does to totals, shifts, sessions, returns and marks when it begins or ceases to count.

A document counts ("effective") from the moment it is registered online or stored offline. It ceases to count when
it is revoked, or reversed by a storno ("storno with zero storned amount", spec 3.10). All steps are guarded by the
document's own flag, so a fact told twice is applied once.
"""

from __future__ import annotations

from prro_cli.journal.events import TECHNICAL, Event
from prro_cli.journal.projections.base import Statement, Statements

_TOTALS = """
INSERT INTO totals (desk, shift, section, item, field, label, value)
SELECT d.desk, d.shift, json_extract(e.value, '$[0]'), json_extract(e.value, '$[1]'), json_extract(e.value, '$[2]'),
       json_extract(e.value, '$[3]'), {sign} json_extract(e.value, '$[4]')
FROM documents d, json_each(d.effect) e WHERE {where} AND d.shift IS NOT NULL
ON CONFLICT (desk, shift, section, item, field) DO UPDATE SET value = value + excluded.value,
    label = CASE excluded.label WHEN '' THEN label ELSE excluded.label END"""

_STORNED = "(SELECT original_document FROM documents WHERE id = ? AND kind = 'reversal' AND effective = {flag})"

ADD = _TOTALS.format(sign="+", where="d.id = ? AND d.effective = 0 AND d.reversed_by IS NULL")
TAKE = _TOTALS.format(sign="-", where="d.id = ? AND d.effective = 1")
TAKE_STORNED = _TOTALS.format(sign="-", where=f"d.id = {_STORNED.format(flag=0)} AND d.effective = 1")
ADD_STORNED = _TOTALS.format(
    sign="+", where=f"d.id = {_STORNED.format(flag=1)} AND d.reversed_by = ? AND d.state IN ('registered', 'offline')"
)

MARK_STORNED = f"""
UPDATE documents SET reversed_by = ?, effective = 0
WHERE id = {_STORNED.format(flag=0)} AND reversed_by IS NULL"""
CLAIMS_OF_STORNED = "UPDATE {table} SET live = ? WHERE document = " + _STORNED
RESTORE_STORNED = f"""
UPDATE documents SET reversed_by = NULL, effective = (state IN ('registered', 'offline'))
WHERE id = {_STORNED.format(flag=1)} AND reversed_by = ?"""

OPEN_SHIFT = """
INSERT INTO shifts (desk, number, state, opened_at, opened_unix, cashier, key_ski, test, open_document)
SELECT desk, shift, 'open', time, time_unix, cashier, key_ski, test, id FROM documents
WHERE id = ? AND kind = 'shift_open' AND effective = 0 AND shift IS NOT NULL
ON CONFLICT (desk, number) DO NOTHING"""
Z_OF_SHIFT = """
UPDATE shifts SET z_document = d.id, state = 'z' FROM documents d
WHERE d.id = ? AND d.kind = 'z_report' AND d.effective = 0 AND shifts.desk = d.desk AND shifts.number = d.shift"""
CLOSE_SHIFT = """
UPDATE shifts SET close_document = d.id, closed_at = d.time, state = 'closed' FROM documents d
WHERE d.id = ? AND d.kind = 'shift_close' AND d.effective = 0
  AND shifts.desk = d.desk AND shifts.number = d.shift"""

BEGIN_SESSION = """
UPDATE offline_sessions SET state = 'begun', begin_document = d.id, begun_at = d.time, begun_unix = d.time_unix
FROM documents d WHERE d.id = ? AND d.kind = 'offline_begin' AND d.effective = 0
  AND offline_sessions.desk = d.desk AND offline_sessions.session_id = d.session_id"""
END_SESSION = """
UPDATE offline_sessions SET state = 'ended', end_document = d.id, ended_at = d.time
FROM documents d WHERE d.id = ? AND d.kind = 'offline_end' AND d.effective = 0
  AND offline_sessions.desk = d.desk AND offline_sessions.session_id = d.session_id"""
FINANCIAL = """
UPDATE offline_sessions SET last_financial_at = d.time, last_financial_unix = d.time_unix
FROM documents d WHERE d.id = ? AND d.offline = 1 AND d.effective = 0 AND d.kind NOT IN (?, ?, ?, ?)
  AND offline_sessions.desk = d.desk AND offline_sessions.session_id = d.session_id
  AND coalesce(offline_sessions.last_financial_unix, 0) <= d.time_unix"""

_ITS_SHIFT = "(desk, number) = (SELECT desk, shift FROM documents WHERE id = ?)"
_ITS_SESSION = "(desk, session_id) = (SELECT desk, session_id FROM documents WHERE id = ?)"
_UNDO = (
    f"DELETE FROM shifts WHERE {_ITS_SHIFT} AND open_document = ?",
    f"""UPDATE shifts SET z_document = NULL, state = CASE state WHEN 'z' THEN 'open' ELSE state END
WHERE {_ITS_SHIFT} AND z_document = ?""",
    f"""UPDATE shifts SET close_document = NULL, closed_at = NULL,
    state = CASE WHEN z_document IS NULL THEN 'open' ELSE 'z' END WHERE {_ITS_SHIFT} AND close_document = ?""",
    f"""UPDATE offline_sessions SET state = 'unused', begin_document = NULL, begun_at = NULL, begun_unix = NULL
WHERE {_ITS_SESSION} AND begin_document = ?""",
    f"""UPDATE offline_sessions SET state = 'begun', end_document = NULL, ended_at = NULL, delivered_at = NULL
WHERE {_ITS_SESSION} AND end_document = ?""",
)

_TABLES_OF_CLAIMS = ("returned", "excise_marks")


def begin_to_count(event: Event) -> Statements:
    """The document is registered, or lawfully issued offline."""
    document = event.document
    yield Statement(ADD, (document,))
    for sql in (OPEN_SHIFT, Z_OF_SHIFT, CLOSE_SHIFT, BEGIN_SESSION, END_SESSION):
        yield Statement(sql, (document,))
    yield Statement(FINANCIAL, (document, *(str(kind) for kind in TECHNICAL)))
    yield Statement(TAKE_STORNED, (document,))
    for table in _TABLES_OF_CLAIMS:
        yield Statement(CLAIMS_OF_STORNED.format(table=table, flag=0), (0, document))
    yield Statement(MARK_STORNED, (document, document))
    yield Statement("UPDATE documents SET effective = 1 WHERE id = ? AND reversed_by IS NULL", (document,))
    yield from set_claims(event, live=True)


def cease_to_count(event: Event) -> Statements:
    """The document is revoked, refused or voided; what a reversal had taken back counts again."""
    document = event.document
    yield Statement(TAKE, (document,))
    for sql in _UNDO:
        yield Statement(sql, (document, document))
    yield Statement(ADD_STORNED, (document, document))
    for table in _TABLES_OF_CLAIMS:
        yield Statement(CLAIMS_OF_STORNED.format(table=table, flag=1), (1, document))
    yield Statement(RESTORE_STORNED, (document, document))
    yield Statement("UPDATE documents SET effective = 0 WHERE id = ?", (document,))
    yield from set_claims(event, live=False)


def set_claims(event: Event, *, live: bool) -> Statements:
    """Returned rows and excise marks of the document count, or are free again."""
    guard = " AND NOT EXISTS (SELECT 1 FROM documents WHERE id = ? AND reversed_by IS NOT NULL)" if live else ""
    params = (int(live), event.document, *((event.document,) if live else ()))
    yield Statement("UPDATE returned SET live = ? WHERE document = ?" + guard, params)
    yield Statement("UPDATE excise_marks SET live = ? WHERE document = ?" + guard, params)
