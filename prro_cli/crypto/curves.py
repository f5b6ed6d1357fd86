"""The ten named curves of DSTU 4145-2002 in polynomial basis, and points as certificates hold them.

Parameters in a file are only *recognised*, by (m, n) or by OID; nothing is ever computed on a curve that is
not in this table. Real life uses M257 (signing) and M431 (key agreement and root certificates).
"""

from __future__ import annotations

from dataclasses import field
from functools import lru_cache

from prro_cli.crypto.errors import MalformedError, UnsupportedError
from prro_cli.crypto.gf2m import BinaryField, binary_field
from prro_cli.crypto.points import Group, make_group
from prro_cli.record import dataclass

Point = tuple[int, int]
"""An affine point (x, y) as narrow field elements; infinity has no such form and is no public key."""

CURVE_OID_PREFIX = "1.2.804.2.1.1.1.1.3.1.1.2"


@dataclass(frozen=True, slots=True)
class Curve:
    """y^2 + xy = x^3 + a*x^2 + b over GF(2^m) with base point (gx, gy) of prime order n and cofactor h."""

    index: int
    m: int
    exponents: tuple[int, ...]
    a: int
    b: int = field(repr=False)
    n: int = field(repr=False)
    gx: int = field(repr=False)
    gy: int = field(repr=False)

    @property
    def name(self) -> str:
        """M163 ... M431."""
        return f"M{self.m}"

    @property
    def oid(self) -> str:
        """The OID of the named curve."""
        return f"{CURVE_OID_PREFIX}.{self.index}"

    @property
    def h(self) -> int:
        """The cofactor: 4 when a = 0, 2 when a = 1."""
        return 2 if self.a else 4

    @property
    def field_bytes(self) -> int:
        """Bytes of a field element, and so of a compressed point."""
        return (self.m + 7) // 8

    @property
    def scalar_bytes(self) -> int:
        """Bytes of a private key and of each half of a signature."""
        return (self.n.bit_length() + 7) // 8

    @property
    def signature_bytes(self) -> int:
        """Bytes of LE(r) || LE(s), always full length."""
        return 2 * self.scalar_bytes

    @property
    def base(self) -> Point:
        """The base point."""
        return self.gx, self.gy

    @property
    def field(self) -> BinaryField:
        """The field the curve is over; built once."""
        return binary_field(self.m, self.exponents)

    @property
    def group(self) -> Group:
        """Point operations; built once."""
        return _group(self.m, self.exponents, self.a)


@lru_cache(maxsize=16)
def _group(m: int, exponents: tuple[int, ...], a: int) -> Group:
    return make_group(binary_field(m, exponents), a)


CURVES: tuple[Curve, ...] = (
    Curve(
        index=0,
        m=163,
        exponents=(3, 6, 7),
        a=1,
        b=0x5FF6108462A2DC8210AB403925E638A19C1455D21,
        n=0x400000000000000000002BEC12BE2262D39BCF14D,
        gx=0x2E2F85F5DD74CE983A5C4237229DAF8A3F35823BE,
        gy=0x3826F008A8C51D7B95284D9D03FF0E00CE2CD723A,
    ),
    Curve(
        index=1,
        m=167,
        exponents=(6,),
        a=1,
        b=0x6EE3CEEB230811759F20518A0930F1A4315A827DAC,
        n=0x3FFFFFFFFFFFFFFFFFFFFFB12EBCC7D7F29FF7701F,
        gx=0x7A1F6653786A68192803910A3D30B2A2018B21CD54,
        gy=0x5F49EB26781C0EC6B8909156D98ED435E45FD59918,
    ),
    Curve(
        index=2,
        m=173,
        exponents=(1, 2, 10),
        a=0,
        b=0x108576C80499DB2FC16EDDF6853BBB278F6B6FB437D9,
        n=0x800000000000000000000189B4E67606E3825BB2831,
        gx=0x4D41A619BCC6EADF0448FA22FAD567A9181D37389CA,
        gy=0x10B51CC12849B234C75E6DD2028BF7FF5C1CE0D991A1,
    ),
    Curve(
        index=3,
        m=179,
        exponents=(1, 2, 4),
        a=1,
        b=0x4A6E0856526436F2F88DD07A341E32D04184572BEB710,
        n=0x3FFFFFFFFFFFFFFFFFFFFFFB981960435FE5AB64236EF,
        gx=0x6BA06FE51464B2BD26DC57F48819BA9954667022C7D03,
        gy=0x25FBC363582DCEC065080CA8287AAFF09788A66DC3A9E,
    ),
    Curve(
        index=4,
        m=191,
        exponents=(9,),
        a=1,
        b=0x7BC86E2102902EC4D5890E8B6B4981FF27E0482750FEFC03,
        n=0x40000000000000000000000069A779CAC1DABC6788F7474F,
        gx=0x714114B762F2FF4A7912A6D2AC58B9B5C2FCFE76DAEB7129,
        gy=0x29C41E568B77C617EFE5902F11DB96FA9613CD8D03DB08DA,
    ),
    Curve(
        index=5,
        m=233,
        exponents=(1, 4, 9),
        a=1,
        b=0x6973B15095675534C7CF7E64A21BD54EF5DD3B8A0326AA936ECE454D2C,
        n=0x1000000000000000000000000000013E974E72F8A6922031D2603CFE0D7,
        gx=0x3FCDA526B6CDF83BA1118DF35B3C31761D3545F32728D003EEB25EFE96,
        gy=0x9CA8B57A934C54DEEDA9E54A7BBAD95E3B2E91C54D32BE0B9DF96D8D35,
    ),
    Curve(
        index=6,
        m=257,
        exponents=(12,),
        a=0,
        b=0x1CEF494720115657E18F938D7A7942394FF9425C1458C57861F9EEA6ADBE3BE10,
        n=0x800000000000000000000000000000006759213AF182E987D3E17714907D470D,
        gx=0x2A29EF207D0E9B6C55CD260B306C7E007AC491CA1B10C62334A9E8DCD8D20FB7,
        gy=0x10686D41FF744D4449FCCF6D8EEA03102E6812C93A9D60B978B702CF156D814EF,
    ),
    Curve(
        index=7,
        m=307,
        exponents=(2, 4, 8),
        a=1,
        b=0x393C7F7D53666B5054B5E6C6D3DE94F4296C0C599E2E2E241050DF18B6090BDC90186904968BB,
        n=0x3FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC079C2F3825DA70D390FBBA588D4604022B7B7,
        gx=0x216EE8B189D291A0224984C1E92F1D16BF75CCD825A087A239B276D3167743C52C02D6E7232AA,
        gy=0x5D9306BACD22B7FAEB09D2E049C6E2866C5D1677762A8F2F2DC9A11C7F7BE8340AB2237C7F2A0,
    ),
    Curve(
        index=8,
        m=367,
        exponents=(21,),
        a=1,
        b=0x43FC8AD242B0B7A6F3D1627AD5654447556B47BF6AA4A64B0C2AFE42CADAB8F93D92394C79A79755437B56995136,
        n=0x40000000000000000000000000000000000000000000009C300B75A3FA824F22428FD28CE8812245EF44049B2D49,
        gx=0x324A6EDDD512F08C49A99AE0D3F961197A76413E7BE81A400CA681E09639B5FE12E59A109F78BF4A373541B3B9A1,
        gy=0x1AB597A5B4477F59E39539007C7F977D1A567B92B043A49C6B61984C3FE3481AAF454CD41BA1F051626442B3C10,
    ),
    Curve(
        index=9,
        m=431,
        exponents=(1, 3, 5),
        a=1,
        b=0x3CE10490F6A708FC26DFE8C3D27C4F94E690134D5BFF988D8D28AAEAEDE975936C66BAC536B18AE2DC312CA493117DAA469C640CAF3,
        n=0x3FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFBA3175458009A8C0A724F02F81AA8A1FCBAF80D90C7A95110504CF,
        gx=0x1A62BA79D98133A16BBAE7ED9A8E03C32E0824D57AEF72F88986874E5AAE49C27BED49A2A95058068426C2171E99FD3B43C5947C857D,
        gy=0x70B5E1E14031C1F70BBEFE96BDDE66F451754B4CA5F48DA241F331AA396B8D1839A855C1769B1EA14BA53308B5E2723724E090E02DB9,
    ),
)
"""In the order of their OIDs."""

_BY_NAME = {curve.name: curve for curve in CURVES}
_BY_OID = {curve.oid: curve for curve in CURVES}
_BY_PARAMETERS = {(curve.m, curve.n): curve for curve in CURVES}

M257 = _BY_NAME["M257"]
M431 = _BY_NAME["M431"]


def curve_by_name(name: str) -> Curve:
    """The curve called M163 ... M431."""
    if name not in _BY_NAME:
        raise UnsupportedError(f"no DSTU 4145 curve is called {name!r}")
    return _BY_NAME[name]


def curve_by_oid(oid: str) -> Curve:
    """The curve with this dotted OID."""
    if oid not in _BY_OID:
        raise UnsupportedError(f"{oid} is not a named DSTU 4145 curve in polynomial basis")
    return _BY_OID[oid]


def curve_by_index(index: int) -> Curve:
    """The curve whose OID ends with this arc (0 ... 9)."""
    if not 0 <= index < len(CURVES):
        raise UnsupportedError(f"there is no named DSTU 4145 curve number {index}")
    return CURVES[index]


def curve_by_parameters(m: int, n: int) -> Curve:
    """The curve with this field degree and this order: how explicit parameters are recognised."""
    curve = _BY_PARAMETERS.get((m, n))
    if curve is None:
        raise UnsupportedError(f"curve parameters of degree {m} that are not in the standard's table")
    return curve


def compress_point(curve: Curve, point: Point) -> bytes:
    """A point as certificates hold it: LE octets of x with bit 0 replaced by the trace of y/x."""
    x, y = point
    if x:
        elements = curve.field
        ratio = elements.mul(elements.widen(y), elements.inv(elements.widen(x)))
        x = x & ~1 | elements.trace(ratio)
    return x.to_bytes(curve.field_bytes, "little")


def expand_point(curve: Curve, octets: bytes) -> Point:
    """The point behind compressed LE octets.

    Bit 0 of x is restored from Tr(x) = a, which holds in the prime-order subgroup for odd m. The result is
    on the curve; that it also is in the subgroup, see `check_public_point`.
    """
    if len(octets) != curve.field_bytes:
        raise MalformedError(f"a compressed point of {curve.name} has {curve.field_bytes} bytes, not {len(octets)}")
    packed = int.from_bytes(octets, "little")
    if packed >> curve.m:
        raise MalformedError(f"a compressed point with bits above the field of {curve.name}")
    elements = curve.field
    if not packed:
        return 0, elements.narrow(elements.sqrt(elements.widen(curve.b)))
    x = elements.widen(packed & ~1)
    if elements.trace(x) != curve.a:
        x ^= 1
    if not x:
        raise MalformedError("a compressed point that no point of the curve has")
    inverse = elements.inv(x)
    w = x ^ curve.a ^ elements.mul(elements.widen(curve.b), elements.sqr(inverse))
    z = elements.half_trace(w)
    if elements.sqr(z) ^ z != w:
        raise MalformedError(f"a compressed point that is not on {curve.name}")
    if elements.trace(z) != packed & 1:
        z ^= 1
    return elements.narrow(x), elements.narrow(elements.mul(x, z))


def is_on_curve(curve: Curve, point: Point) -> bool:
    """Whether the coordinates are field elements that satisfy the equation."""
    if any(c < 0 or c >> curve.m for c in point):
        return False
    elements = curve.field
    x, y = (elements.widen(c) for c in point)
    squared = elements.sqr(x)
    left = elements.sqr(y) ^ elements.mul(x, y)
    return left == elements.mul(squared, x ^ curve.a) ^ elements.widen(curve.b)


def is_in_subgroup(curve: Curve, point: Point) -> bool:
    """Whether a point of the curve has the prime order n: what multiplying by n would say, sooner.

    A point is twice another exactly when Tr(x) = a (Seroussi, 1998). With cofactor 2 that is the subgroup.
    With cofactor 4 the half must be twice another too; x of a half is the square root of y + x*(l + 1),
    l being a root of l^2 + l = x + a, and a square root keeps the trace.
    """
    elements = curve.field
    x, y = (elements.widen(c) for c in point)
    if not x or elements.trace(x) != curve.a:
        return False
    if curve.h == 2:
        return True
    slope = elements.half_trace(x ^ curve.a)
    return elements.trace(y ^ elements.mul(x, slope ^ 1)) == curve.a


def check_public_point(curve: Curve, point: Point) -> None:
    """Refuse a point that cannot be a public key: off the curve, or not of the prime order."""
    if not is_on_curve(curve, point):
        raise MalformedError(f"the public key is not a point of {curve.name}")
    if not is_in_subgroup(curve, point):
        raise MalformedError(f"the public key is a point of {curve.name} of a wrong order")
