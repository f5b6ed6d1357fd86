"""The answer of every writing command: one shape for all of them (cli.md, "`data` of a writing command")."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from prro_cli.cli.report import SideSums, side_sums
from prro_cli.errors.base import ExitCode
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer, Notice
from prro_cli.values import format_money

if TYPE_CHECKING:
    from prro_cli.engine.cashdesk import CashDesk
    from prro_cli.engine.queueing import Sending
    from prro_cli.engine.results import Done

NOT_PRINTED = ("failed", "unknown")
"""What the hook says where the document stands and its paper does not, or perhaps does not: exit 70."""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A document as scripts see it."""

    kind: str
    state: str
    local_number: int
    fiscal_number: str | None
    offline: bool
    test: bool
    uid: str
    time: str
    shift: int | None
    total: str | None
    rounding: str | None
    paid: str | None
    change: str | None
    control_number: str | None
    link: str | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """What a writing command did; `xml` only with --dry-run."""

    schema: ClassVar[str] = "prro.document/1"
    document: DocumentFacts | None
    replayed: bool = False
    printed: str | None = None
    sent: tuple[Sending, ...] = ()
    """Where the receipt goes, masked, and how far it is: `queued` at first (`prro receipt outbox list` tells more)."""
    dry_run: bool = False
    xml: str | None = None


@dataclass(frozen=True, slots=True)
class SaleWritten(Written):
    """A sale."""

    schema: ClassVar[str] = "prro.sale/1"


@dataclass(frozen=True, slots=True)
class ReturnWritten(Written):
    """A return."""

    schema: ClassVar[str] = "prro.return/1"


@dataclass(frozen=True, slots=True)
class ReversalWritten(Written):
    """A reversal."""

    schema: ClassVar[str] = "prro.reversal/1"


@dataclass(frozen=True, slots=True)
class CashInWritten(Written):
    """A service deposit."""

    schema: ClassVar[str] = "prro.cash.in/1"


@dataclass(frozen=True, slots=True)
class CashOutWritten(Written):
    """A service issue."""

    schema: ClassVar[str] = "prro.cash.out/1"


@dataclass(frozen=True, slots=True)
class ShiftOpened(Written):
    """The opening of a shift."""

    schema: ClassVar[str] = "prro.shift.open/1"


@dataclass(frozen=True, slots=True)
class ShiftSums:
    """What the Z-report says."""

    sales: SideSums
    returns: SideSums
    deposits: str
    issues: str


@dataclass(frozen=True, slots=True)
class ShiftClosed(Written):
    """The closing of a shift with the Z-report before it."""

    schema: ClassVar[str] = "prro.shift.close/1"
    z_report: DocumentFacts | None = None
    totals: ShiftSums | None = None


@dataclass(frozen=True, slots=True)
class ZReported(Written):
    """A Z-report without the closing."""

    schema: ClassVar[str] = "prro.report.z/1"
    totals: ShiftSums | None = None


def sums_of(desk: CashDesk, shift: int | None) -> ShiftSums | None:
    """The totals of a shift as texts."""
    if shift is None:
        return None
    totals = desk.post.journal.totals(desk.name, shift)
    return ShiftSums(
        sales=side_sums(totals.real),
        returns=side_sums(totals.ret),
        deposits=format_money(totals.service_input.sum if totals.service_input else 0),
        issues=format_money(totals.service_output.sum if totals.service_output else 0),
    )


def facts_of(done: Done) -> DocumentFacts:
    """The engine's result for scripts."""
    return DocumentFacts(**{name: getattr(done, name) for name in DocumentFacts.__slots__})


def answer_of(desk: CashDesk, done: Done, kind: type[Written]) -> Answer:
    """The command's answer with its circumstances and warnings."""
    result = kind(facts_of(done), done.replayed, done.printed, done.sent, done.dry_run, done.xml)
    return Answer(
        result,
        identifier=done.fiscal_number or done.uid,
        desk=desk.name,
        mode=desk.mode,
        test=done.test,
        warnings=notices(desk),
        exit_code=exit_of(done),
    )


def exit_of(done: Done | None) -> ExitCode:
    """70 where the document stands and its paper does not."""
    missing = done is not None and done.printed in NOT_PRINTED and not done.replayed
    return ExitCode.PERIPHERAL if missing else ExitCode.OK


def notices(desk: CashDesk) -> tuple[Notice, ...]:
    """The remarks of the operation, told once."""
    return tuple(Notice(remark.id, remark.text, remark.hint) for remark in desk.take_remarks())
