"""Text of `prro report`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import later, say, word
from prro_cli.render.terminal import Out
from prro_cli.render.text.report_shift import text_x, text_z

if TYPE_CHECKING:
    from prro_cli.cli.report import GoodsReport, PeriodReport, ShiftsReport, SideSums

__all__ = ["text_goods", "text_period", "text_shifts", "text_x", "text_z"]


def text_period(result: PeriodReport, out: Out) -> None:
    """Sums, then payments and taxes of both sides."""
    out.line(f"{result.first_day} – {result.last_day}", "strong")
    _side(later("Sales"), result.sales, out)
    _side(later("Returns"), result.returns, out)
    out.pairs((("Deposits", result.deposits), ("Issues", result.issues)))
    _csv(result.csv, out)


def _side(title: str, sums: SideSums, out: Out) -> None:
    out.line()
    facts = {"title": say(title), "sum": sums.sum, "count": sums.receipts, "rounding": sums.rounding}
    out.line(say("{title}: {sum} in {count} receipts (rounding {rounding})", **facts))
    if sums.payments:
        out.table(("code", "payment", "sum"), [(p.code, p.name, p.sum) for p in sums.payments], right=(2,))
    if sums.taxes:
        rows = [(t.letter, t.name, t.percent, t.turnover, t.base, t.sum) for t in sums.taxes]
        out.table(("letter", "tax", "%", "turnover", "base", "sum"), rows, right=(2, 3, 4, 5))


def text_goods(result: GoodsReport, out: Out) -> None:
    """One line an article."""
    out.line(f"{result.first_day} – {result.last_day}", "strong")
    sellers = any(line.seller for line in result.goods)
    rows = [
        (g.name, g.tax, g.sold, g.sold_sum, g.returned, g.returned_sum, g.net_sum, *((g.seller,) if sellers else ()))
        for g in result.goods
    ]
    heads = ("goods", "tax", "sold", "sum", "returned", "sum", "net", *(("seller",) if sellers else ()))
    if rows:
        out.table(heads, rows, right=(2, 3, 4, 5, 6))
    else:
        out.line(say("nothing was sold"))
    _csv(result.csv, out)


def text_shifts(result: ShiftsReport, out: Out) -> None:
    """One line a shift."""
    rows = [
        (s.number, word(s.state), s.opened_at, s.cashier, s.receipts, s.sales, s.returns, s.deposits, s.issues)
        for s in result.shifts
    ]
    if rows:
        heads = ("shift", "state", "opened", "cashier", "receipts", "sales", "returns", "deposits", "issues")
        out.table(heads, rows, right=(4, 5, 6, 7, 8))
    else:
        out.line(say("no shift yet"))
    _csv(result.csv, out)


def _csv(path: str | None, out: Out) -> None:
    if path:
        out.line(say("written: {path}", path=path))
