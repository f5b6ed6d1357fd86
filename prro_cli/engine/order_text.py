"""The order as words on the command line: `--item name="Кава, лате",qty=2,price=45.00` and `--pay form=305,sum=10`."""

from __future__ import annotations

from typing import Any

from prro_cli.engine import order_read
from prro_cli.engine.order_types import Discount, Item, Payment
from prro_cli.errors.orders import OrderMemberError, OrderUnreadableError
from prro_cli.lang import say

_QUOTES = {'"': '"', "“": "”"}


def parse_item(text: str, field: str = "--item") -> Item:
    """One `--item`: comma-separated key=value; a value with a comma is quoted, `excise` may stand several times."""
    members: dict[str, Any] = {}
    for name, value in pairs(text, field):
        plain = name.replace("-", "_")
        if plain == "excise":
            members.setdefault("excise", []).append(value)
        elif plain in members:
            raise OrderMemberError(field=f"{field}.{name}", detail=say("it is given twice"))
        else:
            members[plain] = value
    return order_read.item_of(members, field)


def parse_payment(text: str, field: str = "--pay") -> Payment:
    """One `--pay form=CODE,name=NAME,sum=SUM`."""
    members: dict[str, Any] = {}
    for name, value in pairs(text, field):
        if name in members:
            raise OrderMemberError(field=f"{field}.{name}", detail=say("it is given twice"))
        members[name] = value
    return order_read.payment_of(members, field)


def parse_discount(text: str, field: str = "--discount") -> Discount | None:
    """`5.00` or `10%`."""
    return order_read.discount_of(text, field)


def pairs(text: str, field: str) -> list[tuple[str, str]]:
    """The pairs of a text in their order; quotes may enclose a value, a doubled or escaped quote stands for itself."""
    found: list[tuple[str, str]] = []
    position = 0
    while position < len(text):
        equals = text.find("=", position)
        name = text[position:equals].strip() if equals >= 0 else text[position:].strip()
        if equals < 0 or "," in name or not name:
            raise OrderUnreadableError(field=field, detail=say("{part!r} is not key=value", part=name.split(",")[0]))
        value, position = _value(text, equals + 1, f"{field}.{name}")
        found.append((name.lower(), value))
    if not found:
        raise OrderUnreadableError(field=field, detail=say("it is empty; wanted key=value,key=value"))
    return found


def _value(text: str, start: int, field: str) -> tuple[str, int]:
    """The value that begins at `start`, and where the next pair begins."""
    while start < len(text) and text[start] == " ":
        start += 1
    closing = _QUOTES.get(text[start : start + 1])
    if closing is None:
        return _bare(text, start)
    end, value = start + 1, []
    while end < len(text):
        following = text[end + 1 : end + 2]
        if text[end] == "\\" and following in (closing, "\\"):
            value.append(following)
            end += 2
        elif text[end] == closing and following == closing == '"':
            value.append(closing)
            end += 2
        elif text[end] == closing:
            return _after_quote(text, end + 1, "".join(value), field)
        else:
            value.append(text[end])
            end += 1
    raise OrderUnreadableError(field=field, detail=say("the closing {closing} is missing", closing=closing))


def _bare(text: str, start: int) -> tuple[str, int]:
    """A value without quotes ends at the next comma."""
    comma = text.find(",", start)
    end = comma if comma >= 0 else len(text)
    return text[start:end].strip(), end + 1


def _after_quote(text: str, position: int, value: str, field: str) -> tuple[str, int]:
    """Only a comma or the end may follow (guillemets do not quote: they are part of names)."""
    rest = text[position:]
    if rest.strip() and not rest.lstrip().startswith(","):
        raise OrderUnreadableError(
            field=field, detail=say("{rest!r} follows the closing quote", rest=rest.strip()[:20])
        )
    return value, position + (len(rest) - len(rest.lstrip())) + 1
