"""`prro _complete KIND`: names for the completion of shells, one a line.

Called at every TAB, so it takes the shortest way: the configuration file, the names of the vault's files, the
journal opened for reading. No lock, no network, no parser, and silence instead of an error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

LATEST_DOCUMENTS = 50


def names(kind: str, variables: Mapping[str, str]) -> list[str]:
    """The names of that kind; an empty list where there are none or something is in the way."""
    read = _KINDS.get(kind)
    if read is None:
        return []
    from prro_cli.errors.base import PrroError
    from prro_cli.home.paths import find_home

    try:
        return read(find_home(None, variables).path)
    except (OSError, ValueError, PrroError):
        return []


def main(words: list[str], variables: Mapping[str, str]) -> None:
    """Print the names; an unknown kind prints nothing."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        for name in names(words[0] if words else "", variables):
            sys.stdout.write(name + "\n")
        sys.stdout.flush()
    except BrokenPipeError:  # the shell has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _config(home: Path) -> dict[str, Any]:
    import tomllib

    return tomllib.loads((home / "config.toml").read_text(encoding="utf-8"))


def _table(name: str) -> Callable[[Path], list[str]]:
    return lambda home: sorted(_config(home).get(name, {}))


def _keys(home: Path) -> list[str]:
    return sorted(p.stem for p in (home / "keys").glob("*.prrokey"))


def _documents(home: Path) -> list[str]:
    from prro_cli.journal.latest import latest_numbers

    return latest_numbers(home / "journal.db", LATEST_DOCUMENTS)


_KINDS: dict[str, Callable[[Path], list[str]]] = {
    "desks": _table("desks"),
    "cashiers": _table("cashiers"),
    "printers": _table("printers"),
    "keys": _keys,
    "documents": _documents,
}
