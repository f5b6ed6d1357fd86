"""Text of `prro metrics`: what monitoring reads, byte for byte; never translated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.metrics import Measured


def text_answer(result: Measured, out: Out) -> None:
    """The text itself, or where it was written."""
    if result.output is not None:
        out.line(say("{count} figures written to {path}", count=len(result.samples), path=result.output))
        return
    for line in result.text.splitlines():
        out.line(line)
