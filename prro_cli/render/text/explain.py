"""Text of `prro explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.explain import Explained


def text_answer(result: Explained, out: Out) -> None:
    """Each thing that was recognised."""
    for place, one in enumerate(result.explanations):
        if place:
            out.line()
        out.line(f"{one.subject}: {one.title}", "head")
        rows = [(say("cause"), one.cause)]
        rows += [(say("note") if i == 0 else "", detail) for i, detail in enumerate(one.details)]
        rows.append((say("state"), one.state))
        rows += [(say("next") if i == 0 else "", step) for i, step in enumerate(one.next)]
        out.pairs(rows, indent=2)
