"""Making a backup: copy, pack, seal, read it back, publish it under its name, and only then thin out the old ones."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from prro_cli import __version__
from prro_cli.backup.archive import Progress, unpack, write_archive
from prro_cli.backup.content import gather, origin_of
from prro_cli.backup.destinations import Destination, Directory
from prro_cli.backup.names import PART, Note, file_name, to_go
from prro_cli.backup.sealing import Opener, Sealed, way_of
from prro_cli.errors.backup import BackupDamagedError, BackupLockedError
from prro_cli.errors.journal import LockedError
from prro_cli.home.facts import LAST_BACKUP
from prro_cli.home.paths import write_private
from prro_cli.journal.locks import Clock, acquire
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.values import format_time

if TYPE_CHECKING:
    from prro_cli.home.paths import Home
    from prro_cli.journal.store import Journal

_COPY = ".journal-copy.db"
_LOCK = "backup-create"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that stands at its destination."""

    name: str
    place: str
    size: int
    sha256: str
    encryption: str
    created: str
    desks: tuple[dict[str, Any], ...]
    removed: tuple[str, ...]
    """Older backups the rule let go."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be made and where it goes."""

    destination: Destination
    sealed: Sealed | None
    moment: datetime
    keep: Mapping[str, int] | None = None
    progress: Progress | None = None


def create(home: Home, journal: Journal, clock: Clock, job: Job) -> Made:
    """One backup. Killed anywhere, it leaves no file under a backup's name that is not whole."""
    with _alone(home, clock):
        _sweep(home, job.destination)
        origin = origin_of(journal)
        name = _free_name(job, origin)
        draft = _draft(home, job.destination, name)
        copy = home.backups_dir / _COPY
        try:
            gathered = gather(home, journal, copy, job.moment, sealed=job.sealed is not None)
            size, digest = _written(draft, lambda out: write_archive(out, gathered, job.sealed, job.progress))
            copy.unlink()
            _read_back(draft, digest, job.sealed, name)
            encryption = way_of(job.sealed.header if job.sealed else b"")
            job.destination.put(name, draft)
        finally:
            with suppress(OSError):
                copy.unlink(missing_ok=True)
                draft.unlink(missing_ok=True)
        created = format_time(job.moment)
        note = Note(name, created, size, digest, encryption, __version__, gathered.desks)
        job.destination.put_note(name, note.as_bytes())
        write_private(home.backups_dir / LAST_BACKUP, f"{name}\n{job.destination.place}\n".encode())
        removed = _thin_out(job, origin, name)
        return Made(name, job.destination.place, size, digest, encryption, created, gathered.desks, removed)


def _thin_out(job: Job, origin: str, name: str) -> tuple[str, ...]:
    """After the new one was read back and stands: it is the good one that always stays."""
    if job.keep is None:
        return ()
    found = job.destination.found()
    if name not in {one.name for one in found}:
        raise BackupDamagedError(name=name, detail=say("it is not listed where it was put; no older one was removed"))
    going = to_go(found, job.keep, origin)
    for one in going:
        job.destination.remove(one.name)
    return tuple(one.name for one in going)


def _free_name(job: Job, origin: str) -> str:
    """By the second; a second backup within it is dated one later."""
    moment = job.moment
    folder = job.destination.path if isinstance(job.destination, Directory) else None
    while folder and any((folder / file_name(origin, moment, sealed=sealed)).exists() for sealed in (True, False)):
        moment += timedelta(seconds=1)
    return file_name(origin, moment, sealed=job.sealed is not None)


def _draft(home: Home, destination: Destination, name: str) -> Path:
    """Where it is made: in the destination's own directory, so that publishing is a rename."""
    folder = destination.path if isinstance(destination, Directory) else home.backups_dir
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / (name + PART)


def _written(draft: Path, write: Callable[[BinaryIO], None]) -> tuple[int, str]:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        hashed = _Hashed(file)
        write(cast(BinaryIO, hashed))
        file.flush()
        os.fsync(file.fileno())
    return hashed.size, hashed.digest.hexdigest()


class _Hashed:
    """A file that hashes what it is given."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        """As a file."""
        self.digest.update(data)
        self.size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        """As a file."""
        self._file.flush()


def _read_back(draft: Path, digest: str, sealed: Sealed | None, name: str) -> None:
    """What lies on the disk is unsealed and every member's hash compared, before it may bear its name."""
    if file_hash(draft) != digest:
        raise BackupDamagedError(name=name, detail=say("the disk gives back other bytes than were written"))
    with draft.open("rb") as file:
        unpack(file, None, Opener(known=sealed), name)


def file_hash(path: Path) -> str:
    """SHA-256 of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _alone(home: Home, clock: Clock) -> Iterator[None]:
    """One backup at a time; the lock is the kernel's and dies with its process."""
    try:
        with acquire(home.backups_dir, _LOCK, command="backup create", wait_seconds=0, clock=clock):
            yield
    except LockedError:
        raise BackupLockedError(path=home.backups_dir) from None


def _sweep(home: Home, destination: Destination) -> None:
    """What a killed command left: never under a backup's own name."""
    folders = {home.backups_dir, destination.path} if isinstance(destination, Directory) else {home.backups_dir}
    for folder in folders:
        for pattern in (f"prro-*{PART}", f"{_COPY}*"):
            for path in folder.glob(pattern):
                path.unlink(missing_ok=True)
