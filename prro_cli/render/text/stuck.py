"""Text of `prro stuck`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.stuck import StuckFixed, StuckList, StuckShown


def text_list(result: StuckList, out: Out) -> None:
    """A line for each, with one command."""
    if not result.documents:
        out.line("nothing needs a person", "good")
        return
    rows = [(d.number, d.kind, d.code, d.behind, d.ways[0].command) for d in result.documents]
    out.table(("number", "kind", "code", "behind it", "proposed"), rows, right=(0, 2, 3))


def text_show(result: StuckShown, out: Out) -> None:
    """The server's words and the ways out."""
    document = result.document
    out.line(f"{document.kind} {document.number} ({document.fiscal_number}) was refused", "warn")
    out.pairs([("code", document.code), ("text", document.text), ("waiting behind it", document.behind)], indent=2)
    for way in document.ways:
        out.line(f"{way.name}: {way.what}", "strong")
        out.line(f"  {way.command}")


def text_fix(result: StuckFixed, out: Out) -> None:
    """The steps, done or to be done."""
    out.line("would do:" if result.dry_run else "done:", "dim")
    for step in result.fix.steps:
        out.line(f"  {step}")
    if result.fix.xml:
        out.line(result.fix.xml)
