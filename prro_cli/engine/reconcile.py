"""`prro reconcile`: journal, server and offline session side by side, figure by figure and number by number.

It asks and compares; it changes nothing. What the journal lacks, `adoption` takes over.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from prro_cli.engine import listing, reconcile_figures
from prro_cli.engine.adoption import ask_state
from prro_cli.engine.offline import uncertain
from prro_cli.journal.rows import UNSETTLED as NOT_SETTLED
from prro_cli.journal.rows import DocumentFilter
from prro_cli.lang import later, say
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.engine.reconcile_figures import Figure
    from prro_cli.journal.rows import Document
    from prro_cli.taxserver.answers import ListedDocument, RegistrarState

SAME, WAITING, UNSETTLED, MISSING_HERE, MISSING_THERE, DIFFERENT, DOUBLE = (
    "same",
    "waiting",
    "unsettled",
    "missing here",
    "missing at the server",
    "different",
    "double",
)
"""`double`: the server holds the online document whose answer was lost; the way back decides which remains."""
_TROUBLE = (MISSING_HERE, MISSING_THERE, DIFFERENT)
_OF_THE_SPARE = frozenset({"session_id", "next_session_number"})
AGREE = later("the journal and the server agree")


@dataclass(frozen=True, slots=True)
class Line:
    """One local number as the journal, the server and the offline session know it."""

    local_number: int
    kind: str | None
    state: str | None
    fiscal_number: str | None
    server_fiscal_number: str | None
    verdict: str
    server_state: str | None = None
    """`registered`, `revoked` or `reversed`."""
    server_time: str | None = None
    session: str | None = None
    """The session of an offline document and its number inside it."""
    package: str | None = None
    """The package it is in, and its state."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What agrees and what does not."""

    next_here: int
    next_at_server: int
    shift_here: str
    shift_at_server: str
    lines: tuple[Line, ...]
    judgement: str
    next: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    missing_here: int = 0
    """How many documents the server has and the journal lacks."""
    agrees: bool = True

    @property
    def contradicts(self) -> bool:
        """Whether a number is known to one side only, or known differently; waiting documents contradict nothing."""
        trouble = any(line.verdict in _TROUBLE for line in self.lines)
        return trouble or self.next_here < self.next_at_server or not (self.agrees or self.next == ("prro sync",))


def reconcile(post: Post) -> Reconciliation:
    """Compare everything since the beginning of the server's open shift, or since the journal stopped."""
    state = ask_state(post)
    empty = post.journal.last_document(post.name) is None
    next_here = state.next_local_number if empty else post.journal.next_local_number(post.name)
    missing = range(next_here, state.next_local_number)
    listed = listing.listed(post, state, missing)
    lines = _lines(post, state, listed, missing)
    figures = reconcile_figures.figures(post, state)
    absent = sum(line.verdict == MISSING_HERE for line in lines)
    offline = post.journal.current_session(post.name) is not None
    judgement, steps = _judged(next_here, state.next_local_number, lines, figures, session=offline)
    agrees = judgement == AGREE
    shift = post.journal.open_shift(post.name)
    return Reconciliation(
        next_here=next_here,
        next_at_server=state.next_local_number,
        shift_here=f"open ({shift.number})" if shift else "closed",
        shift_at_server=f"open ({state.opened_by or '?'})" if state.shift_open else "closed",
        lines=lines,
        judgement=say(AGREE) if agrees else judgement,
        next=steps,
        figures=figures,
        missing_here=absent,
        agrees=agrees,
    )


def _lines(post: Post, state: RegistrarState, listed: dict[int, ListedDocument], missing: range) -> tuple[Line, ...]:
    first = min((*listed, *missing), default=state.next_local_number)
    recent = post.journal.documents(DocumentFilter(desk=post.name), limit=max(200, len(listed) + 50))
    ours = {d.local_number: d for d in reversed(recent) if d.consumed and d.local_number >= first}
    numbers = sorted(ours.keys() | listed.keys() | set(missing))
    doubles = {document.local_number for document in uncertain.parked(post)}
    lines = (_line(post, number, ours.get(number), listed.get(number)) for number in numbers)
    return tuple(replace(one, verdict=DOUBLE) if _is_double(one, doubles) else one for one in lines)


def _is_double(line: Line, numbers: set[int]) -> bool:
    return line.local_number in numbers and line.verdict in (DIFFERENT, UNSETTLED) and line.server_state is not None


def _line(post: Post, number: int, ours: Document | None, theirs: ListedDocument | None) -> Line:
    info = theirs.info if theirs else None
    there = info.fiscal_number if info else None
    state = None if info is None else "revoked" if info.revoked else "reversed" if info.storned else "registered"
    moment = theirs.moment.isoformat() if theirs and theirs.moment else None
    if ours is None:
        return Line(number, None, None, None, there, MISSING_HERE, state, moment)
    session = f"{ours.session_id}.{ours.session_number}" if ours.session_id else None
    verdict = _verdict(ours, theirs)
    return Line(
        number, ours.kind, ours.shown_state, ours.fiscal_number, there, verdict, state, moment, session,
        _package(post, ours),
    )  # fmt: skip


def _package(post: Post, document: Document) -> str | None:
    if document.session_id is None or document.package_index is None:
        return None
    packages = post.journal.packages(document.desk, document.session_id)
    found = next((one for one in packages if one.index == document.package_index), None)
    return f"{found.index} {found.state}" if found else None


def _verdict(ours: Document, theirs: ListedDocument | None) -> str:
    if ours.state == "offline":
        if theirs is None:
            return WAITING
        return SAME if theirs.info.fiscal_number == ours.fiscal_number else DIFFERENT
    if ours.state in NOT_SETTLED:
        return UNSETTLED
    if theirs is None:
        return MISSING_THERE
    same = theirs.info.fiscal_number == ours.fiscal_number or ours.fiscal_number is None
    same = same and theirs.info.revoked == (ours.state == "revoked")
    return SAME if same and theirs.info.storned == (ours.reversed_by is not None) else DIFFERENT


def _judged(
    here: int, there: int, lines: tuple[Line, ...], figures: tuple[Figure, ...], *, session: bool
) -> tuple[str, tuple[str, ...]]:
    """One sentence, and the one command that leads on."""
    trouble = [line for line in lines if line.verdict in _TROUBLE]
    waiting = sum(line.verdict in (WAITING, UNSETTLED, DOUBLE) for line in lines)
    double = next((line for line in lines if line.verdict == DOUBLE), None)
    different = [figure.name for figure in figures if figure.verdict == reconcile_figures.DIFFERENT]
    clash = next((line for line in trouble if line.verdict == DIFFERENT), None)
    if double is not None:
        text = say(
            "the answer of document {number} was lost and the server has it; its double stands here:"
            " the way back decides which of the two remains",
            number=double.local_number,
        )
        return text, ("prro sync",)
    if clash is not None:
        text = say(
            "number {number} is one document here and another at the server: two devices, or two copies of one journal",
            number=clash.local_number,
        )
        return text, ("prro reconcile --adopt", f"prro why {clash.local_number}")
    absent = sum(line.verdict == MISSING_HERE for line in trouble)
    if absent:
        text = say(
            "the server has {count} document(s) this journal does not know (next number here {here}, there {there}):"
            " another device or a restored copy",
            count=absent,
            here=here,
            there=there,
        )
        return text, ("prro reconcile --adopt",)
    if waiting:
        return say("{count} documents wait or have no known result; nothing contradicts", count=waiting), ("prro sync",)
    if here > there or trouble:
        text = say(
            "the journal holds documents the server does not show (next number here {here}, there {there})",
            here=here,
            there=there,
        )
        return text, ("prro sync", "prro journal list")
    if different and set(different) <= _OF_THE_SPARE and not session:
        return say("documents agree; the spare offline session is an old one, the server names another"), ("prro sync",)
    if different:
        return say("documents agree, figures do not: {names}", names=", ".join(different)), (
            "prro report x",
            "prro sync",
        )
    return AGREE, ("prro status",)
