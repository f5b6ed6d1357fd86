"""Text of `prro commands`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.about import CommandTable


def text_answer(result: CommandTable, out: Out) -> None:
    """One line a command."""
    out.table(("command", "does"), [(r.name, r.help.split("\n")[0]) for r in result.commands])
