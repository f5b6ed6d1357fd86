"""A notary without cryptography, for simulations of thousands of days: a tag and a checksum instead of a signature.

Nothing else about the sandbox changes. `PlainKey.sign` is the client's half.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Final

from prro_cli.record import dataclass
from prro_cli.sandbox.notary import Envelope
from prro_cli.sandbox.refusals import RefusalError

TAG: Final = b"0PLAIN"
"""Begins like a SEQUENCE, so that a signed command is told from JSON the same way."""
SERVER: Final = "server"


@dataclass(frozen=True, slots=True)
class PlainKey:
    """A pretended key: an identifier, a name, taxpayer codes and a term."""

    ski: str
    name: str
    codes: tuple[str, ...]
    not_before: datetime = datetime(2015, 1, 1, tzinfo=UTC)
    not_after: datetime = datetime(2049, 1, 1, tzinfo=UTC)

    def sign(self, content: bytes) -> bytes:
        """A pretended signature."""
        who = json.dumps(
            [self.ski, self.name, list(self.codes), self.not_before.isoformat(), self.not_after.isoformat()]
        ).encode()
        digest = hashlib.sha256(who + content).digest()
        return b"".join((TAG, len(who).to_bytes(4, "big"), digest, who, content))


def content_of(sealed: bytes) -> bytes:
    """The content of a pretended signature; ValueError if it does not hold."""
    size = int.from_bytes(sealed[6:10], "big")
    who, content = sealed[42 : 42 + size], sealed[42 + size :]
    if sealed[:6] != TAG or hashlib.sha256(who + content).digest() != sealed[10:42]:
        raise ValueError("not a pretended signature")
    return content


class PlainNotary:
    """Opens and makes pretended signatures."""

    def __init__(self) -> None:
        self._server = PlainKey(SERVER, "prro sandbox", ())

    def open(self, data: bytes) -> Envelope:
        """The content and who pretends to have signed it."""
        if data[:6] != TAG:
            raise RefusalError(9, "Повідомлення повинно бути засвідчене кваліфікованим електронним підписом")
        try:
            content = content_of(data)
        except ValueError:
            raise RefusalError(12, "Помилка перевірки підпису") from None
        ski, name, codes, begin, end = json.loads(data[42 : 42 + int.from_bytes(data[6:10], "big")])
        return Envelope(
            content, ski, name, frozenset(codes), datetime.fromisoformat(begin), datetime.fromisoformat(end), False
        )

    def seal(self, content: bytes, *, stamp: bool = False) -> bytes:
        """The content as if signed by the server."""
        return self._server.sign(content)

    def add_server_signature(self, signed: bytes) -> bytes:
        """The sender's message as if signed by the server too."""
        return self._server.sign(signed)

    def spoil(self, sealed: bytes) -> bytes:
        """A pretended signature that does not hold."""
        return sealed[:10] + bytes([sealed[10] ^ 1]) + sealed[11:]

    def time_stamp(self, data: bytes) -> bytes:
        """No time-stamps here."""
        return b""
