"""DSTU 4145-2002 signatures of ready digests, and cofactor Diffie-Hellman on the same curves.

Conventions of the Ukrainian infrastructure: the digest is read as a little-endian number, the public key
is -d*G, a signature is LE(r) || LE(s), each half of full length.

Timing: big-integer Python is not constant time and cannot be. What costs little is done (scalar blinding,
a comb that performs the same operations for every scalar, a random first Z), so that the time of one
signature says next to nothing about its key.
"""

from __future__ import annotations

import binascii
import hashlib
import os
from collections.abc import Callable
from functools import lru_cache

from prro_cli.crypto.curves import M257, Curve, Point, check_public_point, is_in_subgroup, is_on_curve
from prro_cli.crypto.errors import KeyMismatchError, MalformedError, SelfCheckError
from prro_cli.crypto.gf2m import Wide
from prro_cli.crypto.points import (
    Affine,
    Comb,
    Projective,
    build_comb,
    multiply_combs,
    multiply_sum,
    normalise,
    odd_multiples,
)

Entropy = Callable[[int], bytes]
"""Gives that many random bytes."""

_BLINDING_BYTES = 8
_COMB_TEETH = 6
_USES_BEFORE_COMB = 4
_NONCE_RANDOM_BYTES = 64
_NONCE_LABEL = b"prro dstu4145 nonce"


def sign(curve: Curve, d: int, digest: bytes, *, entropy: Entropy = os.urandom, verify: bool = False) -> bytes:
    """Signature of a digest, checked before release: LE(r) || LE(s).

    The nonce point is always checked to lie on the curve, which catches broken arithmetic and tables;
    `verify` adds a whole verification through other tables.
    """
    _check_private(curve, d)
    for attempt in range(256):
        e = _hedged_nonce(curve, d, digest, entropy(_NONCE_RANDOM_BYTES), attempt)
        signature = _sign_with_nonce(curve, d, digest, e, entropy)
        if signature is None:
            continue
        if verify and not _verify(curve, public_point(curve, d, entropy=entropy), digest, signature):
            raise SelfCheckError("a new signature did not verify and was not released")
        return signature
    raise SelfCheckError("no nonce gave a signature: the random source or the arithmetic is broken")


def verify(curve: Curve, public: Point, digest: bytes, signature: bytes) -> bool:
    """Whether the signature of the digest was made with the private key of this public point.

    A wrong length is a malformed signature; anything else that is wrong, the public point included, is False.
    """
    if len(signature) != curve.signature_bytes:
        raise MalformedError(
            f"a {curve.name} signature has {curve.signature_bytes} bytes, this one has {len(signature)}"
        )
    return _verify(curve, public, digest, signature)


def public_point(curve: Curve, d: int, *, entropy: Entropy = os.urandom) -> Point:
    """The public key -d*G."""
    _check_private(curve, d)
    x, lam = _multiply_base(curve, d, entropy)
    return _to_point(curve, (x, lam ^ 1))


def shared_secret(curve: Curve, d: int, public: Point, *, entropy: Entropy = os.urandom) -> int:
    """Cofactor Diffie-Hellman: x of (d*h mod n)*Q; the foreign point is checked first.

    ZZ of an envelope is this number big-endian with leading zero bytes removed.
    """
    _check_private(curve, d)
    check_public_point(curve, public)
    scalar = d * curve.h % curve.n + curve.n * int.from_bytes(entropy(_BLINDING_BYTES), "little")
    table = odd_multiples(curve.group, _to_affine(curve, public))
    product = multiply_sum(curve.group, [(scalar, table)])
    x, _ = normalise(curve.field, [product])[0]
    return curve.field.narrow(x)


def _sign_with_nonce(curve: Curve, d: int, digest: bytes, e: int, entropy: Entropy) -> bytes | None:
    """The signature with a given nonce; None asks for another. Outside of tests only `sign` may call it."""
    x, lam = _multiply_base(curve, e, entropy)
    if not _satisfies_equation(curve, x, lam):
        raise SelfCheckError("the nonce point is not on the curve: broken memory or table, nothing was released")
    r = _commitment(curve, digest, x)
    s = (e + d * r) % curve.n
    if not r or not s:
        return None
    size = curve.scalar_bytes
    return r.to_bytes(size, "little") + s.to_bytes(size, "little")


def _verify(curve: Curve, public: Point, digest: bytes, signature: bytes) -> bool:
    half = curve.scalar_bytes
    r, s = (int.from_bytes(part, "little") for part in (signature[:half], signature[half:]))
    if not (0 < r < curve.n and 0 < s < curve.n):
        return False
    key = _public_key(curve, public)
    if key is None:
        return False
    total = _weighted_sum(curve, key, s, r)
    if not total[2]:
        return False
    x, _ = normalise(curve.field, [total])[0]
    return _commitment(curve, digest, x) == r


def _commitment(curve: Curve, digest: bytes, x: Wide) -> int:
    """r: the low L bits of (digest as a field element) * x(R), where L is one less than the order's bits.

    The digest is a little-endian number cut to m bits; zero stands for one (DSTU 4145, 5.9).
    """
    elements = curve.field
    hashed = int.from_bytes(digest, "little") & ((1 << curve.m) - 1) or 1
    product = elements.narrow(elements.mul(elements.widen(hashed), x))
    return product & ((1 << curve.n.bit_length() - 1) - 1)


def _hedged_nonce(curve: Curve, d: int, digest: bytes, random: bytes, attempt: int) -> int:
    """A nonce in 1 ... n-1 from key, digest and system randomness.

    A repeating random source then still gives different nonces to different digests, and a predictable
    one gives nonces that nobody without the key can compute. 512 bits leave 64 spare for every curve, so
    the reduction has no usable bias.
    """
    key = d.to_bytes(curve.scalar_bytes, "little")
    material = hashlib.sha512(_NONCE_LABEL)
    for part in (bytes([curve.index, attempt]), key, digest, random):
        material.update(len(part).to_bytes(4, "little") + part)
    return 1 + int.from_bytes(material.digest(), "little") % (curve.n - 1)


def _multiply_base(curve: Curve, scalar: int, entropy: Entropy) -> Affine:
    """scalar*G for 0 < scalar < n, by the comb, blinded: a random multiple of n is added, Z is random."""
    blind = int.from_bytes(entropy(_BLINDING_BYTES), "little") >> 1
    mask = curve.field.widen(int.from_bytes(entropy(curve.field_bytes), "little") & ((1 << curve.m) - 1)) or 1
    product = multiply_combs(curve.group, [(_odd(curve, scalar + curve.n * blind), _base_comb(curve))], mask)
    if not product[2]:
        raise SelfCheckError("a multiple of the base point came out as infinity: broken memory or table")
    return normalise(curve.field, [product])[0]


def _satisfies_equation(curve: Curve, x: Wide, lam: Wide) -> bool:
    """The curve equation in (x, l): x^2 (l^2 + l + a) = x^4 + b."""
    mul, sqr = curve.field.mul, curve.field.sqr
    squared = sqr(x)
    return mul(squared, sqr(lam) ^ lam ^ curve.a) == sqr(squared) ^ curve.field.widen(curve.b)


def _check_private(curve: Curve, d: int) -> None:
    if not 0 < d < curve.n:
        raise KeyMismatchError(f"the number is not a private key of {curve.name}")


def _to_affine(curve: Curve, point: Point) -> Affine:
    elements = curve.field
    x, y = elements.widen(point[0]), elements.widen(point[1])
    return x, x ^ elements.mul(y, elements.inv(x))


def _to_point(curve: Curve, affine: Affine) -> Point:
    elements = curve.field
    x, lam = affine
    return elements.narrow(x), elements.narrow(elements.mul(x, x ^ lam))


def build_base_comb(curve: Curve, teeth: int) -> Comb:
    """The comb of the base point, wide enough for blinded scalars."""
    return build_comb(curve.group, _to_affine(curve, curve.base), _comb_bits(curve), teeth)


def _comb_bits(curve: Curve) -> int:
    return curve.n.bit_length() + 8 * _BLINDING_BYTES


@lru_cache(maxsize=10)
def _base_comb(curve: Curve) -> Comb:
    """Once in a process. M257 signs every receipt and comes ready: 0.3 ms instead of 10 to build."""
    return _stored_comb() if curve == M257 else build_base_comb(curve, _COMB_TEETH)


def _stored_comb() -> Comb:
    from prro_cli.crypto import comb_m257

    size, widen = M257.field_bytes, M257.field.widen
    octets = binascii.a2b_base64(comb_m257.TABLE)
    parts = [widen(int.from_bytes(octets[start : start + size], "little")) for start in range(0, len(octets), size)]
    return Comb(comb_m257.COLUMNS, comb_m257.TEETH, list(zip(parts[::2], parts[1::2], strict=True)))


@lru_cache(maxsize=10)
def _base_table(curve: Curve) -> list[Affine]:
    return odd_multiples(curve.group, _to_affine(curve, curve.base))


class _PublicKey:
    """A checked public point with what is worth keeping between verifications."""

    __slots__ = ("affine", "comb", "odd", "uses")

    def __init__(self, curve: Curve, public: Point) -> None:
        self.affine = _to_affine(curve, public)
        self.odd = odd_multiples(curve.group, self.affine)
        self.comb: Comb | None = None
        self.uses = 0


@lru_cache(maxsize=32)
def _public_key(curve: Curve, public: Point) -> _PublicKey | None:
    """The prepared public key, or None if the point cannot be one."""
    if not is_on_curve(curve, public) or not is_in_subgroup(curve, public):
        return None
    return _PublicKey(curve, public)


def _weighted_sum(curve: Curve, key: _PublicKey, s: int, r: int) -> Projective:
    """s*G + r*Q: by windows at first, by combs once the key comes often enough to repay building one."""
    key.uses += 1
    if key.uses <= _USES_BEFORE_COMB:
        return multiply_sum(curve.group, [(s, _base_table(curve)), (r, key.odd)])
    base = _base_comb(curve)
    if key.comb is None:
        key.comb = build_comb(curve.group, key.affine, _comb_bits(curve), base.teeth)
    return multiply_combs(curve.group, [(_odd(curve, s), base), (_odd(curve, r), key.comb)])


def _odd(curve: Curve, scalar: int) -> int:
    """An odd number equal to the scalar modulo n (n is odd)."""
    return scalar if scalar & 1 else scalar + curve.n
