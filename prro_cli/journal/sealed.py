"""Secrets kept in the journal: sealed with AES-256-GCM under a random key that lies outside of it.

The journal file alone (a backup, a support copy) opens nothing. The name is bound to the seal, so that two secrets
cannot be swapped; the check stored in an event is keyed too, because a 15-digit seed could be found from a bare hash.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable
from pathlib import Path

from prro_cli.errors.general import DiskError
from prro_cli.errors.journal import SealedSecretError
from prro_cli.lang import say
from prro_cli.record import dataclass

KEY_FILE = "journal.key"
_KEY_BYTES = 32
_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class SealedSecret:
    """A sealed secret to be stored with `append`; its repr shows no bytes of it."""

    name: str
    sealed: bytes
    check: str

    def __repr__(self) -> str:
        return f"SealedSecret({self.name!r})"


class SecretBox:
    """Seals and opens secrets; makes its key file at the first use. Without `entropy` it only opens."""

    def __init__(self, keys_dir: Path, entropy: Callable[[int], bytes] | None = None) -> None:
        self._path = keys_dir / KEY_FILE
        self._entropy = entropy

    @property
    def ready(self) -> bool:
        """Whether the key that opens the sealed secrets lies where it should; it is not read."""
        return self._path.is_file()

    def seal(self, name: str, secret: bytes) -> SealedSecret:
        """Seal a secret under its name; store it with `append(…, secrets=[…])`, its `check` in the event."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if self._entropy is None:
            raise SealedSecretError(name=name, detail=say("this command only reads, it seals nothing"))
        key = self._key(name, self._entropy)
        nonce = self._entropy(_NONCE_BYTES)
        sealed = nonce + AESGCM(_subkey(key, "seal")).encrypt(nonce, secret, name.encode())
        return SealedSecret(name, sealed, _check(key, name, secret))

    def unseal(self, name: str, sealed: bytes) -> bytes:
        """Open a sealed secret."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key = self._key(name)
        if len(sealed) < _NONCE_BYTES:
            raise SealedSecretError(name=name, detail=say("the sealed bytes are too short"))
        try:
            return AESGCM(_subkey(key, "seal")).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name.encode())
        except InvalidTag as error:
            raise SealedSecretError(name=name, detail=say("it was sealed with another key, or altered")) from error

    def check(self, name: str, secret: bytes) -> str:
        """The keyed hash an event holds in place of the secret."""
        return _check(self._key(name), name, secret)

    def _key(self, name: str, entropy: Callable[[int], bytes] | None = None) -> bytes:
        try:
            key = self._path.read_bytes()
        except FileNotFoundError:
            if entropy is None:
                raise SealedSecretError(
                    name=name, detail=say("the key file {path} is missing", path=self._path)
                ) from None
            key = self._create(entropy)
        except OSError as error:
            raise SealedSecretError(name=name, detail=f"{self._path}: {error.strerror}") from error
        if len(key) != _KEY_BYTES:
            raise SealedSecretError(name=name, detail=say("the key file {path} has a wrong length", path=self._path))
        return key

    def _create(self, entropy: Callable[[int], bytes]) -> bytes:
        """Write the key whole and durable under another name, then link it: two first users agree on one key."""
        key = entropy(_KEY_BYTES)
        draft = self._path.with_name(f"{KEY_FILE}.{os.getpid()}")
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(key)
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(draft, self._path)
            except FileExistsError:
                key = self._path.read_bytes()
            finally:
                draft.unlink()
            sync_directory(self._path.parent)
        except OSError as error:
            raise DiskError(path=self._path, detail=error.strerror or str(error)) from error
        return key


def sync_directory(directory: Path) -> None:
    """Make a new name in a directory durable (not needed, and not possible, on Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _subkey(key: bytes, purpose: str) -> bytes:
    return hmac.new(key, f"prro journal {purpose}".encode(), hashlib.sha256).digest()


def _check(key: bytes, name: str, secret: bytes) -> str:
    named = len(name.encode()).to_bytes(8, "big") + name.encode() + secret
    return hmac.new(_subkey(key, "check"), named, hashlib.sha256).hexdigest()
