"""Text of `prro completion`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.about import CompletionScript


def text_answer(result: CompletionScript, out: Out) -> None:
    """The script, byte for byte as it is shipped."""
    out.line(result.script.rstrip("\n"))
