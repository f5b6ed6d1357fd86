"""What a document is: the map of kinds to DOCTYPE and DOCSUBTYPE, and heads that obey their kind's exceptions."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from prro_cli.documents.model import Check, CheckHead, Sent, ZRepHead
from prro_cli.errors.documents import FieldValueError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.values import kyiv

FORMAT_VERSION = 1  # VER; no other version is known up to 08.2025


class Kind(StrEnum):
    """Every kind of document a cash register makes."""

    SALE = "sale"
    RETURN = "return"
    DEPOSIT = "deposit"
    ISSUE = "issue"
    STORNO = "storno"
    TRANSFER = "transfer"
    CURRENCY = "currency"
    CURRENCY_ADVANCE = "currency_advance"
    CURRENCY_DEPOSIT = "currency_deposit"
    CURRENCY_COLLECTION = "currency_collection"
    CASH_WITHDRAWAL = "cash_withdrawal"
    PAWNSHOP = "pawnshop"
    OPEN = "open"
    CLOSE = "close"
    BEGIN = "begin"
    END = "end"
    ZREP = "zrep"


# DOCTYPE and DOCSUBTYPE; technical documents carry no DOCSUBTYPE.
CODES: dict[Kind, tuple[int, int | None]] = {
    Kind.SALE: (0, 0),
    Kind.RETURN: (0, 1),
    Kind.DEPOSIT: (0, 2),
    Kind.ISSUE: (0, 4),
    Kind.STORNO: (0, 5),
    Kind.TRANSFER: (1, 0),
    Kind.CURRENCY: (2, 0),
    Kind.CURRENCY_ADVANCE: (2, 2),
    Kind.CURRENCY_DEPOSIT: (2, 3),
    Kind.CURRENCY_COLLECTION: (2, 4),
    Kind.CASH_WITHDRAWAL: (3, 0),
    Kind.PAWNSHOP: (4, 0),
    Kind.OPEN: (100, None),
    Kind.CLOSE: (101, None),
    Kind.BEGIN: (102, None),
    Kind.END: (103, None),
}
DOCTYPES = frozenset(doctype for doctype, _ in CODES.values())
DOCSUBTYPES = frozenset(range(6))
TECHNICAL = frozenset({Kind.OPEN, Kind.CLOSE, Kind.BEGIN, Kind.END})
OFFLINE_FRAME = frozenset({Kind.BEGIN, Kind.END})  # they carry no TESTING
SETTLEMENT = frozenset(Kind) - TECHNICAL  # "financially significant": receipts and the Z-report
HEAD_ONLY = TECHNICAL | {Kind.STORNO}

_BY_CODES = {codes: kind for kind, codes in CODES.items()}
_BY_DOCTYPE = {1: Kind.TRANSFER, 2: Kind.CURRENCY, 3: Kind.CASH_WITHDRAWAL, 4: Kind.PAWNSHOP}


def kind_of(document: Sent) -> Kind | None:
    """The kind of a document; None if its DOCTYPE and DOCSUBTYPE mean none that is known."""
    if not isinstance(document, Check):
        return Kind.ZREP
    return kind_of_codes(document.checkhead.doctype, document.checkhead.docsubtype)


def kind_of_codes(doctype: int, docsubtype: int | None) -> Kind | None:
    """The kind of a DOCTYPE and DOCSUBTYPE (an absent DOCSUBTYPE means 0; 0/3 counts as a deposit)."""
    if doctype >= 100:
        return _BY_CODES.get((doctype, None))
    subtype = docsubtype or 0
    if (doctype, subtype) == (0, 3):
        return Kind.DEPOSIT
    known = _BY_CODES.get((doctype, subtype))
    return known or (_BY_DOCTYPE.get(doctype) if subtype in DOCSUBTYPES else None)


def trade_of(check: Check) -> Kind | None:
    """The kind whose sums a receipt follows.

    A receipt of goods that carries the fields of a pawnshop, a currency desk or a self-service terminal is reckoned
    as theirs: DOCTYPE 4 is younger than the pawnshop's fields, and each trade has its own way with totals.
    """
    kind = kind_of(check)
    if kind not in (Kind.SALE, Kind.RETURN, Kind.DEPOSIT, Kind.ISSUE):
        return kind
    total = check.checktotal
    pawned = total is not None and (total.pwnsumissued is not None or total.pwnsumreceived is not None)
    if pawned or any(row.pwndir is not None for row in check.checkbody):
        return Kind.PAWNSHOP
    if any(row.valcd is not None for row in check.checkbody):
        return Kind.CURRENCY
    return Kind.TRANSFER if check.checkptks is not None else kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What the tax service has on file; it goes into every head byte for byte (`TaxObject` of the server)."""

    tin: str
    orgnm: str
    pointnm: str
    cashdesknum: int
    cashregisternum: int
    ipn: str | None = None
    pointaddr: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What is new in each document: identifier, moment, local number, who and whether it is a test."""

    uid: str
    moment: datetime
    ordernum: int
    cashier: str | None = None
    testing: bool = False


def head(
    kind: Kind,
    registration: Registration,
    stamp: Stamp,
    *,
    returned_number: str | None = None,
    returned_register: int | None = None,
    returned_date: date | None = None,
    storned_number: str | None = None,
    revoke_last_online: bool = False,
    comment: str | None = None,
) -> CheckHead:
    """The head of a receipt or technical document; an argument that its kind forbids is refused here."""
    if kind is Kind.ZREP:
        raise FieldValueError(field="CHECKHEAD", problem=say("a Z-report has a head of its own"))
    _allow("ORDERRETNUM", returned_number or returned_register or returned_date, kind is Kind.RETURN)
    _allow("ORDERSTORNUM", storned_number, kind in (Kind.STORNO, Kind.CURRENCY))
    _allow("REVOKELASTONLINEDOC", revoke_last_online, kind is Kind.BEGIN)
    doctype, docsubtype = CODES[kind]
    local = _local(stamp.moment)
    return CheckHead(
        doctype=doctype,
        docsubtype=docsubtype,
        uid=stamp.uid,
        tin=registration.tin,
        ipn=registration.ipn,
        orgnm=registration.orgnm,
        pointnm=registration.pointnm,
        pointaddr=registration.pointaddr,
        orderdate=local.date(),
        ordertime=local.time().replace(microsecond=0),
        ordernum=stamp.ordernum,
        cashdesknum=registration.cashdesknum,
        cashregisternum=registration.cashregisternum,
        orderretcashregnum=returned_register,
        orderretdate=returned_date,
        orderretnum=returned_number,
        orderstornum=storned_number,
        revokelastonlinedoc=True if revoke_last_online else None,
        cashier=stamp.cashier,
        comment=comment,
        ver=FORMAT_VERSION,
        testing=True if stamp.testing and kind not in OFFLINE_FRAME else None,
    )


def zrep_head(registration: Registration, stamp: Stamp) -> ZRepHead:
    """The head of a Z-report."""
    local = _local(stamp.moment)
    return ZRepHead(
        uid=stamp.uid,
        tin=registration.tin,
        ipn=registration.ipn,
        orgnm=registration.orgnm,
        pointnm=registration.pointnm,
        pointaddr=registration.pointaddr,
        orderdate=local.date(),
        ordertime=local.time().replace(microsecond=0),
        ordernum=stamp.ordernum,
        cashdesknum=registration.cashdesknum,
        cashregisternum=registration.cashregisternum,
        cashier=stamp.cashier,
        ver=FORMAT_VERSION,
        testing=True if stamp.testing else None,
    )


def moment_of(document: Sent) -> datetime:
    """The time of a document, with its zone."""
    part = document.checkhead if isinstance(document, Check) else document.zrephead
    return datetime.combine(part.orderdate, part.ordertime, tzinfo=kyiv())


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise FieldValueError(field="ORDERTIME", problem=say("a time without a zone was given"))
    return moment.astimezone(kyiv())


def _allow(field: str, value: object, lawful: bool) -> None:
    if value and not lawful:
        raise FieldValueError(field=f"CHECKHEAD/{field}", problem=say("does not belong to this kind of document"))
