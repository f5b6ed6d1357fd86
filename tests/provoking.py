"""Every error id is reached by a test: how a test says which one it reaches, and what holds it to its word.

To satisfy `tests/errors/test_every_id.py` for a new id, put ONE line over a test of yours that makes the real program
raise (or show) it, in your own module:

    from tests.provoking import provokes

    @provokes("PRRO-E0460")
    def test_a_backup_that_is_not_there(prro): ...

Several ids in one decorator must all be raised by that test. For a parametrised test give the id with the case:
`pytest.param(..., marks=provokes("PRRO-E0460"))`. The decorator is a pytest marker; `tests/conftest.py` listens while
the test runs and fails it when the id was not really raised, or shown by the command line, in this process. A test that
runs the installed program in a child process hands over what the child printed: `printed(envelope)`.
A test marked `slow` does not count.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.shared import parsed

provokes = pytest.mark.provokes

TESTS = Path(__file__).resolve().parent
_printed: set[str] = set()


def printed(envelope: Mapping[str, Any]) -> None:
    """An envelope that another process printed: its error counts as shown."""
    if envelope.get("error"):
        _printed.add(envelope["error"]["id"])


@contextmanager
def listening() -> Iterator[set[str]]:
    """Fills the set with the ids of all errors that were raised or shown meanwhile."""
    from prro_cli.cli.face import Face
    from prro_cli.errors.base import PrroError

    seen: set[str] = set()
    made: list[PrroError] = []
    begin, fail = PrroError.__init__, Face.fail

    def noted(self: PrroError, **fields: Any) -> None:
        made.append(self)
        begin(self, **fields)

    def shown(self: Face, error: PrroError, schema: str) -> None:
        seen.add(error.id)
        fail(self, error, schema)

    PrroError.__init__, Face.fail = noted, shown  # type: ignore[method-assign]
    _printed.clear()
    try:
        yield seen
    finally:
        PrroError.__init__, Face.fail = begin, fail  # type: ignore[method-assign]
        seen |= {error.id for error in made if error.__traceback__ is not None} | _printed


def promised() -> dict[str, list[str]]:
    """Error id → the tests (file::name) that say they provoke it, read from the source of all tests."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for function, names in _decorated(parsed(path)):
            for name in names:
                found.setdefault(name, []).append(f"{path.relative_to(TESTS.parent)}::{function}")
    return found


def _decorated(module: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(module):
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
            continue
        if any(isinstance(one, ast.Attribute) and one.attr == "slow" for one in node.decorator_list):
            continue
        calls = [one for decorator in node.decorator_list for one in ast.walk(decorator) if isinstance(one, ast.Call)]
        names = [_constants(call) for call in calls if _called(call) == "provokes"]
        yield node.name, [name for group in names for name in group]


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def _constants(call: ast.Call) -> list[str]:
    return [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
