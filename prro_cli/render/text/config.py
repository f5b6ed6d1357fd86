"""Text of `prro config`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.config import ConfigPath, ConfigShown, ConfigValue


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def text_show(result: ConfigShown, out: Out) -> None:
    """All settings, with origins if wished."""
    rows = [(s.name, _shown(s.value), *((s.origin,) if result.origins else ())) for s in result.settings]
    out.table(("setting", "value", "origin") if result.origins else ("setting", "value"), rows)


def text_get(result: ConfigValue, out: Out) -> None:
    """The value alone, as scripts like it."""
    out.line(_shown(result.value))


def text_path(result: ConfigPath, out: Out) -> None:
    """The path alone."""
    out.line(result.path)
