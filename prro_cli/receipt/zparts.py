"""The body of a Z- or X-report: everything that ZREP holds, nothing reckoned anew (registration 4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.receipt.paper import Gap, Line, Pair, Rule, Text, Weight
from prro_cli.receipt.words import CURRENCY, money, quantity, signed

if TYPE_CHECKING:
    from prro_cli.documents.model import ZCash, ZCurrency, ZFuel, ZTaxRow, ZTotals
    from prro_cli.receipt.layout import Subject


def report(subject: Subject) -> list[Line]:
    """Sales, returns, and what else there was; service sums always, with zeros too."""
    z = subject.report
    if z is None:
        return []
    lines: list[Line] = [Pair("ВАЛЮТА", CURRENCY)]
    lines += _side("ПРОДАЖ", z.zreprealiz)
    lines += _side("ПОВЕРНЕННЯ", z.zrepreturn)
    lines += _cash(z.zrepcash)
    lines += _currency(z.zrepval)
    lines += _fuel(z.zrepfuel)
    body = z.zrepbody
    lines += [
        Rule(),
        Pair("СЛУЖБОВЕ ВНЕСЕННЯ", money((body and body.serviceinput) or 0)),
        Pair("СЛУЖБОВА ВИДАЧА", money((body and body.serviceoutput) or 0)),
    ]
    return [*lines, Pair("ТРАНСПОРТНИЙ ЗАСІБ", body.vehiclern)] if body and body.vehiclern else lines


def _side(title: str, side: ZTotals | None) -> list[Line]:
    """Turnover by forms of payment, number of receipts, taxes by letter (sum and turnover), rounding."""
    if side is None:
        return [Rule(), Pair(title, money(0), Weight.BOLD), Pair("КІЛЬКІСТЬ ЧЕКІВ", "0", indent=2)]
    lines: list[Line] = [Rule(), Pair(title, money(side.sum), Weight.LOUD)]
    lines += [Pair(form.payformnm, money(form.sum), indent=2) for form in side.payforms]
    lines.append(Pair("КІЛЬКІСТЬ ЧЕКІВ", str(side.orderscnt), indent=2))
    if side.rndsum:
        lines.append(Pair("ЗАОКРУГЛЕННЯ", signed(-side.rndsum), indent=2))
    if side.norndsum is not None and side.rndsum:
        lines.append(Pair("СУМА БЕЗ ЗАОКРУГЛЕННЯ", money(side.norndsum), indent=2))
    optional = (
        ("ВИДАНО ПІД ЗАСТАВУ", side.pwnsumissued),
        ("ОТРИМАНО ЗА ЗАСТАВУ", side.pwnsumreceived),
        ("СУМА ПЕРЕКАЗІВ", side.totalcurrencysum),
        ("КОМІСІЯ", side.totalcurrencycommission),
    )
    lines += [Pair(name, money(value), indent=2) for name, value in optional if value is not None]
    return [*lines, *_taxes(side.taxes)]


def _taxes(rows: tuple[ZTaxRow, ...]) -> list[Line]:
    from prro_cli.receipt.money import VAT, tax_words

    lines: list[Line] = [Gap()] if rows else []
    for row in sorted(rows, key=lambda row: row.type != VAT):
        lines.append(Pair(tax_words(row), money(row.sum)))
        lines.append(Pair("ОБІГ", money(row.turnover), indent=2))
    return lines


def _cash(cash: ZCash | None) -> list[Line]:
    if cash is None:
        return []
    lines: list[Line] = [Rule(), Pair("ВИДАЧА ГОТІВКИ", money(cash.sum), Weight.BOLD)]
    if cash.commission is not None:
        lines.append(Pair("КОМІСІЯ", money(cash.commission), indent=2))
    return [*lines, Pair("КІЛЬКІСТЬ ЧЕКІВ", str(cash.orderscnt), indent=2)]


def _currency(desk: ZCurrency | None) -> list[Line]:
    if desk is None:
        return []
    sums = (
        ("АВАНС", desk.totalinadvance),
        ("ПІДКРІПЛЕННЯ", desk.totalinattach),
        ("ІНКАСАЦІЯ", desk.totalsurrcollection),
        ("ПРИЙНЯТО ГРИВЕНЬ", desk.acceptedn),
        ("ВИДАНО ГРИВЕНЬ", desk.issuedn),
        ("КОМІСІЯ", desk.commission),
    )
    lines: list[Line] = [Rule(), Text("ОБМІН ВАЛЮТИ", Weight.BOLD)]
    lines += [Pair(name, money(value), indent=2) for name, value in sums if value is not None]
    lines.append(Pair("КІЛЬКІСТЬ ДОКУМЕНТІВ", str(desk.calcdocscnt), indent=2))
    for row in desk.details:
        lines.append(Text(row.valsymcd, Weight.BOLD, indent=2))
        both = (("КУПЛЕНО", row.buyvali, row.buyvaln), ("ПРОДАНО", row.sellvali, row.sellvaln))
        for name, foreign, hryvnias in both:
            if foreign is not None:
                lines.append(Pair(name, f"{money(foreign)} / {money(hryvnias or 0)}", indent=4))
    return lines


def _fuel(fuel: ZFuel | None) -> list[Line]:
    """Volumes stand in millilitres in the document and in litres on paper."""
    if fuel is None:
        return []
    lines: list[Line] = [Rule(), Text("ПАЛЬНЕ, Л", Weight.BOLD)]
    for row in fuel.details:
        lines.append(Text(row.name, indent=2))
        volumes = (("НАДІЙШЛО", row.accepted), ("ВІДПУЩЕНО", row.realizvol), ("ЗАЛИШОК", row.remains))
        lines += [Pair(name, quantity(value // 100), indent=4) for name, value in volumes if value is not None]
        if row.realizcost is not None:
            lines.append(Pair("НА СУМУ", money(row.realizcost), indent=4))
    for tank in fuel.remains:
        lines.append(Pair(f"{tank.name} РЕЗЕРВУАР {tank.tanknum}", quantity(tank.remains // 100), indent=2))
    return lines
