"""Errors of the talk with the tax server: not reached, unknown, refused, not well, not it at all."""

from __future__ import annotations

from typing import ClassVar

from prro_cli.errors.base import ExitCode, PrroError

_REFUSED_STATE = "the server registered nothing; the document is kept in the journal as refused"


class NotConnectedError(PrroError):
    id = "PRRO-E1001"
    exit_code = ExitCode.NO_CONNECTION
    title = "The tax server was not reached"
    cause_template = "{detail} ({trouble}, while: {phase})"
    state_template = "not one byte was delivered; the server has nothing of this"
    next_templates = ("prro doctor", "repeat the command later, or let it go offline")


class TimeStampUnavailableError(PrroError):
    id = "PRRO-E1002"
    exit_code = ExitCode.NO_CONNECTION
    title = "No time-stamp could be had for the signature"
    cause_template = "{detail}"
    next_templates = ("repeat the command later", "prro config show")


class UnknownResultError(PrroError):
    id = "PRRO-E1201"
    exit_code = ExitCode.UNKNOWN_RESULT
    title = "It was sent, and no answer that can be trusted came back"
    cause_template = "{detail} ({reason})"
    state_template = "the journal holds what was sent; the server will be asked about it before anything else is sent"
    next_templates: ClassVar[tuple[str, ...]] = ("prro sync",)


class EarlierUnknownError(UnknownResultError):
    """Exit 12 as well, for the register is in the same state; but what was asked for now was not begun."""

    id = "PRRO-E1202"
    title = "An earlier document has no known result, and nothing can follow it"
    cause_template = "document {number} was sent, and the tax server cannot be asked about it: {detail}"
    state_template = "this command took no number and sent nothing; the journal holds the earlier document"
    next_templates = ("prro sync", "then repeat this command")


class ServerRefusedError(PrroError):
    """The base of the refusals, and the refusal itself where the server gave no code that we know."""

    id = "PRRO-E1300"
    exit_code = ExitCode.SERVER_REFUSED
    title = "The tax server refused"
    cause_template = "{code} {name}: {text}"
    state_template = _REFUSED_STATE
    next_templates: ClassVar[tuple[str, ...]] = ("prro explain PRRO-E1300", "prro status")


class RegisterAbsentError(ServerRefusedError):
    id = "PRRO-E1301"
    title = "The tax server does not know this register"
    next_templates = ("check the fiscal number: prro config show", "prro doctor")


class NoAccessError(ServerRefusedError):
    id = "PRRO-E1302"
    title = "This key has no access to this register"
    next_templates = ("register the key by form 5-ПРРО", "prro key list")


class WrongTaxpayerError(ServerRefusedError):
    id = "PRRO-E1303"
    title = "The taxpayer's code is not that of the outlet"
    next_templates = ("prro sync", "prro key list")


class ShiftIsOpenError(ServerRefusedError):
    id = "PRRO-E1304"
    title = "On the server a shift is already open"
    next_templates = ("prro status", "prro sync")


class ShiftIsNotOpenError(ServerRefusedError):
    id = "PRRO-E1305"
    title = "On the server no shift is open"
    next_templates = ("prro sync", "prro shift open")


class ZReportFirstError(ServerRefusedError):
    id = "PRRO-E1306"
    title = "The Z-report must be the last document before closing"
    next_templates = ("prro shift close",)


class LocalNumberError(ServerRefusedError):
    id = "PRRO-E1307"
    title = "The server expects another local number"
    next_templates = ("prro reconcile", "prro sync")


class SecondZReportError(ServerRefusedError):
    id = "PRRO-E1308"
    title = "The shift already has its Z-report"
    next_templates = ("prro sync",)


class DocumentRefusedError(ServerRefusedError):
    id = "PRRO-E1309"
    title = "The server found the document not valid"
    next_templates = ("prro explain - (paste the text)", "prro doctor (clock, desk, keys)", "prro document check FILE")


class PackageRefusedError(ServerRefusedError):
    id = "PRRO-E1310"
    title = "The server found the offline package not valid"
    next_templates = ("prro sync", "prro offline status")


class WrongParameterError(ServerRefusedError):
    id = "PRRO-E1311"
    title = "The server does not accept a parameter of the request"
    next_templates = ("prro doctor",)


class SignatureRefusedError(ServerRefusedError):
    id = "PRRO-E1312"
    title = "The server could not verify the signature or its certificate"
    next_templates = ("repeat later: the certificate's issuer may not answer", "prro doctor")


class NoServerDataError(ServerRefusedError):
    id = "PRRO-E1313"
    title = "The server has no such data"
    cause_template = "{text}"
    state_template = "nothing was changed"
    next_templates = ("prro desk show (is the number right?)", "prro key show (is this key admitted by 5-ПРРО?)")


class ServerNotWellError(PrroError):
    id = "PRRO-E1401"
    exit_code = ExitCode.SERVER_NOT_WELL
    title = "The tax server is not well"
    cause_template = "HTTP {status} {detail}"
    state_template = "it was sent; whether the server kept it will be asked before anything else is sent"
    next_templates = ("prro sync",)


class NotTaxServerError(PrroError):
    id = "PRRO-E1402"
    exit_code = ExitCode.SERVER_NOT_WELL
    title = "This is not the tax server"
    cause_template = "{detail} ({reason})"
    state_template = "it was sent to somebody; the tax server will be asked about it before anything else is sent"
    next_templates = (
        "log in to the network or ask its administrator (an Internet login page, a filter, a wrong address)",
        "prro doctor",
    )
