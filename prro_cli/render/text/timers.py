"""Text of `prro timers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.timers import TimersInstalled, TimersList, TimersRemoved


def text_install(result: TimersInstalled, out: Out) -> None:
    """What was written, what runs, what is left to do."""
    if result.text is not None:
        out.line(result.text.rstrip("\n"))
        return
    for file in result.files:
        out.line(str(file))
    if result.started:
        out.line(say("{count} timers run now", count=len(result.enabled)), "good")
    for name in result.enabled:
        out.line(f"  {name}")
    for step in result.next:
        out.line(f"{say('next')}  {step}")


def text_list(result: TimersList, out: Out) -> None:
    """A line for each."""
    if not result.timers:
        out.line(say("no timers are installed for systemd: prro timers install"), "warn")
        return
    rows = [
        (t.job, t.desk, t.scope, say("installed") if t.sound else say("its units are missing")) for t in result.timers
    ]
    out.table((say("job"), say("desk"), say("scope"), ""), rows)


def text_remove(result: TimersRemoved, out: Out) -> None:
    """What is gone."""
    for timer in result.timers:
        out.line(say("{name} stopped and removed", name=timer.path.name))
    for file in result.files:
        out.line(say("{name} removed", name=file))
