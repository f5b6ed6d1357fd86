"""The narrow seam behind which a faster part can stand.

Everything in this room that hashes with Kupyna or touches a curve goes through the backend that
`current_backend()` returns. The default one is pure Python and needs nothing; a compiled part has to
provide the same four methods and nothing more. GOST 34.311 and GOST 28147 are not here: no foreign part
computes them with the Ukrainian S-boxes.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from prro_cli.crypto.curves import Curve, Point


class Backend(Protocol):
    """What a faster part may replace."""

    @property
    def name(self) -> str:
        """A short name for diagnostics."""
        ...

    def kupyna(self, bits: int, data: bytes) -> bytes:
        """Kupyna (DSTU 7564) of 256, 384 or 512 bits."""
        ...

    def kmac256(self, key: bytes, message: bytes) -> bytes:
        """Kupyna-KMAC-256, the MAC of DSTU 7564."""
        ...

    def sign(self, curve: Curve, d: int, digest: bytes) -> bytes:
        """DSTU 4145 signature of a ready digest: LE(r) || LE(s)."""
        ...

    def verify(self, curve: Curve, point: Point, digest: bytes, signature: bytes) -> bool:
        """Whether the signature of the digest was made with the private key of this public point."""
        ...


class PurePython:
    """The default: this room's own code, imported when first used.

    `verify_own` verifies each new signature wholly before its release; without it only the nonce point is
    checked. It costs about 7 ms on M257.
    """

    __slots__ = ("_verify_own",)
    name = "python"

    def __init__(self, *, verify_own: bool = False) -> None:
        self._verify_own = verify_own

    def kupyna(self, bits: int, data: bytes) -> bytes:
        """Kupyna in table-driven Python."""
        from prro_cli.crypto.kupyna import kupyna_hash

        return kupyna_hash(bits, data)

    def kmac256(self, key: bytes, message: bytes) -> bytes:
        """Kupyna-KMAC-256 in table-driven Python."""
        from prro_cli.crypto.kupyna import kmac256

        return kmac256(key, message)

    def sign(self, curve: Curve, d: int, digest: bytes) -> bytes:
        """DSTU 4145 with a hedged nonce and a self-check."""
        from prro_cli.crypto import dstu4145

        return dstu4145.sign(curve, d, digest, verify=self._verify_own)

    def verify(self, curve: Curve, point: Point, digest: bytes, signature: bytes) -> bool:
        """DSTU 4145 verification."""
        from prro_cli.crypto import dstu4145

        return dstu4145.verify(curve, point, digest, signature)


class DstuCore(PurePython):
    """Kupyna and its MAC from the optional `dstu-core`; curves stay ours.

    Its signatures are never used: it reads the hash as a big-endian number, the national
    infrastructure as a little-endian one, and it cannot sign a ready digest.
    """

    __slots__ = ("_part",)
    name = "dstu-core"

    def __init__(self, part: DstuCorePart, *, verify_own: bool = False) -> None:
        super().__init__(verify_own=verify_own)
        self._part = part

    def kupyna(self, bits: int, data: bytes) -> bytes:
        """Kupyna; 384 bits are the tail of 512 (one state, one initial value in DSTU 7564)."""
        if bits == 256:
            return self._part.kupyna256(data)
        if bits in (384, 512):
            return self._part.kupyna512(data)[64 - bits // 8 :]
        return super().kupyna(bits, data)

    def kmac256(self, key: bytes, message: bytes) -> bytes:
        """Kupyna-KMAC-256; the compiled part takes exactly 32 bytes of key."""
        if len(key) != _KMAC_KEY_BYTES:
            return super().kmac256(key, message)
        return self._part.auth(key, message)


class DstuCorePart(Protocol):
    """The three functions of the `dstu_core` module that are used."""

    def kupyna256(self, message: bytes) -> bytes:
        """Kupyna-256."""
        ...

    def kupyna512(self, message: bytes) -> bytes:
        """Kupyna-512."""
        ...

    def auth(self, key: bytes, message: bytes) -> bytes:
        """Kupyna-KMAC-256."""
        ...


_KMAC_KEY_BYTES = 32
# Kupyna-256 of the empty message: a part that cannot hash nothing is not trusted with anything.
_EMPTY_KUPYNA256 = bytes.fromhex("cd5101d1ccdf0d1d1f4ada56e888cd724ca1a0838a3521e7131d4fb78d0f5eb6")

_chosen: Backend | None = None


def find_backend(*, verify_own: bool = False) -> Backend:
    """The fastest backend that can be imported here and answers a known question correctly."""
    part = _find_dstu_core()
    return PurePython(verify_own=verify_own) if part is None else DstuCore(part, verify_own=verify_own)


def _find_dstu_core() -> DstuCorePart | None:
    try:
        module = importlib.import_module("dstu_core")
    except ImportError:
        return None
    if not all(hasattr(module, name) for name in ("kupyna256", "kupyna512", "auth")):
        return None
    part = cast(DstuCorePart, module)
    return part if part.kupyna256(b"") == _EMPTY_KUPYNA256 else None


def current_backend() -> Backend:
    """The backend of this process: found at first use, or set by `use_backend`."""
    global _chosen  # noqa: PLW0603 - one choice per process is the point
    if _chosen is None:
        _chosen = find_backend()
    return _chosen


def use_backend(backend: Backend | None) -> None:
    """Set the backend of this process; None returns to finding one at next use."""
    global _chosen  # noqa: PLW0603 - see above
    _chosen = backend
