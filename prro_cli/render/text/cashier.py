"""Text of `prro cashier`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.cashier import CashierList, CashierShown


def text_list(result: CashierList, out: Out) -> None:
    """All cashiers, a line each."""
    rows = [
        (c.name, c.role, c.person, c.key, c.badge, "PIN" if c.has_pin else "", " ".join(c.desks) or say("all desks"))
        for c in result.cashiers
    ]
    out.table(("cashier", "role", "person", "key", "badge", "", "works at"), rows)


def text_show(result: CashierShown, out: Out) -> None:
    """One cashier."""
    c = result.cashier
    out.line(f"{c.name}: {c.role}", "head")
    pin = say("set") if c.has_pin else say("none")
    rows = [("person", c.person), ("key", c.key), ("badge", c.badge), ("PIN", pin), ("works at", " ".join(c.desks))]
    out.pairs(rows, indent=2)
