"""Homes that are set up once and copied, and a stranger for each test."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.outside.driver import Till
from tests.outside.people import SCHEMAS, Identity, owner, server_key
from tests.outside.stranger import Stranger
from tests.outside.stranger_book import Register
from tests.outside.stranger_state import Facts, Variant

FISCAL = 4000154608
ORG, OUTLET, ADDRESS = 'ТОВ "Ромашка & Ко"', "Магазин «Їжак» №1", "УКРАЇНА, М. КИЇВ, вул. Тестова, буд. 1Б"

World = Callable[..., Till]


@pytest.fixture(scope="session")
def port() -> int:
    """A port that every stranger of this session listens on: the desks name it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, port: int) -> Callable[[Identity | None, bool], Till]:
    """A home for each kind of desk, made by the program's own commands and never used for work."""
    ready: dict[tuple[str, bool], Till] = {}

    def make(person: Identity | None, test: bool) -> Till:
        folder = tmp_path_factory.mktemp("set-up")
        person = person or owner(tmp_path_factory.getbasetemp() / "people")
        known = str(person.container), test
        if known not in ready:
            password = folder / "password"
            password.write_text(person.password + "\n", encoding="utf-8")
            password.chmod(0o600)
            till = Till(folder / "home", person, password)
            till.set_up(facts_of(person), f"http://127.0.0.1:{port}/fs", test=test)
            ready[known] = till
        return ready[known]

    return make


def facts_of(person: Identity) -> Facts:
    """How the register of this person is entered in the state's list."""
    return Facts(person.tin, ORG, OUTLET, ADDRESS, FISCAL, 3)


@pytest.fixture
def world(
    tmp_path: Path,
    port: int,
    prepared: Callable[[Identity | None, bool], Till],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """`world(variant)` starts a stranger of that kind and hands out a till that is set up for it."""
    started: list[Stranger] = []

    def make(
        variant: Variant | None = None, *, person: Identity | None = None, test: bool = False, server: str = "bc/fiscal"
    ) -> Till:
        base = prepared(person, test)
        facts = facts_of(base.person)
        register = Register(
            facts, {base.person.key_id: True}, variant or Variant(), SCHEMAS if SCHEMAS.exists() else None
        )
        key = server_key(tmp_path_factory.getbasetemp() / "people", server)
        stranger = Stranger(register, key, port=port).start()
        started.append(stranger)
        return base.copy_to(tmp_path / "home", stranger)

    yield make
    for stranger in started:
        stranger.stop()
