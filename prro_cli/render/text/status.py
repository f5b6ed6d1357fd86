"""Text of `prro status`: one screen, at most 24 lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.status import OfflineFacts, Status

MOST_LINES_OF_ATTENTION = 4
HOUR, MINUTE = 3600, 60


def text_answer(result: Status, out: Out) -> None:
    """The judgement first, then the facts."""
    out.line(f"{result.desk}: {result.judgement}", "warn" if result.attention else "good")
    for line in result.attention[1:MOST_LINES_OF_ATTENTION]:
        out.line(f"  also: {line}", "warn")
    for step in result.next[:MOST_LINES_OF_ATTENTION]:
        out.line(f"  next: {step}")
    shift, last = result.shift, result.last_document
    out.pairs(
        [
            ("ПРРО", result.fiscal_number),
            ("mode", result.mode),
            ("shift", f"{shift.number} {shift.state}{' TEST' if shift.test else ''}" if shift else "none yet"),
            ("opened", f"{shift.opened_at} by {shift.cashier}" if shift else None),
            ("closed", shift.closed_at if shift else None),
            ("last document", f"{last.kind} {last.fiscal_number or ''} [{last.state}] {last.time}" if last else None),
            ("next local number", result.next_local_number),
            ("waiting", result.waiting or None),
            ("unknown results", result.unsettled or None),
            ("stuck", result.stuck or None),
            ("offline session", _hours(result.offline) if result.offline else None),
            ("offline possible", None if result.offline else "yes" if result.offline_numbers_ready else "not yet"),
            ("busy", result.busy),
            ("server", result.server),
        ],
        indent=2,
    )


def _hours(offline: OfflineFacts) -> str:
    def shown(seconds: int) -> str:
        return f"{seconds // HOUR} h {seconds % HOUR // MINUTE:02d} min"

    left = f"{shown(max(0, offline.seconds_left))} left, {shown(max(0, offline.month_seconds_left))} this month"
    return f"{offline.session} since {offline.begun_at} ({left})"
