"""PFX / PKCS#12: .pfx, .p12 and .zs2 with Ukrainian or foreign protection.

The order is: read everything, admit every claimed number of rounds, verify the MAC (the only reliable check
of the password), and only then open the bags. Unknown bags are skipped.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import field

from prro_cli.crypto import der, gost34311, oids
from prro_cli.crypto.containers import pbes2, pkcs8
from prro_cli.crypto.containers.detect import Format
from prro_cli.crypto.containers.model import Container, Effort, Request, first_that_opens, utf16_forms
from prro_cli.crypto.errors import CryptoError, LimitError, MalformedError, UnsupportedError, WrongPasswordError
from prro_cli.crypto.keys import PrivateKey
from prro_cli.crypto.x509 import Certificate, load_certificates
from prro_cli.record import dataclass

MAC_KEY_ID = 3  # RFC 7292 appendix B.3: purpose byte of the MAC key
MAX_SALT = 256
_SHA_BLOCK = {"sha1": 64, "sha224": 64, "sha256": 64, "sha384": 128, "sha512": 128}
_SHA_NAMES = {
    oids.SHA1: "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    oids.SHA256: "sha256",
    oids.SHA384: "sha384",
    oids.SHA512: "sha512",
}
_SAFE_CONTENTS_BAG = "1.2.840.113549.1.12.10.1.6"


@dataclass(frozen=True, slots=True)
class Mac:
    """The MAC over the whole content, still unverified; `digest` is empty for GOST 34.311."""

    digest: str
    value: bytes
    salt: bytes
    rounds: int


@dataclass(frozen=True, slots=True)
class KeyBag:
    """A key in a bag: sealed, or plain where `sealed` is None."""

    sealed: pbes2.Sealed | None
    plain: bytes = field(repr=False)
    name: str
    key_id: bytes | None


@dataclass(slots=True)
class _Contents:
    """What reading collects: bags, certificates, and parts that have to be decrypted before reading on."""

    effort: Effort
    max_bags: int
    bags: list[KeyBag] = field(default_factory=list)
    certificates: list[Certificate] = field(default_factory=list)
    sealed_parts: list[pbes2.Sealed] = field(default_factory=list)
    foreign: list[UnsupportedError] = field(default_factory=list)
    seen: int = 0

    def count(self) -> None:
        self.seen += 1
        if self.seen > self.max_bags:
            raise LimitError(f"more than {self.max_bags} bags in a PFX")

    def sealed(self, algorithm: der.Node, ciphertext: bytes) -> pbes2.Sealed | None:
        """What is sealed there; under a protection that is not known here it is set aside, with the reason."""
        try:
            return pbes2.read_sealed(algorithm, ciphertext, self.effort)
        except UnsupportedError as error:
            self.foreign.append(error)
            return None


def open_pkcs12(data: bytes, request: Request) -> Container:
    """All keys and certificates of a PFX."""
    root = der.parse(data, ber=True).expect(der.SEQUENCE)
    if len(root) > 3 or (len(root) == 3 and len(root[2]) > 3):
        raise MalformedError("a PFX with needless parts")
    auth_safe = _content_of(root[1], oids.DATA).octets()
    contents = _Contents(request.effort, request.limits.bags)
    mac = _read_mac(root[2], request.effort) if len(root) > 2 else None
    _read_auth_safe(auth_safe, contents)
    if not contents.bags and not contents.sealed_parts:
        raise next(iter(contents.foreign), UnsupportedError("the PFX holds no private key"))
    if mac is not None:
        _verify_mac(mac, auth_safe, request)
    for part in contents.sealed_parts:
        pbes2.unseal(part, request.password, request.effort, lambda plain: _read_safe(plain, contents))
    keys = _open_bags(contents, request)
    warnings = [] if mac else ["the PFX has no MAC: changes of the file cannot be noticed"]
    warnings += [f"a part of the PFX was not opened: {error}" for error in contents.foreign]
    return Container(Format.PKCS12.value, tuple(keys), tuple(contents.certificates), tuple(warnings))


def _content_of(content_info: der.Node, expected: str) -> der.Node:
    found = content_info[0].oid()
    if found == oids.SIGNED_DATA:
        raise UnsupportedError("a PFX protected by a signature instead of a password")
    if found != expected:
        raise MalformedError(f"unexpected content in a PFX (OID {found})")
    if len(content_info) != 2 or len(content_info[1].expect(0xA0)) != 1:
        raise MalformedError("a PFX with needless parts")
    return content_info[1][0]


def _read_mac(node: der.Node, effort: Effort) -> Mac:
    algorithm = node[0][0][0].oid()
    value, salt = node[0][1].octets(), node[1].octets()
    rounds = node[2].integer() if len(node) > 2 else 1
    gost = algorithm == oids.GOST34311
    if not gost and algorithm not in _SHA_NAMES:
        raise UnsupportedError(f"a PFX whose MAC is of an unknown kind (OID {algorithm})")
    digest = "" if gost else _SHA_NAMES[algorithm]
    if len(value) != (32 if gost else hashlib.new(digest, usedforsecurity=False).digest_size):
        raise MalformedError(f"a MAC of {len(value)} bytes in a PFX")
    if not 0 < len(salt) <= MAX_SALT:
        raise LimitError(f"a MAC salt of {len(salt)} bytes")
    effort.plan(rounds, native=not gost)
    return Mac(digest, value, salt, rounds)


def _read_auth_safe(auth_safe: bytes, contents: _Contents) -> None:
    for info in der.parse(auth_safe, ber=True).expect(der.SEQUENCE):
        contents.count()
        kind = info[0].oid()
        if kind == oids.DATA:
            _read_safe(info[1].expect(0xA0)[0].octets(), contents)
        elif kind == oids.ENCRYPTED_DATA:
            encrypted = info[1].expect(0xA0)[0][1]
            part = contents.sealed(encrypted[1], _implicit_octets(encrypted[2]))
            contents.sealed_parts += [] if part is None else [part]
        else:
            raise UnsupportedError(f"a part of a PFX that is protected in an unknown way (OID {kind})")


def _implicit_octets(node: der.Node) -> bytes:
    """[0] IMPLICIT OCTET STRING, whole or in pieces."""
    if node.tag == 0xA0:
        return b"".join(piece.octets() for piece in node)
    return node.expect(0x80).content


def _read_safe(safe: bytes, contents: _Contents, depth: int = 0) -> None:
    if depth > 4:
        raise LimitError("bags within bags within bags in a PFX")
    for bag in der.parse(safe, ber=True).expect(der.SEQUENCE):
        contents.count()
        kind, value = bag[0].oid(), bag[1].expect(0xA0)[0]
        if kind == oids.PKCS12_SHROUDED_KEY_BAG:
            sealed = contents.sealed(value[0], value[1].octets())
            contents.bags += [] if sealed is None else [KeyBag(sealed, b"", *_bag_names(bag))]
        elif kind == oids.PKCS12_KEY_BAG:
            contents.bags.append(KeyBag(None, value.raw, *_bag_names(bag)))
        elif kind == oids.PKCS12_CERT_BAG and value[0].oid() == oids.X509_CERTIFICATE_BAG:
            contents.certificates += _certificates(value[1].expect(0xA0)[0].octets())
        elif kind == _SAFE_CONTENTS_BAG:
            _read_safe(value.raw, contents, depth + 1)


def _certificates(raw: bytes) -> tuple[Certificate, ...]:
    try:
        return tuple(load_certificates(raw))
    except CryptoError:  # a foreign or broken certificate in the chain does not spoil the key
        return ()


def _bag_names(bag: der.Node) -> tuple[str, bytes | None]:
    """friendlyName and localKeyID of a bag."""
    name, key_id = "", None
    if len(bag) > 2:
        for attribute in bag[2].expect(der.SET):
            kind, values = attribute[0].oid(), attribute[1]
            if kind == oids.FRIENDLY_NAME and len(values):
                name = values[0].text()
            elif kind == oids.LOCAL_KEY_ID and len(values):
                key_id = values[0].octets()
    return name, key_id


def _verify_mac(mac: Mac, auth_safe: bytes, request: Request) -> None:
    progress = request.effort.step(0 if mac.digest else mac.rounds)

    def attempt(password: bytes) -> None:
        if mac.digest:
            key = pkcs12_key_sha(mac.digest, password, mac.salt, mac.rounds)
            computed = hmac.digest(key, auth_safe, mac.digest)
        else:
            key = gost34311.pkcs12_mac_key(password, mac.salt, mac.rounds, progress=progress)
            computed = gost34311.hmac(key, auth_safe)
        if not hmac.compare_digest(computed, mac.value):
            raise WrongPasswordError("the password does not fit the PFX (or the file is damaged)")

    first_that_opens(utf16_forms(request.password), attempt)


def pkcs12_key_sha(digest: str, password: bytes, salt: bytes, rounds: int) -> bytes:
    """RFC 7292 appendix B.2 for one block of a SHA digest; the password is UTF-16BE without its zero."""
    block = _SHA_BLOCK[digest]
    value = bytes([MAC_KEY_ID]) * block + _repeated(salt, block) + _repeated(password + b"\0\0", block)
    for _ in range(rounds):
        value = hashlib.new(digest, value, usedforsecurity=False).digest()
    return value


def _repeated(data: bytes, block: int) -> bytes:
    size = -(-len(data) // block) * block
    return (data * (size // len(data) + 1))[:size]


def _open_bags(contents: _Contents, request: Request) -> list[PrivateKey]:
    """The keys of all bags; keys of other algorithms are passed over when a Ukrainian one is there."""
    keys: list[PrivateKey] = []
    for bag in contents.bags:
        reader = _reader(bag)
        try:
            if bag.sealed is None:
                keys += reader(bag.plain)
            else:
                keys += pbes2.unseal(bag.sealed, request.inner_password, request.effort, reader)
        except UnsupportedError as error:
            contents.foreign.append(error)
    if not keys:
        raise next(iter(contents.foreign), UnsupportedError("the PFX holds no private key"))
    return keys


def _reader(bag: KeyBag) -> Callable[[bytes], list[PrivateKey]]:
    return lambda plain: pkcs8.read_keys(plain, name=bag.name, key_id=bag.key_id)
