"""`prro tax`: what each tax letter of a desk means, and from when to when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, ClassVar

from prro_cli.cli.declared import Argument, Option, command, noun
from prro_cli.cli.definitions import changed_config, chosen_desk, day, percent, tax_letter
from prro_cli.cli.face import Face
from prro_cli.errors.desks import DefinitionWrongError
from prro_cli.home.desks import Desk, Tax, put_desk
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer
from prro_cli.values import format_fixed

app = noun("Tax letters of a desk.")

VAT, EXCISE, EXEMPT = 0, 1, -1
_NAMES = {VAT: "ПДВ", EXCISE: "Акциз", EXEMPT: "Без ПДВ"}


@dataclass(frozen=True, slots=True)
class TaxRow:
    """One tax under one letter."""

    letter: str
    type: int
    percent: str
    name: str
    on_top: bool
    valid_from: str | None
    valid_to: str | None


@dataclass(frozen=True, slots=True)
class TaxList:
    """The tax letters of a desk."""

    schema: ClassVar[str] = "prro.tax.list/1"
    taxes: tuple[TaxRow, ...]


def _listed(desk: Desk) -> Answer:
    rows = tuple(
        TaxRow(t.letter, t.type, format_fixed(t.percent, 2), t.name, t.on_top, _iso(t.valid_from), _iso(t.valid_to))
        for t in desk.taxes
    )
    return Answer(TaxList(rows), identifier="\n".join(sorted({r.letter for r in rows})), desk=desk.name)


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


@command(app, "list", schema=TaxList.schema, example="prro tax list")
def list_(face: Face) -> Answer:
    """The tax letters of a desk."""
    return _listed(chosen_desk(face))


@command(app, "set", schema=TaxList.schema, example="prro tax set А --vat 20")
def set_(
    face: Face,
    letter: Annotated[str, Argument(help="The letter on goods, for example А.")],
    vat: Annotated[str | None, Option(help="Rate of ПДВ in percent.")] = None,
    excise: Annotated[str | None, Option(help="Rate of retail excise in percent.")] = None,
    exempt: Annotated[bool, Option("--exempt", help="The letter marks goods outside taxation.")] = False,
    name: Annotated[str | None, Option(help="Name of the tax on documents.")] = None,
    on_top: Annotated[bool, Option("--on-top", help="The tax is added to the price, not part of it.")] = False,
    valid_from: Annotated[str | None, Option("--from", help="First day, 2026-01-31.")] = None,
    valid_to: Annotated[str | None, Option("--to", help="Last day, 2026-12-31.")] = None,
) -> Answer:
    """Say what a letter means; an open-ended older meaning ends the day before `--from`."""
    desk = chosen_desk(face)
    if (vat is None and excise is None) != exempt:
        raise DefinitionWrongError(field="tax", detail=say("give --vat and/or --excise, or --exempt alone"))
    known = tax_letter(letter)
    start, end = day(valid_from, "from"), day(valid_to, "to")
    if start and end and end < start:
        raise DefinitionWrongError(field="to", detail=say("{end} is before {start}", end=end, start=start))
    rates = [(kind, rate) for kind, rate in ((EXCISE, excise), (VAT, vat)) if rate is not None] or [(EXEMPT, "0")]
    new = [
        Tax(known, kind, percent(rate, _NAMES[kind]), name or _NAMES[kind], on_top, start, end) for kind, rate in rates
    ]
    with changed_config(face) as config:
        put_desk(config, replace(desk, taxes=(*_ended(desk.taxes, known, start), *new)))
    return _listed(chosen_desk(face))


def _ended(taxes: tuple[Tax, ...], letter: str, start: date | None) -> list[Tax]:
    """The other meanings, with those of this letter ending before the new one begins (or gone, if it has no start)."""
    kept = []
    for tax in taxes:
        if tax.letter != letter:
            kept.append(tax)
        elif start and (tax.valid_from is None or tax.valid_from < start):
            last = start - timedelta(days=1)
            kept.append(replace(tax, valid_to=min(tax.valid_to or last, last)))
    return kept
