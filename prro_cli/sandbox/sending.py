"""Documents and packages on their way in, whichever channel they take, with the faults that concern them."""

from __future__ import annotations

from typing import Any

from prro_cli.sandbox import answers, package
from prro_cli.sandbox.checks.case import Court
from prro_cli.sandbox.faults import Fault
from prro_cli.sandbox.judge import judge
from prro_cli.sandbox.notary import Envelope, Notary
from prro_cli.sandbox.paper import OPEN
from prro_cli.sandbox.refusals import RefusalError
from prro_cli.sandbox.sessions import Session

REFUSED = "Документ відхилено на вимогу налаштувань навчального сервера"


def ticket_of(court: Court, notary: Notary, data: bytes, faults: tuple[Fault, ...]) -> bytes:
    """Judge one online document; the XML of its ticket."""
    named = {fault.kind: fault for fault in faults}
    _refuse_by_fault(named)
    envelope = notary.open(data)
    entry = judge(court, envelope, data)
    when = court.switches["ticket_pair"]
    paired = when == "always" or (when == "open_shift" and entry.doctype == OPEN)
    pair = court.sessions.spare(entry.register) if paired else None
    moment = entry.time if court.switches.on("ticket_time", "document") else court.now
    return answers.success(entry, moment, pair, unescaped="unescaped" in named)


def package_of(
    court: Court, notary: Notary, outer: Envelope, documents: list[tuple[int, bytes]], faults: tuple[Fault, ...]
) -> Session | None:
    """Judge an offline package; the next pair if it ended a session."""
    named = {fault.kind: fault for fault in faults}
    _refuse_by_fault(named)
    refuse = None
    if "refuse-document" in named:
        index, _, code = named["refuse-document"].value.partition("/")
        refuse = (int(index), int(code or "9"))
    return package.accept(court, notary, outer, documents, refuse)


def _refuse_by_fault(named: dict[str, Fault]) -> None:
    if "refuse" in named:
        raise RefusalError(int(named["refuse"].value), REFUSED)
    if "ocsp" in named:
        raise RefusalError(
            12,
            "Помилка перевірки стану сертифіката підписувача на сервері КНЕДП видавця. "
            "URL: http://ca.invalid/services/ocsp/",
        )


def pair_members(pair: Session, court: Court) -> dict[str, Any]:
    """The pair in JSON."""
    if court.switches.on("offline_fields", "strings"):
        return {"OfflineSessionId": str(pair.id), "OfflineSeed": pair.seed}
    return {"OfflineSessionId": pair.id, "OfflineSeed": int(pair.seed)}
