"""One home for all tests of a module: keys and days cost time."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ran


@pytest.fixture(scope="module")
def module_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that lives as long as the module."""
    return tmp_path_factory.mktemp("module") / "prro"


@pytest.fixture(scope="module")
def module_prro(module_home: Path) -> Iterator[Callable[..., Ran]]:
    """The command line in this process, always in the module's home (unless the call names another)."""
    from prro_cli.cli.app import perform
    from prro_cli.cli.environment import Environment

    before = os.environ.get("PRRO_HOME")
    os.environ["PRRO_HOME"] = str(module_home)

    def call(*words: object, stdin: str = "") -> Ran:
        out, err = io.StringIO(), io.StringIO()
        variables: dict[str, Any] = {**os.environ, "PRRO_HOME": str(module_home)}
        code = perform([str(w) for w in words], Environment(io.StringIO(stdin), out, err, variables))
        return Ran(int(code), out.getvalue(), err.getvalue())

    yield call
    if before is None:
        del os.environ["PRRO_HOME"]
    else:
        os.environ["PRRO_HOME"] = before
