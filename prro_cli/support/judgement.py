"""What is not as it should be at a desk: in the order of gravity, each with one command and an exit code.

The order decides what the first line of `status` says. Codes are those of cli.md: what needs a person is 40, an
expired key 51, used-up hours 21 and 22, numbers that ran out 23; everything else is attention, 6.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prro_cli.errors.base import ExitCode
from prro_cli.home.restored import COMPARE
from prro_cli.lang import say
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.support.vitals import Vitals

LONGEST_SHIFT = timedelta(hours=24)
KEY_DAYS = 14
HOUR = 3600
LOW_DISK = 20_000_000
"""As much as the journal demands before it begins a document."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What monitoring demands beyond the usual; None leaves the usual rule in force."""

    max_pending: int | None = None
    min_numbers: int | None = None
    min_hours: int | None = None
    min_key_days: int | None = None


USUAL = Thresholds()


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that is not right."""

    text: str
    next: str
    code: ExitCode = ExitCode.ATTENTION


def concerns(vital: Vitals, wanted: Thresholds = USUAL) -> list[Concern]:
    """Everything that is not right, the gravest first."""
    parts = (_documents, _keys, _machine, _limits, _shift, _waiting, _reserves, _paper)
    return [concern for part in parts for concern in part(vital, wanted)]


def _documents(vital: Vitals, _: Thresholds) -> Iterator[Concern]:
    if vital.restored is not None:
        text = say("restored from a backup and not compared with the tax server yet")
        step = "prro reconcile" if vital.restored.stage == COMPARE else "prro sync"
        yield Concern(text, step)
    if vital.server_ahead is not None:
        text = say("the tax server has documents this journal lacks: it expects number {theirs}, here {ours} is next",
                   theirs=vital.server_ahead, ours=vital.next_local or 1)  # fmt: skip
        yield Concern(text, "prro reconcile --adopt", ExitCode.JOURNAL_DAMAGED)
    if vital.stuck:
        text = say("{count} document(s) need a person", count=vital.stuck)
        yield Concern(text, "prro stuck list", ExitCode.STUCK)
    if vital.unsettled:
        text = say("{count} document(s) with an unknown result", count=vital.unsettled)
        yield Concern(text, "prro sync")
    if vital.session is not None and vital.session.state == "rolled_back":
        yield Concern(say("the tax server undid the end of the offline session"), "prro go-online")


def _keys(vital: Vitals, wanted: Thresholds) -> Iterator[Concern]:
    if not vital.keys:
        yield Concern(say("no cashier works at this desk"), "prro cashier add NAME --key KEY")
    for key in vital.keys:
        replace = f"prro key replace {key.key} FILE"
        if key.problem == "expired":
            yield Concern(say("the key {key} has expired", key=key.key), replace, ExitCode.CERTIFICATE_EXPIRED)
        elif key.problem == "not yet valid":
            text = say("the key {key} is not valid yet: is the clock right?", key=key.key)
            yield Concern(text, "prro doctor --only clock", ExitCode.CERTIFICATE_EXPIRED)
        elif key.problem == "missing":
            text = say("the key {key} of {people} is missing", key=key.key, people=", ".join(key.cashiers))
            yield Concern(text, f"prro key add FILE --name {key.key}", ExitCode.KEY_UNUSABLE)
        elif key.problem == "of another taxpayer":
            text = say("the key {key} belongs to another taxpayer than the desk", key=key.key)
            yield Concern(text, "prro doctor --only keys")
        elif key.problem:
            text = say("the key {key} cannot be read: {problem}", key=key.key, problem=key.problem)
            yield Concern(text, "prro doctor --only keys", ExitCode.KEY_UNUSABLE)
        least = KEY_DAYS if wanted.min_key_days is None else wanted.min_key_days
        if not key.problem and key.days_left is not None and key.days_left < least:
            yield Concern(say("the key {key} ends in {days} days", key=key.key, days=key.days_left), replace)


def _machine(vital: Vitals, _: Thresholds) -> Iterator[Concern]:
    behind = vital.clock_behind
    if behind is not None:
        text = say("the clock is {time} behind the last document", time=duration(int(behind.total_seconds())))
        yield Concern(text, "prro doctor --only clock")
    if vital.free_bytes < LOW_DISK:
        text = say("the disk is full: {free} MB are free", free=vital.free_bytes // 1_000_000)
        yield Concern(text, "prro doctor --only disk", ExitCode.DISK)
    if vital.seed_key_lost:
        text = say("the key of the sealed offline seeds is missing: offline numbers cannot be made")
        yield Concern(text, "prro go-online")


def _limits(vital: Vitals, _: Thresholds) -> Iterator[Concern]:
    if vital.budget is None:
        return
    hours, numbers = vital.budget.hours, vital.budget.numbers
    if vital.session is not None and hours.session_left <= 0:
        who = _who(hours.session_by_server)
        text = say("the {limit} hours of an offline session are used up ({who})", limit=hours.session_limit // HOUR,
                   who=who)  # fmt: skip
        yield Concern(text, "prro go-online", ExitCode.OFFLINE_SESSION_LIMIT)
    if hours.month_left <= 0:
        text = say("the {limit} offline hours of this month are used up ({who})", limit=hours.month_limit // HOUR,
                   who=_who(hours.month_by_server))  # fmt: skip
        yield Concern(text, "prro go-online", ExitCode.OFFLINE_MONTH_LIMIT)
    if vital.session is not None and numbers.for_sales <= 0:
        text = say("the numbers of the offline session ran out")
        yield Concern(text, "prro go-online", ExitCode.OFFLINE_NUMBERS_OUT)


def _who(by_server: bool) -> str:
    return say("by the tax server's count") if by_server else say("by this program's count")


def _shift(vital: Vitals, _: Thresholds) -> Iterator[Concern]:
    shift = vital.shift
    if shift is None or shift.state == "closed":
        return
    if vital.now - datetime.fromisoformat(shift.opened_at) > LONGEST_SHIFT:
        yield Concern(say("shift {number} is open longer than 24 hours", number=shift.number), "prro shift close")
    if shift.state == "z":
        text = say("shift {number} has its Z-report but is not closed", number=shift.number)
        yield Concern(text, "prro shift close")


def _waiting(vital: Vitals, wanted: Thresholds) -> Iterator[Concern]:
    pending = vital.waiting + vital.unsettled
    if wanted.max_pending is not None:
        if pending > wanted.max_pending:
            text = say("{count} documents wait, more than {most}", count=pending, most=wanted.max_pending)
            yield Concern(text, "prro go-online")
    elif vital.session is not None:
        yield Concern(say("documents wait for the tax server"), "prro go-online")


def _reserves(vital: Vitals, wanted: Thresholds) -> Iterator[Concern]:
    """Hours and numbers an offline life would have left; a register without the offline right has none to lose."""
    if vital.budget is None or vital.offline_allowed is False:
        return
    hours, numbers = vital.budget.hours, vital.budget.numbers
    possible = vital.session is not None or vital.spare_session
    left = min(hours.session_left, hours.month_left) // HOUR if possible else 0
    if wanted.min_hours is not None and left < wanted.min_hours:
        yield Concern(say("{hours} offline hours are left, less than {least}", hours=left, least=wanted.min_hours),
                      "prro go-online")  # fmt: skip
    free = numbers.for_sales if possible else 0
    if wanted.min_numbers is not None and free < wanted.min_numbers:
        yield Concern(say("{count} offline numbers are left, less than {least}", count=free, least=wanted.min_numbers),
                      "prro go-online")  # fmt: skip


def _paper(vital: Vitals, _: Thresholds) -> Iterator[Concern]:
    if vital.unprinted is not None:
        text = say("document {number} is valid, but its paper was not printed", number=vital.unprinted)
        yield Concern(text, f"prro receipt print {vital.unprinted}")
    if vital.undelivered is not None:
        text = say("receipt {number} is valid, but may not have reached its buyer", number=vital.undelivered)
        yield Concern(text, "prro receipt outbox list")


def sentence(vital: Vitals, found: list[Concern]) -> str:
    """The judgement in one sentence."""
    where = say("offline") if vital.session else say("online")
    if found:
        return say("needs attention ({where}): {what}", where=where, what=found[0].text)
    if vital.shift is None:
        return say("ready: no shift was opened here yet")
    if vital.shift.state == "closed":
        return say("ready ({where}): the shift is closed", where=where)
    return say("selling {where}: shift {number} is open", where=where, number=vital.shift.number)


def gravest(found: list[Concern]) -> ExitCode:
    """The exit code of a check: the first concern that has one of its own, else attention, else nothing."""
    own = (concern.code for concern in found if concern.code is not ExitCode.ATTENTION)
    return next(own, ExitCode.ATTENTION if found else ExitCode.OK)


def duration(seconds: int) -> str:
    """A time as people say it: the two largest parts."""
    minutes = max(0, seconds) // 60
    if minutes >= 48 * 60:
        return say("{days} d {hours} h", days=minutes // 1440, hours=minutes % 1440 // 60)
    if minutes >= 60:
        return say("{hours} h {minutes:02d} min", hours=minutes // 60, minutes=minutes % 60)
    return say("{minutes} min", minutes=minutes)
