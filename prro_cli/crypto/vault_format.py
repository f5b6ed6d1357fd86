"""The file of one imported key: a public header in the clear, the secret part under scrypt and AES-GCM.

Three lines of text:

    prro-vault 1
    {"header": {...}, "kdf": {...}, "nonce": "..."}      JSON, readable without the password
    <base64 of the ciphertext>

The first two lines, exactly as they stand in the file, are the associated data of the encryption, so the
header cannot be changed without notice. The derivation's own check tells a wrong password from a changed file.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import field
from datetime import datetime
from typing import Any

from prro_cli.crypto.curves import CURVES
from prro_cli.crypto.errors import LimitError, MalformedError, UnsupportedError, WrongPasswordError
from prro_cli.crypto.keys import PrivateKey, private_key
from prro_cli.crypto.secret import Secret
from prro_cli.record import dataclass

MAGIC = b"prro-vault "
VERSION = 1
MAX_FILE = 1 << 20
SALT_BYTES = 16
NONCE_BYTES = 12
KEY_BYTES = 32
CHECK_BYTES = 16

RandomBytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class ScryptCost:
    """The price of one guess; the default takes about 60 ms and 32 MB."""

    n: int = 1 << 15
    r: int = 8
    p: int = 1

    def checked(self) -> ScryptCost:
        """Itself, if a file may claim it: a power of two within 128 MB and four lanes."""
        power_of_two = self.n > 1 and self.n & (self.n - 1) == 0
        if not power_of_two or not 0 < self.r <= 32 or not 0 < self.p <= 4:
            raise MalformedError("impossible scrypt parameters in a vault file")
        if 128 * self.n * self.r > _MAX_SCRYPT_MEMORY or self.n * self.r * self.p > _MAX_SCRYPT_WORK:
            raise LimitError("scrypt parameters in a vault file that cost more than anything honest would")
        return self


_MAX_SCRYPT_MEMORY = 128 << 20
_MAX_SCRYPT_WORK = 1 << 20
DEFAULT_COST = ScryptCost()


@dataclass(frozen=True, slots=True)
class VaultHeader:
    """What may be known of a key without its password; the certificates are DER."""

    name: str
    role: str
    person: str
    tax_number: str
    organisation: str
    organisation_number: str
    seal: bool
    not_before: datetime
    not_after: datetime
    algorithm: str
    key_id: bytes
    certificates: tuple[bytes, ...] = field(repr=False)
    source: str = ""


@dataclass(frozen=True, slots=True)
class VaultFile:
    """A vault file taken apart, its secret part still sealed."""

    header: VaultHeader
    cost: ScryptCost
    salt: bytes
    check: bytes
    nonce: bytes
    bound: bytes = field(repr=False)
    sealed: bytes = field(repr=False)


def read_file(data: bytes) -> VaultFile:
    """Take a vault file apart; nothing is decrypted."""
    if len(data) > MAX_FILE:
        raise LimitError(f"a vault file of {len(data)} bytes; the limit is {MAX_FILE}")
    lines = data.split(b"\n")
    if len(lines) != 4 or lines[3] or not lines[0].startswith(MAGIC):
        raise MalformedError("not a vault file, or one that is cut short")
    if lines[0] != MAGIC + str(VERSION).encode():
        raise UnsupportedError("a vault file of a newer version of the program")
    try:
        public = json.loads(lines[1])
        kdf = public["kdf"]
        cost = ScryptCost(_whole(kdf["n"]), _whole(kdf["r"]), _whole(kdf["p"])).checked()
        return VaultFile(
            _header_from(public["header"]),
            cost,
            _unbase(kdf["salt"]),
            _unbase(kdf["check"]),
            _unbase(public["nonce"]),
            lines[0] + b"\n" + lines[1] + b"\n",
            base64.b64decode(lines[2], validate=True),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise MalformedError("the header of the vault file is broken") from error


def write_file(
    header: VaultHeader,
    keys: tuple[PrivateKey, ...],
    password: Secret,
    random_bytes: RandomBytes,
    cost: ScryptCost = DEFAULT_COST,
) -> bytes:
    """The bytes of a vault file with a fresh salt and nonce."""
    salt, nonce = random_bytes(SALT_BYTES), random_bytes(NONCE_BYTES)
    key, check = _derive(password, salt, cost.checked())
    public = {
        "header": _header_to(header),
        "kdf": {
            "name": "scrypt",
            "n": cost.n,
            "r": cost.r,
            "p": cost.p,
            "salt": _base(salt),
            "check": _base(check),
        },
        "nonce": _base(nonce),
    }
    line = json.dumps(public, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    bound = MAGIC + str(VERSION).encode() + b"\n" + line + b"\n"
    return bound + base64.b64encode(_aead(key).encrypt(nonce, _secret_part(keys), bound)) + b"\n"


def open_file(file: VaultFile, password: Secret) -> tuple[PrivateKey, ...]:
    """The keys inside."""
    from cryptography.exceptions import InvalidTag

    key, check = _derive(password, file.salt, file.cost)
    if not hmac.compare_digest(check, file.check):
        raise WrongPasswordError(f"the password does not fit the key {file.header.name!r} of the vault")
    try:
        plain = _aead(key).decrypt(file.nonce, file.sealed, file.bound)
    except (InvalidTag, ValueError) as error:
        raise MalformedError(f"the vault file of {file.header.name!r} was changed or damaged") from error
    return _keys_from(plain)


def _derive(password: Secret, salt: bytes, cost: ScryptCost) -> tuple[bytes, bytes]:
    """The encryption key, and a check value that says whether the password was right."""
    derived = hashlib.scrypt(
        password.reveal(),
        salt=salt,
        n=cost.n,
        r=cost.r,
        p=cost.p,
        maxmem=2 * _MAX_SCRYPT_MEMORY,
        dklen=2 * KEY_BYTES,
    )
    return derived[:KEY_BYTES], hashlib.sha256(derived[KEY_BYTES:]).digest()[:CHECK_BYTES]


def _aead(key: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _secret_part(keys: tuple[PrivateKey, ...]) -> bytes:
    return json.dumps(
        {
            "keys": [
                {
                    "m": key.curve.m,
                    "d": f"{key.secret.reveal():x}",
                    "id": key.key_id.hex() if key.key_id is not None else None,
                    "name": key.name,
                }
                for key in keys
            ]
        }
    ).encode()


def _keys_from(plain: bytes) -> tuple[PrivateKey, ...]:
    curves = {curve.m: curve for curve in CURVES}
    try:
        return tuple(
            private_key(
                curves[one["m"]],
                int(one["d"], 16),
                key_id=bytes.fromhex(one["id"]) if one["id"] is not None else None,
                name=one["name"],
            )
            for one in json.loads(plain)["keys"]
        )
    except (ValueError, KeyError, TypeError) as error:
        raise MalformedError("the secret part of the vault file is broken") from error


def _header_to(header: VaultHeader) -> dict[str, Any]:
    return {
        "name": header.name,
        "role": header.role,
        "person": header.person,
        "tax_number": header.tax_number,
        "organisation": header.organisation,
        "organisation_number": header.organisation_number,
        "seal": header.seal,
        "not_before": header.not_before.isoformat(),
        "not_after": header.not_after.isoformat(),
        "algorithm": header.algorithm,
        "key_id": header.key_id.hex(),
        "certificates": [_base(certificate) for certificate in header.certificates],
        "source": header.source,
    }


def _header_from(public: dict[str, Any]) -> VaultHeader:
    texts = ("name", "role", "person", "tax_number", "organisation", "organisation_number", "algorithm", "source")
    if not all(isinstance(public[key], str) for key in texts) or not isinstance(public["seal"], bool):
        raise ValueError("a header field of the wrong type")
    return VaultHeader(
        **{key: public[key] for key in texts},
        seal=public["seal"],
        not_before=_moment(public["not_before"]),
        not_after=_moment(public["not_after"]),
        key_id=bytes.fromhex(public["key_id"]),
        certificates=tuple(_unbase(one) for one in public["certificates"]),
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("a number was expected")
    return value


def _base(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unbase(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
