"""Random worlds by seed; a failing seed prints itself, and once found is kept in `regressions.txt` and always run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.engine.offline.shop import DESK, shop
from tests.engine.simulation.checker import Told, judge
from tests.engine.simulation.worlds import simulate

SEEDS, CHUNK, OPERATIONS = 500, 10, 100
CAMPAIGN = 10_000
REGRESSIONS = [
    int(line.split()[0])
    for line in Path(__file__).with_name("regressions.txt").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]


def _run(seeds: range | list[int]) -> Counter[str]:
    counts: Counter[str] = Counter()
    failed = {}
    for seed in seeds:
        wrong, happened = simulate(seed, OPERATIONS)
        counts.update(happened)
        if wrong:
            failed[seed] = wrong[:5]
    assert not failed, "\n".join(f"seed {seed}: {wrong}" for seed, wrong in failed.items())
    return counts


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_worlds(first: int) -> None:
    counts = _run(range(first, first + CHUNK))
    assert counts["crashes"] and counts["link faults"] and counts["operations"] >= CHUNK * OPERATIONS


def test_seeds_that_failed_once() -> None:
    _run(REGRESSIONS)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("first", range(10_000, 10_000 + CAMPAIGN, 250))
def test_campaign(first: int) -> None:
    counts = _run(range(first, first + 250))
    print(f"seeds {first}-{first + 249}: {dict(counts)}")


def test_the_checker_has_teeth() -> None:
    """Each kind of harm, done to a sound world, is found."""
    with shop() as s:
        s.open()
        uid = s.sale(6000)
        s.link.up = False
        s.sale(1200)
        s.sale(1800)
        s.link.up = True
        s.come_back()
        server = s.entries()
        journal = [
            {name: getattr(row, name) for name in
             ("id", "state", "local_number", "fiscal_number", "kind", "reversed_by", "total", "shift")}
            for row in s.rows()
        ]  # fmt: skip
        history = [Told("sale", total, "yes") for total in (6000, 1200, 1800)]
        totals = [{"shift": 1, "kind": "sale", "sum": s.journal.totals(DESK.name, 1).real.sum}]  # type: ignore[union-attr]
    assert judge(history, server, journal, totals) == []
    harms = {
        "lost": (history, [row for row in server if row["uid"] != uid], journal, totals),
        "doubled": (history, [*server, {**server[1], "local": len(server) + 1}], journal, totals),
        "refused but there": ([Told("sale", 6000, "no"), *history[1:]], server, journal, totals),
        "nobody asked": (history[1:], server, journal, totals),
        "gap": (history, [{**row, "local": row["local"] + (row["local"] > 2)} for row in server], journal, totals),
        "other sum": (history, server, [{**row, "total": row["total"] and 1} for row in journal], totals),
        "left waiting": (history, server, [{**row, "state": "offline"} for row in journal], totals),
        "broken chain": (history, [{**row, "signed": b"x"} for row in server], journal, totals),
        "totals": (history, server, journal, [{**totals[0], "sum": 1}]),
    }
    for name, records in harms.items():
        assert judge(*records), name
