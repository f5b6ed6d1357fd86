"""Taking over what the journal misses: another device made it, or an old copy of the journal was put back (N6).

In the order of local numbers, one commit a document with its proof, so that it may break anywhere and go on. What is
taken over counts like our own: numbers, totals and the shift go on from there. Nothing is sent but questions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from prro_cli.engine import adopt, foreign, foreign_facts, zreport
from prro_cli.engine.offline import packages, refusals, uncertain
from prro_cli.engine.recover import recover
from prro_cli.engine.way import NOTHING_SENT, link_error
from prro_cli.errors.repair import (
    AdoptionImpossibleError,
    DoubleFirstError,
    NothingToAdoptError,
    NumbersOverlapError,
    OtherDeviceOfflineError,
)
from prro_cli.errors.selling import NumberTakenError
from prro_cli.journal.events import DocumentKind, NewEvent
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.taxserver import commands
from prro_cli.taxserver.explain import as_error
from prro_cli.taxserver.outcomes import Answered, NoData

if TYPE_CHECKING:
    from prro_cli.engine.foreign import Foreign
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Document
    from prro_cli.taxserver.answers import RegistrarState

QUESTION = "adopt"
_FRAME_OF_A_SHIFT = (DocumentKind.SHIFT_OPEN, DocumentKind.SHIFT_CLOSE, DocumentKind.Z_REPORT)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """One document that was taken over, or found to be our own after all."""

    local_number: int
    id: str
    kind: str
    fiscal_number: str
    total: int | None
    how: str
    """`adopted`, or `settled` for a document of ours that was not known to be registered."""
    evidence: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What would be taken over: numbers from the server that the journal lacks, and ours that the server has."""

    numbers: range
    settled: tuple[Document, ...]
    state: RegistrarState
    overlapping: tuple[Document, ...] = ()
    """Issued offline here under numbers that the server gave to documents of somebody else."""
    theirs: str = ""
    """What the server has under the first of these numbers."""

    @property
    def count(self) -> int:
        """How many documents are concerned."""
        return len(self.numbers) + len(self.settled)


def ask_state(post: Post) -> RegistrarState:
    """The server's view of the register; no link is exit 10."""
    answer = post.server.ask(commands.registrar_state(post.desk.fiscal_number), post.signer.sign_command)
    if isinstance(answer, Answered):
        return answer.value
    if isinstance(answer, NoData):
        raise as_error(answer, state=NOTHING_SENT)
    raise link_error(answer)


def wanted(post: Post, *, settle: bool = True) -> Wanted:
    """What the server has beyond the journal; errors say why it cannot simply be taken over.

    With `settle` what a crash left is dealt with first, as before any document.
    """
    if settle:
        try:
            recover(post, offline_allowed=False)
        except NumberTakenError:
            recover(post, offline_allowed=False)  # ours is recorded as refused; the rest is looked at again
    doubles = uncertain.parked(post)
    if doubles:
        raise DoubleFirstError(number=doubles[0].local_number, document=doubles[0].id)
    state = ask_state(post)
    _refuse_half_session(post, state)
    settled, overlapping, theirs = _waiting_there(post, state)
    numbers = _missing(post, state)
    if overlapping:  # their numbers become free: the server's documents stand under them
        numbers = range(overlapping[0].local_number, state.next_local_number)
    return Wanted(numbers, settled, state, overlapping, theirs)


def _missing(post: Post, state: RegistrarState) -> range:
    if post.journal.last_document(post.name) is not None:
        return range(post.journal.next_local_number(post.name), state.next_local_number)
    first = state.first_local_number if state.shift_open else None
    return range(first or state.next_local_number, state.next_local_number)


def _refuse_half_session(post: Post, state: RegistrarState) -> None:
    """An unfinished session of another device: its rest is only there, and online documents are refused till then."""
    if state.pair is None or (state.offline_next_number or 1) <= 1:
        return
    known = post.journal.session(post.name, state.pair.session_id)
    last = post.journal.last_in_session(post.name, state.pair.session_id)
    if known is None or (last is None and known.state != "unused"):
        raise OtherDeviceOfflineError(number=state.offline_next_number, session=state.pair.session_id)


def _waiting_there(post: Post, state: RegistrarState) -> tuple[tuple[Document, ...], tuple[Document, ...], str]:
    """Documents that wait offline here and are registered at the server, and those whose numbers are others' there."""
    queue = post.journal.queue(post.name)
    below = [d for d in queue if d.local_number < state.next_local_number]
    for place, document in enumerate(below):
        info = commands.document_info(post.desk.fiscal_number, document.local_number)
        answer = post.server.ask(info, post.signer.sign_command)
        if not isinstance(answer, Answered | NoData):
            raise link_error(answer)
        theirs = answer.value.fiscal_number if isinstance(answer, Answered) else "nothing it shows"
        if theirs != document.fiscal_number:
            return tuple(below[:place]), tuple(queue[place:]), theirs
    return tuple(below), (), ""


def refuse_overlap(found: Wanted) -> None:
    """Unless it is wished, nothing that was printed is registered anew under other numbers."""
    if found.overlapping:
        first = found.overlapping[0]
        raise NumbersOverlapError(number=first.local_number, ours=first.fiscal_number, theirs=found.theirs)


def take_over(
    post: Post, found: Wanted, *, note: str = "", progress: Progress | None = None, renumber: bool = False
) -> tuple[Taken, ...]:
    """Write the decision down, then each document; the pair and the server's state last.

    With `renumber` what was issued offline here under others' numbers is registered online anew, linked to the printed.
    """
    if not found.count:
        raise NothingToAdoptError(detail=say("both expect number {number} next", number=found.state.next_local_number))
    if not renumber:
        refuse_overlap(found)
    _write_decision(post, found, note)
    _take_out(post, found.overlapping)
    done = [_settle(post, document) for document in found.settled]
    for number in found.numbers:
        done.append(_take(post, number, len(done)))
        if progress is not None:
            progress(len(done), found.count)
    _finish(post)
    if found.overlapping:
        made = refusals.finish(post)
        post.remark(
            "registered-anew",
            say("{count} document(s) issued offline here were registered anew", count=len(made)),
            "prro sync",
        )
    if not post.senior:
        text = say(
            "{person}, no senior cashier, took over {count} document(s) that were made elsewhere",
            person=post.person,
            count=len(done),
        )
        post.remark("taken-over-by-a-cashier", text, say("let a senior cashier compare: prro reconcile --cashier NAME"))
    return tuple(done)


def _take_out(post: Post, overlapping: tuple[Document, ...]) -> None:
    """In one commit: they stand no more under their numbers, and are to be registered anew (as `stuck` does it)."""
    for document in overlapping:
        if document.kind in _FRAME_OF_A_SHIFT:
            detail = say(
                "a {kind} was issued offline under it, which cannot be registered anew", kind=say(document.kind)
            )
            raise AdoptionImpossibleError(number=document.local_number, detail=detail, taken=0)
    if overlapping:
        why = "its numbers are others' at the server"
        withdrawn = [packages.withdraw(post, package, why) for package in post.journal.open_packages(post.name)]
        taken = [event for document in reversed(overlapping) for event in refusals.taken_out(post, document)]
        post.append([*withdrawn, *taken])


def _write_decision(post: Post, found: Wanted, note: str) -> None:
    numbers = [d.local_number for d in found.settled] + list(found.numbers)
    facts: dict[str, Any] = {
        "question": QUESTION,
        "choice": f"{numbers[0]}-{numbers[-1]}",
        "by": post.person,
        "senior": post.senior,
        "why": note or "the tax server has documents this journal lacks",
    }
    post.append([NewEvent("decision.made", facts)])


def _settle(post: Post, document: Document) -> Taken:
    info = commands.document_info(post.desk.fiscal_number, document.local_number)
    answer = post.server.ask(info, post.signer.sign_command)
    if not isinstance(answer, Answered):
        raise link_error(answer) if not isinstance(answer, NoData) else as_error(answer)
    evidence = answer.exchange.evidence
    digest = hashlib.sha256(evidence).hexdigest()
    number = document.fiscal_number or answer.value.fiscal_number
    facts = {"fiscal_number": number, "how": "probe", "evidence": digest}
    post.append([NewEvent("document.registered", facts, document.id)], blobs=[evidence])
    return Taken(document.local_number, document.id, document.kind, number, document.total, "settled", digest)


def _take(post: Post, number: int, taken: int) -> Taken:
    found = foreign.fetch(post, number, taken)
    ours = post.journal.document(found.uid)
    evidence = hashlib.sha256(found.evidence).hexdigest()
    if ours is not None:
        facts: dict[str, Any] = {"fiscal_number": found.fiscal_number, "how": "probe", "evidence": evidence}
        post.append([NewEvent("document.registered", facts, ours.id)], blobs=[found.evidence])
        return Taken(number, ours.id, ours.kind, found.fiscal_number, ours.total, "settled", evidence)
    found = _with_key(post, found)
    payload = foreign_facts.payload_of(post, found, taken)
    events = [NewEvent("document.adopted", payload, found.uid)]
    if found.revoked:
        events.append(NewEvent("document.revoked", {"by": "the tax server", "evidence": evidence}, found.uid))
    blobs = [found.xml, found.evidence, *([found.signed] if found.signed is not None else [])]
    post.append(events, blobs=list(dict.fromkeys(blobs)))
    return Taken(number, found.uid, payload["kind"], found.fiscal_number, payload.get("total"), "adopted", evidence)


def _with_key(post: Post, found: Foreign) -> Foreign:
    """Whose shift it is decides who may go on: where the signature is not shown, the server's state tells the key."""
    if found.key_ski is not None:
        return found
    state = ask_state(post)
    opened = state.shift_open and found.fiscal_number == state.open_shift_fiscal_number
    return replace(found, key_ski=state.opened_by_key) if opened else found


def _finish(post: Post) -> None:
    """The server's state as it is now: its offline pair belongs to the documents taken over."""
    state = ask_state(post)
    adopt.observe(post, state)
    post.observed_next = state.next_local_number


def differences(post: Post) -> tuple[zreport.Difference, ...]:
    """Our totals of the open shift against the server's; nothing where one of the two has none."""
    shift = post.journal.open_shift(post.name)
    answer = post.server.ask(commands.last_shift_totals(post.desk.fiscal_number), post.signer.sign_command)
    if shift is None or not isinstance(answer, Answered) or answer.value.totals is None or not answer.value.is_open:
        return ()
    return zreport.differences(post.journal.totals(post.name, shift.number), answer.value.totals)


__all__ = ["Taken", "Wanted", "ask_state", "differences", "refuse_overlap", "take_over", "wanted"]
