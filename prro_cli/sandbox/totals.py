"""The server's own totals of a shift ("draft of the Z-report"), computed from the registered XML alone."""

from __future__ import annotations

from dataclasses import field
from xml.etree.ElementTree import Element

from prro_cli.record import dataclass
from prro_cli.sandbox.books import Books, Entry, Shift
from prro_cli.sandbox.currency import CurrencyTotals, add_currency
from prro_cli.sandbox.paper import DEPOSIT_SUBTYPES, ISSUE, RETURN, Paper, money, optional_money, read, text_of
from prro_cli.sandbox.switches import Switches
from prro_cli.values import parse_fixed

PayKey = tuple[int, str]
TaxKey = tuple[int, str, int, bool]


@dataclass(slots=True)
class TaxTotal:
    """One tax of a section, keyed by type, letter, rate and sign; the name is that of its first receipt."""

    name: str
    turnover: int = 0
    turnover_discount: int = 0
    source: int = 0
    sum: int = 0


@dataclass(slots=True)
class SectionTotals:
    """Sales or returns of a shift; money in kopecks."""

    sum: int = 0
    rounding: int = 0
    unrounded: int = 0
    unrounded_all: int = 0
    orders: int = 0
    pawn_issued: int = 0
    pawn_received: int = 0
    pawn_issued_orders: int = 0
    pawn_received_orders: int = 0
    transfers: int = 0
    transfer_sum: int = 0
    transfer_commission: int = 0
    pay_forms: dict[PayKey, int] = field(default_factory=dict)
    taxes: dict[TaxKey, TaxTotal] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether there was none of the kind."""
        return not self.orders and not self.sum


@dataclass(slots=True)
class CashTotals:
    """Cash given out at the till (DOCTYPE 3)."""

    sum: int = 0
    commission: int = 0
    orders: int = 0


@dataclass(slots=True)
class ShiftTotals:
    """Everything the Z-report of a shift must say."""

    sales: SectionTotals = field(default_factory=SectionTotals)
    returns: SectionTotals = field(default_factory=SectionTotals)
    cash: CashTotals = field(default_factory=CashTotals)
    currency: CurrencyTotals = field(default_factory=CurrencyTotals)
    service_input: int = 0
    service_output: int = 0


def totals_of(books: Books, shift: Shift, switches: Switches) -> ShiftTotals:
    """The totals of a shift; storned and revoked receipts, and storno itself, stay out."""
    totals = ShiftTotals()
    for entry in books.of_shift(shift.id):
        if entry.revoked_by is None and entry.receipt:
            _add(totals, entry, switches)
    return totals


def _add(totals: ShiftTotals, entry: Entry, switches: Switches) -> None:
    if entry.storned_by is not None or (entry.subtype == 5 and entry.doctype != 2):
        if switches.on("storno_count", "include"):
            totals.sales.orders += 1
        return
    paper = read(entry.xml)
    if entry.doctype == 0 and entry.subtype in DEPOSIT_SUBTYPES:
        totals.service_input += paper.total or 0
    elif entry.doctype == 0 and entry.subtype == ISSUE:
        totals.service_output += paper.total or 0
    elif entry.doctype == 2:
        add_currency(totals.currency, paper)
    elif entry.doctype == 3:
        _add_cash(totals.cash, paper)
    else:
        _add_receipt(totals.returns if entry.subtype == RETURN else totals.sales, paper, switches)


def _add_cash(cash: CashTotals, paper: Paper) -> None:
    section = paper.section("CHECKTOTAL")
    if section is not None:
        cash.sum += money(section, "SUM")
        cash.commission += money(section, "COMMISSION")
    cash.orders += 1


def _add_receipt(into: SectionTotals, paper: Paper, switches: Switches) -> None:
    section = paper.section("CHECKTOTAL")
    total = Element("CHECKTOTAL") if section is None else section
    amount = money(total, "SUM")
    part = optional_money(total, "PARTPAYSUM")
    if part is not None and switches.on("part_pay_total", "paid"):
        amount = part
    into.sum += amount
    into.rounding += money(total, "RNDSUM")
    into.unrounded += money(total, "NORNDSUM")
    exact = optional_money(total, "NORNDSUM")
    into.unrounded_all += amount if exact is None else exact
    into.orders += 1
    _add_pawnshop(into, total)
    if paper.doctype == 1:
        into.transfers += 1
        into.transfer_sum += amount
        into.transfer_commission += money(total, "COMMISSION")
    for row in paper.rows("CHECKPAY"):
        key = (int(text_of(row, "PAYFORMCD") or "0"), text_of(row, "PAYFORMNM") or "")
        into.pay_forms[key] = into.pay_forms.get(key, 0) + money(row, "SUM")
    for row in paper.rows("CHECKTAX"):
        _add_tax(into.taxes, row)


def _add_pawnshop(into: SectionTotals, total: Element) -> None:
    issued, received = money(total, "PWNSUMISSUED"), money(total, "PWNSUMRECEIVED")
    into.pawn_issued += issued
    into.pawn_received += received
    into.pawn_issued_orders += bool(issued)
    into.pawn_received_orders += bool(received)


def tax_key(row: Element) -> TaxKey:
    """By what a tax is told apart: type, letter, rate in hundredths, and whether it is added to the price."""
    return (
        parse_fixed(text_of(row, "TYPE") or "0", 0),
        text_of(row, "LETTER") or "",
        parse_fixed(text_of(row, "PRC") or "0", 2),
        text_of(row, "SIGN") in ("true", "1"),
    )


def _add_tax(taxes: dict[TaxKey, TaxTotal], row: Element) -> None:
    total = taxes.setdefault(tax_key(row), TaxTotal(text_of(row, "NAME") or ""))
    total.turnover += money(row, "TURNOVER")
    total.turnover_discount += money(row, "TURNOVERDISCOUNT")
    base = optional_money(row, "SOURCESUM")
    total.source += money(row, "TURNOVER") if base is None else base
    total.sum += money(row, "SUM")
