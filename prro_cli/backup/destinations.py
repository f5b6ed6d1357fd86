"""Where backups go: a directory (another disk, a stick), WebDAV, S3, or a command that takes the stream.

A name appears at its destination only when all its bytes are there: every place has its own way to that.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from prro_cli.backup.names import FORM, NOTE, PART, Kept, kept
from prro_cli.crypto.secret import Secret
from prro_cli.errors.backup import BackupNotFoundError, BackupRefusedError, DestinationWrongError
from prro_cli.journal.sealed import sync_directory
from prro_cli.lang import say
from prro_cli.record import dataclass

Login = Callable[[], tuple[str, Secret] | None]
"""Name and secret for a place that asks for them; read when they are needed."""

EXEC_SECONDS = 6 * 3600


class Destination(Protocol):
    """A place for backups."""

    @property
    def place(self) -> str: ...
    @property
    def away(self) -> bool: ...
    def put(self, name: str, file: Path) -> None: ...
    def put_note(self, name: str, data: bytes) -> None: ...
    def found(self) -> list[Kept]: ...
    def fetch(self, name: str, target: Path, size: int) -> None: ...
    def remove(self, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory of this machine, which may be another disk or a mounted share."""

    path: Path
    away: bool = False

    @property
    def place(self) -> str:
        """As shown."""
        return str(self.path)

    def put(self, name: str, file: Path) -> None:
        """Copy beside, make durable, rename; a file already there under the part name is moved only."""
        draft = self.path / (name + PART)
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if file != draft:
                _copied(file, draft)
            if (self.path / name).exists():
                raise BackupRefusedError(place=self.place, detail=say("{name} is there already", name=name))
            draft.replace(self.path / name)
            sync_directory(self.path)
        except OSError as error:
            raise BackupRefusedError(place=self.place, detail=error.strerror or str(error)) from error
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)

    def put_note(self, name: str, data: bytes) -> None:
        """The note beside it."""
        from prro_cli.home.paths import write_private

        write_private(self.path / (name + NOTE), data)

    def found(self) -> list[Kept]:
        """Our backups there."""
        if not self.path.is_dir():
            return []
        found = []
        for path in sorted(self.path.iterdir()):
            if FORM.fullmatch(path.name) and path.is_file():
                note = self.path / (path.name + NOTE)
                one = kept(path.name, path.stat().st_size, note.read_bytes() if note.is_file() else None)
                found += [one] if one else []
        return found

    def fetch(self, name: str, target: Path, size: int) -> None:
        """Copy it here."""
        if not (self.path / name).is_file():
            raise BackupNotFoundError(name=name, place=self.place, detail=say("no such file"))
        _copied(self.path / name, target)

    def remove(self, name: str) -> None:
        """Delete a backup, then its note: a note alone is harmless."""
        (self.path / name).unlink(missing_ok=True)
        (self.path / (name + NOTE)).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Command:
    """`exec:`: any command that takes the stream on its stdin; `{name}` in its words is the file's name."""

    words: tuple[str, ...]
    away: bool = True

    @property
    def place(self) -> str:
        """As shown: the program alone, its other words may hold addresses."""
        return f"exec:{self.words[0]}"

    def put(self, name: str, file: Path) -> None:
        """Run it; only exit code 0 counts."""
        argv = [word.replace("{name}", name) for word in self.words]
        try:
            with file.open("rb") as stream:
                ended = subprocess.run(  # noqa: S603 the user's own command, and no shell
                    argv, stdin=stream, stdout=subprocess.DEVNULL, timeout=EXEC_SECONDS, check=False
                )
        except OSError as error:
            raise BackupRefusedError(
                place=self.place, detail=say("it cannot be started: {problem}", problem=error.strerror)
            ) from None
        except subprocess.TimeoutExpired:
            raise BackupRefusedError(place=self.place, detail=say("it did not come to an end")) from None
        if ended.returncode:
            raise BackupRefusedError(place=self.place, detail=say("it ended with code {code}", code=ended.returncode))

    def put_note(self, name: str, data: bytes) -> None:
        """There is no place for it: the file carries its own manifest."""

    def found(self) -> list[Kept]:
        """A command cannot be asked what it keeps."""
        detail = say("a command only takes backups; fetch the file yourself and give its path, or - for stdin")
        raise DestinationWrongError(place=self.place, detail=detail)

    def fetch(self, name: str, target: Path, size: int) -> None:
        """See `found`."""
        self.found()

    def remove(self, name: str) -> None:
        """See `found`."""
        self.found()


def destination(text: str, base: Path, variables: Mapping[str, str], login: Login) -> Destination:
    """The place a user named; nothing is `base`, the home's own `backups`."""
    if text.startswith("exec:"):
        try:
            words = tuple(shlex.split(text[5:]))
        except ValueError as error:
            raise DestinationWrongError(place="exec:", detail=error) from None
        if not words:
            raise DestinationWrongError(place="exec:", detail=say("a command is missing"))
        return Command(words)
    if text.startswith("s3:"):
        from prro_cli.backup.s3 import bucket_at

        return bucket_at(text, variables, login)
    if text.startswith(("https://", "http://")):
        from prro_cli.backup.webdav import WebDav

        return WebDav(text, variables, login)
    if "://" in text:
        raise DestinationWrongError(
            place=text.partition("://")[0], detail=say("a directory, https://…, s3:… or exec:…")
        )
    return Directory(Path(text).expanduser().absolute() if text else base)


def _copied(source: Path, target: Path) -> None:
    with source.open("rb") as file:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as copy:
            while block := file.read(1 << 20):
                copy.write(block)
            copy.flush()
            os.fsync(copy.fileno())
