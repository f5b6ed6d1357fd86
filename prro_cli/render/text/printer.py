"""Text of `prro printer`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.printer import PrinterList, PrinterTested, ProfileList


def text_list(result: PrinterList, out: Out) -> None:
    """A line for each printer."""
    if not result.printers:
        out.line(say("no printer is defined: prro printer add NAME --network ADDRESS:9100"))
        return
    heads = (
        say("printer"), say("reached by"), say("profile"), say("columns"), say("code page"), "QR", say("desks"),
    )  # fmt: skip
    rows = [
        (
            p.name,
            f"{p.transport} {p.address}".rstrip(),
            p.profile,
            p.columns,
            f"{p.codepage} ({p.slot})" if p.codepage else say("pictures"),
            p.qr,
            ", ".join(p.desks) or "-",
        )
        for p in result.printers
    ]
    out.table(heads, rows, right=(3,))


def text_profiles(result: ProfileList, out: Out) -> None:
    """A line for each family."""
    heads = (say("profile"), say("columns"), say("dots"), say("code pages"), "")
    rows = [
        (p.name, p.columns, p.dots, " ".join(f"{n}:{s}" for n, s in p.codepages.items()) or "-", p.about)
        for p in result.profiles
    ]
    out.table(heads, rows, right=(1, 2))


def text_test(result: PrinterTested, out: Out) -> None:
    """Printed, and what the printer says of itself."""
    out.line(say("printer {name}: {result}", name=result.printer, result=result.result), "good")
    online = {True: say("yes"), False: say("no"), None: say("it does not say")}[result.online]
    out.pairs([(say("online"), online), (say("paper"), result.paper), (say("detail"), result.detail)], indent=2)
