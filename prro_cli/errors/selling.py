"""Errors of operations at the desk: replayed keys, numbers, returns, reversals, going offline."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError

_NOTHING_SENT = "nothing was changed, no number was taken, no document was sent"


class LinkLostError(PrroError):
    id = "PRRO-E1003"
    exit_code = ExitCode.NO_CONNECTION
    title = "The tax server does not answer"
    cause_template = "{detail}"
    state_template = _NOTHING_SENT
    next_templates = ("repeat the command later, or without --online-only", "prro doctor")


class KeyReusedError(PrroError):
    id = "PRRO-E3101"
    exit_code = ExitCode.KEY_REUSED
    title = "The idempotency key stands for another request"
    cause_template = "the key {key!r} was used for document {made} with other content"
    next_templates = ("prro journal show {made}", "use a new key for a new order")


class OfflineForbiddenError(PrroError):
    id = "PRRO-E2001"
    exit_code = ExitCode.OFFLINE_FORBIDDEN
    title = "This register may not work offline"
    cause_template = "{detail}"
    state_template = _NOTHING_SENT
    next_templates = ("prro doctor", "allow the offline mode by form 1-ПРРО")


class OfflineNumbersOutError(PrroError):
    id = "PRRO-E2301"
    exit_code = ExitCode.OFFLINE_NUMBERS_OUT
    title = "There is no offline session to number documents with"
    cause_template = "{detail}"
    state_template = _NOTHING_SENT
    next_templates = ("prro go-online", "prro doctor")


class FirstShiftOnlineError(PrroError):
    id = "PRRO-E2401"
    exit_code = ExitCode.OFFLINE_FIRST_ONLINE
    title = "The first shift of a register must be opened online"
    cause_template = "{detail}; its answer brings the first offline session"
    state_template = _NOTHING_SENT
    next_templates = ("prro shift open", "prro doctor")


class ServerAheadError(PrroError):
    id = "PRRO-E6020"
    exit_code = ExitCode.JOURNAL_DAMAGED
    title = "The tax server has documents that this journal does not know"
    cause_template = "the journal's next number is {ours}, the server expects {theirs}"
    state_template = _NOTHING_SENT + "; the journal is old (a restored copy?), or another machine uses this register"
    next_templates = ("prro reconcile", "prro reconcile --adopt (takes over what is missing)", "prro journal verify")


class ServerBehindError(PrroError):
    id = "PRRO-E4020"
    exit_code = ExitCode.STUCK
    title = "The tax server does not have documents that this journal holds"
    cause_template = "the journal's next number is {ours}, the server expects {theirs}"
    state_template = _NOTHING_SENT
    next_templates = ("prro reconcile", "prro journal list")


class ServerShiftDiffersError(PrroError):
    id = "PRRO-E4021"
    exit_code = ExitCode.STUCK
    title = "The tax server and the journal disagree about the shift"
    cause_template = "{detail}"
    state_template = _NOTHING_SENT
    next_templates = ("prro reconcile", "prro shift status")


class NumberTakenError(PrroError):
    id = "PRRO-E6021"
    exit_code = ExitCode.JOURNAL_DAMAGED
    title = "The local number was taken by a document of somebody else"
    cause_template = "number {number} on the server is document {fiscal_number}, which this journal did not make"
    state_template = "our document is recorded as refused; nothing of it is registered"
    next_templates = ("prro reconcile --adopt", "stop the other machine that uses this register")


class ReceiptNotFoundError(PrroError):
    id = "PRRO-E0470"
    exit_code = ExitCode.NOT_FOUND
    title = "There is no such receipt here"
    cause_template = "{detail}"
    next_templates = ("prro journal list", "prro return --receipt NUMBER --from-register REGISTER --from-date DATE …")


class ReturnRefusedError(PrroError):
    id = "PRRO-E0330"
    exit_code = ExitCode.INVALID_DATA
    title = "This cannot be returned"
    cause_template = "{detail}"
    next_templates = ("prro journal show {receipt}",)


class ReversalRefusedError(PrroError):
    id = "PRRO-E0331"
    exit_code = ExitCode.INVALID_DATA
    title = "Only the last receipt of the open shift can be reversed"
    cause_template = "{detail}"
    next_templates = ("{alternative}",)


class AmountWrongError(PrroError):
    id = "PRRO-E0332"
    exit_code = ExitCode.INVALID_DATA
    title = "The sum cannot be used"
    cause_template = "{detail}"
    next_templates = ("give a sum such as 500.00",)


class MarkSoldError(PrroError):
    id = "PRRO-E0333"
    exit_code = ExitCode.INVALID_DATA
    title = "The excise mark was sold already"
    cause_template = "the mark {mark} was sold by document {made}"
    next_templates = ("prro journal show {made}", "scan the mark on this bottle again")


class ClockBackError(PrroError):
    id = "PRRO-E0334"
    exit_code = ExitCode.INVALID_DATA
    title = "The clock of this computer is behind its own documents"
    cause_template = "it shows {now}, the last document is of {last}"
    next_templates = ("set the clock of this computer", "prro doctor")


class TotalsDifferError(PrroError):
    id = "PRRO-E0510"
    exit_code = ExitCode.REFUSED
    title = "The tax server's totals of the shift are not ours"
    cause_template = "{detail}"
    state_template = "no Z-report was made; the shift is open"
    next_templates = ("prro reconcile", "repeat with --accept-difference to register our totals")


class DeviceElsewhereError(PrroError):
    id = "PRRO-E0511"
    exit_code = ExitCode.REFUSED
    title = "Another machine uses this register"
    cause_template = "the tax server has device {theirs} on record, this one is {ours}"
    state_template = _NOTHING_SENT
    next_templates = ("stop the other machine, then repeat with --yes", "prro config set device.check false")


class CashierNotChosenError(PrroError):
    id = "PRRO-E0270"
    exit_code = ExitCode.USAGE
    title = "Who works at the desk?"
    cause_template = "{detail}"
    next_templates = ("repeat with --cashier NAME or --badge CODE", "prro desk set {desk} --cashier NAME")


class CashierUnknownHereError(PrroError):
    id = "PRRO-E0570"
    exit_code = ExitCode.REFUSED
    title = "This person may not work here"
    cause_template = "{detail}"
    next_templates = ("prro cashier list", "prro cashier set NAME --at DESK")
