"""Z-reports from totals, and the comparison with the server's own."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from prro_cli.documents import validator
from prro_cli.documents.model import ZRep
from prro_cli.engine.order import parse_order
from prro_cli.engine.receipt import reckon
from prro_cli.engine.zreport import Difference, compare, z_sections
from prro_cli.journal.totals import Section, Totals, flatten, from_flat
from prro_cli.taxserver.totals import CashTotals, PayFormTotal, ShiftTotals, SideTotals, TaxTotal
from tests.documents import samples
from tests.engine.baskets import DAY, desk


def day_totals() -> Totals:
    """Two receipts of 25.00 with ПДВ (official: 2 × 4.17 = 8.34), one rounded, a return, a deposit."""
    flat = []
    for price, kind in (("25.00", "sale"), ("25.00", "sale"), ("12.57", "sale"), ("25.00", "return")):
        order = parse_order({"items": [{"name": "x", "price": price, "tax": "А"}]})
        flat += flatten(reckon(order, desk(rounding="0.10"), DAY, kind=kind).effect.as_payload())
    flat += flatten(Totals(service_input=Section(sum=500_00, orders_count=1)).as_payload())
    return from_flat(flat)


def as_server(totals: Totals, *, unrounded: int | None = None) -> ShiftTotals:
    """What the tax server answers for the same documents."""

    def side(section: Section | None) -> SideTotals | None:
        if section is None:
            return None
        return SideTotals(
            sum=section.sum,
            pawn_issued=0,
            pawn_received=0,
            rounding=section.rnd_sum,
            unrounded=section.no_rnd_sum if unrounded is None else unrounded,
            orders=section.orders_count,
            pawn_orders_issued=0,
            pawn_orders_received=0,
            transfers=0,
            transfers_sum=0,
            transfers_commission=0,
            pay_forms=tuple(PayFormTotal(p.code, p.name, p.sum) for p in section.pay_forms),
            taxes=tuple(
                TaxTotal(t.type, t.name, t.letter, t.prc, t.sign, t.turnover, 0, t.source_sum, t.sum)
                for t in section.taxes
            ),
        )

    return ShiftTotals(
        real=side(totals.real),
        ret=side(totals.ret),
        cash=None,
        currency=None,
        service_input=totals.service_input.sum if totals.service_input else 0,
        service_output=0,
    )


def test_a_day_becomes_a_sound_report() -> None:
    sections = z_sections(day_totals())
    report = ZRep(zrephead=samples.zrep().zrephead, **sections)
    # A mixed shift: the live server's NoRndSum adds up only the receipts that were rounded, and so do we.
    assert {finding.rule for finding in validator.check(report)} == {"zrep.rounding"}
    assert validator.prepare(report)
    sales = sections["zreprealiz"]
    assert sales is not None
    assert (sales.sum, sales.rndsum, sales.norndsum, sales.orderscnt) == (62_60, -3, 12_57, 3)
    assert [(t.turnover, t.sum) for t in sales.taxes] == [(62_57, 4_17 + 4_17 + 2_10)]
    assert sections["zrepbody"].serviceinput == 500_00


def test_an_empty_shift() -> None:
    sections = z_sections(Totals())
    assert (sections["zreprealiz"], sections["zrepreturn"], sections["zrepcash"]) == (None, None, None)
    assert (sections["zrepbody"].serviceinput, sections["zrepbody"].serviceoutput) == (0, 0)


def test_equal_totals_have_no_difference() -> None:
    totals = day_totals()
    assert compare(totals, as_server(totals)) == ()


@pytest.mark.parametrize("unrounded", [0, 12_57, 62_57])
def test_either_reading_of_the_unrounded_sum(unrounded: int) -> None:
    only_sales = replace(day_totals(), ret=None)
    assert compare(only_sales, as_server(only_sales, unrounded=unrounded)) == ()


def test_another_unrounded_sum_differs() -> None:
    only_sales = replace(day_totals(), ret=None)
    found = compare(only_sales, as_server(only_sales, unrounded=1))
    assert found == (Difference("real no_rnd_sum", "12.57", "0.01"),)


def test_null_sections_are_zeros() -> None:
    nothing = ShiftTotals(None, None, None, None, 0, 0)
    assert compare(Totals(), nothing) == ()
    assert compare(Totals(real=Section()), nothing) == ()


def test_every_kind_of_difference_is_named() -> None:
    own = day_totals()
    assert own.ret is not None
    server = as_server(own)
    assert server.real is not None
    tampered = replace(
        server,
        real=replace(
            server.real,
            sum=1,
            orders=9,
            pay_forms=(PayFormTotal(1, "КАРТКА", 5),),
            taxes=(replace(server.real.taxes[0], percent=700),),
        ),
        ret=None,
        cash=CashTotals(100, 0, 1),
        service_input=7,
    )
    found = {row.figure: (row.ours, row.server) for row in compare(own, tampered)}
    assert found["real sum"] == ("62.60", "0.01")
    assert found["real orders_count"] == ("3", "9")
    assert found["real pay_form 0 ГОТІВКА"] == ("62.60", "0.00")
    assert found["real pay_form 1 КАРТКА"] == ("0.00", "0.05")
    assert found["real tax 0 А 20.00% sum"] == ("10.44", "0.00")
    assert found["real tax 0 А 7.00% sum"] == ("0.00", "10.44")
    assert found["ret sum"] == ("25.00", "0.00")
    assert found["cash sum"] == ("0.00", "1.00")
    assert found["service input"] == ("500.00", "0.07")
    assert str(compare(own, tampered)[0]) == "real sum: ours 62.60, the server's 0.01"
    assert json.dumps([str(row) for row in compare(own, tampered)])


def test_a_base_that_the_server_does_not_tell_is_not_compared() -> None:
    theirs = as_server(day_totals())
    assert theirs.real is not None
    silent = replace(
        theirs, real=replace(theirs.real, taxes=tuple(replace(t, source_sum=0) for t in theirs.real.taxes))
    )
    assert compare(day_totals(), silent) == ()
    wrong = replace(theirs, real=replace(theirs.real, taxes=tuple(replace(t, source_sum=1) for t in theirs.real.taxes)))
    assert [row.figure for row in compare(day_totals(), wrong)] == ["real tax 0 А 20.00% source_sum"]


def test_a_server_that_does_not_tell_which_taxes_are_on_top_agrees() -> None:
    tax = TaxTotal(0, "ПДВ", "В", 20_00, False, 100_00, 0, 100_00, 20_00)
    ours = {
        "type": 0,
        "letter": "В",
        "prc": 20_00,
        "sign": True,
        "turnover": 100_00,
        "source_sum": 100_00,
        "sum": 20_00,
    }
    flat = flatten({"real": {"sum": 120_00, "taxes": [ours]}})
    theirs = as_server(from_flat(flat))
    assert theirs.real is not None
    halves = (
        replace(tax, turnover=60_00, source_sum=60_00, sum=12_00),
        replace(tax, turnover=40_00, source_sum=40_00, sum=8_00),
    )
    for taxes in ((tax,), halves):
        assert compare(from_flat(flat), replace(theirs, real=replace(theirs.real, taxes=taxes))) == ()
