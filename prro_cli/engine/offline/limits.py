"""36 hours for a session and 168 in a calendar month (Order 317, section V; API 08.2025, section 4.2), to the second.

Nothing is kept for this: the hours are counted from documents each time. A session lasts from its document 102 to
its last settlement document (receipt or Z-report); 101 and 103 do not lengthen it. While one is being made, it lasts
to that document. The server forgets sessions across a month's border; we count such a session in full in each month
it touches, which is never less than the server's figure.

What is stopped: a document that would lengthen the session beyond a limit. A Z-report lengthens it as a receipt
does, so beyond the limit it is stopped too: the server would refuse it inside the package and everything after it
would be stuck, while online, minutes later, it is lawful. Closing (101) and ending (103) are never stopped.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from prro_cli.engine.offline import reserve
from prro_cli.errors.offline import MonthLimitError, SessionLimitError
from prro_cli.journal.events import TECHNICAL, DocumentKind
from prro_cli.lang import later, say
from prro_cli.record import dataclass
from prro_cli.values import format_time, kyiv

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.readers import Readers
    from prro_cli.journal.rows import Session

HOUR = 3600
SESSION_HOURS = 36
MONTH_HOURS = 168
SESSION_LIMIT, MONTH_LIMIT = "session_hours", "month_hours"
"""Names of the local limits in `limit.raised`."""
ROUNDING = 60
"""The server tells whole minutes: a difference within one is none."""
NOTHING_CHANGES = later(
    "this changes nothing at the tax server: it blocks the register at 36 and 168 hours all the same"
)


@dataclass(frozen=True, slots=True)
class Hours:
    """How long the register was offline, in seconds, and what is allowed; `server` tells whose figure is higher."""

    session: int
    session_limit: int
    session_by_server: bool
    month: int
    month_limit: int
    month_by_server: bool

    @property
    def session_left(self) -> int:
        """Seconds until the session's limit; negative beyond it."""
        return self.session_limit - self.session

    @property
    def month_left(self) -> int:
        """Seconds until the month's limit; negative beyond it."""
        return self.month_limit - self.month


def month_of(moment: datetime) -> tuple[int, int]:
    """The calendar month in Kyiv: first second, and first second after it."""
    local = moment.astimezone(kyiv())
    first = datetime(local.year, local.month, 1, tzinfo=kyiv())
    after = datetime(local.year + local.month // 12, local.month % 12 + 1, 1, tzinfo=kyiv())
    return int(first.timestamp()), int(after.timestamp())


def first_of_next_month(moment: datetime) -> datetime:
    """When a raised limit falls back at the latest (R77)."""
    return datetime.fromtimestamp(month_of(moment)[1], kyiv())


def seconds_of(session: Session, until: int | None = None) -> int:
    """The length of a session, to its last settlement document or to one that is about to be made.

    Papers show no offset: in the repeated hour of October the earlier begin and the later end are taken, as a server
    that reads the paper would at worst.
    """
    if session.begun_unix is None:
        return 0
    last = max(until or 0, session.last_financial_unix or 0)
    return max(0, _latest(last) - _earliest(session.begun_unix)) if last else 0


def count(journal: Readers, desk: str, now: datetime) -> Hours:
    """The hours at a moment, a document made then included."""
    moment = int(now.timestamp())
    current = journal.current_session(desk)
    session = seconds_of(current, moment) if current else 0
    month = _month_seconds(journal, desk, current, moment, month_of(now))
    told_session, told_month = _told(journal, desk, current, now)
    ours_session, ours_month = session, month
    if told_session > session + ROUNDING:
        session = told_session
    if told_month > month + ROUNDING:
        month = told_month
    return Hours(
        session=session,
        session_limit=limit_in_force(journal, desk, SESSION_LIMIT, SESSION_HOURS, now),
        session_by_server=session > ours_session,
        month=month,
        month_limit=limit_in_force(journal, desk, MONTH_LIMIT, MONTH_HOURS, now),
        month_by_server=month > ours_month,
    )


def limit_in_force(journal: Readers, desk: str, name: str, hours: int, now: datetime) -> int:
    """A limit in seconds; a raised one until its time and never beyond the 1st of the month after it was raised."""
    raised = journal.limit(desk, name)
    if raised is None:
        return hours * HOUR
    end = min(datetime.fromisoformat(raised.until), first_of_next_month(datetime.fromisoformat(raised.raised_at)))
    return max(hours, raised.value) * HOUR if now < end else hours * HOUR


def check_may_go_on(post: Post, kind: DocumentKind) -> None:
    """Before each offline document: errors 21, 22 and 23 stop it, warnings come in time."""
    reserve.check(post, kind)
    if kind in TECHNICAL and kind is not DocumentKind.SHIFT_OPEN:
        return
    now = _document_moment(post)
    hours = count(post.journal, post.name, now)
    current = post.journal.current_session(post.name)
    if hours.session > hours.session_limit:
        raise SessionLimitError(
            who=_who(hours.session_by_server),
            begun=current.begun_at if current else "?",
            length=shown(hours.session),
            limit=hours.session_limit // HOUR,
        )
    _refuse_month(hours, now, beyond=1)
    _warn(post, hours, now)


def check_may_begin(post: Post) -> None:
    """Before document 102: nothing of the month may be left (exit 22)."""
    now = post.clock.now()
    _refuse_month(count(post.journal, post.name, now), now, beyond=0)


def shown(seconds: int) -> str:
    """Hours, minutes, seconds as people read them."""
    return say(
        "{hours} h {minutes:02d} min {seconds:02d} s",
        hours=seconds // HOUR,
        minutes=seconds % HOUR // 60,
        seconds=seconds % 60,
    )


def _refuse_month(hours: Hours, now: datetime, *, beyond: int) -> None:
    if hours.month >= hours.month_limit + beyond:
        raise MonthLimitError(
            who=_who(hours.month_by_server),
            length=shown(hours.month),
            limit=hours.month_limit // HOUR,
            month=f"{now.astimezone(kyiv()):%m.%Y}",
        )


def _who(by_server: bool) -> str:
    return say("by the tax server's own count") if by_server else say("by this program's count of the documents")


def _warn(post: Post, hours: Hours, now: datetime) -> None:
    if hours.session >= post.rules.warn_session_hours * HOUR:
        end = format_time(now + timedelta(seconds=hours.session_left))
        text = say("this offline session may last until {end} ({left} left)", end=end, left=shown(hours.session_left))
        post.remark("offline-session-long", text, "prro go-online")
    if hours.month >= post.rules.warn_month_hours * HOUR:
        text = say(
            "{left} of this month's {limit} offline hours are left",
            left=shown(hours.month_left),
            limit=hours.month_limit // HOUR,
        )
        post.remark("offline-month-long", text, "prro go-online")
    for words, value, usual in (
        (later("the local session limit is raised to {hours} h; {remark}"), hours.session_limit, SESSION_HOURS),
        (later("the local month limit is raised to {hours} h; {remark}"), hours.month_limit, MONTH_HOURS),
    ):
        if value > usual * HOUR:
            text = say(words, hours=value // HOUR, remark=say(NOTHING_CHANGES))
            post.remark("offline-limit-raised", text, "prro offline limits")


def _document_moment(post: Post) -> datetime:
    """The time the document will carry: a clock that stepped back does not shorten the session."""
    now = post.clock.now().replace(microsecond=0)
    last = post.journal.last_document(post.name)
    return max(now, datetime.fromisoformat(last.time)) if last else now


def _month_seconds(journal: Readers, desk: str, current: Session | None, moment: int, month: tuple[int, int]) -> int:
    first, after = month
    total = 0
    for session in journal.sessions(desk, first):
        if session.begun_unix is None or session.state == "discarded":
            continue
        ours = current is not None and session.session_id == current.session_id
        last = max(moment if ours else 0, session.last_financial_unix or 0)
        if session.begun_unix < after and last >= first:
            total += seconds_of(session, moment if ours else None)
    if current is not None and current.begun_unix is not None and current.begun_unix < first:
        known = current.last_financial_unix is not None and current.last_financial_unix >= first
        total += 0 if known else seconds_of(current, moment)
    return total


def _told(journal: Readers, desk: str, current: Session | None, now: datetime) -> tuple[int, int]:
    """The server's own figures in seconds, where they still speak of this session and this month."""
    known = journal.desk(desk)
    if known is None or known.observed_at is None:
        return 0, 0
    observed = datetime.fromisoformat(known.observed_at)
    state = known.observed_state
    session = state.get("session_minutes") or 0
    month = state.get("month_minutes") or 0
    if month_of(observed) != month_of(now):
        month = 0
    if current is None or current.begun_unix is None:
        return 0, month * 60
    if observed.timestamp() < current.begun_unix:  # told before this session began: it is not in the month's sum yet
        return 0, month * 60 + seconds_of(current, int(now.timestamp())) if month else 0
    return session * 60, month * 60


def _folds(unix: int) -> tuple[int, int]:
    local = datetime.fromtimestamp(unix, UTC).astimezone(kyiv()).replace(tzinfo=None)
    both = [int(local.replace(tzinfo=kyiv(), fold=fold).timestamp()) for fold in (0, 1)]
    return min(both), max(both)


def _earliest(unix: int) -> int:
    return _folds(unix)[0]


def _latest(unix: int) -> int:
    return _folds(unix)[1]
