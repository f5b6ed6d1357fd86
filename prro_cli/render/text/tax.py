"""Text of `prro tax`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.tax import TaxList


def text_list(result: TaxList, out: Out) -> None:
    """The letters of a desk."""
    rows = [
        (
            t.letter,
            t.name,
            t.percent if t.type >= 0 else "",
            say("on top") if t.on_top else "",
            t.valid_from,
            t.valid_to,
        )
        for t in result.taxes
    ]
    out.table(("letter", "tax", "%", "", "from", "to"), rows, right=(2,))
