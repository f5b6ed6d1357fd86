"""The clock jumps between commands, or in the middle of one: times of documents never decrease, nothing is lost."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.engine.crash.cases import CASES, WORKING, Case, go_on, prepared
from tests.engine.crash.effects import Effects
from tests.engine.crash.steps import GO_ONLINE, OPEN, Day, Step, effects_of, offline, sale
from tests.engine.crash.world import DESK, SteppingClock

SELL = Case("selling", WORKING, sale(5000), ())
JUMPS = {
    "a second back": timedelta(seconds=-75),
    "a minute back": timedelta(seconds=-95),
    "an hour back": timedelta(hours=-1),
    "a day back": timedelta(days=-1),
    "an hour on": timedelta(hours=1),
    "a day on": timedelta(days=1),
}


def times(day: Day) -> list[str]:
    """The times of the documents that stand, in the order of their numbers."""
    with day.shop.journal() as journal:
        rows = [journal.document_by_local_number(DESK.name, n) for n in range(1, journal.next_local_number(DESK.name))]
    return [row.time for row in rows if row is not None]


@pytest.mark.parametrize("way", [sale, lambda kopecks: offline(sale(kopecks))], ids=["online", "offline"])
@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_the_clock_jumps_between_two_sales(jump: timedelta, way: type[Step], folder: Path) -> None:
    """Sold with a time that is not before the last one, or refused before a number is taken; later all goes on."""
    day = prepared(SELL, folder)
    first: Step = way(6000)
    assert day.do(first).error is None
    before = day.shop.moment
    day.shop.moment += jump
    told = day.do(way(6050))
    assert told.error in (None, "ClockBackError"), told
    if told.error is not None:
        assert "no number was taken" in told.state
        assert jump < timedelta(0)
    day.shop.moment = max(before, day.shop.moment) + timedelta(minutes=5)
    assert day.do(way(6100)).error is None
    assert day.do(GO_ONLINE).error is None
    assert times(day) == sorted(times(day))
    assert day.judge() == []


def test_a_clock_that_is_set_back_before_the_first_document_of_all_is_believed(folder: Path) -> None:
    day = prepared(Case("nothing", (), OPEN, ()), folder)
    day.shop.moment -= timedelta(days=30)
    assert day.do(OPEN).error is None
    assert day.do(sale(5000)).error is None
    assert day.judge() == []


class Jumping(SteppingClock):
    """A clock that somebody sets while a command runs; the server keeps the true time."""

    jump = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.jump


@pytest.mark.parametrize("name", ["sale", "offline sale", "Z and close", "go online"])
@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=1)], ids=["back", "on"])
def test_the_clock_jumps_at_each_effect(
    jump: timedelta, name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it is set, the operation is done or refused, and with the clock right again all goes on."""
    case = next(case for case in CASES if case.name == name)
    base = prepared(case, folder)
    base.shop.clock = Jumping
    names = effects_of(base, case.step, folder / "measured")
    found = {}
    for at in range(1, len(names) + 1):
        day = base.copy(folder / "trial")
        effects = Effects(at, "before", lambda *_: monkeypatch.setattr(Jumping, "jump", jump))
        told = day.do(case.step, effects)
        monkeypatch.setattr(Jumping, "jump", timedelta(0))
        day.shop.moment += timedelta(hours=2)
        wrong = go_on(replace(case, again=told.error is not None), day)
        print(f"{name}: {jump} at {names[at - 1]}: {told.error or told.document}")
        if wrong or times(day) != sorted(times(day)):
            found[f"{at} {names[at - 1]}"] = wrong
        shutil.rmtree(day.shop.folder)
    assert not found
