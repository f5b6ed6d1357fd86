"""CHECK: the receipt and every service document that is not a Z-report (schema of 08.2025, complete).

Attributes are the official element names in lower case; see `schema.py` for how the classes are read as tables.
Money is kopecks, AMOUNT and its like thousandths, courses hundred-millionths, percents hundredths.
"""

from typing import ClassVar

from prro_cli.documents.schema import (
    S1,
    S15,
    S64,
    S128,
    S256,
    S1024,
    AnyInteger,
    Course,
    Date,
    DateTime,
    Dkpp,
    Flag,
    Money,
    Number5,
    Positive,
    Quantity,
    Section,
    Taxpayer,
    Text,
    Time,
    Uktzed,
    VatNumber,
    Whole,
)
from prro_cli.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckHead(Section):
    """CHECKHEAD: who, where, when, and which document it is."""

    doctype: Whole
    docsubtype: Whole | None = None
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
    orderretcashregnum: Positive | None = None
    orderretdate: Date | None = None
    orderretnum: S128 | None = None
    orderstornum: S128 | None = None
    opertypenm: S128 | None = None
    vehiclern: S64 | None = None
    revokelastonlinedoc: Flag | None = None
    cashier: S128 | None = None
    logourl: S256 | None = None
    comment: Text | None = None
    ver: AnyInteger
    ordertaxnum: S128 | None = None
    offline: Flag | None = None
    prevdochash: S64 | None = None
    revoked: Flag | None = None
    storned: Flag | None = None
    testing: Flag | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckTotal(Section):
    """CHECKTOTAL: the sums of the receipt."""

    sum: Money | None = None
    pwnsumissued: Money | None = None
    pwnsumreceived: Money | None = None
    rndsum: Money | None = None
    norndsum: Money | None = None
    notaxsum: Money | None = None
    commission: Money | None = None
    usagetype: Whole | None = None
    subcheck: Money | None = None
    discounttype: Whole | None = None
    discountpercent: Money | None = None
    discountsum: Money | None = None
    partpaytype: Whole | None = None
    partpaypercent: Money | None = None
    partpaysum: Money | None = None
    partpayordprepaynum: S128 | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaySystemRow(Section):
    """CHECKPAY/ROW/PAYSYS/ROW: the bank slip."""

    rownum: int | None = None
    taxnum: S128 | None = None
    name: Text | None = None
    acquireid: S128 | None = None
    acquirepn: S128 | None = None
    acquirenm: Text | None = None
    acquiretransid: S128 | None = None
    postransdate: DateTime | None = None
    postransnum: S128 | None = None
    deviceid: S128 | None = None
    epzdetails: S128 | None = None
    authcd: S64 | None = None
    clientinfo: S256 | None = None
    sum: Money | None = None
    commission: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayRow(Section):
    """CHECKPAY/ROW: one form of payment."""

    rownum: int | None = None
    payformcd: Whole
    payformnm: Text
    sum: Money | None = None
    provided: Money | None = None
    remains: Money | None = None
    paysys: tuple[PaySystemRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRow(Section):
    """CHECKTAX/ROW: one tax of one letter and rate."""

    rownum: int | None = None
    type: Whole
    name: S64
    letter: S1 | None = None
    prc: Money
    sign: Flag | None = None
    turnover: Money
    turnoverdiscount: Money | None = None
    sourcesum: Money | None = None
    sum: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPtks(Section):
    """CHECKPTKS: the self-service terminal (ПТКС)."""

    ptkspn: S128 | None = None
    ptksnm: Text | None = None
    paysystempn: S128 | None = None
    paysystemnm: Text | None = None
    acquireid: S128 | None = None
    acquirepn: S128 | None = None
    acquirenm: Text | None = None
    acquiretransid: S128 | None = None
    postransdate: DateTime | None = None
    postransnum: S128 | None = None
    deviceid: S128 | None = None
    epzdetails: S128 | None = None
    authcd: S64 | None = None
    terminalnum: S64 | None = None
    terminaladdr: Text | None = None
    opernum: S64 | None = None
    opersysnum: S64 | None = None
    bankcd: S15 | None = None
    banknm: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyFreeRow(Section):
    """CHECKDUTYFREE/ROW: the traveller and the currency that was paid."""

    rownum: int | None = None
    passportdoc: S128
    passportcountry: S128
    valcd: Positive
    valsymcd: S64
    valnm: Text | None = None
    valcourse: Course | None = None
    sum: Money
    provided: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyFreeRemainsRow(Section):
    """CHECKDUTYFREEREMAINS/ROW: change given in a currency."""

    rownum: int | None = None
    valcd: Positive
    valsymcd: S64
    valnm: Text | None = None
    valcourse: Course | None = None
    valsum: Money
    sum: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ExciseLabelRow(Section):
    """CHECKBODY/ROW/EXCISELABELS/ROW: one excise stamp."""

    rownum: int | None = None
    exciselabel: S64


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRow(Section):
    """CHECKBODY/ROW: one line of goods, or one transfer, one currency operation, one pawn."""

    CHOICES: ClassVar[tuple[tuple[str, ...], ...]] = (("uktzed", "dkpp"),)

    rownum: int | None = None
    code: S64 | None = None
    barcode: S64 | None = None
    uktzed: Uktzed | None = None
    dkpp: Dkpp | None = None
    name: S1024 | None = None
    description: Text | None = None
    unitcd: Number5 | None = None
    unitnm: S64 | None = None
    amount: Quantity | None = None
    tobaccoweight: Quantity | None = None
    tobaccoqt: Number5 | None = None
    alcostrength: Quantity | None = None
    alcovol: Quantity | None = None
    price: Money | None = None
    letters: S15 | None = None
    cost: Money | None = None
    recipientnm: Text | None = None
    recipientipn: VatNumber | None = None
    bankcd: S15 | None = None
    banknm: Text | None = None
    bankrs: S64 | None = None
    paydetails: Text | None = None
    paypurpose: S128 | None = None
    payernm: Text | None = None
    payeripn: VatNumber | None = None
    payerpactnum: Text | None = None
    paydetailsp: Text | None = None
    basispay: Text | None = None
    ptksdeptnum: S128 | None = None
    providernm: Text | None = None
    providertin: Taxpayer | None = None
    providerrcprs: S64 | None = None
    transferid: S128 | None = None
    payouttype: S1 | None = None
    fuelordernum: S128 | None = None
    fuelunitnm: Text | None = None
    fueltanknum: S64 | None = None
    fuelcolumnnum: S64 | None = None
    fuelfaucetnum: S64 | None = None
    fuelsalesign: Flag | None = None
    valcd: Positive | None = None
    valsymcd: S64 | None = None
    valnm: Text | None = None
    valopertype: Whole | None = None
    valoutcd: Positive | None = None
    valoutsymcd: S64 | None = None
    valoutnm: Text | None = None
    valcourse: Course | None = None
    valcoursedate: DateTime | None = None
    valforeignsum: Money | None = None
    valnationalsum: Money | None = None
    valcommission: Money | None = None
    valopercnt: Number5 | None = None
    valrefusesell: Flag | None = None
    pwndir: Flag | None = None
    usagetype: Whole | None = None
    discounttype: Whole | None = None
    subtotal: Money | None = None
    discountnum: Positive | None = None
    discounttax: S1 | None = None
    discountpercent: Money | None = None
    discountsum: Money | None = None
    partpaysum: Money | None = None
    comment: Text | None = None
    exciselabels: tuple[ExciseLabelRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Section):
    """CHECK, the whole document."""

    checkhead: CheckHead
    checktotal: CheckTotal | None = None
    checkpay: tuple[PayRow, ...] = ()
    checktax: tuple[TaxRow, ...] = ()
    checkptks: CheckPtks | None = None
    checkdutyfree: tuple[DutyFreeRow, ...] = ()
    checkdutyfreeremains: tuple[DutyFreeRemainsRow, ...] = ()
    checkbody: tuple[BodyRow, ...] = ()
