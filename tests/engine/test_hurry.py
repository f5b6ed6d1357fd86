"""A nightly Z-report with a deadline: never a call longer than the time to it, and lawfully offline after it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from prro_cli.engine.cashdesk import CashDesk
from prro_cli.engine.hurry import deadline_of, hurry
from prro_cli.engine.order import Order, parse_item
from prro_cli.engine.ports import Rules
from prro_cli.errors.base import PrroError
from prro_cli.taxserver.wire import WireFailure, WireReply
from prro_cli.values import kyiv
from tests.engine.offline.shop import Shop, shop

NIGHT = datetime(2026, 3, 10, 23, 0, tzinfo=kyiv())
END = datetime(2026, 3, 10, 23, 59, tzinfo=kyiv())


class Watch:
    """The link, with the seconds each call was given and the time it takes."""

    def __init__(self, world: Shop, takes: float) -> None:
        self.world, self.inner, self.takes = world, world.link, takes
        self.given: list[float] = []

    def post(self, url: str, body: bytes, *, seconds: float, **more: Any) -> WireReply | WireFailure:
        self.given.append(seconds)
        self.world.clock.move(min(self.takes, seconds))
        return self.inner.post(url, body, seconds=seconds, **more)

    def close(self) -> None:
        self.inner.close()


def night(world: Shop, takes: float = 0.1) -> tuple[CashDesk, Watch]:
    """An open shift with a sale, and a watched link."""
    desk = CashDesk(world.post)
    desk.open_shift()
    desk.sale(Order(items=(parse_item("name=Кава,price=60.00,tax=А"),)))
    watch = Watch(world, takes)
    world.post.server._wire = watch  # type: ignore[attr-defined]
    return desk, watch


def test_with_time_left_it_closes_online_twice_safely():
    with shop(now=NIGHT) as world:
        desk, watch = night(world)
        hurry(world.post, END)
        closing, z_report = desk.close_shift(if_needed=True)
        assert closing is not None and z_report is not None
        assert (closing.state, z_report.state) == ("registered", "registered")
        asked = len(watch.given)
        assert desk.close_shift(if_needed=True) == (None, None)
        assert len(watch.given) == asked
        world.agree()


def test_no_call_outlasts_the_deadline_and_the_rest_goes_offline():
    with shop(now=NIGHT) as world:
        desk, watch = night(world, takes=6.0)
        world.clock.move((END - NIGHT).total_seconds() - 15)
        hurry(world.post, END)
        closing, z_report = desk.close_shift(if_needed=True)
        assert watch.given and max(watch.given) <= 13
        assert closing is not None and z_report is not None
        assert closing.state == "offline"
        assert world.clock.now() < END
        assert all(datetime.fromisoformat(d.time) < END for d in world.rows())
        world.clock.move(3600)
        world.post.server._inner._wire = world.link  # type: ignore[attr-defined]
        world.post.server = world.post.server._inner  # type: ignore[attr-defined]
        world.come_back()
        world.agree()


def test_after_the_deadline_not_a_byte_is_sent():
    with shop(now=NIGHT) as world:
        desk, watch = night(world)
        world.clock.move((END - NIGHT).total_seconds() + 10)
        hurry(world.post, END)
        closing, _ = desk.close_shift(if_needed=True)
        assert watch.given == []
        assert closing is not None and closing.state == "offline"


def test_where_offline_is_not_wished_it_says_the_truth():
    with shop(now=NIGHT, **{"enter_offline": "never"}) as world:
        assert world.post.rules == Rules(enter_offline="never")
        desk, watch = night(world)
        world.clock.move((END - NIGHT).total_seconds() - 1)
        hurry(world.post, END)
        with pytest.raises(PrroError) as refused:
            desk.close_shift(if_needed=True)
        assert refused.value.exit_code == 10 and "deadline" in refused.value.cause
        assert watch.given == []
        assert world.journal.open_shift(world.post.name) is not None


def test_a_deadline_is_a_time_of_today_in_kyiv():
    summer = datetime(2026, 7, 1, 23, 30, tzinfo=kyiv())
    assert deadline_of("23:59", summer) - summer == timedelta(minutes=29)
    assert deadline_of("23:59:30", summer) - summer == timedelta(minutes=29, seconds=30)
    for wrong in ("24:00", "noon", "23", ""):
        with pytest.raises(ValueError):
            deadline_of(wrong, summer)
