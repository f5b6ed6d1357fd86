"""`prro desk`: the registers of this home, as they stand in the tax service's own register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar

from prro_cli.cli.declared import Argument, Option, command, noun
from prro_cli.cli.definitions import changed_config, checked_desk, chosen_desk, named_desk
from prro_cli.cli.discover import Discovered, discover
from prro_cli.cli.face import Face
from prro_cli.errors.desks import DefinitionExistsError, DefinitionInUseError, DefinitionWrongError
from prro_cli.home.desks import CASH_ROUNDINGS, PRODUCTION_SERVER, Desk, desks_of, put_desk
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

app = noun("Desks: one for each registered ПРРО (fiscal number).")

Text = Annotated[str | None, Option()]


@dataclass(frozen=True, slots=True)
class DeskShown:
    """One desk with everything known about it."""

    schema: ClassVar[str] = "prro.desk.show/1"
    desk: Desk


@dataclass(frozen=True, slots=True)
class DeskList:
    """All desks."""

    schema: ClassVar[str] = "prro.desk.list/1"
    desks: tuple[Desk, ...]


@dataclass(frozen=True, slots=True)
class DeskRemoved:
    """The definition is gone; the journal keeps everything that happened."""

    schema: ClassVar[str] = "prro.desk.remove/1"
    name: str


def _shown(desk: Desk) -> Answer:
    return Answer(DeskShown(desk), identifier=desk.name, desk=desk.name, test=desk.test)


@command(
    app,
    "add",
    schema=DeskShown.schema,
    example='prro desk add kiosk --tin 1234567890 --org "ФОП Іваненко" --outlet Кіоск --address "м. Київ" '
    "--fiscal-number 4000000001 --local-number 1",
)
def add(
    face: Face,
    name: Annotated[str, Argument(help="A short name of your own.")],
    tin: Annotated[str, Option(help="Tax number of the taxpayer (ЄДРПОУ or РНОКПП).")],
    org: Annotated[str, Option(help="Name of the taxpayer, letter by letter as registered.")],
    outlet: Annotated[str, Option(help="Name of the outlet as registered.")],
    address: Annotated[str, Option(help="Address of the outlet as registered.")],
    fiscal_number: Annotated[int, Option(help="Fiscal number of the ПРРО.")],
    local_number: Annotated[int, Option(help="Local number of the ПРРО (CASHDESKNUM).")],
    server: Annotated[str, Option(help="Base address of the fiscal server.")] = PRODUCTION_SERVER,
    vat_number: Annotated[str | None, Option(help="VAT number (ІПН) of a payer of VAT.")] = None,
    test: Annotated[bool, Option("--test", help="All shifts are test shifts.")] = False,
    cash_rounding: Annotated[str, Option(help="none, 0.10 or 0.50.")] = "0.50",
    tsp: Annotated[str, Option(help="Time-stamp provider: auto, none, or an address.")] = "auto",
    trust: Annotated[str | None, Option(help="File of CA certificates the server's answers chain to.")] = None,
) -> Answer:
    """Define a desk."""
    if name in desks_of(face.settings.config):
        raise DefinitionExistsError(noun="desk", name=name)
    _refuse_a_second(desks_of(face.settings.config), fiscal_number, server)
    desk = Desk(
        name=name, server=server, tin=tin, org=org, outlet=outlet, address=address, fiscal_number=fiscal_number,
        local_number=local_number, vat_number=vat_number, test=test, cash_rounding=_rounding(cash_rounding), tsp=tsp,
        trust=trust,
    )  # fmt: skip
    with changed_config(face) as config:
        put_desk(config, checked_desk(desk))
    return _shown(desks_of(face.settings.config)[name])


def _refuse_a_second(desks: Mapping[str, Desk], fiscal_number: int, server: str) -> None:
    """Two desks of one register would each number its documents (R25)."""
    for desk in desks.values():
        if desk.fiscal_number == fiscal_number and desk.server == server.rstrip("/"):
            raise DefinitionWrongError(
                field="fiscal-number",
                detail=say("{number} is the register of desk {desk} already", number=fiscal_number, desk=desk.name),
            )


@command(app, "list", schema=DeskList.schema, example="prro desk list")
def list_(face: Face) -> Answer:
    """All desks."""
    desks = tuple(desks_of(face.settings.config).values())
    return Answer(DeskList(desks), identifier="\n".join(d.name for d in desks))


@command(app, "show", schema=DeskShown.schema, example="prro desk show kiosk")
def show(face: Face, name: Annotated[str | None, Argument(help="Its name; the only one by default.")] = None) -> Answer:
    """One desk."""
    return _shown(named_desk(desks_of(face.settings.config), name) if name else chosen_desk(face))


@command(app, "set", schema=DeskShown.schema, example="prro desk set kiosk --cash-rounding 0.10")
def set_(
    face: Face,
    name: Annotated[str, Argument(help="The desk to change.")],
    server: Text = None,
    tin: Text = None,
    vat_number: Text = None,
    org: Text = None,
    outlet: Text = None,
    address: Text = None,
    local_number: Annotated[int | None, Option()] = None,
    test: Annotated[bool | None, Option("--test/--no-test")] = None,
    cash_rounding: Text = None,
    tsp: Text = None,
    trust: Text = None,
    cashier: Annotated[str | None, Option(help="The cashier who works when none is named.")] = None,
) -> Answer:
    """Change a desk; the fiscal number is its identity and stays."""
    desk = named_desk(desks_of(face.settings.config), name)
    given: dict[str, Any] = {
        "server": server, "tin": tin, "vat_number": vat_number, "org": org, "outlet": outlet, "address": address,
        "local_number": local_number, "test": test, "tsp": tsp, "trust": trust, "cashier": cashier,
        "cash_rounding": _rounding(cash_rounding) if cash_rounding else None,
    }  # fmt: skip
    changes = {k: v for k, v in given.items() if v is not None}
    with changed_config(face) as config:
        put_desk(config, checked_desk(replace(desk, **changes)))
    return _shown(desks_of(face.settings.config)[name])


@command(app, "remove", schema=DeskRemoved.schema, example="prro desk remove old-kiosk --yes")
def remove(face: Face, name: Annotated[str, Argument(help="The desk to forget.")]) -> Answer:
    """Forget a desk's definition; its journal stays."""
    named_desk(desks_of(face.settings.config), name)
    pointing = [r for r, d in _routes(face) if d == name]
    if pointing:
        fix = f"prro route remove {pointing[0]}"
        raise DefinitionInUseError(
            noun="desk", name=name, detail=say("routes lead to it: {pointing}", pointing=", ".join(pointing)), fix=fix
        )
    face.confirm(say("Forget the definition of desk {name}? Its journal stays.", name=name))
    with changed_config(face) as config:
        del config["desks"][name]
    return Answer(DeskRemoved(name), identifier=name)


command(
    app,
    "discover",
    schema=Discovered.schema,
    example="prro desk discover --key olena --password-file pw",
)(discover)


def _rounding(value: str) -> str:
    if value not in CASH_ROUNDINGS:
        raise DefinitionWrongError(
            field="cash-rounding",
            detail=say("{value!r} is not one of {known}", value=value, known=", ".join(CASH_ROUNDINGS)),
        )
    return value


def _routes(face: Face) -> list[tuple[str, str]]:
    from prro_cli.home.desks import routes_of

    return [(f"--{r.kind} {r.value}", r.desk) for r in routes_of(face.settings.config)]
