"""Nothing lost, nothing doubled, no gaps, totals to the kopeck: three stories compared.

Imports nothing of the program. The stories: what the server registered (a register of the sandbox's state dump), what
the operator sees (lines of `journal list`, totals of `report x`), what was asked for and what was promised.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

KINDS = {
    (0, 0): "sale", (0, 1): "return", (0, 2): "service_input", (0, 4): "service_output", (0, 5): "reversal",
    (100, 0): "shift_open", (101, 0): "shift_close", (102, 0): "offline_begin", (103, 0): "offline_end",
}  # fmt: skip
AT_SERVER = {"registered", "reversed", "revoked"}
"""States that tell the operator: the server has it."""
WAITING = {"offline"}
"""States that tell the operator: issued, the server will get it."""
OPEN = {"draft", "signed", "sent", "unknown"}
"""States that may stand only until the next command has settled them."""
SUMMED = ("sale", "return", "service_input", "service_output")


@dataclass(frozen=True)
class Asked:
    """One thing asked for. `promised`: True the program said it is done, False it said it is not, None it died."""

    kind: str
    total: int | None
    promised: bool | None


def kind_of(document: Mapping[str, Any]) -> str:
    """The operator's name of a document on the server."""
    if document["class"] == "zrep":
        return "z_report"
    subtype = document["subtype"] if document["doctype"] == 0 else 0
    return KINDS.get((document["doctype"], subtype or 0), "other")


def kopecks(text: str | None) -> int | None:
    """A sum on the operator's screen."""
    if text is None:
        return None
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part)


def judge(
    server: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    asked: Iterable[Asked],
    totals: Mapping[str, int] | None = None,
) -> list[str]:
    """Everything that is wrong, as sentences; `totals` are the operator's of the newest shift."""
    theirs: list[Mapping[str, Any]] = server["documents"]
    ours = [line for line in lines if line["state"] not in ("voided", "rejected")]
    return [
        *_lost(theirs, ours),
        *_numbers("server", [(d["local"], d["revoked"]) for d in theirs]),
        *_numbers("operator", [(x["local_number"], x["state"] == "revoked") for x in ours if x["state"] not in OPEN]),
        *_unique("fiscal number on the server", [d["fiscal"] for d in theirs]),
        *_unique("document on the server", [normal(d["uid"]) for d in theirs]),
        *_asked(theirs, ours, list(asked)),
        *_shifts(theirs),
        *(_totals(server, ours, totals) if totals is not None else ()),
        *(f"{line['kind']} {line['local_number']} is left {line['state']}" for line in ours if line["state"] in OPEN),
    ]


def normal(uid: str) -> str:
    """An identifier without the freedom of its writing."""
    return uid.strip("{}").replace("-", "").lower()


def _lost(theirs: list[Mapping[str, Any]], ours: list[Mapping[str, Any]]) -> Iterator[str]:
    """Each side knows each document of the other, with the same number and sum."""
    known = {normal(d["uid"]): d for d in theirs}
    shown = {normal(line["id"]): line for line in ours}
    for uid, line in shown.items():
        if line["state"] in AT_SERVER and uid not in known:
            yield f"LOST: {line['kind']} {line['local_number']} is {line['state']}, the server does not have it"
    for uid, document in known.items():
        name = f"{kind_of(document)} {document['local']} ({document['fiscal']})"
        if uid not in shown:
            yield f"LOST: the server has {name}, the operator does not see it"
            continue
        line = shown[uid]
        if line["state"] in WAITING:
            yield f"LOST: the server has {name}, the operator is told it still waits"
        told = (line["kind"], line["local_number"], line["fiscal_number"] or line["state"] == "revoked")
        known_as = (kind_of(document), document["local"], document["fiscal"] if told[2] is not True else True)
        if line["state"] in AT_SERVER and told != known_as:
            yield f"DIFFERS: the server has {name}, the operator sees {told}"
        if kind_of(document) in SUMMED and kopecks(line["total"]) != document["total"]:
            yield f"DIFFERS: {name} is {document['total']} kopecks, the operator sees {line['total']}"


def _numbers(who: str, numbers: list[tuple[int, bool]]) -> Iterator[str]:
    """Local numbers have no gap; only a revoked document may share its number with another."""
    for before, after in pairwise(sorted({number for number, _ in numbers})):
        if after != before + 1:
            yield f"GAP: {who}: {after} follows {before}"
    yield from _unique(f"local number ({who})", [str(number) for number, revoked in numbers if not revoked])


def _unique(what: str, values: list[str]) -> Iterator[str]:
    yield from (f"DOUBLED: {what} {value}, {n} times" for value, n in Counter(values).items() if n > 1)


def _asked(theirs: list[Mapping[str, Any]], ours: list[Mapping[str, Any]], asked: list[Asked]) -> Iterator[str]:
    """What was promised exists; nothing exists more often than it was asked for."""
    waiting = [line for line in ours if line["state"] in WAITING]
    alive = Counter((kind_of(d), _sum(kind_of(d), d["total"])) for d in theirs if not d["revoked"])
    alive.update((line["kind"], _sum(line["kind"], kopecks(line["total"]))) for line in waiting)
    kinds = {item.kind for item in asked}
    most = Counter((item.kind, item.total) for item in asked if item.promised is not False)
    least = Counter((item.kind, item.total) for item in asked if item.promised)
    for key in alive.keys() | most.keys():
        if key[0] in kinds and not least[key] <= alive[key] <= most[key]:
            word = "LOST" if alive[key] < least[key] else "DOUBLED"
            yield f"{word}: {key}: promised {least[key]}, asked for {most[key]}, there are {alive[key]}"


def _sum(kind: str, total: int | None) -> int | None:
    return total if kind in SUMMED else None


def _shifts(theirs: list[Mapping[str, Any]]) -> Iterator[str]:
    """Opening, Z-report, closing, and again."""
    marks = {"shift_open": "O", "z_report": "Z", "shift_close": "C"}
    word = "".join(marks.get(kind_of(d), "") for d in sorted(theirs, key=lambda d: d["local"]) if not d["revoked"])
    if word.replace("OZC", "").replace("OC", "") not in ("", "O", "OZ"):
        yield f"SHIFTS: their documents are {word}"


def _totals(server: Mapping[str, Any], ours: list[Mapping[str, Any]], totals: Mapping[str, int]) -> Iterator[str]:
    """The operator's running totals of the shift are the sums of its documents."""
    shift = next((d["shift"] for d in reversed(server["documents"]) if d["shift"]), None)
    alive = [d for d in server["documents"] if d["shift"] == shift and not d["revoked"] and not d["storned"]]
    waiting = [line for line in ours if line["state"] in WAITING]
    for kind in SUMMED:
        found = sum(d["total"] for d in alive if kind_of(d) == kind)
        found += sum(kopecks(line["total"]) or 0 for line in waiting if line["kind"] == kind)
        if found != totals.get(kind, 0):
            yield f"TOTALS: {kind}: the documents say {found}, the operator sees {totals.get(kind, 0)}"
