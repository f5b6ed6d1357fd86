"""The end of the story: one sentence of judgement about a document, and the next command where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say, word
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.journal.readers import Readers
    from prro_cli.journal.rows import Document


@dataclass(frozen=True, slots=True)
class Verdict:
    """The sentence and what to do."""

    sentence: str
    next: tuple[str, ...] = ()


def judge(journal: Readers, document: Document) -> Verdict:
    """By the state the journal holds now."""
    if document.reversed_by and document.state in ("registered", "offline"):
        return _reversed(journal, document)
    make = {
        "registered": _registered,
        "offline": _offline,
        "unknown": _unknown,
        "sent": _unknown,
        "draft": _begun,
        "signed": _begun,
        "rejected": _rejected,
        "revoked": _revoked,
        "voided": _voided,
    }.get(document.state)
    return make(journal, document) if make else Verdict(say("it is {state}", state=word(document.state)))


def _reversed(journal: Readers, document: Document) -> Verdict:
    by = journal.document(document.reversed_by or "")
    text = say("it was cancelled by reversal {number}; it counts as zero", number=_number(by))
    return Verdict(text, ("prro go-online",) if document.state == "offline" else ())


def _registered(journal: Readers, document: Document) -> Verdict:
    test = say(" (a test document, without fiscal force)") if document.test else ""
    number = document.fiscal_number
    if document.how == "adopted":
        return Verdict(say("it was made elsewhere and taken over from the tax server as {number}; nothing is left to do"
                           "{test}", number=number, test=test))  # fmt: skip
    if document.printed == "failed":
        text = say("it is registered as {number} and valid{test}; only its paper failed", number=number, test=test)
        return Verdict(text, (f"prro receipt print {number}",))
    if document.printed in ("begun", "unknown"):
        text = say("it is registered as {number} and valid{test}; whether its paper came out is not known",
                   number=number, test=test)  # fmt: skip
        return Verdict(text, (f"prro receipt copy {number}",))
    return Verdict(say("it is registered as {number}; nothing is left to do{test}", number=number, test=test))


def _offline(journal: Readers, document: Document) -> Verdict:
    waiting = journal.queue(document.desk)
    ahead = [one for one in waiting if one.local_number < document.local_number]
    stuck = [one for one in waiting if one.stuck]
    if document.stuck:
        behind = len(waiting) - len(ahead) - 1
        text = say(
            "the tax server refused it inside a package ({code} {text}); {behind} document(s) wait behind it",
            code=document.refusal_code if document.refusal_code is not None else "", behind=behind,
            text=" ".join((document.refusal_text or "").split()),
        )  # fmt: skip
        return Verdict(text, (f"prro stuck show {document.local_number}",))
    holding = next((one for one in stuck if one.local_number < document.local_number), None)
    if holding is not None:
        text = say("it is lawfully issued and waits behind document {number}, which needs a person",
                   number=holding.local_number)  # fmt: skip
        return Verdict(text, (f"prro stuck show {holding.local_number}",))
    text = say("it is lawfully issued offline as {number} and waits for the link, {ahead} document(s) before it",
               number=document.fiscal_number, ahead=len(ahead))  # fmt: skip
    return Verdict(text, ("prro go-online",))


def _unknown(journal: Readers, document: Document) -> Verdict:
    twin = next((t for t in journal.twins(document.id) if t.state in ("offline", "registered")), None)
    if document.parked and twin is not None:
        text = say("its answer was lost; {number} stands for it offline, and the way back decides which of the two "
                   "remains", number=twin.fiscal_number)  # fmt: skip
        return Verdict(text, ("prro go-online",))
    text = say("it was sent and its result is unknown; nothing follows it until the tax server was asked")
    return Verdict(text, ("prro sync",))


def _begun(journal: Readers, document: Document) -> Verdict:
    text = say("it was begun and never left this machine; the next command sets it aside, its number is free then")
    return Verdict(text, ("prro sync",))


def _rejected(journal: Readers, document: Document) -> Verdict:
    code = document.refusal_code
    kept = journal.document_by_local_number(document.desk, document.local_number)
    taken = say("; its number went to {kind} {number}", kind=word(kept.kind), number=_number(kept)) if kept else ""
    text = say("the tax server refused it; it is not registered and counts nowhere{taken}", taken=taken)
    return Verdict(text, (f"prro explain {code}",) if code is not None else ("prro status",))


def _revoked(journal: Readers, document: Document) -> Verdict:
    replaced = journal.document(document.twin_of) if document.twin_of else None
    after = [*journal.twins(document.id), *([replaced] if replaced else [])]
    stands = next((one for one in after if one.state in ("registered", "offline")), None)
    if stands is not None:
        return Verdict(say("it was taken back and counts nowhere; {number} stands for it", number=_number(stands)))
    if document.revoked_by == "reregister":
        text = say("it was taken out of its offline session and is not registered anew yet")
        return Verdict(text, ("prro go-online",))
    return Verdict(say("it was taken back and counts nowhere"))


def _voided(journal: Readers, document: Document) -> Verdict:
    kept = journal.document_by_local_number(document.desk, document.local_number)
    taken = say("; its number went to {kind} {number}", kind=word(kept.kind), number=_number(kept)) if kept else ""
    return Verdict(say("it was given up: nothing of it is registered and it counts nowhere{taken}", taken=taken))


def _number(document: Document | None) -> str:
    if document is None:
        return "?"
    return document.fiscal_number or str(document.local_number)
