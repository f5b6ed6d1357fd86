"""Exports for people and inspectors: a table, the events, and the signed originals with an index and SHA256SUMS.

The same journal gives the same bytes every time: rows in the order of the records, no time of export inside.
Secrets are never exported: events hold only their names.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from prro_cli.errors.general import DiskError
from prro_cli.errors.journal import ExportExistsError
from prro_cli.journal.events import Event
from prro_cli.journal.readers import Readers
from prro_cli.journal.rows import Document, DocumentFilter
from prro_cli.record import dataclass
from prro_cli.values import format_money

CSV_COLUMNS = (
    "desk", "local_number", "fiscal_number", "kind", "state", "time", "shift", "cashier", "test", "offline",
    "session_id", "session_number", "total", "rounding", "paid", "change", "original_fiscal_number",
    "original_register", "server_time", "id", "xml_sha256", "signed_sha256",
)  # fmt: skip
INDEX_COLUMNS = (*CSV_COLUMNS, "xml_file", "signed_file", "ticket_file")
_MONEY = ("total", "rounding", "paid", "change")
_EVENT_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the file or folder, how many records, and the SHA-256 of the file (or of SHA256SUMS)."""

    path: Path
    records: int
    sha256: str


def export_csv(journal: Readers, target: Path, wanted: DocumentFilter) -> Exported:
    """One row a document."""
    with journal.reading():
        rows = [_csv_row(document) for document in journal.documents_in_order(wanted)]
    text = _csv(CSV_COLUMNS, rows)
    return Exported(target, len(rows), write_new(target, text.encode()))


def export_jsonl(journal: Readers, target: Path, desk: str | None = None) -> Exported:
    """One event a line, with its hashes: enough to recompute the chain without this program."""
    with journal.reading():
        lines = [json.dumps(event_json(event), ensure_ascii=False) for event in _events(journal, desk)]
    data = "".join(f"{line}\n" for line in lines).encode()
    return Exported(target, len(lines), write_new(target, data))


def export_originals(journal: Readers, folder: Path, wanted: DocumentFilter) -> Exported:
    """The signed documents, their XML and the server's answers, byte for byte; SHA256SUMS is written last."""
    new_folder(folder)
    sums: list[tuple[str, str]] = []
    rows: list[tuple[Any, ...]] = []
    with journal.reading():
        for document in journal.documents_in_order(wanted):
            if document.signed is None:
                continue
            names = [_original(journal, folder, document, kind, sums) for kind in ("xml", "signed", "ticket")]
            rows.append((*_csv_row(document), *names))
    index = _csv(INDEX_COLUMNS, rows).encode()
    sums.append((write_new(folder / "index.csv", index), "index.csv"))
    listing = "".join(f"{digest}  {name}\n" for digest, name in sorted(sums, key=lambda entry: entry[1]))
    return Exported(folder, len(rows), write_new(folder / "SHA256SUMS", listing.encode()))


def event_json(event: Event) -> dict[str, Any]:
    """An event as JSON."""
    return {
        "id": event.id,
        "desk": event.desk,
        "seq": event.seq,
        "at": event.at,
        "kind": event.kind,
        "document": event.document,
        "payload": event.payload,
        "prev_hash": event.prev_hash.hex(),
        "hash": event.hash.hex(),
    }


def _events(journal: Readers, desk: str | None) -> Iterator[Event]:
    after = 0
    while page := journal.events(desk, after, _EVENT_PAGE):
        yield from page
        after = page[-1].id


_SUFFIXES = {"xml": ".xml", "signed": ".p7s", "ticket": ".ticket.p7s"}


def _original(journal: Readers, folder: Path, document: Document, kind: str, sums: list[tuple[str, str]]) -> str:
    digest: str | None = getattr(document, kind)
    data = journal.blob(digest) if digest else None
    if data is None:
        return ""
    # The event keeps names apart where one number was tried twice (a refused document, then the good one).
    stem = f"{document.local_number:09d}-{document.kind}-{document.drafted_event}"
    name = f"{document.desk}/{stem}{_SUFFIXES[kind]}"
    _make_folder(folder / document.desk)
    sums.append((write_new(folder / name, data), name))
    return name


def _csv_row(document: Document) -> tuple[Any, ...]:
    values: dict[str, Any] = {name: getattr(document, name) for name in CSV_COLUMNS[:-3]}
    values["state"] = document.shown_state
    for name in _MONEY:
        values[name] = format_money(values[name]) if values[name] is not None else ""
    for name in ("test", "offline"):
        values[name] = "yes" if values[name] else "no"
    return (*("" if v is None else v for v in values.values()), document.id, document.xml, document.signed or "")


def _csv(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def new_folder(folder: Path) -> None:
    try:
        if folder.exists() and any(folder.iterdir()):
            raise ExportExistsError(path=folder)
    except OSError as error:
        raise DiskError(path=folder, detail=error.strerror or str(error)) from error
    _make_folder(folder)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DiskError(path=folder, detail=error.strerror or str(error)) from error


def write_new(target: Path, data: bytes) -> str:
    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
    except FileExistsError as error:
        raise ExportExistsError(path=target) from error
    except OSError as error:
        raise DiskError(path=target, detail=error.strerror or str(error)) from error
    return hashlib.sha256(data).hexdigest()
