"""The forecast: hours, numbers and waiting documents, and until when they last at the present pace (N5, R83)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prro_cli.engine.offline import limits, reserve
from prro_cli.journal.rows import DocumentFilter
from prro_cli.lang import later
from prro_cli.record import dataclass
from prro_cli.values import format_time

if TYPE_CHECKING:
    from prro_cli.engine.ports import Rules
    from prro_cli.journal.readers import Readers
    from prro_cli.journal.rows import Document

PACE_WINDOW = timedelta(hours=4)
"""The pace is that of the last hours: a morning says little of an evening."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left of an offline life; times are RFC 3339, sums of time are seconds."""

    offline: bool
    session_id: str | None
    begun: str | None
    hours: limits.Hours
    session_until: str | None
    """When the session's limit is reached if nothing changes."""
    month_until: str | None
    numbers: reserve.Numbers
    receipts_per_hour: int
    numbers_until: str | None
    """When only the reserve is left at the present pace."""
    waiting: int
    stuck: int
    spare_session: bool
    """Whether a next offline session could begin."""
    lasts_until: str | None
    blocked_by: str
    allowed: bool | None = None
    """What form 1-ПРРО says of working offline; None as long as the server was not asked."""


def budget(journal: Readers, desk: str, now: datetime, rules: Rules) -> Budget:
    """The forecast of a desk."""
    session, row = journal.current_session(desk), journal.desk(desk)
    hours = limits.count(journal, desk, now)
    known = reserve.numbers(journal, desk, rules.offline_numbers)
    pace = receipts_per_hour(journal, desk, now)
    offline = session is not None
    ends: dict[str, datetime] = {}
    if offline:
        ends[later("the 36 hours of a session")] = now + timedelta(seconds=max(0, hours.session_left))
        ends[later("the 168 hours of a month")] = month_end_of_hours(hours, now)
        if pace:
            ends[later("the numbers of the session")] = now + timedelta(seconds=known.for_sales * limits.HOUR // pace)
    blocked_by = min(ends, key=lambda name: ends[name]) if ends else ""
    shown = {name: format_time(moment) for name, moment in ends.items()}
    return Budget(
        offline=offline,
        session_id=session.session_id if session else None,
        begun=session.begun_at if session else None,
        hours=hours,
        session_until=shown.get(later("the 36 hours of a session")),
        month_until=shown.get(later("the 168 hours of a month")),
        numbers=known,
        receipts_per_hour=pace,
        numbers_until=shown.get(later("the numbers of the session")),
        waiting=journal.queue_length(desk),
        stuck=len(journal.stuck(desk)),
        spare_session=journal.unused_session(desk) is not None,
        lasts_until=shown.get(blocked_by),
        blocked_by=blocked_by,
        allowed=row.observed_state.get("offline_supported") if row else None,
    )


def month_end_of_hours(hours: limits.Hours, now: datetime) -> datetime:
    """When the month's hours end: never before the session does, since a session counts in full in the next month."""
    return now + timedelta(seconds=max(0, hours.month_left))


def receipts_per_hour(journal: Readers, desk: str, now: datetime) -> int:
    """The pace of the last hours, rounded up; nothing sold is no pace."""
    since = int((now - PACE_WINDOW).timestamp())
    recent = journal.documents(DocumentFilter(desk=desk, since=since, until=int(now.timestamp()) + 1))
    sold = [document for document in recent if document.effective and document.total is not None]
    if not sold:
        return 0
    oldest: Document = sold[-1]
    span = max(1800, int(now.timestamp()) - oldest.time_unix)
    return -(-len(sold) * limits.HOUR // span)
