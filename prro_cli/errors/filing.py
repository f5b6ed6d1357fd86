"""Errors of sending registration forms, of their receipts, and of the wizard that strings them together."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError


class ChannelNotSetError(PrroError):
    id = "PRRO-E0275"
    exit_code = ExitCode.USAGE
    title = "The channel is not set up"
    cause_template = "{channel}: {detail}"
    state_template = "nothing was sent"
    next_templates = ("{fix}",)


class ReceiptUnusableError(PrroError):
    id = "PRRO-E0375"
    exit_code = ExitCode.INVALID_DATA
    title = "The receipt cannot be used"
    cause_template = "{name}: {detail}"
    state_template = "nothing was changed: such bytes decide nothing about a form"
    next_templates = (
        "prro register receipt import FILE --key NAME, with the key that signed the form",
        "prro unwrap FILE",
    )


class AnswersWrongError(PrroError):
    id = "PRRO-E0376"
    exit_code = ExitCode.INVALID_DATA
    title = "The answers for the wizard do not fit"
    cause_template = "{file}: {detail}"
    state_template = "nothing was prepared, nothing was sent"
    next_templates = ("prro register wizard --help", "correct the file and repeat the command")


class FormNotThereError(PrroError):
    id = "PRRO-E0475"
    exit_code = ExitCode.NOT_FOUND
    title = "There is no such form"
    cause_template = "{name!r} is neither a file nor a form in the journal of this home{nearest}"
    state_template = "nothing was sent"
    next_templates = ("prro register list",)


class FormOnItsWayError(PrroError):
    id = "PRRO-E0575"
    exit_code = ExitCode.REFUSED
    title = "The form was sent already"
    cause_template = "{file_name} is {standing}; a form is sent once"
    state_template = "nothing was sent now"
    next_templates = ("prro register status", "prro register show {file_name}")


class ObjectNotAcceptedError(PrroError):
    id = "PRRO-E0576"
    exit_code = ExitCode.REFUSED
    title = "The object of taxation is not accepted yet"
    cause_template = "no accepted 20-ОПП of this home names the object {object}; 1-ПРРО would be refused"
    state_template = "nothing was sent"
    next_templates = ("prro register status", "repeat with --force if 20-ОПП was accepted elsewhere")


class GatewayNotReachedError(PrroError):
    id = "PRRO-E1075"
    exit_code = ExitCode.NO_CONNECTION
    title = "The gateway was not reached"
    cause_template = "{channel}: {detail}"
    state_template = "{file_name} did not leave: it is prepared, as before"
    next_templates = ("prro register send {file_name} --channel {channel} --send",)


class FormResultUnknownError(PrroError):
    id = "PRRO-E1275"
    exit_code = ExitCode.UNKNOWN_RESULT
    title = "Whether the form arrived is not known"
    cause_template = "{channel}: {detail}"
    state_template = "{file_name} was sent and the answer is lost; it will not be sent again by itself"
    next_templates = ("prro register fetch", "prro register status", "prro register settle {file_name} --not-received")


class FormRefusedByGatewayError(PrroError):
    id = "PRRO-E1375"
    exit_code = ExitCode.SERVER_REFUSED
    title = "The gateway refused the form"
    cause_template = "{channel}: {detail}"
    state_template = "{file_name} is refused; nothing was registered"
    next_templates = ("prro register show {file_name}", "correct the form, prepare it anew and send that")


class GatewayUnwellError(PrroError):
    id = "PRRO-E1475"
    exit_code = ExitCode.SERVER_NOT_WELL
    title = "The gateway is not well"
    cause_template = "{channel}: {detail}"
    state_template = "nothing was taken: what was prepared is prepared, what was sent waits for receipts"
    next_templates = ("prro register status", "repeat the command later")
