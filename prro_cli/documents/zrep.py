"""ZREP: the Z-report (schema of 08.2025, complete). See `schema.py` for how the classes are read as tables."""

from prro_cli.documents.schema import (
    D0,
    S1,
    S64,
    S128,
    S256,
    AnyInteger,
    Date,
    Flag,
    Money,
    Positive,
    Section,
    Taxpayer,
    Text,
    Time,
    VatNumber,
    Whole,
)
from prro_cli.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ZRepHead(Section):
    """ZREPHEAD: like the head of a receipt, without a document kind."""

    uid: Text
    tin: Taxpayer
    ipn: VatNumber | None = None
    orgnm: S256
    pointnm: S256
    pointaddr: S256 | None = None
    orderdate: Date
    ordertime: Time
    ordernum: Positive
    cashdesknum: Positive
    cashregisternum: Positive
    cashier: S128 | None = None
    ver: AnyInteger
    ordertaxnum: S128 | None = None
    offline: Flag | None = None
    prevdochash: S64 | None = None
    revoked: Flag | None = None
    testing: Flag | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZPayFormRow(Section):
    """PAYFORMS/ROW: the sum of one form of payment (one code and name)."""

    rownum: int | None = None
    payformcd: D0
    payformnm: Text
    sum: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ZTaxRow(Section):
    """TAXES/ROW: the sum of one tax of one letter and rate."""

    rownum: int | None = None
    type: D0
    name: S64
    letter: S1 | None = None
    prc: Money
    sign: Flag | None = None
    turnover: Money
    turnoverdiscount: Money | None = None
    sourcesum: Money | None = None
    sum: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ZTotals(Section):
    """ZREPREALIZ and ZREPRETURN: what was sold, what was returned."""

    sum: Money
    pwnsumissued: Money | None = None
    pwnsumreceived: Money | None = None
    rndsum: Money | None = None
    norndsum: Money | None = None
    orderscnt: Whole
    pwnorderscntissued: Whole | None = None
    pwnorderscntreceived: Whole | None = None
    totalcurrencycost: Whole | None = None
    totalcurrencysum: Money | None = None
    totalcurrencycommission: Money | None = None
    payforms: tuple[ZPayFormRow, ...] = ()
    taxes: tuple[ZTaxRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ZCash(Section):
    """ZREPCASH: cash given out against cards."""

    sum: Money
    commission: Money | None = None
    orderscnt: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class ZCurrencyRow(Section):
    """ZREPVAL/DETAILS/ROW: one currency."""

    rownum: int | None = None
    valnum: D0 | None = None
    valcd: Positive
    valsymcd: S64
    valnm: Text | None = None
    coursebuy: S64 | None = None
    coursesell: S64 | None = None
    coursereg: S64 | None = None
    buyvali: Money | None = None
    sellvali: Money | None = None
    buyvaln: Money | None = None
    sellvaln: Money | None = None
    storbuyvali: Money | None = None
    storsellvali: Money | None = None
    storbuyvaln: Money | None = None
    storsellvaln: Money | None = None
    cinvali: Money | None = None
    coutvali: Money | None = None
    unusvali: Money | None = None
    unusvaln: Money | None = None
    commission: Money | None = None
    inadvance: Money | None = None
    inattach: Money | None = None
    surrcollection: Money | None = None
    storunusvali: Money | None = None
    storunusvaln: Money | None = None
    storcinvali: Money | None = None
    storcoutvali: Money | None = None
    storcommission: Money | None = None
    valcrcd: S64 | None = None
    crosssymcd: S64 | None = None
    crosscourse: S64 | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZCurrency(Section):
    """ZREPVAL: the currency desk."""

    totalinadvance: Money | None = None
    totalinattach: Money | None = None
    totalsurrcollection: Money | None = None
    commission: Money | None = None
    calcdocscnt: Whole
    acceptedn: Money | None = None
    issuedn: Money | None = None
    commissionn: Money | None = None
    transferscnt: Whole | None = None
    details: tuple[ZCurrencyRow, ...] = ()
    taxes: tuple[ZTaxRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ZFuelPayFormRow(Section):
    """ZREPFUEL/DETAILS/ROW/PAYFORMS/ROW: fuel sold for one form of payment."""

    rownum: int | None = None
    payformcd: D0
    payformnm: Text
    sum: Money
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ZFuelRow(Section):
    """ZREPFUEL/DETAILS/ROW: one kind of fuel, volumes in millilitres."""

    rownum: int | None = None
    name: Text
    accepted: Money | None = None
    realizvol: Money | None = None
    realizprk: Money | None = None
    realizcost: Money | None = None
    remains: Money | None = None
    payforms: tuple[ZFuelPayFormRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ZFuelRemainsRow(Section):
    """ZREPFUEL/REMAINS/ROW: what is left in one tank."""

    rownum: int | None = None
    name: Text
    tanknum: S64
    columnnum: S64 | None = None
    faucetnum: S64 | None = None
    remains: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ZFuel(Section):
    """ZREPFUEL: the petrol station."""

    details: tuple[ZFuelRow, ...]
    remains: tuple[ZFuelRemainsRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ZBody(Section):
    """ZREPBODY: service deposits and issues."""

    serviceinput: Money | None = None
    serviceoutput: Money | None = None
    vehiclern: S64 | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZRep(Section):
    """ZREP, the whole document."""

    zrephead: ZRepHead
    zreprealiz: ZTotals | None = None
    zrepreturn: ZTotals | None = None
    zrepcash: ZCash | None = None
    zrepval: ZCurrency | None = None
    zrepfuel: ZFuel | None = None
    zrepbody: ZBody | None = None
