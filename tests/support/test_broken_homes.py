"""Twelve broken homes: what `status`, `doctor` and the errors print leads to the repair, followed mechanically."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.cli.till import till_at
from tests.support.broken.follower import follow
from tests.support.broken.homes import HOMES
from tests.support.broken.world import Shop, copy_of, first_shop

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes and shells of a POSIX system")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """One provisioned shop in the middle of its day, stopped."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("shop") / "home"
        patch.setenv("PRRO_HOME", str(home))
        patch.setenv("NO_COLOR", "1")
        with till_at(caller(patch)) as till:
            first_shop(till)
            port = till.port
        yield home, port


def caller(patch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The `prro` fixture for a whole module."""
    from tests.conftest import prro

    function: Callable[..., Any] = prro.__wrapped__ if hasattr(prro, "__wrapped__") else prro._fixture_function
    return function(patch)


@pytest.fixture
def shop(prro, original, tmp_path) -> Iterator[Shop]:
    home, port = original
    shop = copy_of(home, port, prro, tmp_path / "home")
    try:
        yield shop
    finally:
        shop.cut()


class Usage(NamedTuple):
    total: int
    used: int
    free: int


QUICK = ("tables damaged", "seed lost", "clock off by a day", "two devices", "permissions")
"""These are followed in every run, all of them with -m slow."""
BY_ITSELF = ("seed lost",)
"""The next sale repairs it: the server tells an unused seed again."""


@pytest.mark.parametrize("name", [pytest.param(n, marks=() if n in QUICK else pytest.mark.slow) for n in HOMES])
def test_a_broken_home_is_repaired_by_what_is_printed(name, shop, monkeypatch):
    if name == "disk full":
        HOMES[name](shop, lambda free: monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, free)))
    else:
        HOMES[name](shop)
    diary = follow(shop)
    sys.stdout.write(f"{name}\n{diary}\n")
    assert diary.lines[-1] == "healthy", f"{name}\n{diary}\nleft to a person: {diary.person}"
    assert len(diary.lines) > 4 or name in BY_ITSELF, "it was broken, and something was done"
    assert shop.run("journal", "verify").code == 0
    assert shop.signing("reconcile").code == 0
