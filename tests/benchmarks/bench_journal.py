"""What the journal costs, empty and long: `python -m tests.benchmarks.bench_journal [RECEIPTS]` (default 200 000)."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from prro_cli.journal.rows import DocumentFilter
from prro_cli.journal.store import Journal
from prro_cli.journal.verify import verify
from tests.journal.big import fill
from tests.journal.worlds import DESK, Shop, open_journal

ROUNDS = 40


def milliseconds(action: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """(smallest, median) wall time."""
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        action()
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    return taken[0], taken[len(taken) // 2]


def fsync_cost(folder: Path) -> tuple[float, float]:
    """One write and fsync of 8 KiB on this disk."""
    with (folder / "probe").open("wb", buffering=0) as file:

        def write() -> None:
            file.write(b"x" * 8192)
            os.fsync(file.fileno())

        return milliseconds(write)


def status_questions(journal: Journal) -> None:
    """What `status` asks."""
    shift = journal.open_shift(DESK)
    journal.desk(DESK)
    journal.pending(DESK)
    journal.stuck(DESK)
    journal.last_document(DESK)
    journal.totals(DESK, shift.number if shift else 0)
    journal.current_session(DESK)
    journal.sessions(DESK, 0)


def measure(folder: Path, receipts: int) -> dict[str, tuple[float, float]]:
    """All figures for a journal of that length."""
    started = time.perf_counter()
    with open_journal(folder) as journal, journal.lock(DESK, command="fill", wait_seconds=0):
        fill(journal, receipts)
    size = (folder / "journal.db").stat().st_size / 1e6
    print(f"{receipts} receipts: written in {time.perf_counter() - started:.1f} s, {size:.0f} MB")
    figures = {"open and close": milliseconds(lambda: open_journal(folder).close())}
    with open_journal(folder) as journal, journal.lock(DESK, command="bench", wait_seconds=0):
        shop = Shop(journal)
        shop.made = journal.next_local_number(DESK) - 1
        shop.shift = 1 + receipts // 300
        figures["sale: three commits"] = milliseconds(lambda: shop.online("sale", 4500))
        figures["status questions"] = milliseconds(lambda: status_questions(journal))
        newest = DocumentFilter(desk=DESK)
        figures["list of the last 50"] = milliseconds(lambda: journal.documents(newest, limit=50))
    return figures


def main() -> None:
    """Print the figures."""
    receipts = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        least, median = fsync_cost(folder)
        print(f"write + fsync of 8 KiB: {least:.2f} ms (median {median:.2f})")
        small, large = measure(folder / "empty", 1), measure(folder / "long", receipts)
        print(f"{'':22}{'empty: min / median ms':>26}{'long: min / median ms':>26}{'ratio of min':>14}")
        for what, (least, median) in small.items():
            long_least, long_median = large[what]
            figures = f"{least:>17.2f} /{median:>7.2f}{long_least:>17.2f} /{long_median:>7.2f}"
            print(f"{what:22}{figures}{long_least / least:>14.2f}")
        middle = folder / "ten thousand"
        with open_journal(middle) as journal, journal.lock(DESK, command="fill", wait_seconds=0):
            fill(journal, 10_000)
        started, burned = time.perf_counter(), time.process_time()
        report = verify(middle / "journal.db", xml=False)
        wall, cpu = time.perf_counter() - started, time.process_time() - burned
        print(
            f"verify of {report.documents} documents: {wall:.1f} s ({cpu:.1f} s CPU), {len(report.findings)} findings"
        )


if __name__ == "__main__":
    main()
