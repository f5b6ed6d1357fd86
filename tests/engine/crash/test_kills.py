"""`kill -9` of the installed program at random moments; the next command goes on, the checker judges at the end.

Eight kills in a plain run, 200 where `CI` is set, 1 000 behind the `slow` marker; the seed and the figures are printed.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from pathlib import Path

import pytest

from tests.engine.crash.checker import Asked
from tests.engine.crash.installed import Installed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs kill -9")
KILLS = 200 if os.environ.get("CI") else 8


class Cashier:
    """Does something at random, is killed while at it, and now and then tries the same again."""

    def __init__(self, shop: Installed, seed: int) -> None:
        self.shop = shop
        self.random = random.Random(seed)
        self.usual = 1.0
        self.killed = self.finished = self.repeated = 0
        self._sum = 1000

    def work(self, *, kill: bool) -> None:
        """One command, killed or not; every killed sale is tried again with an even chance."""
        self._sum += 50
        kind, words = self._something()
        after = self.random.uniform(0.3, 1.05) * self.usual if kill else None
        ended = self.shop.write(*words, kill_after=after)
        if ended.promised is None:
            self.killed += 1
        else:
            self.finished += 1
            assert ended.code == 0, ended
            self.usual = min(2.0, 0.7 * self.usual + 0.3 * ended.seconds)
        if ended.promised is None and kind == "sale" and self.random.random() < 0.5:
            self.repeated += 1
            ended = self.shop.write(*words)
            assert ended.code == 0, ended
        self.shop.asked.append(Asked(kind, self._sum, ended.promised))

    def _something(self) -> tuple[str, tuple[object, ...]]:
        text = f"{self._sum // 100}.{self._sum % 100:02}"
        choice = self.random.random()
        if choice < 0.7:
            return "sale", self.shop.sale_words(self._sum)
        if choice < 0.85:
            return "service_input", ("cash", "in", text)
        return "service_output", ("cash", "out", text)


def campaign(folder: Path, kills: int, seed: int, weapon: signal.Signals = signal.SIGKILL) -> None:
    with Installed(folder) as shop:
        shop.weapon = weapon
        opened = shop.write("shift", "open")
        assert opened.code == 0, opened
        cashier = Cashier(shop, seed)
        for _ in range(2):
            cashier.work(kill=False)
        while cashier.killed < kills:
            cashier.work(kill=True)
        cashier.work(kill=False)
        wrong = shop.judge()
        verified = shop.run("journal", "verify", "--signatures")
        voided = shop.count("voided")
    print(
        f"seed {seed}: {cashier.killed} killed, {cashier.finished} finished, {cashier.repeated} tried again; "
        f"{voided} drafts never sent; wrong: {wrong or 'nothing'}"
    )
    assert not wrong
    assert verified.code == 0, verified


def test_random_kills(tmp_path: Path) -> None:
    campaign(tmp_path, KILLS, seed=random.SystemRandom().randrange(1_000_000))


@pytest.mark.parametrize("weapon", [signal.SIGTERM, signal.SIGINT])
def test_polite_interruptions(weapon: signal.Signals, tmp_path: Path) -> None:
    """Ctrl-C and a service manager's stop: the journal stays consistent, the next command goes on."""
    campaign(tmp_path, KILLS // 4, random.SystemRandom().randrange(1_000_000), weapon)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_thousand_random_kills(tmp_path: Path) -> None:
    campaign(tmp_path, 1000, seed=random.SystemRandom().randrange(1_000_000))
