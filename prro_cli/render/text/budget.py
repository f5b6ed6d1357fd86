"""Text of `prro budget`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.offline import BudgetShown


def hours(used: int, limit: int) -> str:
    """Used of allowed, and what is left."""
    left = max(0, limit - used)
    return say("{used} of {limit} h used, {left} left", used=_hm(used), limit=limit // 3600, left=_hm(left))


def _hm(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}"


def text_answer(result: BudgetShown, out: Out) -> None:
    """Until when, and each figure behind it."""
    state = result.state
    if state.lasts_until:
        lasts = say(
            "at the present pace this lasts until {time} ({by})", time=state.lasts_until, by=say(state.blocked_by)
        )
        out.line(lasts, "warn")
    else:
        out.line(say("online: nothing is being used up"), "good")
    out.pairs(
        [
            ("session", hours(state.hours.session, state.hours.session_limit) if state.offline else None),
            ("session until", state.session_until),
            ("month", hours(state.hours.month, state.hours.month_limit)),
            ("numbers for receipts", state.numbers.for_sales),
            ("receipts an hour", state.receipts_per_hour),
            ("numbers until", state.numbers_until),
            ("waiting", state.waiting or None),
            *((say("key {name}", name=one.key), say("{days} days", days=one.days_left)) for one in result.keys),
        ],
        indent=2,
    )
