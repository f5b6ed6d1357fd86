"""What the server holds of our offline session, compared with the journal and written down with its proof.

The server tells `OfflineNextLocalNum`, the number it expects next inside the session. Documents below it are
registered; documents from it on are not, whatever the journal believed before (OfflineSessionRolledBack). To somebody
who may not see the pair it tells only `NextLocalNum`; then the documents are asked for one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.engine import adopt
from prro_cli.engine.offline import packages, uncertain
from prro_cli.errors.offline import AheadInSessionError
from prro_cli.errors.repair import NumbersOverlapError
from prro_cli.journal.events import NewEvent
from prro_cli.journal.rows import DocumentFilter
from prro_cli.lang import say
from prro_cli.taxserver import commands
from prro_cli.taxserver.enums import DocumentType
from prro_cli.taxserver.outcomes import Answered

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Document, Session
    from prro_cli.journal.sealed import SealedSecret
    from prro_cli.taxserver.answers import RegistrarState


def take_in(post: Post, session: Session, state: RegistrarState) -> None:
    """Settle the session by what the server holds of it."""
    session = post.journal.session(post.name, session.session_id) or session  # 103 may have been made since
    _seed_again(post, session, state)
    _refuse_strangers(post, session, state)
    missing = first_missing(post, session, state)
    last = post.journal.last_in_session(post.name, session.session_id)
    made = (last.session_number or 0) if last else 0
    if missing > made + 1:
        raise AheadInSessionError(theirs=missing, session=session.session_id, ours=made)
    _requeue(post, session, state, missing)
    _settle(post, session, state, missing)


def _seed_again(post: Post, session: Session, state: RegistrarState) -> None:
    """A seed that cannot be opened any more (its key file is lost) is taken from the server, which tells it again."""
    if state.pair is None or state.pair.session_id != session.session_id or adopt.opens(post, session):
        return
    secrets: list[SealedSecret] = []
    events = adopt.grant(post, state.pair, "state", secrets)
    post.append(events, secrets=secrets)


def _refuse_strangers(post: Post, session: Session, state: RegistrarState) -> None:
    """Numbers of ours that the server gave to another device: believed, its documents would pass for ours.

    Where an online double is set aside the number may be the double's own; the way back decides about it (4.9).
    """
    if uncertain.parked(post):
        return
    waiting = [d for d in post.journal.queue(post.name) if d.session_id == session.session_id]
    below = [d for d in waiting if d.local_number < state.next_local_number]
    for document in reversed(below):
        info = commands.document_info(post.desk.fiscal_number, document.local_number)
        answer = post.server.ask(info, post.signer.sign_command)
        if not isinstance(answer, Answered) or answer.value.fiscal_number == document.fiscal_number:
            return
        if answer.value.document_type is DocumentType.OFFLINE_END:
            continue  # perhaps our own end, made before the session went on: the document before it tells
        theirs = answer.value.fiscal_number
        raise NumbersOverlapError(number=document.local_number, ours=document.fiscal_number, theirs=theirs)


def first_missing(post: Post, session: Session, state: RegistrarState) -> int:
    """The number in the session that the server does not have yet."""
    known = _first_waiting(post, session)
    if state.pair is None:
        return _by_numbers(post, session, state, known)
    if state.pair.session_id == session.session_id:
        return state.offline_next_number or 1
    if session.state == "ended" and state.next_local_number == post.journal.next_local_number(post.name):
        last = post.journal.last_in_session(post.name, session.session_id)
        if last is not None and _is_ours(post, last):
            return (last.session_number or 0) + 1  # the end document arrived: all of it did
    return known


def look_for_rollback(post: Post, state: RegistrarState) -> None:
    """A delivered session that the server shows as unfinished again: its documents are examined one by one."""
    if state.pair is None:
        return
    session = post.journal.session(post.name, state.pair.session_id)
    if session is None or session.state != "delivered":
        return
    last = post.journal.last_document(post.name)
    if last is None or last.session_id != session.session_id:
        return  # documents came after it: the difference of numbers is told where it is met
    _requeue(post, session, state, state.offline_next_number or 1)


def _first_waiting(post: Post, session: Session) -> int:
    queue = post.journal.queue(post.name, limit=1)
    if queue and queue[0].session_id == session.session_id:
        return queue[0].session_number or 1
    last = post.journal.last_in_session(post.name, session.session_id)
    return (last.session_number or 0) + 1 if last else 1


def _by_numbers(post: Post, session: Session, state: RegistrarState, known: int) -> int:
    """For a signer who is not shown the pair: `NextLocalNum`, and the proof of the last document below it."""
    arrived = [d for d in post.journal.queue(post.name) if d.local_number < state.next_local_number]
    if arrived and _is_ours(post, arrived[-1]):
        return (arrived[-1].session_number or 0) + 1
    return known


def _is_ours(post: Post, document: Document) -> bool:
    """Whether the server has this document under its number: an offline fiscal number is proof, it holds a secret."""
    info = commands.document_info(post.desk.fiscal_number, document.local_number)
    answer = post.server.ask(info, post.signer.sign_command)
    return isinstance(answer, Answered) and answer.value.fiscal_number == document.fiscal_number


def _settle(post: Post, session: Session, state: RegistrarState, missing: int) -> None:
    """Waiting documents below the missing number are registered; the package that carried them is settled with them."""
    arrived = [
        d
        for d in post.journal.queue(post.name)
        if d.session_id == session.session_id and (d.session_number or 0) < missing
    ]
    if not arrived:
        return
    names = {d.id for d in arrived}
    events: list[NewEvent] = []
    package = packages.waiting(post, session)
    if package is not None and any(name in names for name in package.documents):
        facts = {"session_id": package.session_id, "index": package.index}
        if all(name in names for name in package.documents):
            events.append(NewEvent("package.accepted", {**facts, "how": "state"}))
        else:
            held = [name for name in package.documents if name in names]
            text = "the server holds a part of it"
            events.append(NewEvent("package.refused", {**facts, "text": text, "settled": held}))
        names -= set(package.documents)
    for document in arrived:
        if document.id in names:
            number = {"fiscal_number": document.fiscal_number or "", "how": "probe"}
            events.append(NewEvent("document.registered", number, document.id))
    events.extend(uncertain.follow_ups(post, {d.id for d in arrived}))
    secrets: list[SealedSecret] = []
    if state.pair is not None and state.pair.session_id != session.session_id:
        events.extend(adopt.grant(post, state.pair, "state", secrets))
    post.append(events, secrets=secrets)


def _requeue(post: Post, session: Session, state: RegistrarState, missing: int) -> None:
    """Registered documents that the server does not have any more wait again, each with its own question."""
    if missing >= _first_waiting(post, session):
        return
    lost = [d for d in _registered(post, session) if (d.session_number or 0) >= missing]
    gone = [d for d in reversed(lost) if not _is_ours(post, d)]
    if not gone:
        return
    why = f"the server rolled session {session.session_id} back ({state.rollback_command_uid or 'no request named'})"
    events = [NewEvent("session.rolled_back", {"session_id": session.session_id})]
    package = packages.waiting(post, session)
    if package is not None:  # it begins after what is missing now
        events.append(packages.withdraw(post, package, why))
    events += [NewEvent("document.requeued", {"reason": why}, d.id) for d in gone]
    unused = post.journal.unused_session(post.name)
    if unused is not None:
        facts = {"session_id": unused.session_id, "reason": "granted by an ending that was rolled back"}
        events.append(NewEvent("session.discarded", facts))
    post.append(events)
    text = say(
        "the tax server undid {count} document(s) of offline session {session}; they wait again",
        count=len(gone),
        session=session.session_id,
    )
    post.remark("session-rolled-back", text, "prro go-online")


def _registered(post: Post, session: Session) -> list[Document]:
    """Registered documents of a session, newest first."""
    wanted = DocumentFilter(desk=post.name, states=("registered",), offline=True, since=session.begun_unix)
    found = post.journal.documents(wanted)
    return [d for d in found if d.session_id == session.session_id]
