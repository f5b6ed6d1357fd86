"""Every exit code in words, and what a script should do (cli.md, "Exit codes")."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode

FINDING = "99"
"""The last digits of an id that no error has: the command did its work, and what it found ends with this code."""

WORDS: dict[ExitCode, tuple[str, str]] = {
    ExitCode.OK: ("done, online or lawfully offline (meta.mode says which)", "go on"),
    ExitCode.INTERNAL: ("internal error: a bug; a report was written", "report it"),
    ExitCode.USAGE: ("the call is wrong", "fix the call"),
    ExitCode.INVALID_DATA: ("invalid data, refused locally; no number was taken", "fix the data"),
    ExitCode.NOT_FOUND: ("no such desk, document, key or file", "check the name"),
    ExitCode.REFUSED: ("a question was not answered, or --yes is missing", "decide"),
    ExitCode.ATTENTION: ("a check passed with warnings", "look at them"),
    ExitCode.NO_CONNECTION: ("the tax server was not reached, and going offline was not wished", "retry later"),
    ExitCode.LOCKED: ("another process works on this desk beyond the wait", "retry"),
    ExitCode.UNKNOWN_RESULT: ("sent, the answer was lost; the journal holds the document", "prro sync"),
    ExitCode.SERVER_REFUSED: ("the tax server refused; its code is in the cause", "prro explain CODE"),
    ExitCode.SERVER_NOT_WELL: ("the tax server is not well: 5xx, or no answer of a tax server", "retry later"),
    ExitCode.OFFLINE_FORBIDDEN: ("this register may not work offline", "prro go-online"),
    ExitCode.OFFLINE_SESSION_LIMIT: ("36 hours of one offline session are used up", "prro go-online"),
    ExitCode.OFFLINE_MONTH_LIMIT: ("168 offline hours of this month are used up", "prro go-online"),
    ExitCode.OFFLINE_NUMBERS_OUT: ("the fiscal numbers for offline work ran out", "prro go-online"),
    ExitCode.OFFLINE_FIRST_ONLINE: ("the first shift must be opened online", "prro go-online"),
    ExitCode.SHIFT_STATE: ("not open, already open, another cashier's, or older than 24 hours", "a shift command"),
    ExitCode.KEY_REUSED: ("an idempotency key came again with other content", "fix the caller"),
    ExitCode.STUCK: ("documents need a person", "prro stuck list"),
    ExitCode.KEY_UNUSABLE: ("the signing key cannot be used: password, format or role", "prro key check"),
    ExitCode.CERTIFICATE_EXPIRED: ("the certificate expired or is not valid yet", "prro key replace"),
    ExitCode.JOURNAL_DAMAGED: ("the journal is damaged", "restore from a backup"),
    ExitCode.DISK: ("the disk is full, read-only or failing", "call the administrator"),
    ExitCode.PERMISSIONS: ("files belong to somebody else, or others may read them", "run the command it names"),
    ExitCode.PERIPHERAL: ("fiscalised, but printing or delivery failed; the receipt is valid", "print it again"),
    ExitCode.INTERRUPTED: ("interrupted (Ctrl-C); the journal is consistent", "run it again"),
    ExitCode.TERMINATED: ("terminated (SIGTERM); the journal is consistent", "run it again"),
}
