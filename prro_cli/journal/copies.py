"""Consistent copies of the journal by SQLite's online backup, verified before they count as copies."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from prro_cli.errors.general import DiskError
from prro_cli.errors.journal import BackupUnsoundError, ExportExistsError
from prro_cli.journal.database import translate
from prro_cli.journal.sealed import sync_directory
from prro_cli.record import dataclass


@dataclass(frozen=True, slots=True)
class JournalCopy:
    """A verified copy: its file, the SHA-256 of the file, and how many events it holds."""

    path: Path
    sha256: str
    size: int
    events: int


def copy_verified(source: sqlite3.Connection, target: Path, *, replace: bool = False) -> JournalCopy:
    """Copy the journal while it may be in use; the copy appears under its name only when it is whole and sound."""
    if target.exists() and not replace:
        raise ExportExistsError(path=target)
    draft = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        events = _copy(source, draft, target)
        size, digest = _seal(draft)
        draft.replace(target)
        sync_directory(target.parent)
    except OSError as error:
        raise DiskError(path=target, detail=error.strerror or str(error)) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return JournalCopy(target, digest, size, events)


def _copy(source: sqlite3.Connection, draft: Path, target: Path) -> int:
    copy = sqlite3.connect(draft, isolation_level=None)
    try:
        source.backup(copy)
        # One self-contained file: a copy must not leave -wal and -shm beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
        return _check(copy, target)
    except sqlite3.Error as error:
        raise translate(error, target) from error
    finally:
        copy.close()


def _check(copy: sqlite3.Connection, target: Path) -> int:
    """The structure is sound and every chain ends in the hash its last event has by recomputation."""
    from prro_cli.journal.verify_chain import chain_findings

    first = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if first != "ok":
        raise BackupUnsoundError(path=target, detail=first)
    for finding in chain_findings(copy):
        raise BackupUnsoundError(path=target, detail=str(finding))
    return int(copy.execute("SELECT count(*) FROM events").fetchone()[0])


def _seal(draft: Path) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    with draft.open("r+b") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
        os.fsync(file.fileno())
    return size, digest.hexdigest()
