"""What the engine is given: small protocols, so that every effect can be watched, failed or replaced.

Four things do something to the world: the journal's `append`, the signer's `sign`, the server's `send_document` and
`ask`, and the hook after a document. Everything else in this room decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from prro_cli.engine.standing import restate
from prro_cli.errors.base import PrroError
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.home.desks import Desk
    from prro_cli.journal.store import Journal
    from prro_cli.taxserver.commands import Command
    from prro_cli.taxserver.outcomes import Answer, ClockSkew, DocumentOutcome

T = TypeVar("T")


class Clock(Protocol):
    """The time: of day, and steady."""

    def now(self) -> datetime: ...
    def monotonic(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...


class Randomness(Protocol):
    """Identifiers of documents."""

    def uid(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Signed:
    """A document as it will be sent."""

    message: bytes = field(repr=False)
    stamped: bool
    warning: str = ""


class Signer(Protocol):
    """One opened key. `ski` is the identifier of its certificate, as the server names people."""

    @property
    def ski(self) -> str: ...
    @property
    def person(self) -> str: ...
    def sign(self, content: bytes, *, timestamp: bool) -> Signed: ...
    def sign_command(self, content: bytes) -> bytes: ...


class Server(Protocol):
    """The fiscal server, as `taxserver.client.FiscalServer` offers it."""

    last_skew: ClockSkew | None

    def send_document(
        self, signed: bytes, *, uid: str, local_number: int, seconds: float | None = None
    ) -> DocumentOutcome: ...

    def ask(
        self, command: Command[T], sign: Callable[[bytes], bytes] | None = None, *, seconds: float | None = None
    ) -> Answer[T]: ...


class Hook(Protocol):
    """What happens after a document stands: printing. Its failure never touches the document."""

    def after(self, document: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the user should know although the operation was done."""

    id: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """Settings that decide something here; the composition root fills them."""

    enter_offline: str = "auto"
    offline_numbering: str = "reuse"
    offline_numbers: int = 2000
    offline_zero_sum: str = "include"
    warn_session_hours: int = 30
    warn_month_hours: int = 150
    auto_open: bool = False
    stale_shift: str = "warn"
    device_check: bool = True
    shared_key: bool = False
    online_only: bool = False
    document_seconds: float = 15.0
    probe_seconds: float = 15.0
    package_bytes: int = 175_000
    package_channel: str = "pck"
    document_channel: str = "doc"
    sync_interval: int = 600
    card_code: int = 1
    link_mac: str = "own"


def refuse_questions(question: str) -> None:
    """The default of `Post.ask`: nobody is there."""
    from prro_cli.errors.general import QuestionRefusedError

    raise QuestionRefusedError(question=question)


@dataclass(slots=True)
class Post:
    """A cashier at a desk, with everything the two work with. Made once per command, or per batch."""

    desk: Desk
    journal: Journal
    server: Server
    signer: Signer
    clock: Clock
    randomness: Randomness
    rules: Rules
    cashier: str
    """Name of the cashier's definition."""
    person: str
    """The name on documents."""
    senior: bool = False
    device_id: str = ""
    ask: Callable[[str], None] = refuse_questions
    """Ask a person; raises where the answer is no or nobody is there."""
    hook: Hook | None = None
    remarks: list[Remark] = field(default_factory=list)
    observed_next: int | None = None
    """What the server answered about the next number in this command, if it was asked."""
    looked_back_at: datetime | None = None
    """When this command last looked whether the link is back."""

    @property
    def name(self) -> str:
        """The desk's name, which is its key in the journal."""
        return self.desk.name

    def remark(self, id_: str, text: str, hint: str = "") -> None:
        """Tell the user something once."""
        remark = Remark(id_, text, hint)
        if remark not in self.remarks:
            self.remarks.append(remark)

    def append(self, events: Sequence[Any], **more: Any) -> None:
        """One commit of this desk, dated by the clock; where it fails, the error says what stands."""
        try:
            self.journal.append(self.name, self.clock.now(), events, **more)
        except PrroError as error:
            restate(self, error)
            raise
