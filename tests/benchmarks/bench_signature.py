"""What curve operations cost here: `python tests/benchmarks/bench_signature.py`. A script, not a test.

Each figure is the minimum of several runs of processor time, so a busy machine disturbs it least.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from prro_cli.crypto import dstu4145  # noqa: E402
from prro_cli.crypto.curves import M257, M431, Curve, compress_point, expand_point  # noqa: E402

DIGEST = bytes(range(32))
FIRST_SIGNATURE = """
import time
start = time.process_time()
from prro_cli.crypto import dstu4145
from prro_cli.crypto.curves import curve_by_name
imported = time.process_time()
dstu4145.sign(curve_by_name({name!r}), {d}, bytes(range(32)))
print(imported - start, time.process_time() - imported)
"""


def cost(action: Callable[[], object], count: int, rounds: int = 9) -> float:
    """Seconds of one call."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(count):
            action()
        best = min(best, time.process_time() - start)
    return best / count


def show(what: str, seconds: float) -> None:
    """One line of the table."""
    print(f"  {what:<46}{seconds * 1000:>10.4f} ms")


def field_operations(curve: Curve, source: random.Random) -> None:
    """Arithmetic of the field and of points."""
    field, group = curve.field, curve.group
    a, b, c, d, e = (field.widen(source.randrange(1, 1 << curve.m)) for _ in range(5))
    show("field product", cost(lambda: field.mul(a, b), 2000))
    show("field square", cost(lambda: field.sqr(a), 2000))
    show("field inverse", cost(lambda: field.inv(a), 100))
    show("half-trace", cost(lambda: field.half_trace(a), 20))
    show("point doubling", cost(lambda: group.double((a, b, c)), 500))
    show("point addition (mixed)", cost(lambda: group.add((a, b, c), (d, e)), 500))
    show("point doubling and addition in one", cost(lambda: group.double_add((a, b, c), (d, e)), 500))


def first_signature(curve: Curve, d: int) -> tuple[float, float]:
    """Import and first signature in a process of its own."""
    script = FIRST_SIGNATURE.format(name=curve.name, d=d)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    runs = []
    for _ in range(5):
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True
        )
        imported, signed = map(float, done.stdout.split())
        runs.append((imported, signed))
    return min(run[0] for run in runs), min(run[1] for run in runs)


def signatures(curve: Curve, d: int) -> None:
    """Signing, verification, keys."""
    imported, signed = first_signature(curve, d)
    show("import in a new process", imported)
    show("first signature in a new process", signed)
    public, signature = dstu4145.public_point(curve, d), dstu4145.sign(curve, d, DIGEST)
    octets = compress_point(curve, public)

    def verify() -> None:
        if not dstu4145.verify(curve, public, DIGEST, signature):
            raise SystemExit("a good signature did not verify")

    def verify_with_new_key() -> None:
        dstu4145._public_key.cache_clear()
        verify()

    show("signature", cost(lambda: dstu4145.sign(curve, d, DIGEST), 5))
    show("verification, key seen for the first time", cost(verify_with_new_key, 3))
    for _ in range(8):
        verify()
    show("verification, key seen often", cost(verify, 3))
    show("public point of a private key", cost(lambda: dstu4145.public_point(curve, d), 5))
    show("point expansion", cost(lambda: expand_point(curve, octets), 10))
    show("shared secret", cost(lambda: dstu4145.shared_secret(curve, d, public), 3))


def main() -> None:
    """Both curves of real life."""
    source = random.Random(4145)
    for curve in (M257, M431):
        print(f"{curve.name}, CPython {sys.version.split()[0]}")
        field_operations(curve, source)
        signatures(curve, source.randrange(1, curve.n))


if __name__ == "__main__":
    main()
