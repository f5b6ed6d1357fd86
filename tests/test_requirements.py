"""The table of requirements: R1 to R83, each once, each linked to tests that exist, gaps told as gaps."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.shared import parsed

TESTS = Path(__file__).resolve().parent
PAGE = TESTS.parent / "docs" / "requirements.md"
STATES = ("met", "partly", "not met")


def rows() -> list[tuple[str, str, list[str], str]]:
    """Number, state, tests, note."""
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if re.match(r"\| R\d", line):
            number, _, state, tests, note = (cell.strip() for cell in line.strip("|").split("|"))
            found.append((number, state, re.findall(r"`([^`]+)`", tests), note))
    return found


@cache
def functions(file: Path) -> set[str]:
    """The names of the tests in a file that run by default."""
    nodes = (node for node in ast.walk(parsed(file)) if isinstance(node, ast.FunctionDef))
    slow = "pytest.mark.slow"
    return {node.name for node in nodes if slow not in map(ast.unparse, node.decorator_list)}


def test_every_requirement_stands_once():
    assert [number for number, *_ in rows()] == [f"R{n}" for n in range(1, 84)]


@pytest.mark.parametrize(("number", "state", "tests", "note"), rows(), ids=[row[0] for row in rows()])
def test_it_is_held_by_tests_that_exist_or_told_as_a_gap(number, state, tests, note):
    assert state in STATES
    assert note or state == "met", "say what is missing"
    assert tests or state == "not met"
    for name in tests:
        file, _, function = name.partition("::")
        assert function in functions(TESTS / file), name
