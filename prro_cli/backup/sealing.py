"""The encrypted stream of a backup: chunked AES-256-GCM by the STREAM construction (peripherals 5.3).

    offset  size
    0       8     magic "PRROBAK1"
    8       1     way: 1 passphrase, 2 recipient
    9       32    way 1: salt (16) and 16 zero bytes; way 2: ephemeral X25519 public key
    41      8     way 2: first bytes of SHA-256 of the recipient's public key; way 1: zeros
    49      7     nonce prefix
    56      4     chunk size, big endian
    60      …     chunks: chunk size + 16 bytes each; the last one may be shorter

The key: way 1, scrypt (n 2^15, r 8, p 1) over the passphrase with the salt, then HKDF-SHA256; way 2, X25519, then
HKDF-SHA256 with the two public keys as salt. The whole header is the HKDF's `info` and every chunk's associated
data. A chunk's nonce is prefix, counter (4 bytes), and 1 for the last chunk or 0: truncation, swapped chunks and
flipped bits are all refused. Nothing read may be used before the last chunk was seen; `drain` sees to that.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import field
from typing import BinaryIO

from prro_cli.backup.keys import Identity, Recipient
from prro_cli.crypto.secret import Secret
from prro_cli.errors.backup import BackupDamagedError, BackupPassphraseError
from prro_cli.lang import say
from prro_cli.record import dataclass

MAGIC = b"PRROBAK1"
HEADER_BYTES = 60
TAG_BYTES = 16
CHUNK = 1 << 16
PASSPHRASE, RECIPIENT = 1, 2
WAYS = {PASSPHRASE: "passphrase", RECIPIENT: "recipient"}
_MAX_CHUNK = 1 << 24


@dataclass(frozen=True, slots=True)
class Sealed:
    """Header and content key of one stream; the key is needed to check what was just written."""

    header: bytes
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opener:
    """What a reader can open streams with."""

    passphrase: Callable[[], Secret] | None = None
    identity: Callable[[], Identity] | None = None
    known: Sealed | None = None
    """The stream that this process has just written."""


def by_passphrase(passphrase: Secret) -> Sealed:
    """A fresh header and key under a passphrase."""
    salt = secrets.token_bytes(16)
    header = _header(PASSPHRASE, salt + bytes(16), bytes(8))
    return Sealed(header, _derived(_stretched(passphrase, salt), salt, header))


def by_recipient(recipient: Recipient) -> Sealed:
    """A fresh header and key that only the recipient's private key can find again."""
    ephemeral, shared = recipient.agree()
    header = _header(RECIPIENT, ephemeral, recipient.short)
    return Sealed(header, _derived(shared, ephemeral + recipient.public, header))


class SealWriter:
    """Encrypts what is written to it; `close` writes the last chunk (not the file under it)."""

    def __init__(self, file: BinaryIO, sealed: Sealed) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._file = file
        self._sealed = sealed
        self._cipher = AESGCM(sealed.key)
        self._buffer = bytearray()
        self._count = 0
        file.write(sealed.header)

    def write(self, data: bytes) -> int:
        """Take bytes; whole chunks leave at once."""
        self._buffer += data
        while len(self._buffer) > CHUNK:
            self._chunk(bytes(self._buffer[:CHUNK]), last=False)
            del self._buffer[:CHUNK]
        return len(data)

    def flush(self) -> None:
        """Nothing: a chunk leaves when it is full."""

    def close(self) -> None:
        """The last chunk, which says that it is the last."""
        self._chunk(bytes(self._buffer), last=True)
        self._buffer.clear()

    def _chunk(self, plain: bytes, *, last: bool) -> None:
        nonce = _nonce(self._sealed.header, self._count, last=last)
        self._file.write(self._cipher.encrypt(nonce, plain, self._sealed.header))
        self._count += 1


class SealReader:
    """Decrypts chunk by chunk; anything altered, cut short or swapped is an error."""

    def __init__(self, file: BinaryIO, opener: Opener, name: str) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._file = file
        self._name = name
        self._header = file.read(HEADER_BYTES)
        self._size = _checked_header(self._header, name)
        self._cipher = AESGCM(_key(self._header, opener, name))
        self._buffer = bytearray()
        self._count = 0
        self._ahead = file.read(self._size + TAG_BYTES)
        self._done = False

    def read(self, size: int = -1) -> bytes:
        """Up to `size` decrypted bytes; nothing at the end."""
        while not self._done and (size < 0 or len(self._buffer) < size):
            self._buffer += self._chunk()
        taken = bytes(self._buffer if size < 0 else self._buffer[:size])
        del self._buffer[: len(taken)]
        return taken

    def drain(self) -> None:
        """Read on to the last chunk: only then is the stream known to be whole."""
        while self.read(1 << 20):
            pass

    def _chunk(self) -> bytes:
        from cryptography.exceptions import InvalidTag

        piece, self._ahead = self._ahead, self._file.read(self._size + TAG_BYTES)
        last = not self._ahead
        try:
            plain = self._cipher.decrypt(_nonce(self._header, self._count, last=last), piece, self._header)
        except InvalidTag:
            if self._count == 0:  # the header's own bytes are covered too: a wrong key and damage look the same
                detail = say("wrong passphrase or key, or its beginning is damaged")
                raise BackupPassphraseError(name=self._name, detail=detail) from None
            detail = (
                say("it was cut short or altered") if last else say("chunk {count} was altered", count=self._count + 1)
            )
            raise BackupDamagedError(name=self._name, detail=detail) from None
        self._count += 1
        self._done = last
        return plain


def way_of(head: bytes) -> str:
    """`passphrase`, `recipient`, or `none` by the first bytes of a file."""
    return WAYS.get(head[8], "unknown") if head[:8] == MAGIC and len(head) > 8 else "none"


def _header(way: int, material: bytes, short: bytes) -> bytes:
    return MAGIC + bytes([way]) + material + short + secrets.token_bytes(7) + CHUNK.to_bytes(4, "big")


def _checked_header(header: bytes, name: str) -> int:
    if len(header) != HEADER_BYTES or header[:8] != MAGIC or header[8] not in WAYS:
        raise BackupDamagedError(name=name, detail=say("it is no encrypted backup of prro, or of a newer form"))
    size = int.from_bytes(header[56:60], "big")
    if not 1 << 10 <= size <= _MAX_CHUNK:
        raise BackupDamagedError(name=name, detail=say("an impossible chunk size"))
    return size


def _key(header: bytes, opener: Opener, name: str) -> bytes:
    if opener.known is not None and opener.known.header == header:
        return opener.known.key
    if header[8] == PASSPHRASE:
        if opener.passphrase is None:
            raise BackupPassphraseError(name=name, detail=say("it is closed with a passphrase, and none was given"))
        passphrase = opener.passphrase()
        salt = header[9:25]
        try:
            return _derived(_stretched(passphrase, salt), salt, header)
        finally:
            passphrase.drop()
    if opener.identity is None:
        raise BackupPassphraseError(name=name, detail=say("it is closed for a recipient; the identity file is needed"))
    identity = opener.identity()
    if identity.recipient.short != header[41:49]:
        raise BackupPassphraseError(name=name, detail=say("it was closed for another recipient"))
    ephemeral = header[9:41]
    return _derived(identity.agree(ephemeral), ephemeral + identity.recipient.public, header)


def _stretched(passphrase: Secret, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.reveal(), salt=salt, n=1 << 15, r=8, p=1, maxmem=64 << 20, dklen=32)


def _derived(material: bytes, salt: bytes, header: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=header).derive(material)


def _nonce(header: bytes, count: int, *, last: bool) -> bytes:
    return header[49:56] + count.to_bytes(4, "big") + bytes([last])
