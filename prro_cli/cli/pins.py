"""PINs of cashiers: salted scrypt hashes in the configuration, never the PIN itself.

A PIN says who stands at the desk; the key's password is what protects the signature.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from prro_cli.errors.desks import DefinitionWrongError

_COST = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}


def hash_pin(lines: Sequence[str]) -> str:
    """`scrypt$salt$hash` of a PIN of 4 to 12 digits (the first line of a file)."""
    pin = lines[0].strip() if lines else ""
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 12):
        raise DefinitionWrongError(field="PIN", detail="4 to 12 digits are expected")
    salt = secrets.token_bytes(16)
    return f"scrypt${salt.hex()}${_scrypt(pin, salt).hex()}"


def pin_matches(stored: str, pin: str) -> bool:
    """Whether this PIN was hashed into that text."""
    scheme, salt, wanted = stored.split("$")
    return scheme == "scrypt" and hmac.compare_digest(_scrypt(pin, bytes.fromhex(salt)), bytes.fromhex(wanted))


def _scrypt(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, **_COST)
