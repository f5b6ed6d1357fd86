"""Desks, their taxes, cashiers and routes: what a technician defines once, kept in `config.toml`.

A *desk* is one registered ПРРО, that is one fiscal number. Nothing here changes while selling: numbers, shifts and
offline sessions live in the journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from prro_cli.errors.general import ConfigUnreadableError
from prro_cli.lang import say
from prro_cli.record import dataclass

PRODUCTION_SERVER = "https://fs.tax.gov.ua:8643/fs"
TAX_SERVICE_CODE = "43005393"
"""ЄДРПОУ of Державна податкова служба України, in the certificate of its fiscal server."""

CASH_ROUNDINGS = {"none": 1, "0.10": 10, "0.50": 50}
"""Cash is paid in multiples of so many kopecks (NBU No 115 of 17.09.2025: 50, since 01.10.2025)."""

ROLES = ("cashier", "senior", "owner")


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax under one letter of a desk, for a span of days."""

    letter: str
    type: int
    """0 ПДВ, 1 акциз, 2 ПФ … (CHECKTAX/TYPE); -1 for a letter that only marks goods outside taxation."""
    percent: int
    """Hundredths of a percent: 2000 is 20 %."""
    name: str
    on_top: bool = False
    """True where the tax is not part of the price (SIGN)."""
    valid_from: date | None = None
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Desk:
    """One registered ПРРО as it stands in the tax service's register, and how it works here."""

    name: str
    server: str
    tin: str
    org: str
    outlet: str
    address: str
    fiscal_number: int
    local_number: int
    vat_number: str | None = None
    test: bool = False
    cash_rounding: str = "0.50"
    tsp: str = "auto"
    """`auto` takes the time-stamp address from the signer's certificate; `none` sends without one; or an address."""
    trust: str | None = None
    """File with the CA certificates that the server's answers must chain to."""
    server_code: str | None = None
    """ЄДРПОУ that the server's certificate must carry; by default that of the tax service for its own address."""
    cashier: str | None = None
    taxes: tuple[Tax, ...] = ()

    @property
    def expected_server_code(self) -> str | None:
        """Whose signature an answer must bear; an unknown server (sandbox, test bench) is not held to a code."""
        production = PRODUCTION_SERVER.split("/")[2].split(":")[0]
        of_the_tax_service = self.server.split("/")[2].split(":")[0] == production
        return self.server_code or (TAX_SERVICE_CODE if of_the_tax_service else None)

    def taxes_on(self, letter: str, day: date) -> tuple[Tax, ...]:
        """The taxes a letter stands for on a day."""
        return tuple(t for t in self.taxes if t.letter == letter and t.valid_on(day))


@dataclass(frozen=True, slots=True)
class Cashier:
    """A person who works at the desks, with the key that signs for them."""

    name: str
    key: str
    person: str | None = None
    """The name printed on receipts; from the certificate where absent."""
    role: str = "cashier"
    badge: str | None = None
    pin: str | None = None
    """Salted scrypt hash of the PIN."""
    desks: tuple[str, ...] = ()
    """Desks this person may work on; empty means all."""


@dataclass(frozen=True, slots=True)
class Route:
    """Payments to this company or account belong to that desk (R14)."""

    kind: str
    """`company` or `account`."""
    value: str
    desk: str


def desks_of(config: Mapping[str, Any]) -> dict[str, Desk]:
    """All desks of a configuration by name."""
    return {name: _desk(name, table) for name, table in config.get("desks", {}).items() if set(table) - {"settings"}}


def cashiers_of(config: Mapping[str, Any]) -> dict[str, Cashier]:
    """All cashiers of a configuration by name."""
    return {name: built(Cashier, name, table, "cashiers") for name, table in config.get("cashiers", {}).items()}


def routes_of(config: Mapping[str, Any]) -> list[Route]:
    """All routes of a configuration."""
    routes = config.get("routes", {})
    return [Route(kind, value, desk) for kind in sorted(routes) for value, desk in sorted(routes[kind].items())]


def put_desk(config: dict[str, Any], desk: Desk) -> None:
    """Write a desk into a configuration, keeping its own settings."""
    tables = config.setdefault("desks", {})
    kept = {k: v for k, v in tables.get(desk.name, {}).items() if k == "settings"}
    tables[desk.name] = {**_plain(desk), "taxes": [_plain(t) for t in desk.taxes], **kept}


def put_cashier(config: dict[str, Any], cashier: Cashier) -> None:
    """Write a cashier into a configuration."""
    config.setdefault("cashiers", {})[cashier.name] = _plain(cashier)


def put_route(config: dict[str, Any], route: Route) -> None:
    """Write a route into a configuration."""
    config.setdefault("routes", {}).setdefault(route.kind, {})[route.value] = route.desk


def _plain(value: Desk | Tax | Cashier) -> dict[str, Any]:
    """The fields that differ from nothing, as TOML values; the name is the key of the table."""
    row = {f.name: getattr(value, f.name) for f in fields(value) if f.name not in ("name", "taxes")}
    if isinstance(value, Tax):
        row["name"] = value.name
    return {k: list(v) if isinstance(v, tuple) else v for k, v in row.items() if v is not None and v != ()}


def _desk(name: str, table: Mapping[str, Any]) -> Desk:
    plain = {k: v for k, v in table.items() if k != "settings"}
    taxes = tuple(built(Tax, None, row, f"desks.{name}.taxes") for row in plain.pop("taxes", ()))
    desk: Desk = built(Desk, name, {**plain, "taxes": taxes}, "desks")
    return desk


def built(cls: type, name: str | None, table: Mapping[str, Any], section: str) -> Any:
    """A dataclass from a TOML table; a missing, unknown or ill-typed member is named."""
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
    if name is not None:
        values["name"] = name
    known = {f.name: f for f in fields(cls)}
    where = f"[{section}.{name}]" if name else f"[[{section}]]"
    for key, value in values.items():
        if key not in known:
            raise ConfigUnreadableError(
                path="config.toml", detail=say("{where} has no member {key!r}", where=where, key=key)
            )
        expected = str(known[key].type).split(" ")[0].split("[")[0]
        if type(value).__name__ != expected:
            raise ConfigUnreadableError(
                path="config.toml",
                detail=say("{where} {key} must be of type {expected}", where=where, key=key, expected=expected),
            )
    try:
        return cls(**values)
    except TypeError as error:
        raise ConfigUnreadableError(path="config.toml", detail=f"{where}: {error}") from None
