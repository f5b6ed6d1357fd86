# ruff: noqa: S608 - statements are put together from constants of this program only; values are parameters
"""Offline sessions as granted by the server, and the packages that carry their documents."""

from __future__ import annotations

import json

from prro_cli.journal.events import Event
from prro_cli.journal.projections.base import Statement, Statements

_OF_PACKAGE = "desk = ? AND session_id = ? AND idx = ?"
_DOCUMENTS = "desk = ? AND session_id = ? AND package_index = ?"
_NO_PACKAGE = "there is no such package"


def granted(event: Event) -> Statements:
    """A session id and the name of its sealed seed; told again, it stays one row."""
    p = event.payload
    sql = """INSERT INTO offline_sessions
    (desk, session_id, state, seed_name, seed_check, source, granted_at, granted_event)
    VALUES (?, ?, 'unused', ?, ?, ?, ?, ?)
    ON CONFLICT (desk, session_id) DO UPDATE SET seed_name = excluded.seed_name, seed_check = excluded.seed_check"""
    names = (event.desk, p["session_id"], p["seed_name"], p["seed_check"], p["source"])
    yield Statement(sql, (*names, event.at, event.id))


def rolled_back(event: Event) -> Statements:
    """The server undid the end of the session (OfflineSessionRolledBack): its documents are to be examined again."""
    sql = """UPDATE offline_sessions SET state = 'rolled_back', rolled_back_at = ?, delivered_at = NULL
    WHERE desk = ? AND session_id = ?"""
    yield Statement(sql, (event.at, event.desk, event.payload["session_id"]), "there is no such session")


def discarded(event: Event) -> Statements:
    """An unused pair the server no longer honours."""
    sql = "UPDATE offline_sessions SET state = 'discarded' WHERE desk = ? AND session_id = ? AND state = 'unused'"
    yield Statement(sql, (event.desk, event.payload["session_id"]), "only an unused session can be discarded")


def prepared(event: Event) -> Statements:
    """Package bytes and their list of documents are stored before the send (spec 5.2): a retry is byte for byte."""
    p = event.payload
    documents = json.dumps(p["documents"], ensure_ascii=False, separators=(",", ":"))
    sql = """INSERT INTO packages (desk, session_id, idx, state, sha256, documents, prepared_at)
    VALUES (?, ?, ?, 'prepared', ?, ?, ?)"""
    yield Statement(sql, (event.desk, p["session_id"], p["index"], p["sha256"], documents, event.at))
    sql = """UPDATE documents SET package_index = ?, last_event = ?
    WHERE desk = ? AND session_id = ? AND id IN (SELECT value FROM json_each(?))"""
    params = (p["index"], event.id, event.desk, p["session_id"], documents)
    yield Statement(sql, params, "none of its documents is there")


def sending(event: Event) -> Statements:
    """The package is about to leave."""
    sql = f"UPDATE packages SET state = 'sending', attempts = ? WHERE {_OF_PACKAGE} AND settled_at IS NULL"
    yield Statement(sql, (event.payload["attempt"], *_key(event)), "there is no such package waiting")


def unknown(event: Event) -> Statements:
    """The answer to the package is lost."""
    sql = f"UPDATE packages SET state = 'unknown' WHERE {_OF_PACKAGE} AND settled_at IS NULL"
    yield Statement(sql, _key(event), "there is no such package waiting")


def accepted(event: Event) -> Statements:
    """The server took the package: each of its waiting documents is registered."""
    sql = f"UPDATE packages SET state = 'accepted', settled_at = ? WHERE {_OF_PACKAGE}"
    yield Statement(sql, (event.at, *_key(event)), _NO_PACKAGE)
    sql = f"""UPDATE documents SET state = 'registered', how = 'package', stuck = 0, last_event = ?
    WHERE {_DOCUMENTS} AND state = 'offline'"""
    yield Statement(sql, (event.id, *_key(event)))
    sql = f"""UPDATE offline_sessions SET state = 'delivered', delivered_at = ?
    WHERE desk = ? AND session_id = ? AND end_document IN (SELECT id FROM documents WHERE {_DOCUMENTS})"""
    yield Statement(sql, (event.at, event.desk, event.payload["session_id"], *_key(event)))


def refused(event: Event) -> Statements:
    """The server refused document k: what it settled is registered, k needs a person, the rest keep their order."""
    p = event.payload
    sql = f"""UPDATE packages SET state = 'refused', settled_at = ?, code = ?, text = ?, failing_document = ?
    WHERE {_OF_PACKAGE}"""
    facts = (p.get("code"), p["text"], p.get("failing_document"))
    yield Statement(sql, (event.at, *facts, *_key(event)), _NO_PACKAGE)
    settled = json.dumps(p.get("settled") or [], ensure_ascii=False)
    sql = f"""UPDATE documents SET state = 'registered', how = 'package', last_event = ?
    WHERE {_DOCUMENTS} AND state = 'offline' AND id IN (SELECT value FROM json_each(?))"""
    yield Statement(sql, (event.id, *_key(event), settled))
    sql = """UPDATE documents SET stuck = 1, refusal_code = ?, refusal_text = ?, last_event = ?
    WHERE id = ? AND desk = ? AND state = 'offline'"""
    yield Statement(sql, (p.get("code"), p["text"], event.id, p.get("failing_document"), event.desk))
    sql = f"UPDATE documents SET package_index = NULL WHERE {_DOCUMENTS} AND state = 'offline'"
    yield Statement(sql, _key(event))


def _key(event: Event) -> tuple[str, str, int]:
    return event.desk, event.payload["session_id"], event.payload["index"]
