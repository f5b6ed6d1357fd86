"""Importing this module makes the registry of errors complete; documentation, `explain` and tests start here."""

from __future__ import annotations

import importlib
import pkgutil

import prro_cli.errors
from prro_cli.errors.base import PrroError, registry

_ROOMS = [m.name for m in pkgutil.iter_modules(prro_cli.errors.__path__)]


def every_error() -> dict[str, type[PrroError]]:
    """All error classes by id, from every module of this package."""
    for name in _ROOMS:
        importlib.import_module(f"prro_cli.errors.{name}")
    return registry()
