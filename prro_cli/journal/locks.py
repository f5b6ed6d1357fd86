"""One writer per desk: a lock the kernel holds, with a record of its owner that anybody may read.

The lock is the kernel's (flock, or msvcrt on Windows), so it dies with its process; the record beside it only
explains. A record left behind by a killed process is harmless and is overwritten by the next owner.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol

from prro_cli.errors.general import DiskError, PermissionsError
from prro_cli.errors.journal import EventInvalidError, LockedError
from prro_cli.journal.events import valid_desk
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.values import format_time

POLL_SECONDS = 0.05
_WINDOWS_LOCK_OFFSET = 1 << 30  # the record itself stays readable: Windows locks are mandatory


class Clock(Protocol):
    """The clock the journal is given."""

    def now(self) -> datetime: ...
    def monotonic(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a desk; `command` names the command without its arguments' secrets."""

    pid: int
    host: str
    command: str
    since: str

    def __str__(self) -> str:
        return say(
            "process {pid} on {host} ({command}) since {since}",
            pid=self.pid,
            host=self.host,
            command=self.command,
            since=self.since,
        )


def _try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, _WINDOWS_LOCK_OFFSET, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def lock_path(locks_dir: Path, desk: str) -> Path:
    """The lock file of a desk."""
    if not valid_desk(desk):
        raise EventInvalidError(kind="lock", detail=say("{desk!r} cannot be the name of a desk", desk=desk))
    return locks_dir / f"{desk}.lock"


def read_owner(locks_dir: Path, desk: str) -> Owner | None:
    """The record in the lock file (of the present owner, or of the last one); None if there is none to read."""
    try:
        return Owner(**json.loads(lock_path(locks_dir, desk).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def held_by(locks_dir: Path, desk: str) -> Owner | None:
    """Who holds the desk right now; None if it is free. For `status` and `doctor`."""
    try:
        descriptor = os.open(lock_path(locks_dir, desk), os.O_RDWR)
    except OSError:
        return None
    try:
        if _try_lock(descriptor):
            return None
        return read_owner(locks_dir, desk) or Owner(0, "?", "unknown", "?")
    finally:
        os.close(descriptor)


class WriterLock:
    """The lock of one desk while it is held; a context manager."""

    def __init__(self, desk: str, descriptor: int, owner: Owner) -> None:
        self.desk = desk
        self.owner = owner
        self._descriptor: int | None = descriptor

    @property
    def held(self) -> bool:
        """True until released."""
        return self._descriptor is not None

    def release(self) -> None:
        """Give the desk free; the record stays as a trace of the last owner."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> WriterLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def acquire(locks_dir: Path, desk: str, *, command: str, wait_seconds: float, clock: Clock) -> WriterLock:
    """Take the desk's lock, waiting at most `wait_seconds`; LockedError names the owner."""
    path = lock_path(locks_dir, desk)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    except PermissionError as error:
        fix = f"chmod u+rwx {locks_dir}"
        raise PermissionsError(path=path, detail=error.strerror or "refused", fix=fix) from error
    except OSError as error:
        raise DiskError(path=path, detail=error.strerror or str(error)) from error
    try:
        _wait(descriptor, locks_dir, desk, wait_seconds, clock)
        import socket

        owner = Owner(os.getpid(), socket.gethostname(), command, format_time(clock.now()))
        _write_owner(descriptor, path, owner)
    except BaseException:
        os.close(descriptor)
        raise
    return WriterLock(desk, descriptor, owner)


def _wait(descriptor: int, locks_dir: Path, desk: str, wait_seconds: float, clock: Clock) -> None:
    deadline = clock.monotonic() + wait_seconds
    while not _try_lock(descriptor):
        if clock.monotonic() >= deadline:
            owner = read_owner(locks_dir, desk)
            data = {"owner": asdict(owner)} if owner else {}
            shown = str(owner or say("another process"))
            raise LockedError(desk=desk, owner=shown, waited=f"{wait_seconds:g}", data=data)
        clock.sleep(POLL_SECONDS)


def _write_owner(descriptor: int, path: Path, owner: Owner) -> None:
    record = json.dumps(asdict(owner), ensure_ascii=False).encode()
    try:
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, record)
    except OSError as error:
        raise DiskError(path=path, detail=error.strerror or str(error)) from error
