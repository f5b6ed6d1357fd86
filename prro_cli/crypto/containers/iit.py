"""Key-6.dat, the container of IIT software: 10 000 hashes of the password, GOST 28147 ECB, a 4-byte MAC.

The tail of the last encrypted block stands apart ("pad"), so that the data have the length of the plain key.
There is no salt and no claimed number of rounds: every honest file costs the same.
"""

from __future__ import annotations

import hmac
from dataclasses import field

from prro_cli.crypto import der, gost28147, gost34311, oids
from prro_cli.crypto.containers import pkcs8
from prro_cli.crypto.containers.detect import Format
from prro_cli.crypto.containers.model import (
    HONEST_ROUNDS,
    Container,
    Effort,
    Request,
    byte_forms,
    first_that_opens,
)
from prro_cli.crypto.errors import MalformedError, UnsupportedError, WrongPasswordError
from prro_cli.record import dataclass

MAC_BYTES = 4
BLOCK = 8
_ID_BYTES = 32
_IDS_AT = (0x10, 0x30)


@dataclass(frozen=True, slots=True)
class IitSealed:
    """A completely read Key-6.dat."""

    mac: bytes
    data: bytes = field(repr=False)
    pad: bytes = b""


def read_sealed(data: bytes) -> IitSealed:
    """The parts of the container, with their lengths checked against each other."""
    root = der.parse(data)
    if len(root) != 2 or len(root[0]) != 2 or root[0][0].oid() != oids.IIT_CONTAINER:
        raise MalformedError("not a Key-6.dat container")
    parameters = root[0][1].expect(der.SEQUENCE)
    if len(parameters) > 2:
        raise MalformedError("the Key-6.dat container has needless parts")
    mac = parameters[0].octets()
    pad = parameters[1].octets() if len(parameters) > 1 else b""
    body = root[1].octets()
    if len(mac) != MAC_BYTES or not body or len(pad) >= BLOCK or (len(body) + len(pad)) % BLOCK:
        raise MalformedError("the parts of the Key-6.dat container do not fit each other")
    return IitSealed(mac, body, pad)


def open_iit(data: bytes, request: Request) -> Container:
    """One or two keys of a Key-6.dat."""
    sealed = read_sealed(data)
    request.effort.plan(HONEST_ROUNDS)

    def attempt(password: bytes) -> bytes:
        return unseal(sealed, password, request.effort)

    plain = first_that_opens(byte_forms(request.password), attempt)
    return Container(Format.IIT.value, tuple(pkcs8.read_keys(plain)))


def unseal(sealed: IitSealed, password: bytes, effort: Effort) -> bytes:
    """The PKCS#8 inside, if its MAC agrees."""
    key = gost34311.iit_key(password, HONEST_ROUNDS, progress=effort.step(HONEST_ROUNDS))
    plain = gost28147.ecb_decrypt(key, sealed.data + sealed.pad)[: len(sealed.data)]
    if not hmac.compare_digest(gost28147.mac4(key, plain), sealed.mac):
        raise WrongPasswordError("the password does not fit the Key-6.dat (or the file is damaged)")
    return plain


def key11_identifiers(data: bytes) -> tuple[bytes, bytes]:
    """The identifiers of the two keys in a Key-11.dat: enough to ask an authority for certificates."""
    first, second = (data[start : start + _ID_BYTES] for start in _IDS_AT)
    if len(second) != _ID_BYTES:
        raise MalformedError("the Key-11.dat is cut short")
    return first, second


def refuse_key11(data: bytes, request: Request) -> Container:
    """Key-11.dat looks like a key to its owner; say what it is and what is needed."""
    del request
    first, _ = key11_identifiers(data)
    raise UnsupportedError(
        "this is Key-11.dat: it holds only identifiers of keys (first: "
        f"{first.hex()[:16]}...), the key itself is in Key-6.dat beside it"
    )
