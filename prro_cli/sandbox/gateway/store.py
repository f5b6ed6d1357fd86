"""What the gateway remembers: forms by file name, receipts in the boxes of senders, objects of taxation."""

from __future__ import annotations

import sqlite3
from dataclasses import field
from typing import Final

from prro_cli.record import dataclass

TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS gateway_forms (
    id INTEGER PRIMARY KEY, file_name TEXT NOT NULL UNIQUE, tin TEXT NOT NULL, email TEXT NOT NULL,
    channel TEXT NOT NULL, received TEXT NOT NULL, form TEXT NOT NULL, outcome TEXT NOT NULL, text TEXT NOT NULL,
    xml BLOB NOT NULL, late INTEGER NOT NULL DEFAULT 0) STRICT""",
    """CREATE TABLE IF NOT EXISTS gateway_receipts (
    id INTEGER PRIMARY KEY, form INTEGER NOT NULL REFERENCES gateway_forms, number INTEGER NOT NULL,
    final INTEGER NOT NULL, file_name TEXT NOT NULL, data BLOB NOT NULL, plain BLOB NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0) STRICT""",
    """CREATE TABLE IF NOT EXISTS gateway_objects (
    tin TEXT NOT NULL, object_id TEXT NOT NULL, entity INTEGER NOT NULL, katottg TEXT NOT NULL,
    closed INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (tin, object_id)) STRICT""",
)
"""Made at the first use, so that the state file of a sandbox without forms stays as it is."""


@dataclass(frozen=True, slots=True)
class StoredForm:
    """One form as it was taken; `late` is how often one still asks in vain for receipt No 2."""

    id: int
    file_name: str
    tin: str
    email: str
    channel: str
    received: str
    form: str
    outcome: str
    text: str
    late: int


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """One receipt, sealed for the sender."""

    id: int
    form: int
    number: int
    final: bool
    file_name: str
    data: bytes = field(repr=False)


def prepare(connection: sqlite3.Connection) -> None:
    """Make the tables where they are missing."""
    for statement in TABLES:
        connection.execute(statement)


def add_form(
    connection: sqlite3.Connection, *, file_name: str, tin: str, email: str, channel: str, received: str, form: str,
    outcome: str, text: str, xml: bytes, late: int,
) -> int:  # fmt: skip
    """Keep a form; its number is the `id` of the answer."""
    values = (file_name, tin, email, channel, received, form, outcome, text, xml, late)
    cursor = connection.execute(
        "INSERT INTO gateway_forms (file_name, tin, email, channel, received, form, outcome, text, xml, late)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        values,
    )
    return int(cursor.lastrowid or 0)


_FORMS: Final = "SELECT id, file_name, tin, email, channel, received, form, outcome, text, late FROM gateway_forms "


def form_by_name(connection: sqlite3.Connection, file_name: str) -> StoredForm | None:
    """A form by its file name, in whatever case."""
    row = connection.execute(_FORMS + "WHERE file_name = ? COLLATE NOCASE", (file_name,)).fetchone()
    return StoredForm(*row) if row else None


def form_by_id(connection: sqlite3.Connection, number: int) -> StoredForm | None:
    """A form by the id its sender got."""
    row = connection.execute(_FORMS + "WHERE id = ?", (number,)).fetchone()
    return StoredForm(*row) if row else None


def forms_of(connection: sqlite3.Connection, tin: str) -> list[StoredForm]:
    """All forms of a taxpayer, oldest first."""
    return [StoredForm(*row) for row in connection.execute(_FORMS + "WHERE tin = ? ORDER BY id", (tin,))]


def add_receipt(
    connection: sqlite3.Connection, form: int, number: int, final: bool, file_name: str, data: bytes, plain: bytes
) -> None:
    """Put a receipt into the sender's box, sealed, and as the cabinet shows it to people."""
    connection.execute(
        "INSERT INTO gateway_receipts (form, number, final, file_name, data, plain) VALUES (?, ?, ?, ?, ?, ?)",
        (form, number, int(final), file_name, data, plain),
    )


def plain_receipt(connection: sqlite3.Connection, number: int, tin: str) -> bytes | None:
    """A receipt of this taxpayer without signature and encryption."""
    sql = "SELECT r.plain FROM gateway_receipts r JOIN gateway_forms f ON f.id = r.form WHERE r.id = ? AND f.tin = ?"
    row = connection.execute(sql, (number, tin)).fetchone()
    return bytes(row[0]) if row else None


def receipts_of(connection: sqlite3.Connection, form: int) -> list[StoredReceipt]:
    """The receipts of a form that may be given out now; asking while No 2 is late brings it nearer."""
    late = connection.execute("SELECT late FROM gateway_forms WHERE id = ?", (form,)).fetchone()[0]
    if late:
        connection.execute("UPDATE gateway_forms SET late = late - 1 WHERE id = ?", (form,))
    sql = "SELECT id, form, number, final, file_name, data FROM gateway_receipts WHERE form = ? AND deleted = 0"
    rows = connection.execute(sql + " ORDER BY id", (form,)).fetchall()
    return [_receipt(row) for row in rows if row["number"] == 1 or not late]


def receipt(connection: sqlite3.Connection, number: int) -> StoredReceipt | None:
    """One receipt by its id."""
    sql = "SELECT id, form, number, final, file_name, data FROM gateway_receipts WHERE id = ? AND deleted = 0"
    row = connection.execute(sql, (number,)).fetchone()
    return _receipt(row) if row else None


def delete_receipt(connection: sqlite3.Connection, number: int) -> bool:
    """Take a receipt out of the box."""
    sql = "UPDATE gateway_receipts SET deleted = 1 WHERE id = ? AND deleted = 0"
    return connection.execute(sql, (number,)).rowcount == 1


def _receipt(row: sqlite3.Row) -> StoredReceipt:
    return StoredReceipt(row[0], row[1], row[2], bool(row[3]), row[4], bytes(row[5]))
