"""Random documents made from the tables themselves, and random damage to XML."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from xml.etree import ElementTree

from prro_cli.documents import simple
from prro_cli.documents.model import ROOTS
from prro_cli.documents.schema import Element, Section, table_of
from prro_cli.values import kyiv

ALPHABET = "абвгґдеєжзиіїйклмн АБВ «»—–’№ abc XYZ 0123456789 &<>\"'.,;:%/\t\n€"
UKTZED = ("2710124512", "22030010", "220300", "2203", "00123")
DKPP = ("11.22", "11.22.3", "11.22.33", "11.22.33-4", "11.22.33-44", "11.22.33-44.55")
TAXPAYERS = ("12345", "1234567890", "АБ123456", "999999999")
VAT_NUMBERS = ("0", "123456", "123456789012", "ЄЮ000001")

NASTY = (
    "", " ", "0", "-0", "+5", " 5 ", "5 5", "1.0", "1.00", "1.000", "1.5", "-1.50", "+1.50", ".50", "1.", "1e3",
    "00012", "99999", "100000", "0000", "000000", "0000000000", "1234", "12345", "00123", "00000", "01234", "11.22",
    "11.22.3", "11.22.33-44.55", "11.22-1", "11.22.333", "true", "TRUE", "True", " true ", "1", "2", "-1",
    "31122099", "29022023", "29022024", "29021900", "290219|0", "30022024", "31042024", "01012100", "00012024",
    "01132024", "29022000", "28022023", "31092024", "10022019", "20022019", "235959", "240000", "236000",
    "18112015201543", "18112015241543", "АБ123456", "АЬ123456", "ABC", "12345678901", "٣٣.٣٣", "٣", "x" * 15,
    "x" * 16, "ї" * 64, "ї" * 65, "x" * 128, "x" * 129, "x" * 256, "x" * 257, "x" * 1025, "a\nb",
    "99999999999999999999", "1,00", "−5", "5\u00a0", "\t7\n", "12.345", "12.3456", "0.00", "-0.00", "1.00000000",
    "1.000000001", "01.50", "0123456789",
)  # fmt: skip
UNKNOWN = ("FOO", "SUMM", "PASSPORTDОС", "ROW", "row", "SUM", "DOCTYPE", "CHECK", "UKTZED", "DKPP", "NAME", "LETTER")


def document(rng: random.Random, root: str, fullness: float = 0.4) -> Any:
    """A random document of a root element, valid by the schema; `fullness` is the share of optional elements."""
    return _section(rng, ROOTS[root], fullness)


def _section(rng: random.Random, section: type[Section], fullness: float) -> Any:
    table = table_of(section)
    values: dict[str, Any] = {}
    for element in table.elements:
        if element.required or rng.random() < fullness:
            values[element.attribute] = _value(rng, element, fullness)
    for group in table.choices:
        kept = rng.choice(group).attribute
        for element in group:
            if element.attribute != kept:
                values.pop(element.attribute, None)
    if table.numbered and rng.random() < 0.1:
        values["rownum"] = rng.choice((50, 7_000, 999_999))
    return section(**values)


def _value(rng: random.Random, element: Element, fullness: float) -> Any:
    if element.simple is not None:
        return simple_value(rng, element.simple)
    assert element.section is not None
    if not element.rows:
        return _section(rng, element.section, fullness)
    return tuple(_section(rng, element.section, fullness) for _ in range(rng.randint(1, 3)))


def simple_value(rng: random.Random, kind: simple.Simple) -> Any:
    """A random value of a simple type."""
    fixed = {
        id(simple.UKTZED): UKTZED, id(simple.DKPP): DKPP, id(simple.TAXPAYER): TAXPAYERS,
        id(simple.VAT_NUMBER): VAT_NUMBERS, id(simple.FLAG): (True, False),
    }  # fmt: skip
    if id(kind) in fixed:
        return rng.choice(fixed[id(kind)])
    if isinstance(kind, simple.Moment):
        day = date(rng.randint(1900, 2099), rng.randint(1, 12), rng.randint(1, 28))
        if rng.random() < 0.1:
            day = date(2024, 2, 29)
        clock = time(rng.randint(0, 23), rng.randint(0, 59), rng.randint(0, 59))
        return {date: day, time: clock, datetime: datetime.combine(day, clock, tzinfo=kyiv())}[kind.kind]
    if isinstance(kind, simple.Digits):
        return rng.choice(("1", "095249", "179625192271939", str(rng.randint(1, 10**15))))
    if isinstance(kind, simple.Integer):
        low = -5 if kind.low is None else kind.low
        high = 10**12 if kind.high is None else kind.high
        return rng.choice((low, min(high, low + rng.randint(0, 200)), high))
    if isinstance(kind, simple.Fixed):
        return rng.choice((0, rng.randint(-(10**6), 10**9), rng.randint(-(10**14), 10**14)))
    assert isinstance(kind, simple.Text)
    longest = kind.longest or 40
    size = rng.choice((1, min(longest, rng.randint(1, 30)), longest))
    return "".join(rng.choice(ALPHABET) for _ in range(size))


def leaves(node: Any, section: type[Section]) -> Iterator[tuple[Any, Element]]:
    """Every element with text of a valid tree, with its line of the table."""
    for child in node:
        element = table_of(section).by_name[child.tag]
        if element.section is None:
            yield child, element
        elif element.rows:
            for row in child:
                yield from leaves(row, element.section)
        else:
            yield from leaves(child, element.section)


def damage(rng: random.Random, root: ElementTree.Element) -> None:
    """One to three random changes to a tree, most of which the schema refuses."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        nodes = list(root.iter())
        parents = {child: parent for parent in nodes for child in parent}
        node = rng.choice(nodes)
        rng.choice(_DAMAGES)(rng, node, parents.get(node))


def _delete(_rng: random.Random, node: Any, parent: Any) -> None:
    if parent is not None:
        parent.remove(node)


def _double(rng: random.Random, node: Any, parent: Any) -> None:
    if parent is not None:
        parent.insert(rng.randint(0, len(parent)), node)


def _shuffle(rng: random.Random, node: Any, _parent: Any) -> None:
    children = list(node)
    if len(children) > 1:
        first, second = rng.sample(range(len(children)), 2)
        children[first], children[second] = children[second], children[first]
        node[:] = children


def _rename(rng: random.Random, node: Any, _parent: Any) -> None:
    node.tag = rng.choice(UNKNOWN)


def _retext(rng: random.Random, node: Any, _parent: Any) -> None:
    if len(node) == 0 or rng.random() < 0.2:
        node.text = rng.choice(NASTY)


def _attribute(rng: random.Random, node: Any, _parent: Any) -> None:
    choice = rng.choice(("FOO", "ROWNUM", "drop", "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"))
    if choice == "drop":
        node.attrib.clear()
    else:
        node.set(choice, rng.choice(("0", "1", " 5 ", "+7", "-0", "999999", "1000000", "x", "", "1.0", "01")))


def _insert(rng: random.Random, node: Any, parent: Any) -> None:
    target = node if rng.random() < 0.3 or parent is None else parent
    known = [e.name for section in ROOTS.values() for e in table_of(section).elements] + list(UNKNOWN)
    new = ElementTree.Element(rng.choice(known))
    new.text = rng.choice(NASTY)
    target.insert(rng.randint(0, len(target)), new)


def _empty(_rng: random.Random, node: Any, _parent: Any) -> None:
    node.text = None
    for child in list(node):
        node.remove(child)


def _insert_sibling_of_table(rng: random.Random, node: Any, _parent: Any) -> None:
    """An element that belongs to the section, at a random place with a random value (often valid)."""
    for section in ROOTS.values():
        table = _table_for(node.tag, section)
        if table:
            element = rng.choice(table.elements)
            new = ElementTree.Element(element.name)
            if element.simple is not None:
                new.text = element.simple.format(simple_value(rng, element.simple))
            node.insert(rng.randint(0, len(node)), new)
            return


def _table_for(tag: str, section: type[Section]) -> Any:
    if ROOTS.get(tag) is section:
        return table_of(section)
    for element in table_of(section).elements:
        if element.name == tag and element.section is not None and not element.rows:
            return table_of(element.section)
    return None


_DAMAGES = (
    _delete, _double, _shuffle, _rename, _retext, _retext, _retext, _retext, _attribute, _attribute, _insert, _empty,
    _insert_sibling_of_table,
)  # fmt: skip
