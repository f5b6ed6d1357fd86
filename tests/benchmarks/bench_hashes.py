"""Print how fast hashes, ciphers and password derivations are: `python -m tests.benchmarks.bench_hashes [--quick]`.

Times are processor time, the best of several runs, so that a busy machine does little harm.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

RECEIPT = bytes(i * 37 & 255 for i in range(5500))
COLD = (
    "import time; t = time.process_time(); from prro_cli.crypto.{module} import {name}; "
    "m = time.process_time(); {name}({call}bytes(5500)); e = time.process_time(); "
    "print(1000 * (m - t), 1000 * (e - m))"
)


def best(work: Callable[[], object], times: int, runs: int = 5) -> float:
    """Seconds of processor time for one piece of work."""
    found = []
    for _ in range(runs):
        start = time.process_time()
        for _ in range(times):
            work()
        found.append((time.process_time() - start) / times)
    return min(found)


def show(name: str, value: float, unit: str) -> None:
    """One line of the table."""
    sys.stdout.write(f"{name:<44} {value:10.2f} {unit}\n")


def hashes() -> None:
    """Hashes of a receipt, in the plain and in the accelerated form."""
    from prro_cli.crypto.backend import find_backend
    from prro_cli.crypto.gost34311 import gost34311
    from prro_cli.crypto.kupyna import kmac256, kupyna_hash

    works: list[tuple[str, Callable[[bytes], bytes]]] = [
        ("GOST 34.311", gost34311),
        ("Kupyna-256", lambda data: kupyna_hash(256, data)),
        ("Kupyna-512", lambda data: kupyna_hash(512, data)),
        ("Kupyna-KMAC-256", lambda data: kmac256(bytes(32), data)),
        (f"Kupyna-256 by {find_backend().name}", lambda data: find_backend().kupyna(256, data)),
    ]
    for name, work in works:
        seconds = best(lambda work=work: work(RECEIPT), 5)  # type: ignore[misc]
        show(f"{name}, 5.5 KB", 1000 * seconds, "ms")
        show(f"{name}, 4 KB", 1000 * best(lambda work=work: work(RECEIPT[:4096]), 5), "ms")  # type: ignore[misc]
        show(f"{name}, speed", len(RECEIPT) / seconds / 1000, "KB/s")


def cold() -> None:
    """The first hash of a process: import, and whatever is built on first use."""
    for module, name, call in (("gost34311", "gost34311", ""), ("kupyna", "kupyna_hash", "256, ")):
        command = [sys.executable, "-c", COLD.format(module=module, name=name, call=call)]
        runs = [subprocess.run(command, check=True, capture_output=True, text=True).stdout.split() for _ in range(5)]
        show(f"{module}: import in a new process", min(float(run[0]) for run in runs), "ms")
        show(f"{module}: first hash of 5.5 KB", min(float(run[1]) for run in runs), "ms")


def ciphers() -> None:
    """Ciphers of an envelope of 20 KB."""
    from prro_cli.crypto import gost28147, kalyna

    data = RECEIPT * 4
    for name, work in (
        ("GOST 28147 CFB encrypt", lambda: gost28147.cfb_encrypt(bytes(32), bytes(8), data)),
        ("GOST 28147 MAC", lambda: gost28147.mac4(bytes(32), data)),
        ("Kalyna-256 CFB encrypt", lambda: kalyna.cfb_encrypt(bytes(32), bytes(32), data)),
        ("Kalyna-256 CBC decrypt", lambda: kalyna.cbc_decrypt(bytes(32), bytes(32), data[:21984])),
    ):
        show(f"{name}, speed", len(data) / best(work, 1, 3) / 1000, "KB/s")


def derivations(rounds: int, runs: int) -> None:
    """What opening each kind of container costs."""
    from prro_cli.crypto import gost34311, kupyna
    from prro_cli.crypto.backend import PurePython, find_backend

    salt = bytes(range(32))

    def pfx() -> None:
        gost34311.pkcs12_mac_key(b"\0p\0w", salt, rounds)
        for _ in range(2):
            gost34311.pbkdf2(b"password", salt, rounds)

    def zs2() -> None:
        for _ in range(2):
            kupyna.pbkdf2_kmac256(b"password", salt, rounds, backend=PurePython())

    for name, work in (
        ("Key-6.dat", lambda: gost34311.iit_key(b"password", rounds)),
        ("PBKDF2-HMAC-GOST", lambda: gost34311.pbkdf2(b"password", salt, rounds)),
        ("GOST .pfx: MAC and two keys", pfx),
        ("PBKDF2-KMAC-256", lambda: kupyna.pbkdf2_kmac256(b"password", salt, rounds, backend=PurePython())),
        ("Kupyna .zs2: two keys", zs2),
        (
            f"PBKDF2-KMAC-256 by {find_backend().name}",
            lambda: kupyna.pbkdf2_kmac256(b"password", salt, rounds, backend=find_backend()),
        ),
    ):
        show(f"{name}, {rounds} rounds", best(work, 1, runs), "s")


def main() -> None:
    """All figures; `--quick` does a tenth of the rounds."""
    quick = "--quick" in sys.argv[1:]
    hashes()
    cold()
    ciphers()
    derivations(1_000 if quick else 10_000, 1 if quick else 3)


if __name__ == "__main__":
    main()
