"""Text of `prro desk`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.desk import DeskList, DeskRemoved, DeskShown
    from prro_cli.cli.discover import Discovered


def text_show(result: DeskShown, out: Out) -> None:
    """One desk."""
    desk = result.desk
    out.line(f"{desk.name}: ПРРО {desk.fiscal_number}" + (say(" (test)") if desk.test else ""), "head")
    out.pairs(
        [
            ("taxpayer", f"{desk.org}, {desk.tin}" + (f", ІПН {desk.vat_number}" if desk.vat_number else "")),
            ("outlet", f"{desk.outlet}, {desk.address}"),
            ("local number", desk.local_number),
            ("server", desk.server),
            ("time-stamps", desk.tsp),
            ("server trust", desk.trust or say("not pinned")),
            ("cash rounding", desk.cash_rounding),
            ("cashier", desk.cashier),
            ("tax letters", " ".join(sorted({t.letter for t in desk.taxes}))),
        ],
        indent=2,
    )


def text_list(result: DeskList, out: Out) -> None:
    """All desks, a line each."""
    rows = [(d.name, d.fiscal_number, d.org, d.outlet, say("test") if d.test else "", d.server) for d in result.desks]
    out.table(("desk", "fiscal number", "taxpayer", "outlet", "", "server"), rows)


def text_remove(result: DeskRemoved, out: Out) -> None:
    """It is gone."""
    out.line(say("desk {name} is forgotten; its journal stays", name=result.name))


def text_discover(result: Discovered, out: Out) -> None:
    """The registers, a line each."""
    closed = say("cancelled")
    rows = [
        (r.fiscal_number, r.local_number, r.org, r.outlet, r.address, closed if r.closed else "", r.desk or "")
        for r in result.registers
    ]
    out.table(("fiscal number", "local", "taxpayer", "outlet", "address", "", "desk here"), rows, right=(1,))
