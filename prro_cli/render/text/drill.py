"""Text of `prro drill`: the story of the rehearsal, act by act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.drill import Drilled


def text_answer(result: Drilled, out: Out) -> None:
    """What was done, what came of it, whether both sides agree."""
    out.line(say("A rehearsal on the sandbox; nothing of it reaches the tax service or the desk's journal."), "dim")
    for act in result.acts:
        came = f": {act.text}" if act.text else ""
        mark = out.style(say("ok") if act.passed else say("FAILED"), "good" if act.passed else "bad")
        out.line(f"{mark}  {act.title}{came}  ({act.milliseconds} ms)")
    for one in result.compared:
        words = say("{what}: {value} on both sides", what=say(one.what), value=one.journal)
        if not one.same:
            words = say(
                "{what}: journal {ours}, server {theirs}", what=say(one.what), ours=one.journal, theirs=one.server
            )
        mark = out.style(say("ok") if one.same else say("FAILED"), "good" if one.same else "bad")
        out.line(f"{mark}  {words}")
    for remark in result.remarks:
        out.line(remark, "warn")
    if result.passed:
        out.line(say("passed in {seconds} s; the date is remembered", seconds=result.seconds), "good")
    else:
        text = say("FAILED after {seconds} s: this desk would not get through an offline day", seconds=result.seconds)
        out.line(text, "bad")
