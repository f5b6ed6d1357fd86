"""The last online document whose answer was lost, when its offline twin comes home (API notes 4.9).

It is asked for by its number and believed by its UID. Where the server has it, the begin document gets
REVOKELASTONLINEDOC and is signed again, which is lawful because nothing hashes 102; the server then takes the online
double back. Where the server does not have it, nothing is revoked: a flag set blindly would revoke the good receipt
before it. Every decision is an event with its proof.
"""

from __future__ import annotations

import dataclasses
import hashlib
from typing import TYPE_CHECKING, Any

from prro_cli.documents.model import Check
from prro_cli.documents.reader import read_document
from prro_cli.documents.writer import write
from prro_cli.engine import settle
from prro_cli.engine.offline import packages
from prro_cli.engine.settle import Finding, Verdict
from prro_cli.errors.journal import JournalDamagedError
from prro_cli.errors.offline import StillOfflineError, UncertainUndecidedError
from prro_cli.journal.events import TECHNICAL, NewEvent
from prro_cli.lang import say
from prro_cli.taxserver.outcomes import Registered

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Document, Session
    from prro_cli.taxserver.answers import RegistrarState

QUESTION = "revoke-last-online"
REVOKE, KEEP, UNDECIDED = "revoke", "not-there", "undecided"


def parked(post: Post) -> list[Document]:
    """Online documents set aside whose fate is open."""
    return [d for d in post.journal.unsettled(post.name) if d.parked and d.state == "unknown"]


def decide(post: Post, session: Session, state: RegistrarState) -> list[str]:
    """Settle what was set aside before this session began; sentences for the user."""
    begin = post.journal.document(session.begin_document or "")
    if begin is None or begin.state != "offline":
        return []  # 102 is delivered: it was decided then
    told = []
    for document in parked(post):
        if REVOKE in _choices(post, document):
            continue  # decided before an interruption; 102 carries the flag already
        told.append(_decide_one(post, document, begin, state))
    return told


def follow_ups(post: Post, settled: set[str]) -> list[NewEvent]:
    """When 102 with its flag is registered, the online double is revoked: events for the same commit."""
    session = post.journal.current_session(post.name)
    if session is None or session.begin_document not in settled:
        return []
    events = []
    for document in parked(post):
        if REVOKE in _choices(post, document):
            facts = {"by": session.begin_document, "release_number": not document.consumed}
            facts |= _number_found(post, document)
            events.append(NewEvent("document.revoked", facts, document.id))
    return events


def _number_found(post: Post, document: Document) -> dict[str, str]:
    """The fiscal number under which the server had the double, from the decision to revoke it."""
    made = [e.payload for e in post.journal.events_of(document.id) if e.kind == "decision.made"]
    found = [p.get("fiscal_number") for p in made if p.get("choice") == REVOKE]
    return {"fiscal_number": found[-1]} if found and found[-1] else {}


def _choices(post: Post, document: Document) -> set[str]:
    return {d.choice for d in post.journal.decisions(post.name, document.id) if d.question == QUESTION}


def _decide_one(post: Post, document: Document, begin: Document, state: RegistrarState) -> str:
    verdict = settle.probe(post, document)
    if verdict.finding is Finding.UNANSWERED:
        raise _cannot_ask(post, document, verdict)
    if verdict.finding is Finding.FOREIGN:
        raise _undecided(
            post,
            document,
            say(
                "number {number} is somebody else's: {answer}",
                number=document.local_number,
                answer=verdict.answer,
            ),
        )
    if verdict.finding is Finding.ABSENT:
        if begin.local_number == document.local_number:
            return _never_there(post, document, verdict)
        verdict = _send_again(post, document, verdict)
    elif state.next_local_number != document.local_number + 1:
        raise _undecided(
            post,
            document,
            say("it is registered ({fiscal}), but is not the last document", fiscal=verdict.fiscal_number),
        )
    return _revoke(post, document, begin, verdict)


def _never_there(post: Post, document: Document, verdict: Verdict) -> str:
    events = [
        _decision(document, KEEP, verdict),
        NewEvent("document.refused", {"text": f"never registered: {verdict.answer}"}, document.id),
    ]
    settle.write_down(post, document, verdict, events)
    return say(
        "the online document {number} never arrived; its offline twin stands, nothing is revoked",
        number=document.local_number,
    )


def _send_again(post: Post, document: Document, verdict: Verdict) -> Verdict:
    """With the setting `next`, 102 has the number after it: the server needs the document itself first.

    It is proven absent and no session is open there, so the same bytes may be sent; the flag then takes it back. The
    server accepts that only while its time is near enough.
    """
    facts = {"attempt": document.attempts + 1, "channel": "doc"}
    unsent = NewEvent("document.unsent", {"reason": verdict.answer}, document.id)
    settle.write_down(post, document, verdict, [unsent, NewEvent("document.sending", facts, document.id)])
    message = packages.signed_bytes(post, document)
    outcome = post.server.send_document(message, uid=document.id, local_number=document.local_number)
    lost = NewEvent("document.unknown", {"reason": "sent again to keep the numbers"}, document.id)
    aside = {"reason": "its offline twin stands", "release_number": False}
    post.append([lost, NewEvent("document.parked", aside, document.id)])
    if isinstance(outcome, Registered):
        number = outcome.ticket.fiscal_number
        return Verdict(Finding.OURS, number, "document sent again", f"registered as {number}")
    again = settle.probe(post, document)
    if again.finding is Finding.OURS:
        return again
    detail = getattr(getattr(outcome, "refusal", None), "text", "") or getattr(outcome, "detail", "")
    text = say(
        "the server lacks number {number} and does not take it now ({detail}); 102 has the next one",
        number=document.local_number,
        detail=detail,
    )
    raise _undecided(post, document, text)


def _revoke(post: Post, document: Document, begin: Document, verdict: Verdict) -> str:
    if document.kind in TECHNICAL:
        raise _undecided(
            post,
            document,
            say("a {kind} document cannot be revoked (only receipts and Z-reports)", kind=say(document.kind)),
        )
    xml = flagged(post, begin)
    signed = post.signer.sign(xml, timestamp=True)
    facts = {
        "sha256": hashlib.sha256(signed.message).hexdigest(),
        "size": len(signed.message),
        "key_ski": post.signer.ski,
        "timestamp": signed.stamped,
        "xml": hashlib.sha256(xml).hexdigest(),
        "reason": "REVOKELASTONLINEDOC: the online double was registered",
    }
    events = [_decision(document, REVOKE, verdict), NewEvent("document.signed", facts, begin.id)]
    withdrawn = [packages.withdraw(post, p, "102 was signed again") for p in post.journal.open_packages(post.name)]
    asked: dict[str, Any] = {"question": verdict.question, "answer": verdict.answer or "found"}
    blobs = [signed.message, xml]
    if verdict.evidence:
        asked["evidence"] = hashlib.sha256(verdict.evidence).hexdigest()
        blobs.append(verdict.evidence)
    post.append([NewEvent("document.probed", asked, document.id), *withdrawn, *events], blobs=blobs)
    number = verdict.fiscal_number
    return say(
        "the online document {number} had been registered as {fiscal}; 102 asks to revoke it",
        number=document.local_number,
        fiscal=number,
    )


def flagged(post: Post, begin: Document) -> bytes:
    """The XML of 102 with REVOKELASTONLINEDOC; its control number does not depend on it."""
    xml = post.journal.blob(begin.xml)
    if xml is None:
        raise JournalDamagedError(
            path=post.journal.path, detail=say("the bytes of document {id} are missing", id=begin.id)
        )
    document = read_document(xml)
    assert isinstance(document, Check)  # a begin document is one by its class
    return write(dataclasses.replace(document, checkhead=_with_flag(document)))


def _with_flag(document: Check) -> Any:
    return dataclasses.replace(document.checkhead, revokelastonlinedoc=True)


def _decision(document: Document, choice: str, verdict: Verdict) -> NewEvent:
    facts: dict[str, Any] = {
        "question": QUESTION,
        "choice": choice,
        "document": document.id,
        "proof": verdict.answer,
        "fiscal_number": verdict.fiscal_number,
    }
    if verdict.evidence:
        facts["evidence"] = hashlib.sha256(verdict.evidence).hexdigest()
    return NewEvent("decision.made", facts, document.id)


def _undecided(post: Post, document: Document, detail: str) -> UncertainUndecidedError:
    if UNDECIDED not in _choices(post, document):
        facts = {"question": QUESTION, "choice": UNDECIDED, "proof": detail, "document": document.id}
        post.append([NewEvent("decision.made", facts, document.id)])
    left = post.journal.queue_length(post.name)
    return UncertainUndecidedError(detail=detail, left=left, document=document.id)


def _cannot_ask(post: Post, document: Document, verdict: Verdict) -> StillOfflineError:
    detail = say(
        "document {number} cannot be asked about: {answer}",
        number=document.local_number,
        answer=verdict.answer,
    )
    return StillOfflineError(detail=detail, sent=0, left=post.journal.queue_length(post.name))
