"""One sentence for each kind of event, as a person tells the life of a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from prro_cli.lang import say, word
from prro_cli.support import why_delivery
from prro_cli.values import format_money

if TYPE_CHECKING:
    from prro_cli.journal.events import Event
    from prro_cli.journal.rows import Document

Told = Mapping[str, Any]
SHOWN_HASH = 16


def sentence(event: Event, document: Document) -> str:
    """What the event says; a kind nobody described is told by its name."""
    told = event.payload
    make = _SENTENCES.get(event.kind)
    if make is None:
        return event.kind
    said = make(told, document)
    asked = told.get("seconds")
    if asked is not None:
        status = f", HTTP {told['http']}" if told.get("http") else ""
        said += f" ({asked} s{status})"
    return said


def _drafted(told: Told, document: Document) -> str:
    total = told.get("total")
    money = say(", total {total}", total=format_money(total)) if total is not None else ""
    where = say("offline, number {number} of session {session}", number=told["session_number"],
                session=told["session_id"]) if told["offline"] else say("online")  # fmt: skip
    twin = say(", in place of {document}", document=told["twin_of"]) if told.get("twin_of") else ""
    return say(
        "drafted {kind} with local number {number} of {time}{money}; {where}{twin}",
        kind=word(told["kind"]), number=told["local_number"], time=_clock(told["time"]), money=money, where=where,
        twin=twin,
    )  # fmt: skip


def _adopted(told: Told, document: Document) -> str:
    total = told.get("total")
    money = say(", total {total}", total=format_money(total)) if total is not None else ""
    return say(
        "taken over from the tax server: {kind} {number} of {time}{money}, fiscal number {fiscal}",
        kind=word(told["kind"]), number=told["local_number"], time=_clock(told["time"]), money=money,
        fiscal=told["fiscal_number"],
    )  # fmt: skip


def _signed(told: Told, document: Document) -> str:
    stamp = say("with a time-stamp") if told.get("timestamp") else say("without a time-stamp")
    key = say(" by key {key}", key=str(told["key_ski"])[:SHOWN_HASH]) if told.get("key_ski") else ""
    why = f": {told['reason']}" if told.get("reason") else ""
    return say("signed{key} {stamp}, sha256 {hash}…{why}", key=key, stamp=stamp, hash=told["sha256"][:SHOWN_HASH],
               why=why)  # fmt: skip


def _sending(told: Told, document: Document) -> str:
    return say("send number {attempt} began (/{channel})", attempt=told["attempt"], channel=told["channel"])


def _unsent(told: Told, document: Document) -> str:
    return say("for certain not delivered: {reason}", reason=told["reason"])


def _unknown(told: Told, document: Document) -> str:
    return say("sent, and no answer that can be trusted came: {reason}", reason=told["reason"])


def _parked(told: Told, document: Document) -> str:
    number = say("its number was given to the double") if told.get("release_number") else say("it keeps its number")
    return say("set aside: {reason}; {number}", reason=told["reason"], number=number)


def _probed(told: Told, document: Document) -> str:
    return say("asked {question}; the answer: {answer}", question=told["question"], answer=told["answer"] or "-")


def _registered(told: Told, document: Document) -> str:
    how = {"answer": say("by the server's answer"), "probe": say("found by asking"), "package": say("in a package")}
    known = how.get(told["how"], told["how"])
    return say("registered as {number}, {how}", number=told["fiscal_number"], how=known)


def _refused(told: Told, document: Document) -> str:
    code = f"{told['code']} {told.get('name', '')}: ".replace(" :", ":") if told.get("code") is not None else ""
    return say("refused: {code}{text}", code=code, text=_one_line(told["text"]))


def _voided(told: Told, document: Document) -> str:
    return say("given up: {reason}", reason=told["reason"])


def _revoked(told: Told, document: Document) -> str:
    free = say("; its number is free") if told.get("release_number") else ""
    return say("taken back by {by}{free}", by=told["by"], free=free)


def _requeued(told: Told, document: Document) -> str:
    return say("waits for a package again: {reason}", reason=told["reason"])


def _printed(told: Told, document: Document) -> str:
    detail = f" ({told['detail']})" if told.get("detail") else ""
    return say("printing: {result}{detail}", result=told["result"], detail=detail)


def _decided(told: Told, document: Document) -> str:
    proof = told.get("proof") or told.get("why")
    why = f": {proof}" if proof else ""
    by = say(" by {person}", person=told["by"]) if told.get("by") else ""
    return say("decided {question} → {choice}{by}{why}", question=told["question"], choice=told["choice"], by=by,
               why=why)  # fmt: skip


def _prepared(told: Told, document: Document) -> str:
    place = told["documents"].index(document.id) + 1 if document.id in told["documents"] else 0
    return say("packed as {place} of {count} into package {index} of session {session}", place=place,
               count=len(told["documents"]), index=told["index"], session=told["session_id"])  # fmt: skip


def _package_sending(told: Told, document: Document) -> str:
    return say("package {index}: send number {attempt} began", index=told["index"], attempt=told["attempt"])


def _accepted(told: Told, document: Document) -> str:
    return say("package {index} was accepted", index=told["index"])


def _package_refused(told: Told, document: Document) -> str:
    if told["text"].startswith("withdrawn"):
        return say("package {index} was {text}", index=told["index"], text=told["text"])
    mine = say(" because of this document") if told.get("failing_document") == document.id else ""
    code = f"{told['code']} " if told.get("code") is not None else ""
    return say("package {index} was refused{mine}: {code}{text}", index=told["index"], mine=mine, code=code,
               text=_one_line(told["text"]))  # fmt: skip


def _package_unknown(told: Told, document: Document) -> str:
    return say("package {index}: the answer is lost ({reason})", index=told["index"], reason=told["reason"])


def _clock(time: str) -> str:
    return time[:19].replace("T", " ")


def _one_line(text: str) -> str:
    return " ".join(text.split())


_SENTENCES: dict[str, Callable[[Told, Document], str]] = {
    "document.drafted": _drafted,
    "document.adopted": _adopted,
    "document.signed": _signed,
    "document.sending": _sending,
    "document.unsent": _unsent,
    "document.unknown": _unknown,
    "document.parked": _parked,
    "document.probed": _probed,
    "document.registered": _registered,
    "document.refused": _refused,
    "document.voided": _voided,
    "document.revoked": _revoked,
    "document.stored_offline": lambda _told, document: say(
        "lawfully issued offline as {number}", number=document.fiscal_number
    ),
    "document.requeued": _requeued,
    "document.printed": _printed,
    "decision.made": _decided,
    "package.prepared": _prepared,
    "package.sending": _package_sending,
    "package.accepted": _accepted,
    "package.refused": _package_refused,
    "package.unknown": _package_unknown,
    **why_delivery.SENTENCES,
}
