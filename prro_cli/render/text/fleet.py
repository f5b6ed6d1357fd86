"""Text of `prro fleet`: one line a target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.fleet import FleetAnswer
    from prro_cli.support.fleet import Told

HOUR = 3600


def text_answer(result: FleetAnswer, out: Out) -> None:
    """The table, those that are not in order last so that they are seen."""
    rows = sorted(result.rows, key=lambda row: row.exit_code != 0)
    heads = (say("target"), say("desk"), say("code"), say("mode"), say("waiting"), say("hours"), say("numbers"))
    out.table((*heads, say("judgement")), [_row(one) for one in rows], right=(2, 4, 5, 6))
    for one in rows:
        if one.exit_code and one.next:
            out.line(say("  {target}: next {command}", target=one.target, command=one.next[0]))
    style = "good" if result.in_order == result.targets else "warn"
    out.line(say("{fine} of {count} in order", fine=result.in_order, count=result.targets), style)


def _row(one: Told) -> tuple[object, ...]:
    data: dict[str, Any] = one.data
    reserve, state = data.get("reserve") or {}, data.get("state") or {}
    seconds = [reserve.get("session_seconds_left"), reserve.get("month_seconds_left")]
    hours = [value for value in seconds if value is not None] if reserve.get("session_seconds_left") is not None else []
    offline = state.get("offline")
    mode = data.get("mode") or ("" if offline is None else "offline" if offline else "online")
    return (
        one.target,
        one.desk,
        one.exit_code,
        mode,
        data.get("waiting", state.get("waiting")),
        min(hours) // HOUR if hours else None,
        reserve.get("numbers_left"),
        one.judgement,
    )
