"""How fast orders become receipts: run as a script, prints the best of several runs in processor time.

python -m tests.benchmarks.bench_reckon
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial

from prro_cli.engine.order import load_order
from prro_cli.engine.receipt import reckon
from tests.engine.baskets import CODE, DAY, desk

RUNS = 200


def order_of(rows: int) -> str:
    """An order of so many rows with discounts and two taxes."""
    items = [
        {"name": f"Товар {n}", "qty": "1.250", "price": f"{n + 10}.57", "tax": "АГ", "uktzed": CODE, "discount": "5%"}
        for n in range(rows)
    ]
    return json.dumps({"items": items, "discount": {"percent": "3"}, "payments": [{"form": "card"}]})


def best_ms(action: Callable[[], object]) -> float:
    """The shortest processor time of some runs, in milliseconds."""
    times = []
    for _ in range(RUNS):
        start = time.process_time_ns()
        action()
        times.append(time.process_time_ns() - start)
    return min(times) / 1_000_000


def main() -> None:
    """Measure and print."""
    ours = desk()
    for rows in (1, 20, 200):
        text = order_of(rows)
        order = load_order(text)
        read, sums = best_ms(partial(load_order, text)), best_ms(partial(reckon, order, ours, DAY))
        print(f"{rows:4} rows: read {read:.3f} ms, reckon {sums:.3f} ms")


if __name__ == "__main__":
    main()
