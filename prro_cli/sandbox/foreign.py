"""Another device on the same register: documents that the client under test knows nothing of (fault counter-jump)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from prro_cli.sandbox import registry
from prro_cli.sandbox.answers import PROLOG
from prro_cli.sandbox.checks.case import Court
from prro_cli.sandbox.notary import Notary
from prro_cli.sandbox.registry import Register
from prro_cli.sandbox.state import take

AMOUNT: Final = 100
"""Each foreign document is a service deposit of one hryvnia."""


def register_elsewhere(court: Court, notary: Notary, number: int, count: int) -> int:
    """Register so many documents of another device, opening a shift if none is open; how many were registered."""
    register = registry.register(court.books.connection, number)
    if register is None:
        return 0
    done = 0
    if court.books.open_shift(number) is None:
        _register(court, notary, register, 100)
        done = 1
    for _ in range(done, count):
        _register(court, notary, register, 0)
    return max(count, done)


def _register(court: Court, notary: Notary, register: Register, doctype: int) -> None:
    shift = court.books.open_shift(register.number)
    local = court.books.next_local(register.number, register.first_local)
    uid = str(uuid.UUID(int=(register.number << 64) + local))
    testing = shift is not None and shift.testing
    xml = _xml(register, uid, local, court, doctype, testing)
    who = registry.operators_of(court.books.connection, register.outlet.tin)
    ski, name = (shift.open_ski, shift.open_name) if shift else (who[0].ski, who[0].name) if who else ("", "")
    entry = court.books.add(
        register=register.number, local=local, fiscal=str(take(court.books.connection, "fiscal")), uid=uid,
        root="CHECK",        doctype=doctype, subtype=2 if doctype == 0 else 0, time=_time(court, register).isoformat(),
        registered=court.now.isoformat(), shift=shift.id if shift else take(court.books.connection, "shift"),
        ski=ski, signer=name, testing=int(testing), total=AMOUNT if doctype == 0 else None, signed=notary.seal(xml),
        xml=xml,
    )  # fmt: skip
    if doctype == 100 and entry.shift is not None:
        court.books.begin_shift(entry.shift, entry)
        if register.offline:
            court.sessions.grant(register.number, court.now)


def _time(court: Court, register: Register) -> datetime:
    now = court.now.replace(tzinfo=None, microsecond=0)
    last = court.books.last(register.number)
    return max(now, last.time) if last else now


def _xml(register: Register, uid: str, local: int, court: Court, doctype: int, testing: bool) -> bytes:
    moment = _time(court, register)
    outlet = register.outlet
    head = {
        "DOCTYPE": str(doctype), "DOCSUBTYPE": "2" if doctype == 0 else None, "UID": uid, "TIN": outlet.tin,
        "IPN": outlet.vat, "ORGNM": outlet.org_name, "POINTNM": outlet.name, "POINTADDR": outlet.address,
        "ORDERDATE": moment.strftime("%d%m%Y"), "ORDERTIME": moment.strftime("%H%M%S"), "ORDERNUM": str(local),
        "CASHDESKNUM": str(register.local), "CASHREGISTERNUM": str(register.number), "CASHIER": "Інший пристрій",
        "VER": "1", "TESTING": "true" if testing else None,
    }  # fmt: skip

    def escaped(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    fields = "".join(f"<{name}>{escaped(value)}</{name}>" for name, value in head.items() if value)
    total = "<CHECKTOTAL><SUM>1.00</SUM></CHECKTOTAL>" if doctype == 0 else ""
    return f"{PROLOG}<CHECK><CHECKHEAD>{fields}</CHECKHEAD>{total}</CHECK>".encode("cp1251", "xmlcharrefreplace")
