"""A signal ends a command wherever it arrives, also where Python swallows exceptions."""

from __future__ import annotations

import _imp
import signal
import sys
import time
import weakref

import pytest

from prro_cli.cli import vaults
from prro_cli.cli.signals import Terminated, interruption, terminate_politely
from prro_cli.crypto.secret import Secret


class Thing:
    """Something to refer to weakly."""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGTERM")
@pytest.mark.parametrize(("number", "raised"), [(signal.SIGTERM, Terminated), (signal.SIGINT, KeyboardInterrupt)])
def test_a_swallowed_signal_comes_again(number, raised, capsys):
    terminate_politely()
    thing = Thing()
    _reference = weakref.ref(thing, lambda _: signal.raise_signal(number))
    with pytest.raises(raised) as ended:
        del thing  # the callback raises, and Python swallows it
        end = time.monotonic() + 5
        while time.monotonic() < end:
            time.sleep(0.001)
    assert ended.type is raised
    assert "Exception ignored" not in capsys.readouterr().err


def test_what_is_no_signal_is_told_as_before(monkeypatch):
    told: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda swallowed: told.append(swallowed.exc_type))
    terminate_politely()
    thing = Thing()
    _reference = weakref.ref(thing, lambda _: 1 / 0)
    del thing
    assert told == [ZeroDivisionError]


def test_a_wrapped_signal_is_recognised():
    for cause, id_ in ((Terminated(), "PRRO-E14301"), (KeyboardInterrupt(), "PRRO-E13001")):
        wrapped = RuntimeError("Error calling __set_name__")
        wrapped.__cause__ = cause
        found = interruption(wrapped)
        assert found is not None and found.id == id_
    assert interruption(ValueError()) is None


class _VaultThatLoads:
    """Opening a key loads modules."""

    def open(self, _name: str, _password: object) -> None:
        sys.modules.pop("wave", None)
        import wave  # noqa: F401


def test_a_command_broken_off_while_a_module_is_loaded_ends_without_its_key(monkeypatch):
    """A signal between two lines of the import system leaves its lock held for good (CPython): the thread that opens
    the key then waits for ever, and nobody may wait for it."""
    monkeypatch.setattr(vaults, "LONGEST_FAREWELL", 0.2)
    _imp.acquire_lock()
    try:
        opening = vaults.OpeningKey(_VaultThatLoads(), "olena", Secret("x"))  # type: ignore[arg-type]
        begun = time.monotonic()
        opening.drop()
        assert time.monotonic() - begun < 10
        assert opening._thread.is_alive() and opening._thread.daemon
    finally:
        _imp.release_lock()
    opening.drop()
