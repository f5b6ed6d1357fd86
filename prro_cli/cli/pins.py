"""PINs of cashiers: salted scrypt hashes in the configuration, never the PIN itself.

A PIN says who stands at the desk; the key's password is what protects the signature.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from prro_cli.crypto.secret import Secret
from prro_cli.errors.desks import DefinitionWrongError
from prro_cli.lang import say

_COST = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}


def read_pin(path: Path) -> Secret:
    """The first line of a file."""
    with path.open("rb") as file:
        return Secret(file.readline().removeprefix(b"\xef\xbb\xbf").strip())


def hash_pin(pin: Secret) -> str:
    """`scrypt$salt$hash` of a PIN of 4 to 12 digits."""
    if not (pin.reveal().isdigit() and 4 <= len(pin) <= 12):
        raise DefinitionWrongError(field="PIN", detail=say("4 to 12 digits are expected"))
    salt = secrets.token_bytes(16)
    return f"scrypt${salt.hex()}${_scrypt(pin, salt).hex()}"


def pin_matches(stored: str, pin: Secret) -> bool:
    """Whether this PIN was hashed into that text."""
    scheme, salt, wanted = stored.split("$")
    return scheme == "scrypt" and hmac.compare_digest(_scrypt(pin, bytes.fromhex(salt)), bytes.fromhex(wanted))


def _scrypt(pin: Secret, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.reveal(), salt=salt, **_COST)
