"""The foreign vectors by name, as parameters of tests; without shared data one skipped parameter says so."""

from __future__ import annotations

import json
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet

from tests.shared import SHARED

_FOLDER = SHARED / "crypto" / "vectors"


def bouncycastle(group: str) -> list[ParameterSet]:
    """Every vector of one group of bc_vectors.json, named by its number in the file."""
    return [
        pytest.param(vector, id=f"{group}-{number}") for number, vector in enumerate(_load("bc_vectors.json", group))
    ] or [_absent(f"bc_vectors.json {group}")]


def miscellaneous(name: str) -> list[ParameterSet]:
    """One named vector of misc_vectors.json."""
    vector = _load("misc_vectors.json", name)
    return [pytest.param(vector, id=name)] if vector else [_absent(f"misc_vectors.json {name}")]


def _load(file: str, key: str) -> Any:
    path = _FOLDER / file
    return json.loads(path.read_text(encoding="utf-8"))[key] if path.exists() else ()


def _absent(name: str) -> ParameterSet:
    reason = f"shared/data/crypto/vectors/{name} is not beside this clone"
    return pytest.param(None, id=name.replace(" ", "-"), marks=pytest.mark.skip(reason=reason))
