"""The tables. TRUTH is written once and never changed; DERIVED can be thrown away and made again from the events."""

from __future__ import annotations

TRUTH: dict[str, str] = {
    "events": """
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    desk TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    document TEXT,
    payload TEXT NOT NULL,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    UNIQUE (desk, seq)
) STRICT""",
    "events_by_document": "CREATE INDEX events_by_document ON events (document, id) WHERE document IS NOT NULL",
    "blobs": "CREATE TABLE blobs (sha256 BLOB PRIMARY KEY, data BLOB NOT NULL) STRICT",
    "secrets": "CREATE TABLE secrets (name TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT",
    "events_never_change": """
CREATE TRIGGER events_never_change BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
    "events_never_go": """
CREATE TRIGGER events_never_go BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
    "blobs_never_change": """
CREATE TRIGGER blobs_never_change BEFORE UPDATE ON blobs
BEGIN SELECT RAISE(ABORT, 'blobs are append-only'); END""",
    "blobs_never_go": """
CREATE TRIGGER blobs_never_go BEFORE DELETE ON blobs
BEGIN SELECT RAISE(ABORT, 'blobs are append-only'); END""",
}

# Table → its columns; the order of the columns of `documents`, `shifts`, `offline_sessions`, `packages` is the
# order of the fields of the row types in rows.py; that of `registrations` is in registrations.py.
DERIVED_TABLES: dict[str, str] = {
    "heads": """
CREATE TABLE heads (
    desk TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash BLOB NOT NULL, event INTEGER NOT NULL
) STRICT""",
    "desks": """
CREATE TABLE desks (
    desk TEXT PRIMARY KEY, fiscal_number TEXT, tin TEXT, device_id TEXT, bound_at TEXT,
    observed_at TEXT, observed_next_local INTEGER, observed_state TEXT, observed_event INTEGER
) STRICT""",
    "documents": """
CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    desk TEXT NOT NULL,
    kind TEXT NOT NULL,
    class TEXT NOT NULL,
    state TEXT NOT NULL,
    local_number INTEGER NOT NULL,
    fiscal_number TEXT,
    time TEXT NOT NULL,
    time_unix INTEGER NOT NULL,
    shift INTEGER,
    cashier TEXT NOT NULL,
    key_ski TEXT,
    test INTEGER NOT NULL,
    offline INTEGER NOT NULL,
    session_id TEXT,
    session_number INTEGER,
    control INTEGER,
    prev_hash TEXT,
    total INTEGER,
    rounding INTEGER,
    paid INTEGER,
    change INTEGER,
    original_fiscal_number TEXT,
    original_register TEXT,
    original_document TEXT,
    twin_of TEXT,
    idempotency_key TEXT,
    request_hash TEXT,
    xml TEXT NOT NULL,
    signed TEXT,
    signed_size INTEGER,
    ticket TEXT,
    server_time TEXT,
    how TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    consumed INTEGER NOT NULL DEFAULT 1,
    effective INTEGER NOT NULL DEFAULT 0,
    stuck INTEGER NOT NULL DEFAULT 0,
    parked INTEGER NOT NULL DEFAULT 0,
    revoked_by TEXT,
    reversed_by TEXT,
    refusal_code INTEGER,
    refusal_text TEXT,
    printed TEXT,
    package_index INTEGER,
    drafted_event INTEGER NOT NULL,
    last_event INTEGER NOT NULL,
    effect TEXT NOT NULL
) STRICT""",
    "shifts": """
CREATE TABLE shifts (
    desk TEXT NOT NULL, number INTEGER NOT NULL, state TEXT NOT NULL, opened_at TEXT NOT NULL,
    opened_unix INTEGER NOT NULL, cashier TEXT NOT NULL, key_ski TEXT, test INTEGER NOT NULL,
    open_document TEXT NOT NULL, z_document TEXT, close_document TEXT, closed_at TEXT,
    PRIMARY KEY (desk, number)
) STRICT""",
    "offline_sessions": """
CREATE TABLE offline_sessions (
    desk TEXT NOT NULL, session_id TEXT NOT NULL, state TEXT NOT NULL, seed_name TEXT NOT NULL,
    seed_check TEXT NOT NULL, source TEXT NOT NULL, granted_at TEXT NOT NULL, granted_event INTEGER NOT NULL,
    begin_document TEXT, begun_at TEXT, begun_unix INTEGER, end_document TEXT, ended_at TEXT,
    last_financial_at TEXT, last_financial_unix INTEGER, delivered_at TEXT, rolled_back_at TEXT,
    PRIMARY KEY (desk, session_id)
) STRICT""",
    "packages": """
CREATE TABLE packages (
    desk TEXT NOT NULL, session_id TEXT NOT NULL, idx INTEGER NOT NULL, state TEXT NOT NULL,
    sha256 TEXT NOT NULL, documents TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    prepared_at TEXT NOT NULL, settled_at TEXT, code INTEGER, text TEXT, failing_document TEXT,
    PRIMARY KEY (desk, session_id, idx)
) STRICT""",
    "totals": """
CREATE TABLE totals (
    desk TEXT NOT NULL, shift INTEGER NOT NULL, section TEXT NOT NULL, item TEXT NOT NULL, field TEXT NOT NULL,
    label TEXT NOT NULL, value INTEGER NOT NULL,
    PRIMARY KEY (desk, shift, section, item, field)
) STRICT""",
    "returned": """
CREATE TABLE returned (
    document TEXT NOT NULL, idx INTEGER NOT NULL, register TEXT NOT NULL, original TEXT NOT NULL,
    original_row INTEGER NOT NULL, quantity INTEGER NOT NULL, sum INTEGER NOT NULL, live INTEGER NOT NULL,
    PRIMARY KEY (document, idx)
) STRICT""",
    "excise_marks": """
CREATE TABLE excise_marks (
    mark TEXT NOT NULL, document TEXT NOT NULL, idx INTEGER NOT NULL, direction INTEGER NOT NULL,
    live INTEGER NOT NULL, PRIMARY KEY (mark, document)
) STRICT""",
    "idempotency": """
CREATE TABLE idempotency (
    desk TEXT NOT NULL, key TEXT NOT NULL, request_hash TEXT NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (desk, key)
) STRICT""",
    "decisions": """
CREATE TABLE decisions (
    event INTEGER PRIMARY KEY, desk TEXT NOT NULL, at TEXT NOT NULL, document TEXT,
    question TEXT NOT NULL, choice TEXT NOT NULL
) STRICT""",
    "registrations": """
CREATE TABLE registrations (
    file_name TEXT PRIMARY KEY, desk TEXT NOT NULL, form TEXT NOT NULL, state TEXT NOT NULL,
    action TEXT, tin TEXT, object TEXT, local_number TEXT, purpose TEXT,
    channel TEXT, ticket TEXT, attempts INTEGER NOT NULL DEFAULT 0, reason TEXT,
    prepared_at TEXT NOT NULL, sent_at TEXT, receipt_1_at TEXT, receipt_2_at TEXT, settled_at TEXT, visible_at TEXT,
    fiscal_number TEXT, registration_number TEXT, proof TEXT, receipts INTEGER NOT NULL DEFAULT 0, last_receipt TEXT,
    xml_sha256 TEXT NOT NULL, xml_secret TEXT NOT NULL, xml_check TEXT NOT NULL,
    sent_sha256 TEXT, sent_secret TEXT, sent_check TEXT,
    prepared_event INTEGER NOT NULL, last_event INTEGER NOT NULL
) STRICT""",
    "outbox": """
CREATE TABLE outbox (
    id TEXT PRIMARY KEY, desk TEXT NOT NULL, document TEXT NOT NULL, channel TEXT NOT NULL, secret TEXT NOT NULL,
    state TEXT NOT NULL, round INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,
    uncertain INTEGER NOT NULL DEFAULT 0, forgotten INTEGER NOT NULL DEFAULT 0, queued_at TEXT NOT NULL,
    due_unix INTEGER NOT NULL, attempted_at TEXT, settled_at TEXT, driver TEXT, message_id TEXT, provider_id TEXT,
    reason TEXT, queued_event INTEGER NOT NULL
) STRICT""",
    "limits": """
CREATE TABLE limits (
    desk TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL, until TEXT NOT NULL, raised_at TEXT NOT NULL,
    PRIMARY KEY (desk, name)
) STRICT""",
}

DERIVED_EXTRAS: dict[str, str] = {
    "documents_by_number": "CREATE INDEX documents_by_number ON documents (desk, local_number) WHERE consumed = 1",
    "documents_by_draft": "CREATE INDEX documents_by_draft ON documents (desk, drafted_event)",
    "documents_by_time": "CREATE INDEX documents_by_time ON documents (desk, time_unix)",
    "documents_by_shift": "CREATE INDEX documents_by_shift ON documents (desk, shift) WHERE shift IS NOT NULL",
    "documents_by_fiscal": """
CREATE INDEX documents_by_fiscal ON documents (fiscal_number) WHERE fiscal_number IS NOT NULL""",
    "documents_unsettled": """
CREATE INDEX documents_unsettled ON documents (desk, local_number)
WHERE state IN ('draft', 'signed', 'sent', 'unknown')""",
    "documents_queued": "CREATE INDEX documents_queued ON documents (desk, local_number) WHERE state = 'offline'",
    "documents_stuck": "CREATE INDEX documents_stuck ON documents (desk, local_number) WHERE stuck = 1",
    "documents_in_session": """
CREATE INDEX documents_in_session ON documents (desk, session_id, session_number) WHERE session_id IS NOT NULL""",
    "sessions_alive": """
CREATE INDEX sessions_alive ON offline_sessions (desk, granted_event)
WHERE state IN ('begun', 'ended', 'rolled_back')""",
    "sessions_unused": "CREATE INDEX sessions_unused ON offline_sessions (desk, granted_event) WHERE state = 'unused'",
    "packages_open": "CREATE INDEX packages_open ON packages (desk) WHERE settled_at IS NULL",
    "returned_by_original": "CREATE INDEX returned_by_original ON returned (original, register)",
    "marks_by_document": "CREATE INDEX marks_by_document ON excise_marks (document)",
    "outbox_open": "CREATE INDEX outbox_open ON outbox (due_unix) WHERE state IN ('queued', 'attempted')",
    "outbox_lost": """
CREATE INDEX outbox_lost ON outbox (desk, queued_event) WHERE state IN ('failed', 'unknown')""",
    "outbox_remembered": "CREATE INDEX outbox_remembered ON outbox (queued_event) WHERE forgotten = 0",
    "outbox_by_document": "CREATE INDEX outbox_by_document ON outbox (document)",
    # A last guard of the engine's numbering: the same number is never given twice, whatever the caller says.
    "number_taken_once": """
CREATE TRIGGER number_taken_once BEFORE INSERT ON documents
WHEN EXISTS (SELECT 1 FROM documents WHERE desk = NEW.desk AND local_number = NEW.local_number AND consumed = 1)
BEGIN SELECT RAISE(ABORT, 'the local number is taken'); END""",
}

DERIVED: dict[str, str] = {**DERIVED_TABLES, **DERIVED_EXTRAS}

REGISTRATIONS: dict[str, str] = {"registrations": DERIVED["registrations"]}
OUTBOX: dict[str, str] = {name: DERIVED[name] for name in DERIVED if name.startswith("outbox")}


def statements(objects: dict[str, str]) -> tuple[str, ...]:
    """The statements in order."""
    return tuple(text.strip() for text in objects.values())
