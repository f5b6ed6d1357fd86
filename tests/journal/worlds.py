"""Journals for tests: a clock, an open journal in a folder, and histories of a shop's documents."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from prro_cli.documents.control import control_number, control_string
from prro_cli.journal.events import Event, NewEvent
from prro_cli.journal.store import Journal, Places
from prro_cli.values import format_money, format_time, kyiv

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DESK = "kiosk"
SEED = b"123456789012345"
REGISTER = 4_000_000_001
WITH_SUM = ("sale", "return", "service_input", "service_output")
CODES = {
    "sale": (0, 0), "return": (0, 1), "service_input": (0, 2), "service_output": (0, 4), "reversal": (0, 5),
    "shift_open": (100, None), "shift_close": (101, None), "offline_begin": (102, None), "offline_end": (103, None),
}  # fmt: skip


class TestClock:
    """Time that moves only when told; waiting is real, so that locks can be waited for."""

    __test__ = False

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def places(folder: Path) -> Places:
    """The places of a home, made in a folder."""
    for name in ("keys", "backups", "locks"):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    return Places(folder / "journal.db", folder / "keys", folder / "backups", folder / "locks")


def open_journal(folder: Path, **options: Any) -> Journal:
    """An open journal in a folder."""
    return Journal.open(places(folder), clock=TestClock(), entropy=os.urandom, **options)


def hexhash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def sale_effect(total: int, section: str = "real", tax: str = "А") -> dict[str, Any]:
    """What a receipt of one tax adds to the totals."""
    vat = total // 6
    return {
        section: {
            "sum": total,
            "rnd_sum": 0,
            "no_rnd_sum": 0,
            "orders_count": 1,
            "pay_forms": [{"code": 0, "name": "ГОТІВКА", "sum": total}],
            "taxes": [
                {
                    "type": 0, "name": "ПДВ", "letter": tax, "prc": 2000, "sign": False, "turnover": total,
                    "turnover_discount": 0, "source_sum": total, "sum": vat,
                }
            ],
        }
    }  # fmt: skip


def fiscal_xml(document: str, kind: str, number: int, moment: datetime, total: int, facts: dict[str, Any]) -> bytes:
    """A document as the fiscal server knows it, with just the parts the journal compares."""
    local = moment.astimezone(kyiv())
    root = "ZREP" if kind == "z_report" else "CHECK"
    doctype, subtype = CODES.get(kind, (None, None))
    original = facts.get("original", {}).get("fiscal_number")
    parts = {
        "DOCTYPE": doctype, "DOCSUBTYPE": subtype, "UID": document, "TIN": "1234567890", "ORGNM": "ФОП Кава",
        "POINTNM": "Кіоск", "ORDERDATE": local.strftime("%d%m%Y"), "ORDERTIME": local.strftime("%H%M%S"),
        "ORDERNUM": number, "CASHDESKNUM": 6, "CASHREGISTERNUM": REGISTER,
        "ORDERRETNUM": original if kind == "return" else None,
        "ORDERSTORNUM": original if kind == "reversal" else None,
        "CASHIER": "Олена", "VER": 1, "ORDERTAXNUM": facts.get("fiscal_number"),
        "OFFLINE": "true" if facts.get("offline") else None, "PREVDOCHASH": facts.get("prev_hash"),
    }  # fmt: skip
    head = "".join(f"<{name}>{value}</{name}>" for name, value in parts.items() if value is not None)
    body = f"<CHECKTOTAL><SUM>{format_money(total)}</SUM></CHECKTOTAL>" if kind in WITH_SUM else ""
    text = f'<?xml version="1.0" encoding="windows-1251"?><{root}><{root}HEAD>{head}</{root}HEAD>{body}</{root}>'
    return text.encode("cp1251")


class Shop:
    """Writes the lives of documents as an engine would, in as many commits."""

    def __init__(self, journal: Journal, desk: str = DESK) -> None:
        self.journal = journal
        self.desk = desk
        self.moment = START
        self.made = 0
        self.shift: int | None = None

    def append(self, *events: NewEvent, blobs: Sequence[bytes] = (), **more: Any) -> tuple[Event, ...]:
        return self.journal.append(self.desk, self.moment, events, blobs=blobs, **more)

    def note(self, document: str | None, kind: str, **payload: Any) -> Event:
        return self.append(NewEvent(kind, payload, document))[0]

    def draft(self, kind: str = "sale", total: int = 0, **more: Any) -> str:
        """A number is taken."""
        self.made += 1
        self.moment += timedelta(seconds=7)
        document = f"{self.desk}-{self.made:06d}"
        number = self.journal.next_local_number(self.desk)
        if more.get("offline"):
            self.number_offline(more, number, total if kind in WITH_SUM else None)
        xml = fiscal_xml(document, kind, number, self.moment, total, more)
        section = {"sale": "real", "return": "ret"}.get(kind)
        payload: dict[str, Any] = {
            "kind": kind, "class": "ZREP" if kind == "z_report" else "CHECK",
            "local_number": number, "time": format_time(self.moment),
            "cashier": "olena", "test": False, "offline": False, "shift": self.shift,
            "total": total if kind in WITH_SUM else None,
            "xml": hexhash(xml), "effect": sale_effect(total, section) if section else {}, **more,
        }  # fmt: skip
        self.append(NewEvent("document.drafted", payload, document), blobs=[xml])
        return document

    def number_offline(self, facts: dict[str, Any], number: int, total: int | None) -> None:
        """The control number and the fiscal number of an offline document."""
        local = self.moment.astimezone(kyiv())
        string = control_string(
            seed=SEED.decode(), orderdate=local.date(), ordertime=local.time(), ordernum=number,
            cashregisternum=REGISTER, cashdesknum=6, total=total, prevdochash=facts.get("prev_hash"),
        )  # fmt: skip
        facts["control"] = control_number(string)
        facts["fiscal_number"] = f"{facts['session_id']}.{facts['session_number']}.{facts['control']}"

    def sign(self, document: str) -> bytes:
        data = b"signed " + document.encode()
        event = NewEvent("document.signed", {"sha256": hexhash(data), "size": len(data)}, document)
        self.append(event, blobs=[data])
        return data

    def send(self, document: str, attempt: int = 1) -> None:
        """Signed bytes and "about to send" in one commit."""
        data = b"signed " + document.encode()
        signed = NewEvent("document.signed", {"sha256": hexhash(data), "size": len(data)}, document)
        sending = NewEvent("document.sending", {"attempt": attempt, "channel": "doc"}, document)
        self.append(signed, sending, blobs=[data])

    def register(self, document: str) -> None:
        number = str(4_500_000_000 + int(document.rsplit("-", 1)[1]))
        self.note(document, "document.registered", fiscal_number=number, how="answer")

    def online(self, kind: str = "sale", total: int = 0, **more: Any) -> str:
        """The three commits of an online document."""
        document = self.draft(kind, total, **more)
        self.send(document)
        self.register(document)
        return document

    def offline(self, session: str, kind: str = "sale", total: int = 0, **more: Any) -> str:
        """An offline document up to its issue."""
        last = self.journal.last_in_session(self.desk, session)
        number = (last.session_number or 0) + 1 if last else 1
        facts: dict[str, Any] = {"offline": True, "session_id": session, "session_number": number}
        if last and number > 2:
            facts["prev_hash"] = last.signed
        document = self.draft(kind, total, **facts, **more)
        self.sign(document)
        self.note(document, "document.stored_offline")
        return document

    def open_shift(self) -> str:
        self.shift = self.journal.next_shift_number(self.desk)
        return self.online("shift_open")

    def close_shift(self) -> None:
        self.online("z_report", effect={}, z_totals=self.journal.totals(self.desk, self.shift or 0).as_payload())
        self.online("shift_close")
        self.shift = None

    def grant(self, session: str) -> None:
        secret = self.journal.seal(f"seed-{session}", SEED)
        facts = {"session_id": session, "seed_name": secret.name, "seed_check": secret.check, "source": "ticket"}
        self.append(NewEvent("session.granted", facts), secrets=[secret])

    def package(self, session: str, index: int, documents: Sequence[str]) -> None:
        data = b"".join(b"signed " + document.encode() for document in documents) + b" package"
        facts = {"session_id": session, "index": index, "documents": list(documents), "sha256": hexhash(data)}
        self.append(NewEvent("package.prepared", facts), blobs=[data])
        self.note(None, "package.sending", session_id=session, index=index, attempt=1)


def day(shop: Shop, sales: int = 10) -> None:
    """A day with everything in it: sales, a return, a reversal, a deposit, an offline session, a Z-report."""
    shop.note(None, "desk.bound", fiscal_number=str(REGISTER), tin="1234567890", device_id="d" * 64)
    shop.open_shift()
    shop.grant("301")
    receipts = [shop.online("sale", 1200 + n, idempotency_key=f"k{shop.made}", request_hash="r") for n in range(sales)]
    first = shop.journal.document(receipts[0])
    assert first is not None
    rows = [{"index": 1, "code": "1", "name": "Кава", "qty": 1000, "sum": 600, "original_row": 1}]
    shop.online("return", 600, original={"fiscal_number": first.fiscal_number}, rows=rows)
    mistaken = shop.online("sale", 99_00, rows=[{"index": 1, "qty": 1000, "sum": 9900, "marks": ["AAAA 000001"]}])
    found = shop.journal.document(mistaken)
    assert found is not None
    shop.online("reversal", original={"fiscal_number": found.fiscal_number})
    shop.online("service_input", 500_00, effect={"service_input": {"sum": 500_00, "orders_count": 1}})
    offline_part(shop, "301", 3)
    shop.close_shift()


def offline_part(shop: Shop, session: str, sales: int) -> list[str]:
    """An offline session from begin to the accepted package."""
    shift, shop.shift = shop.shift, None
    documents = [shop.offline(session, "offline_begin")]
    shop.shift = shift
    documents += [shop.offline(session, "sale", 700 + n) for n in range(sales)]
    shop.shift = None
    documents.append(shop.offline(session, "offline_end"))
    shop.shift = shift
    shop.package(session, 1, documents)
    shop.note(None, "package.accepted", session_id=session, index=1)
    return documents
