"""The Z-report against the server's totals of the shift (code 9, switch `z_check`)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from prro_cli.sandbox.checks.case import Case
from prro_cli.sandbox.paper import money, optional_money, text_of
from prro_cli.sandbox.refusals import RefusalError
from prro_cli.sandbox.totals import SectionTotals, ShiftTotals, tax_key, totals_of
from prro_cli.values import format_money, parse_fixed

Difference = tuple[str, str, str]


def check_z(case: Case) -> None:
    """Every figure of the report equals the server's; a section that is absent counts as zero."""
    if not case.paper.is_z or case.shift is None or case.court.switches.on("z_check", "off"):
        return
    totals = totals_of(case.court.books, case.shift, case.court.switches)
    for place, stated, expected in differences(case.paper.tree, totals):
        raise RefusalError(
            9, f"Значення {place} Z-звіту {stated} не дорівнює розрахованому фіскальним сервером {expected}"
        )


def differences(tree: Element, totals: ShiftTotals) -> Iterator[Difference]:
    """Where a Z-report and the totals differ: element, stated, expected."""
    yield from _section(tree, "ZREPREALIZ", totals.sales)
    yield from _section(tree, "ZREPRETURN", totals.returns)
    cash = tree.find("ZREPCASH")
    yield from _money(cash, "ZREPCASH", {"SUM": totals.cash.sum, "COMMISSION": totals.cash.commission})
    yield from _count(cash, "ZREPCASH", {"ORDERSCNT": totals.cash.orders})
    body = tree.find("ZREPBODY")
    yield from _money(body, "ZREPBODY", {"SERVICEINPUT": totals.service_input, "SERVICEOUTPUT": totals.service_output})
    currency = tree.find("ZREPVAL")
    yield from _money(currency, "ZREPVAL", {"COMMISSION": totals.currency.commission})
    yield from _count(currency, "ZREPVAL", {"CALCDOCSCNT": totals.currency.documents})


def _section(tree: Element, name: str, totals: SectionTotals) -> Iterator[Difference]:
    section = tree.find(name)
    yield from _money(
        section,
        name,
        {
            "SUM": totals.sum,
            "RNDSUM": totals.rounding,
            "PWNSUMISSUED": totals.pawn_issued,
            "PWNSUMRECEIVED": totals.pawn_received,
            "TOTALCURRENCYSUM": totals.transfer_sum,
            "TOTALCURRENCYCOMMISSION": totals.transfer_commission,
        },
    )
    yield from _count(
        section,
        name,
        {
            "ORDERSCNT": totals.orders,
            "PWNORDERSCNTISSUED": totals.pawn_issued_orders,
            "PWNORDERSCNTRECEIVED": totals.pawn_received_orders,
            "TOTALCURRENCYCOST": totals.transfers,
        },
    )
    # NORNDSUM of a shift with mixed receipts: the sum of the elements, or of all receipts before rounding (GUESS).
    exact = None if section is None else optional_money(section, "NORNDSUM")
    if exact is not None and exact not in (totals.unrounded, totals.unrounded_all):
        yield f"{name}/NORNDSUM", format_money(exact), format_money(totals.unrounded)
    yield from _pay_forms(section, name, totals)
    yield from _taxes(section, name, totals)


def _money(section: Element | None, name: str, expected: dict[str, int]) -> Iterator[Difference]:
    for element, value in expected.items():
        stated = 0 if section is None else money(section, element)
        if stated != value:
            yield f"{name}/{element}", format_money(stated), format_money(value)


def _count(section: Element | None, name: str, expected: dict[str, int]) -> Iterator[Difference]:
    for element, value in expected.items():
        stated = 0 if section is None else int(text_of(section, element) or "0")
        if stated != value:
            yield f"{name}/{element}", str(stated), str(value)


def _pay_forms(section: Element | None, name: str, totals: SectionTotals) -> Iterator[Difference]:
    stated: dict[tuple[int, str], int] = {}
    for row in [] if section is None else section.findall("PAYFORMS/ROW"):
        key = (parse_fixed(text_of(row, "PAYFORMCD") or "0", 0), text_of(row, "PAYFORMNM") or "")
        stated[key] = stated.get(key, 0) + money(row, "SUM")
    for key in sorted(stated.keys() | totals.pay_forms.keys()):
        left, right = stated.get(key, 0), totals.pay_forms.get(key, 0)
        if left != right:
            yield f"{name}/PAYFORMS {key[0]} '{key[1]}'", format_money(left), format_money(right)


def _taxes(section: Element | None, name: str, totals: SectionTotals) -> Iterator[Difference]:
    rows = {tax_key(row): row for row in ([] if section is None else section.findall("TAXES/ROW"))}
    for key in sorted(rows.keys() | totals.taxes.keys()):
        place = f"{name}/TAXES {key[0]} '{key[1]}' {format_money(key[2])}%"
        row, total = rows.get(key), totals.taxes.get(key)
        expected = (total.turnover, total.sum) if total else (0, 0)
        stated = (money(row, "TURNOVER"), money(row, "SUM")) if row is not None else (0, 0)
        for element, left, right in zip(("TURNOVER", "SUM"), stated, expected, strict=True):
            if left != right:
                yield f"{place} {element}", format_money(left), format_money(right)
        source = None if row is None else optional_money(row, "SOURCESUM")
        if source is not None and total is not None and source != total.source:
            yield f"{place} SOURCESUM", format_money(source), format_money(total.source)
