"""From annotated dataclasses to tables: one declaration is the model, the order, the types and the limits.

Rules of the house, for every class in `check.py`, `zrep.py` and `ticket.py`:

* the attribute is the official element name in lower case, and the order of attributes is the order of elements;
* `Annotated[python type, simple type]` (the aliases below) says what text the element may hold;
* no default value means required, `= None` optional;
* a dataclass as a type is a nested element; `tuple[Row, ...]` is an element made of numbered `ROW`s, at least one
  (the empty tuple means that the element is absent);
* `rownum` stands for the attribute ROWNUM; None means "its place in the table", which is what the writer writes;
* `CHOICES` names attributes of which at most one may be present.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime, time
from types import UnionType
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin, get_type_hints

from prro_cli.documents import simple
from prro_cli.documents.simple import Simple
from prro_cli.record import dataclass

Whole = Annotated[int, simple.WHOLE]
Positive = Annotated[int, simple.POSITIVE]
Number5 = Annotated[int, simple.NUMBER_5]
AnyInteger = Annotated[int, simple.ANY_INTEGER]
WholeDigits = Annotated[str, simple.WHOLE_DIGITS]
PositiveDigits = Annotated[str, simple.POSITIVE_DIGITS]
D0 = Annotated[int, simple.DECIMAL_0]
Money = Annotated[int, simple.DECIMAL_2]  # kopecks; rates of taxes and discounts: hundredths of a percent
Quantity = Annotated[int, simple.DECIMAL_3]  # thousandths
Course = Annotated[int, simple.DECIMAL_8]  # hundred-millionths
Flag = Annotated[bool, simple.FLAG]
Text = Annotated[str, simple.TEXT]
S1 = Annotated[str, simple.TEXT_1]
S15 = Annotated[str, simple.TEXT_15]
S64 = Annotated[str, simple.TEXT_64]
S128 = Annotated[str, simple.TEXT_128]
S256 = Annotated[str, simple.TEXT_256]
S1024 = Annotated[str, simple.TEXT_1024]
Taxpayer = Annotated[str, simple.TAXPAYER]
VatNumber = Annotated[str, simple.VAT_NUMBER]
Uktzed = Annotated[str, simple.UKTZED]
Dkpp = Annotated[str, simple.DKPP]
Date = Annotated[date, simple.DATE]
Time = Annotated[time, simple.TIME]
DateTime = Annotated[datetime, simple.DATE_TIME]


class Section:
    """Base of every part of a document (only a name for "one of our annotated dataclasses")."""

    __slots__ = ()
    CHOICES: ClassVar[tuple[tuple[str, ...], ...]] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """One line of a table: an element, its place and what it may hold."""

    name: str
    attribute: str
    place: int
    required: bool
    simple: Simple | None = None
    section: type[Section] | None = None
    rows: bool = False
    opening: str = ""
    closing: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The elements of one section in their order."""

    section: type[Section]
    elements: tuple[Element, ...]
    by_name: Mapping[str, Element]
    choices: tuple[tuple[Element, ...], ...]
    numbered: bool

    def required(self) -> tuple[Element, ...]:
        """The elements that must be present."""
        return tuple(e for e in self.elements if e.required)


_TABLES: dict[type[Section], Table] = {}


def table_of(section: type[Section]) -> Table:
    """The table of a section, read from its annotations at its first use."""
    found = _TABLES.get(section)
    if found is None:
        found = _TABLES[section] = _read_table(section)
    return found


def _read_table(section: type[Section]) -> Table:
    hints = get_type_hints(section, include_extras=True)
    fields = [f for f in dataclasses.fields(section) if f.name != "rownum"]  # type: ignore[arg-type]
    elements = tuple(_element(f, place, hints[f.name]) for place, f in enumerate(fields))
    by_attribute = {e.attribute: e for e in elements}
    return Table(
        section=section,
        elements=elements,
        by_name={e.name: e for e in elements},
        choices=tuple(tuple(by_attribute[a] for a in group) for group in section.CHOICES),
        numbered=len(fields) != len(dataclasses.fields(section)),  # type: ignore[arg-type]
    )


def _element(field: dataclasses.Field[Any], place: int, hint: Any) -> Element:
    name = field.name.upper()
    required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    kind, section, rows = _kind(hint)
    if kind is None and section is None:
        raise TypeError(f"{field.name}: no simple type and no section in {hint!r}")
    return Element(name, field.name, place, required, kind, section, rows, f"<{name}>", f"</{name}>")


def _kind(hint: Any) -> tuple[Simple | None, type[Section] | None, bool]:
    """What a type hint means: (simple type, section, is it rows)."""
    origin = get_origin(hint)
    if origin is Annotated:
        return next(m for m in hint.__metadata__ if isinstance(m, Simple)), None, False
    if origin is tuple:
        return None, get_args(hint)[0], True
    if origin in (Union, UnionType):
        return _kind(next(a for a in get_args(hint) if a is not type(None)))
    if isinstance(hint, type) and issubclass(hint, Section):
        return None, hint, False
    return None, None, False
