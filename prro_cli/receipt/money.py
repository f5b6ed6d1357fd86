"""Rows 12 to the change: bank slips, payments, the total, taxes, rounding, what is due and what goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from prro_cli.documents.kinds import Kind, kind_of
from prro_cli.receipt.goods import discount_words
from prro_cli.receipt.paper import Gap, Line, Pair, Text, Weight
from prro_cli.receipt.words import CURRENCY, money, percent, signed

if TYPE_CHECKING:
    from prro_cli.documents.model import CheckTotal, PayRow, PaySystemRow, TaxRow, ZTaxRow
    from prro_cli.receipt.layout import Subject

CASH: Final = 0
VAT, EXCISE = 0, 1
_PARTS_OF_PAYMENT: Final = {1: "ПОПЕРЕДНЯ ОПЛАТА", 2: "ОСТАТОЧНИЙ РОЗРАХУНОК", 3: "ЧЕРГОВИЙ ПЛАТІЖ"}
_SHOWN_DIGITS: Final = 4


def slips(subject: Subject) -> list[Line]:
    """Rows 12 to 17, of a terminal that is linked with the register."""
    check = subject.check
    if check is None:
        return []
    operation = "ПОВЕРНЕННЯ" if kind_of(check) is Kind.RETURN else "ОПЛАТА"
    lines = [line for pay in check.checkpay for slip in pay.paysys for line in _slip(slip, operation)]
    return [*lines, Gap()] if lines else []


def _slip(slip: PaySystemRow, operation: str) -> list[Line]:
    acquirer = " ".join(part for part in (slip.acquirenm, slip.acquireid) if part)
    rows = (
        ("ІДЕНТ. ЕКВАЙРА", acquirer),
        ("ТЕРМІНАЛ", slip.deviceid),
        ("КОМІСІЯ", money(slip.commission) if slip.commission is not None else None),
        ("ВИД ОПЕРАЦІЇ", operation),
        ("ЕПЗ", masked(slip.epzdetails)),
        ("ПЛАТІЖНА СИСТЕМА", slip.name),
        ("КОД АВТ.", slip.authcd),
        ("RRN", slip.acquiretransid),
    )
    return [Pair(name, value) for name, value in rows if value]


def masked(card: str | None) -> str | None:
    """A card number that came unmasked is not printed whole."""
    digits = (card or "").replace(" ", "")
    if len(digits) >= 12 and digits.isdigit():
        return "X" * (len(digits) - _SHOWN_DIGITS) + digits[-_SHOWN_DIGITS:]
    return card


def payments(subject: Subject) -> list[Line]:
    """Rows 18 and 19: the form with sum and currency; the means, where it is not cash."""
    check = subject.check
    return [line for pay in check.checkpay for line in _payment(pay)] if check else []


def _payment(pay: PayRow) -> list[Line]:
    cash = pay.payformcd == CASH
    form = "ГОТІВКА" if cash else "БЕЗГОТІВКОВА"
    lines: list[Line] = [Pair(form, f"{money(pay.sum)} {CURRENCY}" if pay.sum is not None else CURRENCY)]
    if not cash:
        lines.append(Text(pay.payformnm, indent=2))
    return lines


def total(subject: Subject) -> list[Line]:
    """The sum before rounding, after discounts; where nothing is rounded it is what is paid."""
    sums = _sums(subject)
    if sums is None or sums.sum is None:
        return []
    lines: list[Line] = []
    if sums.discountsum and _rows_discounts(subject) != sums.discountsum:
        lines.append(Pair(discount_words(sums.discountsum, sums.discountpercent), signed(-sums.discountsum)))
    if sums.commission:
        lines.append(Pair("КОМІСІЯ", money(sums.commission)))
    exact = sums.norndsum if sums.norndsum is not None and sums.rndsum and sums.partpaysum is None else sums.sum
    return [*lines, Pair("СУМА", money(exact), Weight.LOUD)]


def _rows_discounts(subject: Subject) -> int:
    """CHECKTOTAL/DISCOUNTSUM repeats the discounts of the rows; printed once, where they are."""
    return sum(row.discountsum or 0 for row in subject.check.checkbody) if subject.check else 0


def taxes(subject: Subject) -> list[Line]:
    """A row for each tax, letter and rate: VAT first, then the others."""
    rows = sorted(subject.check.checktax, key=lambda row: row.type != VAT) if subject.check else []
    return [Pair(tax_words(row), money(row.sum)) for row in rows]


def tax_words(row: TaxRow | ZTaxRow) -> str:
    """What a tax row begins with: «ПДВ», «АКЦИЗНИЙ ПОДАТОК», else the name it was given; letter and rate."""
    name = row.name.upper()
    if row.type == VAT and not name.startswith("БЕЗ"):
        name = "ПДВ"
    elif row.type == EXCISE:
        name = "АКЦИЗНИЙ ПОДАТОК"
    return " ".join(part for part in (name, row.letter, percent(row.prc)) if part)


def rounding(subject: Subject) -> list[Line]:
    """«ЗАОКРУГЛЕННЯ»: what is added to the sum (RNDSUM is what was taken off: the other sign)."""
    sums = _sums(subject)
    return [Pair("ЗАОКРУГЛЕННЯ", signed(-sums.rndsum))] if sums and sums.rndsum else []


def due(subject: Subject) -> list[Line]:
    """«ДО СПЛАТИ», where it is not the sum itself: after rounding, or a part of the price."""
    sums = _sums(subject)
    if sums is None or sums.sum is None:
        return []
    lines: list[Line] = []
    if sums.partpaytype is not None or sums.partpaysum is not None:
        words = _PARTS_OF_PAYMENT.get(sums.partpaytype or 0, "ЧАСТКОВА ОПЛАТА")
        rate = f" {percent(sums.partpaypercent)}" if sums.partpaypercent else ""
        lines.append(Text(words + rate))
        if sums.partpayordprepaynum:
            lines.append(Text(f"ЗА ЧЕКОМ № {sums.partpayordprepaynum}"))
    if sums.rndsum or lines:
        paid = sums.partpaysum if sums.partpaysum is not None else sums.sum
        lines.append(Pair("ДО СПЛАТИ", money(paid), Weight.LOUD))
    return lines


def change(subject: Subject) -> list[Line]:
    """What was handed over and what goes back (a requisite since 2025), only where there is change."""
    rows = [pay for pay in subject.check.checkpay if pay.remains] if subject.check else []
    lines: list[Line] = []
    for pay in rows:
        if pay.provided is not None:
            lines.append(Pair("ОТРИМАНО", money(pay.provided)))
        lines.append(Pair("РЕШТА", money(pay.remains or 0)))
    return lines


def _sums(subject: Subject) -> CheckTotal | None:
    return subject.check.checktotal if subject.check else None
