"""A received document as the judge sees it: its own reading of the XML, independent of the room that writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from prro_cli.record import dataclass
from prro_cli.sandbox.refusals import RefusalError
from prro_cli.values import parse_fixed

MAX_ELEMENTS: Final = 50_000
"""A document of 200 KB cannot honestly hold more."""
MAX_DEPTH: Final = 16
_PROLOG: Final = re.compile(rb"""^<\?xml\s+version\s*=\s*["']1\.0["']\s+encoding\s*=\s*["']windows-1251["']""", re.I)
_TRUE: Final = ("true", "1")

DEPOSIT_SUBTYPES: Final = (2, 3)
RETURN, ISSUE, STORNO = 1, 4, 5
OPEN, CLOSE, BEGIN, END = 100, 101, 102, 103
ZREP_TYPE: Final = -1
"""What `doctype` of a Z-report is here, since it has no DOCTYPE."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A CHECK or ZREP, with its head as text."""

    root: str
    tree: Element
    head: dict[str, str]
    doctype: int
    subtype: int
    time: datetime

    @property
    def is_z(self) -> bool:
        """Whether it is a Z-report."""
        return self.root == "ZREP"

    @property
    def technical(self) -> bool:
        """Whether it begins or ends an offline session."""
        return self.doctype in (BEGIN, END)

    @property
    def receipt(self) -> bool:
        """Whether it is a receipt (also service documents and storno)."""
        return 0 <= self.doctype < 100

    @property
    def financial(self) -> bool:
        """A "financially significant" document."""
        return self.receipt or self.is_z

    @property
    def goods(self) -> bool:
        """A sale or return of goods and services."""
        return self.doctype == 0 and self.subtype in (0, RETURN)

    @property
    def storno(self) -> bool:
        """A storno of a receipt (in currency trade it is written otherwise, API 08.2025)."""
        return self.receipt and self.doctype != 2 and self.subtype == STORNO

    def flag(self, name: str) -> bool:
        """A boolean of the head; absent is false."""
        return self.head.get(name, "false").strip() in _TRUE

    def number(self, name: str) -> int:
        """A whole number of the head."""
        return int(self.head[name])

    def section(self, name: str) -> Element | None:
        """A section such as CHECKTOTAL."""
        return self.tree.find(name)

    def rows(self, name: str) -> list[Element]:
        """The rows of a section."""
        return self.tree.findall(f"{name}/ROW")

    @property
    def total(self) -> int | None:
        """CHECKTOTAL/SUM in kopecks."""
        section = self.section("CHECKTOTAL")
        return None if section is None else optional_money(section, "SUM")


def text_of(element: Element, name: str) -> str | None:
    """The text of a child, None where it is absent."""
    found = element.find(name)
    return None if found is None else (found.text or "").strip()


def optional_money(element: Element, name: str) -> int | None:
    """A sum in kopecks, None where it is absent."""
    text = text_of(element, name)
    return None if text is None else parse_fixed(text, 2)


def money(element: Element, name: str) -> int:
    """A sum in kopecks, 0 where it is absent."""
    return optional_money(element, name) or 0


def read(content: bytes) -> Paper:
    """Read the XML of a document; what is no document is refused with code 9."""
    if not _PROLOG.match(content):
        raise RefusalError(9, "Помилки валідації XML: Error: очікується кодування windows-1251 у пролозі XML")
    tree = parse(content)
    if tree.tag not in ("CHECK", "ZREP"):
        raise RefusalError(9, f"Помилки валідації XML: Error: невідомий кореневий елемент '{tree.tag}'")
    head = tree.find(tree.tag + "HEAD")
    if head is None:
        raise RefusalError(9, f"Помилки валідації XML: Error: відсутній елемент '{tree.tag}HEAD'")
    return _paper(tree, {child.tag: (child.text or "") for child in head})


def _paper(tree: Element, head: dict[str, str]) -> Paper:
    try:
        time = datetime.strptime(head["ORDERDATE"] + head["ORDERTIME"], "%d%m%Y%H%M%S")  # noqa: DTZ007 - Kyiv time
        doctype = int(head["DOCTYPE"]) if tree.tag == "CHECK" else ZREP_TYPE
        subtype = int(head.get("DOCSUBTYPE", "0"))
        for name in ("ORDERNUM", "CASHDESKNUM", "CASHREGISTERNUM"):
            if int(head[name]) >= 2**63:
                raise ValueError(f"{name}: {head[name][:40]}")
    except (KeyError, ValueError) as error:
        raise RefusalError(9, f"Помилки валідації XML: Error: заголовок документа: {error}") from None
    return Paper(tree.tag, tree, head, doctype, subtype, time)


class _Bounded(TreeBuilder):
    """Builds a tree of limited depth and size, without document types."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._count = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > MAX_DEPTH or self._count > MAX_ELEMENTS:
            raise RefusalError(9, "Помилки валідації XML: Error: завелика глибина або кількість елементів")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return super().end(tag)

    def doctype(self, *_: object) -> None:
        raise RefusalError(9, "Помилки валідації XML: Error: DTD не допускається")


def parse(content: bytes) -> Element:
    """An element tree of hostile bytes: no DTD, no entities, bounded."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise RefusalError(9, "Помилки валідації XML: Error: DTD не допускається")
    # The standard parser resolves only entities that a DTD declares, and a DTD was just refused.
    parser = XMLParser(target=_Bounded())  # noqa: S314
    try:
        parser.feed(content)
        root: Element = parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise RefusalError(9, f"Помилки валідації XML: Error: {error}") from None
    return root


def walk(tree: Element) -> Iterator[tuple[int, Element]]:
    """Every element with its depth, in document order."""
    stack = [(0, tree)]
    while stack:
        depth, element = stack.pop()
        yield depth, element
        stack.extend((depth + 1, child) for child in reversed(element))
