"""Nothing lost, nothing doubled, no gaps: judged from the server's own record and from what the operator sees.

It imports nothing of the program. `ours` is the operator's history (one mapping for each line of `journal list`),
`theirs` is what the server registered, `orders` is what the operator asked for and what the program promised.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

SETTLED = {"registered", "reversed", "revoked"}
"""States in which the operator is told that the server has the document."""
WAITING = {"offline", "unknown", "sent", "signed"}
"""States in which the operator is told that the server does not have it, or may not have it, yet."""
GONE = {"draft", "voided", "rejected"}
PROMISED = {0, 12, 70}
"""Exit codes after which a receipt exists: done, result unknown but held, done without a print-out."""


@dataclass(frozen=True)
class Taken:
    """A document as the server has it."""

    number: int
    fiscal: str
    kind: str
    total: int
    revoked: bool = False


@dataclass(frozen=True)
class Order:
    """What the operator asked for, in kopecks, and how the command ended."""

    kind: str
    total: int
    code: int


@dataclass(frozen=True)
class Judgement:
    """What is wrong; three empty lists are what everybody wants."""

    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    gaps: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.doubled or self.gaps)


def kopecks(text: str | None) -> int:
    """A sum of the operator's screen as an integer."""
    whole, _, part = (text or "0.00").partition(".")
    return int(whole) * 100 + int(part)


def judge(theirs: Sequence[Taken], ours: Iterable[Mapping[str, Any]], orders: Iterable[Order]) -> Judgement:
    """Compare the three stories."""
    lines = [line for line in ours if line["state"] not in GONE]
    wanted = [order for order in orders if order.code in PROMISED]
    return Judgement(
        tuple(_lost(theirs, lines, wanted)), tuple(_doubled(theirs, lines, wanted)), tuple(_gaps(theirs, lines))
    )


def _lost(theirs: Sequence[Taken], lines: list[Mapping[str, Any]], wanted: list[Order]) -> list[str]:
    found, numbers = [], {taken.fiscal for taken in theirs}
    shown = {line["fiscal_number"]: line for line in lines if line["fiscal_number"]}
    for line in lines:
        if line["state"] in SETTLED and line["fiscal_number"] not in numbers | {None}:
            found.append(f"{line['kind']} {line['fiscal_number']} is {line['state']} but the server does not know it")
    for taken in theirs:
        seen = shown.get(taken.fiscal)
        if seen is None and taken.revoked and any(_gave_up(line, taken) for line in lines):
            continue  # a double that the operator never got a number for
        if seen is None:
            found.append(f"the server has {taken.kind} {taken.fiscal}, the operator does not see it")
        elif seen["local_number"] != taken.number or (taken.total and kopecks(seen["total"]) != taken.total):
            found.append(f"{taken.fiscal}: the server has {taken.number}/{taken.total}, the operator sees {seen}")
    alive = Counter((taken.kind, taken.total) for taken in theirs if not taken.revoked)
    waiting = Counter((line["kind"], kopecks(line["total"])) for line in lines if line["state"] in WAITING)
    for key, count in Counter((order.kind, order.total) for order in wanted).items():
        if alive[key] + waiting[key] < count:
            found.append(f"asked for {count} of {key}, the server has {alive[key]}, {waiting[key]} wait")
    return found


def _gave_up(line: Mapping[str, Any], taken: Taken) -> bool:
    return line["state"] == "revoked" and line["local_number"] == taken.number and line["fiscal_number"] is None


def _doubled(theirs: Sequence[Taken], lines: list[Mapping[str, Any]], wanted: list[Order]) -> list[str]:
    found = []
    for name, values in (
        ("fiscal number", [taken.fiscal for taken in theirs]),
        ("fiscal number on the operator's screen", [str(ln["fiscal_number"]) for ln in lines if ln["fiscal_number"]]),
    ):
        found += [f"{name} {value} occurs {count} times" for value, count in Counter(values).items() if count > 1]
    asked = Counter((order.kind, order.total) for order in wanted)
    alive = Counter((taken.kind, taken.total) for taken in theirs if not taken.revoked)
    kinds = {order.kind for order in wanted}
    for key, count in alive.items():
        if key[0] in kinds and count > asked[key]:
            found.append(f"asked for {asked[key]} of {key}, the server has {count}")
    return found


def _gaps(theirs: Sequence[Taken], lines: list[Mapping[str, Any]]) -> list[str]:
    found = []
    for name, numbers in (
        ("server", list(dict.fromkeys(taken.number for taken in theirs))),
        ("operator", sorted({int(line["local_number"]) for line in lines})),
    ):
        for before, after in pairwise(numbers):
            if after != before + 1:
                found.append(f"{name}: {after} follows {before}")
    return found
