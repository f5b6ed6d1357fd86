"""Reports of a period, goods and shifts from a real journal, and the commands that show them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from prro_cli.engine import reports
from prro_cli.engine.reports import Span
from prro_cli.home.config_file import write_config
from prro_cli.home.desks import put_desk
from prro_cli.home.paths import Home
from tests.engine.baskets import desk
from tests.journal.worlds import DESK, Shop, open_journal
from tests.provoking import provokes

SPAN = Span(date(2026, 3, 2), date(2026, 3, 2))
ROWS: list[dict[str, Any]] = [
    {"index": 1, "name": "Кава", "code": "1", "tax": "А", "qty": 2000, "sum": 8000, "discount": 1000, "seller": "Оля"},
    {"index": 2, "name": "=Пакет", "tax": "", "qty": 1000, "sum": 300, "fiscal": False, "seller": "Іра"},
]
BACK: list[dict[str, Any]] = [
    {"index": 1, "name": "Кава", "code": "1", "tax": "А", "qty": 500, "sum": 2000, "discount": 250, "original_row": 1}
]


def a_day(folder: Path) -> None:
    """A shift: two sales, a return, a reversed sale, a deposit; then a shift left open."""
    with open_journal(folder) as journal, journal.lock(DESK, command="test", wait_seconds=0):
        shop = Shop(journal)
        shop.open_shift()
        first = shop.online("sale", 80_00, rows=ROWS)
        shop.online("sale", 80_00, rows=ROWS)
        sold = journal.document(first)
        assert sold is not None
        shop.online("return", 20_00, original={"fiscal_number": sold.fiscal_number}, rows=BACK)
        mistake = journal.document(shop.online("sale", 99_00, rows=ROWS))
        assert mistake is not None
        shop.online("reversal", original={"fiscal_number": mistake.fiscal_number})
        shop.online("service_input", 500_00, effect={"service_input": {"sum": 500_00, "orders_count": 1}})
        shop.close_shift()
        shop.open_shift()


def test_period(tmp_path: Path) -> None:
    a_day(tmp_path)
    with open_journal(tmp_path, read_only=True) as journal:
        found = reports.period(journal, DESK, SPAN)
        assert found.totals.real is not None
        assert found.totals.ret is not None
        assert (found.totals.real.sum, found.totals.real.orders_count, found.totals.ret.sum) == (160_00, 2, 20_00)
        assert dict(found.documents)["sale"] == 2
        other = reports.period(journal, DESK, Span(date(2026, 3, 3), date(2026, 3, 9)))
        assert other.documents == ()
        assert reports.period(journal, DESK, SPAN, test=True).documents == ()


def test_goods(tmp_path: Path) -> None:
    a_day(tmp_path)
    with open_journal(tmp_path, read_only=True) as journal:
        coffee, bag = reports.goods(journal, DESK, SPAN)
        assert (coffee.name, coffee.sold, coffee.sold_sum, coffee.returned, coffee.returned_sum) == (
            "Кава",
            4000,
            16000,
            500,
            2000,
        )
        assert (coffee.discount, coffee.net_sum, coffee.fiscal) == (1750, 14000, True)
        assert (bag.name, bag.fiscal, bag.sold_sum) == ("=Пакет", False, 600)
        sellers = {line.seller for line in reports.goods(journal, DESK, SPAN, by_seller=True)}
        assert sellers == {"Оля", "Іра", ""}


def test_shifts(tmp_path: Path) -> None:
    a_day(tmp_path)
    with open_journal(tmp_path, read_only=True) as journal:
        second, first = reports.shifts(journal, DESK)
        assert (second.shift.number, second.shift.state, second.totals.real) == (2, "open", None)
        assert first.totals.real is not None
        assert (first.shift.state, first.totals.real.sum) == ("closed", 160_00)
        assert len(reports.shifts(journal, DESK, 1)) == 1


def test_days_are_those_of_kyiv() -> None:
    summer = Span(date(2026, 7, 1), date(2026, 7, 1))
    assert (summer.since, summer.until - summer.since) == (1_782_853_200, 86_400)
    spring_forward = Span(date(2026, 3, 29), date(2026, 3, 29))
    assert spring_forward.until - spring_forward.since == 23 * 3600


@pytest.fixture
def shop_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a desk and its journal."""
    home = Home(tmp_path / "home").create()
    config: dict[str, Any] = {}
    put_desk(config, replace(desk(), name=DESK))
    write_config(home, config)
    a_day(home.path)
    monkeypatch.setenv("PRRO_HOME", str(home.path))
    return home.path


def test_commands(prro: Callable[..., Any], shop_home: Path, tmp_path: Path) -> None:
    days = ("--from", "2026-03-02", "--to", "2026-03-02")
    period = prro("report", "period", *days, "--json").data
    assert (period["sales"]["sum"], period["sales"]["receipts"], period["returns"]["sum"]) == ("160.00", 2, "20.00")
    assert period["sales"]["payments"] == [{"code": 0, "name": "ГОТІВКА", "sum": "160.00"}]
    assert period["deposits"] == "500.00"
    file = tmp_path / "goods.csv"
    goods = prro("report", "goods", *days, "--csv", file, "--json").data
    assert goods["goods"][0]["net_sum"] == "140.00"
    with file.open(encoding="utf-8-sig", newline="") as lines:
        read = list(csv.DictReader(lines))
    assert [row["name"] for row in read] == ["Кава", "'=Пакет"]
    shifts = prro("report", "shifts", "--json").data["shifts"]
    assert [(s["number"], s["state"], s["sales"], s["receipts"]) for s in shifts] == [
        (2, "open", "0.00", 0),
        (1, "closed", "160.00", 3),
    ]


def test_text(prro: Callable[..., Any], shop_home: Path, tmp_path: Path) -> None:
    days = ("--from", "2026-03-02", "--to", "2026-03-02")
    file = tmp_path / "period.csv"
    shown = prro("report", "period", *days, "--csv", file)
    assert "Sales: 160.00 in 2 receipts" in shown.out
    assert f"written: {file}" in shown.out.replace("\n", "")
    assert "Кава" in prro("report", "goods", *days).out
    assert "Оля" in prro("report", "goods", *days, "--by-seller").out
    assert "closed" in prro("report", "shifts").out
    assert "nothing was sold" in prro("report", "goods", "--from", "2026-04-01", "--to", "2026-04-02").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--from", "2026-03-02", "--to", "2026-03-01"), "is before"),
        (("--from", "yesterday"), "is not a date"),
        (("--from", "1990-01-01", "--to", "2026-03-01"), "ten years"),
    ],
)
def test_wrong_spans(prro: Callable[..., Any], shop_home: Path, words: tuple[str, ...], says: str) -> None:
    ran = prro("report", "period", *words, "--json")
    assert ran.code == 3
    assert says in ran.envelope["error"]["cause"]


@provokes("PRRO-E0306")
def test_an_existing_file_is_kept(prro: Callable[..., Any], shop_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "there.csv"
    file.write_text("mine", encoding="utf-8")
    ran = prro("report", "shifts", "--csv", file, "--json")
    assert ran.code == 3
    assert file.read_text(encoding="utf-8") == "mine"


def test_rows_alone_on_stdout(prro: Callable[..., Any], shop_home: Path) -> None:
    days = ("--from", "2026-03-02", "--to", "2026-03-02")
    shown = prro("report", "goods", *days, "--csv", "-")
    assert shown.code == 0 and [row["name"] for row in csv.DictReader(shown.out.splitlines())] == ["Кава", "'=Пакет"]
    assert prro("report", "shifts", "--csv", "-").out.splitlines()[0].startswith("number,state,")
    assert prro("report", "period", *days, "--csv", "-").out.splitlines()[1] == "sales,payment,0,ГОТІВКА,,160.00"
    assert prro("report", "goods", *days, "--csv", "-", "--json").code == 2


def test_bars_for_people(prro: Callable[..., Any], shop_home: Path) -> None:
    days = ("--from", "2026-03-02", "--to", "2026-03-02")
    drawn = prro("report", "goods", *days, "--chart").out.splitlines()[-2:]
    assert drawn[0].startswith("Кава") and "█" * 20 in drawn[0] and drawn[0].endswith("140.00")
    assert all(len(line) <= 80 for line in drawn)
    by_day = prro("report", "period", *days, "--chart").out.splitlines()[-1]
    assert by_day.startswith("2026-03-02") and by_day.endswith("140.00")
    by_month = prro("report", "period", "--from", "2026-01-01", "--to", "2026-12-31", "--chart").out.splitlines()[-1]
    assert by_month.startswith("2026-03 ")
    shifts = prro("report", "shifts", "--chart").out.splitlines()[-2:]
    assert [line.split()[0] for line in shifts] == ["1", "2"] and shifts[1].endswith("0.00") and "█" not in shifts[1]
    plain, charted = (prro("report", "goods", *days, *more, "--json").data for more in ((), ("--chart",)))
    assert plain == charted


def test_a_chart_keeps_its_columns() -> None:
    import io

    from prro_cli.render.chart import bar, show_chart
    from prro_cli.render.terminal import Out

    out = io.StringIO()
    bars = [(f"Дуже довга назва товару номер {n}", 100_00 * n) for n in range(40, 0, -1)]
    show_chart([*bars, ("Повернення", -50_00)], Out(out, columns=60))
    lines = out.getvalue().splitlines()[1:]
    assert len(lines) == 32 and max(map(len, lines)) <= 60 and lines[-1].startswith("10 more") and "…" in lines[0]
    out = io.StringIO()
    show_chart([("а", 100), ("б", -100), ("в", 0)], Out(out))
    assert ["░" in line for line in out.getvalue().splitlines()[1:]] == [False, True, False]
    assert (bar(1, 10**9, 10), bar(0, 10, 10), bar(10, 10, 10)) == ("▏", "", "█" * 10)
    show_chart([], Out(out))
