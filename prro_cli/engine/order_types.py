"""The order as values: money in kopecks, quantities in thousandths, percents in hundredths; nothing decided yet."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from prro_cli.engine.recipients import Recipient
from prro_cli.record import dataclass
from prro_cli.values import format_fixed, format_money, format_quantity


@dataclass(frozen=True, slots=True)
class Discount:
    """A sum in kopecks or a percentage in hundredths of a percent; exactly one of them."""

    sum: int | None = None
    percent: int | None = None

    def canonical(self) -> dict[str, str]:
        """The normalised form for the hash of a request."""
        if self.percent is not None:
            return {"percent": format_fixed(self.percent, 2)}
        return {"sum": format_money(self.sum or 0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of an order."""

    name: str
    qty: int = 1000
    price: int = 0
    """Kopecks; 0 where a return leaves it to the original receipt. A sale refuses 0."""
    tax: str = ""
    """Tax letters, Ukrainian: `А`, `АГ`; empty for goods of a non-payer."""
    code: str | None = None
    barcode: str | None = None
    uktzed: str | None = None
    dkpp: str | None = None
    unit: int | None = None
    unit_name: str | None = None
    excise: tuple[str, ...] = ()
    discount: Discount | None = None
    fiscal: bool = True
    """False keeps the line out of the document and in the journal (R59)."""
    seller: str | None = None
    """Who sold it, for the journal only (R43)."""
    comment: str | None = None
    row: int | None = None
    """Row of the original receipt, for returns."""

    def canonical(self) -> dict[str, Any]:
        """The normalised form for the hash of a request: absent is left out, numbers are written one way."""
        plain: dict[str, Any] = {"qty": format_quantity(self.qty), "price": format_money(self.price)}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name not in plain and value not in (None, "", ()):
                plain[field.name] = value
        if self.discount is not None:
            plain["discount"] = self.discount.canonical()
        plain["excise"] = list(self.excise)
        return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What a bank terminal said of a card payment (receipt form ФКЧ-1, rows 12 to 19)."""

    payment_system: str | None = None
    payment_system_tax_number: str | None = None
    merchant_id: str | None = None
    acquirer_tax_number: str | None = None
    acquirer: str | None = None
    rrn: str | None = None
    time: datetime | None = None
    receipt_number: str | None = None
    terminal_id: str | None = None
    pan: str | None = None
    auth_code: str | None = None
    client_info: str | None = None
    commission: int | None = None
    operation: str | None = None
    signature_required: bool = False

    @property
    def empty(self) -> bool:
        """Whether it says nothing at all of a transaction."""
        said = (getattr(self, f.name) for f in fields(self) if f.name not in ("operation", "signature_required"))
        return all(value is None for value in said)

    def canonical(self) -> dict[str, Any]:
        """The normalised form."""
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        plain["time"] = self.time.isoformat() if self.time else None
        plain["commission"] = None if self.commission is None else format_money(self.commission)
        return {name: value for name, value in plain.items() if value not in (None, False)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One payment as wished: `form` is a word of `means.TABLE` or a code; no sum means the rest."""

    form: str
    name: str | None = None
    sum: int | None = None
    provided: int | None = None
    slip: Slip | None = None

    def canonical(self) -> dict[str, Any]:
        """The normalised form."""
        plain: dict[str, Any] = {"form": self.form}
        if self.name is not None:
            plain["name"] = self.name
        for name in ("sum", "provided"):
            value = getattr(self, name)
            if value is not None:
                plain[name] = format_money(value)
        if self.slip is not None and not self.slip.empty:
            plain["slip"] = self.slip.canonical()
        return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A whole sale or return as wished."""

    items: tuple[Item, ...]
    payments: tuple[Payment, ...] = ()
    discount: Discount | None = None
    key: str | None = None
    cashier: str | None = None
    comment: str | None = None
    receipt: str | None = None
    """Fiscal number of the receipt that is returned."""
    register: str | None = None
    """Fiscal number of the register that sold it, for a cross-return (R44)."""
    date: str | None = None
    """Day of that sale, ISO."""
    send: tuple[Recipient, ...] = ()
    """Where the buyer wants the receipt; no part of what the order means (it stays out of `canonical`)."""

    def canonical(self) -> dict[str, Any]:
        """What two orders of equal meaning share, for the hash kept with an idempotency key (the key stays out)."""
        plain: dict[str, Any] = {
            "items": [item.canonical() for item in self.items],
            "payments": [payment.canonical() for payment in self.payments],
        }
        if self.discount is not None:
            plain["discount"] = self.discount.canonical()
        for name in ("cashier", "comment", "receipt", "register", "date"):
            if getattr(self, name) is not None:
                plain[name] = getattr(self, name)
        return plain
