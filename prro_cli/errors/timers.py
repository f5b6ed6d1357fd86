"""Errors of timers."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError


class TimersWishError(PrroError):
    id = "PRRO-E0293"
    exit_code = ExitCode.USAGE
    title = "The timers cannot be made like this"
    cause_template = "{detail}"
    state_template = "no timer was written or started"
    next_templates = ("prro timers install --output DIR", "prro timers install --help")


class TimersMissingError(PrroError):
    id = "PRRO-E0491"
    exit_code = ExitCode.NOT_FOUND
    title = "No timers are installed"
    cause_template = "{detail}"
    state_template = "nothing was changed"
    next_templates = ("prro timers list", "prro timers install")


class TimerForeignError(PrroError):
    id = "PRRO-E0593"
    exit_code = ExitCode.REFUSED
    title = "A unit of that name was not written by prro"
    cause_template = "{path} is somebody else's, or was written by hand"
    state_template = "it was not touched, no timer was written or started"
    next_templates = ("move {path} away, then: prro timers install", "prro timers install --output DIR")
