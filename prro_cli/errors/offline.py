"""Errors of working offline and of the way back: limits, the reserve, refused packages, ways out."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError

_ISSUED_STAND = "no document was made; everything issued so far stands and waits for the link"
_LIMITS_STAND = _ISSUED_STAND + "; a local limit that is raised changes nothing at the tax server, which blocks too"


class SessionLimitError(PrroError):
    id = "PRRO-E2101"
    exit_code = ExitCode.OFFLINE_SESSION_LIMIT
    title = "The offline session has reached its longest lawful length"
    cause_template = "{who}: this session began {begun}, {length} of {limit} h are used"
    state_template = _LIMITS_STAND
    next_templates = ("prro go-online", "prro offline limits")


class MonthLimitError(PrroError):
    id = "PRRO-E2201"
    exit_code = ExitCode.OFFLINE_MONTH_LIMIT
    title = "The offline hours of this month are used up"
    cause_template = "{who}: {length} of {limit} h are used in {month}"
    state_template = _LIMITS_STAND
    next_templates = ("prro go-online", "prro offline limits")


class ReserveTouchedError(PrroError):
    id = "PRRO-E2302"
    exit_code = ExitCode.OFFLINE_NUMBERS_OUT
    title = "Only the numbers for the Z-report, closing and the end of the session are left"
    cause_template = "{left} of {limit} numbers of the offline session are left, {reserve} of them are kept back"
    state_template = _ISSUED_STAND
    next_templates = ("prro go-online", "prro shift close")


class StillOfflineError(PrroError):
    id = "PRRO-E1004"
    exit_code = ExitCode.NO_CONNECTION
    title = "The link is not back yet"
    cause_template = "{detail}"
    state_template = "{sent} document(s) were delivered, {left} wait in order; the register stays offline"
    next_templates = ("repeat prro go-online later, a minute's link is enough", "prro sync --watch", "prro doctor")


class PackageStuckError(PrroError):
    id = "PRRO-E4001"
    exit_code = ExitCode.STUCK
    title = "The tax server refused a document of the offline package"
    cause_template = "{code} {name}: {text}"
    state_template = (
        "{settled} document(s) of the package are registered; {left} wait in their order, document {number} among them"
    )
    next_templates = ("prro stuck list", "prro stuck show {number}", "prro stuck fix {number} --dry-run")


class PackageSignatureError(PrroError):
    id = "PRRO-E4002"
    exit_code = ExitCode.STUCK
    title = "The tax server does not take packages signed by this key"
    cause_template = "{code} {name}: {text}"
    state_template = "no document was judged; {left} wait in order; selling goes on"
    next_templates = ("prro go-online --cashier NAME_OF_A_SENIOR", "prro key check", "prro stuck list")


class UncertainUndecidedError(PrroError):
    id = "PRRO-E4003"
    exit_code = ExitCode.STUCK
    title = "The last online document cannot be squared with the offline session"
    cause_template = "{detail}"
    state_template = "nothing was sent, nothing was revoked; {left} document(s) wait in order"
    next_templates = ("prro stuck list", "prro journal list", "ask the tax service (1-ПРРО support) to help")


class SessionGoneError(PrroError):
    id = "PRRO-E4004"
    exit_code = ExitCode.STUCK
    title = "The tax server does not hold our offline session any more"
    cause_template = "{detail}"
    state_template = "nothing was sent; {left} document(s) wait in order"
    next_templates = ("prro stuck list", "prro reconcile")


class AheadInSessionError(PrroError):
    id = "PRRO-E6030"
    exit_code = ExitCode.JOURNAL_DAMAGED
    title = "The tax server holds more of the offline session than this journal"
    cause_template = "the server expects number {theirs} of session {session}, the journal made {ours}"
    state_template = "nothing was sent; the journal is old (a restored copy?), or another machine uses this register"
    next_templates = ("prro reconcile", "prro reconcile --adopt (takes over what is missing)", "prro journal verify")


class NothingStuckError(PrroError):
    id = "PRRO-E0480"
    exit_code = ExitCode.NOT_FOUND
    title = "That document is not stuck"
    cause_template = "{detail}"
    next_templates = ("prro stuck list", "prro offline status")


class WayOutClosedError(PrroError):
    id = "PRRO-E0520"
    exit_code = ExitCode.REFUSED
    title = "This way out does not fit the document"
    cause_template = "{way}: {detail}"
    next_templates = ("prro stuck show {number}",)


class LimitUnlawfulError(PrroError):
    id = "PRRO-E0380"
    exit_code = ExitCode.INVALID_DATA
    title = "The limit cannot be set so"
    cause_template = "{detail}"
    next_templates = ("prro offline limits --help",)
