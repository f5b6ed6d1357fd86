"""The acceptance of issue 9: a lost machine comes back within 5 minutes and 10 commands, by the script of the docs."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time

from tests.shared import ROOT


def test_a_lost_machine_comes_back_by_the_script(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = time.monotonic()
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "docs" / "examples" / "restore-drill.sh"), str(tmp_path / "drill")],
        env={**os.environ, "PRRO": f"{sys.executable} -m prro_cli", "PORT": str(port), "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, encoding="utf-8", timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert time.monotonic() - started < 300
    commands = re.findall(r"^   \$ prro (.*)$", done.stdout, re.M)
    assert 0 < len(commands) <= 10
    assert [line.split()[0] for line in commands] == [
        "backup",
        "backup",
        "key",
        "reconcile",
        "sale",
        "shift",
        "journal",
    ]
    assert "local number  3" in done.stdout
    assert "this desk may sell again" in done.stderr
    assert not (tmp_path / "drill" / "old-machine").exists()
