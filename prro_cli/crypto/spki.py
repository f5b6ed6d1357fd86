"""Public keys of DSTU 4145 as certificates carry them, and the parameters beside them.

Four forms of parameters occur in real certificates: a named curve or an explicit ECBinary, each with or
without the packed S-box (DKE). Explicit parameters are only compared: the curve is recognised by its degree
and order among the ten named ones, and nothing is ever computed on numbers from a file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from functools import lru_cache

from prro_cli.crypto import der, oids
from prro_cli.crypto.curves import (
    Curve,
    Point,
    check_public_point,
    compress_point,
    curve_by_oid,
    curve_by_parameters,
    expand_point,
)
from prro_cli.crypto.errors import MalformedError, UnsupportedError
from prro_cli.record import dataclass

DKE_LENGTH = 64
DEFAULT_DKE = bytes.fromhex(
    "a9d6eb45f13c708280c4967b231f5eadf658eba4c037291d38d96bf025ca4e17"
    "f8e9720dc615b43a28975f0bc1dea36438b564ea2c179fd0123e6db8fac57904"
)


@dataclass(frozen=True, slots=True)
class KeyParameters:
    """A curve, and the S-box where the parameters name one."""

    curve: Curve
    dke: bytes | None = None


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key: the curve and the compressed point, decompressed when first needed."""

    curve: Curve
    compressed: bytes
    dke: bytes | None = field(default=None, compare=False)

    @property
    def point(self) -> Point:
        """The point, checked to lie on the curve and to have the prime order."""
        return _point(self.curve, self.compressed)

    @property
    def octets(self) -> bytes:
        """The DER OCTET STRING of the compressed point: what key identifiers are hashes of."""
        return der.octet_string(self.compressed)

    def matches(self, curve: Curve, point: Point) -> bool:
        """Whether this is that very point."""
        return curve is self.curve and compress_point(curve, point) == self.compressed

    def key_id(self, digest: Callable[[bytes], bytes]) -> bytes:
        """The subject key identifier by the given hash."""
        return digest(self.octets)


@lru_cache(maxsize=256)
def _point(curve: Curve, compressed: bytes) -> Point:
    point = expand_point(curve, compressed)
    check_public_point(curve, point)
    return point


def parse_spki(node: der.Node) -> PublicKey:
    """The key of a SubjectPublicKeyInfo of DSTU 4145; other algorithms are refused."""
    node.expect(der.SEQUENCE)
    algorithm = node[0].expect(der.SEQUENCE)
    if algorithm[0].oid() != oids.DSTU4145_LE:
        raise UnsupportedError(f"a public key of the algorithm {algorithm[0].oid()}, not DSTU 4145")
    parameters = parse_parameters(algorithm[1])
    compressed = der.parse(node[1].bits()).octets()
    if len(compressed) != parameters.curve.field_bytes:
        raise MalformedError(f"a public key of {len(compressed)} bytes on {parameters.curve.name}")
    return PublicKey(parameters.curve, compressed, parameters.dke)


def parse_parameters(node: der.Node) -> KeyParameters:
    """The parameters of the key algorithm, in any of the four forms."""
    node.expect(der.SEQUENCE)
    if len(node) > 2:
        raise MalformedError("key parameters with needless parts")
    curve = curve_by_oid(node[0].oid()) if node[0].tag == der.OID else _explicit(node[0])
    dke = None
    if len(node) == 2:
        dke = node[1].octets()
        if len(dke) != DKE_LENGTH:
            raise MalformedError(f"an S-box of {len(dke)} bytes")
    return KeyParameters(curve, dke)


def curve_from_parameters(node: der.Node) -> Curve:
    """Only the curve of the parameters."""
    return parse_parameters(node).curve


def _explicit(node: der.Node) -> Curve:
    """The named curve that an ECBinary means, recognised by degree and order; the rest is not even read."""
    parts = list(node.expect(der.SEQUENCE))
    if parts and parts[0].tag == 0xA0:  # BouncyCastle may write the default version
        if parts[0][0].integer() != 0:
            raise UnsupportedError("key parameters of an unknown version")
        parts = parts[1:]
    if len(parts) != 5:
        raise MalformedError("broken explicit curve parameters")
    return curve_by_parameters(parts[0].expect(der.SEQUENCE)[0].integer(), parts[3].integer())


@lru_cache(maxsize=32)
def ec_binary(curve: Curve) -> bytes:
    """The explicit parameters of a named curve."""
    exponents = [der.integer(k) for k in sorted(curve.exponents)]
    return der.sequence(
        der.sequence(der.integer(curve.m), exponents[0] if len(exponents) == 1 else der.sequence(*exponents)),
        der.integer(curve.a),
        der.octet_string(curve.b.to_bytes(curve.field_bytes, "little")),
        der.integer(curve.n),
        der.octet_string(compress_point(curve, curve.base)),
    )


def build_parameters(curve: Curve, *, named: bool = False, dke: bytes | None = None) -> bytes:
    """Parameters in the wanted form; the style before 2026 is explicit with the S-box, the new one without."""
    first = der.oid(curve.oid) if named else ec_binary(curve)
    return der.sequence(first, der.octet_string(dke)) if dke is not None else der.sequence(first)


def build_algorithm(curve: Curve, *, named: bool = False, dke: bytes | None = None) -> bytes:
    """The AlgorithmIdentifier of a key."""
    return der.sequence(der.oid(oids.DSTU4145_LE), build_parameters(curve, named=named, dke=dke))


def build_spki(curve: Curve, point: Point, *, named: bool = False, dke: bytes | None = None) -> bytes:
    """SubjectPublicKeyInfo of a public point."""
    return der.sequence(
        build_algorithm(curve, named=named, dke=dke),
        der.bit_string(der.octet_string(compress_point(curve, point))),
    )
