"""Text of `prro route`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.route import RouteList


def text_list(result: RouteList, out: Out) -> None:
    """All routes, a line each."""
    out.table(("from", "", "to desk"), [(r.kind, r.value, r.desk) for r in result.routes])
