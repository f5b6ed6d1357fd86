"""Errors of the tools for many desks, and of the rehearsal."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError


class InventoryError(PrroError):
    id = "PRRO-E0349"
    exit_code = ExitCode.INVALID_DATA
    title = "The inventory of the fleet cannot be read"
    cause_template = "{path}: {detail}"
    state_template = "no target was asked"
    next_templates = ("prro fleet --help",)


class DrillBrokenError(PrroError):
    id = "PRRO-E0140"
    exit_code = ExitCode.INTERNAL
    title = "The rehearsal could not be played to its end"
    cause_template = "{step}: {detail}"
    state_template = (
        "only the rehearsal's own throw-away home was touched; the desk itself was neither locked nor changed"
    )
    next_templates = ("prro doctor", "prro demo --keep DIR")
