"""Text of `prro go-online` and `prro sync`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.sync import CameOnline, Synced


def text_answer(result: CameOnline | Synced, out: Out) -> None:
    """What was delivered and what was decided."""
    if not result.was_offline:
        out.line(say("online; nothing waited"), "good")
    else:
        sent = {"count": result.delivered, "packages": result.packages}
        out.line(say("online again: {count} documents in {packages} package(s) delivered", **sent), "good")
    for decision in result.decisions:
        out.line(say("decided  {what}", what=decision))
    if result.settled:
        out.line(say("settled  {count} unfinished document(s)", count=result.settled))
    if result.registered_anew:
        anew = say("registered anew  {count} document(s) taken out of an offline session", count=result.registered_anew)
        out.line(anew)
    if result.next_session:
        out.line(say("next offline session  {id}", id=result.next_session), "dim")
