"""Lost requests and lost replies: every document kind, every request of it, settled without a duplicate."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.crash.cases import CASES, Case, go_on, prepared
from tests.engine.crash.steps import GO_ONLINE, Day, Step, sale
from tests.engine.crash.world import ANSWER_LOST, ASKED_IN_VAIN, UNREACHED, Conditions

ONLINE = tuple(case for case in CASES if case.step.given.up and not case.name.endswith(("never repeated", "a sale")))
WIRE_FAULTS = (
    "drop@doc", "lost-reply@doc", "reset@doc", "reset-after@doc", "truncated@doc", "cut@doc", "wrong-signature@doc",
    "html@doc", "status=502@doc", "silence@doc", "duplicate@doc", "drop:1-2@doc", "lost-reply:1-2@doc",
)  # fmt: skip


def _requests(day: Day, step: Step, trial: Path) -> int:
    other = day.copy(trial)
    told = other.do(step)
    shutil.rmtree(trial)
    return sum(name.startswith("post ") for name in told.effects)


@pytest.mark.parametrize("mends", [True, False], ids=["the link mends", "the link stays down"])
@pytest.mark.parametrize("case", ONLINE, ids=lambda case: case.name)
def test_a_request_or_its_answer_is_lost(case: Case, mends: bool, folder: Path) -> None:
    """The n-th request fails in each of three ways; the operator tries again when the link is back."""
    base = prepared(case, folder)
    found, tried = {}, 0
    for call in range(1, _requests(base, case.step, folder / "counted") + 1):
        for manner in (UNREACHED, ASKED_IN_VAIN, ANSWER_LOST):
            tried += 1
            day = base.copy(folder / "trial")
            given = Conditions(breaks=call, manner=manner, mends=mends)
            told = day.do(replace(case.step, given=given))
            home = replace(case, after=(GO_ONLINE, *case.after), again=case.again and told.error is not None)
            wrong = go_on(home, day)
            if wrong:
                found[f"request {call} {manner}, told {told.error or told.document}"] = wrong
            shutil.rmtree(day.shop.folder)
    assert not found
    print(f"{case.name}: {tried} lost requests and replies, all settled")


@pytest.mark.parametrize("fault", WIRE_FAULTS)
def test_a_fault_of_the_server(fault: str, folder: Path) -> None:
    """The sandbox's own faults, under a sale and under the closing of a shift."""
    for name in ("sale", "return", "Z and close"):
        case = next(case for case in CASES if case.name == name)
        day = prepared(case, folder / name)
        told = day.do(replace(case.step, given=Conditions(faults=(fault,))))
        after = (GO_ONLINE, *case.after)
        wrong = go_on(replace(case, after=after, again=told.error is not None), day)
        assert not wrong, (name, told, wrong)
    assert day.do(sale(9900)).error is None
