"""Ways out for a document that the server refuses inside a package (issue 5, item 6; R81, N3).

Nothing is deleted, nothing is renumbered silently. A document that follows carries the hash of the refused one, so
the refused one cannot be altered alone; what is possible is told here, one way by one, and each can be tried dry:

* `retry`: the reason is gone (an OCSP that slept, a register put right): the same documents again, in order;
* `senior`: the trouble is a certificate or an access right: a senior cashier signs the packages from outside;
* `remake`: only 102 and 103, which no other document hashes: made again from today's data;
* `settle`: the server has it after all: proven by its fiscal number, which holds a secret;
* `reregister`: what was before it is delivered and the session ended there; it and all after it are registered online
  as new documents with today's data, each linked to the one that was printed.
"""

from __future__ import annotations

import dataclasses
import hashlib
from typing import TYPE_CHECKING, Any

from prro_cli.documents.kinds import Stamp
from prro_cli.documents.model import Sent
from prro_cli.documents.writer import write
from prro_cli.engine import way
from prro_cli.engine.offline import comeback, ending, uncertain
from prro_cli.engine.offline.remade import FRAME, Remade, anew, online, stored_document, with_registration
from prro_cli.engine.recover import plan_of, recover
from prro_cli.errors.offline import NothingStuckError, WayOutClosedError
from prro_cli.journal.events import DocumentKind, NewEvent
from prro_cli.lang import later, say
from prro_cli.record import dataclass
from prro_cli.taxserver import commands
from prro_cli.taxserver.outcomes import Answered

if TYPE_CHECKING:
    from prro_cli.engine.plan import Plan
    from prro_cli.engine.ports import Post
    from prro_cli.journal.readers import Readers
    from prro_cli.journal.rows import Document

QUESTION = "reregister"
WAYS = ("retry", "senior", "remake", "settle", "reregister")
_SIGNATURE_CODES = (2, 3, 12)
_NUMBERS = 7
"""CheckLocalNumberInvalid: no signature and no remaking helps, only numbers that the server expects."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """One way out of a refusal."""

    name: str
    what: str
    command: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A refused document, what it holds up, and the ways out; the first is the proposed one."""

    number: int
    document: str
    kind: str
    fiscal_number: str | None
    code: int | None
    text: str
    behind: int
    ways: tuple[WayOut, ...]


def troubles(journal: Readers, desk: str) -> tuple[Trouble, ...]:
    """Everything that needs a person, in order."""
    waiting = journal.queue(desk)
    stuck = journal.stuck(desk) or _undecided(journal, desk)
    return tuple(_trouble(one, sum(d.local_number > one.local_number for d in waiting)) for one in stuck)


def _undecided(journal: Readers, desk: str) -> list[Document]:
    """The begin document of a session that cannot be squared with the last online document (API 4.9)."""
    session = journal.current_session(desk)
    begin = journal.document(session.begin_document) if session and session.begin_document else None
    if begin is None or begin.state != "offline":
        return []
    open_ = {d.id for d in journal.unsettled(desk) if d.parked}
    made = [d for d in journal.decisions(desk) if d.question == uncertain.QUESTION and d.document in open_]
    if not made or made[-1].choice != uncertain.UNDECIDED:
        return []
    text = say("the last online document before it cannot be revoked, and its number does not fit the server's")
    return [dataclasses.replace(begin, refusal_code=_NUMBERS, refusal_text=text)]


def trouble_of(journal: Readers, desk: str, name: str) -> Trouble:
    """One of them, by local number, fiscal number or id."""
    every = troubles(journal, desk)
    for one in every:
        if name in (str(one.number), one.fiscal_number, one.document):
            return one
    detail = say("{name} is not among the {count} document(s) that the server refused", name=name, count=len(every))
    raise NothingStuckError(detail=detail)


def _trouble(document: Document, behind: int) -> Trouble:
    names = ["retry", "reregister", "settle"]
    if document.refusal_code in _SIGNATURE_CODES:
        names = ["senior", *names]
    elif document.refusal_code == _NUMBERS:
        names = ["reregister", "retry", "settle"]
    elif document.kind in FRAME:
        names = ["remake", *names]
    else:
        names = ["retry", "senior", "reregister", "settle"]
    return Trouble(
        document.local_number,
        document.id,
        document.kind,
        document.fiscal_number,
        document.refusal_code,
        document.refusal_text or "",
        behind,
        tuple(_way(name, document) for name in names),
    )


_WHAT = {
    "retry": later("send the same documents again from this one on, after the reason was removed"),
    "senior": later("a senior cashier signs the packages from outside; the documents stay as they were printed"),
    "remake": later("make this document again from today's data; no other document depends on its bytes"),
    "settle": later("the server is asked; if it has the document, it is settled with that answer as evidence"),
    "reregister": later(
        "end the session before this document; register it and all after it online, linked to the printed"
    ),
}


def _way(name: str, document: Document) -> WayOut:
    senior = " --cashier NAME_OF_A_SENIOR" if name == "senior" else ""
    return WayOut(name, _WHAT[name], f"prro stuck fix {document.local_number} --way {name}{senior} --dry-run")


# --- doing it


@dataclass(frozen=True, slots=True)
class Fix:
    """What a way out did, or would do."""

    way: str
    steps: tuple[str, ...]
    done: bool
    xml: str | None = None
    """The document as it would be made, where a way makes one."""
    changes: tuple[Remade, ...] = ()
    """Every document that is made anew, and what differs from the printed one."""


def fix(post: Post, trouble: Trouble, way_name: str, *, dry_run: bool) -> Fix:
    """Go one way out; with `dry_run` nothing is written and nothing is sent but questions."""
    if way_name not in {one.name for one in trouble.ways}:
        fitting = ", ".join(one.name for one in trouble.ways)
        raise WayOutClosedError(
            way=way_name, detail=say("fitting are {fitting}", fitting=fitting), number=trouble.number
        )
    document = post.journal.document(trouble.document)
    assert document is not None  # it was just listed
    if way_name == "settle":
        return _settle(post, document, dry_run=dry_run)
    if way_name == "remake":
        return _remake(post, document, dry_run=dry_run)
    if way_name == "reregister":
        return _reregister(post, document, dry_run=dry_run)
    if way_name == "senior" and not post.senior:
        raise WayOutClosedError(
            way="senior", detail=say("{person} is no senior cashier", person=post.person), number=trouble.number
        )
    steps = (
        say(
            "documents from {number} on are sent again in their order, signed by {person}",
            number=document.local_number,
            person=post.person,
        ),
    )
    if not dry_run:
        _decided(post, document, way_name, steps[0])
        comeback.come_back(post)
    return Fix(way_name, steps, done=not dry_run)


def _decided(post: Post, document: Document, choice: str, why: str) -> None:
    facts = {"question": "way-out", "choice": choice, "why": why, "by": post.person}
    post.append([NewEvent("decision.made", facts, document.id)])


def _settle(post: Post, document: Document, *, dry_run: bool) -> Fix:
    info = commands.document_info(post.desk.fiscal_number, document.local_number)
    answer = post.server.ask(info, post.signer.sign_command)
    theirs = answer.value.fiscal_number if isinstance(answer, Answered) else None
    if not isinstance(answer, Answered) or theirs != document.fiscal_number:
        detail = say(
            "the server has {theirs} under {number}, not {fiscal}",
            theirs=theirs or say("nothing"),
            number=document.local_number,
            fiscal=document.fiscal_number,
        )
        raise WayOutClosedError(way="settle", detail=detail, number=document.local_number)
    if not dry_run:
        evidence = answer.exchange.evidence
        digest = hashlib.sha256(evidence).hexdigest()
        facts = {"question": "way-out", "choice": "settle", "by": post.person, "evidence": digest}
        number = {"fiscal_number": document.fiscal_number or "", "how": "probe", "evidence": digest}
        events = [NewEvent("decision.made", facts, document.id), NewEvent("document.registered", number, document.id)]
        post.append(events, blobs=[evidence])
    return Fix("settle", (say("the server has {theirs}: the document is registered", theirs=theirs),), done=not dry_run)


def _remake(post: Post, document: Document, *, dry_run: bool) -> Fix:
    """102: the same number and time, today's data. 103: taken out; the way back makes another."""
    if document.kind == DocumentKind.OFFLINE_END:
        if not dry_run:
            _decided(post, document, "remake", "103 is made again")
            ending.go_on(post)
            comeback.come_back(post)
        return Fix("remake", (say("103 is voided and made again with the present time"),), done=not dry_run)
    changes = (anew(post.journal, post.desk, document, anew_online=False),)
    xml = write(with_registration(post.desk, stored_document(post.journal, document)))
    if not dry_run:
        signed = post.signer.sign(xml, timestamp=True)
        facts: dict[str, Any] = {
            "sha256": hashlib.sha256(signed.message).hexdigest(),
            "size": len(signed.message),
            "key_ski": post.signer.ski,
            "timestamp": signed.stamped,
            "xml": hashlib.sha256(xml).hexdigest(),
            "reason": say("made again from today's data"),
        }
        decision = {"question": "way-out", "choice": "remake", "by": post.person}
        events = [NewEvent("decision.made", decision, document.id), NewEvent("document.signed", facts, document.id)]
        post.append(events, blobs=[xml, signed.message])
        comeback.come_back(post)
    steps = (say("102 is written and signed again, then sent"),)
    return Fix("remake", steps, not dry_run, xml.decode("windows-1251"), changes)


def _reregister(post: Post, document: Document, *, dry_run: bool) -> Fix:
    session = post.journal.current_session(post.name)
    if session is None:
        raise WayOutClosedError(way="reregister", detail=say("the register is online"), number=document.local_number)
    behind = [d for d in post.journal.queue(post.name) if d.local_number >= document.local_number]
    again = [d for d in behind if d.kind not in FRAME]
    steps = (
        say(
            "documents before {number} are delivered and the session is ended there",
            number=document.local_number,
        ),
        *(
            say(
                "{kind} {number} ({fiscal}) is registered online anew",
                kind=say(d.kind),
                number=d.local_number,
                fiscal=d.fiscal_number,
            )
            for d in again
        ),
    )
    changes = tuple(anew(post.journal, post.desk, d, anew_online=True) for d in again)
    if dry_run:
        shown = write(online(post.desk, stored_document(post.journal, document), {})) if document in again else None
        return Fix("reregister", steps, False, shown.decode("windows-1251") if shown else None, changes)
    comeback.deliver_before(post, session, document.session_number or 1)
    post.append([event for d in reversed(behind) for event in taken_out(post, d)])
    recover(post)  # an online document set aside before this session is decided by itself now
    comeback.come_back(post)
    finish(post)
    return Fix("reregister", steps, done=True, changes=changes)


def taken_out(post: Post, document: Document) -> list[NewEvent]:
    """It stands no more in this session; its number is free, and what it was is to be registered anew."""
    if document.kind in FRAME and document.kind == DocumentKind.OFFLINE_END:
        return [NewEvent("document.voided", {"reason": say("the session ends before it")}, document.id)]
    facts = {"by": "reregister", "release_number": True}
    revoked = NewEvent("document.revoked", facts, document.id)
    if document.kind in FRAME:
        return [revoked]
    told = {"question": QUESTION, "choice": "online", "by": post.person, "was": document.fiscal_number or ""}
    return [NewEvent("decision.made", told, document.id), revoked]


def unfinished(post: Post) -> list[Document]:
    """Documents taken out of a session that are not registered anew yet, oldest first."""
    wanted = [d.document for d in post.journal.decisions(post.name) if d.question == QUESTION and d.document]
    rows = [post.journal.document(name) for name in wanted]
    waiting = [row for row in rows if row is not None and not _again(post, row)]
    return sorted(waiting, key=lambda d: d.drafted_event)


def _again(post: Post, document: Document) -> Document | None:
    """The document that stands for one that was taken out: made anew, or the online one it had replaced."""
    replaced = post.journal.document(document.twin_of) if document.twin_of else None
    if replaced is not None and replaced.state == "registered":
        return replaced
    return next((t for t in post.journal.twins(document.id) if t.state in ("registered", "offline")), None)


def finish(post: Post) -> list[str]:
    """Register anew what was taken out, in its order; after a crash the next command goes on here."""
    return [way.record(post, _plan_again(post, document)) for document in unfinished(post)]


def _plan_again(post: Post, document: Document) -> Plan:
    plan = plan_of(post, document)
    numbers = _new_numbers(post)
    shift = post.journal.open_shift(post.name)
    if shift is not None and plan.shift != shift.number:  # its own was closed meanwhile, at another device
        plan = dataclasses.replace(plan, shift=shift.number)
    facts = dict(plan.facts)
    original = dict(facts.get("original") or {})
    if original.get("fiscal_number") in numbers:
        original["fiscal_number"], original["document"] = numbers[original["fiscal_number"]]
        facts["original"] = original

    def build(stamp: Stamp) -> Sent:
        return online(post.desk, plan.build(stamp), {old: new for old, (new, _) in numbers.items()})

    return dataclasses.replace(plan, build=build, facts=facts)


def _new_numbers(post: Post) -> dict[str, tuple[str, str]]:
    """Printed fiscal number → the new one and its document: returns and reversals must name the new."""
    found: dict[str, tuple[str, str]] = {}
    for decision in post.journal.decisions(post.name):
        old = post.journal.document(decision.document) if decision.question == QUESTION and decision.document else None
        new = _again(post, old) if old is not None else None
        if old is not None and new is not None and old.fiscal_number and new.fiscal_number:
            found[old.fiscal_number] = (new.fiscal_number, new.id)
    return found


__all__ = [
    "Fix",
    "Trouble",
    "WayOut",
    "finish",
    "fix",
    "taken_out",
    "trouble_of",
    "troubles",
    "unfinished",
]
