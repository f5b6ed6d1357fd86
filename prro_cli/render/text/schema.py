"""Text of `prro schema`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.schema import SchemasChecked, SchemasFetched


def text_check(result: SchemasChecked, out: Out) -> None:
    """The judgement, then each difference."""
    if not result.differences:
        out.line(say("documents are written by the schemas of {source}", source=result.source), "good")
    else:
        out.line(say("{count} differences to the schemas of {source}", count=len(result.differences),
                     source=result.source), "warn")  # fmt: skip
    for line in result.differences:
        out.line(f"  {line}")


def text_fetch(result: SchemasFetched, out: Out) -> None:
    """Where they are."""
    for path in result.files:
        out.line(path)
