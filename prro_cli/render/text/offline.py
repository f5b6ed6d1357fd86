"""Text of `prro offline`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.render.terminal import Out
from prro_cli.render.text.budget import hours

if TYPE_CHECKING:
    from prro_cli.cli.offline import LimitsShown, OfflineBegun, OfflineStatus


def text_status(result: OfflineStatus, out: Out) -> None:
    """One judgement, then the figures."""
    state = result.state
    if not state.offline:
        spare = "a spare offline session is at hand" if state.spare_session else "no spare offline session is at hand"
        if state.allowed is False:
            spare = "form 1-ПРРО does not allow working offline"
        out.line(f"online; {spare}", "good" if state.spare_session else "warn")
    else:
        out.line(f"offline since {state.begun}, session {state.session_id}", "warn")
    numbers = f"{state.numbers.for_sales} receipts and {state.numbers.reserve} kept back of {state.numbers.limit}"
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
            ("session", f"{result.session_hours} h, warned of at {result.warn_session_hours} h"),
            ("month", f"{result.month_hours} h, warned of at {result.warn_month_hours} h"),
            ("numbers of a session", result.numbers),
            ("raised until", result.raised_until),
        ]
    )
    out.line(result.remark)


def text_begin(result: OfflineBegun, out: Out) -> None:
    """Since when."""
    word = "was offline already" if result.already else "is offline"
    out.line(f"the register {word} since {result.begun}, session {result.session_id}", "warn")
