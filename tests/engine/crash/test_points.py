"""Every effect of every writing operation: the process dies there, the next command runs, the checker judges.

Before the n-th effect is where after the one before it was; so each place between two effects is visited once.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.engine.crash.cases import CASES, LINK_DIES_TOO, SALE_PATHS, Case, go_on, prepared
from tests.engine.crash.effects import Effects
from tests.engine.crash.steps import effects_of

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

Point = tuple[int, str]


def points(effects: int) -> list[Point]:
    """Every place between two effects, and the ends."""
    return [(1, "before"), *((n, "after") for n in range(1, effects + 1))]


ALL = [
    pytest.param(case, marks=pytest.mark.slow if case.numbering == "reuse" and case.step.name != "sale" else ())
    for case in (*CASES, *LINK_DIES_TOO)
]


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_death_at_every_effect(case: Case, folder: Path) -> None:
    """0 lost, 0 doubled, 0 gaps, totals to the kopeck."""
    base = prepared(case, folder)
    names = effects_of(base, case.step, folder / "measured")
    found = {}
    for at, moment in points(len(names)):
        day = base.copy(folder / "trial")
        assert day.crash(case.step, at, moment).died
        wrong = go_on(case, day)
        if wrong:
            found[f"{moment} {at} {names[at - 1]}"] = wrong
        shutil.rmtree(day.shop.folder)
    assert not found
    print(f"{case.name}: {len(names) + 1} points, all sound")


PAIRS = [pytest.param(case, marks=() if case.name == "sale" else pytest.mark.slow) for case in SALE_PATHS]


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: case.name)
def test_death_in_the_recovery_from_a_death(case: Case, folder: Path) -> None:
    """All pairs: the command dies, the command that recovers dies, the third one goes on."""
    base = prepared(case, folder)
    names = effects_of(base, case.step, folder / "measured")
    found, pairs = {}, 0
    for first in points(len(names)):
        once = base.copy(folder / "once")
        once.crash(case.step, *first)
        again = effects_of(once, case.step, folder / "measured again")
        for second in points(len(again)) if again else ():  # a replayed answer has no effects to die at
            day = once.copy(folder / "twice")
            day.shop.moment += case.step.pause
            died = day.shop.child(case.step.run, Effects(*second), case.step.given).died
            wrong = go_on(case, day) if died else ["the second command did not die"]
            pairs += 1
            if wrong:
                found[f"{first} {names[first[0] - 1]}, {second} {again[second[0] - 1]}"] = wrong
            shutil.rmtree(day.shop.folder)
        shutil.rmtree(once.shop.folder)
        shutil.rmtree(folder / "measured again")
    assert not found
    print(f"{case.name}: {pairs} pairs, all sound")
