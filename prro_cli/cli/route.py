"""`prro route`: which desk a payment belongs to, by company or settlement account (several taxpayers, one counter)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from prro_cli.cli.declared import Option, command, noun
from prro_cli.cli.definitions import changed_config, chosen_desk
from prro_cli.cli.face import Face
from prro_cli.errors.desks import DefinitionWrongError, RouteNotFoundError
from prro_cli.home.desks import Route, put_route, routes_of
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

app = noun("Routes from a company or account to a desk.")

Company = Annotated[str | None, Option(help="Name or tax number of the company.")]
Account = Annotated[str | None, Option(help="Settlement account (IBAN).")]


@dataclass(frozen=True, slots=True)
class RouteList:
    """All routes."""

    schema: ClassVar[str] = "prro.route.list/1"
    routes: tuple[Route, ...]


@command(
    app, "add", schema=RouteList.schema, example="prro route add --account UA213223130000026007233566001 --desk kiosk"
)
def add(
    face: Face,
    company: Company = None,
    account: Account = None,
) -> Answer:
    """Lead a company's or account's payments to the desk named by --desk."""
    kind, value = _source(company, account)
    desk = chosen_desk(face)
    with changed_config(face) as config:
        put_route(config, Route(kind, value, desk.name))
    return list_(face)  # type: ignore[return-value]


@command(app, "list", schema=RouteList.schema, example="prro route list")
def list_(face: Face) -> Answer:
    """All routes."""
    return Answer(RouteList(tuple(routes_of(face.settings.config))))


@command(app, "remove", schema=RouteList.schema, example="prro route remove --company 12345678")
def remove(face: Face, company: Company = None, account: Account = None) -> Answer:
    """Forget a route."""
    kind, value = _source(company, account)
    if not any((r.kind, r.value) == (kind, value) for r in routes_of(face.settings.config)):
        raise RouteNotFoundError(kind=kind, value=value)
    with changed_config(face) as config:
        del config["routes"][kind][value]
    return list_(face)  # type: ignore[return-value]


def _source(company: str | None, account: str | None) -> tuple[str, str]:
    """What kind of thing is routed, and its normal form."""
    if (company is None) == (account is None):
        raise DefinitionWrongError(field="route", detail=say("give either --company or --account"))
    if company is not None:
        return "company", company.strip()
    return "account", str(account).replace(" ", "").upper()
