"""`prro undo` in the other cases: offline, other shifts, technical documents, doubles, stuck and unknown ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from prro_cli.errors.base import PrroError
from prro_cli.support.undo import Undo, undo_of
from tests.engine.offline.shop import DESK, Shop, shop


@pytest.fixture
def s() -> Iterator[Shop]:
    with shop(switches={"revoke_numbering": "release"}) as ready:
        ready.open()
        yield ready


def undo(s: Shop, uid: str) -> Undo:
    return undo_of(s.journal, DESK, s.row(uid))


def by_kind(s: Shop) -> dict[str, Undo]:
    return {d.kind: undo(s, d.id) for d in s.rows()}


def test_offline_the_last_receipt_is_reversed_as_well(s: Shop) -> None:
    first = s.sale(1200)
    s.link.up = False
    second = s.sale(2400)
    assert (undo(s, second).way, undo(s, second).mode) == ("reversal", "offline")
    assert undo(s, first).way == "return"
    gone = s.reverse(second)
    assert undo(s, second).way == "nothing"
    assert undo(s, gone).way == "nothing"
    assert undo(s, first).reasons[0].startswith("it is not the last document: reversal")


def test_documents_that_nothing_undoes(s: Shop) -> None:
    s.sale(1200)
    s.link.up = False
    s.end_day()
    s.link.up = True
    s.come_back()
    told = by_kind(s)
    assert told["sale"].way == "return"
    assert told["sale"].next == ("prro shift open", f"prro return --receipt {s.rows()[1].fiscal_number} --all")
    for kind in ("z_report", "shift_open", "shift_close", "offline_begin", "offline_end"):
        assert told[kind].way == "nothing", kind
        assert told[kind].sentence


def test_after_the_z_report_the_shift_goes_first(s: Shop) -> None:
    sold = s.sale(1200)
    s.z_report()
    assert undo(s, sold).next[:2] == ("prro shift close", "prro shift open")


def test_of_a_double_its_twin_is_named(s: Shop) -> None:
    s.link.strikes = [("doc", "lost-down")]
    twin = s.sale(1200)
    double = s.row(twin).twin_of or ""
    assert undo(s, double).next == (f"prro undo {s.row(twin).fiscal_number}",)
    assert undo(s, twin).way == "reversal"


def test_unknown_refused_and_stuck_documents_come_first(s: Shop) -> None:
    s.box.fault("refuse=9:1@doc")
    with pytest.raises(PrroError):
        s.sale(1200)
    assert undo(s, s.rows()[-1].id).way == "nothing"
    s.link.up = False
    sold = [s.sale(1200), s.sale(1200)]
    s.link.up = True
    s.box.fault("refuse-document=1:1@pck")
    with pytest.raises(PrroError):
        s.come_back()
    assert undo(s, sold[0]).next == (f"prro stuck show {s.row(sold[0]).local_number}",)
    s.come_back()
    s.rules(online_only=True)
    s.link.strikes = [("doc", "lost-down")]
    with pytest.raises(PrroError):
        s.sale(1200)
    assert undo(s, s.rows()[-1].id).next == ("prro sync",)
    assert undo(s, sold[0]).next == ("prro sync",)


def test_a_return_that_is_not_the_last_is_sold_again(s: Shop) -> None:
    sold = s.sale(1200)
    back = s.refund(sold)
    assert undo(s, back).way == "reversal"
    s.sale(600)
    assert undo(s, back).way == "nothing"
    assert "sell the goods again" in undo(s, back).sentence
    assert undo(s, sold).way == "nothing"
