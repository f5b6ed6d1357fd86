"""Text of `prro demo`: the last line of the story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.demo import DemoPlayed


def text_answer(result: DemoPlayed, out: Out) -> None:
    """How long it took and what is left."""
    out.line()
    told = say(
        "{count} commands in {seconds} s, on the sandbox; this was not the tax service.",
        count=len(result.commands),
        seconds=result.seconds,
    )
    out.line(told, "head")
    if result.kept:
        out.line(say("The home is kept: prro --home {path} status", path=result.kept))
        out.line(say("Its server: prro --home {path} sandbox serve", path=result.kept))
    else:
        out.line(say("Nothing is left behind. Keep a home to play with: prro demo --keep DIR"))
