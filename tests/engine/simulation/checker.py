"""Judges a finished world by three records: what the operator was told, what the server holds, what the journal says.

It imports nothing of the program. Every operation has a sum that no other has, so an operation is known by its sum.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

NAMES = {(0, 0): "sale", (0, 1): "return", (0, 2): "service_input", (0, 4): "service_output", (0, 5): "reversal"}


@dataclass(frozen=True)
class Told:
    """One operation as the operator saw it: `yes` (a document stands), `no` (it does not), `unknown`."""

    kind: str
    total: int | None
    answer: str
    uid: str | None = None


def judge(
    history: list[Told], server: list[dict[str, Any]], journal: list[dict[str, Any]], totals: list[dict[str, Any]]
) -> list[str]:
    """Everything that is wrong; an empty list for a sound world."""
    live = [row for row in server if row["revoked_by"] is None]
    return [
        *_promises(history, live),
        *_numbers(server),
        *_same_story(live, journal),
        *_chains(server),
        *_totals(live, journal, totals),
    ]


def kind_of(row: dict[str, Any]) -> str:
    """The kind of a document on the server."""
    if row["root"] == "ZREP":
        return "z_report"
    technical = {100: "shift_open", 101: "shift_close", 102: "offline_begin", 103: "offline_end"}
    return technical.get(row["doctype"]) or NAMES[row["doctype"], row["subtype"]]


def _promises(history: list[Told], live: list[dict[str, Any]]) -> list[str]:
    """Nothing acknowledged is lost, nothing is there twice, nothing refused is there."""
    found = Counter((kind_of(row), row["total"]) for row in live if row["total"] is not None)
    wrong = []
    for told in history:
        if told.total is None:
            continue
        times = found.pop((told.kind, told.total), 0)
        allowed = {"yes": (1,), "no": (0,), "unknown": (0, 1)}[told.answer]
        if times not in allowed:
            wrong.append(f"{told.kind} of {told.total}: the operator was told {told.answer}, the server has {times}")
    wrong += [f"{kind} of {total}: nobody asked for it" for kind, total in found if kind != "z_report"]
    uids = Counter(row["uid"].lower() for row in live)
    wrong += [f"document {uid} is there {times} times" for uid, times in uids.items() if times > 1]
    there = set(uids)
    for told in history:
        if told.answer == "yes" and told.uid and told.uid.lower() not in there:
            wrong.append(f"{told.kind} {told.uid}: acknowledged and not on the server")
    return wrong


def _numbers(server: list[dict[str, Any]]) -> list[str]:
    """One continuous sequence of local numbers."""
    numbers = [row["local"] for row in server if not row["released"]]
    expected = list(range(1, len(numbers) + 1))
    return [] if sorted(numbers) == expected else [f"local numbers have gaps or doubles: {sorted(numbers)}"]


def _same_story(live: list[dict[str, Any]], journal: list[dict[str, Any]]) -> list[str]:
    """The journal's registered documents are the server's, with number, kind, sum and fate."""
    wrong = []
    theirs = {row["uid"].lower(): row for row in live}
    ours = {row["id"].lower(): row for row in journal if row["state"] == "registered"}
    for uid in theirs.keys() ^ ours.keys():
        wrong.append(f"document {uid} is only {'on the server' if uid in theirs else 'in the journal'}")
    for uid in theirs.keys() & ours.keys():
        server, mine = theirs[uid], ours[uid]
        pairs = (
            ("local number", server["local"], mine["local_number"]),
            ("fiscal number", server["fiscal"], mine["fiscal_number"]),
            ("kind", kind_of(server), mine["kind"]),
            ("reversed", server["storned_by"] is not None, mine["reversed_by"] is not None),
        )
        wrong += [f"{uid}: {name} {a} there, {b} here" for name, a, b in pairs if a != b]
        if mine["total"] is not None and mine["total"] != server["total"]:
            wrong.append(f"{uid}: sum {server['total']} there, {mine['total']} here")
    open_states = {"registered", "revoked", "voided", "rejected"}
    wrong += [f"{row['kind']} {row['id']} is left {row['state']}" for row in journal if row["state"] not in open_states]
    return wrong


def _chains(server: list[dict[str, Any]]) -> list[str]:
    """Each session: numbers from 1 without gaps, 102 first, 103 last, hashes of the signed bytes from the third on."""
    wrong = []
    for session in {row["session"] for row in server if row["session"] is not None}:
        rows = sorted((r for r in server if r["session"] == session), key=lambda r: r["session_number"])
        if [row["session_number"] for row in rows] != list(range(1, len(rows) + 1)):
            wrong.append(f"session {session}: numbers {[row['session_number'] for row in rows]}")
        if rows[0]["doctype"] != 102 or rows[-1]["doctype"] != 103 or rows[-1]["root"] != "CHECK":
            wrong.append(f"session {session} does not run from 102 to 103")
        for place, row in enumerate(rows):
            stated = re.search(rb"<PREVDOCHASH>([0-9a-f]{64})<", bytes(row["xml"]))
            expected = hashlib.sha256(bytes(rows[place - 1]["signed"])).hexdigest() if place > 1 else None
            if (stated.group(1).decode() if stated else None) != expected:
                wrong.append(f"session {session}, document {place + 1}: wrong hash of the one before")
    return wrong


def _totals(live: list[dict[str, Any]], journal: list[dict[str, Any]], totals: list[dict[str, Any]]) -> list[str]:
    """Per shift: the server's own sums of what stands against the journal's running totals."""
    sums: Counter[tuple[int, str]] = Counter()
    shifts = {row["uid"].lower(): row["shift"] for row in live}
    names = {shifts[row["id"].lower()]: row["shift"] for row in journal
             if row["id"].lower() in shifts and row["kind"] == "shift_open"}  # fmt: skip
    for row in live:
        if row["total"] is not None and row["storned_by"] is None and row["shift"] in names and row["root"] == "CHECK":
            sums[names[row["shift"]], kind_of(row)] += row["total"]
    ours: Counter[tuple[int, str]] = Counter()
    for row in totals:
        ours[row["shift"], row["kind"]] += row["sum"]
    return [
        f"shift {key[0]}, {key[1]}: {sums[key]} on the server, {ours[key]} in the journal"
        for key in sums.keys() | ours.keys()
        if sums[key] != ours[key]
    ]
