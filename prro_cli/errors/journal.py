"""Errors of the journal: damage, locks, the disk under it, its permissions."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError
from prro_cli.errors.general import InternalError

RESTORE = "prro backup restore newest --from BACKUPS --journal-only --confirm FISCAL-NUMBER"
"""A damaged journal is never mended: the one of the newest backup takes its place, then the server is asked."""


class EventInvalidError(InternalError):
    """An event that its kind does not allow: a bug of the caller, refused before anything is written."""

    title = "An event does not fit the journal"
    cause_template = "{kind}: {detail}"
    state_template = "the event and everything given with it was refused; the journal is as before"


class WriterLockMissingError(InternalError):
    """A writing call without the desk's writer lock: a bug of the caller."""

    title = "The desk is not locked by this command"
    cause_template = "desk {desk}: a record was to be written without holding its writer lock"
    state_template = "nothing was written"


class DocumentNotFoundError(PrroError):
    id = "PRRO-E0460"
    exit_code = ExitCode.NOT_FOUND
    title = "There is no such document in the journal"
    cause_template = "no document has the id, fiscal number or local number {name}"
    next_templates = ("prro journal list",)


class DocumentAmbiguousError(PrroError):
    id = "PRRO-E0260"
    exit_code = ExitCode.USAGE
    title = "The local number belongs to several desks"
    cause_template = "document {name} exists at the desks {desks}"
    next_templates = ("prro --desk {first} journal show {name}",)


class LockedError(PrroError):
    id = "PRRO-E1101"
    exit_code = ExitCode.LOCKED
    title = "Another command works with this desk"
    cause_template = "desk {desk} is locked by {owner}; waited {waited} s"
    next_templates = ("wait for it and run the command again", "prro status")


class JournalBusyError(PrroError):
    id = "PRRO-E1102"
    exit_code = ExitCode.LOCKED
    title = "The journal is busy"
    cause_template = "{path}: another process kept a write transaction longer than {seconds} s"
    state_template = "nothing of this step was written"
    next_templates = ("run the command again", "prro doctor")


class JournalDamagedError(PrroError):
    id = "PRRO-E6001"
    exit_code = ExitCode.JOURNAL_DAMAGED
    title = "The journal file is damaged"
    cause_template = "{path}: {detail}"
    state_template = "nothing was written to it"
    next_templates = ("prro journal verify", RESTORE)


class JournalForeignError(PrroError):
    id = "PRRO-E6002"
    exit_code = ExitCode.JOURNAL_DAMAGED
    title = "The file is not a journal of prro"
    cause_template = "{path}: {detail}"
    state_template = "the file was not touched"
    next_templates = ("prro config path", RESTORE)


class JournalNewerError(PrroError):
    id = "PRRO-E6003"
    exit_code = ExitCode.JOURNAL_DAMAGED
    title = "The journal was written by a newer prro"
    cause_template = "{path} has format {found}; this program knows formats up to {known}"
    state_template = "the journal was not touched"
    next_templates = ("prro --version", "install the newer version of prro again")


class JournalUnsafeError(PrroError):
    id = "PRRO-E6004"
    exit_code = ExitCode.JOURNAL_DAMAGED
    title = "The journal cannot promise durable records here"
    cause_template = "{path}: {detail}"
    next_templates = ("move the home to a local disk (not a network share)", "prro doctor")


class MigrationError(PrroError):
    id = "PRRO-E6005"
    exit_code = ExitCode.JOURNAL_DAMAGED
    title = "The journal could not be brought to the new format"
    cause_template = "{path}, step {number}: {detail}"
    state_template = "the journal keeps its old format; the copy made before the step is {backup}"
    next_templates = ("prro journal verify", "prro doctor")


class BackupUnsoundError(PrroError):
    id = "PRRO-E6006"
    exit_code = ExitCode.JOURNAL_DAMAGED
    title = "The copy of the journal is not sound"
    cause_template = "{path}: {detail}"
    state_template = "the journal itself was not changed; the unsound copy was removed"
    next_templates = ("prro journal verify", "prro doctor")


class VerificationFailedError(PrroError):
    id = "PRRO-E6007"
    exit_code = ExitCode.JOURNAL_DAMAGED
    title = "The journal does not agree with itself"
    cause_template = "{count} finding(s), the first: {first}"
    state_template = "nothing was changed"
    next_templates = (
        "prro journal verify --json",
        "prro journal rebuild",
        RESTORE,
    )


class ChainBrokenError(PrroError):
    id = "PRRO-E6008"
    exit_code = ExitCode.JOURNAL_DAMAGED
    title = "The records of the journal were altered"
    cause_template = "{first}"
    state_template = "nothing was changed: tables are not rebuilt from altered records"
    next_templates = ("prro journal verify", RESTORE)


class SealedSecretError(PrroError):
    id = "PRRO-E6009"
    exit_code = ExitCode.JOURNAL_DAMAGED
    title = "A secret kept in the journal cannot be opened"
    cause_template = "secret {name}: {detail}"
    state_template = "documents are not affected; offline numbers of that session cannot be made until it is there"
    next_templates = ("prro go-online", RESTORE)


class DiskFullError(PrroError):
    id = "PRRO-E6102"
    exit_code = ExitCode.DISK
    title = "The disk is full"
    cause_template = "{path}: {detail}"
    state_template = "this step was not written; what was written before it is safe"
    next_templates = ("free some space", "prro status")


class SpaceLowError(PrroError):
    id = "PRRO-E6103"
    exit_code = ExitCode.DISK
    title = "Too little space is left to begin a document"
    cause_template = "{path}: {free_mb} MB free, {needed_mb} MB are needed"
    next_templates = ("free some space", "prro status")


class ExportExistsError(PrroError):
    id = "PRRO-E6104"
    exit_code = ExitCode.DISK
    title = "The place for the copy is taken"
    cause_template = "{path} is there already; nothing is overwritten"
    next_templates = ("give the name of a new file or an empty folder",)


class JournalReadOnlyError(PrroError):
    id = "PRRO-E6202"
    exit_code = ExitCode.PERMISSIONS
    title = "The journal cannot be written by this user"
    cause_template = "{path}: {detail}"
    next_templates = ("{fix}", "run prro as the user who owns the home")


class JournalUnreadableError(PrroError):
    id = "PRRO-E6203"
    exit_code = ExitCode.PERMISSIONS
    title = "The journal cannot be opened by this user"
    cause_template = "{path}: {detail}"
    next_templates = ("run prro as the user who owns the home", "prro doctor")
