"""Text of `prro stuck`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say, word
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.stuck import StuckFixed, StuckList, StuckShown
    from prro_cli.engine.offline.remade import Remade


def text_list(result: StuckList, out: Out) -> None:
    """A line for each, with one command."""
    if not result.documents:
        out.line(say("nothing needs a person"), "good")
        return
    rows = [(d.number, d.kind, d.code, d.behind, d.ways[0].command) for d in result.documents]
    heads = (say("number"), say("kind"), say("code"), say("behind it"), say("proposed"))
    out.table(heads, rows, right=(0, 2, 3))


def text_show(result: StuckShown, out: Out) -> None:
    """The server's words, the ways out, and what each would change in the XML."""
    document = result.document
    out.line(say("{kind} {number} ({fiscal}) was refused", kind=word(document.kind), number=document.number,
                 fiscal=document.fiscal_number), "warn")  # fmt: skip
    rows = [(say("code"), document.code), (say("text"), document.text), (say("waiting behind it"), document.behind)]
    out.pairs(rows, indent=2)
    changes = {one.way: one.documents for one in result.changes}
    for way in document.ways:
        out.line(f"{way.name}: {say(way.what)}", "strong")
        out.line(f"  {way.command}")
        show_changes(changes.get(way.name, ()), out)


def text_fix(result: StuckFixed, out: Out) -> None:
    """The steps, done or to be done, and the XML as it changes."""
    out.line(say("would do:") if result.dry_run else say("done:"), "dim")
    for step in result.fix.steps:
        out.line(f"  {step}")
    show_changes(result.fix.changes, out)
    for step in result.next:
        out.line(say("next: {command}", command=step))


def show_changes(documents: tuple[Remade, ...], out: Out) -> None:
    """A unified difference for each document."""
    for one in documents:
        if not one.difference.unified:
            out.line("    " + say("{kind} {number}: nothing changes", kind=word(one.kind), number=one.number), "dim")
        for line in one.difference.unified.splitlines():
            style = "good" if line.startswith("+") else "bad" if line.startswith("-") else "dim"
            out.line(f"    {line}", style)
        if one.decided_then:
            names = ", ".join(one.decided_then)
            out.line("    " + say("decided when it is done: {names}", names=names), "dim")
