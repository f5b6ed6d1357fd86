"""A disk that fills, or turns read-only, at each commit of each operation; a printer and a key that fail."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from prro_cli.errors.base import UNTOUCHED
from prro_cli.errors.general import DiskError
from tests.engine.crash.cases import CASES, Case, go_on, prepared
from tests.engine.crash.checker import OPEN as UNSETTLED
from tests.engine.crash.effects import Effects
from tests.engine.crash.steps import effects_of

FILLED = tuple(case for case in CASES if not case.name.endswith(("never repeated", "a sale", "second")))


def full(name: str, journal: Any) -> None:
    """From here on the file may not grow: SQLITE_FULL of SQLite itself (the write-ahead log is counted too)."""
    pages = journal._connection.execute("PRAGMA page_count").fetchone()[0]
    journal._connection.execute(f"PRAGMA max_page_count = {pages}")


def read_only(name: str, journal: Any) -> None:
    """From here on SQLite refuses to write."""
    journal._connection.execute("PRAGMA query_only = ON")


def broken(name: str, journal: Any) -> None:
    """The system says that the disk is broken."""
    raise DiskError(path="journal.db", detail="disk I/O error")


FAILURES = [full, broken, pytest.param(read_only, marks=pytest.mark.slow)]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.__name__)
@pytest.mark.parametrize("case", FILLED, ids=lambda case: case.name)
def test_a_commit_that_the_disk_refuses(case: Case, failure: Callable[[str, Any], None], folder: Path) -> None:
    """Exit 61, a true word about what stands, and the next command goes on as if after a crash."""
    base = prepared(case, folder)
    names = effects_of(base, case.step, folder / "measured")
    found, struck = {}, 0
    for at in (n for n, name in enumerate(names, start=1) if name.startswith("commit ")):
        day = base.copy(folder / "trial")
        day.shop.moment += case.step.pause
        told = day.shop.told(case.step.run, Effects(at, "before", failure), case.step.given)
        wrong = []
        if told.error is None:  # small commits may still fit into the pages there are
            day.noted(case.step, told)
        else:
            struck += 1
            wrong = _untrue(told.code, told.state, day.shop.lines())
            day.noted_as_unknown(case.step)
        wrong += go_on(case, day)
        if wrong:
            found[f"{at} {names[at - 1]}"] = wrong
        shutil.rmtree(day.shop.folder)
    assert not found
    assert struck or failure is full
    print(f"{case.name}, {failure.__name__}: {struck} refused commits, all sound")


def _untrue(code: int | None, state: str, lines: list[dict[str, Any]]) -> list[str]:
    """What the error says wrongly."""
    left = [line for line in lines if line["state"] in UNSETTLED]
    wrong = [] if code in (61, 62) else [f"exit {code}"]
    if left and state == UNTOUCHED:
        wrong.append(f"it says {state!r}, but {left[0]['kind']} is left {left[0]['state']}")
    return wrong


def _refuse_to_sign(name: str, signer: Any) -> None:
    raise DiskError(path="the token", detail="it was pulled out")


@pytest.mark.parametrize("name", ["sale", "offline sale", "Z and close"])
def test_a_key_that_fails_while_signing(name: str, folder: Path) -> None:
    """The number was taken by then; the error says so, and the next command sets the draft aside."""
    case = next(case for case in CASES if case.name == name)
    base = prepared(case, folder)
    names = effects_of(base, case.step, folder / "measured")
    for at in (n for n, effect in enumerate(names, start=1) if effect == "sign"):
        day = base.copy(folder / "trial")
        day.shop.moment += case.step.pause
        told = day.shop.told(case.step.run, Effects(at, "before", _refuse_to_sign), case.step.given)
        assert told.error == "DiskError"
        assert "never left this machine" in told.state
        day.noted_as_unknown(case.step)
        assert go_on(case, day) == []
        shutil.rmtree(day.shop.folder)
