"""`LastShiftTotals`: the server's own draft of the Z-report (API 08.2025, section 2.3)."""

from __future__ import annotations

from prro_cli.record import dataclass
from prro_cli.taxserver.answers import ShiftInfo, read_shift
from prro_cli.taxserver.jsonread import Members


@dataclass(frozen=True, slots=True)
class PayFormTotal:
    """A form of payment, in kopecks."""

    code: int
    name: str
    sum: int


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """A tax, in kopecks; the rate in hundredths of a percent."""

    type: int
    name: str
    letter: str
    percent: int
    sign: bool
    turnover: int
    turnover_discount: int
    source_sum: int
    sum: int


@dataclass(frozen=True, slots=True)
class SideTotals:
    """Sales or returns, in kopecks."""

    sum: int
    pawn_issued: int
    pawn_received: int
    rounding: int
    unrounded: int
    orders: int
    pawn_orders_issued: int
    pawn_orders_received: int
    transfers: int
    transfers_sum: int
    transfers_commission: int
    pay_forms: tuple[PayFormTotal, ...]
    taxes: tuple[TaxTotal, ...]


@dataclass(frozen=True, slots=True)
class CashTotals:
    """Cash withdrawals, in kopecks."""

    sum: int
    commission: int
    orders: int


@dataclass(frozen=True, slots=True)
class CurrencyTotals:
    """Currency exchange; sums in hundredths by the server's own member names, details per currency."""

    sums: tuple[tuple[str, int], ...]
    calculation_documents: int
    transfers: int
    details: tuple[CurrencyDetail, ...]


@dataclass(frozen=True, slots=True)
class CurrencyDetail:
    """One currency of `CurrencyTotals`."""

    code: str
    letters: str
    sums: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ShiftTotals:
    """The draft itself. What the server gives as null there was none of."""

    real: SideTotals | None
    ret: SideTotals | None
    cash: CashTotals | None
    currency: CurrencyTotals | None
    service_input: int
    service_output: int


@dataclass(frozen=True, slots=True)
class LastShift:
    """The last shift and, while it is open, its totals."""

    shift: ShiftInfo
    is_open: bool
    z_present: bool
    totals: ShiftTotals | None


_CURRENCY_SUMS = (
    "TotalInAdvance",
    "TotalInAttach",
    "TotalSurrCollection",
    "Commission",
    "AcceptedN",
    "IssuedN",
    "CommissionN",
)
_DETAIL_SUMS = (
    "BuyValI",
    "SellValI",
    "BuyValN",
    "SellValN",
    "StorBuyValI",
    "StorSellValI",
    "StorBuyValN",
    "StorSellValN",
    "CInValI",
    "COutValI",
    "Commission",
    "InAdvance",
    "InAttach",
    "SurrCollection",
    "StorCInValI",
    "StorCOutValI",
    "StorCommission",
)


def read_last_shift(members: Members) -> LastShift:
    """`LastShiftTotals`."""
    state = members.need_count("ShiftState")
    totals = members.child("Totals")
    return LastShift(
        shift=read_shift(members),
        is_open=state == 1,
        z_present=bool(members.flag("ZRepPresent")),
        totals=_totals(totals) if totals else None,
    )


def _totals(members: Members) -> ShiftTotals:
    real, ret = members.child("Real"), members.child("Ret")
    cash, currency = members.child("Cash"), members.child("Currency")
    return ShiftTotals(
        real=_side(real) if real else None,
        ret=_side(ret) if ret else None,
        cash=CashTotals(_sum(cash, "Sum"), _sum(cash, "Commission"), _count(cash, "OrdersCount")) if cash else None,
        currency=_currency(currency) if currency else None,
        service_input=_sum(members, "ServiceInput"),
        service_output=_sum(members, "ServiceOutput"),
    )


def _side(members: Members) -> SideTotals:
    return SideTotals(
        sum=_sum(members, "Sum"),
        pawn_issued=_sum(members, "PwnSumIssued"),
        pawn_received=_sum(members, "PwnSumReceived"),
        rounding=_sum(members, "RndSum"),
        unrounded=_sum(members, "NoRndSum"),
        orders=_count(members, "OrdersCount"),
        pawn_orders_issued=_count(members, "PwnOrdersCountIssued"),
        pawn_orders_received=_count(members, "PwnOrdersCountReceived"),
        transfers=_count(members, "TotalCurrencyCost"),
        transfers_sum=_sum(members, "TotalCurrencySum"),
        transfers_commission=_sum(members, "TotalCurrencyCommission"),
        pay_forms=tuple(_pay_form(one) for one in members.children("PayForm")),
        taxes=tuple(_tax(one) for one in members.children("Tax")),
    )


def _pay_form(members: Members) -> PayFormTotal:
    return PayFormTotal(members.need_count("PayFormCode"), members.text("PayFormName") or "", _sum(members, "Sum"))


def _tax(members: Members) -> TaxTotal:
    return TaxTotal(
        type=members.need_count("Type"),
        name=members.text("Name") or "",
        letter=members.text("Letter") or "",
        percent=_sum(members, "Prc"),
        sign=bool(members.flag("Sign")),
        turnover=_sum(members, "Turnover"),
        turnover_discount=_sum(members, "TurnoverDiscount"),
        source_sum=_sum(members, "SourceSum"),
        sum=_sum(members, "Sum"),
    )


def _currency(members: Members) -> CurrencyTotals:
    return CurrencyTotals(
        sums=tuple((name, _sum(members, name)) for name in _CURRENCY_SUMS),
        calculation_documents=_count(members, "CalcDocsCnt"),
        transfers=_count(members, "TransfersCnt"),
        details=tuple(
            CurrencyDetail(
                code=one.text("ValCd") or "",
                letters=one.text("ValSymCd") or "",
                sums=tuple((name, _sum(one, name)) for name in _DETAIL_SUMS),
            )
            for one in members.children("Details")
        ),
    )


def _sum(members: Members, name: str) -> int:
    """A missing or null sum is zero: the server leaves out what there was none of."""
    return members.money(name) or 0


def _count(members: Members, name: str) -> int:
    return members.count(name) or 0
