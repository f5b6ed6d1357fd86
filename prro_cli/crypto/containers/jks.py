"""Java keystores (PrivatBank and others): framing, store integrity, and the protector of each key.

The store and each key may have passwords of their own, and they are judged apart: the digest at the end of
the file belongs to the store password, the check inside the protector to the key password. All numbers are
big-endian; SHA-1 and XOR are what the format consists of (one SHA-1 per guess, so the file needs protection).
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import field

from prro_cli.crypto import der
from prro_cli.crypto.containers import pkcs8
from prro_cli.crypto.containers.detect import JKS_MAGIC, Format
from prro_cli.crypto.containers.model import Container, Request, utf16_forms
from prro_cli.crypto.errors import (
    CryptoError,
    LimitError,
    MalformedError,
    UnsupportedError,
    WrongPasswordError,
)
from prro_cli.crypto.keys import PrivateKey
from prro_cli.crypto.x509 import Certificate, load_certificates
from prro_cli.record import dataclass

SUN_PROTECTOR = "1.3.6.1.4.1.42.2.17.1.1"
WHITENER = b"Mighty Aphrodite"
DIGEST_BYTES = 20
PRIVATE_KEY_TAG = 1
CERTIFICATE_TAG = 2
VERSIONS = (1, 2)
MAX_ENTRIES = 32
MAX_CHAIN = 32

WEAK_PROTECTION = "a Java keystore protects its key weakly: keep the file itself out of foreign hands"


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of the store, still protected, with the certificates that came along."""

    alias: str
    protected: bytes = field(repr=False)


class _Reader:
    """Big-endian numbers and lengths that never reach beyond the data."""

    __slots__ = ("_data", "_position")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    @property
    def at_end(self) -> bool:
        return self._position == len(self._data)

    def take(self, size: int) -> bytes:
        end = self._position + size
        if end > len(self._data):
            raise MalformedError("the Java keystore is cut short")
        piece = self._data[self._position : end]
        self._position = end
        return piece

    def number(self, size: int = 4) -> int:
        return int.from_bytes(self.take(size), "big")

    def text(self) -> str:
        # Java writes "modified UTF-8"; it differs from UTF-8 only for NUL and letters outside the BMP.
        return self.take(self.number(2)).decode("utf-8", errors="replace")


def read_store(data: bytes) -> tuple[tuple[Entry, ...], tuple[bytes, ...]]:
    """The framing alone: protected keys and certificates. Nothing is decrypted or verified."""
    if len(data) < len(JKS_MAGIC) + 8 + DIGEST_BYTES:
        raise MalformedError("the Java keystore is cut short")
    reader = _Reader(data[:-DIGEST_BYTES])
    reader.take(len(JKS_MAGIC))
    version, count = reader.number(), reader.number()
    if version not in VERSIONS:
        raise UnsupportedError(f"a Java keystore of version {version}")
    if count > MAX_ENTRIES:
        raise LimitError(f"a Java keystore of {count} entries; the limit is {MAX_ENTRIES}")
    keys: list[Entry] = []
    certificates: list[bytes] = []
    for _ in range(count):
        tag, alias, _made = reader.number(), reader.text(), reader.number(8)
        if tag == PRIVATE_KEY_TAG:
            keys.append(Entry(alias, reader.take(reader.number())))
            chain = reader.number()
            if chain > MAX_CHAIN:
                raise LimitError(f"a chain of {chain} certificates; the limit is {MAX_CHAIN}")
            certificates += [_certificate(reader, version) for _ in range(chain)]
        elif tag == CERTIFICATE_TAG:
            certificates.append(_certificate(reader, version))
        else:
            raise UnsupportedError(f"a Java keystore entry of kind {tag}")
    if not reader.at_end:
        raise MalformedError("the Java keystore goes on after its last entry")
    return tuple(keys), tuple(certificates)


def _certificate(reader: _Reader, version: int) -> bytes:
    if version > 1:
        kind = reader.text()
        if kind != "X.509":
            raise UnsupportedError(f"a certificate of kind {kind[:20]!r} in a Java keystore")
    return reader.take(reader.number())


def open_jks(data: bytes, request: Request) -> Container:
    """All keys and certificates of a store."""
    entries, raw_certificates = read_store(data)
    if not entries:
        raise UnsupportedError("the Java keystore holds no private key")
    store_fits = any(
        hmac.compare_digest(store_digest(form, data[:-DIGEST_BYTES]), data[-DIGEST_BYTES:])
        for form in utf16_forms(request.password)
    )
    keys: list[PrivateKey] = []
    foreign: list[UnsupportedError] = []
    for entry in entries:
        try:
            keys += _open_entry(entry, request, store_fits)
        except UnsupportedError as error:  # the key of another algorithm beside ours
            foreign.append(error)
    if not keys:
        raise foreign[0]
    if not store_fits:
        raise WrongPasswordError(
            "the password opens the key but not the keystore around it: the keystore has another password, "
            "or the file was changed"
        )
    skipped = tuple(f"a key of the keystore was not opened: {error}" for error in foreign)
    return Container(Format.JKS.value, tuple(keys), _load(raw_certificates), (WEAK_PROTECTION, *skipped))


def _open_entry(entry: Entry, request: Request, store_fits: bool) -> list[PrivateKey]:
    sealed = _protected_octets(entry.protected)
    for form in utf16_forms(request.inner_password):
        plain = unprotect(sealed, form)
        if plain is not None:
            return pkcs8.read_keys(plain, name=entry.alias)
    if store_fits:
        raise WrongPasswordError(
            f"the password opens the keystore but not its key {entry.alias!r}: the key has its own password"
        )
    raise WrongPasswordError("the password does not fit the Java keystore (or the file is damaged)")


def _protected_octets(protected: bytes) -> bytes:
    outer = der.parse(protected)
    algorithm = outer[0][0].oid()
    if algorithm != SUN_PROTECTOR:
        raise UnsupportedError(f"a Java keystore key protected in an unknown way (OID {algorithm})")
    sealed = outer[1].octets()
    if len(sealed) <= 2 * DIGEST_BYTES:
        raise MalformedError("a protected key that is too short to hold one")
    return sealed


def _load(raw: tuple[bytes, ...]) -> tuple[Certificate, ...]:
    found: list[Certificate] = []
    for one in raw:
        try:
            found += load_certificates(one)
        except CryptoError:
            continue
    return tuple(found)


def store_digest(password: bytes, body: bytes) -> bytes:
    """The 20 bytes at the end of a store, from its UTF-16BE password."""
    return hashlib.sha1(password + WHITENER + body, usedforsecurity=False).digest()


def _keystream(password: bytes, salt: bytes, size: int) -> bytes:
    blocks: list[bytes] = []
    block = salt
    for _ in range(-(-size // DIGEST_BYTES)):
        block = hashlib.sha1(password + block, usedforsecurity=False).digest()
        blocks.append(block)
    return b"".join(blocks)[:size]


def _xor(left: bytes, right: bytes) -> bytes:
    return (int.from_bytes(left, "big") ^ int.from_bytes(right, "big")).to_bytes(len(left), "big")


def unprotect(sealed: bytes, password: bytes) -> bytes | None:
    """The PKCS#8 inside the protector, or None when its check does not hold for this password."""
    salt, body, check = sealed[:DIGEST_BYTES], sealed[DIGEST_BYTES:-DIGEST_BYTES], sealed[-DIGEST_BYTES:]
    plain = _xor(body, _keystream(password, salt, len(body)))
    expected = hashlib.sha1(password + plain, usedforsecurity=False).digest()
    return plain if hmac.compare_digest(expected, check) else None


def protect(plain: bytes, password: bytes, salt: bytes) -> bytes:
    """The inverse of `unprotect`: salt, ciphertext, check."""
    check = hashlib.sha1(password + plain, usedforsecurity=False).digest()
    return salt + _xor(plain, _keystream(password, salt, len(plain))) + check
