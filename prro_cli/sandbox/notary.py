"""What the server needs of signatures: open what a client signed, seal what it answers."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from prro_cli.record import dataclass


@dataclass(frozen=True, slots=True)
class Envelope:
    """A signed message whose signature holds, and who signed it."""

    content: bytes
    ski: str
    name: str
    codes: frozenset[str]
    not_before: datetime
    not_after: datetime
    timestamped: bool


class Notary(Protocol):
    """Opens and seals messages; the real one is `cms_notary`, simulations may use a cheaper one."""

    def open(self, data: bytes) -> Envelope:
        """The content and its signer; RefusalError 9 (form of the message) or 12 (signature, certificate)."""
        ...

    def seal(self, content: bytes, *, stamp: bool = False) -> bytes:
        """The content signed by the server, with a time-stamp of its own authority if asked."""
        ...

    def add_server_signature(self, signed: bytes) -> bytes:
        """A sender's message with the server's signature beside his (document request type 5)."""
        ...

    def spoil(self, sealed: bytes) -> bytes:
        """A sealed message whose signature no longer holds (a fault)."""
        ...

    def time_stamp(self, data: bytes) -> bytes:
        """The answer of the throw-away time-stamping authority to a request."""
        ...
