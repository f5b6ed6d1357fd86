"""What signing and verifying a document costs: `python tests/benchmarks/bench_cms.py`. A script, not a test.

An attached CAdES-BES of 3 KB and of 20 KB in both digests, the vault's opening is in `bench_containers`. jkurwa is
asked for the same (GOST only, it has no Kupyna) where PRRO_JKURWA or `.tools/jkurwa` holds it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from prro_cli.crypto import cms, oids  # noqa: E402
from prro_cli.crypto.backend import PurePython, use_backend  # noqa: E402
from prro_cli.crypto.cms_verify import verify  # noqa: E402
from prro_cli.crypto.containers.write import write_pkcs8  # noqa: E402
from prro_cli.crypto.pairing import signing_pair  # noqa: E402
from tests.crypto.throwaway import NOW, make_person  # noqa: E402

JKURWA = r"""
const path = require("path"), modules = path.join(process.argv[1], "node_modules");
const jk = require(path.join(modules, "jkurwa")), algo = require(path.join(modules, "gost89")).compat.algos();
const q = JSON.parse(require("fs").readFileSync(0, "utf8")), bytes = (t) => Buffer.from(t, "base64");
(async () => {
  const box = new jk.Box({ algo });
  box.add({ priv: jk.Priv.from_asn1(bytes(q.key)) });
  box.add({ cert: jk.Certificate.from_asn1(bytes(q.certificate)) });
  box._indexKeys();
  const result = {};
  for (const [name, text] of Object.entries(q.contents)) {
    const content = bytes(text), best = [Infinity, Infinity];
    for (let i = 0; i < 12; i++) {
      let start = process.hrtime.bigint();
      const signed = await box.pipe(content, [{ op: "sign", tax: false }], {});
      best[0] = Math.min(best[0], Number(process.hrtime.bigint() - start) / 1e6);
      start = process.hrtime.bigint();
      await box.unwrap(signed);
      best[1] = Math.min(best[1], Number(process.hrtime.bigint() - start) / 1e6);
    }
    result[name] = best;
  }
  process.stdout.write(JSON.stringify(result));
})();
"""


def cost(action: Callable[[], object], runs: int = 12) -> float:
    """Milliseconds of processor time of one call, the minimum of several."""
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        action()
        best = min(best, time.process_time() - start)
    return best * 1000


def jkurwa(key: bytes, certificate: bytes, contents: dict[str, bytes]) -> dict[str, list[float]]:
    """jkurwa's figures for the same contents; nothing where it is not installed."""
    folder = Path(os.environ.get("PRRO_JKURWA", ROOT / ".tools" / "jkurwa"))
    if not (folder / "node_modules").is_dir():
        return {}
    question = {
        "key": b64encode(key).decode(),
        "certificate": b64encode(certificate).decode(),
        "contents": {name: b64encode(content).decode() for name, content in contents.items()},
    }
    command = ["node", "-e", JKURWA, str(folder)]
    done = subprocess.run(command, input=json.dumps(question), capture_output=True, text=True, timeout=120, check=True)
    answer: dict[str, list[float]] = json.loads(done.stdout)
    return answer


def main() -> None:
    """Print the table."""
    contents = {"3 KB": b"<CHECK>" * 439, "20 KB": b"<CHECK>" * 2926}
    use_backend(PurePython())
    print("CMS in pure Python, milliseconds of processor time, minimum of 12")
    for label, digest in (("GOST 34.311", oids.GOST34311), ("Kupyna-256", oids.KUPYNA256)):
        keys, certificates = make_person("bench", digest=digest)
        at = NOW + timedelta(days=1)
        pair = signing_pair(keys, certificates, at)
        known = jkurwa(write_pkcs8(keys[0]), certificates[0].raw, contents) if digest == oids.GOST34311 else {}
        for name, content in contents.items():
            options = cms.Options(signing_time=at)
            signed = cms.sign(content, pair, options)
            ours = (
                cost(partial(cms.sign, content, pair, options)),
                cost(partial(verify, signed, at=at)),
            )
            for what, mine, theirs in zip(("sign", "verify"), ours, known.get(name, (0, 0)), strict=True):
                ratio = f"   jkurwa {theirs:6.1f} ms   ratio {mine / theirs:5.2f}" if theirs else ""
                print(f"  {label:<12} {name:>6} {what:<7}{mine:8.1f} ms{ratio}")


if __name__ == "__main__":
    main()
