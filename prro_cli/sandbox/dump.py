"""The sandbox's state as JSON members: for tests, for `prro sandbox state`, for the human page."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from prro_cli.sandbox.books import Books, Entry
from prro_cli.sandbox.jsonform import REMARK
from prro_cli.sandbox.sessions import Sessions

if TYPE_CHECKING:
    from prro_cli.sandbox.sandbox import Sandbox


def dump(connection: sqlite3.Connection, box: Sandbox) -> dict[str, Any]:
    """Everything but keys and the bytes of documents."""
    numbers = [row["number"] for row in connection.execute("SELECT number FROM registers ORDER BY number")]
    return {
        "remark": REMARK,
        "url": box.url,
        "time": box.clock.now().isoformat(timespec="seconds"),
        "switches": box.switches.as_dict(),
        "faults": box.faults.pending(),
        "taxpayers": _rows(connection, "SELECT * FROM taxpayers ORDER BY tin"),
        "outlets": _rows(connection, "SELECT * FROM outlets ORDER BY entity"),
        "operators": _rows(connection, "SELECT * FROM operators ORDER BY reg_num"),
        "grants": _rows(connection, "SELECT * FROM grants ORDER BY register, ski"),
        "registers": [_register(connection, number) for number in numbers],
        "forms": _forms(connection),
        "requests": _rows(connection, "SELECT * FROM requests ORDER BY id DESC LIMIT 100"),
    }


def _forms(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Registration forms that the gateway took; its tables are made when the first one comes."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'gateway_forms'").fetchone():
        return []
    columns = "id, file_name, form, tin, channel, received, outcome, text"
    return _rows(connection, f"SELECT {columns} FROM gateway_forms ORDER BY id")  # noqa: S608


def _rows(connection: sqlite3.Connection, query: str, *values: object) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(query, values)]


def _register(connection: sqlite3.Connection, number: int) -> dict[str, Any]:
    books = Books(connection)
    row = _rows(connection, "SELECT * FROM registers WHERE number = ?", number)[0]
    return {
        **row,
        "next_local": books.next_local(number, row["first_local"]),
        "shifts": _rows(connection, "SELECT * FROM shifts WHERE register = ? ORDER BY id", number),
        "sessions": [
            {
                "id": session.id,
                "seed": session.seed,
                "state": session.state,
                "next_number": session.next_number,
                "minutes": session.minutes,
                "rolled_back": session.rolled_back,
            }
            for session in Sessions(connection, _no_random).of_register(number)
        ],
        "documents": [entry_members(entry) for entry in books.of_register(number)],
    }


def _no_random(_: int) -> int:
    raise AssertionError("reading the state grants no sessions")


def entry_members(entry: Entry) -> dict[str, Any]:
    """One document as an independent checker wants it: no bytes but their hash."""
    import hashlib

    return {
        "id": entry.id,
        "local": entry.local,
        "fiscal": entry.fiscal,
        "uid": entry.uid,
        "class": "zrep" if entry.root == "ZREP" else "check",
        "doctype": entry.doctype,
        "subtype": entry.subtype,
        "time": entry.time.isoformat(),
        "registered": entry.registered,
        "shift": entry.shift,
        "session": entry.session,
        "session_number": entry.session_number,
        "ski": entry.ski,
        "testing": entry.testing,
        "total": entry.total,
        "return_of": entry.return_of,
        "storned": entry.storned_by is not None,
        "revoked": entry.revoked_by is not None,
        "sha256": hashlib.sha256(entry.signed).hexdigest(),
    }
