"""Errors of the registration forms: reading, writing, filling in, signing, encrypting."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError


class FormError(PrroError):
    """Base of the errors of forms; never shown itself."""

    exit_code = ExitCode.INVALID_DATA
    state_template = "nothing was written, nothing was sent"


class FormUnreadableError(FormError):
    id = "PRRO-E0361"
    title = "This is not a readable registration form"
    cause_template = "{detail}"
    next_templates = ("prro register check FILE",)


class FormUnknownError(FormError):
    id = "PRRO-E0362"
    title = "This is none of the forms 20-ОПП, 1-ПРРО and 5-ПРРО"
    cause_template = "the code of the form is {code}"
    next_templates = ("prro register forms",)


class FormFieldError(FormError):
    id = "PRRO-E0363"
    title = "A field of the form does not fit"
    cause_template = "{field}: {problem}"
    next_templates = ("correct the field and run the command again",)


class FormDataError(FormError):
    id = "PRRO-E0364"
    title = "The data about the forms cannot be used"
    cause_template = "{file}: {detail}"
    next_templates = ("correct the file in <home>/forms, or remove it: then what is built in counts again",)


class FormRefusedError(FormError):
    id = "PRRO-E0371"
    title = "The tax service would refuse this form"
    cause_template = "{findings}"
    next_templates = (
        "correct the fields and run the command again",
        "to file it nevertheless: the same command with --force",
    )


class FormIncompleteError(FormError):
    id = "PRRO-E0372"
    title = "Fields of the form are missing or wrong"
    cause_template = "{problems}"
    next_templates = ("give the fields as options, in --file, or answer the questions on a terminal",)


class FormContradictionError(FormError):
    id = "PRRO-E0373"
    title = "The form is not valid"
    cause_template = "{count} of {all} forms are invalid: {findings}"
    state_template = "the files were only read"
    next_templates = ("prro register check FILE --json",)


class FormSourceError(FormError):
    id = "PRRO-E0374"
    title = "The file with the fields of the form cannot be used"
    cause_template = "{file}: {detail}"
    next_templates = ("prro register 1-prro --help",)


class OfflineNotChosenError(PrroError):
    id = "PRRO-E0261"
    exit_code = ExitCode.USAGE
    title = "It was not said what happens without a connection"
    cause_template = "section 5 of 1-ПРРО is a decision of the taxpayer and is never filled in by itself"
    state_template = "nothing was written, nothing was sent"
    next_templates = (
        "--offline none (M051): the register does not work offline",
        "--offline offline (M052): it may work offline",
        "--offline reserve (M053): a reserve РРО is used",
    )


class SignerMissingError(PrroError):
    id = "PRRO-E0262"
    exit_code = ExitCode.USAGE
    title = "Nobody was named to sign the form"
    cause_template = "{detail}"
    state_template = "nothing was written, nothing was sent"
    next_templates = ("prro key list", "name a key: --key NAME, or several in order: --signer NAME --signer NAME")


class RecipientMissingError(PrroError):
    id = "PRRO-E0461"
    exit_code = ExitCode.NOT_FOUND
    title = "There is no certificate of the tax service to encrypt for"
    cause_template = "none was given (--recipient CERT) and none lies in {where}"
    state_template = "nothing was written, nothing was sent"
    next_templates = (
        "get the current certificate for encryption from the page «Єдина адреса» of tax.gov.ua",
        "prro register forms",
    )


class RecipientWrongError(PrroError):
    id = "PRRO-E5061"
    exit_code = ExitCode.KEY_UNUSABLE
    title = "It cannot be decided for whom to encrypt"
    cause_template = "{where}: {detail}"
    state_template = "nothing was written, nothing was sent"
    next_templates = ("name the file of the certificate for encryption: --recipient CERT", "prro register forms")


class NoReplyKeyError(PrroError):
    id = "PRRO-E5062"
    exit_code = ExitCode.KEY_UNUSABLE
    title = "The key has no certificate for receiving encrypted receipts"
    cause_template = "the key {key!r} has no valid certificate with keyAgreement, so no receipt could be opened"
    state_template = "nothing was written, nothing was sent"
    next_templates = (
        "prro key show {key}",
        "add the second certificate: prro key replace {key} FILE --cert CERTIFICATE",
    )


class RecipientExpiredError(PrroError):
    id = "PRRO-E5161"
    exit_code = ExitCode.CERTIFICATE_EXPIRED
    title = "The certificate of the tax service is not valid now"
    cause_template = "{where}: {detail}"
    state_template = "nothing was written, nothing was sent"
    next_templates = (
        "get the current certificate for encryption from the page «Єдина адреса» of tax.gov.ua",
        "prro register forms",
    )
