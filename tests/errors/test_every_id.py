"""Every error id is documented, says what happened, what state the register is in and what to do, and is reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from prro_cli.errors.catalogue import every_error
from tests.provoking import listening, promised

ROOT = Path(__file__).resolve().parents[2]


def test_every_id_is_reached_by_a_test():
    """How to add one: the top of tests/provoking.py."""
    missing = sorted(set(every_error()) - set(promised()))
    assert missing == [], 'put @provokes("…") (tests/provoking.py) over a test that raises it'


def test_no_test_promises_an_id_that_does_not_exist():
    assert sorted(set(promised()) - set(every_error())) == []


@pytest.mark.parametrize("name", sorted(every_error()))
def test_it_says_cause_state_and_next(name):
    error = every_error()[name]
    assert error.title
    assert error.cause_template
    assert error.state_template
    assert error.next_templates, "a user is never left without a next step"


def test_the_page_of_errors_shows_all_three():
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    sections = re.split(r"^## ", page, flags=re.M)[1:]
    assert len(sections) == len(every_error())
    for section in sections:
        assert re.search(r"^\| what happened \| .+ \|$", section, re.M), section
        assert re.search(r"^\| state \| .+ \|$", section, re.M), section
        assert re.search(r"^Next:\n\n- ", section, re.M), section


def test_an_error_that_is_only_made_does_not_count():
    from prro_cli.errors.general import UsageError

    with listening() as seen:
        UsageError(detail="never raised")
    assert seen == set()
    with listening() as seen, pytest.raises(UsageError):
        raise UsageError(detail="raised")
    assert seen == {"PRRO-E0201"}
