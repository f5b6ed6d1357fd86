"""Text of `prro offline`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say, word
from prro_cli.render.terminal import Out
from prro_cli.render.text.budget import hours

if TYPE_CHECKING:
    from prro_cli.cli.offline import LimitsShown, OfflineBegun, OfflineStatus


def text_status(result: OfflineStatus, out: Out) -> None:
    """One judgement, then the figures."""
    state = result.state
    if not state.offline:
        spare = (
            say("a spare offline session is at hand")
            if state.spare_session
            else say("no spare offline session is at hand")
        )
        if state.allowed is False:
            spare = say("form 1-ПРРО does not allow working offline")
        out.line(f"{word('online')}; {spare}", "good" if state.spare_session else "warn")
    else:
        out.line(say("offline since {time}, session {id}", time=state.begun, id=state.session_id), "warn")
    numbers = say(
        "{receipts} receipts and {reserve} kept back of {limit}",
        receipts=state.numbers.for_sales,
        reserve=state.numbers.reserve,
        limit=state.numbers.limit,
    )
    out.pairs(
        [
            ("session", hours(state.hours.session, state.hours.session_limit) if state.offline else None),
            ("month", hours(state.hours.month, state.hours.month_limit)),
            ("numbers left", numbers),
            ("waiting", state.waiting or None),
            ("need a person", state.stuck or None),
            ("lasts until", state.lasts_until),
        ],
        indent=2,
    )


def text_limits(result: LimitsShown, out: Out) -> None:
    """The limits and what they are worth."""
    out.pairs(
        [
            (
                "session",
                say("{hours} h, warned of at {mark} h", hours=result.session_hours, mark=result.warn_session_hours),
            ),
            ("month", say("{hours} h, warned of at {mark} h", hours=result.month_hours, mark=result.warn_month_hours)),
            ("numbers of a session", result.numbers),
            ("raised until", result.raised_until),
        ]
    )
    out.line(say(result.remark))


def _marked(hours: int, mark: int) -> str:
    return say("{hours} h, warned of at {mark} h", hours=hours, mark=mark)


def text_begin(result: OfflineBegun, out: Out) -> None:
    """Since when."""
    facts = {"time": result.begun, "id": result.session_id}
    if result.already:
        out.line(say("the register was offline already since {time}, session {id}", **facts), "warn")
    else:
        out.line(say("the register is offline since {time}, session {id}", **facts), "warn")
