"""Locks, readers and deaths, with real processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from prro_cli.errors.general import PermissionsError
from prro_cli.errors.journal import EventInvalidError, LockedError
from prro_cli.journal import locks
from prro_cli.journal.rows import DocumentFilter
from prro_cli.journal.verify import verify
from tests.journal.worlds import DESK, Shop, TestClock, day, open_journal, places
from tests.shared import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and flock of POSIX systems")


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "tests.journal.children", *(str(a) for a in arguments)]


@contextmanager
def child(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A child that has said its first word."""
    pipe = subprocess.PIPE
    with subprocess.Popen(command(*arguments), cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            assert process.stdout.readline()
            yield process
        finally:
            process.kill()


def test_a_locked_desk_names_its_owner_and_death_frees_it(tmp_path: Path) -> None:
    where = places(tmp_path)
    with open_journal(tmp_path) as journal, child("hold", tmp_path, DESK) as process:
        started = time.monotonic()
        with pytest.raises(LockedError) as caught:
            journal.lock(DESK, command="prro sale", wait_seconds=0.3)
        assert 0.25 < time.monotonic() - started < 3
        assert f"process {process.pid}" in caught.value.cause
        assert "(prro sync)" in caught.value.cause
        assert caught.value.data["owner"]["command"] == "prro sync"
        held = locks.held_by(where.locks, DESK)
        assert held is not None
        assert held.pid == process.pid
        journal.lock("kasa2", command="prro sale", wait_seconds=0)  # another desk is free
        process.kill()
        process.wait()
        with journal.lock(DESK, command="prro sale", wait_seconds=5) as lock:
            assert lock.held
            assert locks.held_by(where.locks, DESK) == lock.owner
        assert locks.held_by(where.locks, DESK) is None
        assert locks.read_owner(where.locks, DESK) is not None  # a trace of the last owner, harmless


def test_a_lock_is_waited_for(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal, child("hold", tmp_path, DESK) as process:
        process.stdin.close()  # type: ignore[union-attr]
        with journal.lock(DESK, command="prro sale", wait_seconds=10) as lock:
            assert lock.owner.pid == os.getpid()


@pytest.mark.parametrize("record", ["", "{", '{"pid": 1}', "[]", "\x00\xff"])
def test_a_broken_owner_record_does_no_harm(tmp_path: Path, record: str) -> None:
    where = places(tmp_path)
    locks.lock_path(where.locks, DESK).write_text(record)
    assert locks.read_owner(where.locks, DESK) is None
    with locks.acquire(where.locks, DESK, command="x", wait_seconds=0, clock=TestClock()) as lock:
        with pytest.raises(LockedError, match="process"):
            locks.acquire(where.locks, DESK, command="y", wait_seconds=0, clock=TestClock())
        assert locks.read_owner(where.locks, DESK) == lock.owner


@pytest.mark.parametrize("desk", ["", "../x", "a/b", ".x", "x" * 65])
def test_a_desk_cannot_leave_the_folder_of_locks(tmp_path: Path, desk: str) -> None:
    with pytest.raises(EventInvalidError, match="cannot be the name"):
        locks.lock_path(tmp_path, desk)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_of_another_user_is_told(tmp_path: Path) -> None:
    where = places(tmp_path)
    where.locks.chmod(0o500)
    with pytest.raises(PermissionsError):
        locks.acquire(where.locks, DESK, command="x", wait_seconds=0, clock=TestClock())


def test_readers_never_wait_for_a_writer(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal, journal.lock(DESK, command="test", wait_seconds=0):
        day(Shop(journal), sales=5)
    with child("transact", tmp_path, DESK):
        slowest = 0.0
        for _ in range(20):
            started = time.monotonic()
            with open_journal(tmp_path, read_only=True) as reader:
                assert reader.next_local_number(DESK) == 18
                assert len(reader.documents(DocumentFilter(desk=DESK), limit=50)) == 17
                assert reader.limit("x", "x") is None
            slowest = max(slowest, time.monotonic() - started)
        assert slowest < 0.2
        assert verify(tmp_path / "journal.db", keys_dir=tmp_path / "keys").sound


def test_many_processes_sell_without_gap_or_double(tmp_path: Path) -> None:
    open_journal(tmp_path).close()
    processes = [
        subprocess.Popen(command("sell", tmp_path, DESK, 6), cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    told = [int(line) for process in processes for line in process.communicate()[0].split()]
    assert [process.returncode for process in processes] == [0] * 4
    assert sorted(told) == list(range(1, 25))
    with open_journal(tmp_path, read_only=True) as journal:
        numbers = [d.local_number for d in journal.documents_in_order(DocumentFilter(desk=DESK))]
    assert numbers == list(range(1, 25))
    assert verify(tmp_path / "journal.db").sound


@pytest.mark.parametrize("commits", range(7))
def test_killed_at_each_commit_the_journal_is_whole(tmp_path: Path, commits: int) -> None:
    """Each commit before the kill is there, nothing of the one it died in, and the next command goes on."""
    done = subprocess.run(command("crash", tmp_path, DESK, commits), cwd=ROOT, check=False)
    assert done.returncode == -9
    with open_journal(tmp_path) as journal, journal.lock(DESK, command="test", wait_seconds=0):
        states = [d.state for d in reversed(journal.documents(DocumentFilter(desk=DESK)))]
        whole, rest = divmod(commits, 3)
        assert states == ["registered"] * whole + {0: [], 1: ["draft"], 2: ["sent"]}[rest]
        shop = Shop(journal)
        shop.made = journal.next_local_number(DESK) - 1
        if rest == 1:
            shop.send(f"{DESK}-{shop.made:06d}")
        if rest:
            shop.register(f"{DESK}-{shop.made:06d}")
        shop.online("sale", 5)
        assert journal.next_local_number(DESK) == len(states) + 2
    assert verify(tmp_path / "journal.db").sound


def test_a_file_size_limit_is_a_disk_error_and_nothing_breaks(tmp_path: Path) -> None:
    done = subprocess.run(
        command("fill", tmp_path, DESK, 1_500_000), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    told, count = done.stdout.strip().splitlines()
    assert told in ("DiskError 61", "DiskFullError 61")
    with open_journal(tmp_path, read_only=True) as journal:
        assert journal.last_event_id() == int(count) > 10
    assert verify(tmp_path / "journal.db").sound
