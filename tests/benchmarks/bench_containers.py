"""What opening keys and envelopes costs here: `python tests/benchmarks/bench_containers.py`. A script, not a test.

Containers are our own, with the 10 000 rounds of honest files. Each figure is the minimum of several runs of
processor time. jkurwa is asked for the same where PRRO_JKURWA names a folder in which it is installed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from prro_cli.crypto.backend import PurePython, current_backend, use_backend  # noqa: E402
from prro_cli.crypto.containers import describe, open_container  # noqa: E402
from prro_cli.crypto.containers.pbes2 import Family  # noqa: E402
from prro_cli.crypto.containers.write import (  # noqa: E402
    JksEntry,
    Protection,
    write_jks,
    write_key6,
    write_pbes2,
    write_pfx,
    write_pkcs8,
)
from prro_cli.crypto.enveloped import Recipient, Sender, Suite, decrypt, encrypt  # noqa: E402
from prro_cli.crypto.pairing import signing_pair, vault_header  # noqa: E402
from prro_cli.crypto.secret import Secret  # noqa: E402
from prro_cli.crypto.vault import Vault  # noqa: E402
from tests.crypto.throwaway import NOW, make_person, stream  # noqa: E402

PASSWORD = "password"
JKURWA = r"""
const path = require("path"), modules = path.join(process.argv[1], "node_modules");
const jk = require(path.join(modules, "jkurwa")), algo = require(path.join(modules, "gost89")).compat.algos();
const question = JSON.parse(require("fs").readFileSync(0, "utf8")), result = {};
for (const [name, text] of Object.entries(question)) {
  const data = Buffer.from(text, "base64");
  let best = Infinity;
  for (let i = 0; i < 3; i++) {
    const start = process.hrtime.bigint();
    jk.Box.load({ keyBuffers: [data], password: "password" }, algo);
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e6);
  }
  result[name] = best;
}
process.stdout.write(JSON.stringify(result));
"""


def cost(action: Callable[[], object], runs: int = 3) -> float:
    """Milliseconds of one call."""
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        action()
        best = min(best, time.process_time() - start)
    return best * 1000


def show(what: str, milliseconds: float, reference: float | None = None) -> None:
    """One line of the table, with the ratio to jkurwa where it can do the same."""
    ratio = "" if reference is None else f"   jkurwa {reference:9.1f} ms   ratio {milliseconds / reference:6.2f}"
    print(f"  {what:<44}{milliseconds:>10.1f} ms{ratio}")


def containers() -> dict[str, bytes]:
    """One file of each kind."""
    keys, certificates = make_person("olha")
    raw = [one.raw for one in certificates]
    pair = write_pkcs8(keys[0], second=keys[1])
    gost, kupyna = Protection(Family.GOST), Protection(Family.KUPYNA)
    return {
        "Key-6.dat, two keys": write_key6(pair, PASSWORD.encode()),
        "GOST .pk8, one key": write_pbes2(write_pkcs8(keys[0]), PASSWORD.encode(), stream("b1"), gost),
        "GOST .pfx/.zs2, two keys": write_pfx(keys, [], PASSWORD, stream("b2"), gost),
        "Kupyna .pk8, one key": write_pbes2(write_pkcs8(keys[0]), PASSWORD.encode(), stream("b3"), kupyna),
        "Kupyna .zs2, two keys": write_pfx(keys, raw, PASSWORD, stream("b4"), kupyna),
        ".jks, two keys": write_jks(JksEntry("key", pair, tuple(raw)), PASSWORD, stream("b5")),
        "plain .pk8, two keys": pair,
    }


def jkurwa(files: dict[str, bytes]) -> dict[str, float]:
    """The same files opened by jkurwa, in milliseconds; it knows no Kupyna."""
    folder = os.environ.get("PRRO_JKURWA")
    if not folder:
        return {}
    known = {name: b64encode(data).decode() for name, data in files.items() if not name.startswith(("Kup", "plain"))}
    done = subprocess.run(
        ["node", "-e", JKURWA, folder], input=json.dumps(known).encode(), capture_output=True, check=True
    )
    return {name: float(value) for name, value in json.loads(done.stdout).items()}


def bench_containers() -> None:
    """Opening each kind, in plain Python and with the backend that is found."""
    files = containers()
    reference = jkurwa(files)
    secret = Secret(PASSWORD)
    print("containers, plain Python")
    use_backend(PurePython())
    for name, data in files.items():
        show(name, cost(lambda data=data: open_container(data, secret)), reference.get(name))
    show("recognise a container", cost(lambda: [describe(data) for data in files.values()]) / len(files))
    use_backend(None)
    if current_backend().name != PurePython.name:
        print(f"containers, with {current_backend().name}")
        for name in ("Kupyna .pk8, one key", "Kupyna .zs2, two keys"):
            show(name, cost(lambda name=name: open_container(files[name], secret)))


def bench_vault() -> None:
    """The vault with its real price of a guess."""
    keys, certificates = make_person("olha")
    secret = Secret(PASSWORD)
    print("vault")
    with tempfile.TemporaryDirectory() as folder:
        vault = Vault(Path(folder) / "keys")
        vault.add(vault_header("key", keys, certificates), keys, secret)
        show("open, first in a process (imports)", cost(lambda: vault.open("key", secret), runs=1))
        show("open", cost(lambda: vault.open("key", secret), runs=7))
        show("list without password", cost(vault.headers, runs=7))
        opened = vault.open("key", secret)
        show("find the signing certificate", cost(lambda: signing_pair(opened.keys, opened.certificates, NOW)))


def bench_envelopes() -> None:
    """A registration form of 20 KB, both suites."""
    keys, certificates = make_person("gateway")
    recipient = Recipient(keys[1], certificates[1])
    own_keys, own_certificates = make_person("olha")
    sender = Sender(own_keys[1], own_certificates[1])
    content = stream("form")(20_000)
    print("envelopes, 20 KB")
    for suite in Suite:
        message = encrypt(content, certificates[1], sender=sender, suite=suite)
        show(f"encrypt, {suite.value}", cost(lambda suite=suite: encrypt(content, certificates[1], suite=suite)))
        show(
            f"decrypt, {suite.value}",
            cost(lambda message=message: decrypt(message, [recipient], certificates=own_certificates)),
        )


if __name__ == "__main__":
    bench_containers()
    bench_vault()
    bench_envelopes()
