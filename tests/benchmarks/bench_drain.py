"""How long delivering offline documents takes against a server that answers in 100 ms, and our share of it.

    python -m tests.benchmarks.bench_drain [documents …]

Signatures are pretended on both sides (a real one adds one signature for each package). The documents are made
first; only the way back is measured. The server's own work (the sandbox judges each document) is taken apart.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field

from tests.engine.offline.shop import DESK, Link, Shop, shop

ANSWER_SECONDS = 0.1


@dataclass
class SlowLink(Link):
    """Every answer takes its time; what the sandbox does meanwhile is counted as the server's."""

    server: float = 0.0
    waited: float = field(default=0.0)

    def post(self, url: str, body: bytes, **how: object):  # type: ignore[no-untyped-def,override]
        begun = time.perf_counter()
        answer = super().post(url, body, **how)  # type: ignore[arg-type]
        worked = time.perf_counter() - begun
        self.server += worked
        time.sleep(max(0.0, ANSWER_SECONDS - worked))
        self.waited += max(0.0, ANSWER_SECONDS - worked)
        return answer


def fill(s: Shop, documents: int) -> None:
    """So many receipts issued offline, in shifts of a thousand."""
    s.open()
    s.link.up = False
    for number in range(documents - 1):
        if number % 1000 == 999:
            s.end_day()
            s.open()
        s.clock.move(1)
        s.sale(600 + 6 * (number % 100))


def drain(documents: int) -> None:
    """Make them, then measure the way back."""
    with shop(offline_numbers=1_000_000, sync_interval=86_400) as s:
        fill(s, documents)
        waiting = s.journal.queue_length(DESK.name)
        link = SlowLink(s.box)
        s.link = link
        s.post.server._wire = link  # type: ignore[attr-defined]
        begun, cpu = time.perf_counter(), time.process_time()
        home = s.come_back()
        wall, spent = time.perf_counter() - begun, time.process_time() - cpu
        assert home.online
        ours = wall - link.server - link.waited
        print(
            f"{waiting + 1} documents, {home.packages} packages, {len(link.requests)} requests: {wall:.2f} s in all, "
            f"{link.server:.2f} s the sandbox judging, {link.waited:.2f} s waiting, "
            f"{ours:.2f} s ours ({100 * ours / wall:.0f} %); {1000 * ours / waiting:.2f} ms a document; "
            f"{spent:.2f} s of CPU on both sides"
        )


if __name__ == "__main__":
    for count in [int(word) for word in sys.argv[1:] if word.isdigit()] or [1000]:
        drain(count)
