"""`prro report`: what was sold in a period, by goods, by shifts; read from the journal, nothing is sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Option, command, noun
from prro_cli.cli.definitions import chosen_desk, day
from prro_cli.cli.face import Face
from prro_cli.cli.report_out import Chart, Csv, reported, written
from prro_cli.errors.desks import DefinitionWrongError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer
from prro_cli.values import format_fixed, format_money, format_quantity, kyiv

if TYPE_CHECKING:
    from prro_cli.engine.reports import ShiftLine as Found
    from prro_cli.engine.reports import Span
    from prro_cli.journal.totals import Section

app = noun("Reports: the shift, a period, the goods.")

First = Annotated[str | None, Option("--from", help="First day, 2026-11-01; today where absent.")]
Last = Annotated[str | None, Option("--to", help="Last day, included; today where absent.")]
Test = Annotated[bool, Option("--test", help="The documents of test shifts instead of the fiscal ones.")]
DAYS_TO_LOOK_BACK = 3660


@dataclass(frozen=True, slots=True)
class PaymentSum:
    """A means of payment."""

    code: int
    name: str
    sum: str


@dataclass(frozen=True, slots=True)
class TaxSum:
    """A tax."""

    type: int
    letter: str
    name: str
    percent: str
    on_top: bool
    turnover: str
    base: str
    sum: str


@dataclass(frozen=True, slots=True)
class SideSums:
    """Sales or returns."""

    receipts: int
    sum: str
    rounding: str
    payments: tuple[PaymentSum, ...]
    taxes: tuple[TaxSum, ...]


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """A period in sums."""

    schema: ClassVar[str] = "prro.report.period/1"
    first_day: str
    last_day: str
    sales: SideSums
    returns: SideSums
    deposits: str
    issues: str
    documents: dict[str, int]
    csv: str | None


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """One article."""

    name: str
    code: str
    tax: str
    fiscal: bool
    seller: str
    sold: str
    sold_sum: str
    returned: str
    returned_sum: str
    discount: str
    net_sum: str


@dataclass(frozen=True, slots=True)
class GoodsReport:
    """What was sold and returned in a period."""

    schema: ClassVar[str] = "prro.report.goods/1"
    first_day: str
    last_day: str
    goods: tuple[GoodsLine, ...]
    csv: str | None


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """One shift."""

    number: int
    state: str
    opened_at: str
    closed_at: str | None
    cashier: str
    test: bool
    receipts: int
    sales: str
    returns: str
    deposits: str
    issues: str


@dataclass(frozen=True, slots=True)
class ShiftsReport:
    """The shifts of a desk, newest first."""

    schema: ClassVar[str] = "prro.report.shifts/1"
    shifts: tuple[ShiftLine, ...]
    csv: str | None


@command(app, "period", schema=PeriodReport.schema, example="prro report period --from 2026-11-01 --to 2026-11-30")
def period(
    face: Face, first: First = None, last: Last = None, csv: Csv = None, chart: Chart = False, test: Test = False
) -> Answer | None:
    """Sales, returns, payments and taxes of some days."""
    from prro_cli.cli.journal_access import open_journal
    from prro_cli.engine import reports

    desk, span = chosen_desk(face), _span(face, first, last)
    with open_journal(face, read_only=True) as journal:
        found = reports.period(journal, desk.name, span, test=test)
        bars = reports.by_days(journal, desk.name, span, test=test) if chart else ()
    totals = found.totals
    sales, returns = side_sums(totals.real), side_sums(totals.ret)
    rows = [
        (side, kind, *row)
        for side, sums in (("sales", sales), ("returns", returns))
        for kind, row in [
            *(("payment", (p.code, p.name, "", p.sum)) for p in sums.payments),
            *(("tax", (t.type, t.name, t.letter, t.sum)) for t in sums.taxes),
        ]
    ]
    result = PeriodReport(
        span.first.isoformat(),
        span.last.isoformat(),
        sales,
        returns,
        format_money(totals.service_input.sum if totals.service_input else 0),
        format_money(totals.service_output.sum if totals.service_output else 0),
        dict(found.documents),
        written(face, csv, ("side", "kind", "code", "name", "letter", "sum"), rows),
    )
    return reported(face, Answer(result, identifier=result.sales.sum, desk=desk.name, test=test), csv, bars)


@command(app, "goods", schema=GoodsReport.schema, example="prro report goods --from 2026-11-01 --csv goods.csv")
def goods(
    face: Face,
    first: First = None,
    last: Last = None,
    by_seller: Annotated[bool, Option("--by-seller", help="Every seller's rows apart (R43).")] = False,
    csv: Csv = None,
    chart: Chart = False,
    test: Test = False,
) -> Answer | None:
    """Quantities and sums by goods, also of lines kept off the receipts."""
    from prro_cli.cli.journal_access import open_journal
    from prro_cli.engine import reports

    desk, span = chosen_desk(face), _span(face, first, last)
    with open_journal(face, read_only=True) as journal:
        found = reports.goods(journal, desk.name, span, by_seller=by_seller, test=test)
    lines = tuple(
        GoodsLine(
            name=g.name,
            code=g.code,
            tax=g.tax,
            fiscal=g.fiscal,
            seller=g.seller,
            sold=format_quantity(g.sold),
            sold_sum=format_money(g.sold_sum),
            returned=format_quantity(g.returned),
            returned_sum=format_money(g.returned_sum),
            discount=format_money(g.discount),
            net_sum=format_money(g.net_sum),
        )
        for g in found
    )
    names = tuple(GoodsLine.__dataclass_fields__)
    path = written(face, csv, names, [tuple(getattr(line, name) for name in names) for line in lines])
    result = GoodsReport(span.first.isoformat(), span.last.isoformat(), lines, path)
    bars = tuple((g.name, g.net_sum) for g in found) if chart else ()
    answer = Answer(result, identifier="\n".join(line.name for line in lines), desk=desk.name, test=test)
    return reported(face, answer, csv, bars)


@command(app, "shifts", schema=ShiftsReport.schema, example="prro report shifts --limit 30")
def shifts(
    face: Face,
    limit: Annotated[int, Option(min=1, help="At most so many, newest first.")] = 20,
    csv: Csv = None,
    chart: Chart = False,
) -> Answer | None:
    """The shifts with their totals."""
    from prro_cli.cli.journal_access import open_journal
    from prro_cli.engine import reports

    desk = chosen_desk(face)
    with open_journal(face, read_only=True) as journal:
        found = reports.shifts(journal, desk.name, limit)
    lines = tuple(_shift_line(line) for line in found)
    names = tuple(ShiftLine.__dataclass_fields__)
    path = written(face, csv, names, [tuple(getattr(line, name) for name in names) for line in lines])
    bars = tuple((_shift_name(line), _net(line)) for line in reversed(found)) if chart else ()
    numbers = "\n".join(str(line.number) for line in lines)
    return reported(face, Answer(ShiftsReport(lines, path), identifier=numbers, desk=desk.name), csv, bars)


def _shift_name(line: Found) -> str:
    return f"{line.shift.number}  {line.shift.opened_at[:10]}"


def _net(line: Found) -> int:
    sold, returned = line.totals.real, line.totals.ret
    return (sold.sum if sold else 0) - (returned.sum if returned else 0)


def _shift_line(line: Found) -> ShiftLine:
    shift, totals = line.shift, line.totals
    sections = (totals.real, totals.ret, totals.service_input, totals.service_output)
    sales, returns, deposits, issues = (format_money(s.sum if s else 0) for s in sections)
    return ShiftLine(
        number=shift.number,
        state=shift.state,
        opened_at=shift.opened_at,
        closed_at=shift.closed_at,
        cashier=shift.cashier,
        test=shift.test,
        receipts=sum(s.orders_count for s in sections[:2] if s),
        sales=sales,
        returns=returns,
        deposits=deposits,
        issues=issues,
    )


def side_sums(section: Section | None) -> SideSums:
    if section is None:
        return SideSums(0, "0.00", "0.00", (), ())
    return SideSums(
        section.orders_count,
        format_money(section.sum),
        format_money(section.rnd_sum),
        tuple(PaymentSum(p.code, p.name, format_money(p.sum)) for p in section.pay_forms),
        tuple(
            TaxSum(
                t.type,
                t.letter,
                t.name,
                format_fixed(t.prc, 2),
                t.sign,
                format_money(t.turnover),
                format_money(t.source_sum),
                format_money(t.sum),
            )
            for t in section.taxes
        ),
    )


def _span(face: Face, first: str | None, last: str | None) -> Span:
    from prro_cli.engine.reports import Span

    today: date = face.environment.now().astimezone(kyiv()).date()
    start, end = day(first, "from") or today, day(last, "to") or today
    if end < start:
        raise DefinitionWrongError(field="to", detail=say("{end} is before {start}", end=end, start=start))
    if end - start > timedelta(days=DAYS_TO_LOOK_BACK):
        raise DefinitionWrongError(field="from", detail=say("at most ten years at a time"))
    return Span(start, end)
