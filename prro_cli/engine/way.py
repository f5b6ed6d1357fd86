"""Which way a document goes: registered online, or issued offline where the law and the settings allow it.

The mode is never a flag: a desk is offline exactly while a begin document is not delivered with its end (T19).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from prro_cli.engine import adopt, device, numbering
from prro_cli.engine.life import Undelivered, record_offline, record_online
from prro_cli.engine.offline import limits
from prro_cli.engine.offline import session as sessions
from prro_cli.engine.plan import Plan
from prro_cli.errors.base import PrroError
from prro_cli.errors.selling import (
    FirstShiftOnlineError,
    LinkLostError,
    OfflineForbiddenError,
    OfflineNumbersOutError,
    ServerShiftDiffersError,
)
from prro_cli.errors.server import NotTaxServerError, ServerNotWellError
from prro_cli.errors.shift import ShiftOfAnotherError, ShiftOpenElsewhereError
from prro_cli.journal.events import DocumentKind, NewEvent
from prro_cli.lang import kept, later, say
from prro_cli.taxserver import commands
from prro_cli.taxserver.explain import as_error, exchange_data
from prro_cli.taxserver.outcomes import Answered, NoData, NotTaxServer, Refused, ServerNotWell

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Session
    from prro_cli.taxserver.answers import RegistrarState
    from prro_cli.taxserver.outcomes import Failure

SKEW_WORTH_TELLING = 60.0
BETWEEN_LOOKS = timedelta(seconds=30)
NO_ACCESS = (401, 404)
"""What the server says, perhaps without a word, of a key without access and of an unknown register (API 1.4)."""
NOTHING_SENT = "no number was taken, no document was sent"


def record(post: Post, plan: Plan) -> str:
    """Record a document the way that is open; its id."""
    session = current_session(post)
    if session is None:
        state = ask_state(post)
        if not isinstance(state, Failed):
            check_state(post, state)
            check_shift(post, state, plan)
            device.check(post)
            made = record_online(post, plan)
            if isinstance(made, str):
                return made
            plan = _set_aside(post, plan, made)
            session = go_offline(post, made.failure)
        else:
            session = go_offline(post, state.failure)
    elif post.rules.online_only:
        raise LinkLostError(detail=say("the register is in an offline session and --online-only was given"))
    check_limits(post, plan)
    return record_offline(post, plan, session)


class Failed:
    """The state could not be asked for."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure


def current_session(post: Post) -> Session | None:
    """The offline session documents go into; the link's return is used first where it is due."""
    session = post.journal.current_session(post.name)
    if session is None or (session.end_document is None and not _worth_a_look(post)):
        return session  # a session that was ended and not delivered is always looked at: nothing may follow its 103
    from prro_cli.engine.offline.comeback import come_back_if_due  # it uses this module too

    come_back_if_due(post)
    post.looked_back_at = post.clock.now()
    return post.journal.current_session(post.name)


def _worth_a_look(post: Post) -> bool:
    """Within one command or batch the way back is looked at once in a while, not before each receipt."""
    looked = post.looked_back_at
    return looked is None or not timedelta(0) <= post.clock.now() - looked < BETWEEN_LOOKS


def ask_state(post: Post) -> RegistrarState | Failed:
    """The server's view before an online document (official advice); a refusal of the question is raised."""
    known = post.journal.desk(post.name)
    command = commands.registrar_state(post.desk.fiscal_number, with_tax_object=known is None)
    answer = post.server.ask(command, post.signer.sign_command)
    if isinstance(answer, Answered):
        _tell_skew(post)
        return answer.value
    if isinstance(answer, NoData):
        raise as_error(answer, state=NOTHING_SENT)
    if isinstance(answer, Refused) and (answer.certain or answer.exchange.status in NO_ACCESS):
        raise as_error(answer, state=NOTHING_SENT)
    return Failed(answer)


def fetch_pair(post: Post) -> None:
    """After an opening whose answer held no offline pair: the state may name it. A failure here changes nothing."""
    if post.journal.current_session(post.name) is not None or post.journal.unused_session(post.name) is not None:
        return
    answer = post.server.ask(commands.registrar_state(post.desk.fiscal_number), post.signer.sign_command)
    if isinstance(answer, Answered):
        adopt.observe(post, answer.value)


def check_state(post: Post, state: RegistrarState) -> None:
    """Numbers, shift and owner must be the journal's; what is new is remembered."""
    numbering.compare(post, state.next_local_number)
    adopt.observe(post, state)
    ours = post.journal.open_shift(post.name)
    mine = ours is not None and ours.key_ski == post.signer.ski  # then the server's own way to write a key is no news
    other = state.opened_by_key not in (None, post.signer.ski) and not mine
    if state.shift_open and other and not (post.senior or state.chief_cashier):
        raise ShiftOfAnotherError(owner=state.opened_by or say("another key"))


def check_shift(post: Post, state: RegistrarState, plan: Plan) -> None:
    """Both sides must agree whether a shift is open before a document is made in it, or one that opens it."""
    ours = post.journal.open_shift(post.name)
    if ours is not None and not state.shift_open:
        raise ServerShiftDiffersError(
            detail=say("shift {number} is open here, none is open on the server", number=ours.number)
        )
    if ours is None and state.shift_open and plan.kind is DocumentKind.SHIFT_OPEN:
        raise ShiftOpenElsewhereError(owner=state.opened_by or say("somebody"))


def go_offline(post: Post, failure: Failure) -> Session:
    """By the rule: automatically, after a question, or not at all."""
    reason = getattr(failure, "detail", "") or later("the tax server does not answer")
    if post.rules.online_only or post.rules.enter_offline == "never":
        raise link_error(failure)
    try:
        sessions.may_begin(post)
    except (OfflineForbiddenError, FirstShiftOnlineError, OfflineNumbersOutError) as error:
        raise type(error)(detail=f"{say(reason)}; {error.fields['detail']}") from None
    if post.rules.enter_offline == "ask":
        post.ask(say("The tax server cannot be reached ({reason}). Go on offline?", reason=say(reason)))
    return sessions.begin(post, reason)


def link_error(failure: Failure) -> PrroError:
    """Why a question to the server had no answer: exit 10 or 14; nothing of ours was sent."""
    common: dict[str, Any] = {"state": NOTHING_SENT, "data": exchange_data(failure)}
    if isinstance(failure, ServerNotWell):
        return ServerNotWellError(status=failure.status, detail=kept(failure.detail), **common)
    if isinstance(failure, NotTaxServer):
        return NotTaxServerError(detail=kept(failure.detail), reason=failure.reason, **common)
    if isinstance(failure, Refused):
        return as_error(failure, state=NOTHING_SENT)
    return LinkLostError(detail=kept(failure.detail) or say("no answer came in time"), data=common["data"])


def _set_aside(post: Post, plan: Plan, made: Undelivered) -> Plan:
    """A document with a lost answer that nobody can ask about: kept, and issued offline in its place (API 4.9)."""
    if made.unknown is None:
        return plan
    if not plan.revocable or post.rules.online_only or post.rules.enter_offline == "never":
        raise as_error(made.failure, document=made.unknown)
    try:
        sessions.may_begin(post)
    except PrroError:
        raise as_error(made.failure, document=made.unknown) from None
    facts = {
        "reason": "its answer is lost; issued offline in its place until the server can be asked",
        "release_number": post.rules.offline_numbering == "reuse",
    }
    post.append([NewEvent("document.parked", facts, made.unknown)])
    return replace(plan, twin_of=made.unknown)


def check_limits(post: Post, plan: Plan) -> None:
    """36 and 168 hours, the reserve of numbers: the offline room's own rules."""
    limits.check_may_go_on(post, plan.kind)


def _tell_skew(post: Post) -> None:
    skew = post.server.last_skew
    if skew is not None and skew.exceeds(SKEW_WORTH_TELLING):
        post.remark(
            "clock-skew",
            say("this computer's clock differs from the tax server's by {seconds} s", seconds=round(skew.seconds)),
            say("set it"),
        )
