"""The journal: one SQLite file for all desks of a home. Appending is the only way to write."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from prro_cli.errors.general import DiskError, FileNotThereError
from prro_cli.errors.journal import (
    EventInvalidError,
    JournalNewerError,
    SealedSecretError,
    SpaceLowError,
    WriterLockMissingError,
)
from prro_cli.journal import locks
from prro_cli.journal.apply import apply
from prro_cli.journal.chain import GENESIS, event_hash
from prro_cli.journal.copies import JournalCopy, copy_verified
from prro_cli.journal.database import connect, create_private, our_errors, transaction
from prro_cli.journal.events import Event, NewEvent, blob_references, canonical, validate
from prro_cli.journal.migrations import FORMAT, migrate, pending
from prro_cli.journal.readers import Readers
from prro_cli.journal.sealed import SealedSecret, SecretBox
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.values import format_time

if TYPE_CHECKING:
    from prro_cli.journal.rebuild import Rebuilt

NEEDED_FREE_BYTES = 20_000_000
"""Below this no document is begun (spec 5.3, "disk full": refused before a number is taken)."""

_INSERT = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


def free_bytes(path: Path) -> int:
    """Free space where the journal lies."""
    return shutil.disk_usage(path).free


@dataclass(frozen=True, slots=True)
class Places:
    """Where the journal and what belongs to it lie."""

    journal: Path
    keys: Path
    backups: Path
    locks: Path


@dataclass(frozen=True, slots=True)
class _Prepared:
    kind: str
    document: str | None
    event: NewEvent
    text: str


class Journal(Readers):
    """An open journal. Open it with `Journal.open`; close it, or use it as a context manager."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        places: Places,
        clock: locks.Clock,
        box: SecretBox,
        free: Callable[[Path], int],
    ) -> None:
        self._connection = connection
        self.places = places
        self.path = places.journal
        self.box = box
        self._clock = clock
        self._free = free
        self._locks: dict[str, locks.WriterLock] = {}

    @classmethod
    def open(
        cls,
        places: Places,
        *,
        clock: locks.Clock,
        entropy: Callable[[int], bytes],
        read_only: bool = False,
        free: Callable[[Path], int] = free_bytes,
    ) -> Journal:
        """Open the journal (and make or migrate it, unless `read_only`); nothing is scanned."""
        path = places.journal
        if read_only and not path.exists():
            raise FileNotThereError(path=path, detail=say("there is no journal yet"), next_steps=("prro init",))
        if not read_only:
            create_private(path)
        with our_errors(path):
            connection = connect(path, write=not read_only)
        try:
            cls._bring_up(connection, places, clock, read_only)
        except BaseException:
            connection.close()
            raise
        return cls(connection, places, clock, SecretBox(places.keys, entropy), free)

    @staticmethod
    def _bring_up(connection: sqlite3.Connection, places: Places, clock: locks.Clock, read_only: bool) -> None:
        with our_errors(places.journal):
            todo = pending(connection, places.journal)
        if not todo:
            return
        at = format_time(clock.now())
        if not read_only:
            migrate(connection, places.journal, backups_dir=places.backups, at=at)
            return
        with our_errors(places.journal):  # a reader that meets an older format brings it up first, as a writer would
            writer = connect(places.journal)
        try:
            migrate(writer, places.journal, backups_dir=places.backups, at=at)
        finally:
            writer.close()

    def close(self) -> None:
        """Release all locks and the file."""
        for lock in self._locks.values():
            lock.release()
        self._locks.clear()
        self._connection.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- writing

    def lock(self, desk: str, *, command: str, wait_seconds: float) -> locks.WriterLock:
        """Become the desk's one writer; LockedError names who is. Use as a context manager."""
        directory = self.places.locks
        lock = locks.acquire(directory, desk, command=command, wait_seconds=wait_seconds, clock=self._clock)
        self._locks[desk] = lock
        return lock

    def append(
        self,
        desk: str,
        at: datetime,
        events: Sequence[NewEvent],
        *,
        blobs: Sequence[bytes] = (),
        secrets: Sequence[SealedSecret] = (),
        forget: Sequence[str] = (),
    ) -> tuple[Event, ...]:
        """Write facts, their bytes and sealed secrets in one durable commit; all of it or nothing.

        Each of `blobs` must be referred to by one of the events (hex SHA-256 in a member its kind knows as stored
        bytes, or in `blobs`), and each new reference must be given: so nothing stored is outside of the chain.
        `forget` names sealed secrets to be removed for good with the same commit; their pages are overwritten.
        """
        self._require_lock(desk)
        prepared = [_prepare(event) for event in events]
        data = {hashlib.sha256(blob).digest(): blob for blob in blobs}
        _require_referred(prepared, data)
        if any(event.kind == "document.drafted" for event in events):
            self.require_space()
        moment = format_time(at)
        with our_errors(self.path), transaction(self._connection):
            self._require_format()
            self._store(data, secrets)
            self._require_stored(prepared, data)
            self._remove(forget)
            return tuple(self._append_all(desk, moment, prepared))

    def seal(self, name: str, secret: bytes) -> SealedSecret:
        """Seal a secret to be given to `append`; its `check` belongs in the event that names it."""
        return self.box.seal(name, secret)

    def unseal(self, name: str) -> bytes:
        """Open a stored secret; SealedSecretError if it is not there or cannot be opened."""
        row = self._one("SELECT sealed FROM secrets WHERE name = ?", (name,))
        if row is None:
            raise SealedSecretError(name=name, detail=say("the journal holds no such secret"))
        return self.box.unseal(name, row[0])

    def opened_secrets(self) -> Iterator[bytes]:
        """All stored secrets that can be opened here, for a search that none of them is where it must not be."""
        for name, sealed in self._all("SELECT name, sealed FROM secrets"):
            with suppress(SealedSecretError):
                yield self.box.unseal(name, sealed)

    def require_space(self) -> None:
        """Refuse to begin a document on a nearly full disk, before a number is taken."""
        try:
            free = self._free(self.path.parent)
        except OSError as error:
            raise DiskError(path=self.path, detail=error.strerror or str(error)) from error
        if free < NEEDED_FREE_BYTES:
            megabyte = 1_000_000
            raise SpaceLowError(
                path=self.path.parent, free_mb=free // megabyte, needed_mb=NEEDED_FREE_BYTES // megabyte
            )

    def copy_to(self, target: Path) -> JournalCopy:
        """A consistent, verified copy in one file, also while others write."""
        with our_errors(self.path):
            return copy_verified(self._connection, target)

    def first_hash(self) -> bytes | None:
        """The hash of the very first event: what tells one journal from another for good."""
        row = self._one("SELECT hash FROM events ORDER BY id LIMIT 1")
        return bytes(row[0]) if row else None

    def hash_at(self, desk: str, seq: int) -> bytes | None:
        """The hash of one event by its place in a desk's chain."""
        row = self._one("SELECT hash FROM events WHERE desk = ? AND seq = ?", (desk, seq))
        return bytes(row[0]) if row else None

    def secret_names(self) -> list[str]:
        """The names of the sealed secrets."""
        return [row[0] for row in self._all("SELECT name FROM secrets ORDER BY name")]

    @contextmanager
    def opened_copy(self, copy: Path) -> Iterator[Readers]:
        """A copy of this journal, open for questions only."""
        with our_errors(copy):
            connection = connect(copy, write=False)
        try:
            yield Journal(connection, replace(self.places, journal=copy), self._clock, self.box, self._free)
        finally:
            connection.close()

    def rebuild(self, *, command: str, dry_run: bool = False) -> Rebuilt:
        """Make all derived tables again from the events, under the locks of all desks."""
        from prro_cli.journal.rebuild import rebuild

        with ExitStack() as stack:
            for desk in self.desks_of_events():
                if desk not in self._locks or not self._locks[desk].held:
                    stack.enter_context(self.lock(desk, command=command, wait_seconds=0))
            with our_errors(self.path):
                return rebuild(self._connection, dry_run=dry_run)

    # --- inside the transaction

    def _require_lock(self, desk: str) -> None:
        lock = self._locks.get(desk)
        if lock is None or not lock.held:
            raise WriterLockMissingError(desk=desk)

    def _require_format(self) -> None:
        found = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if found != FORMAT:  # another, newer program migrated the file while this one ran
            raise JournalNewerError(path=self.path, found=found, known=FORMAT)

    def _store(self, data: dict[bytes, bytes], secrets: Sequence[SealedSecret]) -> None:
        insert = "INSERT INTO blobs VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING"
        self._connection.executemany(insert, data.items())
        insert = "INSERT INTO secrets VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed"
        self._connection.executemany(insert, [(secret.name, secret.sealed) for secret in secrets])

    def _remove(self, names: Sequence[str]) -> None:
        if names:
            self._connection.execute("PRAGMA secure_delete = ON")
            self._connection.executemany("DELETE FROM secrets WHERE name = ?", [(name,) for name in names])

    def scrub(self) -> None:
        """Empty the write-ahead log, so that what was removed lies in no page of it either."""
        with our_errors(self.path):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _require_stored(self, prepared: Sequence[_Prepared], data: dict[bytes, bytes]) -> None:
        for item in prepared:
            for member, digest in blob_references(item.kind, item.event.payload):
                key = bytes.fromhex(digest)
                if key in data:
                    continue
                if not self._connection.execute("SELECT 1 FROM blobs WHERE sha256 = ?", (key,)).fetchone():
                    raise EventInvalidError(
                        kind=item.kind, detail=say("the bytes of {member} were not given", member=member)
                    )

    def _append_all(self, desk: str, moment: str, prepared: Sequence[_Prepared]) -> list[Event]:
        head = self._connection.execute(
            "SELECT seq, hash FROM events WHERE desk = ? ORDER BY seq DESC LIMIT 1", (desk,)
        ).fetchone()
        seq, prev_hash = head or (0, GENESIS)
        event_id = self._connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0]
        written: list[Event] = []
        for item in prepared:
            event_id, seq = event_id + 1, seq + 1
            digest = event_hash(prev_hash, event_id, desk, seq, moment, item.kind, item.document, item.text)
            row = (event_id, desk, seq, moment, item.kind, item.document, item.text, prev_hash, digest)
            self._connection.execute(_INSERT, row)
            event = Event(*row[:6], item.event.payload, prev_hash, digest)
            apply(self._connection, event)
            written.append(event)
            prev_hash = digest
        return written


def _prepare(event: NewEvent) -> _Prepared:
    validate(event)
    return _Prepared(event.kind, event.document, event, canonical(event.payload, event.kind))


def _require_referred(prepared: Sequence[_Prepared], data: dict[bytes, bytes]) -> None:
    wanted = {
        bytes.fromhex(digest) for item in prepared for _, digest in blob_references(item.kind, item.event.payload)
    }
    for digest in data:
        if digest not in wanted:
            raise EventInvalidError(
                kind="blobs", detail=say("no event given refers to the bytes {digest}", digest=digest.hex())
            )


__all__ = ["Journal", "Places"]
