"""One shop for all tests of backups: a till with an open shift and one sale. They only read from it."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest

from prro_cli.cli.app import run
from prro_cli.cli.environment import Environment
from tests.cli.till import Till, till_at
from tests.conftest import Ran

ORDER = {"items": [{"name": "Кава", "qty": "1", "price": "45.00", "tax": "А"}]}


def call(*words: object, home: Path, stdin: str = "") -> Ran:
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as ended:
        run(["--home", str(home), *[str(w) for w in words]], Environment(io.StringIO(stdin), out, err, os.environ))
    return Ran(int(ended.value.code or 0), out.getvalue(), err.getvalue())


@pytest.fixture(scope="package")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A till with an open shift and one sale, and the same home as it was then."""
    base = tmp_path_factory.mktemp("shop")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRRO_HOME", str(base / "home"))
        patch.setenv("NO_COLOR", "1")
        patch.setattr("prro_cli.cli.app.terminate_politely", lambda: None)

        def prro(*words: object, stdin: str = "") -> Ran:
            return call(*words, home=base / "home", stdin=stdin)

        with till_at(prro) as till:
            till.ok("shift", "open")
            till.sell(ORDER)
            passphrase = base / "passphrase"
            passphrase.write_text("довга фраза для копій\n", encoding="utf-8")
            passphrase.chmod(0o600)
            yield till, base, passphrase


def made(till: Till, *words: object) -> dict[str, Any]:
    ran = till.prro("backup", "create", *words, "--json")
    assert ran.code == 0, ran.out + ran.err
    backup: dict[str, Any] = ran.data["backup"]
    return backup
