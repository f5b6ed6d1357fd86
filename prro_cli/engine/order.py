"""What is to be sold or returned: one door to the order's types and to everything that reads one."""

from __future__ import annotations

from prro_cli.engine.order_read import load_json, load_order, parse_order
from prro_cli.engine.order_text import parse_discount, parse_item, parse_payment
from prro_cli.engine.order_types import Discount, Item, Order, Payment, Slip

__all__ = [
    "Discount",
    "Item",
    "Order",
    "Payment",
    "Slip",
    "load_json",
    "load_order",
    "parse_discount",
    "parse_item",
    "parse_order",
    "parse_payment",
]
