"""Everything that can come of a call, as frozen types; nothing else comes out of the client.

`certain` is the same question on each of them: is it now known whether the document (or package) is registered?
Where it is False the only legal next step is to ask (architecture rule 9); the client itself never turns an
unknown result into anything else.
"""

from __future__ import annotations

import hmac
from dataclasses import field
from datetime import datetime
from typing import Generic, TypeVar

from prro_cli.crypto.secret import Secret
from prro_cli.record import dataclass
from prro_cli.taxserver.refusals import Refusal
from prro_cli.taxserver.wire import MAX_EVIDENCE_BYTES, Phase, Trouble

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ClockSkew:
    """The server's clock minus ours, in seconds, and how far the measurement may be off."""

    seconds: float
    uncertainty: float

    def exceeds(self, limit: float) -> bool:
        """Whether the clocks differ by more than `limit` whatever the uncertainty."""
        return abs(self.seconds) - self.uncertainty > limit


@dataclass(frozen=True, slots=True)
class Exchange:
    """How the call went on the wire. `evidence` is the raw answer (at most 64 KB) for the journal."""

    channel: str
    seconds: float
    status: int | None = None
    server_time: datetime | None = None
    skew: ClockSkew | None = None
    media_type: str = ""
    evidence: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        if len(self.evidence) > MAX_EVIDENCE_BYTES:
            object.__setattr__(self, "evidence", self.evidence[:MAX_EVIDENCE_BYTES])


class OfflinePair:
    """The number of an offline session and its secret number; texts, as section 10.5 of the API notes advise."""

    __slots__ = ("seed", "session_id")

    def __init__(self, session_id: str, seed: str) -> None:
        self.session_id = session_id
        self.seed = Secret(seed)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, OfflinePair):
            return NotImplemented
        same = hmac.compare_digest(self.seed.reveal(), other.seed.reveal())
        return self.session_id == other.session_id and same

    def __hash__(self) -> int:
        return hash(self.session_id)

    def __repr__(self) -> str:
        return f"OfflinePair({self.session_id!r}, ***)"


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signed an answer, and how far that is trusted.

    `pinned` is False when the program was given no authorities to check against: `warning` says so then.
    """

    name: str
    code: str
    pinned: bool
    trusted: bool
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """The verified receipt of the server for one of our documents."""

    uid: str
    local_number: int
    fiscal_number: str
    date: str
    time: str
    pair: OfflinePair | None
    signatory: Signatory | None
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Registered:
    """The server has registered our document and proved it."""

    ticket: Ticket
    exchange: Exchange
    warnings: tuple[str, ...] = ()
    certain: bool = True


@dataclass(frozen=True, slots=True)
class PackageAccepted:
    """The server took the package; `granted` is the next offline session when it closed one."""

    granted: OfflinePair | None
    exchange: Exchange
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    """A command was answered."""

    value: T
    exchange: Exchange
    certain: bool = True


@dataclass(frozen=True, slots=True)
class NoData:
    """A command was answered: there is no such data (HTTP 204, or code 13)."""

    exchange: Exchange
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """The server refused. Certain when it named its reason; not when only an HTTP status says so."""

    refusal: Refusal
    exchange: Exchange
    certain: bool = True

    @property
    def code(self) -> int | None:
        """The server's error code, if it gave one."""
        return self.refusal.code

    @property
    def expected_number(self) -> int | None:
        """The local number the server expects (code 7)."""
        return self.refusal.expected_number


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """Not one byte of the body left this machine: for certain the server has nothing."""

    phase: Phase
    trouble: Trouble
    detail: str
    exchange: Exchange
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Unknown:
    """It was sent, and no answer that could be trusted came back. Ask; do not send again."""

    reason: str
    detail: str
    exchange: Exchange
    certain: bool = False


@dataclass(frozen=True, slots=True)
class ServerNotWell:
    """The server, or what stands before it, said 5xx (or 408, 429) after the body was sent."""

    status: int
    detail: str
    exchange: Exchange
    certain: bool = False


@dataclass(frozen=True, slots=True)
class NotTaxServer:
    """Somebody else answered. Certain only when it was found before the body left (a wrong certificate)."""

    reason: str
    detail: str
    exchange: Exchange
    certain: bool = False


Failure = Refused | NotDelivered | Unknown | ServerNotWell | NotTaxServer
DocumentOutcome = Registered | Failure
PackageOutcome = PackageAccepted | Failure
Answer = Answered[T] | NoData | Failure
