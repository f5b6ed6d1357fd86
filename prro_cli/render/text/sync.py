"""Text of `prro go-online` and `prro sync`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.sync import CameOnline, Synced


def text_answer(result: CameOnline | Synced, out: Out) -> None:
    """What was delivered and what was decided."""
    if not result.was_offline:
        out.line("online; nothing waited", "good")
    else:
        out.line(f"online again: {result.delivered} documents in {result.packages} package(s) delivered", "good")
    for decision in result.decisions:
        out.line(f"decided  {decision}")
    if result.settled:
        out.line(f"settled  {result.settled} document(s) whose answer had been lost")
    if result.registered_anew:
        out.line(f"registered anew  {result.registered_anew} document(s) taken out of an offline session")
    if result.next_session:
        out.line(f"next offline session  {result.next_session}", "dim")
