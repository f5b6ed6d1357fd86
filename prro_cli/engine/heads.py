"""Heads of documents: who, where, when, under which number."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prro_cli.documents.kinds import Kind, Registration, Stamp
from prro_cli.errors.selling import ClockBackError
from prro_cli.journal.events import DocumentKind
from prro_cli.values import format_time, kyiv

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.home.desks import Desk

TOLERATED_STEP_BACK = timedelta(seconds=60)
"""A clock set back by so little (NTP) keeps the time of the last document instead of refusing to sell."""

KINDS: dict[DocumentKind, Kind] = {
    DocumentKind.SHIFT_OPEN: Kind.OPEN,
    DocumentKind.SHIFT_CLOSE: Kind.CLOSE,
    DocumentKind.OFFLINE_BEGIN: Kind.BEGIN,
    DocumentKind.OFFLINE_END: Kind.END,
    DocumentKind.SALE: Kind.SALE,
    DocumentKind.RETURN: Kind.RETURN,
    DocumentKind.SERVICE_INPUT: Kind.DEPOSIT,
    DocumentKind.SERVICE_OUTPUT: Kind.ISSUE,
    DocumentKind.REVERSAL: Kind.STORNO,
    DocumentKind.Z_REPORT: Kind.ZREP,
    DocumentKind.CASH_WITHDRAWAL: Kind.CASH_WITHDRAWAL,
}
"""The journal's names of kinds and the documents' own."""


def registration_of(desk: Desk) -> Registration:
    """What the tax service has on file for this desk, byte for byte."""
    return Registration(
        tin=desk.tin,
        orgnm=desk.org,
        pointnm=desk.outlet,
        pointaddr=desk.address,
        cashdesknum=desk.local_number,
        cashregisternum=desk.fiscal_number,
        ipn=desk.vat_number,
    )


def document_time(post: Post, *, offline: bool = False) -> datetime:
    """The time of the next document: the clock's, and never before the last document's (API: times do not decrease).

    A document set aside counts too: it has given its number away, but it may be on the server (API 4.9). Papers show
    no offset: in the hour of October that comes twice an offline one keeps the time of the paper before it, since a
    server may read the second hour as a step back. An online one must agree with the server's own clock instead.
    """
    now = post.clock.now().astimezone(kyiv()).replace(microsecond=0)
    last = post.journal.last_document(post.name)
    known = [last, *post.journal.unsettled(post.name)] if last is not None else post.journal.unsettled(post.name)
    before = max((datetime.fromisoformat(one.time) for one in known), default=now)
    if now >= before:  # as moments: the two have different zone objects
        paper = before.astimezone(kyiv())
        return paper if offline and now.replace(tzinfo=None) < paper.replace(tzinfo=None) else now
    if before - now > TOLERATED_STEP_BACK:
        raise ClockBackError(now=format_time(now), last=format_time(before))
    return before.astimezone(kyiv())


def stamp_of(post: Post, moment: datetime, number: int, *, uid: str, test: bool) -> Stamp:
    """What is new in each document."""
    return Stamp(uid=uid, moment=moment, ordernum=number, cashier=post.person or None, testing=test)
