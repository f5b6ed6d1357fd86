"""The Z-report from a shift's totals, and where our totals and the tax server's differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from prro_cli.documents.model import ZBody, ZCash, ZPayFormRow, ZTaxRow, ZTotals
from prro_cli.journal.totals import Section, Totals
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.values import format_money

if TYPE_CHECKING:
    from prro_cli.journal.totals import TaxTotal
    from prro_cli.taxserver.totals import ShiftTotals, SideTotals
    from prro_cli.taxserver.totals import TaxTotal as ServerTax

Figures = dict[str, int]


class ZSections(TypedDict):
    """The sections of ZREP beside its head."""

    zreprealiz: ZTotals | None
    zrepreturn: ZTotals | None
    zrepcash: ZCash | None
    zrepbody: ZBody


def z_sections(totals: Totals) -> ZSections:
    """Sections in the form of the API: none for what there was none of, ZREPBODY also with zeros."""
    return ZSections(
        zreprealiz=_side(totals.real),
        zrepreturn=_side(totals.ret),
        zrepcash=ZCash(sum=totals.cash.sum, orderscnt=totals.cash.orders_count) if totals.cash else None,
        zrepbody=ZBody(
            serviceinput=totals.service_input.sum if totals.service_input else 0,
            serviceoutput=totals.service_output.sum if totals.service_output else 0,
        ),
    )


def _side(section: Section | None) -> ZTotals | None:
    """ZREPREALIZ or ZREPRETURN; tax sums are sums of the receipts' rounded sums, never reckoned again."""
    if section is None:
        return None
    return ZTotals(
        sum=section.sum,
        rndsum=section.rnd_sum if section.no_rnd_sum else None,
        norndsum=section.no_rnd_sum or None,
        orderscnt=section.orders_count,
        payforms=tuple(ZPayFormRow(payformcd=p.code, payformnm=p.name, sum=p.sum) for p in section.pay_forms),
        taxes=tuple(
            ZTaxRow(
                type=tax.type,
                name=tax.name,
                letter=tax.letter or None,
                prc=tax.prc,
                sign=tax.sign or None,
                turnover=tax.turnover,
                turnoverdiscount=tax.turnover_discount or None,
                sourcesum=tax.source_sum,
                sum=tax.sum,
            )
            for tax in section.taxes
        ),
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that is not the same: ours and the server's, as they are printed."""

    figure: str
    ours: str
    server: str

    def __str__(self) -> str:
        return say("{name}: ours {ours}, the server's {theirs}", name=self.figure, ours=self.ours, theirs=self.server)


def compare(own: Totals, server: ShiftTotals) -> tuple[Difference, ...]:
    """Figure by figure; a section the server gives as null counts as zeros, and so does a key only one side has."""
    service = {
        "input": own.service_input.sum if own.service_input else 0,
        "output": own.service_output.sum if own.service_output else 0,
    }
    return (
        *_of_side("real", own.real, server.real),
        *_of_side("ret", own.ret, server.ret),
        *_figures("cash", _cash(own.cash), _server_cash(server)),
        *_figures("service", service, {"input": server.service_input, "output": server.service_output}),
    )


differences = compare


def counted_as(own: Totals, server: ShiftTotals, reversals: int) -> Totals:
    """Our totals with the server's counts of receipts, where reversed receipts and their reversals explain them."""

    def side(ours: Section | None, theirs: SideTotals | None) -> Section | None:
        count = theirs.orders if theirs else 0
        if not 0 < count - (ours.orders_count if ours else 0) <= 2 * reversals:
            return ours
        return replace(ours or Section(), orders_count=count)

    return replace(own, real=side(own.real, server.real), ret=side(own.ret, server.ret))


def _of_side(name: str, own: Section | None, server: SideTotals | None) -> Iterator[Difference]:
    ours = own or Section()
    for row in _figures(name, _figures_of(ours), _server_figures(server)):
        if not (row.figure.endswith(" source_sum") and row.server == format_money(0)):  # a base that is not told
            yield row
    unrounded = server.unrounded if server else 0
    # Whether receipts without rounding count in NoRndSum is not described: either reading agrees, and so does none.
    if unrounded not in (0, ours.no_rnd_sum, ours.sum + ours.rnd_sum):
        yield Difference(f"{name} no_rnd_sum", format_money(ours.no_rnd_sum), format_money(unrounded))


def _server_figures(server: SideTotals | None) -> Figures:
    if server is None:
        return {}
    figures = {"sum": server.sum, "orders_count": server.orders, "rnd_sum": server.rounding}
    for pay in server.pay_forms:
        _add(figures, {f"pay_form {pay.code} {pay.name}": pay.sum})
    for tax in server.taxes:
        _add(figures, _tax_figures(tax.type, tax.letter, tax.percent, tax))
    return figures


def _tax_figures(type_: int, letter: str, percent: int, tax: TaxTotal | ServerTax) -> Figures:
    """Taxes are told apart by type, letter and rate; names may differ, and SIGN may go untold (missing is false)."""
    key = f"tax {type_} {letter} {format_money(percent)}%"
    return {f"{key} turnover": tax.turnover, f"{key} source_sum": tax.source_sum, f"{key} sum": tax.sum}


def _add(figures: Figures, more: Figures) -> None:
    for key, value in more.items():
        figures[key] = figures.get(key, 0) + value


def _cash(section: Section | None) -> Figures:
    return {"sum": section.sum, "orders_count": section.orders_count} if section else {}


def _server_cash(server: ShiftTotals) -> Figures:
    return {"sum": server.cash.sum, "orders_count": server.cash.orders} if server.cash else {}


def _figures(name: str, ours: Figures, theirs: Figures) -> Iterator[Difference]:
    for key in dict.fromkeys((*ours, *theirs)):
        mine, other = ours.get(key, 0), theirs.get(key, 0)
        if mine != other:
            shown = str if key == "orders_count" else format_money
            yield Difference(f"{name} {key}", shown(mine), shown(other))


def same_figures(one: Totals, other: Totals) -> bool:
    """Whether two totals say the same sums, whatever they call a tax and whether they tell a discounted turnover."""
    sides = ((one.real, other.real), (one.ret, other.ret))
    plain = ((one.service_input, other.service_input), (one.service_output, other.service_output))
    same = all(_figures_of(a) == _figures_of(b) for a, b in sides)
    return same and all((a.sum if a else 0) == (b.sum if b else 0) for a, b in (*plain, (one.cash, other.cash)))


def _figures_of(section: Section | None) -> Figures:
    found = section or Section()
    figures = {"sum": found.sum, "orders_count": found.orders_count, "rnd_sum": found.rnd_sum}
    figures |= {f"pay_form {p.code} {p.name}": p.sum for p in found.pay_forms}
    for tax in found.taxes:
        _add(figures, _tax_figures(tax.type, tax.letter, tax.prc, tax))
    return {key: value for key, value in figures.items() if value}
