"""One declaration per form: the dataclass is the model, the order, the types, the limits and the official captions.

* `Annotated[type, Field("R03G1S", simple type, "caption")]` is one element; attributes stand in the order of elements.
* No default means that the schema requires the element. None means that it is absent. Where the schema admits
  `xsi:nil="true"`, the empty value ("" of a text, False of a tick, () of a list) means that.
* `Annotated[str, Choice("caption", Option("register", "M011", "Реєстрація"), …)]` is a group of boxes of which exactly
  one is ticked; the value is the name of the option.
* `Annotated[tuple[Row, ...], Rows("caption")]` is a table written column by column, its cells linked by ROWNUM. In a
  row every attribute may be None; `required` of a column says that the schema wants the column at least once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from prro_cli.documents.simple import Simple
from prro_cli.forms.simple import TICK
from prro_cli.record import dataclass

MOST_ROWS = 9999


@dataclass(frozen=True, slots=True)
class Field:
    """One element (or one column of a table)."""

    element: str
    simple: Simple
    caption: str
    nillable: bool = False
    required: bool = False
    """Of a column: it must occur. Elsewhere the missing default value says it."""
    legal: Simple | None = None
    """The type in a J form, where an F form has `simple` (HTIN alone)."""
    codes: str = ""
    """Name of the code list in the catalogue."""

    def type_in(self, letter: str) -> Simple:
        """The simple type in a form of legal entities (J) or of natural persons (F)."""
        return self.legal if self.legal is not None and letter == "J" else self.simple


@dataclass(frozen=True, slots=True)
class Option:
    """One box of a choice."""

    name: str
    element: str
    caption: str


class Choice:
    """A group of boxes of which exactly one is ticked."""

    __slots__ = ("caption", "options")

    def __init__(self, caption: str, *options: Option) -> None:
        self.caption = caption
        self.options = options

    def named(self, name: str) -> Option | None:
        """The option of that name."""
        return next((option for option in self.options if option.name == name), None)


@dataclass(frozen=True, slots=True)
class Rows:
    """A table."""

    caption: str


@dataclass(frozen=True, slots=True)
class Links:
    """LINKED_DOCS, the only nested part."""

    element: str
    caption: str


@dataclass(frozen=True, slots=True)
class Member:
    """One attribute of a section as declared."""

    attribute: str
    place: int
    required: bool
    field: Field | None = None
    choice: Choice | None = None
    rows: type | None = None
    caption: str = ""
    links: Links | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """What one element name means in a section: its place in the sequence and how to read it."""

    element: str
    place: int
    member: Member
    field: Field
    required: bool
    option: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A section in the order of its elements."""

    section: type
    members: tuple[Member, ...]
    slots: Mapping[str, Slot]


class Section:
    """Base of the head and the bodies."""

    __slots__ = ()


_TABLES: dict[type, Table] = {}


def table_of(section: type) -> Table:
    """The table of a section or row, read from its annotations at its first use."""
    found = _TABLES.get(section)
    if found is None:
        found = _TABLES[section] = _read(section)
    return found


def _read(section: type) -> Table:
    hints = get_type_hints(section, include_extras=True)
    declared = [(f, found) for f in dataclasses.fields(section) if (found := _declared(hints[f.name])) is not None]
    members = tuple(_member(f, place, found) for place, (f, found) in enumerate(declared))
    slots: dict[str, Slot] = {}
    place = 0
    for member in members:
        for slot in _slots(member, place):
            slots[slot.element] = slot
            place = slot.place
        place += 1
    return Table(section, members, slots)


def _declared(hint: Any) -> Any:
    """The annotated part of a hint; None where an attribute is no element (ROWNUM, attributes of a link)."""
    candidates = (hint, *get_args(hint)) if get_origin(hint) is not Annotated else (hint,)
    return next((a for a in candidates if get_origin(a) is Annotated), None)


def _member(field: dataclasses.Field[Any], place: int, hint: Any) -> Member:
    required = field.default is dataclasses.MISSING
    kind, marker = hint.__origin__, hint.__metadata__[0]
    if isinstance(marker, Field):
        return Member(field.name, place, required, field=marker, caption=marker.caption)
    if isinstance(marker, Choice):
        return Member(field.name, place, required, choice=marker, caption=marker.caption)
    if isinstance(marker, Links):
        return Member(field.name, place, required, links=marker, caption=marker.caption)
    return Member(field.name, place, required, rows=get_args(kind)[0], caption=marker.caption)


def _slots(member: Member, place: int) -> list[Slot]:
    if member.field is not None:
        return [Slot(member.field.element, place, member, member.field, member.required)]
    if member.choice is not None:
        return [
            Slot(o.element, place, member, Field(o.element, TICK, o.caption), member.required, option=o.name)
            for o in member.choice.options
        ]
    if member.links is not None:
        field = Field(member.links.element, TICK, member.links.caption, nillable=True)
        return [Slot(member.links.element, place, member, field, member.required)]
    assert member.rows is not None  # the four kinds of members
    columns = table_of(member.rows).members
    return [
        Slot(c.field.element, place + n, member, c.field, c.field.required, column=c.attribute)
        for n, c in enumerate(columns)
        if c.field is not None
    ]
