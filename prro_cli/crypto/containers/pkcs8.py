"""PKCS#8 private keys of DSTU 4145, with the attributes by which IIT software adds a second key.

The attributes of IIT (1.3.6.1.4.1.19398.1.1.2.x): 1 the identifier of this key, 5 of the second one; 3 the
second private key, a BIT STRING whose every byte is written with its bits reversed; 2 its parameters, where
field elements are big-endian and exponents run downwards. That is why the second curve is recognised by its
degree and order and by nothing else.
"""

from __future__ import annotations

from prro_cli.crypto import der, oids
from prro_cli.crypto.containers.model import Container, Request
from prro_cli.crypto.curves import Curve, curve_by_parameters
from prro_cli.crypto.errors import MalformedError, UnsupportedError
from prro_cli.crypto.keys import PrivateKey, private_key
from prro_cli.crypto.spki import curve_from_parameters

FIRST_KEY_ID = f"{oids.IIT_ATTRIBUTES}.1"
SECOND_PARAMETERS = f"{oids.IIT_ATTRIBUTES}.2"
SECOND_KEY = f"{oids.IIT_ATTRIBUTES}.3"
SECOND_KEY_ID = f"{oids.IIT_ATTRIBUTES}.5"

KEY_ALGORITHMS = frozenset({oids.DSTU4145_LE, oids.DSTU4145_KUPYNA256})
_NAMED_FOREIGN = {
    "1.2.840.113549.1.1.1": "RSA",
    "1.2.840.10045.2.1": "ECDSA",
    "1.2.840.10040.4.1": "DSA",
    "1.3.101.112": "Ed25519",
}
_MAX_ATTRIBUTES = 64
_MAX_KEY_BYTES = 128
REVERSED_BITS = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def open_pkcs8(data: bytes, request: Request) -> Container:
    """A file that holds a key without any password; the given one is not looked at."""
    del request
    return Container(
        "PKCS#8 without a password (.pk8)",
        tuple(read_keys(data)),
        warnings=("this file holds the private key without any protection",),
    )


def read_keys(data: bytes, *, name: str = "", key_id: bytes | None = None) -> list[PrivateKey]:
    """The keys of one PKCS#8 structure: one, or two where IIT attributes carry the second."""
    root = der.parse(data)
    if root[0].integer() not in (0, 1):
        raise UnsupportedError("a PKCS#8 key of an unknown version")
    curve = _curve_of(root[1])
    attributes = _attributes(root)
    first_id = attributes.get(FIRST_KEY_ID)
    keys = [
        private_key(
            curve,
            _number(root[2].octets(), curve),
            key_id=first_id.octets() if first_id is not None else key_id,
            name=name,
        )
    ]
    if SECOND_KEY in attributes:
        keys.append(_second_key(attributes, name))
    return keys


def _curve_of(algorithm: der.Node) -> Curve:
    name = algorithm[0].oid()
    if name not in KEY_ALGORITHMS:
        foreign = _NAMED_FOREIGN.get(name, f"OID {name}")
        raise UnsupportedError(f"a private key of another algorithm ({foreign}), not DSTU 4145")
    return curve_from_parameters(algorithm[1])


def _number(octets: bytes, curve: Curve) -> int:
    """The little-endian number; bytes beyond the field are random filling in some files."""
    if not octets or len(octets) > _MAX_KEY_BYTES:
        raise MalformedError(f"a private key of {len(octets)} bytes")
    return int.from_bytes(octets, "little") & ((1 << curve.m) - 1)


def _attributes(root: der.Node) -> dict[str, der.Node]:
    """The value of each attribute by its identifier, from [0]; some writers put one more SET around them."""
    found: dict[str, der.Node] = {}
    holder = root.find(0xA0)
    if holder is None:
        return found
    entries = list(holder)
    if len(entries) == 1 and (not len(entries[0]) or entries[0][0].constructed):
        entries = list(entries[0])
    if len(entries) > _MAX_ATTRIBUTES:
        raise MalformedError("a private key with too many attributes")
    for entry in entries:
        name = entry[0].oid()
        if name in found:
            raise MalformedError(f"the attribute {name} of a private key occurs twice")
        values = entry[1].expect(der.SET)
        if len(values):
            found[name] = values[0]
    return found


def _second_key(attributes: dict[str, der.Node], name: str) -> PrivateKey:
    curve = _second_curve(attributes.get(SECOND_PARAMETERS))
    bits = attributes[SECOND_KEY].expect(der.BIT_STRING).content
    if not bits or bits[0] > 7:
        raise MalformedError("the second key of the file is broken")
    second_id = attributes.get(SECOND_KEY_ID)
    return private_key(
        curve,
        _number(bits[1:].translate(REVERSED_BITS), curve),
        key_id=second_id.octets() if second_id is not None else None,
        name=name,
    )


def _second_curve(parameters: der.Node | None) -> Curve:
    if parameters is None:
        raise MalformedError("the second key of the file has no parameters")
    if parameters[0].tag == der.OID:
        return curve_from_parameters(parameters)
    binary = parameters[0].expect(der.SEQUENCE)
    return curve_by_parameters(binary[0][0].integer(), binary[3].integer())
