"""Errors of sending receipts. None of them touches the document: it is registered, or was never made (R12)."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError

_NOTHING = "nothing was sent; no document was touched"


class DriverUnusableError(PrroError):
    id = "PRRO-E0381"
    exit_code = ExitCode.INVALID_DATA
    title = "The driver of this channel cannot be used"
    cause_template = "{name}: {detail}"
    state_template = "nothing was sent now; the receipt itself is valid"
    next_templates = ("prro doctor --only delivery", "prro config get delivery.{channel}")


class TemplateWrongError(PrroError):
    id = "PRRO-E0382"
    exit_code = ExitCode.INVALID_DATA
    title = "A message template does not fit"
    cause_template = "{path}: {detail}"
    state_template = _NOTHING
    next_templates = ("correct the file", "prro receipt send DOC --to mail:ADDR --dry-run")


class NotForBuyersError(PrroError):
    id = "PRRO-E0383"
    exit_code = ExitCode.INVALID_DATA
    title = "This document is not sent to buyers"
    cause_template = "{detail}"
    state_template = _NOTHING
    next_templates = ("prro journal show {document}",)


class DeliveryNotFoundError(PrroError):
    id = "PRRO-E0481"
    exit_code = ExitCode.NOT_FOUND
    title = "The outbox has no such delivery"
    cause_template = "{name!r} is not the id of a delivery, nor the beginning of one only"
    state_template = _NOTHING
    next_templates = ("prro receipt outbox list --all",)


class NoAddressError(PrroError):
    id = "PRRO-E0482"
    exit_code = ExitCode.NOT_FOUND
    title = "No address is known"
    cause_template = "{detail}"
    state_template = _NOTHING
    next_templates = ("prro receipt send DOC --to mail:ADDR", "prro receipt outbox list --all")


class DeliveryStateError(PrroError):
    id = "PRRO-E0384"
    exit_code = ExitCode.INVALID_DATA
    title = "The delivery is not in a state for this"
    cause_template = "delivery {delivery} is {found}"
    state_template = _NOTHING
    next_templates = ("prro receipt outbox list --all",)


class DeliveryFailedError(PrroError):
    id = "PRRO-E7080"
    exit_code = ExitCode.PERIPHERAL
    title = "The receipt was not delivered"
    cause_template = "{detail}"
    state_template = "the receipt is registered and valid; {after}"
    next_templates = ("prro receipt print {document}", "prro receipt outbox list")


class DeliveryUnknownError(PrroError):
    id = "PRRO-E7081"
    exit_code = ExitCode.PERIPHERAL
    title = "Nobody knows whether the receipt arrived"
    cause_template = "{detail}"
    state_template = "the receipt is registered and valid; it is not sent again by itself, lest it arrive twice"
    next_templates = ("prro receipt outbox retry {delivery}", "prro receipt outbox close {delivery} --delivered")
