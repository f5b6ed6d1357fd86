"""Errors of the support tools."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError


class NothingRecognisedError(PrroError):
    id = "PRRO-E0407"
    exit_code = ExitCode.NOT_FOUND
    title = "Nothing was recognised"
    cause_template = "{start!r} holds no code of the server, no known text of it and no id of ours"
    state_template = "nothing was changed"
    next_templates = ("prro explain CODE (0 to 13), or pipe the whole log: prro explain - < FILE", "prro status")


class CheckUnknownError(PrroError):
    id = "PRRO-E0207"
    exit_code = ExitCode.USAGE
    title = "There is no such check"
    cause_template = "{name!r} is not one of: {known}"
    next_templates = ("prro doctor",)
