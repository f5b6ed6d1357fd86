"""`prro offline`: where the session stands, its limits, and beginning one by hand; `prro budget`: how long it lasts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Option, command, noun, verb
from prro_cli.cli.definitions import chosen_desk
from prro_cli.cli.face import Face
from prro_cli.cli.journal_access import open_journal
from prro_cli.cli.secrets import PasswordFd, PasswordFile, PasswordOptions
from prro_cli.cli.workplace import CashierName, LockWait, Login, Wish, at_work, rules_of
from prro_cli.cli.written import notices
from prro_cli.errors.offline import LimitUnlawfulError
from prro_cli.lang import later, say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer, Notice
from prro_cli.values import format_time, kyiv

if TYPE_CHECKING:
    from prro_cli.engine.offline.budget import Budget
    from prro_cli.engine.ports import Rules

app = noun("Working without the link: status, limits, begin.")
app_budget = verb()
LOCAL_ONLY = later(
    "a local limit only tells this program when to stop: the tax server blocks the register at 36 and 168 hours "
    "whatever is set here"
)


@dataclass(frozen=True, slots=True)
class KeyDays:
    """How long a key of the home still signs."""

    key: str
    days_left: int


@dataclass(frozen=True, slots=True)
class OfflineStatus:
    """The offline session of a desk."""

    schema: ClassVar[str] = "prro.offline.status/1"
    state: Budget


@dataclass(frozen=True, slots=True)
class BudgetShown:
    """The forecast of a desk."""

    schema: ClassVar[str] = "prro.budget/1"
    state: Budget
    keys: tuple[KeyDays, ...]


@dataclass(frozen=True, slots=True)
class LimitsShown:
    """The limits in force, in hours."""

    schema: ClassVar[str] = "prro.offline.limits/1"
    session_hours: int
    month_hours: int
    numbers: int
    warn_session_hours: int
    warn_month_hours: int
    raised_until: str | None
    remark: str = LOCAL_ONLY


@dataclass(frozen=True, slots=True)
class OfflineBegun:
    """An offline session begun by hand, or the one that was there."""

    schema: ClassVar[str] = "prro.offline.begin/1"
    session_id: str
    begun: str
    already: bool


@command(app, "status", schema=OfflineStatus.schema, example="prro offline status")
def status(face: Face) -> Answer:
    """Session, hours of 36 and 168, numbers, and what waits."""
    desk, state, _ = _budget(face)
    return Answer(
        OfflineStatus(state),
        identifier=state.session_id or "",
        desk=desk,
        mode="offline" if state.offline else "online",
        warnings=_warnings(face, desk, state),
    )


@command(app_budget, "budget", schema=BudgetShown.schema, example="prro budget")
def budget_(face: Face) -> Answer:
    """How long hours, numbers and keys last at the present pace."""
    desk, state, rules = _budget(face)
    del rules
    mode = "offline" if state.offline else "online"
    result = BudgetShown(state, _keys(face))
    return Answer(
        result, identifier=state.lasts_until or "", desk=desk, mode=mode, warnings=_warnings(face, desk, state)
    )


@command(app, "limits", schema=LimitsShown.schema, example="prro offline limits")
def limits_(
    face: Face,
    session_hours: Annotated[int | None, Option(min=36, max=744, help="Raise the 36 hours for a time.")] = None,
    month_hours: Annotated[int | None, Option(min=168, max=744, help="Raise the 168 hours for a time.")] = None,
    until: Annotated[
        str | None, Option(metavar="DATE", help="Last day of it, YYYY-MM-DD; never beyond the 1st.")
    ] = None,
    lock_wait: LockWait = None,
) -> Answer:
    """Show the local limits, or raise them until the 1st; at the tax server this changes nothing."""
    desk = chosen_desk(face)
    if session_hours is None and month_hours is None:
        if until is not None:
            raise LimitUnlawfulError(detail=say("--until belongs to --session-hours or --month-hours"))
        return _limits(face)
    face.confirm(say("Raise the local offline limit of {name}? {remark}.", name=desk.name, remark=say(LOCAL_ONLY)))
    _raise(face, desk.name, session_hours, month_hours, until, lock_wait)
    return _limits(face)


@command(app, "begin", schema=OfflineBegun.schema, example="prro offline begin --password-file pw")
def begin(
    face: Face,
    cashier: CashierName = None,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
    lock_wait: LockWait = None,
) -> Answer:
    """Go offline by hand (document 102), for example before work on the network."""
    from prro_cli.engine.offline import session as sessions
    from prro_cli.engine.recover import recover

    login = Login(cashier, password=PasswordOptions(password_file, password_fd))
    with at_work(face, Wish("offline begin", lock_wait=lock_wait), login) as desk:
        recover(desk.post)
        current = desk.post.journal.current_session(desk.name)
        begun = current or sessions.begin(desk.post, "begun by hand")
        result = OfflineBegun(begun.session_id, begun.begun_at or "", already=current is not None)
        return Answer(result, identifier=begun.session_id, desk=desk.name, mode="offline", warnings=notices(desk))


def _budget(face: Face) -> tuple[str, Budget, Rules]:
    from prro_cli.engine.offline.budget import budget

    desk = chosen_desk(face)
    rules = rules_of(face, desk, online_only=False)
    with open_journal(face, read_only=True) as journal, journal.reading():
        return desk.name, budget(journal, desk.name, face.environment.now(), rules), rules


def _warnings(face: Face, desk: str, state: Budget) -> tuple[Notice, ...]:
    from prro_cli.engine.offline.limits import HOUR, NOTHING_CHANGES, shown

    found = []
    warn_session = face.settings.whole("offline.warn-session-hours", desk)
    warn_month = face.settings.whole("offline.warn-month-hours", desk)
    if state.offline and state.hours.session >= warn_session * HOUR:
        text = say("{value} of the session's hours are left", value=shown(max(0, state.hours.session_left)))
        found.append(Notice("offline-session-long", text, "prro go-online"))
    if state.hours.month >= warn_month * HOUR:
        text = say("{value} of this month's offline hours are left", value=shown(max(0, state.hours.month_left)))
        found.append(Notice("offline-month-long", text, "prro go-online"))
    if state.hours.session_limit > 36 * HOUR or state.hours.month_limit > 168 * HOUR:
        found.append(Notice("offline-limit-raised", NOTHING_CHANGES, "prro offline limits"))
    if state.stuck:
        found.append(Notice("stuck", say("{stuck} document(s) need a person", stuck=state.stuck), "prro stuck list"))
    if state.allowed is False:
        text = say("form 1-ПРРО does not allow this register to work offline: without the link nothing can be sold")
        found.append(Notice("offline-forbidden", text, "prro doctor --only offline"))
    elif not state.offline and not state.spare_session:
        text = say("there is no spare offline session: without the link nothing can be sold")
        found.append(Notice("no-spare-session", text, "prro go-online"))
    return tuple(found)


def _keys(face: Face) -> tuple[KeyDays, ...]:
    from prro_cli.cli.key_info import key_row
    from prro_cli.cli.vaults import vault_of

    rows = [key_row(face, header) for header in vault_of(face).headers()]
    return tuple(KeyDays(row.name, row.days_left) for row in rows)


def _limits(face: Face) -> Answer:
    from prro_cli.engine.offline import limits

    desk = chosen_desk(face)
    rules = rules_of(face, desk, online_only=False)
    now = face.environment.now()
    with open_journal(face, read_only=True) as journal:
        session = limits.limit_in_force(journal, desk.name, limits.SESSION_LIMIT, limits.SESSION_HOURS, now)
        month = limits.limit_in_force(journal, desk.name, limits.MONTH_LIMIT, limits.MONTH_HOURS, now)
        raised = [journal.limit(desk.name, name) for name in (limits.SESSION_LIMIT, limits.MONTH_LIMIT)]
    until = [one.until for one in raised if one is not None and datetime.fromisoformat(one.until) > now]
    result = LimitsShown(
        session // limits.HOUR,
        month // limits.HOUR,
        rules.offline_numbers,
        rules.warn_session_hours,
        rules.warn_month_hours,
        min(until) if until else None,
    )
    warnings = (Notice("offline-limit-raised", limits.NOTHING_CHANGES),) if until else ()
    return Answer(result, identifier=f"{result.session_hours} {result.month_hours}", desk=desk.name, warnings=warnings)


def _raise(
    face: Face, desk: str, session: int | None, month: int | None, until: str | None, lock_wait: int | None
) -> None:
    from prro_cli.engine.offline import limits
    from prro_cli.journal.events import NewEvent

    now = face.environment.now()
    end = _end(until, now)
    events = [
        NewEvent("limit.raised", {"name": name, "value": hours, "until": format_time(end)})
        for name, hours in ((limits.SESSION_LIMIT, session), (limits.MONTH_LIMIT, month))
        if hours is not None
    ]
    wait = lock_wait if lock_wait is not None else face.settings.whole("lock.wait", desk)
    with (
        open_journal(face, read_only=False) as journal,
        journal.lock(desk, command="offline limits", wait_seconds=wait),
    ):
        journal.append(desk, now, events)


def _end(until: str | None, now: datetime) -> datetime:
    """The end of the last day, and at the latest the 1st, when local limits fall back by themselves (R77)."""
    from prro_cli.engine.offline.limits import first_of_next_month

    first = first_of_next_month(now)
    if until is None:
        return first
    try:
        day = datetime.strptime(until, "%Y-%m-%d").replace(tzinfo=kyiv(), hour=23, minute=59, second=59)
    except ValueError:
        raise LimitUnlawfulError(detail=say("{until!r} is not a day such as 2026-11-30", until=until)) from None
    if day <= now:
        raise LimitUnlawfulError(detail=say("{until} is over", until=until))
    return min(day, first)
