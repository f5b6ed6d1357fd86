"""Reading a form that somebody else wrote: all that can be understood, and what the schema says of it."""

from __future__ import annotations

from typing import Any

from prro_cli.documents.findings import Finding, Findings, Level
from prro_cli.documents.xmltree import Node, parse
from prro_cli.errors.documents import DocumentError
from prro_cli.errors.registration import FormUnknownError, FormUnreadableError
from prro_cli.forms import simple
from prro_cli.forms.codes import FormCode
from prro_cli.forms.declare import Slot, Table, table_of
from prro_cli.forms.model import Declar, Head, LinkedDoc
from prro_cli.forms.rules_schema import body_type, check_tree, nilled
from prro_cli.lang import say, told
from prro_cli.record import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """A form as read: which it is, the value (None if a required part is missing), and the findings."""

    code: FormCode
    declar: Declar | None
    findings: tuple[Finding, ...]
    root: Node

    @property
    def valid(self) -> bool:
        """Whether the schema accepts it."""
        return not any(finding.level is Level.ERROR for finding in self.findings)


def read(data: bytes) -> Reading:
    """Read a form tolerantly. What is no XML, unsafe, or none of the three forms raises an error of ours."""
    root, findings = parse_declar(data)
    code = code_of(root)
    if body_type(code) is None:
        raise FormUnknownError(code=code)
    check_tree(root, code, findings)
    return Reading(code, _declar(root, code), tuple(findings.items), root)


def read_declar(data: bytes) -> Declar:
    """The form, whatever its faults; FormUnreadableError if a required part cannot be understood."""
    reading = read(data)
    if reading.declar is None:
        errors = [f"{f.path}: {told(f.message)}" for f in reading.findings if f.level is Level.ERROR]
        raise FormUnreadableError(detail="; ".join(errors[:3]))
    return reading.declar


def parse_declar(data: bytes) -> tuple[Node, Findings]:
    """The tree of any DECLAR (receipts are DECLAR too); FormUnreadableError where there is none."""
    try:
        return parse(data)
    except DocumentError as error:
        raise FormUnreadableError(detail=error.cause) from None


def code_of(root: Node) -> FormCode:
    """Which form a tree is, by its head; FormUnreadableError where the head does not say."""
    head = next((child for child in root.children if child.name == "DECLARHEAD"), None)
    if root.name != "DECLAR" or head is None:
        raise FormUnreadableError(
            detail=say("a form begins with DECLAR and DECLARHEAD, this begins with {name}", name=root.name[:40])
        )
    parts = {c.name: c.text.strip(simple.WHITE) for c in reversed(head.children)}
    text = f"{parts.get('C_DOC', '')}{parts.get('C_DOC_SUB', '')}{parts.get('C_DOC_VER', ''):0>2}"
    try:
        return FormCode.parse(text)
    except ValueError as error:
        raise FormUnreadableError(
            detail=say("C_DOC, C_DOC_SUB and C_DOC_VER do not name a form: {error}", error=error)
        ) from None


def _declar(root: Node, code: FormCode) -> Declar | None:
    kind = body_type(code)
    parts = {child.name: child for child in reversed(root.children)}
    if kind is None or not {"DECLARHEAD", "DECLARBODY"} <= set(parts):
        return None
    head = _bind(parts["DECLARHEAD"], table_of(Head), code)
    body = _bind(parts["DECLARBODY"], table_of(kind), code)
    return None if head is None or body is None else Declar(head, body)


def _bind(node: Node, table: Table, code: FormCode) -> Any:
    """The dataclass of a section; None if a required part is missing or cannot be understood."""
    values: dict[str, Any] = {}
    cells: dict[int, dict[str, Any]] = {}
    for child in node.children:
        slot = table.slots.get(child.name)
        if slot is None or (child.children and slot.member.links is None):
            continue
        attribute = slot.member.attribute
        if slot.column:
            number = child.attributes.get("ROWNUM", "")
            if not simple.ROW_NUMBER.problem(number):
                cells.setdefault(int(number), {}).setdefault(slot.column, _value(child, slot, code))
        elif attribute not in values:
            values[attribute] = slot.option or _value(child, slot, code)
    for member in table.members:
        if member.rows is not None:
            values[member.attribute] = tuple(
                member.rows(rownum=None if number == place else number, **row)
                for place, (number, row) in enumerate(cells.items(), 1)
            )
        elif values.get(member.attribute) is None:
            if member.required:
                return None
            values[member.attribute] = None
    return table.section(**values)


def _value(node: Node, slot: Slot, code: FormCode) -> Any:
    """The value of an element; None where its text cannot be understood."""
    if slot.member.links is not None:
        links = [_link(child) for child in node.children if child.name == "DOC"]
        return tuple(link for link in links if link is not None)
    kind = slot.field.type_in(code.letter)
    if slot.field.nillable and nilled(node):
        return False if kind is simple.TICK else ""
    try:
        return kind.parse(node.text)
    except ValueError:
        return None


def _link(node: Node) -> LinkedDoc | None:
    slots = table_of(LinkedDoc).slots
    values: dict[str, Any] = {}
    for child in node.children:
        slot = slots.get(child.name)
        try:
            if slot is not None:
                values[slot.member.attribute] = slot.field.simple.parse(child.text)
        except ValueError:
            return None
    for name, attribute, kind in (("NUM", "number", simple.NON_NEGATIVE), ("TYPE", "link_type", simple.LINK_TYPE)):
        text = node.attributes.get(name)
        values[attribute] = None if text is None or kind.problem(text) else int(text)
    try:
        return LinkedDoc(**values)
    except TypeError:
        return None
