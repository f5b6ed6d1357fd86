"""A private key in memory: its number is wrapped so that nothing shows it by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from prro_cli.crypto.errors import CryptoError, MalformedError
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.crypto.curves import Curve, Point


class Scalar:
    """A secret number: the repr is `***`, equality is not offered, pickling is refused.

    Python cannot wipe an integer; `drop()` gives up the reference, which is all that can be done.
    """

    __slots__ = ("_value",)

    def __init__(self, value: int) -> None:
        self._value: int | None = value

    def reveal(self) -> int:
        """The number itself; call it at the last moment and keep no reference."""
        if self._value is None:
            raise CryptoError("this private key was dropped from memory; open its container again")
        return self._value

    def drop(self) -> None:
        """Forget the number."""
        self._value = None

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is never pickled")


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A DSTU 4145 private key as found in a container.

    `key_id` is what the container says (it may be a GOST or a Kupyna hash, or nothing): it helps to ask an
    authority for certificates, but a certificate is matched by the public point only.
    """

    curve: Curve
    secret: Scalar
    key_id: bytes | None = None
    name: str = ""

    def public_point(self) -> Point:
        """Q = -d.G, computed anew on every call."""
        from prro_cli.crypto import dstu4145

        return dstu4145.public_point(self.curve, self.secret.reveal())

    def drop(self) -> None:
        """Forget the secret number."""
        self.secret.drop()


def private_key(curve: Curve, d: int, *, key_id: bytes | None = None, name: str = "") -> PrivateKey:
    """A key from its number, which must lie between 1 and the order of the curve."""
    if not 0 < d < curve.n:
        raise MalformedError("the private number does not fit its curve")
    return PrivateKey(curve, Scalar(d), key_id, name)
