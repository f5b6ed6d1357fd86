"""Level 2, the head: kind of document, what belongs to it, offline fields, TESTING, order in time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from prro_cli.documents.findings import Findings
from prro_cli.documents.kinds import (
    DOCSUBTYPES,
    DOCTYPES,
    HEAD_ONLY,
    OFFLINE_FRAME,
    Kind,
    kind_of,
    moment_of,
    trade_of,
)
from prro_cli.documents.model import Check, CheckHead, Sent, head_of
from prro_cli.lang import both
from prro_cli.record import dataclass
from prro_cli.values import format_time

_GUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_OFFLINE_NUMBER = re.compile(r"[1-9][0-9]*\.[1-9][0-9]*\.[1-9][0-9]{0,3}")
_HASH = re.compile(r"[0-9a-f]{64}")
_OFFLINE_LOOK = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")

_RECEIPT = frozenset({"checktotal", "checkpay", "checktax", "checkbody"})
_SECTIONS = ("checktotal", "checkpay", "checktax", "checkptks", "checkdutyfree", "checkdutyfreeremains", "checkbody")
# Sections that belong to a kind, and those it cannot be without.
_BELONG: dict[Kind, frozenset[str]] = {
    Kind.SALE: _RECEIPT | {"checkdutyfree", "checkdutyfreeremains"},
    Kind.RETURN: _RECEIPT | {"checkdutyfree", "checkdutyfreeremains"},
    Kind.DEPOSIT: frozenset({"checktotal"}),
    Kind.ISSUE: frozenset({"checktotal"}),
    Kind.TRANSFER: _RECEIPT | {"checkptks"},
    Kind.CURRENCY: _RECEIPT,
    Kind.CURRENCY_ADVANCE: frozenset({"checkbody", "checktotal"}),
    Kind.CURRENCY_DEPOSIT: frozenset({"checkbody", "checktotal"}),
    Kind.CURRENCY_COLLECTION: frozenset({"checkbody", "checktotal"}),
    Kind.CASH_WITHDRAWAL: _RECEIPT,
    Kind.PAWNSHOP: _RECEIPT,
}
_NEEDED: dict[Kind, frozenset[str]] = {
    Kind.SALE: frozenset({"checktotal", "checkpay", "checkbody"}),
    Kind.RETURN: frozenset({"checktotal", "checkpay", "checkbody"}),
    Kind.DEPOSIT: frozenset({"checktotal"}),
    Kind.ISSUE: frozenset({"checktotal"}),
    Kind.TRANSFER: frozenset({"checktotal", "checkbody"}),
    Kind.CURRENCY: frozenset({"checkbody"}),
    Kind.CURRENCY_ADVANCE: frozenset({"checkbody"}),
    Kind.CURRENCY_DEPOSIT: frozenset({"checkbody"}),
    Kind.CURRENCY_COLLECTION: frozenset({"checkbody"}),
    Kind.CASH_WITHDRAWAL: frozenset({"checktotal"}),
    Kind.PAWNSHOP: frozenset({"checktotal"}),
}
CERTAIN = frozenset({Kind.SALE, Kind.RETURN, Kind.DEPOSIT, Kind.ISSUE}) | HEAD_ONLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known beside the document; a rule whose member is None is not applied."""

    previous: datetime | None = None  # time of the document before
    now: datetime | None = None  # the server's clock, for online documents
    tolerance: timedelta = timedelta(minutes=5)  # not published by the tax service (open question 7)
    ordernum: int | None = None  # the only ORDERNUM that will be accepted
    testing: bool | None = None  # whether the shift is a test shift


def check_head(document: Sent, findings: Findings) -> None:
    """Rules of the head and of the sections beside it."""
    head = head_of(document)
    root = "CHECK/CHECKHEAD" if isinstance(document, Check) else "ZREP/ZREPHEAD"
    if not _GUID.fullmatch(head.uid.strip()):
        findings.warning(f"{root}/UID", "head.uid", both("{uid!r} is not a GUID", uid=head.uid))
    if head.ver not in (0, 1):
        findings.warning(f"{root}/VER", "head.version", both("VER is {ver}; the only version known is 1", ver=head.ver))
    kind = kind_of(document)
    if isinstance(document, Check):
        _check_kind(document.checkhead, kind, findings)
        _check_references(document.checkhead, kind, findings)
        trade = trade_of(document)
        if trade is not None:
            _check_sections(document, trade, findings)
    _check_offline(document, kind, root, findings)


def _check_kind(head: CheckHead, kind: Kind | None, findings: Findings) -> None:
    if head.doctype not in DOCTYPES:
        findings.contradiction(
            "CHECK/CHECKHEAD/DOCTYPE",
            "kind.unknown",
            both("DOCTYPE {doctype} is no kind of document", doctype=head.doctype),
        )
    elif head.docsubtype is not None and head.docsubtype not in DOCSUBTYPES:
        findings.contradiction(
            "CHECK/CHECKHEAD/DOCSUBTYPE",
            "kind.unknown",
            both("DOCSUBTYPE {docsubtype} is no kind of document", docsubtype=head.docsubtype),
        )
    elif head.doctype < 100 and head.docsubtype is None:
        findings.warning("CHECK/CHECKHEAD/DOCSUBTYPE", "kind.subtype", both("a receipt should name its DOCSUBTYPE"))
    elif head.doctype >= 100 and head.docsubtype:
        findings.warning("CHECK/CHECKHEAD/DOCSUBTYPE", "kind.subtype", both("a service document has no DOCSUBTYPE"))
    if kind in OFFLINE_FRAME and head.testing is not None:
        findings.contradiction(
            "CHECK/CHECKHEAD/TESTING", "testing.frame", both("TESTING is not allowed in documents 102 and 103")
        )


def _check_references(head: CheckHead, kind: Kind | None, findings: Findings) -> None:
    """Fields that only a return, a storno or a begin document may carry."""
    root = "CHECK/CHECKHEAD"
    is_return = head.docsubtype == 1
    certain = head.doctype == 0 or head.doctype >= 100  # how other desks take an operation back is not described
    for name, value in (
        ("ORDERRETNUM", head.orderretnum),
        ("ORDERRETCASHREGNUM", head.orderretcashregnum),
        ("ORDERRETDATE", head.orderretdate),
    ):
        if value is not None and not is_return:
            message = both("{name} belongs only to a return (DOCSUBTYPE 1)", name=name)
            findings.at(certain, f"{root}/{name}", "head.return", message)
    if head.orderstornum is not None and kind not in (Kind.STORNO, Kind.CURRENCY):
        findings.contradiction(
            f"{root}/ORDERSTORNUM", "head.storno", both("ORDERSTORNUM belongs only to a storno (DOCSUBTYPE 5)")
        )
    if kind is Kind.STORNO and head.orderstornum is None:
        findings.contradiction(
            f"{root}/ORDERSTORNUM", "head.storno", both("a storno must name the receipt it takes back in ORDERSTORNUM")
        )
    if head.revokelastonlinedoc is not None and kind is not Kind.BEGIN:
        findings.contradiction(
            f"{root}/REVOKELASTONLINEDOC", "head.revoke", both("REVOKELASTONLINEDOC belongs only to document 102")
        )


def _check_sections(document: Check, kind: Kind, findings: Findings) -> None:
    certain = kind in CERTAIN
    belong = _BELONG.get(kind, frozenset())
    for name in _SECTIONS:
        if getattr(document, name) and name not in belong:
            findings.at(
                certain,
                f"CHECK/{name.upper()}",
                "sections.foreign",
                both("{name} does not belong to this kind of document ({kind})", name=name.upper(), kind=kind.value),
            )
    for name in sorted(_NEEDED.get(kind, frozenset())):
        if not getattr(document, name):
            findings.at(
                certain,
                f"CHECK/{name.upper()}",
                "sections.missing",
                both("this kind of document ({kind}) needs {name}", kind=kind.value, name=name.upper()),
            )
    paid_in_parts = document.checktotal is not None and document.checktotal.partpaytype is not None
    if kind_of(document) is Kind.RETURN and document.checkhead.orderretnum is None:
        findings.at(
            certain and not paid_in_parts,
            "CHECK/CHECKHEAD/ORDERRETNUM",
            "head.return",
            both("a return must name the receipt of the sale in ORDERRETNUM"),
        )


def _check_offline(document: Sent, kind: Kind | None, root: str, findings: Findings) -> None:
    """OFFLINE, the form of ORDERTAXNUM and PREVDOCHASH must tell the same story."""
    head = head_of(document)
    number = head.ordertaxnum
    if head.offline:
        if number is None:
            findings.contradiction(
                f"{root}/ORDERTAXNUM", "offline.number", both("an offline document must carry its fiscal number")
            )
        elif not _OFFLINE_NUMBER.fullmatch(number):
            findings.contradiction(
                f"{root}/ORDERTAXNUM",
                "offline.number",
                both(
                    "{number!r} is not an offline number <session>.<number>.<control>, control 1 to 9999", number=number
                ),
            )
    else:
        if number is not None and _OFFLINE_LOOK.fullmatch(number):
            findings.contradiction(
                f"{root}/OFFLINE",
                "offline.flag",
                both("the number {number} is an offline one, but OFFLINE is not true", number=number),
            )
        if head.prevdochash is not None:
            findings.contradiction(
                f"{root}/PREVDOCHASH", "offline.hash", both("PREVDOCHASH belongs only to offline documents")
            )
    if kind in OFFLINE_FRAME and not head.offline:
        findings.contradiction(f"{root}/OFFLINE", "offline.flag", both("documents 102 and 103 are offline documents"))
    if head.prevdochash is not None and not _HASH.fullmatch(head.prevdochash):
        findings.contradiction(
            f"{root}/PREVDOCHASH", "offline.hash", both("PREVDOCHASH is 64 hexadecimal digits, lower case")
        )
    if kind is Kind.BEGIN and head.prevdochash is not None:
        findings.contradiction(f"{root}/PREVDOCHASH", "offline.hash", both("document 102 carries no PREVDOCHASH"))


def check_context(document: Sent, context: Context, findings: Findings) -> None:
    """Rules that need to know what is outside the document."""
    head = head_of(document)
    root = "CHECK/CHECKHEAD" if isinstance(document, Check) else "ZREP/ZREPHEAD"
    moment = moment_of(document)
    if context.ordernum is not None and head.ordernum != context.ordernum:
        findings.contradiction(
            f"{root}/ORDERNUM",
            "order.number",
            both(
                "ORDERNUM is {number}, the next number is {next}",
                number=head.ordernum,
                next=context.ordernum,
            ),
        )
    if context.previous is not None and moment < context.previous.replace(microsecond=0):
        findings.contradiction(
            f"{root}/ORDERTIME",
            "time.order",
            both(
                "the time {time} is before that of the previous document, {before}",
                time=format_time(moment),
                before=format_time(context.previous),
            ),
        )
    if context.now is not None and not head.offline and abs(moment - context.now) > context.tolerance:
        findings.contradiction(
            f"{root}/ORDERTIME",
            "time.clock",
            both(
                "the time {time} is not the server's, {now}",
                time=format_time(moment),
                now=format_time(context.now),
            ),
        )
    if context.testing is not None and kind_of(document) not in OFFLINE_FRAME and bool(head.testing) != context.testing:
        message = (
            both("TESTING does not fit a test shift")
            if context.testing
            else both("TESTING does not fit a shift that is no test")
        )
        findings.contradiction(f"{root}/TESTING", "testing.shift", message)
