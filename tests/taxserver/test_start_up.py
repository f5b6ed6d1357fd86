"""Start-up is a feature: the client on its way to the first byte loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FORBIDDEN = ("httpx", "cryptography", "rich", "escpos", "typer", "asyncio", "asn1crypto", "lxml")
CHILD = """
import sys
import prro_cli.taxserver.client, prro_cli.taxserver.http_wire, prro_cli.taxserver.cms_seal
import prro_cli.taxserver.timestamps, prro_cli.taxserver.explain
print(" ".join(sys.modules))
"""


def test_the_room_imports_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        capture_output=True,
        text=True,
        timeout=20,
        cwd=Path(__file__).resolve().parents[2],
        check=True,
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & set(FORBIDDEN)
    assert "prro_cli.crypto.dstu4145" not in done.stdout.split()
