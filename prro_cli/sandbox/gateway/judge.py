"""Whether a form is accepted, by the grounds of Порядок 317 II.6, and what its acceptance changes in the registers."""

from __future__ import annotations

import sqlite3
from typing import Final

from prro_cli.errors.base import PrroError
from prro_cli.forms.catalogue import load
from prro_cli.forms.filename import FileName, same_document
from prro_cli.forms.model import Declar, Form1, Form5, Form20, ObjectRow
from prro_cli.forms.validator import check_xml, refusals
from prro_cli.record import dataclass
from prro_cli.sandbox import registry
from prro_cli.sandbox.gateway.opening import Parcel

FIRST_REGISTER: Final = 4_000_800_001
FIRST_ENTITY: Final = 800_001
ROLES: Final = {"Касир": "cashier", "Старший касир": "senior"}
ENDED: Final = "Припинення роботи"

GROUNDS: Final[dict[int, str]] = {
    1: "Невідповідність формату або структури документа",
    2: "Порушено порядок підписання: підписувач не є платником або уповноваженою ним особою",
    3: "Відсутні обов'язкові реквізити",
    4: "ПРРО вже зареєстровано",
    5: "Відсутня інформація про господарську одиницю (форма № 20-ОПП)",
    6: "Платника податків не знайдено у Державному реєстрі",
    7: "Невідповідність даних документа даним реєстрів",
    8: "Документ з таким ім'ям файлу вже надходив",
}
"""Порядок 317, II.6, with our own numbers for the fault `refuse-form=N`."""


class FormRefusedError(ValueError):
    """The form is refused: on which ground, and the remarks. `structural` ones are told by receipt No 1."""

    def __init__(self, ground: int, *remarks: str, structural: bool = False) -> None:
        super().__init__(GROUNDS[ground])
        self.ground = ground
        self.remarks = (GROUNDS[ground], *remarks)
        self.structural = structural


def understood(xml: bytes, file_name: str) -> Declar:
    """The form inside, sound by its schema and its own rules; FormRefusedError otherwise."""
    try:
        reading = check_xml(xml, load())
    except PrroError as error:
        raise FormRefusedError(1, error.cause, structural=True) from None
    wrong = [f"{finding.path}: {finding.message}" for finding in refusals(reading.findings)]
    if wrong or reading.declar is None:
        raise FormRefusedError(1, *wrong[:9], structural=True)
    try:
        expected = str(FileName.of(reading.declar.head))
    except ValueError as error:
        raise FormRefusedError(1, str(error), structural=True) from None
    if not same_document(expected, file_name):
        raise FormRefusedError(1, f"Ім'я файлу {file_name} не відповідає заголовку: {expected}", structural=True)
    return reading.declar


def check_signers(declar: Declar, parcel: Parcel) -> None:
    """Somebody of the taxpayer signed, and the person named as signer is among them where a person signed."""
    if not parcel.signers:
        raise FormRefusedError(2, "Документ не підписано", structural=True)
    if declar.body.tin != declar.head.tin or declar.head.tin not in parcel.codes:
        raise FormRefusedError(2, f"Підписи не належать платнику {declar.head.tin}", structural=True)
    people = [one.owner for one in parcel.signers if not one.owner.is_seal]
    named = getattr(declar.body, "signer_tin", None)
    if people and named and named not in {owner.person_number for owner in people}:
        raise FormRefusedError(2, f"Підписувач {named} не підписав документ", structural=True)


@dataclass(frozen=True, slots=True)
class Effect:
    """What an accepted form brought about, in the words of a receipt."""

    lines: tuple[str, ...]


def carry_out(connection: sqlite3.Connection, declar: Declar) -> Effect:
    """Change the registers as the form asks; FormRefusedError if they do not allow it."""
    body = declar.body
    if isinstance(body, Form20):
        return _objects(connection, body)
    if isinstance(body, Form1):
        return _register(connection, body)
    return _keys(connection, body)


def _objects(connection: sqlite3.Connection, body: Form20) -> Effect:
    known = connection.execute("SELECT vat, single_tax FROM taxpayers WHERE tin = ?", (body.tin,)).fetchone()
    registry.add_taxpayer(
        connection, body.tin, body.name, vat=known["vat"] if known else None,
        single_tax=bool(known["single_tax"]) if known else len(body.tin) == 10,
    )  # fmt: skip
    return Effect(tuple(_object(connection, body.tin, row) for row in body.objects))


def _object(connection: sqlite3.Connection, tin: str, row: ObjectRow) -> str:
    identity = str(int(row.object_id or "0"))
    found = connection.execute(
        "SELECT entity, closed FROM gateway_objects WHERE tin = ? AND object_id = ?", (tin, identity)
    ).fetchone()
    if row.action == 1 and found is not None and not found["closed"]:
        raise FormRefusedError(7, f"Об'єкт з ідентифікатором {identity} вже обліковується")
    if row.action != 1 and found is None:
        raise FormRefusedError(7, f"Об'єкт з ідентифікатором {identity} не обліковується")
    entity = found["entity"] if found else _next(connection, "SELECT max(entity) FROM outlets", FIRST_ENTITY)
    address = ", ".join(part for part in (row.place, row.street) if part)
    registry.add_outlet(connection, entity, tin, row.title or "Об'єкт", address)
    connection.execute("UPDATE outlets SET object_id = ? WHERE entity = ?", (int(identity), entity))
    connection.execute(
        "INSERT INTO gateway_objects VALUES (?, ?, ?, ?, ?) ON CONFLICT (tin, object_id)"
        " DO UPDATE SET katottg = excluded.katottg, closed = excluded.closed",
        (tin, identity, entity, row.katottg or "", int(row.action == 6)),
    )
    return f"Об'єкт оподаткування з ідентифікатором '{identity}' взято до відома"


def _next(connection: sqlite3.Connection, query: str, first: int) -> int:
    highest = connection.execute(query).fetchone()[0]
    return max(first, int(highest or 0) + 1)


def _register(connection: sqlite3.Connection, body: Form1) -> Effect:
    if connection.execute("SELECT 1 FROM taxpayers WHERE tin = ?", (body.tin,)).fetchone() is None:
        raise FormRefusedError(6)
    if body.action == "register":
        return _new_register(connection, body, _outlet(connection, body))
    register = registry.register(connection, int(body.fiscal_number or "0"))
    if register is None or register.outlet.tin != body.tin:
        raise FormRefusedError(7, f"ПРРО з фіскальним номером '{body.fiscal_number or ''}' не зареєстровано")
    number = register.number
    if body.action == "cancel":
        if connection.execute("SELECT 1 FROM shifts WHERE register = ? AND close_doc IS NULL", (number,)).fetchone():
            raise FormRefusedError(7, f"На ПРРО '{number}' не закрито зміну")
        registry.set_register_flag(connection, number, "closed", True)
        return Effect((f"Скасовано реєстрацію ПРРО з фіскальним номером '{number}'",))
    if register.closed:
        raise FormRefusedError(7, f"Реєстрацію ПРРО '{number}' скасовано")
    if body.action == "resume":
        registry.set_register_flag(connection, number, "blocked", False)
        return Effect((f"Відновлено роботу ПРРО з фіскальним номером '{number}'",))
    entity = _outlet(connection, body) if body.object_id else register.outlet.entity
    registry.add_register(connection, number, int(body.local_number), entity, body.register_name,
                          offline=body.offline != "none", first_local=register.first_local)  # fmt: skip
    return Effect((f"Внесено зміни до даних ПРРО з фіскальним номером '{number}'",))


def _outlet(connection: sqlite3.Connection, body: Form1) -> int:
    """The outlet of 20-ОПП that the form means; what it repeats must be the same."""
    identity = str(int(body.object_id)) if body.object_id and body.object_id.isdigit() else ""
    found = connection.execute(
        "SELECT g.entity, g.katottg, g.closed, o.name FROM gateway_objects g JOIN outlets o ON o.entity = g.entity"
        " WHERE g.tin = ? AND g.object_id = ?", (body.tin, identity),
    ).fetchone()  # fmt: skip
    if found is None or found["closed"]:
        raise FormRefusedError(5, f"Ідентифікатор об'єкта: '{body.object_id or ''}'")
    if body.katottg and found["katottg"] and body.katottg != found["katottg"]:
        raise FormRefusedError(7, "Код КАТОТТГ не відповідає формі № 20-ОПП")
    if body.unit and body.unit != found["name"]:
        raise FormRefusedError(7, "Назва ГО не відповідає формі № 20-ОПП")
    return int(found["entity"])


def _new_register(connection: sqlite3.Connection, body: Form1, entity: int) -> Effect:
    local = int(body.local_number)
    if connection.execute(
        "SELECT 1 FROM registers WHERE outlet = ? AND local = ? AND closed = 0", (entity, local)
    ).fetchone():
        raise FormRefusedError(4, f"Локальний номер '{local}' на цьому об'єкті вже використано")
    if body.vat:
        connection.execute("UPDATE taxpayers SET vat = ? WHERE tin = ?", (body.vat, body.tin))
    number = _next(connection, "SELECT max(number) FROM registers", FIRST_REGISTER)
    registry.add_register(connection, number, local, entity, body.register_name, offline=body.offline != "none")
    connection.execute(
        "INSERT OR IGNORE INTO grants SELECT ski, ? FROM operators WHERE tin = ? AND ski IN (SELECT ski FROM grants"
        " UNION SELECT value FROM meta WHERE name LIKE 'gateway.granted.%')",
        (number, body.tin),
    )
    text = f"ПРРО '{body.register_name}' з локальним номером '{body.local_number}' призначено фіскальний номер"
    return Effect((f"{text} '{number}'",))


def _keys(connection: sqlite3.Connection, body: Form5) -> Effect:
    if connection.execute("SELECT 1 FROM taxpayers WHERE tin = ?", (body.tin,)).fetchone() is None:
        raise FormRefusedError(6)
    lines: list[str] = []
    for row in body.keys:
        ski, role = (row.key_id or "").lower(), row.role or ""
        if len(ski) not in (40, 64) or any(letter not in "0123456789abcdef" for letter in ski):
            raise FormRefusedError(7, f"Ідентифікатор ключа '{row.key_id or ''}' не є ідентифікатором сертифіката")
        if role == ENDED:
            registry.withdraw(connection, ski)
            connection.execute("DELETE FROM meta WHERE name = ?", (f"gateway.granted.{ski}",))
            lines.append(f"Припинено роботу ключа '{ski}'")
            continue
        if role not in ROLES:
            raise FormRefusedError(7, f"Тип підпису '{role}' не передбачено")
        registry.add_operator(connection, ski, body.tin, row.name or "", role=ROLES[role])
        connection.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"gateway.granted.{ski}", ski)
        )  # registers to come are granted too
        lines.append(f"Ключ '{ski}' зареєстровано: {role}")
    return Effect(tuple(lines))


__all__ = ["FormRefusedError", "carry_out", "check_signers", "understood"]
