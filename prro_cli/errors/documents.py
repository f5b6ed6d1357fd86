"""Errors of fiscal documents: reading, writing, checking, packing."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError


class DocumentError(PrroError):
    """Base of the errors of documents; never shown itself."""

    exit_code = ExitCode.INVALID_DATA


class DocumentUnreadableError(DocumentError):
    id = "PRRO-E0310"
    title = "This is not a readable fiscal document"
    cause_template = "{detail}"
    next_templates = ("prro document check FILE",)


class DocumentTooLargeError(DocumentError):
    id = "PRRO-E0311"
    title = "The document is too large"
    cause_template = "{size} bytes; at most {limit} are read"
    next_templates = ("check that the file is a fiscal document",)


class DocumentUnsafeError(DocumentError):
    id = "PRRO-E0312"
    title = "The document uses XML that no fiscal document needs"
    cause_template = "{detail}; it is not read any further"
    next_templates = ("do not use the document; get it again from its source",)


class CharacterError(DocumentError):
    id = "PRRO-E0313"
    title = "A character cannot stand in a fiscal document"
    cause_template = "{field}: {shown} ({code} {name}) {reason}"
    next_templates = ("replace the character in this field and try again",)


class FieldValueError(DocumentError):
    id = "PRRO-E0314"
    title = "A value does not fit the fiscal document"
    cause_template = "{field}: {problem}"
    next_templates = ("correct the field and try again",)


class PackageFormatError(DocumentError):
    id = "PRRO-E0315"
    title = "This is not a package of offline documents"
    cause_template = "at byte {offset}: {detail}"
    next_templates = ("check that the file is whole and is a package",)


class DocumentExceedsPackageError(DocumentError):
    id = "PRRO-E0316"
    title = "A document is larger than the tax server takes"
    cause_template = "document {number} has {size} bytes, there is room for {room}"
    next_templates = ("split the receipt into smaller ones",)


class DocumentUnsoundError(DocumentError):
    id = "PRRO-E0317"
    title = "The tax server would refuse this document"
    cause_template = "{findings}"
    next_templates = ("correct the order and try again",)


class ControlStringError(DocumentError):
    id = "PRRO-E0318"
    title = "An offline fiscal number cannot be computed"
    cause_template = "{field}: {problem}"
    next_templates = ("prro sync",)


class DocumentInvalidError(DocumentError):
    id = "PRRO-E0319"
    title = "The document is not valid"
    cause_template = "{count} of {all} documents are invalid: {findings}"
    state_template = "the files were only read"
    next_templates = ("prro document show FILE",)
