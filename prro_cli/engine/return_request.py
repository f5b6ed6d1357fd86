"""A return as it is asked for, in words or as JSON: an order whose items may leave their price out.

The price of an item is known from its receipt; where it is given it helps to tell two rows of one name apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from prro_cli.engine import order_read, order_text
from prro_cli.engine.order_types import Item, Payment
from prro_cli.engine.originals import Wanted
from prro_cli.errors.orders import OrderFieldError
from prro_cli.lang import say

_ANY_PRICE = "0.01"
_MEMBERS = ("key", "payments", "comment", "receipt", "register", "date", "cashier")


def item_from_words(text: str) -> Item:
    """One `--item name=…,qty=…` of a return."""
    members: dict[str, Any] = {}
    for name, value in order_text.pairs(text, "--item"):
        plain = name.replace("-", "_")
        if plain == "excise":
            members.setdefault("excise", []).append(value)
        else:
            members[plain] = value
    return _item(members, "--item")


def wanted_from_json(mapping: Mapping[str, Any]) -> tuple[Wanted, str | None]:
    """The object of `--file`, and the cashier it names; without items everything left is returned."""
    items = mapping.get("items") or []
    if not isinstance(items, Sequence) or isinstance(items, str):
        raise OrderFieldError(field="items", detail=say("a list is expected"))
    known = {**order_read.ORDER, "items": lambda value, path: value, "discount": _no_discount}
    members = order_read._object(mapping, "", known)
    receipt = members.get("receipt") or ""
    return (
        Wanted(
            receipt=receipt,
            items=tuple(_item(item, f"items[{n}]") for n, item in enumerate(items)),
            payments=_payments(members),
            from_register=_register(members.get("register")),
            from_date=date.fromisoformat(members["date"]) if members.get("date") else None,
            comment=members.get("comment"),
            key=members.get("key"),
            send=members.get("send") or (),
        ),
        members.get("cashier"),
    )


def _payments(members: Mapping[str, Any]) -> tuple[Payment, ...]:
    payments: tuple[Payment, ...] = members.get("payments") or ()
    return payments


def _no_discount(value: object, path: str) -> None:
    raise OrderFieldError(field=path, detail=say("a return takes the discounts of its receipt"))


def _register(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise OrderFieldError(field="register", detail=say("the fiscal number of a register is digits"))
    return int(text)


def _item(members: object, path: str) -> Item:
    """One item; without a price any row of that name fits."""
    if isinstance(members, Mapping) and members.get("price") in (None, ""):
        return replace(order_read.item_of({**members, "price": _ANY_PRICE}, path), price=0)
    return order_read.item_of(members, path)
