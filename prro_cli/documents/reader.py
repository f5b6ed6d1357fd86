"""Reading a document that somebody else wrote: everything that can be understood, and what was strange about it."""

from __future__ import annotations

from typing import Any, cast

from prro_cli.documents.findings import Finding, Level
from prro_cli.documents.model import ROOTS, Document, Ticket
from prro_cli.documents.rules_schema import check_tree, element_for
from prro_cli.documents.schema import Element, Section, Table, table_of
from prro_cli.documents.simple import ROW_NUMBER
from prro_cli.documents.xmltree import Node, parse
from prro_cli.errors.documents import DocumentUnreadableError
from prro_cli.lang import say, told
from prro_cli.record import dataclass


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something in the document that no table knows: kept, not lost."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as read: the value (None if a required part is missing), leftovers, findings, and the bare tree."""

    root: Node
    document: Document | None
    leftovers: tuple[Leftover, ...]
    findings: tuple[Finding, ...]


def read(data: bytes) -> Reading:
    """Read any fiscal document tolerantly; only what is no XML at all, or unsafe, raises (errors of our own)."""
    root, findings = parse(data)
    check_tree(root, findings)
    leftovers: list[Leftover] = []
    document = None
    if (section := ROOTS.get(root.name)) is not None:
        document = cast("Document | None", _bind(root, table_of(section), leftovers))
    return Reading(root, document, tuple(leftovers), tuple(findings.items))


def read_document(data: bytes) -> Document:
    """The document, whatever its faults; DocumentUnreadableError if a required part cannot be understood."""
    reading = read(data)
    if reading.document is None:
        errors = [f"{f.path}: {told(f.message)}" for f in reading.findings if f.level is Level.ERROR]
        raise DocumentUnreadableError(
            detail="; ".join(errors[:3]) or say("{name} is not a fiscal document", name=reading.root.name)
        )
    return reading.document


def read_ticket(data: bytes) -> Ticket:
    """The ticket in the server's answer; DocumentUnreadableError if it is something else."""
    document = read_document(data)
    if not isinstance(document, Ticket):
        raise DocumentUnreadableError(detail=say("a ticket was expected, this is another document"))
    return document


def _bind(node: Node, table: Table, leftovers: list[Leftover]) -> Section | None:
    """The dataclass of a section; None if a required part is missing or cannot be understood."""
    values: dict[str, Any] = {}
    for child in node.children:
        element = element_for(child, table)
        if element is None or element.attribute in values:
            _keep(child, leftovers)
            continue
        values[element.attribute] = _value(child, element, leftovers)
    complete = True
    for element in table.elements:
        if values.get(element.attribute) is None:
            values.pop(element.attribute, None)
            complete = complete and not element.required
    if not complete:
        return None
    if table.numbered:
        values["rownum"] = _row_number(node)
    return table.section(**values)


def _value(node: Node, element: Element, leftovers: list[Leftover]) -> Any:
    if element.simple is not None:
        if node.children:
            _keep(node, leftovers)
            return None
        try:
            value = element.simple.parse(node.text)
        except ValueError:
            leftovers.append(Leftover(node.path, node.text))
            return None
        return None if value == "" and not element.required else value
    assert element.section is not None  # either a simple type or a section, see schema.table_of
    table = table_of(element.section)
    if not element.rows:
        return _bind(node, table, leftovers)
    if node.text.strip():
        leftovers.append(Leftover(node.path, node.text.strip()))
    rows = []
    for child in node.children:
        row = _bind(child, table, leftovers) if child.name == "ROW" else None
        if row is None:
            _keep(child, leftovers)
        else:
            rows.append(row)
    return tuple(rows)


def _row_number(node: Node) -> int | None:
    """ROWNUM where it says something else than the place of the row."""
    try:
        number = ROW_NUMBER.parse(node.attributes.get("ROWNUM", ""))
    except ValueError:
        return None
    return None if number == node.number or not ROW_NUMBER.fits(number) else number


def _keep(node: Node, leftovers: list[Leftover]) -> None:
    parts = (part for part in node.walk() if part.text.strip() or not part.children)
    leftovers.extend(Leftover(part.path, part.text.strip()) for part in parts)
