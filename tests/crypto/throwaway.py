"""Throw-away keys and certificates of our own, so that a clone without the shared data tests the same code.

Everything comes from fixed seeds: the same names give the same keys in every run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

from prro_cli.crypto import algorithms, der, dstu4145, oids
from prro_cli.crypto.containers.pbes2 import Family
from prro_cli.crypto.containers.write import Protection, write_pfx
from prro_cli.crypto.curves import M257, M431, Curve
from prro_cli.crypto.keys import PrivateKey, private_key
from prro_cli.crypto.spki import DEFAULT_DKE, build_spki
from prro_cli.crypto.x509 import Certificate

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2030, 1, 1, tzinfo=UTC)
SIGNING = bytes.fromhex("030206c0")
PFX_PASSWORD = "пароль"
AGREEMENT = bytes.fromhex("03020308")


def stream(seed: str) -> Callable[[int], bytes]:
    """Random bytes that are the same in every run."""
    state = [0]

    def give(size: int) -> bytes:
        state[0] += 1
        return hashlib.shake_256(f"{seed}/{state[0]}".encode()).digest(size)

    return give


@lru_cache(maxsize=64)
def make_key(name: str, curve: Curve = M257) -> PrivateKey:
    """A private key from a name, with the GOST identifier of its public point."""
    wide = int.from_bytes(hashlib.shake_256(name.encode()).digest(80), "little")
    bare = private_key(curve, 1 + wide % (curve.n - 1))
    spki = der.parse(build_spki(curve, bare.public_point()))
    key_id = algorithms.hash_bytes(oids.GOST34311, spki[1].bits())
    return private_key(curve, bare.secret.reveal(), key_id=key_id, name=name)


def _name(common_name: str) -> bytes:
    parts = [
        (oids.COMMON_NAME, der.utf8(common_name)),
        (oids.SURNAME, der.utf8("Тестенко")),
        (oids.SERIAL_NUMBER, der.printable("TINUA-1234567890")),
        (oids.COUNTRY, der.printable("UA")),
    ]
    return der.sequence(*(der.set_of(der.sequence(der.oid(kind), value)) for kind, value in parts))


def _extension(kind: str, value: bytes, *, critical: bool = False) -> bytes:
    flag = (der.boolean(True),) if critical else ()
    return der.sequence(der.oid(kind), *flag, der.octet_string(value))


@lru_cache(maxsize=64)
def make_certificate(
    key_name: str,
    curve: Curve = M257,
    *,
    usage: bytes = SIGNING,
    digest: str = oids.GOST34311,
    start: datetime = START,
    end: datetime = END,
    serial: int = 1,
) -> Certificate:
    """A certificate for `make_key(key_name, curve)`, signed by a throw-away authority."""
    issuer = make_key("throw-away authority")
    key = make_key(key_name, curve)
    signature = algorithms.algorithm_identifier(algorithms.signature_of_digest(digest))
    dke = DEFAULT_DKE if digest == oids.GOST34311 else None
    spki = build_spki(curve, key.public_point(), dke=dke)
    extensions = der.sequence(
        _extension(oids.EXT_SUBJECT_KEY_ID, der.octet_string(key.key_id or b"")),
        _extension(oids.EXT_KEY_USAGE, usage, critical=True),
    )
    body = der.sequence(
        der.context(0, der.integer(2)),
        der.integer(serial),
        signature,
        _name("Одноразовий КНЕДП"),
        der.sequence(der.utc_time(start), der.utc_time(end)),
        _name(f"Тестенко {key_name}"),
        spki,
        der.context(3, extensions),
    )
    raw = dstu4145.sign(issuer.curve, issuer.secret.reveal(), algorithms.hash_bytes(digest, body))
    return Certificate(der.sequence(body, signature, der.bit_string(der.octet_string(raw))))


def make_person(name: str, *, digest: str = oids.GOST34311) -> tuple[tuple[PrivateKey, ...], tuple[Certificate, ...]]:
    """The usual pair: a signing key on M257, a key-agreement key on M431, a certificate for each."""
    keys = (make_key(f"{name}-sign"), make_key(f"{name}-kep", M431))
    certificates = (
        make_certificate(f"{name}-sign", digest=digest, serial=3),
        make_certificate(f"{name}-kep", M431, usage=AGREEMENT, digest=digest, serial=4),
    )
    return keys, certificates


def our_pfx(family: Family, password: str = PFX_PASSWORD, rounds: int = 3) -> bytes:
    """A PFX of the usual two keys and certificates, with few rounds."""
    keys, certificates = make_person("olha")
    protection = Protection(family, rounds)
    return write_pfx(keys, [one.raw for one in certificates], password, stream("pfx"), protection)
