"""What a check is given: one document, its signer, the register's state, and where it stands in a package."""

from __future__ import annotations

from datetime import datetime

from prro_cli.record import dataclass
from prro_cli.sandbox.books import Books, Entry, Shift
from prro_cli.sandbox.notary import Envelope
from prro_cli.sandbox.paper import Paper
from prro_cli.sandbox.registry import Operator, Register
from prro_cli.sandbox.sessions import Session, Sessions
from prro_cli.sandbox.switches import Switches


@dataclass(frozen=True, slots=True)
class Court:
    """The server at one moment, inside one transaction."""

    books: Books
    sessions: Sessions
    switches: Switches
    now: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A document of a package: who signed the package, and whether that heals trouble with certificates."""

    index: int
    offset: int
    healed: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One document before the court."""

    court: Court
    paper: Paper
    envelope: Envelope
    signed: bytes
    register: Register
    operator: Operator
    shift: Shift | None
    last: Entry | None
    session: Session | None
    place: Place | None

    @property
    def offline(self) -> bool:
        """Whether it came in a package of offline documents."""
        return self.place is not None

    @property
    def chief(self) -> bool:
        """Whether the signer may act in another person's shift."""
        return self.operator.chief
