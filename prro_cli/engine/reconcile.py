"""`prro reconcile`: journal and server side by side, number by number. It asks and compares; it changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.engine.way import NOTHING_SENT, link_error
from prro_cli.journal.rows import DocumentFilter
from prro_cli.record import dataclass
from prro_cli.taxserver import commands
from prro_cli.taxserver.explain import as_error
from prro_cli.taxserver.outcomes import Answered, NoData

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Document
    from prro_cli.taxserver.answers import ListedDocument, RegistrarState

SAME, WAITING, UNSETTLED, MISSING_HERE, MISSING_THERE, DIFFERENT = (
    "same",
    "waiting",
    "unsettled",
    "missing here",
    "missing at the server",
    "different",
)
_TROUBLE = (MISSING_HERE, MISSING_THERE, DIFFERENT)


@dataclass(frozen=True, slots=True)
class Line:
    """One local number as the journal and the server know it."""

    local_number: int
    kind: str | None
    state: str | None
    fiscal_number: str | None
    server_fiscal_number: str | None
    verdict: str


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

    @property
    def agrees(self) -> bool:
        """Whether nothing contradicts."""
        return not any(line.verdict in _TROUBLE for line in self.lines) and self.judgement.startswith("the journal and")

    @property
    def contradicts(self) -> bool:
        """Whether a number is known to one side only, or known differently; waiting documents contradict nothing."""
        trouble = any(line.verdict in _TROUBLE for line in self.lines)
        return trouble or self.next_here < self.next_at_server or not (self.agrees or self.next == ("prro sync",))


def reconcile(post: Post) -> Reconciliation:
    """Compare the last or open shift of the server with the journal."""
    state = _state(post)
    listed = {one.local_number: one for one in _listed(post, state)}
    first = min(listed, default=state.next_local_number)
    known = DocumentFilter(desk=post.name)
    recent = post.journal.documents(known, limit=max(200, len(listed) + 50))
    ours = {d.local_number: d for d in reversed(recent) if d.consumed and d.local_number >= first}
    lines = tuple(_line(number, ours.get(number), listed.get(number)) for number in sorted(ours.keys() | listed.keys()))
    waiting = sum(line.verdict in (WAITING, UNSETTLED) for line in lines)
    next_here = post.journal.next_local_number(post.name)
    shift = post.journal.open_shift(post.name)
    judgement, steps = _judged(next_here, state.next_local_number, lines, waiting)
    return Reconciliation(
        next_here=next_here,
        next_at_server=state.next_local_number,
        shift_here=f"open ({shift.number})" if shift else "closed",
        shift_at_server=f"open ({state.opened_by or '?'})" if state.shift_open else "closed",
        lines=lines,
        judgement=judgement,
        next=steps,
    )


def _state(post: Post) -> RegistrarState:
    answer = post.server.ask(commands.registrar_state(post.desk.fiscal_number), post.signer.sign_command)
    if isinstance(answer, Answered):
        return answer.value
    if isinstance(answer, NoData):
        raise as_error(answer, state=NOTHING_SENT)
    raise link_error(answer)


def _listed(post: Post, state: RegistrarState) -> tuple[ListedDocument, ...]:
    """The documents of the server's present shift; none where no shift is open."""
    if not state.shift_open or (state.shift_id is None and state.open_shift_fiscal_number is None):
        return ()
    by_id = {"shift_id": state.shift_id} if state.shift_id is not None else {}
    by_number = {} if by_id else {"open_fiscal_number": state.open_shift_fiscal_number}
    command = commands.documents(post.desk.fiscal_number, **by_id, **by_number)  # type: ignore[arg-type]
    answer = post.server.ask(command, post.signer.sign_command)
    if isinstance(answer, Answered):
        return answer.value
    if isinstance(answer, NoData):
        return ()
    raise link_error(answer)


def _line(number: int, ours: Document | None, theirs: ListedDocument | None) -> Line:
    there = theirs.info.fiscal_number if theirs else None
    if ours is None:
        return Line(number, None, None, None, there, MISSING_HERE)
    return Line(number, ours.kind, ours.shown_state, ours.fiscal_number, there, _verdict(ours, theirs))


def _verdict(ours: Document, theirs: ListedDocument | None) -> str:
    if ours.state == "offline":
        return WAITING if theirs is None else SAME
    if ours.state != "registered":
        return UNSETTLED
    if theirs is None:
        return MISSING_THERE
    return SAME if theirs.info.fiscal_number == ours.fiscal_number else DIFFERENT


def _judged(here: int, there: int, lines: tuple[Line, ...], waiting: int) -> tuple[str, tuple[str, ...]]:
    """One sentence, and the one command that leads on."""
    trouble = [line for line in lines if line.verdict in _TROUBLE]
    if here < there or any(line.verdict == MISSING_HERE for line in trouble):
        text = f"the server has documents this journal does not know (next number here {here}, there {there})"
        return text + ": another device or a restored copy", ("prro journal export csv", "prro shift status")
    if waiting:
        return f"{waiting} documents wait or have no known result; nothing contradicts", ("prro sync",)
    if here > there or trouble:
        text = f"the journal holds documents the server does not show (next number here {here}, there {there})"
        return text, ("prro sync", "prro journal list")
    return "the journal and the server agree", ("prro status",)
