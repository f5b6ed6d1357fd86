"""A wire, keys, a clock and randomness that only pretend, so that engine and sandbox play in one process, the same way
every time."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta

from prro_cli.engine.ports import Signed
from prro_cli.record import dataclass
from prro_cli.sandbox.plain import PlainKey, content_of
from prro_cli.sandbox.sandbox import Sandbox
from prro_cli.sandbox.wire import Request
from prro_cli.taxserver.outcomes import Signatory
from prro_cli.taxserver.seals import Opened, SealError
from prro_cli.taxserver.wire import Phase, Trouble, WireFailure, WireReply


class Clock:
    """One time for both sides; waiting moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        self._steady = 0.0

    def now(self) -> datetime:
        """The pretended moment."""
        return self.moment

    def monotonic(self) -> float:
        """Seconds for durations."""
        return self._steady

    def sleep(self, seconds: float) -> None:
        """Waiting costs nothing here."""
        self._steady += seconds
        self.moment += timedelta(seconds=int(seconds))

    def reach(self, moment: datetime) -> None:
        """Go on to a moment, never back."""
        self.moment = max(self.moment, moment)


@dataclass(slots=True)
class Link:
    """The wire to a sandbox without a socket; it may be cut, and something may befall the next document.

    `befalls`: "lost" (it arrives, its answer does not) or "dropped" (it leaves and never arrives); `cut_then`: the link
    is gone from then on.
    """

    box: Sandbox
    up: bool = True
    befalls: str = ""
    cut_then: bool = False

    def post(
        self, url: str, body: bytes, *, content_type: str, seconds: float, compress: bool = False
    ) -> WireReply | WireFailure:
        """See `taxserver.wire.Wire`."""
        if not self.up:
            return WireFailure(Phase.CONNECT, Trouble.REFUSED, "the link is down", body_left=False, seconds=0.0)
        path = url.rsplit("/", 1)[1]
        befalls, gone = (self.befalls if path == "doc" else ""), self.cut_then
        if befalls:
            self.befalls, self.up = "", not gone
        if befalls != "dropped":
            response = self.box.service.handle(Request("POST", "/" + path, {}, content_type, "", "", body))
            if not befalls:
                return WireReply(response.status, (("content-type", response.content_type),), response.body, 0.01)
        return WireFailure(Phase.WAIT, Trouble.CLOSED, "closed without an answer", body_left=True, seconds=0.01)

    def close(self) -> None:
        """Nothing to close."""


class Seal:
    """Opens what the sandbox pretends to sign."""

    def open(self, signed: bytes) -> Opened:
        """See `taxserver.seals.Seal`."""
        try:
            return Opened(content_of(signed), Signatory("prro sandbox", "", pinned=True, trusted=True))
        except ValueError as error:
            raise SealError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Signer:
    """A pretended key."""

    key: PlainKey

    @property
    def ski(self) -> str:
        """Its identifier."""
        return self.key.ski

    @property
    def person(self) -> str:
        """Whose it is."""
        return self.key.name

    def sign(self, content: bytes, *, timestamp: bool) -> Signed:
        """A document's signature."""
        return Signed(self.key.sign(content), timestamp)

    def sign_command(self, content: bytes) -> bytes:
        """A command's signature."""
        return self.key.sign(content)


class Uids:
    """Identifiers from a seed."""

    def __init__(self, source: random.Random) -> None:
        self._source = source

    def uid(self) -> str:
        """The next one."""
        return str(uuid.UUID(int=self._source.getrandbits(128), version=4))
