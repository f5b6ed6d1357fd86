"""The order as JSON (`sale --file`, `--batch`, `return --file`): every member checked, every error with its path."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from prro_cli.engine import order_fields as read
from prro_cli.engine.excise import read_mark
from prro_cli.engine.means import BY_WORD, payment_form
from prro_cli.engine.order_types import Discount, Item, Order, Payment, Slip
from prro_cli.engine.recipients import Recipient, parse_recipients
from prro_cli.errors.orders import OrderFieldError, OrderMemberError, OrderUnreadableError
from prro_cli.lang import say

MAX_ITEMS = 1000
MAX_PAYMENTS = 20
Reader = Callable[[object, str], Any]


def _text(longest: int) -> Reader:
    return lambda value, path: read.text(value, path, longest)


def load_order(text: str) -> Order:
    """An order from JSON text."""
    return parse_order(load_json(text, "order"))


def load_json(text: str, field: str) -> object:
    """JSON strictly: numbers keep their digits, a member given twice is refused."""
    try:
        return json.loads(text, parse_float=str, parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:  # ValueError: also a whole number of thousands of digits
        raise OrderUnreadableError(field=field, detail=say("it is not JSON: {error}", error=error)) from None


def parse_order(mapping: object) -> Order:
    """An order from the object of `cli.md`."""
    members = _object(mapping, "", ORDER)
    if "items" not in members:
        raise OrderFieldError(field="items", detail=say("the order has no items"))
    return Order(**members)


def item_of(value: object, path: str) -> Item:
    """One line."""
    members = _object(value, path, ITEM)
    if members.get("name") is None:
        raise OrderFieldError(field=f"{path}.name", detail=say("it is missing"))
    if members.get("uktzed") and members.get("dkpp"):
        raise OrderFieldError(field=f"{path}.dkpp", detail=say("a row has УКТЗЕД or ДКПП, not both"))
    return Item(**members)


def payment_of(value: object, path: str) -> Payment:
    """One payment."""
    members = _object(value, path, PAYMENT)
    if members.get("form") is None:
        raise OrderFieldError(field=f"{path}.form", detail=say("it is missing"))
    payment = Payment(**members)
    cash = payment_form(payment.form) == 0
    if payment.provided is not None and not cash:
        raise OrderFieldError(field=f"{path}.provided", detail=say("only cash is tendered and gives change"))
    if payment.provided is not None and payment.sum is not None and payment.provided < payment.sum:
        raise OrderFieldError(field=f"{path}.provided", detail=say("less is tendered than paid"))
    if payment.slip is not None and cash:
        raise OrderFieldError(field=f"{path}.slip", detail=say("a cash payment has no bank slip"))
    return payment


def slip_of(value: object, path: str) -> Slip | None:
    """The bank slip of a card payment; one that says nothing is none."""
    if value is None:
        return None
    slip = Slip(**_object(value, path, SLIP))
    return None if slip.empty else slip


def discount_of(value: object, path: str) -> Discount | None:
    """`{"sum": "5.00"}`, `{"percent": "10"}`, or the short text `5.00` or `10%`."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        if value.strip().endswith("%"):
            found = Discount(percent=read.percentage(value.strip()[:-1], path))
        else:
            found = Discount(sum=read.money(value, path))
    else:
        kinds: dict[str, Reader] = {"sum": read.money, "percent": read.percentage}
        members = _object(value, path, kinds)
        if len(members) != 1:
            raise OrderFieldError(field=path, detail=say("a discount is either a sum or a percent"))
        found = Discount(**members)
    return found if found.sum or found.percent else None


def _object(value: object, path: str, readers: Mapping[str, Reader]) -> dict[str, Any]:
    """An object read member by member; null and absent are the same."""
    if not isinstance(value, Mapping):
        raise read.wrong(path or "order", value, say("an object"))
    members = read.known_members(value, readers, path)
    return {
        name: readers[name](found, f"{path}.{name}" if path else name)
        for name, found in members.items()
        if found is not None
    }


def _each(value: object, path: str, most: int, one: Reader, least: int = 0) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise read.wrong(path, value, "a list")
    if not least <= len(value) <= most:
        raise OrderFieldError(
            field=path,
            detail=say("{count} entries, allowed are {least} to {most}", count=len(value), least=least, most=most),
        )
    return [one(entry, f"{path}[{number}]") for number, entry in enumerate(value)]


def _marks(value: object, path: str) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) and value else value or []
    return tuple(_each(values, path, 1000, read_mark))


def _recipients(value: object, path: str) -> tuple[Recipient, ...]:
    if not isinstance(value, list | tuple):
        raise OrderFieldError(field=path, detail=say('a list such as ["mail:name@example.ua"] is expected'))
    return parse_recipients(value, path)


def _form(value: object, path: str) -> str:
    found = read.text(value, path, 20, required=True) or ""
    if payment_form(found) is None:
        raise read.wrong(path, value, say("a code, or one of {words}", words=", ".join(BY_WORD)))
    return found


def _masked(value: object, path: str) -> str | None:
    found = read.text(value, path, 128)
    if found is not None and sum(character.isdigit() for character in found) > 10:
        raise OrderFieldError(field=path, detail=say("the card number is not masked; show at most 10 of its digits"))
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise OrderMemberError(field=name, detail=say("it is given twice"))
        members[name] = value
    return members


def _no_constant(name: str) -> Any:
    raise OrderUnreadableError(field="order", detail=say("{name} is not a number of JSON", name=name))


# What each member is read with; the functions above look their table up here.
SLIP: dict[str, Reader] = {
    **{name: _text(128) for name in ("payment_system_tax_number", "merchant_id", "acquirer_tax_number", "rrn")},
    **{name: _text(128) for name in ("receipt_number", "terminal_id")},
    **{name: _text(256) for name in ("payment_system", "acquirer", "client_info", "operation")},
    "auth_code": _text(64),
    "pan": _masked,
    "time": read.moment,
    "commission": lambda value, path: None if value in (None, "") else read.money(value, path),
    "signature_required": read.flag,
}
ITEM: dict[str, Reader] = {
    "name": lambda value, path: read.text(value, path, 1024, required=True),
    "qty": read.quantity,
    "price": read.money,
    "tax": read.letters,
    "code": _text(64),
    "barcode": _text(64),
    "uktzed": read.uktzed,
    "dkpp": read.dkpp,
    "unit": read.unit,
    "unit_name": _text(64),
    "excise": _marks,
    "discount": discount_of,
    "fiscal": read.flag,
    "seller": _text(128),
    "comment": _text(256),
    "row": read.natural,
}
PAYMENT: dict[str, Reader] = {
    "form": _form,
    "name": _text(128),
    "sum": lambda value, path: None if value in (None, "") else read.money(value, path),
    "provided": lambda value, path: None if value in (None, "") else read.money(value, path),
    "slip": slip_of,
}
ORDER: dict[str, Reader] = {
    "key": _text(128),
    "items": lambda value, path: tuple(_each(value, path, MAX_ITEMS, item_of, least=1)),
    "discount": discount_of,
    "payments": lambda value, path: tuple(_each(value or [], path, MAX_PAYMENTS, payment_of)),
    "cashier": _text(128),
    "comment": _text(256),
    "receipt": _text(128),
    "register": _text(20),
    "date": read.day,
    "send": _recipients,
}
