"""The life of one document: exactly the commits of the reliability notes, 5.2.

Draft and number in one commit; signed bytes and "about to be sent" in one commit before the first byte; the answer
in one commit. No signing and no network inside a commit. After "about to be sent" only a probe may follow.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from prro_cli.documents.validator import Context, prepare
from prro_cli.engine import adopt, settle
from prro_cli.engine.heads import KINDS, document_time, stamp_of
from prro_cli.engine.queueing import queue_events, wishes
from prro_cli.engine.settle import Finding
from prro_cli.engine.standing import restate
from prro_cli.errors.base import PrroError
from prro_cli.errors.selling import NumberTakenError
from prro_cli.journal.events import NewEvent
from prro_cli.lang import later, say
from prro_cli.record import dataclass
from prro_cli.taxserver.explain import as_error
from prro_cli.taxserver.outcomes import NotDelivered, NotTaxServer, Refused, Registered, Unknown
from prro_cli.values import format_time

if TYPE_CHECKING:
    from prro_cli.documents.model import Sent
    from prro_cli.engine.plan import Plan
    from prro_cli.engine.ports import Post, Signed
    from prro_cli.journal.rows import Document, Session
    from prro_cli.taxserver.outcomes import DocumentOutcome, Failure

NUMBER_INVALID, SHIFT_OPENED, Z_REGISTERED = 7, 4, 8
_TELL_OF_OURS = (NUMBER_INVALID, SHIFT_OPENED, Z_REGISTERED)
"""Refusals that may mean "you have sent this already" (API notes 4.10): asked about before they are believed."""
MAX_ATTEMPTS = 2
OFFLINE_MEMBERS = 1024
"""Bytes by which a document may grow when it is issued offline after all: its number, hash and flag."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """The document is for certain not at the server, or cannot be asked for; `document` is then set aside."""

    failure: Failure
    unknown: str | None = None


def record_online(post: Post, plan: Plan) -> str | Undelivered:
    """Register a document; its id, or why the link did not carry it. A refusal is raised."""
    uid = post.randomness.uid()
    xml, payload = _drafted(post, plan, uid)
    _draft(post, plan, uid, xml, payload)
    return deliver(post, _row(post, uid), xml)


def _draft(post: Post, plan: Plan, uid: str, xml: bytes, payload: dict[str, Any]) -> None:
    """The number is taken; where the buyer wants the receipt stands in the same commit."""
    queued, addresses = queue_events(post.journal, wishes(post, plan.send), uid)
    post.append([NewEvent("document.drafted", payload, uid), *queued], blobs=[xml], secrets=addresses)


def deliver(post: Post, document: Document, xml: bytes) -> str | Undelivered:
    """Sign and send a drafted online document, and settle what comes of it."""
    signed = _sign(post, xml, timestamp=True)
    if signed.warning:
        post.remark("no-time-stamp", signed.warning, "prro doctor")
    _about_to_send(post, document.id, signed, 1)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        outcome = post.server.send_document(signed.message, uid=document.id, local_number=document.local_number)
        settled = _settle(post, document, outcome, last=attempt == MAX_ATTEMPTS)
        if settled is not None:
            return settled
        post.append([NewEvent("document.sending", {"attempt": attempt + 1, "channel": _CHANNEL}, document.id)])
    raise AssertionError("the last attempt always settles")


_CHANNEL = "doc"


def _sign(post: Post, xml: bytes, *, timestamp: bool) -> Signed:
    """Sign a drafted document; where the key fails, its number is taken already and the error says so."""
    try:
        return post.signer.sign(xml, timestamp=timestamp)
    except PrroError as error:
        restate(post, error)
        raise


def _about_to_send(post: Post, uid: str, signed: Signed, attempt: int) -> None:
    events = [
        NewEvent("document.signed", _signature(post, signed), uid),
        NewEvent("document.sending", {"attempt": attempt, "channel": _CHANNEL}, uid),
    ]
    post.append(events, blobs=[signed.message])


def _signature(post: Post, signed: Signed) -> dict[str, Any]:
    digest = hashlib.sha256(signed.message).hexdigest()
    return {"sha256": digest, "size": len(signed.message), "key_ski": post.signer.ski, "timestamp": signed.stamped}


def _settle(post: Post, document: Document, outcome: DocumentOutcome, *, last: bool) -> str | Undelivered | None:
    """What the outcome means; None where the same bytes may be sent once more (proven absent, the server is there)."""
    if isinstance(outcome, Registered) and _used_before(post, document, outcome.ticket.fiscal_number):
        detail = later("its ticket names the fiscal number of another document")
        outcome = Unknown("number-used", detail, outcome.exchange)
    if isinstance(outcome, Registered):
        _registered(post, document, outcome)
        return document.id
    if isinstance(outcome, NotDelivered) or (isinstance(outcome, NotTaxServer) and outcome.certain):
        _give_up(post, document, outcome)
        return Undelivered(outcome)
    if isinstance(outcome, Refused) and outcome.certain:
        return _refused(post, document, outcome)
    reason = getattr(outcome, "reason", type(outcome).__name__)
    facts = {"reason": reason, **settle.how_it_went(outcome.exchange)}
    post.append([NewEvent("document.unknown", facts, document.id)])
    verdict = settle.probe(post, document)
    if verdict.finding is Finding.ABSENT:
        events = [NewEvent("document.unsent", {"reason": verdict.answer}, document.id)]
        if last:
            events.append(NewEvent("document.voided", {"reason": "the server does not keep it"}, document.id))
        settle.write_down(post, document, verdict, events)
        return Undelivered(outcome) if last else None
    if verdict.finding is Finding.UNANSWERED:
        settle.write_down(post, document, verdict, ())
        return Undelivered(outcome, unknown=document.id)
    apply_verdict(post, document, verdict)
    return document.id


def _used_before(post: Post, document: Document, number: str | None) -> bool:
    """Whether another document of this register has that fiscal number: then the ticket alone is not believed."""
    found = post.journal.documents_by_fiscal_number(number or "", post.name)
    return any(one.id != document.id and one.consumed for one in found)


def apply_verdict(post: Post, document: Document, verdict: settle.Verdict) -> None:
    """A document found under our number: ours becomes registered, somebody else's is an alarm."""
    if verdict.finding is Finding.OURS:
        if _used_before(post, document, verdict.fiscal_number):
            text = say(
                "the tax server gives document {number} a fiscal number it gave before: {fiscal}",
                number=document.local_number,
                fiscal=verdict.fiscal_number,
            )
            post.remark("number-used-twice", text, "prro reconcile")
        facts: dict[str, Any] = {"fiscal_number": verdict.fiscal_number, "how": "probe"}
        settle.write_down(post, document, verdict, [NewEvent("document.registered", facts, document.id)])
        return
    refusal = {"code": NUMBER_INVALID, "name": "CheckLocalNumberInvalid", "text": verdict.answer}
    settle.write_down(post, document, verdict, [NewEvent("document.refused", refusal, document.id)])
    raise NumberTakenError(
        number=document.local_number, fiscal_number=verdict.fiscal_number or "?", document=document.id
    )


def _registered(post: Post, document: Document, outcome: Registered) -> None:
    ticket = outcome.ticket
    facts: dict[str, Any] = {"fiscal_number": ticket.fiscal_number, "how": "answer"}
    facts |= settle.how_it_went(outcome.exchange)
    facts["server_time"] = f"{ticket.date} {ticket.time}"
    events, secrets = [], list[Any]()
    blobs: list[bytes] = []
    if ticket.pair is None:
        facts["ticket"] = hashlib.sha256(ticket.raw).hexdigest()
        blobs.append(ticket.raw)
    else:  # it holds the secret of the next offline session, which is sealed: only its hash is kept of the rest
        facts["ticket_sha256"] = hashlib.sha256(ticket.raw).hexdigest()
        events = adopt.grant(post, ticket.pair, "ticket", secrets)
    events = [NewEvent("document.registered", facts, document.id), *events]
    post.append(events, blobs=blobs, secrets=secrets)
    for warning in outcome.warnings:
        post.remark("server-answer", warning, "prro desk set NAME --trust FILE")


def _refused(post: Post, document: Document, outcome: Refused) -> str:
    """The server's no; where it may mean "you have it registered already", the server is asked first."""
    if outcome.code in _TELL_OF_OURS:
        verdict = settle.look(post, document)
        if verdict.finding is Finding.OURS:
            post.append([NewEvent("document.unknown", {"reason": "refused as if sent before"}, document.id)])
            apply_verdict(post, document, verdict)
            return document.id
    refusal = outcome.refusal
    facts: dict[str, Any] = {"text": refusal.text, "name": refusal.name, **settle.how_it_went(outcome.exchange)}
    facts["evidence"] = hashlib.sha256(outcome.exchange.evidence).hexdigest()
    if refusal.code is not None:
        facts["code"] = refusal.code
    if refusal.expected_number is not None:
        facts["expected"] = str(refusal.expected_number)
    post.append([NewEvent("document.refused", facts, document.id)], blobs=[outcome.exchange.evidence])
    raise as_error(outcome, document=document.id)


def _give_up(post: Post, document: Document, outcome: NotDelivered | NotTaxServer) -> None:
    facts = {"reason": outcome.detail or "not delivered", **settle.how_it_went(outcome.exchange)}
    events = [
        NewEvent("document.unsent", facts, document.id),
        NewEvent("document.voided", {"reason": "not delivered for certain; its number is free"}, document.id),
    ]
    post.append(events)


def record_offline(post: Post, plan: Plan, session: Session) -> str:
    """Issue a document offline: number in the session, control number, chained hash; signed without a time-stamp."""
    uid = post.randomness.uid()
    xml, payload = _drafted(post, plan, uid, session)
    _draft(post, plan, uid, xml, payload)
    store_offline(post, uid, xml)
    return uid


def store_offline(post: Post, uid: str, xml: bytes) -> None:
    """Sign a drafted offline document; with its signature it is lawfully issued."""
    signed = _sign(post, xml, timestamp=False)
    events = [
        NewEvent("document.signed", _signature(post, signed), uid),
        NewEvent("document.stored_offline", {}, uid),
    ]
    post.append(events, blobs=[signed.message])


def preview(post: Post, plan: Plan, session: Session | None) -> tuple[bytes, dict[str, Any]]:
    """The document as it would be made now; nothing is taken (`--dry-run`, and the check before a number is taken)."""
    return _drafted(post, plan, "00000000-0000-4000-8000-000000000000", session)


def _drafted(post: Post, plan: Plan, uid: str, session: Session | None = None) -> tuple[bytes, dict[str, Any]]:
    """The XML of a document and the payload of its draft."""
    moment = document_time(post, offline=session is not None)
    number = post.journal.next_local_number(post.name)
    document = plan.build(stamp_of(post, moment, number, uid=uid, test=plan.test))
    payload: dict[str, Any] = {
        "kind": str(plan.kind),
        "class": plan.document_class,
        "local_number": number,
        "time": format_time(moment),
        "cashier": post.cashier,
        "key_ski": post.signer.ski,
        "test": plan.test,
        "offline": session is not None,
        **{name: value for name, value in plan.facts.items() if value is not None},
    }
    if plan.shift is not None:
        payload["shift"] = plan.shift
    if plan.twin_of is not None:
        payload["twin_of"] = plan.twin_of
    if session is not None:
        document, offline = _numbered(post, plan, document, session)
        payload |= offline
    xml = prepare(document, Context(ordernum=number))
    _refuse_too_long(post, number, len(xml) + (OFFLINE_MEMBERS if session is None else 0))
    payload["xml"] = hashlib.sha256(xml).hexdigest()
    return xml, payload


def _refuse_too_long(post: Post, number: int, size: int) -> None:
    """A document that the server would not take for its size alone is refused before its number is taken."""
    from prro_cli.engine.offline.packages import largest_xml
    from prro_cli.errors.documents import DocumentExceedsPackageError

    most = largest_xml(post.rules)
    if size > most:
        raise DocumentExceedsPackageError(number=number, size=size, room=most)


def _numbered(post: Post, plan: Plan, document: Sent, session: Session) -> tuple[Sent, dict[str, Any]]:
    """The document with its special fiscal number (API notes 4.3–4.5), and the facts of it."""
    from prro_cli.documents.chain import Chain
    from prro_cli.documents.control import with_offline_number
    from prro_cli.documents.model import head_of

    last = post.journal.last_in_session(post.name, session.session_id)
    count = last.session_number or 0 if last else 0
    previous = Chain(count=count, last=last.signed if last else None).next_hash(KINDS[plan.kind])
    seed = post.journal.unseal(session.seed_name).decode()
    numbered = with_offline_number(
        document,
        session=session.session_id,
        seed=seed,
        number=count + 1,
        prevdochash=previous,
        zero_sum=post.rules.offline_zero_sum == "include",  # open question 17
    )
    fiscal_number = head_of(numbered).ordertaxnum or ""
    facts: dict[str, Any] = {
        "session_id": session.session_id,
        "session_number": count + 1,
        "control": int(fiscal_number.rsplit(".", 1)[1]),
        "fiscal_number": fiscal_number,
    }
    if previous is not None:
        facts["prev_hash"] = previous
    return numbered, facts


def _row(post: Post, uid: str) -> Document:
    document = post.journal.document(uid)
    assert document is not None  # it was just written
    return document
