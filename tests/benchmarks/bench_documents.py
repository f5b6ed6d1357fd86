"""How fast documents are: run as a script, prints the best of several runs in processor time.

python -m tests.benchmarks.bench_documents
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

from prro_cli.documents import package, reader, validator, writer
from prro_cli.documents.kinds import Kind
from prro_cli.documents.model import BodyRow, Check, CheckTotal
from tests.documents import samples

ROWS = 20
DOCUMENTS = 1000
GOAL_RECEIPT_MS = 3.0


def receipt() -> Check:
    """A receipt of 20 rows, built from nothing."""
    rows = tuple(
        BodyRow(
            code=str(n),
            barcode=f"48200000{n:05}",
            uktzed="2202100000",
            name=f"Вода мінеральна негазована {n} п’ять літрів",
            unitcd=2009,
            unitnm="шт",
            amount=2000,
            price=1500 + n,
            letters="А",
            cost=2 * (1500 + n),
        )
        for n in range(ROWS)
    )
    total = sum(row.cost or 0 for row in rows)
    return Check(
        checkhead=samples.check_head(Kind.SALE),
        checktotal=CheckTotal(sum=total),
        checkpay=(samples.cash(total),),
        checktax=(samples.vat(total, total, (2 * total * 20 + 120) // 240),),
        checkbody=rows,
    )


def best_ms(action: Callable[[], object], runs: int = 30) -> float:
    """The shortest processor time of some runs, in milliseconds."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return min(times) * 1000


def main() -> None:
    """Measure and print."""
    made = receipt()
    xml = validator.prepare(made)
    ticket = writer.write(samples.ticket())
    signed = [bytes([n % 256]) * (2000 + n) for n in range(DOCUMENTS)]
    dirty = dataclasses.replace(
        made, checkbody=(dataclasses.replace(made.checkbody[0], name="½ ₴"), *made.checkbody[1:])
    )
    results = {
        f"build, validate and serialise {ROWS} rows (goal {GOAL_RECEIPT_MS} ms)": best_ms(
            lambda: validator.prepare(receipt())
        ),
        "the same with characters to replace": best_ms(lambda: validator.prepare(dirty)),
        f"read and check {ROWS} rows of XML": best_ms(lambda: validator.check_xml(xml)),
        "parse a ticket": best_ms(lambda: reader.read_ticket(ticket)),
        f"split {DOCUMENTS} documents into packages": best_ms(lambda: package.split(signed)),
        f"frame and unframe {DOCUMENTS} documents": best_ms(
            lambda: [package.frames(package.frame(p)) for p in package.split(signed)]
        ),
    }
    for name, milliseconds in results.items():
        print(f"{milliseconds:8.3f} ms  {name}")


if __name__ == "__main__":
    main()
