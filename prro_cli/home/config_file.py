"""`config.toml`: read whole, written whole and atomically, private to its owner."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from prro_cli.errors.general import ConfigUnreadableError, UnknownSettingError
from prro_cli.home.paths import Home, write_private
from prro_cli.lang import later, say

TOP_LEVEL = ("settings", "desks", "cashiers", "routes", "printers")
_HEADER = "# prro configuration: `prro config set`, `prro desk set`, … or by hand (comments are not kept)\n\n"

COMMAND_LINE = later("the command line")


def read_config(path: Path) -> dict[str, Any]:
    """The file's content, or nothing where there is no file; sections nobody knows are errors."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    import tomllib

    try:
        config = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, a number of 5 000 digits, brackets without end
        raise ConfigUnreadableError(path=path, detail=error) from None
    for name, value in config.items():
        if name not in TOP_LEVEL or not isinstance(value, dict):
            import difflib

            near = difflib.get_close_matches(name, TOP_LEVEL, n=1)
            raise UnknownSettingError(
                name=name,
                origin=str(path),
                next_steps=correction(str(path)),
                nearest=say("; did you mean {near}?", near=near[0]) if near else "",
            )
    return config


def correction(origin: str) -> tuple[str, ...] | None:
    """The way on from a wrong setting of a file or variable, where `prro config show` would meet the same error."""
    return None if origin == COMMAND_LINE else (say("correct it in {origin}", origin=origin), "prro config path")


def write_config(home: Home, config: Mapping[str, Any]) -> None:
    """Replace the file."""
    import tomli_w

    home.create()
    write_private(home.config_path, (_HEADER + tomli_w.dumps(dict(config))).encode("utf-8"))
