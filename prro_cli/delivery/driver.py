"""What a channel's driver is given and what it gives back. The word that matters is *uncertain*.

A driver says `idempotent` where its gateway drops a second message with the same id; only there may a message whose
fate is not known be sent again by itself (peripherals 2.0: "never blind repeat").
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import Protocol

from prro_cli.record import dataclass


class Fate(StrEnum):
    """What became of one attempt."""

    DELIVERED = "delivered"
    """The gateway took it."""
    REFUSED = "refused"
    """It will never take it: wrong address, wrong token, stop list."""
    LATER = "later"
    """For certain not taken now; a repetition may succeed."""
    UNCERTAIN = "uncertain"
    """It may have left; no answer, or none that can be understood."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of one attempt, in words that hold no address (the courier masks what a gateway quotes)."""

    fate: Fate
    reason: str = ""
    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A rendered receipt that goes with an e-mail."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """One receipt for one address."""

    channel: str
    address: str = field(repr=False)
    message_id: str
    subject: str
    text: str
    html: str = ""
    link: str = ""
    attachments: tuple[Attachment, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    """The fields of the templates, for drivers that make their own texts."""
    repeated: bool = False
    """An earlier attempt with this id may have arrived."""


class Driver(Protocol):
    """One way to send."""

    @property
    def name(self) -> str:
        """As the journal names it."""
        ...

    @property
    def idempotent(self) -> bool:
        """Whether a second message with the same id is dropped by the other side."""
        ...

    @property
    def attachments(self) -> tuple[str, ...]:
        """What it wants attached: `pdf`, `png`, or nothing."""
        ...

    def send(self, message: Message, seconds: float) -> Outcome:
        """Send within so many seconds; never raises for what the other side does."""
        ...

    def ping(self, seconds: float) -> str | None:
        """Does the other side answer and take our secret? Empty: yes; else why not; None: it cannot be asked."""
        ...
