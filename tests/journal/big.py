"""A journal of any size, written through the journal's own code, but many receipts to a commit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from prro_cli.journal import store
from prro_cli.journal.database import transaction
from prro_cli.journal.events import NewEvent
from prro_cli.journal.store import Journal
from prro_cli.values import format_time
from tests.journal.worlds import DESK, START, sale_effect

RECEIPTS_A_SHIFT = 300


def _life(number: int, shift: int, kind: str, xml: bytes, signed: bytes) -> Iterator[NewEvent]:
    document = f"{number:08x}-0000-4000-8000-000000000000"
    moment = START + timedelta(minutes=2 * number)
    total = 1000 + number % 977
    sale = kind == "sale"
    rows = [{"index": 1, "code": "17", "name": "Кава лате", "qty": 1000, "sum": total}] if sale else []
    yield NewEvent(
        "document.drafted",
        {
            "kind": kind, "class": "ZREP" if kind == "z_report" else "CHECK", "local_number": number,
            "time": format_time(moment), "cashier": "olena", "test": False, "offline": False, "shift": shift,
            "total": total if sale else None, "effect": sale_effect(total) if sale else {}, "rows": rows,
            "idempotency_key": f"order-{number}" if sale else None, "request_hash": "0" * 64,
            "xml": hashlib.sha256(xml).hexdigest(),
        },
        document,
    )  # fmt: skip
    yield NewEvent("document.signed", {"sha256": hashlib.sha256(signed).hexdigest(), "size": len(signed)}, document)
    yield NewEvent("document.sending", {"attempt": 1, "channel": "doc"}, document)
    answer = {"fiscal_number": str(4_500_000_000 + number), "how": "answer"}
    yield NewEvent("document.registered", answer, document)


def _kinds(receipts: int) -> Iterator[tuple[int, str]]:
    """(shift, kind) of each document: shifts of RECEIPTS_A_SHIFT sales, the last one left open."""
    sold = 0
    for shift in count(1):
        yield shift, "shift_open"
        for _ in range(min(RECEIPTS_A_SHIFT, receipts - sold)):
            yield shift, "sale"
            sold += 1
        if sold >= receipts:
            return
        yield shift, "z_report"
        yield shift, "shift_close"


def fill(journal: Journal, receipts: int, document_bytes: int = 600, a_commit: int = 500) -> None:
    """Write that many receipts; the caller holds the desk's lock."""
    connection = journal._connection
    connection.execute("PRAGMA synchronous = OFF")
    batch: list[tuple[NewEvent, ...]] = []
    blobs: dict[bytes, bytes] = {}

    def write() -> None:
        with transaction(connection):
            journal._store(blobs, ())
            prepared = [store._prepare(event) for life in batch for event in life]
            journal._append_all(DESK, format_time(START), prepared)
        batch.clear()
        blobs.clear()

    for number, (shift, kind) in enumerate(_kinds(receipts), start=1):
        xml = f"<CHECK>{number}".encode().ljust(document_bytes, b" ")
        signed = b"signed" + xml
        for data in (xml, signed):
            blobs[hashlib.sha256(data).digest()] = data
        batch.append(tuple(_life(number, shift, kind, xml, signed)))
        if len(batch) >= a_commit:
            write()
    write()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA synchronous = FULL")
