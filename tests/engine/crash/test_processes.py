"""Sixteen processes sell at one desk, some are killed, others read: numbers without a gap, readers never wait."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest

from tests.engine.crash.checker import Asked
from tests.engine.crash.installed import Installed
from tests.engine.crash.steps import OPEN, Day, sale
from tests.engine.crash.world import DESK, RealClock, Shop

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

SELLERS, SALES, READERS, VICTIMS = 16, 20, 2, 6
LONGEST_READ = 0.2


@dataclass(frozen=True)
class Worker:
    """A child and the diary it keeps: a line before and a line after each deed."""

    pid: int
    diary: Path

    def lines(self) -> list[str]:
        return self.diary.read_text().splitlines() if self.diary.exists() else []


def spawn(diary: Path, work: Callable[[Callable[[str], None]], None]) -> Worker:
    """Run `work` in a child; it says each thing it does in one write."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            out = os.open(diary, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            work(lambda text: (os.write(out, text.encode() + b"\n"), None)[1])
            status = 0
        finally:
            os._exit(status)
    return Worker(pid, diary)


def seller(shop: Shop, first: int) -> Callable[[Callable[[str], None]], None]:
    """Twenty sales of different sums, each opened, locked, made and closed as a command would."""

    def work(say: Callable[[str], None]) -> None:
        for n in range(SALES):
            total = first + 50 * n
            say(f"try {total}")
            told = shop.told(sale(total).run)
            say(f"{'done' if told.error is None else told.error} {total}")

    return work


def reader(shop: Shop, end: Path) -> Callable[[Callable[[str], None]], None]:
    """What `status` reads, again and again; beside each reading the stall of doing nothing, which is the machine's."""

    def work(say: Callable[[str], None]) -> None:
        while not end.exists():
            begun = time.perf_counter()
            with shop.journal() as journal, journal.reading():
                shift = journal.open_shift(DESK.name)
                journal.last_document(DESK.name)
                journal.totals(DESK.name, shift.number if shift else 0)
                journal.pending(DESK.name)
            read = time.perf_counter()
            time.sleep(0.01)
            say(f"{read - begun:.6f} {time.perf_counter() - read - 0.01:.6f}")

    return work


def asked_of(worker: Worker) -> list[Asked]:
    """What a seller was asked for; what it began and did not finish may exist or not."""
    finished = {int(line.split()[1]): line.split()[0] for line in worker.lines() if not line.startswith("try")}
    tried = [int(line.split()[1]) for line in worker.lines() if line.startswith("try")]
    return [Asked("sale", total, True if total in finished else None) for total in tried]


def test_sixteen_sellers_readers_and_a_killer(folder: Path) -> None:
    day = Day(Shop.new(folder / "shop"))
    day.shop.clock, day.shop.lock_wait = RealClock, 120.0
    assert day.do(OPEN).error is None
    end = folder / "end"
    readers = [spawn(folder / f"reader{n}", reader(day.shop, end)) for n in range(READERS)]
    sellers = [spawn(folder / f"seller{n}", seller(day.shop, 100_000 * (n + 1))) for n in range(SELLERS)]
    chance = random.Random(os.urandom(8))
    for victim in chance.sample(sellers, VICTIMS):
        time.sleep(chance.uniform(0.05, 0.4))
        os.kill(victim.pid, signal.SIGKILL)
    ends = [os.waitstatus_to_exitcode(os.waitpid(worker.pid, 0)[1]) for worker in sellers]
    end.touch()
    assert [os.waitpid(worker.pid, 0)[1] for worker in readers] == [0] * READERS
    assert set(ends) <= {0, -signal.SIGKILL}
    complaints = [line for worker in sellers for line in worker.lines() if line.split()[0] not in ("try", "done")]
    assert not complaints
    for worker in sellers:
        day.asked += asked_of(worker)
    assert day.do(sale(99_950)).error is None
    assert day.judge() == []
    waits = [tuple(map(float, line.split())) for worker in readers for line in worker.lines()]
    longest, stall = max(read for read, _ in waits), max(stalled for _, stalled in waits)
    print(
        f"{len(day.shop.lines())} documents by {SELLERS} processes, {ends.count(-9)} killed; "
        f"{len(waits)} readings, the longest {longest * 1000:.0f} ms (the machine itself stalled {stall * 1000:.0f} ms)"
    )
    assert longest <= LONGEST_READ + stall


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_sixteen_installed_programs(tmp_path: Path) -> None:
    """The same with the real program: 16 x 20 commands at once, one in eight killed, `status` beside them."""
    chance = random.Random(os.urandom(8))
    with Installed(tmp_path) as shop, ThreadPoolExecutor(SELLERS + READERS) as pool:
        assert shop.write("shift", "open").code == 0

        def sell(first: int) -> list[Asked]:
            done = []
            for total in range(first, first + 50 * SALES, 50):
                kill = chance.uniform(0.2, 6.0) if chance.random() < 0.125 else None
                ended = shop.write(*shop.sale_words(total), "--lock-wait", 600, kill_after=kill)
                assert ended.promised in (True, None), ended
                done.append(Asked("sale", total, ended.promised))
            return done

        def look() -> list[float]:
            seconds = []
            while not seconds or not over.is_set():
                seen = shop.run("status")
                assert seen.code == 0, seen
                seconds.append(seen.seconds)
            return seconds

        over = Event()
        begun = time.perf_counter()
        readers = [pool.submit(look) for _ in range(READERS)]
        try:
            sellers = [pool.submit(sell, 100_000 * (n + 1)) for n in range(SELLERS)]
            for finished in sellers:
                shop.asked += finished.result()
        finally:
            over.set()
        taken = time.perf_counter() - begun
        assert shop.write(*shop.sale_words(99_950)).code == 0
        shop.asked.append(Asked("sale", 99_950, True))
        wrong = shop.judge()
        looked = [seconds for future in readers for seconds in future.result()]
    killed = sum(item.promised is None for item in shop.asked)
    print(
        f"{len(shop.asked)} sales by {SELLERS} programs in {taken:.0f} s, {killed} killed; {len(looked)} x status, "
        f"the longest {max(looked):.2f} s as a whole process; wrong: {wrong or 'nothing'}"
    )
    assert not wrong
