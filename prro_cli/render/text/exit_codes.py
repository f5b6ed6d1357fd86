"""Text of `prro exit-codes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.exit_codes import CodeTable


def text_answer(result: CodeTable, out: Out) -> None:
    """A table."""
    rows = [(r.code, r.name, say(r.meaning), say(r.advice)) for r in result.codes]
    out.table(("code", "name", "meaning", "a script should"), rows, right=(0,))
