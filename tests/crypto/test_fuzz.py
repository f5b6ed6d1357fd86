"""5 000 mutated containers, certificates and messages: only our errors, no slow call, little memory."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from prro_cli.crypto.containers import open_container
from prro_cli.crypto.errors import CryptoError
from prro_cli.crypto.secret import Secret
from tests.crypto.fuzzing import mutate
from tests.shared import shared_data

ROOT = Path(__file__).parents[2]
LIMIT_SECONDS = 2.0
LIMIT_MEGABYTES = 200
ACCEPTANCE = 5_000


def campaign(count: int, seed: int) -> dict[str, Any]:
    """The report of one campaign in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.crypto.fuzzing", str(count), str(seed)],
        cwd=ROOT,
        capture_output=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return dict(json.loads(done.stdout))


def judge(report: dict[str, Any], count: int) -> None:
    print(json.dumps(report, indent=2))
    assert report["foreign"] == []
    assert report["calls"] == count
    assert report["slowest_seconds"] <= LIMIT_SECONDS, report["slowest_kind"]
    assert report["peak_megabytes"] < LIMIT_MEGABYTES
    assert {"MalformedError", "WrongPasswordError", "UnsupportedError", "LimitError"} <= set(report["errors"])


def test_mutated_inputs() -> None:
    judge(campaign(ACCEPTANCE // 4, 20261121), ACCEPTANCE // 4)


@pytest.mark.slow
def test_mutated_inputs_in_full_number() -> None:
    judge(campaign(ACCEPTANCE, 20261121), ACCEPTANCE)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_many_more_mutated_inputs(seed: int) -> None:
    judge(campaign(20_000, seed), 20_000)


FULL_PRICE = [
    ("crypto/foreign/bc/fop/Key-6.dat", "testpass"),
    ("crypto/foreign/bc/fop/key_gost.pfx", "testpass"),
    ("crypto/foreign/bc/fop/key_kupyna_kalyna.zs2", "testpass"),
    ("crypto/foreign/bc/fop/key_pbes2_gost.pk8", "testpass"),
    ("crypto/public/e-rro/Key-6.dat", "tectfom"),
]


def full_price(count: int, seed: int) -> None:
    """Mutations of foreign files with their true 10 000 rounds. A call that *opens* a PFX after all (the change
    hit something that means nothing) pays for two keys and is not held to the limit; a refusal is.
    """
    files = [(shared_data(name).read_bytes(), Secret(password)) for name, password in FULL_PRICE]
    others = [data for data, _ in files]
    for number in range(count):
        data, password = files[number % len(files)]
        given = mutate(data, others, random.Random(f"full price {seed}/{number}"))
        start = time.process_time()
        try:
            open_container(given, password)
        except CryptoError:
            assert time.process_time() - start <= LIMIT_SECONDS, (seed, number)


@pytest.mark.slow
def test_many_mutated_foreign_containers_at_full_price() -> None:
    full_price(300, 2)
