"""What a crash or a lost answer left is dealt with before anything new is begun.

A draft was never sent and is voided; what was sent is asked about. A sent document that nobody can ask about and
that may be issued offline is re-formed there from its own draft, so that the sale stands once and the shop goes on.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, cast

from prro_cli.documents.model import Check, Sent, ZRep
from prro_cli.documents.reader import read_document
from prro_cli.engine import settle, way
from prro_cli.engine.life import apply_verdict, record_offline
from prro_cli.engine.offline import session as sessions
from prro_cli.engine.plan import Plan
from prro_cli.engine.queueing import recipients_of
from prro_cli.engine.settle import Finding
from prro_cli.errors.base import PrroError
from prro_cli.errors.journal import JournalDamagedError
from prro_cli.errors.server import EarlierUnknownError
from prro_cli.journal.events import DocumentKind, NewEvent
from prro_cli.lang import say

if TYPE_CHECKING:
    from prro_cli.documents.kinds import Stamp
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Document, Session

_FACTS = (
    "total",
    "rounding",
    "paid",
    "change",
    "effect",
    "rows",
    "original",
    "request_hash",
    "idempotency_key",
    "z_totals",
)


def recover(post: Post, *, offline_allowed: bool = True) -> list[str]:
    """Settle the unsettled; ids of the documents that were. UnknownResultError where nobody can say."""
    settled = []
    # What was never sent is voided first: an offline twin made below must not take a number behind an interrupted one.
    for document in sorted(post.journal.unsettled(post.name), key=lambda d: d.state not in ("draft", "signed")):
        if document.state in ("draft", "signed"):
            reason = "a command was interrupted before it was sent"
            post.append([NewEvent("document.voided", {"reason": reason}, document.id)])
        elif _stands_offline(post, document):
            continue
        elif (session := _begun_in_its_place(post, document)) is not None:
            _reissue(post, plan_of(post, document), document, session)
        else:
            _ask(post, document, offline_allowed=offline_allowed)
        settled.append(document.id)
    return settled


def _stands_offline(post: Post, document: Document) -> bool:
    """Whether an offline twin stands for it: then the way back decides (API 4.9)."""
    return document.parked and any(twin.state in ("offline", "registered") for twin in post.journal.twins(document.id))


def _begun_in_its_place(post: Post, document: Document) -> Session | None:
    """The session begun for a document set aside whose twin was not made: an interruption came between.

    Whatever the server says of it now, 102 has taken its number or the next one, and papers may follow. So the twin
    is made after all, and the way back decides with proof, as if nothing had come between (API 4.9).
    """
    session = post.journal.current_session(post.name) if document.parked else None
    begin = post.journal.document(session.begin_document or "") if session is not None else None
    return session if begin is not None and begin.state == "offline" else None


def _ask(post: Post, document: Document, *, offline_allowed: bool) -> None:
    if document.state == "sent":
        reason = "a command was interrupted while it was sent"
        post.append([NewEvent("document.unknown", {"reason": reason}, document.id)])
    verdict = settle.probe(post, document)
    if verdict.finding is Finding.ABSENT:
        told = {"reason": verdict.answer}
        events = [NewEvent("document.unsent", told, document.id), NewEvent("document.voided", told, document.id)]
        settle.write_down(post, document, verdict, events)
    elif verdict.finding is Finding.UNANSWERED:
        settle.write_down(post, document, verdict, ())
        if not offline_allowed:
            raise _unknown(document, verdict.answer)
        _issue_offline(post, document, verdict.answer)
    else:
        apply_verdict(post, document, verdict)
        if verdict.finding is Finding.OURS:
            post.remark(
                "settled",
                say(
                    "document {number} had been registered: {fiscal}",
                    number=document.local_number,
                    fiscal=verdict.fiscal_number,
                ),
            )


def _unknown(document: Document, answer: str) -> PrroError:
    return EarlierUnknownError(detail=answer, number=document.local_number, document=document.id)


def _issue_offline(post: Post, document: Document, answer: str) -> None:
    """Go on offline with the document re-formed, or stop with exit 12 where that is not allowed."""
    plan = plan_of(post, document)
    lawful = plan.revocable and not post.rules.online_only and post.rules.enter_offline != "never"
    if not lawful:
        raise _unknown(document, answer)
    session = post.journal.current_session(post.name)
    if session is None:
        try:
            sessions.may_begin(post)
        except PrroError:
            raise _unknown(document, answer) from None
        if post.rules.enter_offline == "ask":
            post.ask(say("The tax server cannot be asked about the last document. Go on offline?"))
    if not document.parked:
        release = post.rules.offline_numbering == "reuse"
        facts = {"reason": "its answer is lost; issued offline in its place", "release_number": release}
        post.append([NewEvent("document.parked", facts, document.id)])
    _reissue(post, plan, document, session or sessions.begin(post, "the last document's answer is lost"))


def _reissue(post: Post, plan: Plan, document: Document, session: Session) -> None:
    way.check_limits(post, plan)
    record_offline(post, plan, session)
    post.remark(
        "reissued-offline",
        say("document {number} had no answer and stands offline now", number=document.local_number),
    )


def plan_of(post: Post, document: Document) -> Plan:
    """A plan that makes the same document again under another number and time."""
    payload = post.journal.draft(document.id) or {}
    xml = post.journal.blob(document.xml)
    if xml is None:
        raise JournalDamagedError(
            path=post.journal.path, detail=say("the bytes of document {id} are missing", id=document.id)
        )
    old = cast(Sent, read_document(xml))
    facts = {name: payload[name] for name in _FACTS if payload.get(name) is not None}
    kind = DocumentKind(document.kind)

    def build(stamp: Stamp) -> Sent:
        return _restamped(old, stamp)

    send = tuple(recipient for _, recipient in recipients_of(post.journal, document.id))
    return Plan(kind, build, document.shift, document.test, facts, twin_of=document.id, send=send)


def _restamped(old: Sent, stamp: Stamp) -> Sent:
    from prro_cli.values import kyiv

    local = stamp.moment.astimezone(kyiv())
    changes: dict[str, Any] = {
        "uid": stamp.uid,
        "orderdate": local.date(),
        "ordertime": local.time().replace(microsecond=0),
        "ordernum": stamp.ordernum,
    }
    if isinstance(old, ZRep):
        return dataclasses.replace(old, zrephead=dataclasses.replace(old.zrephead, **changes))
    assert isinstance(old, Check)
    return dataclasses.replace(old, checkhead=dataclasses.replace(old.checkhead, **changes))
