"""Who is registered: taxpayers, outlets (20-ОПП), registers (1-ПРРО) and the keys that may sign (5-ПРРО)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, Final

from prro_cli.record import dataclass

ROLES: Final = ("cashier", "senior", "head", "seal")
CHIEF_ROLES: Final = ("senior", "head")


class RegistryError(ValueError):
    """A description of taxpayers, outlets, registers or operators that does not hold together."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """An economic unit as `Objects` shows it, with its taxpayer's data."""

    entity: int
    guid: str
    object_id: int
    name: str
    address: str
    tin: str
    vat: str | None
    org_name: str
    single_tax: bool


@dataclass(frozen=True, slots=True)
class Register:
    """One ПРРО."""

    number: int
    local: int
    name: str
    offline: bool
    closed: bool
    blocked: bool
    first_local: int
    device: str | None
    outlet: Outlet


@dataclass(frozen=True, slots=True)
class Operator:
    """A key registered by form 5-ПРРО."""

    ski: str
    tin: str
    name: str
    reg_num: int
    role: str
    chief: bool
    revoked: bool


_OUTLET = (
    "SELECT o.entity, o.guid, o.object_id, o.name, o.address, o.tin, t.vat, t.name AS org_name, t.single_tax"
    " FROM outlets o JOIN taxpayers t ON t.tin = o.tin WHERE o.entity = ?"
)


def outlet(connection: sqlite3.Connection, entity: int) -> Outlet:
    """An outlet by its record number."""
    row = dict(connection.execute(_OUTLET, (entity,)).fetchone())
    return Outlet(**{**row, "single_tax": bool(row["single_tax"])})


def register(connection: sqlite3.Connection, number: int) -> Register | None:
    """A ПРРО by its fiscal number."""
    row = connection.execute("SELECT * FROM registers WHERE number = ?", (number,)).fetchone()
    return _register(connection, row) if row else None


def _register(connection: sqlite3.Connection, row: sqlite3.Row) -> Register:
    return Register(
        number=row["number"], local=row["local"], name=row["name"], offline=bool(row["offline"]),
        closed=bool(row["closed"]), blocked=bool(row["blocked"]), first_local=row["first_local"],
        device=row["device"], outlet=outlet(connection, row["outlet"]),
    )  # fmt: skip


def operator(connection: sqlite3.Connection, ski: str) -> Operator | None:
    """A key by its subject key identifier (64 hexadecimal digits)."""
    row = connection.execute("SELECT * FROM operators WHERE ski = ?", (ski,)).fetchone()
    return _operator(row) if row else None


def _operator(row: sqlite3.Row) -> Operator:
    return Operator(**{**dict(row), "chief": bool(row["chief"]), "revoked": bool(row["revoked"])})


def operators_of(connection: sqlite3.Connection, tin: str) -> list[Operator]:
    """All keys of a taxpayer."""
    rows = connection.execute("SELECT * FROM operators WHERE tin = ? ORDER BY reg_num", (tin,)).fetchall()
    return [_operator(row) for row in rows]


def granted(connection: sqlite3.Connection, ski: str, number: int) -> bool:
    """Whether the key may work on the register."""
    query = "SELECT 1 FROM grants WHERE ski = ? AND register = ?"
    return connection.execute(query, (ski, number)).fetchone() is not None


def granted_registers(connection: sqlite3.Connection, ski: str) -> list[Register]:
    """The registers on which the key may work."""
    rows = connection.execute(
        "SELECT r.* FROM registers r JOIN grants g ON g.register = r.number WHERE g.ski = ? ORDER BY r.number", (ski,)
    ).fetchall()
    return [_register(connection, row) for row in rows]


def add_taxpayer(
    connection: sqlite3.Connection, tin: str, name: str, *, vat: str | None = None, single_tax: bool = False
) -> None:
    """Register or rename a taxpayer."""
    connection.execute(
        "INSERT INTO taxpayers VALUES (?, ?, ?, ?) ON CONFLICT (tin) DO UPDATE"
        " SET name = excluded.name, vat = excluded.vat, single_tax = excluded.single_tax",
        (tin, name, vat, int(single_tax)),
    )


def add_outlet(connection: sqlite3.Connection, entity: int, tin: str, name: str, address: str) -> None:
    """Register or rename an outlet (form 20-ОПП); its GUID and object code follow from the record number."""
    connection.execute(
        "INSERT INTO outlets VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (entity) DO UPDATE"
        " SET tin = excluded.tin, name = excluded.name, address = excluded.address",
        (entity, tin, f"{entity:032X}", 32_100_000 + entity, name, address),
    )


def add_register(
    connection: sqlite3.Connection,
    number: int,
    local: int,
    entity: int,
    name: str,
    *,
    offline: bool = True,
    first_local: int = 1,
) -> None:
    """Register a ПРРО (form 1-ПРРО), or change its data."""
    connection.execute(
        "INSERT INTO registers (number, local, outlet, name, offline, first_local) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (number) DO UPDATE SET local = excluded.local, outlet = excluded.outlet,"
        " name = excluded.name, offline = excluded.offline",
        (number, local, entity, name, int(offline), first_local),
    )


def add_operator(
    connection: sqlite3.Connection,
    ski: str,
    tin: str,
    name: str,
    *,
    role: str = "cashier",
    chief: bool | None = None,
    registers: Iterable[int] | None = None,
) -> None:
    """Register a key (form 5-ПРРО) for some registers, or for all of the taxpayer's."""
    if role not in ROLES:
        raise RegistryError(f"the role of a key is one of {', '.join(ROLES)}; not {role!r}")
    ski = ski.lower()
    number = connection.execute("SELECT 1 + coalesce(max(reg_num), 0) FROM operators").fetchone()[0]
    connection.execute(
        "INSERT INTO operators (ski, tin, name, reg_num, role, chief) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (ski) DO UPDATE SET tin = excluded.tin, name = excluded.name, role = excluded.role,"
        " chief = excluded.chief, revoked = 0",
        (ski, tin, name, number, role, int(role in CHIEF_ROLES if chief is None else chief)),
    )
    if registers is None:
        rows = connection.execute(
            "SELECT number FROM registers WHERE outlet IN (SELECT entity FROM outlets WHERE tin = ?)", (tin,)
        ).fetchall()
        registers = [row[0] for row in rows]
    connection.execute("DELETE FROM grants WHERE ski = ?", (ski,))
    connection.executemany("INSERT INTO grants VALUES (?, ?)", [(ski, number) for number in registers])


def load(connection: sqlite3.Connection, description: Mapping[str, Any]) -> None:
    """Take in a whole registry as JSON describes it: taxpayers, outlets, registers, operators."""
    try:
        for item in description.get("taxpayers", ()):
            add_taxpayer(connection, str(item["tin"]), str(item["name"]), vat=item.get("vat"),
                         single_tax=bool(item.get("single_tax", False)))  # fmt: skip
        for item in description.get("outlets", ()):
            add_outlet(connection, int(item["entity"]), str(item["tin"]), str(item["name"]), str(item["address"]))
        for item in description.get("registers", ()):
            add_register(connection, int(item["number"]), int(item["local"]), int(item["outlet"]),
                         str(item.get("name", "")), offline=bool(item.get("offline", True)),
                         first_local=int(item.get("first_local", 1)))  # fmt: skip
        for item in description.get("operators", ()):
            add_operator(connection, str(item["ski"]), str(item["tin"]), str(item["name"]),
                         role=str(item.get("role", "cashier")), chief=item.get("chief"),
                         registers=item.get("registers"))  # fmt: skip
    except (KeyError, TypeError, ValueError, sqlite3.IntegrityError) as error:
        raise RegistryError(f"the registry does not hold together: {error!r}") from error


REGISTER_FLAGS: Final = {"offline", "closed", "blocked"}


def set_register_flag(connection: sqlite3.Connection, number: int, flag: str, value: bool) -> None:
    """Forbid offline work, cancel the registration, or block a register (form 2-ПРРО "несправність")."""
    if flag not in REGISTER_FLAGS or register(connection, number) is None:
        raise RegistryError(f"register {number} has no flag {flag!r}; flags: {', '.join(sorted(REGISTER_FLAGS))}")
    connection.execute(f"UPDATE registers SET {flag} = ? WHERE number = ?", (int(value), number))  # noqa: S608


def set_revoked(connection: sqlite3.Connection, ski: str, value: bool) -> None:
    """Declare the certificate of a key revoked, as its issuer's OCSP would."""
    if connection.execute("UPDATE operators SET revoked = ? WHERE ski = ?", (int(value), ski.lower())).rowcount != 1:
        raise RegistryError(f"no key {ski} is registered")


def withdraw(connection: sqlite3.Connection, ski: str) -> None:
    """Take all access away from a key (the cashier left)."""
    connection.execute("DELETE FROM grants WHERE ski = ?", (ski.lower(),))
