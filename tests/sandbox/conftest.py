"""Fixtures of the sandbox's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from prro_cli.sandbox.sandbox import Sandbox
from tests.sandbox.world import Client, plain_box


@pytest.fixture
def box() -> Iterator[Sandbox]:
    box = plain_box()
    yield box
    box.stop()


@pytest.fixture
def client(box: Sandbox) -> Client:
    return Client(box)
