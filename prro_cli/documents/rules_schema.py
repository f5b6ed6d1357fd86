"""Level 1: the verdict of the schema on a tree, rule by rule, in words (no lxml, no XSD file).

Whatever the XSD of 08.2025 refuses gives an error here, and nothing else gives an error of a `schema.…` rule; a
differential test holds the two against each other.
"""

from __future__ import annotations

from prro_cli.documents.findings import Findings
from prro_cli.documents.model import ROOTS
from prro_cli.documents.schema import Element, Table, table_of
from prro_cli.documents.simple import ROW_NUMBER, WHITE
from prro_cli.documents.xmltree import SCHEMA_INSTANCE, Node
from prro_cli.lang import both

_ALLOWED_ATTRIBUTES = (SCHEMA_INSTANCE + "noNamespaceSchemaLocation", SCHEMA_INSTANCE + "schemaLocation")
# Cyrillic letters that look like Latin ones: the classical invisible typing error in element names.
LOOKALIKES = str.maketrans("АВЕІЈКМНОРСТУХаеіјорсух", "ABEIJKMHOPCTYXaeijopcyx")
MOST_GUESSES = 50  # a file full of unknown elements must not cost minutes of guessing


def check_tree(root: Node, findings: Findings) -> None:
    """All findings of the schema on a document."""
    section = ROOTS.get(root.name)
    if section is None:
        meant = root.name.translate(LOOKALIKES)
        begins = both("a fiscal document begins with CHECK, ZREP or TICKET")
        if meant in ROOTS:
            begins = both("{begins}; its name has Cyrillic letters in it, {meant} is meant", begins=begins, meant=meant)
        findings.error(root.name, "schema.root", begins)
        return
    _check_section(root, table_of(section), findings)


def element_for(node: Node, table: Table) -> Element | None:
    """The element of the table a node means, Cyrillic look-alikes forgiven."""
    return table.by_name.get(node.name) or table.by_name.get(node.name.translate(LOOKALIKES))


def _check_section(node: Node, table: Table, findings: Findings) -> None:
    _check_attributes(node, table.numbered, findings)
    _check_no_text(node, findings, "elements")
    seen: dict[str, Node] = {}
    last: Element | None = None
    for child in node.children:
        element = table.by_name.get(child.name)
        if element is None:
            _unknown(child, table, findings)
            meant = element_for(child, table)
            if meant is not None:
                seen.setdefault(meant.name, child)
            continue
        if element.name in seen:
            findings.error(child.path, "schema.duplicate", both("{name} may stand here only once", name=element.name))
        elif last is not None and element.place < last.place:
            findings.error(
                child.path, "schema.order", both("{name} must stand before {other}", name=element.name, other=last.name)
            )
        else:
            last = element
        seen[element.name] = child
        _check_element(child, element, findings)
    for element in table.elements:
        if element.required and element.name not in seen:
            findings.error(
                f"{node.path}/{element.name}", "schema.missing", both("{name} is required", name=element.name)
            )
    for group in table.choices:
        present = [e.name for e in group if e.name in seen]
        if len(present) > 1:
            findings.error(
                seen[present[-1]].path,
                "schema.choice",
                both("only one of {present} is allowed", present=" and ".join(present)),
            )


def _check_element(node: Node, element: Element, findings: Findings) -> None:
    if element.simple is not None:
        _check_attributes(node, False, findings)
        if node.children:
            names = ", ".join(dict.fromkeys(c.name for c in node.children))
            findings.error(
                node.path,
                "schema.text",
                both("{name} holds text, not elements ({names})", name=element.name, names=names),
            )
            return
        problem = element.simple.problem(node.text)
        if problem:
            findings.error(node.path, "schema.value", both("{name}: {problem}", name=element.name, problem=problem))
        elif not node.text:
            findings.warning(
                node.path, "xml.empty", both("{name} is empty; leave an element without a value out", name=element.name)
            )
        return
    assert element.section is not None  # either a simple type or a section, see schema.table_of
    table = table_of(element.section)
    if not element.rows:
        _check_section(node, table, findings)
        return
    _check_attributes(node, False, findings)
    _check_no_text(node, findings, both("ROW elements"))
    rows = [child for child in node.children if child.name == "ROW"]
    for child in node.children:
        if child.name != "ROW":
            findings.error(child.path, "schema.unknown", both("{name} holds only ROW elements", name=element.name))
    if not rows:
        findings.error(node.path, "schema.rows", both("{name} must hold at least one ROW", name=element.name))
    for row in rows:
        _check_section(row, table, findings)
    _check_numbering(rows, findings)


def _check_numbering(rows: list[Node], findings: Findings) -> None:
    seen: set[str] = set()
    for row in rows:
        number = row.attributes.get("ROWNUM", "").strip(WHITE)
        if number in seen:
            findings.warning(
                f"{row.path}/@ROWNUM", "rows.numbering", both("ROWNUM {number} is given to several rows", number=number)
            )
            return
        seen.add(number)


def _check_attributes(node: Node, numbered: bool, findings: Findings) -> None:
    for name, value in node.attributes.items():
        if name == "ROWNUM" and numbered:
            if problem := ROW_NUMBER.problem(value):
                findings.error(f"{node.path}/@ROWNUM", "schema.rownum", both("ROWNUM: {problem}", problem=problem))
        elif name not in _ALLOWED_ATTRIBUTES:
            shown = name.rpartition("}")[2]
            findings.error(
                f"{node.path}/@{shown}",
                "schema.attribute",
                both("the attribute {shown} is not allowed here", shown=shown),
            )
    if numbered and "ROWNUM" not in node.attributes:
        findings.error(f"{node.path}/@ROWNUM", "schema.rownum", both("the attribute ROWNUM is required on every ROW"))


def _check_no_text(node: Node, findings: Findings, wanted: str) -> None:
    text = node.text.strip(WHITE)
    if text:
        shown = text if len(text) <= 40 else text[:37] + "..."
        findings.error(
            node.path,
            "schema.text",
            both(
                "{name} holds the text {shown!r} directly; {wanted} are wanted inside",
                name=node.name,
                shown=shown,
                wanted=wanted,
            ),
        )


def _unknown(node: Node, table: Table, findings: Findings) -> None:
    guess = len(findings.items) < MOST_GUESSES
    findings.error(node.path, "schema.unknown", _unknown_message(node.name, table, guess))


def _unknown_message(name: str, table: Table, guess: bool) -> str:
    plain = both("{name} is not an element of this place", name=name)
    meant = name.translate(LOOKALIKES)
    if meant != name and meant in table.by_name:
        strange = ", ".join(f"{c} (U+{ord(c):04X})" for c in dict.fromkeys(name) if not c.isascii())
        return both(
            "{plain}: the name has Cyrillic letters in it, {strange}; with Latin letters it would be {meant}",
            plain=plain,
            strange=strange,
            meant=meant,
        )
    if "}" in name:
        return both("{plain}: the elements of fiscal documents are in no namespace", plain=plain)
    if name.upper() in table.by_name:
        return both("{plain}: element names are in capital letters, {name}", plain=plain, name=name.upper())
    if not guess:
        return plain
    from difflib import get_close_matches

    near = get_close_matches(name[:64], table.by_name, n=1, cutoff=0.75)
    return both("{plain}; perhaps {near} is meant", plain=plain, near=near[0]) if near else plain
