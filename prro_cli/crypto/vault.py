"""The vault: a folder of imported keys, one file each, opened in well under a tenth of a second.

Import decrypts a container once and wraps its keys anew (scrypt + AES-GCM); the original stays where it was.
The folder must be 0700 and the files 0600, which is checked at every opening; on Windows the profile's own
access rights protect them. Deleting a key deletes its only copy here: a modern disk may keep the old
sectors, and nothing in this program can promise otherwise.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
import unicodedata
from dataclasses import field
from pathlib import Path

from prro_cli.crypto.errors import (
    LimitError,
    MalformedError,
    UnsupportedError,
    VaultEntryError,
    VaultModeError,
)
from prro_cli.crypto.keys import PrivateKey
from prro_cli.crypto.secret import Secret
from prro_cli.crypto.vault_format import (
    DEFAULT_COST,
    MAX_FILE,
    RandomBytes,
    ScryptCost,
    VaultFile,
    VaultHeader,
    open_file,
    read_file,
    write_file,
)
from prro_cli.crypto.x509 import Certificate, load_certificates
from prro_cli.record import dataclass

SUFFIX = ".prrokey"
DIRECTORY_MODE = 0o700
FILE_MODE = 0o600
_NAME = re.compile(r"\w[\w.-]{0,63}")
_POSIX = os.name == "posix"


@dataclass(frozen=True, slots=True)
class VaultKey:
    """An opened key of the vault."""

    header: VaultHeader
    keys: tuple[PrivateKey, ...]
    certificates: tuple[Certificate, ...] = field(repr=False)

    def drop(self) -> None:
        """Forget the private numbers."""
        for key in self.keys:
            key.drop()


class Vault:
    """The keys in one directory. All effects on the file system are here."""

    def __init__(
        self,
        directory: Path,
        *,
        random_bytes: RandomBytes = secrets.token_bytes,
        cost: ScryptCost = DEFAULT_COST,
    ) -> None:
        self._directory = directory
        self._random_bytes = random_bytes
        self._cost = cost

    @property
    def directory(self) -> Path:
        """Where the files are."""
        return self._directory

    def path(self, name: str) -> Path:
        """The file of a key by its name."""
        return self._directory / (_checked_name(name) + SUFFIX)

    def names(self) -> tuple[str, ...]:
        """The names of all keys, sorted; an absent directory is an empty vault."""
        if not self._directory.exists():
            return ()
        self._check_directory()
        return tuple(sorted(file.name.removesuffix(SUFFIX) for file in self._directory.glob(f"*{SUFFIX}")))

    def headers(self) -> tuple[VaultHeader, ...]:
        """What is known of all keys without any password."""
        return tuple(self.header(name) for name in self.names())

    def header(self, name: str) -> VaultHeader:
        """What is known of one key without its password."""
        return self._read(name).header

    def add(
        self, header: VaultHeader, keys: tuple[PrivateKey, ...], password: Secret, *, replace: bool = False
    ) -> Path:
        """Write a key; one of the same name is replaced only when asked for."""
        path = self.path(header.name)
        self._make_directory()
        if path.exists() and not replace:
            raise VaultEntryError(f"the vault already has a key named {header.name!r}")
        _write_atomically(path, write_file(header, keys, password, self._random_bytes, self._cost))
        return path

    def open(self, name: str, password: Secret) -> VaultKey:
        """Decrypt one key."""
        file = self._read(name)
        keys = open_file(file, password)
        certificates = tuple(one for raw in file.header.certificates for one in load_certificates(raw))
        return VaultKey(file.header, keys, certificates)

    def change_password(self, name: str, old: Secret, new: Secret) -> None:
        """Wrap the key anew under another password; the file is replaced in one step."""
        file = self._read(name)
        keys = open_file(file, old)
        data = write_file(file.header, keys, new, self._random_bytes, self._cost)
        _write_atomically(self.path(name), data)
        for key in keys:
            key.drop()

    def remove(self, name: str) -> Path:
        """Delete a key for good (see the module's text about disks) and say which file it was."""
        path = self.path(name)
        self._check_directory()
        try:
            path.unlink()
        except FileNotFoundError:
            raise VaultEntryError(f"the vault has no key named {name!r}") from None
        _sync_directory(self._directory)
        return path

    def _read(self, name: str) -> VaultFile:
        path = self.path(name)
        if not self._directory.exists():
            raise VaultEntryError(f"the vault has no key named {name!r}")
        self._check_directory()
        try:
            file = read_file(_read_private(path, name))
        except (MalformedError, UnsupportedError) as error:
            raise type(error)(f"{path}: {error}") from error
        if file.header.name != unicodedata.normalize("NFC", name):
            raise VaultEntryError(f"the file {path.name} belongs to a key named {file.header.name!r}")
        return file

    def _check_directory(self) -> None:
        status = self._directory.stat()
        if not stat.S_ISDIR(status.st_mode):
            raise VaultModeError(f"{self._directory} is not a directory")
        _check_mode(self._directory, status, DIRECTORY_MODE)

    def _make_directory(self) -> None:
        self._directory.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
        self._check_directory()


def _checked_name(name: str) -> str:
    normal = unicodedata.normalize("NFC", name)
    if not _NAME.fullmatch(normal):
        raise VaultEntryError(
            f"{name!r} cannot name a key: letters, digits, '.', '-' and '_', at most 64, the first a letter or digit"
        )
    return normal


def _check_mode(path: Path, status: os.stat_result, allowed: int) -> None:
    """Refuse what others may read, with the command that mends it."""
    if not _POSIX:
        return
    mode = stat.S_IMODE(status.st_mode)
    if mode & ~allowed & 0o777:
        raise VaultModeError(f"{path} is open to others (mode {mode:04o}); mend it: chmod {allowed:o} {path}")
    if status.st_uid not in (os.geteuid(), 0):
        raise VaultModeError(f"{path} belongs to another user (uid {status.st_uid})")


def _read_private(path: Path, name: str) -> bytes:
    """The bytes of a key file that is a plain file and nobody else's; checked on the open file itself."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        raise VaultEntryError(f"the vault has no key named {name!r}") from None
    except OSError as error:
        raise VaultModeError(f"{path} cannot be opened: {error.strerror}") from error
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise VaultModeError(f"{path} is not a plain file")
        _check_mode(path, status, FILE_MODE)
        data = file.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise LimitError("larger than any key file")
    return data


def _write_atomically(path: Path, data: bytes) -> None:
    """Either the old file or the whole new one, also after a power cut."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    if not _POSIX:  # Windows cannot open a directory for this, and does not need it
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
