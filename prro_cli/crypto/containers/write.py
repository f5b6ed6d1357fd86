"""Writing key containers: for the project's own fixtures, the sandbox's authority and round trips.

The forms are those that foreign software writes and reads. New containers for users are not made here:
imported keys live in the vault.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

from prro_cli.crypto import der, gost28147, gost34311, kalyna, kupyna, oids
from prro_cli.crypto.containers import jks, pkcs8
from prro_cli.crypto.containers.detect import JKS_MAGIC
from prro_cli.crypto.containers.iit import BLOCK
from prro_cli.crypto.containers.model import HONEST_ROUNDS
from prro_cli.crypto.containers.pbes2 import GOST_IV, KALYNA_BLOCK, KEY_BYTES, Family
from prro_cli.crypto.curves import Curve, compress_point
from prro_cli.crypto.errors import UnsupportedError
from prro_cli.crypto.keys import PrivateKey
from prro_cli.crypto.spki import DEFAULT_DKE, build_algorithm
from prro_cli.record import dataclass

SALT_BYTES = 32
RandomBytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Protection:
    """How a PBES2 container is sealed."""

    family: Family = Family.GOST
    rounds: int = HONEST_ROUNDS


DEFAULT_PROTECTION = Protection()


def write_pkcs8(key: PrivateKey, *, dke: bytes | None = DEFAULT_DKE, second: PrivateKey | None = None) -> bytes:
    """A plain PKCS#8; with `second`, the IIT attributes that carry another key (and the identifiers of both)."""
    attributes = () if second is None else (_iit_attributes(key, second),)
    return der.sequence(
        der.integer(0),
        build_algorithm(key.curve, dke=dke),
        der.octet_string(_little_endian(key)),
        *attributes,
    )


def _little_endian(key: PrivateKey) -> bytes:
    return key.secret.reveal().to_bytes(key.curve.scalar_bytes, "little")


def _iit_attributes(first: PrivateKey, second: PrivateKey) -> bytes:
    reversed_bits = _little_endian(second).translate(pkcs8.REVERSED_BITS)
    dke = der.octet_string(DEFAULT_DKE)
    parts = []
    if first.key_id is not None:
        parts.append(_attribute(pkcs8.FIRST_KEY_ID, der.octet_string(first.key_id)))
    if second.key_id is not None:
        parts.append(_attribute(pkcs8.SECOND_KEY_ID, der.octet_string(second.key_id)))
    parts.append(_attribute(pkcs8.SECOND_KEY, der.bit_string(reversed_bits)))
    parameters = der.sequence(_big_endian_binary(second.curve), dke, dke)
    parts.append(_attribute(pkcs8.SECOND_PARAMETERS, parameters))
    return der.context(0, *parts)


def _attribute(name: str, value: bytes) -> bytes:
    return der.sequence(der.oid(name), der.set_of(value))


def _big_endian_binary(curve: Curve) -> bytes:
    """Curve parameters as IIT writes them for the second key: big-endian, exponents downwards."""
    exponents = [der.integer(k) for k in sorted(curve.exponents, reverse=True)]
    return der.sequence(
        der.sequence(der.integer(curve.m), exponents[0] if len(exponents) == 1 else der.sequence(*exponents)),
        der.integer(curve.a),
        der.octet_string(curve.b.to_bytes(curve.field_bytes, "big")),
        der.integer(curve.n),
        der.octet_string(compress_point(curve, curve.base)[::-1]),
    )


def write_key6(plain: bytes, password: bytes) -> bytes:
    """A Key-6.dat around a PKCS#8."""
    key = gost34311.iit_key(password, HONEST_ROUNDS)
    sealed = gost28147.ecb_encrypt(key, plain + bytes(-len(plain) % BLOCK))
    return der.sequence(
        der.sequence(
            der.oid(oids.IIT_CONTAINER),
            der.sequence(der.octet_string(gost28147.mac4(key, plain)), der.octet_string(sealed[len(plain) :])),
        ),
        der.octet_string(sealed[: len(plain)]),
    )


def write_pbes2(
    plain: bytes, password: bytes, random_bytes: RandomBytes, protection: Protection = DEFAULT_PROTECTION
) -> bytes:
    """EncryptedPrivateKeyInfo around a PKCS#8: a .pk8 file, or the value of a shrouded bag."""
    salt = random_bytes(SALT_BYTES)
    if protection.family is Family.GOST:
        cipher, ciphertext = _seal_gost(plain, password, salt, protection.rounds, random_bytes)
        prf = der.sequence(der.oid(oids.HMAC_GOST34311), der.null())
    elif protection.family is Family.KUPYNA:
        cipher, ciphertext = _seal_kupyna(plain, password, salt, protection.rounds, random_bytes)
        prf = der.sequence(der.oid(oids.KUPYNA_KMAC256), der.null())
    else:
        raise UnsupportedError("new containers are sealed with Ukrainian algorithms only")
    derivation = der.sequence(
        der.oid(oids.PBKDF2),
        der.sequence(der.octet_string(salt), der.integer(protection.rounds), prf),
    )
    return der.sequence(
        der.sequence(der.oid(oids.PBES2), der.sequence(derivation, cipher)), der.octet_string(ciphertext)
    )


def _seal_gost(
    plain: bytes, password: bytes, salt: bytes, rounds: int, random_bytes: RandomBytes
) -> tuple[bytes, bytes]:
    key = gost34311.pbkdf2(password, salt, rounds, KEY_BYTES)
    iv = random_bytes(GOST_IV)
    parameters = der.sequence(der.octet_string(iv), der.octet_string(DEFAULT_DKE))
    cipher = der.sequence(der.oid(oids.GOST28147_CFB), parameters)
    return cipher, gost28147.cfb_encrypt(key, iv, plain)


def _seal_kupyna(
    plain: bytes, password: bytes, salt: bytes, rounds: int, random_bytes: RandomBytes
) -> tuple[bytes, bytes]:
    key = kupyna.pbkdf2_kmac256(password, salt, rounds)
    iv = random_bytes(KALYNA_BLOCK)
    count = KALYNA_BLOCK - len(plain) % KALYNA_BLOCK
    cipher = der.sequence(der.oid(oids.KALYNA256_CBC), der.sequence(der.octet_string(iv)))
    return cipher, kalyna.cbc_encrypt(key, iv, plain + bytes([count]) * count)


def write_pfx(
    keys: Sequence[PrivateKey],
    certificates: Sequence[bytes],
    password: str,
    random_bytes: RandomBytes,
    protection: Protection = DEFAULT_PROTECTION,
) -> bytes:
    """A PFX (the same as a .zs2): one shrouded bag per key, certificate bags (DER), MAC of GOST 34.311."""
    bags = [_key_bag(key, password.encode(), random_bytes, protection) for key in keys]
    bags += [_certificate_bag(certificate) for certificate in certificates]
    safe = der.sequence(*bags)
    auth_safe = der.sequence(_data_content(safe))
    salt = random_bytes(SALT_BYTES)
    mac_key = gost34311.pkcs12_mac_key(password.encode("utf-16-be"), salt, protection.rounds)
    mac = der.sequence(
        der.sequence(
            der.sequence(der.oid(oids.GOST34311), der.null()),
            der.octet_string(gost34311.hmac(mac_key, auth_safe)),
        ),
        der.octet_string(salt),
        der.integer(protection.rounds),
    )
    return der.sequence(der.integer(3), _data_content(auth_safe), mac)


def _data_content(content: bytes) -> bytes:
    return der.sequence(der.oid(oids.DATA), der.context(0, der.octet_string(content)))


def _key_bag(key: PrivateKey, password: bytes, random_bytes: RandomBytes, protection: Protection) -> bytes:
    dke = None if protection.family is Family.KUPYNA else DEFAULT_DKE
    value = write_pbes2(write_pkcs8(key, dke=dke), password, random_bytes, protection)
    attributes = []
    if key.name:
        attributes.append(_attribute(oids.FRIENDLY_NAME, der.tlv(0x1E, key.name.encode("utf-16-be"))))
    if key.key_id is not None:
        attributes.append(_attribute(oids.LOCAL_KEY_ID, der.octet_string(key.key_id)))
    parts = [der.oid(oids.PKCS12_SHROUDED_KEY_BAG), der.context(0, value)]
    if attributes:
        parts.append(der.set_of(*attributes))
    return der.sequence(*parts)


def _certificate_bag(certificate: bytes) -> bytes:
    value = der.sequence(der.oid(oids.X509_CERTIFICATE_BAG), der.context(0, der.octet_string(certificate)))
    return der.sequence(der.oid(oids.PKCS12_CERT_BAG), der.context(0, value))


@dataclass(frozen=True, slots=True)
class JksEntry:
    """What goes into a Java keystore: a PKCS#8 under an alias, with certificates (DER)."""

    alias: str
    plain: bytes
    chain: tuple[bytes, ...] = ()
    milliseconds: int = 0


def write_jks(entry: JksEntry, password: str, random_bytes: RandomBytes, *, key_password: str | None = None) -> bytes:
    """A Java keystore of one key."""
    inner = (password if key_password is None else key_password).encode("utf-16-be")
    sealed = jks.protect(entry.plain, inner, random_bytes(jks.DIGEST_BYTES))
    protected = der.sequence(der.sequence(der.oid(jks.SUN_PROTECTOR), der.null()), der.octet_string(sealed))
    body = b"".join(
        [
            JKS_MAGIC,
            struct.pack(">III", 2, 1, jks.PRIVATE_KEY_TAG),
            _java_text(entry.alias),
            struct.pack(">Q", entry.milliseconds),
            struct.pack(">I", len(protected)),
            protected,
            struct.pack(">I", len(entry.chain)),
            *(_java_text("X.509") + struct.pack(">I", len(one)) + one for one in entry.chain),
        ]
    )
    return body + jks.store_digest(password.encode("utf-16-be"), body)


def _java_text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack(">H", len(raw)) + raw
