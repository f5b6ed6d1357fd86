"""Text of `prro demo`: the last line of the story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.demo import DemoPlayed


def text_answer(result: DemoPlayed, out: Out) -> None:
    """How long it took and what is left."""
    out.line()
    out.line(
        f"{len(result.commands)} commands in {result.seconds} s, on the sandbox; this was not the tax service.", "head"
    )
    if result.kept:
        out.line(f"The home is kept: prro --home {result.kept} status")
        out.line(f"Its server: prro --home {result.kept} sandbox serve")
    else:
        out.line("Nothing is left behind. Keep a home to play with: prro demo --keep DIR")
