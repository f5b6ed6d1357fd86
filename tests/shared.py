"""What tests of several rooms share: where the specification's data lie (a clone has none), and sources as trees."""

from __future__ import annotations

import ast
import gc
import os
from functools import cache
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


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a source, read once.

    Python 3.11 breaks off with "AST constructor recursion depth mismatch" where the collector of garbage runs code of
    its own meanwhile (CPython gh-106905), so it does not run.
    """
    text = path.read_text(encoding="utf-8")
    collecting = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(text)
    finally:
        if collecting:
            gc.enable()
