"""A foreign reader of QR codes (zbarimg, Debian's zbar-tools)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def read_code(picture: Path) -> str:
    """The text of the one code in a picture."""
    tool = shutil.which("zbarimg")
    if tool is None:
        pytest.skip("zbarimg is not installed (Debian: zbar-tools)")
    ran = subprocess.run([tool, "-q", "--raw", picture], check=False, capture_output=True, text=True, timeout=60)
    return ran.stdout.strip()
