"""The tables of the sandbox's state file."""

from __future__ import annotations

from typing import Final

VERSION: Final = 1

TABLES: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE secrets (name TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT;
CREATE TABLE authorities (
    fingerprint TEXT PRIMARY KEY, certificate BLOB NOT NULL, own INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE taxpayers (
    tin TEXT PRIMARY KEY, name TEXT NOT NULL, vat TEXT, single_tax INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE outlets (
    entity INTEGER PRIMARY KEY, tin TEXT NOT NULL REFERENCES taxpayers, guid TEXT NOT NULL, object_id INTEGER NOT NULL,
    name TEXT NOT NULL, address TEXT NOT NULL) STRICT;
CREATE TABLE registers (
    number INTEGER PRIMARY KEY, local INTEGER NOT NULL, outlet INTEGER NOT NULL REFERENCES outlets, name TEXT NOT NULL,
    offline INTEGER NOT NULL DEFAULT 1, closed INTEGER NOT NULL DEFAULT 0, blocked INTEGER NOT NULL DEFAULT 0,
    first_local INTEGER NOT NULL DEFAULT 1, device TEXT) STRICT;
CREATE TABLE operators (
    ski TEXT PRIMARY KEY, tin TEXT NOT NULL REFERENCES taxpayers, name TEXT NOT NULL, reg_num INTEGER NOT NULL,
    role TEXT NOT NULL, chief INTEGER NOT NULL, revoked INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE grants (
    ski TEXT NOT NULL REFERENCES operators, register INTEGER NOT NULL REFERENCES registers,
    PRIMARY KEY (ski, register)) STRICT;
CREATE TABLE shifts (
    id INTEGER PRIMARY KEY, register INTEGER NOT NULL REFERENCES registers, testing INTEGER NOT NULL,
    open_doc INTEGER NOT NULL, z_doc INTEGER, close_doc INTEGER, opened TEXT NOT NULL, closed TEXT,
    open_ski TEXT NOT NULL, open_name TEXT NOT NULL, close_ski TEXT, close_name TEXT) STRICT;
CREATE INDEX shifts_of_register ON shifts (register, id);
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, register INTEGER NOT NULL REFERENCES registers, local INTEGER NOT NULL,
    fiscal TEXT NOT NULL, uid TEXT NOT NULL, root TEXT NOT NULL, doctype INTEGER NOT NULL, subtype INTEGER NOT NULL,
    time TEXT NOT NULL, registered TEXT NOT NULL, shift INTEGER, session INTEGER, session_number INTEGER,
    ski TEXT NOT NULL, signer TEXT NOT NULL, testing INTEGER NOT NULL, total INTEGER, return_of TEXT,
    signed BLOB NOT NULL, xml BLOB NOT NULL, storned_by INTEGER, revoked_by INTEGER, removed INTEGER NOT NULL DEFAULT 0,
    released INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE UNIQUE INDEX numbers ON documents (register, local) WHERE removed = 0 AND released = 0;
CREATE UNIQUE INDEX fiscal_numbers ON documents (fiscal) WHERE removed = 0;
CREATE INDEX uids ON documents (uid COLLATE NOCASE);
CREATE INDEX documents_of_register ON documents (register, local);
CREATE INDEX documents_of_session ON documents (session, session_number) WHERE session IS NOT NULL;
CREATE INDEX documents_of_shift ON documents (shift, local);
CREATE INDEX returns ON documents (return_of) WHERE return_of IS NOT NULL;
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY, register INTEGER NOT NULL REFERENCES registers, seed TEXT NOT NULL, state TEXT NOT NULL,
    issued TEXT NOT NULL, begun TEXT, last_financial TEXT, ended TEXT, next_number INTEGER NOT NULL DEFAULT 1,
    rolled_back INTEGER NOT NULL DEFAULT 0, rollback_uid TEXT) STRICT;
CREATE INDEX sessions_of_register ON sessions (register, id);
CREATE TABLE requests (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, target TEXT NOT NULL, status INTEGER NOT NULL, code INTEGER,
    fault TEXT) STRICT;
"""
"""Money is in kopecks; times of documents are Kyiv times without offset, as the documents carry them; a session is
`spare` (granted, unused), `open` or `closed`."""

COUNTERS: Final[dict[str, int]] = {"fiscal": 4_500_000_001, "shift": 48_158_280, "session": 2_696_230}
"""First values: the fiscal numbers start beyond 32 bits so that no client gets away with an int32."""
