"""Days with one operation in their middle that is going to go wrong, and what the cashier does then."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.engine.crash.steps import (
    CLOSE,
    CLOSE_IF_NEEDED,
    CLOSE_ONLY,
    GO_ONLINE,
    OPEN,
    OPEN_IF_NEEDED,
    Day,
    Step,
    Z,
    deposit,
    give_back,
    issue,
    later,
    offline,
    reverse,
    sale,
)
from tests.engine.crash.world import Shop, Told


@dataclass(frozen=True)
class Case:
    """What was done before, the step that dies, what the cashier does then. `again`: repeats the step first."""

    name: str
    before: tuple[Step, ...]
    step: Step
    after: tuple[Step, ...]
    again: bool = True
    again_as: Step | None = None
    """How it is repeated, where not as it was tried first."""
    numbering: str = "next"


WORKING = (OPEN, deposit(50000), sale(10000))
OUT = (*WORKING, offline(sale(20000)))
NEXT = (sale(7700),)
HOME = (offline(sale(7700)), GO_ONLINE, sale(8800))

CASES = (
    Case("open", (), OPEN, NEXT),
    Case("open the second", (*WORKING, CLOSE), OPEN, NEXT),
    Case("first sale of a shift", (OPEN,), sale(5000), NEXT),
    Case("sale", WORKING, sale(5000), NEXT),
    Case("sale, never repeated", WORKING, sale(5000), NEXT, again=False),
    Case("sale by card", WORKING, sale(5000, card=True), NEXT),
    Case("return", WORKING, give_back(10000), NEXT),
    Case("return, never repeated", WORKING, give_back(10000), NEXT, again=False),
    Case("reversal", WORKING, reverse(10000), NEXT),
    Case("reversal, never repeated", WORKING, reverse(10000), NEXT, again=False),
    Case("cash in", WORKING, deposit(5000), NEXT, again=False),
    Case("cash out", WORKING, issue(5000), NEXT, again=False),
    Case("Z-report", (*WORKING, give_back(10000), issue(700)), Z, (CLOSE_ONLY, OPEN)),
    Case("close after Z", (*WORKING, Z), CLOSE_ONLY, (OPEN, *NEXT)),
    Case("Z and close", (*WORKING, give_back(10000), issue(700)), CLOSE, (OPEN, *NEXT)),
    Case("offline begin", WORKING, offline(sale(5000)), HOME),
    Case("offline begin, never repeated", WORKING, offline(sale(5000)), HOME, again=False),
    Case("offline sale", OUT, offline(sale(5000)), HOME),
    Case("offline return", OUT, offline(give_back(20000)), HOME),
    Case("offline reversal", OUT, offline(reverse(20000)), HOME),
    Case("offline cash", OUT, offline(deposit(5000)), HOME, again=False),
    Case("offline Z and close", OUT, offline(CLOSE), (GO_ONLINE, OPEN, *NEXT)),
    Case("offline open", (*OUT, offline(CLOSE)), offline(OPEN), HOME),
    Case("sale that comes back first", OUT, later(sale(5000)), (later(sale(8800)), GO_ONLINE)),
    Case("close that comes back first", OUT, later(CLOSE), (GO_ONLINE, OPEN, *NEXT)),
    Case("go online", (*OUT, offline(sale(5000))), GO_ONLINE, (sale(8800),)),
    Case("go online, then a sale", (*OUT, offline(sale(5000))), GO_ONLINE, (sale(8800), GO_ONLINE), again=False),
)
LINK_DIES_TOO = tuple(
    Case(f"{name}, then the link dies too ({numbering})", before, step, after, again, again_as, numbering)
    for numbering in ("next", "reuse")
    for name, before, step, after, again, again_as in (
        ("sale", WORKING, sale(5000), HOME, True, offline(sale(5000))),
        ("return", WORKING, give_back(10000), HOME, True, offline(give_back(10000))),
        ("reversal", WORKING, reverse(10000), HOME, True, offline(reverse(10000))),
        ("cash in", WORKING, deposit(5000), HOME, False, None),
        ("Z and close", WORKING, CLOSE, (GO_ONLINE, CLOSE_IF_NEEDED, OPEN, *NEXT), True, offline(CLOSE)),
        ("open", (*WORKING, CLOSE), OPEN, (GO_ONLINE, OPEN_IF_NEEDED, *NEXT), True, offline(OPEN)),
    )
)
SALE_PATHS = tuple(case for case in CASES if case.name in ("sale", "offline begin", "go online"))


def prepared(case: Case, folder: Path) -> Day:
    """The day before the step."""
    day = Day(Shop.new(folder / "base", case.numbering))
    for step in case.before:
        told = day.do(step)
        assert told.error is None, (case.name, step.name, told)
    assert day.judge() == []
    return day


def excused(step: Step | None, told: Told) -> bool:
    """Without a link it is honest to say that a technical document's fate is unknown (exit 12)."""
    return step is not None and not step.given.up and told.code == 12


def go_on(case: Case, day: Day) -> list[str]:
    """The rest of the day after a death, and what is wrong at its end."""
    wrong = []
    if case.again:
        told = day.again(case.again_as or case.step)
        if told.error is not None and told.error not in case.step.already and not excused(case.again_as, told):
            wrong.append(f"the repeated {case.step.name} said {told.error}: {told.cause}")
    for step in case.after:
        told = day.do(step)
        if told.error is not None and told.error not in step.already:
            wrong.append(f"the next {step.name} said {told.error}: {told.cause}")
    wrong += day.judge()
    if any(step is GO_ONLINE for step in (case.step, *case.after)):
        wrong += [f"{line['kind']} still waits" for line in day.shop.lines() if line["state"] == "offline"]
    return wrong
