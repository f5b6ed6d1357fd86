"""Errors of looking into documents and of repairing: names that mean several, adopting what another journal made."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError


class NameAmbiguousError(PrroError):
    id = "PRRO-E0250"
    exit_code = ExitCode.USAGE
    title = "The name means several documents"
    cause_template = "{name} may be {candidates}"
    state_template = "nothing was changed"
    next_templates = ("prro {command} {first}", "prro journal list")
