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
    next_templates = ("prro register forms",)
