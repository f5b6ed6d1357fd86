"""The way back: packages in order, broken links, lost answers, and both sides telling the same story afterwards."""

from __future__ import annotations

from datetime import datetime

import pytest

from prro_cli.errors.base import PrroError
from prro_cli.errors.offline import StillOfflineError
from prro_cli.errors.shift import ShiftOfAnotherError
from prro_cli.values import kyiv
from tests.engine.offline.shop import COLLEAGUE, DESK, Shop, new_post, shop


def _offline_day(shop_: Shop, sales: int) -> None:
    shop_.open()
    shop_.sale(1200)
    shop_.link.up = False
    for number in range(sales):
        shop_.clock.move(20)
        shop_.sale(600 * (number % 5 + 1))


def test_a_session_comes_home_in_one_package() -> None:
    with shop() as s:
        _offline_day(s, 5)
        assert s.offline
        s.link.up = True
        home = s.come_back()
        assert home.online and home.packages == 1 and not s.offline
        s.agree()
        s.sale(600)
        s.end_day()
        s.agree()
        assert s.journal.unused_session(DESK.name) is not None


def test_no_link_leaves_everything_as_it_was() -> None:
    with shop() as s:
        _offline_day(s, 3)
        with pytest.raises(StillOfflineError):
            s.come_back()
        assert s.journal.queue_length(DESK.name) == 4
        s.sale(600)
        s.link.up = True
        s.come_back()
        s.agree()


@pytest.mark.parametrize("strike", ["drop", "lost", "drop-down", "lost-down", "down"])
@pytest.mark.parametrize("sold_between", [False, True])
def test_a_package_whose_answer_is_lost(strike: str, sold_between: bool) -> None:
    with shop() as s:
        _offline_day(s, 4)
        s.link.up = True
        s.link.strikes = [("pck", strike)]
        try:
            s.come_back()
        except StillOfflineError:
            if sold_between:
                s.link.up = False
                s.clock.move(700)
                s.sale(1800)
            s.link.up = True
            s.come_back()
        assert not s.offline
        s.agree()
        s.clock.move(5)
        s.end_day()
        s.agree()


def test_three_hundred_receipts_over_two_shifts_and_a_link_that_dies_after_each_package() -> None:
    """Over midnight and the end of a month, with Z-report, closing and reopening in the middle."""
    with shop(package_bytes=60_000, now=datetime(2026, 3, 31, 22, 0, tzinfo=kyiv())) as s:
        s.open()
        s.sale(1200)
        s.link.up = False
        last = ""
        for number in range(300):
            s.clock.move(30)
            last = s.sale(600 * (number % 7 + 1))
            if number == 150:
                s.refund(last)
                s.cash(10000)
                s.cash(5000, deposit=False)
                s.end_day()
                s.clock.move(60)
                s.open()
        s.reverse(last)
        s.end_day()
        assert s.clock.now().month == 4
        tries = 0
        while s.offline:
            s.link.up = True
            s.link.strikes = [("pck", "lost-down")]
            tries += 1
            assert tries < 40
            try:
                s.come_back()
            except StillOfflineError:
                s.clock.move(30)
        assert tries > 3
        s.link.strikes = []
        s.link.up = True
        s.agree()
        s.open()
        s.agree()


def _hand_over(s: Shop) -> None:
    s.post = new_post(s.journal, s.link, s.clock, s.post.randomness.source, s.post.rules, COLLEAGUE)  # type: ignore[attr-defined]


def test_nobody_ends_a_session_within_anothers_shift() -> None:
    with shop() as s:
        _offline_day(s, 3)
        _hand_over(s)
        s.link.up = True
        events = s.journal.last_event_id()
        with pytest.raises(ShiftOfAnotherError):
            s.come_back()
        assert s.journal.last_event_id() == events and "pck" not in s.link.requests


@pytest.mark.parametrize("strike", ["", "drop", "lost", "lost-down"])
def test_a_colleague_who_may_not_see_the_pair_brings_it_home(strike: str) -> None:
    """The server shows Offline… members to the shift's owner and seniors only: then numbers and documents decide."""
    with shop(package_bytes=20_000) as s:
        _offline_day(s, 30)
        s.end_day()
        _hand_over(s)
        s.open()
        s.sale(600)
        s.link.up = True
        s.link.strikes = [("pck", "ok"), ("pck", strike)] if strike else []
        try:
            s.come_back()
        except StillOfflineError:
            s.link.up = True
            s.come_back()
        assert not s.offline
        s.agree()
        assert s.journal.unused_session(DESK.name) is not None


def test_online_already_it_compares_numbers_and_takes_the_next_session() -> None:
    with shop(switches={"ticket_pair": "never"}) as s:
        s.open()
        home = s.come_back()
        assert (home.was_offline, home.online, home.delivered) == (False, True, 0)
        assert s.journal.unused_session(DESK.name) is not None
        s.box.fault("counter-jump=2:1@doc")
        with pytest.raises(PrroError):
            s.sale(600)
        with pytest.raises(PrroError) as told:
            s.come_back()
        assert told.value.exit_code == 60
