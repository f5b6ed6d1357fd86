"""The four national digests as objects: by the name in settings and options.

Which digest goes with which signature is said once, in `algorithms`; Kupyna goes through the backend, so a
compiled part is used where it is importable.
"""

from __future__ import annotations

from prro_cli.crypto import algorithms, oids
from prro_cli.crypto.errors import UnsupportedError
from prro_cli.record import dataclass


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest algorithm."""

    name: str
    oid: str
    size: int  # bytes

    @property
    def signature_oid(self) -> str:
        """The DSTU 4145 signature that includes this digest."""
        return algorithms.signature_of_digest(self.oid)

    def function(self, data: bytes) -> bytes:
        """The digest of the bytes."""
        return algorithms.hash_bytes(self.oid, data)


GOST34311 = Digest("gost34311", oids.GOST34311, 32)
KUPYNA256 = Digest("kupyna256", oids.KUPYNA256, 32)
KUPYNA384 = Digest("kupyna384", oids.KUPYNA384, 48)
KUPYNA512 = Digest("kupyna512", oids.KUPYNA512, 64)

ALL = (GOST34311, KUPYNA256, KUPYNA384, KUPYNA512)
_BY_NAME = {digest.name: digest for digest in ALL}


def by_name(name: str) -> Digest:
    """The digest of a setting or an option."""
    if name not in _BY_NAME:
        raise UnsupportedError(f"the digest {name!r} is not known here; there are {', '.join(_BY_NAME)}")
    return _BY_NAME[name]
