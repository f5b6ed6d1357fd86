"""Errors of orders: what a sale or return was asked to hold and cannot."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError


class OrderError(PrroError):
    """Base of all: `field` is the path in the order, such as `items[2].qty`."""

    exit_code = ExitCode.INVALID_DATA
    cause_template = "{field}: {detail}"
    next_templates = ("correct the order and repeat the command with the same --key",)


class OrderFieldError(OrderError):
    id = "PRRO-E0340"
    title = "A value of the order does not fit"


class OrderMemberError(OrderError):
    id = "PRRO-E0341"
    title = "The order has a member nobody knows"


class OrderUnreadableError(OrderError):
    id = "PRRO-E0342"
    title = "The order cannot be read"


class TaxLetterError(OrderError):
    id = "PRRO-E0343"
    title = "The tax letter does not fit the desk"
    next_templates = ("prro tax list shows the letters; prro tax set LETTER --vat RATE adds one",)


class DiscountError(OrderError):
    id = "PRRO-E0344"
    title = "The discount does not fit"


class PaymentError(OrderError):
    id = "PRRO-E0345"
    title = "The payments do not fit the receipt"


class CashLimitError(OrderError):
    id = "PRRO-E0346"
    title = "Too much cash for one receipt"
    next_templates = ("take a part of the sum by card or transfer: --card SUM",)


class ExciseError(OrderError):
    id = "PRRO-E0347"
    title = "Excise mark or code does not fit"


class NothingFiscalError(OrderError):
    id = "PRRO-E0348"
    title = "Nothing to register"
