"""What a sale costs: `python -m tests.benchmarks.bench_sale [--sales N] [--batch N] [--long RECEIPTS]`.

The program runs as installed, against a sandbox process on loopback with real signatures and time-stamps, so that
server time is in the figures. Processes are compared with `python -c pass` on the same machine at the same time.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.engine.crash.installed import PROGRAM, REGISTER, Installed
from tests.journal import big
from tests.journal import worlds as journals

DESK = journals.DESK


def percentile(taken: list[float], percent: int) -> float:
    """The nearest-rank percentile."""
    ordered = sorted(taken)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def told(what: str, taken: list[float], base: float | None = None) -> float:
    """Print one line of figures in milliseconds; the least is what the machine can do when left alone."""
    least, middle, high = (1000 * value for value in (min(taken), percentile(taken, 50), percentile(taken, 99)))
    ratio = f"{least / base:8.2f} x python" if base else ""
    print(f"{what:44} min {least:7.1f}  p50 {middle:7.1f}  p99 {high:7.1f} ms {ratio}", flush=True)
    return least


def timed(action: Callable[[], object], rounds: int) -> list[float]:
    """Wall seconds of each round."""
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        action()
        taken.append(time.perf_counter() - begun)
    return taken


def silent(*words: str) -> Callable[[], object]:
    """A process whose output nobody reads."""
    return lambda: subprocess.run(words, stdout=subprocess.DEVNULL, check=True)


def sold(shop: Installed, total: int) -> Callable[[], object]:
    """One whole-process sale."""

    def sell() -> None:
        ended = shop.write(*shop.sale_words(total)[:3])
        assert ended.code == 0, ended

    return sell


def read(shop: Installed, *words: str) -> Callable[[], object]:
    """A reading command as a process."""

    def call() -> None:
        assert shop.run(*words).code == 0

    return call


def batch(shop: Installed, orders: int) -> None:
    """`sale --batch`: the time from one line of the answer to the next."""
    file = shop.home / "orders.ndjson"
    item = {"name": "Кава лате", "price": "45.00", "tax": "А"}
    file.write_text("\n".join(json.dumps({"key": f"b{n}", "items": [item]}) for n in range(orders)), "utf-8")
    process = shop.start("sale", "--batch", file, "--password-file", shop.password)
    assert process.stdout is not None
    begun = last = time.perf_counter()
    taken, good = [], 0
    for line in process.stdout:
        now = time.perf_counter()
        taken.append(now - last)
        last = now
        good += json.loads(line)["ok"]
    process.wait()
    print(f"sale --batch of {orders}: {good} registered, exit {process.returncode}, {last - begun:.1f} s in all")
    told("  per receipt, from answer to answer", taken[1:])


def lengthen(shop: Installed, receipts: int) -> None:
    """A journal of that many receipts made long ago, and a server that expects the next number."""
    from prro_cli.sandbox.sandbox import Sandbox

    big.START = journals.START = datetime(2024, 1, 1, tzinfo=UTC)  # type: ignore[misc]
    begun = time.perf_counter()
    with journals.open_journal(shop.home) as journal, journal.lock(DESK, command="fill", wait_seconds=0):
        big.fill(journal, receipts)
        ended = journals.Shop(journal)
        ended.made = journal.next_local_number(DESK) - 1
        ended.moment = datetime(2026, 1, 1, tzinfo=UTC)
        ended.shift = journal.next_shift_number(DESK) - 1
        ended.close_shift()
        following = journal.next_local_number(DESK)
    box = Sandbox(shop.home / "sandbox" / "state.db", bind=False)
    with box.state.transaction() as connection:
        connection.execute("UPDATE registers SET first_local = ? WHERE number = ?", (following, REGISTER))
    box.stop()
    size = (shop.home / "journal.db").stat().st_size / 1e6
    print(f"{receipts} receipts written in {time.perf_counter() - begun:.0f} s, {size:.0f} MB", flush=True)


def measure(shop: Installed, sales: int, what: str) -> dict[str, float]:
    """The least wall times of `status` and of a sale."""
    opened = shop.write("shift", "open")
    assert opened.code == 0, opened
    return {
        "status --json": told(f"{what}: status --json", timed(read(shop, "status"), sales)),
        "sale": told(f"{what}: sale, whole process", timed(sold(shop, 4500), sales)),
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sales", type=int, default=30)
    parser.add_argument("--batch", type=int, default=1000)
    parser.add_argument("--long", type=int, default=0, help="also on a journal of so many receipts")
    wanted = parser.parse_args()
    base = told("python -c pass", timed(silent(sys.executable, "-c", "pass"), wanted.sales))
    told("prro --version", timed(silent(*PROGRAM, "--version"), wanted.sales), base)
    with tempfile.TemporaryDirectory() as name:
        with Installed(Path(name) / "empty", desk=DESK) as shop:
            small = measure(shop, wanted.sales, "empty journal")
            print(f"  as ratios to python: {', '.join(f'{k} {v / base:.1f}' for k, v in small.items())}")
            batch(shop, wanted.batch)
        if wanted.long:
            with Installed(Path(name) / "long", desk=DESK, before=lambda s: lengthen(s, wanted.long)) as shop:
                large = measure(shop, wanted.sales, f"{wanted.long} receipts")
            print(", ".join(f"{what}: {large[what] / small[what]:.2f} x the empty journal" for what in small))


if __name__ == "__main__":
    main()
