"""Text of `prro init`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.init import Initialised


def text_answer(result: Initialised, out: Out) -> None:
    """What is there now and what comes next."""
    out.line(say("desk {desk} is set up in {home}", desk=result.desk, home=result.home), "head")
    out.pairs([("key", result.key), ("cashier", result.cashier)], indent=2)
    for step in result.next:
        out.line(say("  next  {step}", step=step))
