"""`sale --batch` in one process: killed in the middle and begun again, each order is sold once."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from tests.engine.crash.checker import Asked
from tests.engine.crash.installed import Installed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs kill -9")


def orders(shop: Installed, count: int) -> Path:
    """That many orders, each with a key and a sum of its own."""
    shop.asked += [Asked("sale", 1000 + 50 * n, True) for n in range(count)]
    lines = [
        {"key": f"b{n}", "items": [{"name": "Кава", "price": f"{10 + n // 2}.{n % 2 * 5}0", "tax": "А"}]}
        for n in range(count)
    ]
    file = shop.home / "orders.ndjson"
    file.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    return file


def begin_and_kill(shop: Installed, file: Path, after: int) -> int:
    """Begin the batch and kill it when so many answers were heard; how many were."""
    process = shop.start("sale", "--batch", file, "--password-file", shop.password)
    assert process.stdout is not None
    heard = 0
    for line in process.stdout:
        assert json.loads(line)["ok"], line
        heard += 1
        if heard == after:
            process.kill()
    process.communicate()
    return heard


def run(folder: Path, count: int) -> None:
    with Installed(folder) as shop:
        assert shop.write("shift", "open").code == 0
        file = orders(shop, count)
        heard = begin_and_kill(shop, file, count // 3)
        begun = time.perf_counter()
        process = shop.start("sale", "--batch", file, "--password-file", shop.password)
        out, err = process.communicate(timeout=1200)
        taken = time.perf_counter() - begun
        answers = [json.loads(line) for line in out.splitlines()]
        wrong = shop.judge()
    assert process.returncode == 0, err
    assert [answer["ok"] for answer in answers] == [True] * count
    replayed = sum(answer["data"]["replayed"] for answer in answers)
    assert heard <= replayed <= heard + 5
    print(f"{count} orders, killed after {heard}, {replayed} replayed, the rest in {taken:.1f} s; wrong: {wrong}")
    assert not wrong


def test_a_batch_killed_and_begun_again(tmp_path: Path) -> None:
    run(tmp_path, 24)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_batch_of_a_thousand(tmp_path: Path) -> None:
    run(tmp_path, 1000)
