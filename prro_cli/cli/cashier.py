"""`prro cashier`: the people at the desks, each with an own key, role, badge and PIN."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, ClassVar

from prro_cli.cli.declared import Argument, Option, command, noun
from prro_cli.cli.definitions import changed_config, checked_name, named_cashier, named_desk
from prro_cli.cli.face import Face
from prro_cli.cli.pins import hash_pin, read_pin
from prro_cli.cli.vaults import named_header
from prro_cli.errors.desks import DefinitionExistsError, DefinitionWrongError
from prro_cli.home.desks import ROLES, Cashier, cashiers_of, desks_of, put_cashier
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

app = noun("Cashiers: people, their keys, roles, badges and PINs.")

KeyName = Annotated[str | None, Option("--key", help="Name of the key in the vault (prro key list).")]
Role = Annotated[str | None, Option(help=f"One of {', '.join(ROLES)}.")]
Person = Annotated[str | None, Option(help="Name on receipts; from the certificate by default.")]
Badge = Annotated[str | None, Option(help="Code of the badge.")]
PinFile = Annotated[Path | None, Option(help="File whose first line is the PIN.")]
Desks = Annotated[list[str] | None, Option("--at", help="Desk this person may work on; repeat for several.")]


@dataclass(frozen=True, slots=True)
class CashierRow:
    """One person, without the PIN."""

    name: str
    key: str
    person: str | None
    role: str
    badge: str | None
    has_pin: bool
    desks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CashierList:
    """All cashiers."""

    schema: ClassVar[str] = "prro.cashier.list/1"
    cashiers: tuple[CashierRow, ...]


@dataclass(frozen=True, slots=True)
class CashierShown:
    """One cashier."""

    schema: ClassVar[str] = "prro.cashier.show/1"
    cashier: CashierRow


def _row(c: Cashier) -> CashierRow:
    return CashierRow(c.name, c.key, c.person, c.role, c.badge, c.pin is not None, c.desks)


def _shown(face: Face, name: str) -> Answer:
    return Answer(CashierShown(_row(cashiers_of(face.settings.config)[name])), identifier=name)


@command(app, "add", schema=CashierShown.schema, example="prro cashier add olena --key olena")
def add(
    face: Face,
    name: Annotated[str, Argument(help="A short name.")],
    key: Annotated[str, Option("--key", help="Name of the key in the vault (prro key list).")],
    role: Role = None,
    person: Person = None,
    badge: Badge = None,
    pin_file: PinFile = None,
    at: Desks = None,
) -> Answer:
    """Add a person; the key must be in the vault."""
    if name in cashiers_of(face.settings.config):
        raise DefinitionExistsError(noun="cashier", name=name)
    new = Cashier(checked_name(name), key, role="cashier")
    with changed_config(face) as config:
        put_cashier(config, _changed(face, new, key, role, person, badge, pin_file, at))
    return _shown(face, name)


@command(app, "set", schema=CashierShown.schema, example="prro cashier set olena --role senior")
def set_(
    face: Face,
    name: Annotated[str, Argument(help="The person to change.")],
    key: KeyName = None,
    role: Role = None,
    person: Person = None,
    badge: Badge = None,
    pin_file: PinFile = None,
    at: Desks = None,
) -> Answer:
    """Change a person."""
    old = named_cashier(face, name)
    with changed_config(face) as config:
        put_cashier(config, _changed(face, old, key, role, person, badge, pin_file, at))
    return _shown(face, name)


@command(app, "list", schema=CashierList.schema, example="prro cashier list")
def list_(face: Face) -> Answer:
    """All cashiers."""
    rows = tuple(_row(c) for c in cashiers_of(face.settings.config).values())
    return Answer(CashierList(rows), identifier="\n".join(r.name for r in rows))


@command(app, "remove", schema="prro.cashier.list/1", example="prro cashier remove olena --yes")
def remove(face: Face, name: Annotated[str, Argument(help="The person to forget.")]) -> Answer:
    """Forget a person; their key and the journal stay."""
    named_cashier(face, name)
    face.confirm(say("Forget the cashier {name}? The key and the journal stay.", name=name))
    with changed_config(face) as config:
        del config["cashiers"][name]
    return list_(face)  # type: ignore[return-value]


def _changed(
    face: Face,
    cashier: Cashier,
    key: str | None,
    role: str | None,
    person: str | None,
    badge: str | None,
    pin_file: Path | None,
    at: list[str] | None,
) -> Cashier:
    """The cashier with what was given, checked."""
    if key is not None:
        named_header(face, key)
    if role is not None and role not in ROLES:
        raise DefinitionWrongError(
            field="role", detail=say("{role!r} is not one of {known}", role=role, known=", ".join(ROLES))
        )
    if badge is not None:
        holder = next((c for c in cashiers_of(face.settings.config).values() if c.badge == badge), None)
        if holder and holder.name != cashier.name:
            raise DefinitionWrongError(field="badge", detail=say("it belongs to {name}", name=holder.name))
    for desk in at or ():
        named_desk(desks_of(face.settings.config), desk)
    given = {"key": key, "role": role, "person": person, "badge": badge}
    changes: dict[str, object] = {k: v for k, v in given.items() if v is not None}
    if pin_file is not None:
        changes["pin"] = hash_pin(read_pin(pin_file))
    if at is not None:
        changes["desks"] = tuple(at)
    return replace(cashier, **changes)  # type: ignore[arg-type]
