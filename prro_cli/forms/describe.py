"""A form for a person to read before it is signed: every field with its official name and what it says."""

from __future__ import annotations

from datetime import date
from typing import Any

from prro_cli.forms.catalogue import Catalogue
from prro_cli.forms.declare import Field, Member, table_of
from prro_cli.forms.model import Declar
from prro_cli.record import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its element (with the number of the row), official caption, value, and the meaning of a code."""

    element: str
    caption: str
    value: str
    meaning: str = ""
    row: int | None = None


def lines(declar: Declar, catalogue: Catalogue, *, head: bool = True) -> tuple[Line, ...]:
    """All fields that are filled in, in the order of the form."""
    found: list[Line] = []
    for part in (declar.head, declar.body) if head else (declar.body,):
        for member in table_of(type(part)).members:
            value = getattr(part, member.attribute)
            if member.rows is not None:
                for place, row in enumerate(value, 1):
                    found += _row(row, member.rows, row.rownum or place, catalogue)
            elif not _empty(value):
                found.append(_line(member, value, catalogue, None))
    return tuple(found)


def _empty(value: Any) -> bool:
    """Absent or nil; a zero is a value."""
    return value is None or value is False or value in ("", ())


def _row(row: Any, kind: type, number: int, catalogue: Catalogue) -> list[Line]:
    cells = ((member, getattr(row, member.attribute)) for member in table_of(kind).members)
    return [_line(member, value, catalogue, number) for member, value in cells if not _empty(value)]


def _line(member: Member, value: Any, catalogue: Catalogue, row: int | None) -> Line:
    if member.choice is not None:
        option = member.choice.named(value)
        return Line(option.element if option else "", member.caption, option.caption if option else str(value))
    if member.links is not None:
        return Line(member.links.element, member.caption, str(len(value)))
    assert member.field is not None  # the remaining kind
    return Line(member.field.element, member.caption, _shown(value), _meaning(member.field, value, catalogue), row)


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return "так" if value is True else str(value)


def _meaning(field: Field, value: Any, catalogue: Catalogue) -> str:
    return catalogue.meaning(field.codes, value) if field.codes else ""
