"""Errors of papers and printers. None of them touches a document: what is registered stays registered."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError

_VALID = "the document stands as it is; only its paper is missing"


class PrinterFailedError(PrroError):
    id = "PRRO-E7001"
    exit_code = ExitCode.PERIPHERAL
    title = "The printer did not print"
    cause_template = "printer {printer}: {detail}"
    state_template = _VALID
    next_templates = ("prro printer test {printer}", "prro receipt print {number}")


class PrinterSilentError(PrroError):
    id = "PRRO-E7002"
    exit_code = ExitCode.PERIPHERAL
    title = "The printer took too long: whether it printed is not known"
    cause_template = "printer {printer}: {detail}"
    state_template = "the document stands as it is; look at the paper: what is printed now is a copy"
    next_templates = ("prro printer test {printer}", "prro receipt copy {number}")


class PrinterNotFoundError(PrroError):
    id = "PRRO-E0411"
    exit_code = ExitCode.NOT_FOUND
    title = "There is no such printer"
    cause_template = "{name!r} is not defined{nearest}"
    state_template = "nothing was printed"
    next_templates = ("prro printer list", "prro printer add NAME --network ADDRESS:9100")


class NoPrinterError(PrroError):
    id = "PRRO-E0412"
    exit_code = ExitCode.NOT_FOUND
    title = "The desk has no printer"
    cause_template = "desk {desk}: no printer is set, and none was named"
    state_template = "nothing was printed"
    next_templates = (
        "prro receipt show {number} --format pdf --output receipt.pdf",
        "prro printer add NAME --network ADDRESS:9100",
    )


class FontUnusableError(PrroError):
    id = "PRRO-E0413"
    exit_code = ExitCode.NOT_FOUND
    title = "The font cannot be used"
    cause_template = "{path}: {detail}"
    state_template = "nothing was printed or written"
    next_templates = ("prro config set receipt.font ''", "prro config set receipt.font /PATH/TO/FONT.ttf")


class LogoUnusableError(PrroError):
    id = "PRRO-E0322"
    exit_code = ExitCode.INVALID_DATA
    title = "The logo cannot be used"
    cause_template = "{path}: {detail}"
    state_template = "nothing was printed or written"
    next_templates = ("prro config set receipt.logo ''", "prro config set receipt.logo logo.png")


class NotIssuedError(PrroError):
    id = "PRRO-E0323"
    exit_code = ExitCode.INVALID_DATA
    title = "This document was not issued"
    cause_template = "document {number} is {state_word}: no paper of it may be handed over"
    state_template = "nothing was printed"
    next_templates = ("prro journal show {number}", "prro sync")


class PrinterWrongError(PrroError):
    id = "PRRO-E0324"
    exit_code = ExitCode.INVALID_DATA
    title = "A printer cannot be like this"
    cause_template = "{field}: {detail}"
    next_templates = ("prro printer add --help",)


class LibraryMissingError(PrroError):
    id = "PRRO-E0220"
    exit_code = ExitCode.USAGE
    title = "A library for this is not installed"
    cause_template = "{what} needs {library}"
    state_template = "nothing was printed or written"
    next_templates = ("pip install 'prro[{extra}]'",)
