"""The way back to online, step by step as API 08.2025 has it (section 4.8); a link of a minute is enough.

1 ask the state, 2 ask it with the session's pair, 3 decide about the last online document and make 103, 4 send the
packages in order, 5 store the new pair and compare numbers. Whatever was reached stays reached: each step begins by
comparing with what the server holds, so it may break anywhere and begin again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import TYPE_CHECKING, Any

from prro_cli.engine import adopt, numbering, way
from prro_cli.engine import shift as shifts
from prro_cli.engine.offline import due, ending, outcome, packages, reconcile, uncertain
from prro_cli.errors.base import PrroError
from prro_cli.errors.offline import SessionGoneError, StillOfflineError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.taxserver import commands
from prro_cli.taxserver.explain import as_error
from prro_cli.taxserver.outcomes import Answered, NoData, OfflinePair, PackageAccepted, Refused

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Package, Session
    from prro_cli.taxserver.answers import RegistrarState

Progress = Callable[[int, int], None]
MOST_ROUNDS = 3
"""How often one package is tried again within one way back, after the server said it does not have it."""


@dataclass(slots=True)
class Homecoming:
    """What the way back did."""

    was_offline: bool
    online: bool = False
    delivered: int = 0
    packages: int = 0
    left: int = 0
    made: int = 0
    """The end document, where it was made on the way."""
    decisions: list[str] = field(default_factory=list)


def come_back(post: Post, progress: Progress | None = None) -> Homecoming:
    """Deliver the offline session and go online; StillOfflineError where the link does not last, exit 40 when stuck."""
    session = post.journal.current_session(post.name)
    home = Homecoming(was_offline=session is not None)
    waiting = post.journal.queue_length(post.name)
    try:
        session = _first_question(post, session)
        home.was_offline = home.was_offline or session is not None
        if session is not None:
            _deliver(post, session, home, progress, waiting)
            _compare(post)
    except PrroError:
        home.left = post.journal.queue_length(post.name)
        raise
    home.online = post.journal.current_session(post.name) is None
    home.delivered = max(0, waiting + home.made - post.journal.queue_length(post.name))
    return home


def come_back_if_due(post: Post) -> None:
    """Before an offline document: use a link that came back, quietly; else the session goes on."""
    if post.journal.current_session(post.name) is None:
        return
    if not post.journal.stuck(post.name) and due.is_due(post):
        try:
            come_back(post)
        except PrroError as error:
            if not outcome.leaves_us_offline(error):
                raise
            due.remember(post, error.cause)
            if error.exit_code not in outcome.NO_LINK:
                post.remark("still-offline", f"{error.title}: {error.cause}", "prro offline status")
    ending.go_on(post)


def _first_question(post: Post, session: Session | None) -> Session | None:
    """Step 1: the state without a pair changes nothing at the server; what it tells is taken into the journal."""
    state = _ask(post)
    if session is None:
        reconcile.look_for_rollback(post, state)
        session = post.journal.current_session(post.name)
        if session is None:
            _stay_online(post, state)
        return session
    reconcile.take_in(post, session, state)
    return post.journal.current_session(post.name)


def deliver_before(post: Post, session: Session, number: int) -> None:
    """Deliver the documents before one that the server will never take: the first half of a way out."""
    reconcile.take_in(post, session, _ask(post, _pair(post, session)))
    stopped = packages.waiting(post, session)
    if stopped is not None:
        reason = "a document of it goes another way"
        post.append([packages.withdraw(post, stopped, reason)])
    home = Homecoming(was_offline=True)
    _send_all(post, session, home, lambda: packages.prepare(post, session, before=number))


def _stay_online(post: Post, state: RegistrarState) -> None:
    """Nothing waits: numbers are compared, and the next offline session is taken where it is lacking (R80)."""
    numbering.compare(post, state.next_local_number)
    adopt.observe(post, state)
    post.observed_next = state.next_local_number
    if state.pair is not None and (state.offline_next_number or 1) > 1:
        text = say(
            "the tax server waits for the rest of offline session {session}, which is not here",
            session=state.pair.session_id,
        )
        post.remark("foreign-session", text, "prro reconcile")


def _deliver(post: Post, session: Session, home: Homecoming, progress: Progress | None, waiting: int) -> None:
    shift = post.journal.open_shift(post.name)
    if shift is not None:
        shifts.check_owner(post, shift)  # 103 belongs to the shift's person too: another's is refused with code 4
    state = _ask(post, _pair(post, session))  # step 2
    reconcile.take_in(post, session, state)
    if state.pair is not None and state.pair.session_id != session.session_id:
        detail = say(
            "our session is {ours}, the server goes on with {theirs}",
            ours=session.session_id,
            theirs=state.pair.session_id,
        )
        raise SessionGoneError(detail=detail, left=post.journal.queue_length(post.name))
    home.decisions.extend(uncertain.decide(post, session, state))
    home.made = int(session.end_document is None)
    ending.make_end(post, session)  # step 3

    def tell() -> None:
        if progress is not None:
            left = post.journal.queue_length(post.name)
            progress(max(0, waiting + 1 - left), waiting + 1)

    _send_all(post, session, home, lambda: packages.prepare(post, session), tell)  # step 4


def _send_all(
    post: Post,
    session: Session,
    home: Homecoming,
    prepare: Callable[[], Package | None],
    tell: Callable[[], None] = lambda: None,
) -> None:
    """Packages strictly one after another; one that the server does not have is tried again a few times."""
    rounds = 0
    while (package := packages.waiting(post, session) or prepare()) is not None:
        rounds = rounds + 1 if _send(post, session, package, home) else 0
        if rounds >= MOST_ROUNDS:
            raise _still_offline(post, home, say("the server does not keep the package although it answers"))
        tell()


def _send(post: Post, session: Session, package: Package, home: Homecoming) -> bool:
    """Send one package and settle it; True where the server has nothing of it and it must be sent again."""
    result = packages.send(post, package)
    if isinstance(result, PackageAccepted):
        outcome.accepted(post, package, result)
        home.packages += 1
        home.delivered += len(package.documents)
        return False
    if isinstance(result, Refused) and result.certain:
        raise outcome.refused(post, session, package, result)
    if not result.certain:
        outcome.unknown(post, package, result)
    before = post.journal.queue_length(post.name)
    answer = post.server.ask(commands.registrar_state(post.desk.fiscal_number), post.signer.sign_command)
    if not isinstance(answer, Answered):
        raise _still_offline(post, home, getattr(result, "detail", "") or say("the link was lost while sending"))
    reconcile.take_in(post, session, answer.value)
    return post.journal.queue_length(post.name) == before


def _compare(post: Post) -> None:
    """Step 5: the state again; our next number must be the server's. A lost link now loses nothing."""
    if post.journal.current_session(post.name) is not None:
        return
    answer = post.server.ask(commands.registrar_state(post.desk.fiscal_number), post.signer.sign_command)
    if isinstance(answer, Answered):
        numbering.compare(post, answer.value.next_local_number)
        adopt.observe(post, answer.value)
        post.observed_next = answer.value.next_local_number


def _ask(post: Post, returning: OfflinePair | None = None) -> RegistrarState:
    command = commands.registrar_state(post.desk.fiscal_number, returning=returning)
    answer = post.server.ask(command, post.signer.sign_command)
    if isinstance(answer, Answered):
        post.senior = post.senior or bool(answer.value.chief_cashier)
        return answer.value
    if isinstance(answer, NoData) or (isinstance(answer, Refused) and answer.certain):
        raise as_error(answer, state=say("no document was sent; what waits keeps its order"))
    error = way.link_error(answer)
    left = post.journal.queue_length(post.name)
    if error.exit_code not in outcome.NO_LINK or not left:
        raise error
    raise StillOfflineError(detail=error.cause, sent=0, left=left, data=error.data)


def _pair(post: Post, session: Session) -> OfflinePair:
    return OfflinePair(session.session_id, post.journal.unseal(session.seed_name).decode())


def _still_offline(post: Post, home: Homecoming, detail: str) -> StillOfflineError:
    data: dict[str, Any] = {"delivered": home.delivered, "packages": home.packages}
    return StillOfflineError(detail=detail, sent=home.delivered, left=post.journal.queue_length(post.name), data=data)
