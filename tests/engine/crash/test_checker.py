"""The checker has teeth: every way in which two honest stories can be falsified is found."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.crash.checker import Asked, judge

UIDS = [f"0000000{n}-0000-4000-8000-000000000000" for n in range(1, 6)]
TYPES = [("check", 100, 0, None), ("check", 0, 0, 5000), ("check", 0, 1, 1000), ("zrep", 0, 0, None),
         ("check", 101, 0, None)]  # fmt: skip
KINDS = ["shift_open", "sale", "return", "z_report", "shift_close"]
ASKED = [Asked(kind, total, True) for kind, (*_, total) in zip(KINDS, TYPES, strict=True)]
TOTALS = {"sale": 5000, "return": 1000}


def story() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A short day as both sides tell it."""
    documents = [
        {
            "local": n, "fiscal": f"450000000{n}", "uid": UIDS[n - 1].upper(), "class": cls, "doctype": doctype,
            "subtype": subtype, "total": total, "shift": 7, "storned": False, "revoked": False,
        }
        for n, (cls, doctype, subtype, total) in enumerate(TYPES, start=1)
    ]  # fmt: skip
    lines = [
        {
            "id": UIDS[n], "kind": KINDS[n], "local_number": n + 1, "fiscal_number": f"450000000{n + 1}",
            "state": "registered", "total": None if TYPES[n][3] is None else f"{(TYPES[n][3] or 0) // 100}.00",
        }
        for n in range(5)
    ]  # fmt: skip
    return {"documents": documents, "shifts": [{"id": 7}]}, lines


def test_an_honest_story_is_not_accused() -> None:
    server, lines = story()
    assert judge(server, lines, ASKED, TOTALS) == []


Server, Lines = dict[str, Any], list[dict[str, Any]]


def _drop_theirs(server: Server, lines: Lines) -> None:
    del server["documents"][1]


def _drop_ours(server: Server, lines: Lines) -> None:
    del lines[1]


def _twice_there(server: Server, lines: Lines) -> None:
    server["documents"].append({**server["documents"][1], "local": 6, "fiscal": "9", "uid": "f" * 32})


def _gap(server: Server, lines: Lines) -> None:
    server["documents"][4]["local"] = lines[4]["local_number"] = 6


def _same_number(server: Server, lines: Lines) -> None:
    server["documents"][4]["local"] = lines[4]["local_number"] = 4


def _other_sum(server: Server, lines: Lines) -> None:
    server["documents"][1]["total"] = 5001


def _other_kind(server: Server, lines: Lines) -> None:
    server["documents"][1]["subtype"] = 1


def _told_waiting(server: Server, lines: Lines) -> None:
    lines[1]["state"] = "offline"


def _left_unknown(server: Server, lines: Lines) -> None:
    lines[1]["state"] = "unknown"


def _two_z(server: Server, lines: Lines) -> None:
    server["documents"][4].update({"class": "zrep", "doctype": 0})


def _same_fiscal(server: Server, lines: Lines) -> None:
    server["documents"][4]["fiscal"] = lines[4]["fiscal_number"] = "4500000004"


def _both_lost_it(server: Server, lines: Lines) -> None:
    for story_ in (server["documents"], lines):
        del story_[1]
        for number, document in enumerate(story_, start=1):
            document["local" if "local" in document else "local_number"] = number


@pytest.mark.parametrize(
    ("falsify", "word"),
    [
        (_drop_theirs, "LOST"), (_drop_ours, "LOST"), (_twice_there, "DOUBLED"), (_gap, "GAP"),
        (_same_number, "DOUBLED: local number"),
        (_other_sum, "DIFFERS"), (_other_kind, "DIFFERS"), (_told_waiting, "LOST"), (_left_unknown, "left unknown"),
        (_two_z, "SHIFTS"), (_same_fiscal, "DOUBLED"), (_both_lost_it, "LOST"),
    ],
)  # fmt: skip
def test_a_falsified_story_is_found(falsify: Callable[[Server, Lines], None], word: str) -> None:
    server, lines = copy.deepcopy(story())
    falsify(server, lines)
    assert any(word in found for found in judge(server, lines, ASKED)), judge(server, lines, ASKED)


def test_totals_are_held_to_the_kopeck() -> None:
    server, lines = story()
    assert judge(server, lines, ASKED, {**TOTALS, "return": 999}) == [
        "TOTALS: return: the documents say 1000, the operator sees 999"
    ]


def test_what_was_refused_must_not_exist() -> None:
    server, lines = story()
    asked = [Asked("sale", 5000, False), *(item for item in ASKED if item.kind != "sale")]
    assert any(found.startswith("DOUBLED") for found in judge(server, lines, asked))


def test_what_died_may_exist_or_not() -> None:
    server, lines = story()
    asked = [Asked("sale", 5000, None), Asked("service_input", 700, None)]
    assert judge(server, lines, asked) == []
