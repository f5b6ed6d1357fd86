"""PBES2: a PKCS#8 key (or a part of a PFX) under a password.

Three families: HMAC-GOST 34.311 with GOST 28147 CFB, Kupyna-KMAC-256 with Kalyna-256 CBC, and the foreign
HMAC-SHA with AES. None of them carries an integrity check of its own: with a wrong password the result is
noise, and it is the parse of the result that judges.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import field
from enum import Enum
from typing import TypeVar

from prro_cli.crypto import der, gost28147, gost34311, kalyna, kupyna, oids
from prro_cli.crypto.containers import pkcs8
from prro_cli.crypto.containers.detect import Format
from prro_cli.crypto.containers.model import Container, Effort, Request, byte_forms, first_that_opens
from prro_cli.crypto.errors import LimitError, MalformedError, UnsupportedError, WrongPasswordError
from prro_cli.crypto.keys import PrivateKey
from prro_cli.crypto.secret import Secret
from prro_cli.record import dataclass

Result = TypeVar("Result")

KEY_BYTES = 32
MAX_SALT = 256
GOST_IV = 8
KALYNA_BLOCK = 32
AES_BLOCK = 16

_SHA_PRF = {
    "1.2.840.113549.2.7": "sha1",
    "1.2.840.113549.2.8": "sha224",
    "1.2.840.113549.2.9": "sha256",
    "1.2.840.113549.2.10": "sha384",
    "1.2.840.113549.2.11": "sha512",
}
_DEFAULT_PRF = "1.2.840.113549.2.7"  # RFC 8018: an absent PRF is HMAC-SHA-1
_AES_CBC = {
    "2.16.840.1.101.3.4.1.2": 16,
    "2.16.840.1.101.3.4.1.22": 24,
    "2.16.840.1.101.3.4.1.42": 32,
}
_REFUSED_CIPHERS = {"1.2.840.113549.3.7": "3DES", "1.3.14.3.2.7": "DES", "1.2.840.113549.3.2": "RC2"}


class Family(Enum):
    """Which primitives protect the data."""

    GOST = "GOST 34.311 / GOST 28147"
    KUPYNA = "Kupyna / Kalyna"
    FOREIGN = "SHA / AES"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A completely read PBES2 structure, its claims already checked against the limits."""

    family: Family
    salt: bytes
    rounds: int
    iv: bytes
    ciphertext: bytes = field(repr=False)
    sbox: bytes = gost28147.DKE_1
    digest: str = ""
    key_bytes: int = KEY_BYTES


def open_pbes2(data: bytes, request: Request) -> Container:
    """A .pk8 file under a password."""
    root = der.parse(data)
    sealed = read_sealed(root[0], root[1].octets(), request.effort)
    return Container(Format.PBES2.value, tuple(unseal_keys(sealed, request.password, request.effort)))


def unseal_keys(sealed: Sealed, password: Secret, effort: Effort, *, name: str = "") -> list[PrivateKey]:
    """The keys inside; a password that does not fit shows as noise instead of a key."""
    return unseal(sealed, password, effort, lambda plain: pkcs8.read_keys(plain, name=name))


def unseal(sealed: Sealed, password: Secret, effort: Effort, read: Callable[[bytes], Result]) -> Result:
    """Derive, decrypt and read, with each byte form of the password until one gives something readable."""

    def attempt(form: bytes) -> Result:
        plain = _decrypt(sealed, _derive(sealed, form, effort))
        try:
            der.parse(plain)
        except MalformedError:
            raise WrongPasswordError("the password does not fit the key (or the file is damaged)") from None
        return read(plain)

    return first_that_opens(byte_forms(password), attempt)


def read_sealed(algorithm: der.Node, ciphertext: bytes, effort: Effort) -> Sealed:
    """Read the algorithm completely and admit its derivation, before anything is computed."""
    if algorithm[0].oid() != oids.PBES2:
        raise UnsupportedError(f"protection by a password in an unknown way (OID {algorithm[0].oid()})")
    derivation, cipher = algorithm[1][0], algorithm[1][1]
    if derivation[0].oid() != oids.PBKDF2:
        raise UnsupportedError(f"a key derivation that is not PBKDF2 (OID {derivation[0].oid()})")
    salt, rounds, key_bytes, prf = _read_pbkdf2(derivation[1])
    family, digest = _family_of(prf)
    sealed = _SEALED_READERS[family](cipher, ciphertext, (salt, rounds, digest))
    if key_bytes not in (None, sealed.key_bytes):
        raise MalformedError(f"a derived key of {key_bytes} bytes, where the cipher takes {sealed.key_bytes}")
    effort.plan(rounds, native=family is Family.FOREIGN)
    return sealed


def _read_pbkdf2(parameters: der.Node) -> tuple[bytes, int, int | None, str]:
    salt, rounds = parameters[0].octets(), parameters[1].integer()
    if not 0 < len(salt) <= MAX_SALT:
        raise LimitError(f"a salt of {len(salt)} bytes")
    rest = list(parameters)[2:]
    key_bytes = rest.pop(0).integer() if rest and rest[0].tag == der.INTEGER else None
    prf = rest.pop(0)[0].oid() if rest else _DEFAULT_PRF
    if rest:
        raise MalformedError("something unexpected follows the parameters of PBKDF2")
    return salt, rounds, key_bytes, prf


def _family_of(prf: str) -> tuple[Family, str]:
    if prf == oids.HMAC_GOST34311:
        return Family.GOST, ""
    if prf == oids.KUPYNA_KMAC256:
        return Family.KUPYNA, ""
    if prf in _SHA_PRF:
        return Family.FOREIGN, _SHA_PRF[prf]
    raise UnsupportedError(f"PBKDF2 with an unknown function (OID {prf})")


def _read_gost(cipher: der.Node, ciphertext: bytes, kdf: tuple[bytes, int, str]) -> Sealed:
    _expect_cipher(cipher, oids.GOST28147_CFB, "GOST 28147 CFB")
    parameters = cipher[1]
    iv = parameters[0].octets()
    sbox = parameters[1].octets() if len(parameters) > 1 else gost28147.DKE_1
    if len(iv) != GOST_IV:
        raise MalformedError(f"an initial vector of {len(iv)} bytes for GOST 28147")
    if len(sbox) != gost28147.PACKED_SBOX_BYTES:
        raise MalformedError(f"an S-box of {len(sbox)} bytes")
    return Sealed(Family.GOST, kdf[0], kdf[1], iv, ciphertext, sbox=sbox)


def _read_kupyna(cipher: der.Node, ciphertext: bytes, kdf: tuple[bytes, int, str]) -> Sealed:
    _expect_cipher(cipher, oids.KALYNA256_CBC, "Kalyna-256 CBC")
    parameters = cipher[1]
    iv = (parameters if parameters.tag == der.OCTET_STRING else parameters[0]).octets()
    _expect_blocks(iv, ciphertext, KALYNA_BLOCK)
    return Sealed(Family.KUPYNA, kdf[0], kdf[1], iv, ciphertext)


def _read_foreign(cipher: der.Node, ciphertext: bytes, kdf: tuple[bytes, int, str]) -> Sealed:
    name = cipher[0].oid()
    if name in _REFUSED_CIPHERS:
        raise UnsupportedError(
            f"the key is protected with {_REFUSED_CIPHERS[name]}, which is out of date; protect it anew with AES"
        )
    if name not in _AES_CBC:
        raise UnsupportedError(f"a key protected with an unknown cipher (OID {name})")
    iv = cipher[1].octets()
    _expect_blocks(iv, ciphertext, AES_BLOCK)
    return Sealed(Family.FOREIGN, kdf[0], kdf[1], iv, ciphertext, digest=kdf[2], key_bytes=_AES_CBC[name])


_SEALED_READERS: dict[Family, Callable[[der.Node, bytes, tuple[bytes, int, str]], Sealed]] = {
    Family.GOST: _read_gost,
    Family.KUPYNA: _read_kupyna,
    Family.FOREIGN: _read_foreign,
}


def _expect_cipher(cipher: der.Node, expected: str, name: str) -> None:
    found = cipher[0].oid()
    if found != expected:
        raise UnsupportedError(f"a cipher other than {name} (OID {found})")


def _expect_blocks(iv: bytes, ciphertext: bytes, block: int) -> None:
    if len(iv) != block:
        raise MalformedError(f"an initial vector of {len(iv)} bytes instead of {block}")
    if not ciphertext or len(ciphertext) % block:
        raise MalformedError("the encrypted key is not a whole number of blocks")


def _derive(sealed: Sealed, password: bytes, effort: Effort) -> bytes:
    if sealed.family is Family.FOREIGN:
        return hashlib.pbkdf2_hmac(sealed.digest, password, sealed.salt, sealed.rounds, sealed.key_bytes)
    progress = effort.step(sealed.rounds)
    if sealed.family is Family.GOST:
        return gost34311.pbkdf2(password, sealed.salt, sealed.rounds, KEY_BYTES, progress=progress)
    return kupyna.pbkdf2_kmac256(password, sealed.salt, sealed.rounds, progress=progress)


def _decrypt(sealed: Sealed, key: bytes) -> bytes:
    if sealed.family is Family.GOST:
        return gost28147.cfb_decrypt(key, sealed.iv, sealed.ciphertext, sbox=sealed.sbox)
    if sealed.family is Family.KUPYNA:
        return _unpad(kalyna.cbc_decrypt(key, sealed.iv, sealed.ciphertext), KALYNA_BLOCK)
    return _unpad(_aes_cbc_decrypt(key, sealed.iv, sealed.ciphertext), AES_BLOCK)


def _unpad(plain: bytes, block: int) -> bytes:
    """Take off the padding; a wrong one means a wrong password, and is left for the parse to refuse."""
    try:
        return kalyna.unpad(plain, block)
    except MalformedError:
        return b""


def _aes_cbc_decrypt(key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return decryptor.update(ciphertext) + decryptor.finalize()
