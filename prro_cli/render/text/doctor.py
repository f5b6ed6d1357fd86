"""Text of `prro doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.doctor import Diagnosis

_STYLES = {"ok": "good", "attention": "warn", "failed": "bad", "skipped": "dim"}


def text_answer(result: Diagnosis, out: Out) -> None:
    """A line a check, the next command under those that need one."""
    for check in result.checks:
        level = out.style(f"{check.level:<9}", _STYLES[check.level])
        out.line(f"{level} {check.id}  {check.title}: {check.text}  ({check.milliseconds} ms)")
        if check.next:
            out.line(f"          next: {check.next}")
    out.line("everything is in order" if result.worst == "ok" else f"worst: {result.worst}", _STYLES[result.worst])
