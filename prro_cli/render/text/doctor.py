"""Text of `prro doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import later, say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.doctor import Diagnosis

_STYLES = {later("ok"): "good", later("attention"): "warn", later("failed"): "bad", later("skipped"): "dim"}


def text_answer(result: Diagnosis, out: Out) -> None:
    """A line a check, what was mended and the next command under those that need one."""
    for check in result.checks:
        level = out.style(f"{say(check.level):<9}", _STYLES[check.level])
        out.line(f"{level} {check.id}  {say(check.title)}: {check.text}  ({check.milliseconds} ms)")
        for done in check.fixed:
            out.line(say("          fixed: {what}", what=done))
        if check.next:
            out.line(say("          next: {command}", command=check.next))
    skipped = sum(check.level == "skipped" for check in result.checks)
    if result.worst != "ok":
        out.line(say("worst: {level}", level=say(result.worst)), _STYLES[result.worst])
    elif skipped:
        out.line(say("everything that was checked is in order; {count} not checked", count=skipped), "good")
    else:
        out.line(say("everything is in order"), "good")
