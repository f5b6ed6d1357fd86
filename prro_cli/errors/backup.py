"""Errors of backups: making, finding, opening and restoring them, and the mark a restored journal bears."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError

_HOME_UNTOUCHED = "the home, its journal and the backups already made are as before"


class DestinationWrongError(PrroError):
    id = "PRRO-E0290"
    exit_code = ExitCode.USAGE
    title = "This is no place for backups"
    cause_template = "{place}: {detail}"
    state_template = _HOME_UNTOUCHED
    next_templates = ("prro backup create --to DIRECTORY", "prro backup create --help")


class KeepWrongError(PrroError):
    id = "PRRO-E0291"
    exit_code = ExitCode.USAGE
    title = "The rule which backups to keep cannot be read"
    cause_template = "{text!r}: {detail}"
    state_template = _HOME_UNTOUCHED
    next_templates = ("prro backup create --keep daily=7,weekly=4,monthly=12",)


class BackupKeyTextError(PrroError):
    id = "PRRO-E0292"
    exit_code = ExitCode.USAGE
    title = "This is no key for backups"
    cause_template = "{detail}"
    state_template = _HOME_UNTOUCHED
    next_templates = ("prro backup keygen --output FILE",)


class BackupNotFoundError(PrroError):
    id = "PRRO-E0490"
    exit_code = ExitCode.NOT_FOUND
    title = "There is no such backup"
    cause_template = "{name} in {place}: {detail}"
    state_template = _HOME_UNTOUCHED
    next_templates = ("prro backup list", "prro backup create")


class ConfirmNumberError(PrroError):
    id = "PRRO-E0590"
    exit_code = ExitCode.REFUSED
    title = "Restoring must be confirmed with the fiscal number"
    cause_template = "the backup holds the registers {numbers}; {detail}"
    state_template = "nothing was restored"
    next_templates = (  # the same call with more: where it was taken from, and what opens it, belong to it
        "repeat the command with --confirm {first}",
        "repeat the command with --drill: it touches nothing",
    )


class HomeNotEmptyError(PrroError):
    id = "PRRO-E0591"
    exit_code = ExitCode.REFUSED
    title = "A backup is only restored into an empty home"
    cause_template = "{path} holds {found}"
    state_template = "nothing was restored, and nothing there was touched"
    next_templates = (
        "prro backup restore {name} --journal-only --confirm NUMBER",
        "prro --home NEW-DIRECTORY backup restore {name} --confirm NUMBER",
    )


class UnsealedAwayError(PrroError):
    id = "PRRO-E0592"
    exit_code = ExitCode.REFUSED
    title = "A backup leaves this machine only encrypted"
    cause_template = "{place} is another machine, and neither a recipient nor a passphrase was given"
    state_template = "nothing was sent, no backup was made"
    next_templates = (
        "prro backup keygen --output FILE",
        "prro config set backup.recipient KEY",
        "repeat the command with --plain if you mean it",
    )


class DestinationSilentError(PrroError):
    id = "PRRO-E1090"
    exit_code = ExitCode.NO_CONNECTION
    title = "The place of the backups does not answer"
    cause_template = "{place}: {detail}"
    state_template = _HOME_UNTOUCHED + "; nothing half-sent counts as a backup"
    next_templates = ("prro backup create --to DIRECTORY", "repeat the command later")


class BackupLockedError(PrroError):
    id = "PRRO-E1190"
    exit_code = ExitCode.LOCKED
    title = "Another command works with the backups"
    cause_template = "{path} is held by another process"
    state_template = _HOME_UNTOUCHED
    next_templates = ("wait for it and run the command again",)


class BackupPassphraseError(PrroError):
    id = "PRRO-E5090"
    exit_code = ExitCode.KEY_UNUSABLE
    title = "The backup cannot be opened with this key"
    cause_template = "{name}: {detail}"
    state_template = "nothing was read from it, nothing was changed"
    next_templates = ("prro backup list", "repeat the command with --passphrase-file FILE or --identity FILE")


class BackupDamagedError(PrroError):
    id = "PRRO-E6090"
    exit_code = ExitCode.JOURNAL_DAMAGED
    title = "The backup is damaged"
    cause_template = "{name}: {detail}"
    state_template = "nothing was restored from it; the home and its journal are as before"
    next_templates = ("prro backup list", "prro backup verify NAME (another one)")


class NotComparedError(PrroError):
    id = "PRRO-E6091"
    exit_code = ExitCode.JOURNAL_DAMAGED
    title = "The journal was restored and not yet compared with the tax server"
    cause_template = "desk {desk} was restored from {backup}; {detail}"
    next_templates = ("{step}", "prro status")


class BackupRefusedError(PrroError):
    id = "PRRO-E6190"
    exit_code = ExitCode.DISK
    title = "The place of the backups did not take or give the file"
    cause_template = "{place}: {detail}"
    state_template = _HOME_UNTOUCHED + "; nothing half-sent counts as a backup"
    next_templates = ("prro backup create --to DIRECTORY", "prro doctor")
