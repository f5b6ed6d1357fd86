"""Errors of the program itself: calls, configuration, the home, questions, signals."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError


class InternalError(PrroError):
    id = "PRRO-E0101"
    exit_code = ExitCode.INTERNAL
    title = "A bug in prro"
    cause_template = "{detail}"
    state_template = "the journal decides: every step was written before it was made; run the next command to see"
    next_templates = ("prro status", "prro doctor")


class UsageError(PrroError):
    id = "PRRO-E0201"
    exit_code = ExitCode.USAGE
    title = "The command was called wrongly"
    next_templates = ("prro --help",)


class UnknownSettingError(PrroError):
    id = "PRRO-E0202"
    exit_code = ExitCode.USAGE
    title = "There is no such setting"
    cause_template = "{name} is not a setting of prro ({origin}){nearest}"
    next_templates = ("prro config show",)


class SettingValueError(PrroError):
    id = "PRRO-E0301"
    exit_code = ExitCode.INVALID_DATA
    title = "The value does not fit the setting"
    cause_template = "{name} = {value!r} ({origin}): {expected}"
    next_templates = ("prro config show --origin",)


class ConfigUnreadableError(PrroError):
    id = "PRRO-E0302"
    exit_code = ExitCode.INVALID_DATA
    title = "The configuration file cannot be read"
    cause_template = "{path}: {detail}"
    next_templates = ("correct it in {path}", "prro config path")


class FileNotThereError(PrroError):
    id = "PRRO-E0401"
    exit_code = ExitCode.NOT_FOUND
    title = "The file is not there"
    cause_template = "{path}: {detail}"
    next_templates = ("check the path and repeat the command",)


class QuestionRefusedError(PrroError):
    id = "PRRO-E0501"
    exit_code = ExitCode.REFUSED
    title = "A question was not answered"
    cause_template = "{question}"
    next_templates = ("repeat the command with --yes if you mean it",)


class DiskError(PrroError):
    id = "PRRO-E6101"
    exit_code = ExitCode.DISK
    title = "The disk does not take or give the data"
    cause_template = "{path}: {detail}"
    next_templates = ("free some space or repair the disk", "prro doctor")


class AnswerUnheardError(PrroError):
    id = "PRRO-E6105"
    exit_code = ExitCode.DISK
    title = "The answer cannot be written"
    cause_template = "{detail}"
    state_template = "the command did its work and what it made stands; only its answer is lost: do not repeat it"
    next_templates = ("prro journal list --limit 1", "prro status")


class PermissionsError(PrroError):
    id = "PRRO-E6201"
    exit_code = ExitCode.PERMISSIONS
    title = "Wrong owner or mode"
    cause_template = "{path}: {detail}"
    next_templates = ("{fix}",)


class InterruptedByUserError(PrroError):
    id = "PRRO-E13001"
    exit_code = ExitCode.INTERRUPTED
    title = "Interrupted"
    cause_template = "the command was interrupted"
    state_template = "the journal is consistent; an unfinished document is settled by the next command"
    next_templates = ("prro status",)


class TerminatedError(PrroError):
    id = "PRRO-E14301"
    exit_code = ExitCode.TERMINATED
    title = "Terminated"
    cause_template = "the command was asked to end"
    state_template = "the journal is consistent; an unfinished document is settled by the next command"
    next_templates = ("prro status",)


class DemoFailedError(PrroError):
    id = "PRRO-E0102"
    exit_code = ExitCode.INTERNAL
    title = "The demo did not come to its end"
    cause_template = "{step}: {detail}"
    state_template = "only the demo's own throw-away home was touched"
    next_templates = ("prro demo --keep DIR", "prro doctor")
