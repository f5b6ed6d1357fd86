"""36 and 168 hours to the second: borders, months, clocks that jump, summer time; the reserve of numbers; forecasts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from prro_cli.engine.offline import limits, reserve
from prro_cli.engine.offline.budget import budget
from prro_cli.errors.offline import MonthLimitError, ReserveTouchedError, SessionLimitError
from prro_cli.journal.events import NewEvent
from prro_cli.values import format_time, kyiv
from tests.engine.offline.shop import DESK, Shop, shop
from tests.provoking import provokes

H = 3600


def _begun(s: Shop) -> datetime:
    """Offline from this very second on."""
    s.open()
    s.link.up = False
    s.sale(600)
    return s.clock.now()


def _offline_hours(s: Shop, hours: float) -> None:
    """A whole session of so many hours, delivered."""
    s.link.up = False
    s.sale(600)
    s.clock.move(hours * H)
    s.sale(600)
    s.link.up = True
    s.come_back()


@pytest.mark.parametrize(("after", "stopped"), [(36 * H - 1, False), (36 * H, False), (36 * H + 1, True)])
def test_the_session_ends_at_36_hours_to_the_second(after: int, stopped: bool) -> None:
    with shop() as s:
        begun = _begun(s)
        s.clock.moment = begun + timedelta(seconds=after)
        if not stopped:
            s.sale(600)
        else:
            with pytest.raises(SessionLimitError) as told:
                s.sale(600)
            assert told.value.exit_code == 21 and "this program" in told.value.cause
            with pytest.raises(SessionLimitError):
                s.z_report()  # the server would refuse it in the package, and all after it
            assert s.journal.last_document(DESK.name).kind == "sale"  # type: ignore[union-attr]
        s.link.up = True
        s.come_back()
        s.agree()
        s.end_day()
        s.agree()


def test_closing_and_coming_home_are_never_stopped() -> None:
    with shop() as s:
        _begun(s)
        s.z_report()
        s.clock.move(100 * H)
        s.close()
        s.link.up = True
        s.come_back()
        s.agree()


@pytest.mark.parametrize(("last", "stopped"), [(-1, False), (0, False), (1, True)])
def test_the_month_ends_at_168_hours_to_the_second(last: int, stopped: bool) -> None:
    with shop(now=datetime(2026, 3, 3, 8, 0, tzinfo=kyiv())) as s:
        s.open()
        for _ in range(4):
            _offline_hours(s, 35)
            s.clock.move(H)
        s.link.up = False
        s.sale(600)
        s.clock.move(28 * H + last)
        if not stopped:
            s.sale(600)
            s.link.up = True
            s.come_back()
        else:
            with pytest.raises(MonthLimitError) as told:
                s.sale(600)
            assert told.value.exit_code == 22
            s.clock.moment = datetime(2026, 4, 1, 8, 0, tzinfo=kyiv())
            s.link.up = True
            s.come_back()
        s.agree()


@provokes("PRRO-E2201")
def test_no_session_begins_when_the_month_is_used_up() -> None:
    with shop(now=datetime(2026, 3, 3, 8, 0, tzinfo=kyiv())) as s:
        s.open()
        for hours in (36, 36, 36, 36, 24):
            _offline_hours(s, hours)
            s.clock.move(H)
        assert limits.count(s.journal, DESK.name, s.clock.now()).month == 168 * H
        s.link.up = False
        with pytest.raises(MonthLimitError):
            s.sale(600)
        assert not s.offline
        s.clock.moment = datetime(2026, 4, 1, 0, 0, 1, tzinfo=kyiv())
        s.sale(600)
        assert s.offline


def test_a_session_across_the_border_counts_in_full_in_both_months() -> None:
    with shop(now=datetime(2026, 3, 31, 20, 0, tzinfo=kyiv())) as s:
        s.open()
        s.link.up = False
        s.sale(600)
        s.clock.moment = datetime(2026, 4, 1, 2, 0, tzinfo=kyiv())
        s.sale(600)
        assert limits.count(s.journal, DESK.name, s.clock.now()).month == 6 * H
        s.link.up = True
        s.come_back()
        for day, hours in ((1, 6), (15, 6)):
            moment = datetime(2026, 4, day, 12, 0, tzinfo=kyiv())
            assert limits.count(s.journal, DESK.name, moment).month == hours * H
        assert limits.count(s.journal, DESK.name, datetime(2026, 3, 31, 23, 0, tzinfo=kyiv())).month == 6 * H
        assert limits.count(s.journal, DESK.name, datetime(2026, 5, 1, tzinfo=kyiv())).month == 0


def test_a_session_begun_last_month_counts_before_its_first_receipt_of_this_one() -> None:
    with shop(now=datetime(2026, 3, 31, 23, 0, tzinfo=kyiv())) as s:
        s.open()
        s.link.up = False
        s.sale(600)
        moment = datetime(2026, 4, 1, 1, 0, tzinfo=kyiv())
        assert limits.count(s.journal, DESK.name, moment).month == 2 * H
        assert limits.count(s.journal, DESK.name, moment).session == 2 * H


@pytest.mark.parametrize(("begin", "end", "hours"), [
    (datetime(2026, 3, 28, 20, 0), datetime(2026, 3, 29, 8, 0), 11),  # the night that loses an hour
    (datetime(2026, 10, 24, 20, 0), datetime(2026, 10, 25, 8, 0), 13),  # the night that has one twice
])  # fmt: skip
def test_hours_are_real_hours_when_the_clocks_change(begin: datetime, end: datetime, hours: int) -> None:
    with shop(now=begin.replace(tzinfo=kyiv())) as s:
        _begun(s)
        moment = end.replace(tzinfo=kyiv())
        assert limits.count(s.journal, DESK.name, moment).session == hours * H
        s.clock.moment = moment
        s.sale(600)
        s.link.up = True
        s.come_back()
        s.agree()


@pytest.mark.parametrize("extra", [0, 1])
def test_36_hours_across_the_night_that_has_an_hour_twice(extra: int) -> None:
    begun = datetime(2026, 10, 24, 12, 0, tzinfo=kyiv())
    with shop(now=begun) as s:
        _begun(s)
        s.clock.moment = datetime.fromtimestamp(int(begun.timestamp()) + 36 * H + extra, kyiv())
        if extra:
            with pytest.raises(SessionLimitError):
                s.sale(600)
        else:
            s.sale(600)


@provokes("PRRO-E2101")
def test_a_clock_that_steps_back_does_not_win_time() -> None:
    with shop() as s:
        begun = _begun(s)
        s.clock.moment = begun + timedelta(hours=36)
        s.sale(600)
        s.clock.move(-30)
        s.sale(600)  # carries the time of the one before: exactly the limit
        s.clock.move(31)
        with pytest.raises(SessionLimitError):
            s.sale(600)
        assert limits.count(s.journal, DESK.name, begun - timedelta(hours=1)).session == 36 * H


def test_the_servers_own_count_is_believed_where_it_is_stricter() -> None:
    with shop(now=datetime(2026, 3, 10, 8, 0, tzinfo=kyiv())) as s:
        s.open()
        state = {"session_minutes": 0, "month_minutes": 167 * 60, "offline_supported": True}
        s.journal.append(DESK.name, s.clock.now(), [NewEvent("state.observed", {"next_local": 2, "state": state})])
        s.link.up = False
        s.clock.move(1)
        s.sale(600)
        s.clock.move(H)
        s.sale(600)
        s.clock.move(1)
        with pytest.raises(MonthLimitError) as told:
            s.sale(600)
        assert "tax server" in told.value.cause


def test_warnings_come_in_time() -> None:
    with shop() as s:
        begun = _begun(s)
        s.post.remarks.clear()
        s.clock.moment = begun + timedelta(hours=30) - timedelta(seconds=1)
        s.sale(600)
        assert "offline-session-long" not in [r.id for r in s.post.remarks]
        s.clock.moment = begun + timedelta(hours=30)
        s.sale(600)
        assert "offline-session-long" in [r.id for r in s.post.remarks]


def test_a_raised_limit_falls_back_on_the_first_and_says_what_it_is_worth() -> None:
    with shop(now=datetime(2026, 3, 30, 8, 0, tzinfo=kyiv())) as s:
        begun = _begun(s)
        facts = {"name": limits.SESSION_LIMIT, "value": 60, "until": format_time(begun + timedelta(days=40))}
        s.journal.append(DESK.name, s.clock.now(), [NewEvent("limit.raised", facts)])
        s.clock.moment = begun + timedelta(hours=37)
        s.sale(600)
        raised = [r for r in s.post.remarks if r.id == "offline-limit-raised"]
        assert raised and "changes nothing at the tax server" in raised[0].text
        s.clock.moment = datetime(2026, 4, 1, 0, 0, tzinfo=kyiv())
        with pytest.raises(SessionLimitError):
            s.sale(600)


@provokes("PRRO-E2302")
@pytest.mark.parametrize("limit", [20, 23])
def test_the_reserve_is_not_touched_by_sales_and_is_enough(limit: int) -> None:
    with shop(offline_numbers=limit) as s:
        s.open()
        s.link.up = False
        made = 0
        with pytest.raises(ReserveTouchedError) as told:
            while True:
                s.sale(600)
                made += 1
        assert told.value.exit_code == 23
        assert made == limit - 1 - 5  # 102; then Z, closing, the end and two are kept back
        with pytest.raises(ReserveTouchedError):
            s.cash(100)
        s.end_day()
        with pytest.raises(ReserveTouchedError):
            s.open()
        s.link.up = True
        s.come_back()
        s.agree()


def test_no_sale_pushes_the_way_back_out_of_the_numbers() -> None:
    with shop(offline_numbers=20) as s:
        s.open()
        s.link.up = False
        s.sale(600)
        known = reserve.numbers(s.journal, DESK.name, 20)
        assert (known.used, known.reserve, known.for_sales) == (2, 5, 13)
        s.z_report()
        assert reserve.numbers(s.journal, DESK.name, 20).reserve == 4


def test_the_forecast_names_what_ends_first() -> None:
    with shop(offline_numbers=100) as s:
        s.open()
        s.link.up = False
        for _ in range(60):
            s.sale(600)
            s.clock.move(60)
        told = budget(s.journal, DESK.name, s.clock.now(), s.post.rules)
        assert told.offline and told.blocked_by == "the numbers of the session"
        assert told.receipts_per_hour == 60
        assert told.numbers.for_sales == 100 - 61 - 5
        assert told.numbers_until == format_time(s.clock.now() + timedelta(minutes=34))
        s.rules(offline_numbers=100_000)
        told = budget(s.journal, DESK.name, s.clock.now(), s.post.rules)
        assert told.blocked_by == "the 36 hours of a session"
        s.link.up = True
        s.come_back()
        assert budget(s.journal, DESK.name, s.clock.now(), s.post.rules).lasts_until is None


def test_the_link_is_tried_every_ten_minutes_only() -> None:
    with shop() as s:
        _begun(s)
        tried = []
        for _ in range(30):
            s.clock.move(60)
            before = len(s.link.requests)
            s.sale(600)
            tried.append(len(s.link.requests) > before)
        assert tried.count(True) == 3 and tried[9] and tried[19] and tried[29]
        s.link.up = True
        s.clock.move(60)
        s.sale(600)
        assert s.offline
        s.clock.move(600)
        s.sale(600)
        assert not s.offline
        s.agree()


@pytest.mark.parametrize("hour", ["naive", "tolerant"])
def test_times_on_offline_papers_do_not_go_back_in_the_hour_that_comes_twice(hour: str) -> None:
    begun = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)  # 03:50 of summer time; ten minutes later it is 03:00 again
    with shop(now=begun - timedelta(hours=2), switches={"autumn_hour": hour}) as s:
        s.open()
        s.clock.moment = begun
        s.sale(600)
        s.clock.move(20 * 60)
        s.link.up = False
        told = [s.row(s.sale(600)) for _ in range(2)]
        s.clock.move(40 * 60)
        told.append(s.row(s.sale(600)))
        assert [one.time[11:16] for one in told] == ["03:50", "03:50", "03:50"]
        s.clock.move(10 * 60)
        told.append(s.row(s.sale(600)))
        assert told[-1].time[11:] == "04:00:00+02:00"
        s.link.up = True
        s.come_back()
        s.agree()
