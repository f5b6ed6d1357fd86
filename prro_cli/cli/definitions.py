"""What the commands over definitions share: finding by name, checking values, writing the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

from prro_cli.cli.face import Face
from prro_cli.errors.desks import (
    CashierNotFoundError,
    DefinitionWrongError,
    DeskNotChosenError,
    DeskNotFoundError,
    NoDeskError,
)
from prro_cli.home.config_file import write_config
from prro_cli.home.desks import Cashier, Desk, cashiers_of, desks_of
from prro_cli.lang import say
from prro_cli.values import parse_fixed, ukrainian_capitals

_NAME = re.compile(r"[\w][\w.-]{0,63}")
_TIN = re.compile(r"[0-9]{5,10}|[АБВГДЕЄЖЗИІКЛМНОПРСТУФХЦЧШЩЮЯ]{2}[0-9]{6}")
_VAT_NUMBER = re.compile(r"0|[0-9]{6,12}|[АБВГДЕЄЖЗИІКЛМНОПРСТУФХЦЧШЩЮЯ]{2}[0-9]{6}")
_SERVER = re.compile(r"https?://[^/\s?#@]+(/[^\s?#]*)?")


def chosen_desk(face: Face) -> Desk:
    """The desk a command works on: --desk, PRRO_DESK, or the only one there is."""
    desks = desks_of(face.settings.config)
    name = face.options.desk or face.environment.variables.get("PRRO_DESK")
    if not name and not desks:
        raise NoDeskError(home=face.home.path)
    if not name and len(desks) > 1:
        raise DeskNotChosenError(names=", ".join(desks))
    found = named_desk(desks, name) if name else next(iter(desks.values()))
    face.desk_name = found.name
    return found


def named_desk(desks: dict[str, Desk], name: str) -> Desk:
    """A desk by name; an unknown one names the nearest."""
    if name not in desks:
        raise DeskNotFoundError(name=name, nearest=nearest(name, desks))
    return desks[name]


def named_cashier(face: Face, name: str) -> Cashier:
    """A cashier by name."""
    cashiers = cashiers_of(face.settings.config)
    if name not in cashiers:
        raise CashierNotFoundError(
            detail=say("no cashier named {name!r}{nearest}", name=name, nearest=nearest(name, cashiers))
        )
    return cashiers[name]


def nearest(name: str, known: Iterable[str]) -> str:
    """`; did you mean X?` or nothing."""
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1)
    return say("; did you mean {near}?", near=near[0]) if near else ""


@contextmanager
def changed_config(face: Face) -> Iterator[dict[str, Any]]:
    """A copy of the configuration to change; written whole when the block ends well."""
    config = deepcopy(dict(face.settings.config))
    yield config
    write_config(face.home, config)
    face.forget_settings()


def checked_name(value: str, field: str = "name") -> str:
    """A name that is safe in files, tables and shells."""
    if not _NAME.fullmatch(value):
        raise DefinitionWrongError(
            field=field, detail=say("{value!r}: letters, digits, '.', '_' and '-', at most 64", value=value)
        )
    return value


def checked_desk(desk: Desk) -> Desk:
    """A desk whose values can stand on documents (limits of the August 2025 schema)."""
    checked_name(desk.name)
    if desk.name.startswith("_"):  # the journal keeps streams of its own under such names
        raise DefinitionWrongError(
            field="name", detail=say("{name!r}: a desk's name does not begin with '_'", name=desk.name)
        )
    _match(_TIN, desk.tin, "tin", say("5 to 10 digits, or two capital letters and 6 digits"))
    if desk.vat_number is not None:
        _match(_VAT_NUMBER, desk.vat_number, "vat-number", say("6 to 12 digits"))
    _match(_SERVER, desk.server, "server", say("an address such as https://fs.tax.gov.ua:8643/fs"))
    for field, value in (("org", desk.org), ("outlet", desk.outlet), ("address", desk.address)):
        _registered_text(field, value)
    for field, number in (("fiscal-number", desk.fiscal_number), ("local-number", desk.local_number)):
        if number < 1:
            raise DefinitionWrongError(
                field=field, detail=say("{number} is not a number of the register", number=number)
            )
    if desk.tsp not in ("auto", "none"):
        _match(_SERVER, desk.tsp, "tsp", say("auto, none, or an http address"))
    return replace(desk, server=desk.server.rstrip("/"))


def _match(pattern: re.Pattern[str], value: str, field: str, expected: str) -> None:
    if not pattern.fullmatch(value):
        raise DefinitionWrongError(
            field=field, detail=say("{value!r} is not {expected}", value=value, expected=expected)
        )


def _registered_text(field: str, value: str) -> None:
    """Head texts must equal the register letter by letter, so they are refused rather than replaced."""
    if not 1 <= len(value) <= 256:
        raise DefinitionWrongError(field=field, detail=say("must have 1 to 256 characters"))
    for character in value:
        if not character.isprintable() or not _in_windows_1251(character):
            detail = say(
                "the character {character!r} (U+{value:04X}) cannot stand on a document",
                character=character,
                value=ord(character),
            )
            raise DefinitionWrongError(field=field, detail=detail)


def _in_windows_1251(character: str) -> bool:
    try:
        character.encode("windows-1251")
    except UnicodeEncodeError:
        return False
    return True


def tax_letter(value: str) -> str:
    """One letter; Latin look-alikes become the Ukrainian letter they look like (the official examples mix both)."""
    letter = ukrainian_capitals(value.strip())
    if len(letter) != 1 or not letter.isalpha():
        raise DefinitionWrongError(field=say("tax letter"), detail=say("{value!r} is not one letter", value=value))
    return letter


def percent(value: str, field: str) -> int:
    """A rate such as `20` or `7.5` in hundredths of a percent."""
    try:
        rate = parse_fixed(value, 2)
    except ValueError as error:
        raise DefinitionWrongError(field=field, detail=error) from None
    if not 0 <= rate <= 100_00:
        raise DefinitionWrongError(field=field, detail=say("{value} is not between 0 and 100", value=value))
    return rate


def day(value: str | None, field: str) -> date | None:
    """An ISO date, or nothing."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise DefinitionWrongError(
            field=field, detail=say("{value!r} is not a date such as 2026-01-31", value=value)
        ) from None
