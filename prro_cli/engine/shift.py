"""The shift: opening, closing, whose it is, how old it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prro_cli.documents.kinds import Kind, Stamp, head
from prro_cli.documents.model import Check
from prro_cli.engine.heads import registration_of
from prro_cli.engine.plan import Plan
from prro_cli.engine.way import record
from prro_cli.errors.shift import (
    ShiftAlreadyOpenError,
    ShiftHasZError,
    ShiftModeError,
    ShiftNotOpenError,
    ShiftOfAnotherError,
    ShiftTooOldError,
)
from prro_cli.journal.events import DocumentKind
from prro_cli.lang import say
from prro_cli.taxserver import commands
from prro_cli.taxserver.outcomes import Answered

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Shift

LONGEST = timedelta(hours=24)
"""A shift older than that is against the law's duty of a daily Z-report; the server itself does not enforce it."""


def open_plan(post: Post, *, test: bool) -> Plan:
    """The opening document; refused where a shift is open."""
    shift = post.journal.open_shift(post.name)
    if shift is not None:
        raise ShiftAlreadyOpenError(
            number=shift.number, desk=post.name, since=shift.opened_at, cashier=shift.cashier or say("nobody known")
        )

    def build(stamp: Stamp) -> Check:
        return Check(checkhead=head(Kind.OPEN, registration_of(post.desk), stamp))

    return Plan(DocumentKind.SHIFT_OPEN, build, post.journal.next_shift_number(post.name), test=test)


def close_plan(post: Post, shift: Shift | None) -> Plan:
    """The closing document; the Z-report comes before it. None: a shift this journal does not know."""

    def build(stamp: Stamp) -> Check:
        return Check(checkhead=head(Kind.CLOSE, registration_of(post.desk), stamp))

    if shift is None:
        return Plan(DocumentKind.SHIFT_CLOSE, build, None, test=False)
    return Plan(DocumentKind.SHIFT_CLOSE, build, shift.number, test=shift.test)


def open_shift(post: Post, *, test: bool) -> str:
    """Open a shift; the id of its document."""
    return record(post, open_plan(post, test=test))


def working_shift(post: Post, *, test: bool | None = None, selling: bool = True) -> Shift:
    """The open shift this cashier may work in; every reason against it is its own error."""
    shift = post.journal.open_shift(post.name)
    if shift is None:
        raise ShiftNotOpenError(desk=post.name)
    if selling and shift.state == "z":
        raise ShiftHasZError(number=shift.number)
    if test is not None and test != shift.test:
        raise ShiftModeError(number=shift.number, mode=say("a test shift") if shift.test else say("a fiscal shift"))
    check_owner(post, shift)
    if selling:
        check_age(post, shift)
    return shift


def check_owner(post: Post, shift: Shift) -> None:
    """One person per shift, except a senior cashier or the head (API, business rules)."""
    if shift.key_ski in (None, post.signer.ski) or post.senior or _senior_by_the_server(post):
        return
    raise ShiftOfAnotherError(owner=shift.cashier or say("another key"))


def _senior_by_the_server(post: Post) -> bool:
    """Whether the tax service has this key for the head or a senior cashier, whatever its role is called here.

    So an entrepreneur goes on with a new key in a shift that the old one opened.
    """
    if post.journal.current_session(post.name) is not None:
        return False
    answer = post.server.ask(commands.registrar_state(post.desk.fiscal_number), post.signer.sign_command)
    post.senior = isinstance(answer, Answered) and bool(answer.value.chief_cashier)
    return post.senior


def check_age(post: Post, shift: Shift) -> None:
    """A shift longer than a day: told, or refused, by the setting."""
    opened = datetime.fromisoformat(shift.opened_at)
    now = post.clock.now()
    if now - opened > LONGEST:
        if post.rules.stale_shift == "refuse":
            raise ShiftTooOldError(number=shift.number, since=shift.opened_at)
        post.remark(
            "shift-older-than-24h",
            say("shift {number} is open since {opened_at}", number=shift.number, opened_at=shift.opened_at),
            "prro shift close",
        )
    elif now.astimezone(opened.tzinfo).date() != opened.date():
        post.remark(
            "shift-of-another-day",
            say("shift {number} was opened on {opened:%d.%m.%Y}", number=shift.number, opened=opened),
            "prro shift close",
        )
