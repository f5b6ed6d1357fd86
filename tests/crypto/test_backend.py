"""The seam: which backend is chosen, and that what it replaces gives the same bytes."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace

import pytest

from prro_cli.crypto import backend, dstu4145
from prro_cli.crypto.backend import Backend, DstuCore, PurePython, current_backend, find_backend, use_backend
from prro_cli.crypto.curves import M257
from prro_cli.crypto.errors import SelfCheckError
from prro_cli.crypto.points import Comb

DIGEST = bytes(range(32))
EMPTY_KUPYNA256 = "cd5101d1ccdf0d1d1f4ada56e888cd724ca1a0838a3521e7131d4fb78d0f5eb6"


@pytest.fixture(autouse=True)
def own_choice() -> Iterator[None]:
    """No test leaves its backend to another."""
    use_backend(None)
    yield
    use_backend(None)


def importing(monkeypatch: pytest.MonkeyPatch, part: object | None) -> None:
    """What `import dstu_core` gives; None refuses it."""

    def import_module(name: str) -> object:
        assert name == "dstu_core"
        if part is None:
            raise ImportError(name)
        return part

    monkeypatch.setattr(backend.importlib, "import_module", import_module)


def test_python_alone_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    importing(monkeypatch, None)
    assert type(find_backend()) is PurePython
    assert find_backend().name == "python"


def test_a_part_that_hashes_wrongly_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = SimpleNamespace(kupyna256=lambda _: bytes(32), kupyna512=lambda _: bytes(64), auth=lambda _k, _m: b"")
    importing(monkeypatch, wrong)
    assert type(find_backend()) is PurePython


def test_a_part_without_what_is_needed_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    importing(monkeypatch, ModuleType("dstu_core"))
    assert type(find_backend()) is PurePython


def test_the_choice_is_made_once_and_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert current_backend() is current_backend()
    mine = PurePython()
    use_backend(mine)
    assert current_backend() is mine
    use_backend(None)
    importing(monkeypatch, None)
    assert current_backend() is not mine


@pytest.mark.parametrize("verify_own", [False, True])
def test_signatures_of_the_backend_verify(verify_own: bool) -> None:
    chosen: Backend = find_backend(verify_own=verify_own)
    signature = chosen.sign(M257, 4145, DIGEST)
    public = dstu4145.public_point(M257, 4145)
    assert chosen.verify(M257, public, DIGEST, signature)
    assert not chosen.verify(M257, public, DIGEST[::-1], signature)


def test_verifying_own_signatures_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of good but wrong points passes the check of the nonce point and not the verification."""
    comb = dstu4145._base_comb(M257)
    rotated = Comb(comb.columns, comb.teeth, [*comb.table[1:], comb.table[0]])
    monkeypatch.setattr(dstu4145, "_base_comb", lambda _curve: rotated)
    assert len(PurePython().sign(M257, 4145, DIGEST)) == M257.signature_bytes
    with pytest.raises(SelfCheckError):
        PurePython(verify_own=True).sign(M257, 4145, DIGEST)


def test_python_hashes_the_empty_message() -> None:
    assert PurePython().kupyna(256, b"").hex() == EMPTY_KUPYNA256


@pytest.mark.parametrize("bits", [256, 384, 512])
@pytest.mark.parametrize("size", [0, 1, 31, 63, 64, 127, 200])
def test_dstu_core_hashes_as_python_does(bits: int, size: int) -> None:
    part = pytest.importorskip("dstu_core", reason="dstu-core (extra 'accel') is not installed")
    data = bytes(i * 7 & 0xFF for i in range(size))
    assert DstuCore(part).kupyna(bits, data) == PurePython().kupyna(bits, data)


@pytest.mark.parametrize("size", [0, 1, 32, 100])
def test_dstu_core_authenticates_as_python_does(size: int) -> None:
    part = pytest.importorskip("dstu_core", reason="dstu-core (extra 'accel') is not installed")
    key, message = bytes(range(32)), bytes(i * 5 & 0xFF for i in range(size))
    assert DstuCore(part).kmac256(key, message) == PurePython().kmac256(key, message)


def test_keys_the_part_does_not_take_go_to_python(monkeypatch: pytest.MonkeyPatch) -> None:
    part = SimpleNamespace(auth=lambda _key, _message: b"compiled")
    monkeypatch.setattr(PurePython, "kmac256", lambda _self, _key, _message: b"python")
    assert [DstuCore(part).kmac256(bytes(size), b"") for size in (16, 32, 48)] == [b"python", b"compiled", b"python"]


def test_dstu_core_is_chosen_where_it_is_installed() -> None:
    pytest.importorskip("dstu_core", reason="dstu-core (extra 'accel') is not installed")
    assert importlib.import_module("dstu_core")
    assert find_backend().name == "dstu-core"
