"""Errors of the sandbox's commands."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError


class SandboxUsageError(PrroError):
    id = "PRRO-E0206"
    exit_code = ExitCode.USAGE
    title = "The sandbox does not understand that"
    cause_template = "{detail}"
    next_templates = ("prro sandbox fault --list", "prro sandbox switch")


class SandboxRegistryError(PrroError):
    id = "PRRO-E0390"
    exit_code = ExitCode.INVALID_DATA
    title = "The description of taxpayers and registers does not hold together"
    cause_template = "{path}: {detail}"
    next_templates = ("correct the file and repeat the command",)


class SandboxNotRunningError(PrroError):
    id = "PRRO-E1091"
    exit_code = ExitCode.NO_CONNECTION
    title = "No sandbox answers there"
    cause_template = "{url}: {detail}"
    next_templates = ("prro sandbox serve",)


class SandboxPortError(PrroError):
    id = "PRRO-E1092"
    exit_code = ExitCode.NO_CONNECTION
    title = "The port cannot be used"
    cause_template = "{address}: {detail}"
    next_templates = ("prro sandbox serve --port PORT", "stop the program that uses the port")


class SandboxStateError(PrroError):
    id = "PRRO-E6110"
    exit_code = ExitCode.DISK
    title = "The sandbox's state file cannot be used"
    cause_template = "{detail}"
    next_templates = ("prro sandbox serve --state FILE with a new file",)
