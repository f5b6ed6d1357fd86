"""Judging a ticket: is it the tax server's, does it answer *our* document, and what does it say?

Anything that is not a clear yes or a clear no is unknown (API notes 3.11; reliability 5.3 "never advance state").
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prro_cli.lang import later
from prro_cli.taxserver.outcomes import (
    DocumentOutcome,
    Exchange,
    OfflinePair,
    Refused,
    Registered,
    Signatory,
    Ticket,
    Unknown,
)
from prro_cli.taxserver.refusals import RefusalForm, describe
from prro_cli.taxserver.seals import Seal, SealError
from prro_cli.values import kyiv

if TYPE_CHECKING:
    from prro_cli.documents.model import Ticket as TicketDocument

_FISCAL_NUMBER = re.compile(r"[0-9][0-9.]{0,127}", re.ASCII)
_TELLING = frozenset({"UID", "ORDERNUM", "ORDERTAXNUM", "ERRORCODE", "OFFLINESESSIONID", "OFFLINESEED"})
_STRANGE_TIME = timedelta(days=1)


class _NotATicketError(Exception):
    """Internal: why the bytes cannot be used as a ticket."""


def judge_ticket(
    raw: bytes,
    *,
    uid: str,
    local_number: int,
    seal: Seal,
    exchange: Exchange,
    now: datetime,
    accept_unsigned: bool = False,
) -> DocumentOutcome:
    """Registered, Refused or Unknown, from the bytes in which the server's ticket should be."""
    signatory: Signatory | None = None
    content = raw
    if not (accept_unsigned and _is_xml(raw)):
        try:
            opened = seal.open(raw)
        except SealError as error:
            return Unknown("ticket-signature", str(error), exchange)
        content, signatory = opened.content, opened.signatory
        if signatory.pinned and not signatory.trusted:
            return Unknown("ticket-signer", signatory.warning or later("the signer is not the tax server"), exchange)
    try:
        document = _read(content)
        _must_answer(document, uid, local_number)
    except _NotATicketError as error:
        return Unknown("ticket", str(error), exchange)
    return _verdict(document, raw, signatory, exchange, now)


def _is_xml(raw: bytes) -> bool:
    return raw.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def _read(content: bytes) -> TicketDocument:
    from prro_cli.documents.model import Ticket as TicketDocument
    from prro_cli.documents.reader import read
    from prro_cli.errors.documents import DocumentError

    try:
        reading = read(content)
    except DocumentError as error:
        raise _NotATicketError(f"the answer is no readable ticket: {error.cause}") from error
    document = reading.document
    if not isinstance(document, TicketDocument):
        raise _NotATicketError(f"a ticket was expected, {reading.root.name[:60]} came")
    strange = {one.path.rpartition("/")[2] for one in reading.leftovers}
    if doubtful := sorted(name for name in _TELLING if any(one.split("[")[0] == name for one in strange)):
        # An unreadable or doubled ERRORCODE must not look like a missing one.
        raise _NotATicketError(f"the ticket's {', '.join(doubtful)} cannot be understood")
    return document


def _must_answer(document: TicketDocument, uid: str, local_number: int) -> None:
    if normal_uid(document.uid) != normal_uid(uid):
        raise _NotATicketError(f"the ticket answers another document: UID {document.uid[:80]}")
    if document.ordernum != local_number:
        raise _NotATicketError(f"the ticket answers another document: local number {document.ordernum}")


def normal_uid(uid: str) -> str:
    """A GUID without braces, in lower case: the server may write it either way."""
    return uid.strip().strip("{}").lower()


def _verdict(
    document: TicketDocument, raw: bytes, signatory: Signatory | None, exchange: Exchange, now: datetime
) -> DocumentOutcome:
    code = document.errorcode or 0
    number = (document.ordertaxnum or "").strip()
    if code < 0 or (code > 0 and number):
        return Unknown("ticket", f"the ticket contradicts itself: error {code}, fiscal number {number!r}", exchange)
    if code > 0:
        return Refused(describe(code, "", document.errortext or "", RefusalForm.TICKET), exchange)
    if not _FISCAL_NUMBER.fullmatch(number):
        return Unknown("ticket", f"the ticket has no usable fiscal number: {number[:60]!r}", exchange)
    session, seed = document.offlinesessionid, document.offlineseed
    ticket = Ticket(
        uid=document.uid,
        local_number=int(document.ordernum),
        fiscal_number=number,
        date=str(document.orderdate).zfill(8),
        time=str(document.ordertime).zfill(6),
        pair=OfflinePair(str(session), str(seed)) if session and seed else None,
        signatory=signatory,
        raw=raw,
    )
    return Registered(ticket, exchange, _warnings(ticket, now))


def _warnings(ticket: Ticket, now: datetime) -> tuple[str, ...]:
    found = []
    if ticket.signatory is None:
        found.append("the ticket is not signed; it was accepted because the configuration allows it")
    elif ticket.signatory.warning:
        found.append(ticket.signatory.warning)
    try:
        stated = datetime.strptime(ticket.date + ticket.time, "%d%m%Y%H%M%S").replace(tzinfo=kyiv())
        if abs(stated - now) > _STRANGE_TIME:
            found.append(f"the ticket is dated {stated:%d.%m.%Y %H:%M}, which is far from this computer's time")
    except (ValueError, OverflowError):
        found.append(f"the ticket's time {ticket.date} {ticket.time} is no time")
    return tuple(found)
