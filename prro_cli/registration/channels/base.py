"""What a channel is given, and what it says: taken, not taken, refused, or nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from typing import Protocol, TypeAlias

from prro_cli.lang import later
from prro_cli.record import dataclass

NEVER_TRIED = later("built from official descriptions and public code, never tried live by the authors")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A form on its way: the container as it was stored before this call."""

    file_name: str
    tin: str
    container: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RawReceipt:
    """A receipt as it came, with what the channel said of it (0 and False: nothing)."""

    name: str
    data: bytes = field(repr=False)
    number: int = 0
    final: bool = False
    about: str = ""
    """The form, where the channel knows for certain; a receipt out of a common box must say it itself."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The gateway took it; `ticket` is what receipts are asked for by, if the channel has such a thing."""

    ticket: str = ""
    receipts: tuple[RawReceipt, ...] = ()


@dataclass(frozen=True, slots=True)
class NotSent:
    """For certain not taken: it may be sent again. `unwell` tells a sick gateway from one that was not reached."""

    reason: str
    unwell: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The gateway refused it in so many words; the same form would be refused again."""

    reason: str
    receipts: tuple[RawReceipt, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something may have arrived, and the answer is lost."""

    reason: str


Outcome: TypeAlias = Sent | NotSent | Refused | Unknown


@dataclass(frozen=True, slots=True)
class Asked:
    """A form whose receipts are asked for."""

    file_name: str
    tin: str
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What lay there. `known` names the forms of which the gateway said that it has them, `missing` those of which it
    said that it has not; `trouble` says why the asking failed, if it did.
    """

    receipts: tuple[RawReceipt, ...] = ()
    known: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Seals:
    """What a channel signs for itself: texts for the gateway, never forms."""

    signed: Callable[[bytes], bytes]
    """A CMS SignedData (attached) over the bytes."""
    container: Callable[[bytes], bytes]
    """The whole nest sign → encrypt → sign around the bytes."""


class Channel(Protocol):
    """One way to the tax service."""

    name: str

    def send(self, form: Outgoing) -> Outcome:
        """Send once; never raises for what the other side does, never repeats."""
        ...

    def fetch(self, asked: Sequence[Asked]) -> Fetched:
        """Whatever receipts lie there for these forms."""
        ...
