"""Errors of the bundle for support."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError


class BundleUnreadableError(PrroError):
    id = "PRRO-E0335"
    exit_code = ExitCode.INVALID_DATA
    title = "This is no bundle that can be trusted"
    cause_template = "{path}: {detail}"
    state_template = "nothing was unpacked and nothing was changed"
    next_templates = ("ask for the file again and compare its SHA-256 with the one that prro bundle printed",)


class BundleHoldsSecretError(PrroError):
    id = "PRRO-E0530"
    exit_code = ExitCode.REFUSED
    title = "The bundle would hold a secret"
    cause_template = "{file}: {detail}"
    state_template = "no bundle was written, nothing was changed"
    next_templates = ("look at that file (a report in log/ may be deleted), then: prro bundle",)


class ReplayedHomeError(PrroError):
    id = "PRRO-E0531"
    exit_code = ExitCode.REFUSED
    title = "This home was rebuilt from a bundle and can only be read"
    cause_template = "{path} is not the register itself; nothing may be fiscalised from a copy"
    next_templates = ("prro status", "work in the register's own home: prro --home DIR")


class NotCarriedError(PrroError):
    id = "PRRO-E0430"
    exit_code = ExitCode.NOT_FOUND
    title = "The bundle did not carry this document"
    cause_template = "{path} was rebuilt from a bundle without the text of document {document}"
    next_templates = ("ask for a bundle made with: prro bundle --include-documents", "prro journal show {document}")
