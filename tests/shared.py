"""Where the tests find the specification's machine-readable data, which a user's clone does not have."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("PRRO_SHARED", ROOT.parent / "shared")) / "data"


def shared_data(name: str) -> Path:
    """A file or folder of the shared data; skips the calling test (or module) where the data are not present."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(
            f"shared/data/{name} is not beside this clone; the project's own data are used instead",
            allow_module_level=True,
        )
    return path
