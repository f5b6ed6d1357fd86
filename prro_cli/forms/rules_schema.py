"""The verdict of the form's XSD on a tree, rule by rule, in words (no lxml, no XSD file).

What the XSD refuses gives a finding of a rule `schema.…`, and nothing else does; a differential test holds the two
against each other. For F forms, of which no XSD was found, the rules are derived from the J form.
"""

from __future__ import annotations

from prro_cli.documents.findings import Findings
from prro_cli.documents.xmltree import SCHEMA_INSTANCE, Node
from prro_cli.forms import simple
from prro_cli.forms.codes import FormCode
from prro_cli.forms.declare import MOST_ROWS, Slot, Table, table_of
from prro_cli.forms.model import BODIES, Body, Head, LinkedDoc
from prro_cli.lang import both

NIL = SCHEMA_INSTANCE + "nil"
_PASSIVE = (SCHEMA_INSTANCE + "noNamespaceSchemaLocation", SCHEMA_INSTANCE + "schemaLocation")
_TRUE, _FALSE = ("1", "true"), ("0", "false")


def body_type(code: FormCode) -> type[Body] | None:
    """The class of the body of a form, or None for a form that is not one of the three."""
    return BODIES.get(code.sub) if code.doc == "13" else None


def check_tree(root: Node, code: FormCode, findings: Findings) -> None:
    """All findings of the schema of this form."""
    body = body_type(code)
    assert body is not None  # the caller asked for one of the three forms
    if root.name != "DECLAR":
        findings.error(root.name, "schema.root", both("a form begins with the element DECLAR"))
        return
    _attributes(root, findings)
    _no_text(root, findings)
    expected: list[tuple[str, type]] = [("DECLARHEAD", Head), ("DECLARBODY", body)]
    if [child.name for child in root.children] != [name for name, _ in expected]:
        findings.error(root.path, "schema.order", both("DECLAR holds exactly DECLARHEAD and DECLARBODY, in this order"))
    for name, section in expected:
        child = next((c for c in root.children if c.name == name), None)
        if child is not None:
            _section(child, table_of(section), code, findings)


def nilled(node: Node) -> bool:
    """Whether the element says that it is empty on purpose."""
    return node.attributes.get(NIL, "").strip(simple.WHITE) in _TRUE


def _section(node: Node, table: Table, code: FormCode, findings: Findings) -> None:
    _attributes(node, findings)
    _no_text(node, findings)
    seen: dict[str, list[Node]] = {}
    chosen: dict[str, str] = {}
    last: Slot | None = None
    for child in node.children:
        slot = table.slots.get(child.name)
        if slot is None:
            findings.error(child.path, "schema.unknown", _unknown(child.name, table))
            continue
        before = chosen.setdefault(slot.member.attribute, child.name) if slot.option else child.name
        if before != child.name:
            findings.error(
                child.path,
                "schema.choice",
                both("only one of {before} and {name} may be ticked", before=before, name=child.name),
            )
        elif child.name in seen and not slot.column:
            findings.error(child.path, "schema.duplicate", both("{name} may stand here only once", name=child.name))
        elif last is not None and slot.place < last.place:
            findings.error(
                child.path,
                "schema.order",
                both("{name} must stand before {other}", name=child.name, other=last.element),
            )
        else:
            last = slot
        seen.setdefault(child.name, []).append(child)
        _element(child, slot, code, findings)
    _presence(node, table, seen, chosen, findings)
    for name, nodes in seen.items():
        if table.slots[name].column:
            _numbers(name, nodes, findings)


def _presence(
    node: Node, table: Table, seen: dict[str, list[Node]], chosen: dict[str, str], findings: Findings
) -> None:
    for slot in table.slots.values():
        if slot.required and not slot.option and slot.element not in seen:
            message = both("{element} («{caption}») is required", element=slot.element, caption=slot.field.caption)
            findings.error(f"{node.path}/{slot.element}", "schema.missing", message)
    for member in table.members:
        if member.choice is not None and member.attribute not in chosen:
            boxes = ", ".join(f"{o.element} {o.caption}" for o in member.choice.options)
            findings.error(
                node.path,
                "schema.choice",
                both("«{caption}»: one box must be ticked: {boxes}", caption=member.caption, boxes=boxes),
            )


def _element(node: Node, slot: Slot, code: FormCode, findings: Findings) -> None:
    field = slot.field
    _attributes(node, findings, row=bool(slot.column), nillable=field.nillable)
    if slot.member.links is not None:
        _links(node, findings)
        return
    if node.children:
        findings.error(node.path, "schema.text", both("{element} holds text, not elements", element=field.element))
        return
    if field.nillable and nilled(node):
        if node.text:
            findings.error(
                node.path, "schema.nil", both("{element} says xsi:nil but holds text", element=field.element)
            )
        return
    fixed = {"C_DOC": code.c_doc, "C_DOC_SUB": code.sub, "C_DOC_VER": str(code.version)}.get(field.element)
    if fixed is not None:
        if node.text not in (fixed, ""):  # an empty element takes the fixed value, by the rules of XML Schema
            findings.error(
                node.path,
                "schema.value",
                both("{element}: found {value!r}, wanted {fixed}", element=field.element, value=node.text, fixed=fixed),
            )
        return
    if problem := field.type_in(code.letter).problem(node.text):
        findings.error(
            node.path,
            "schema.value",
            both("{name}: {problem}", name=f"{field.element} («{field.caption}»)", problem=problem),
        )


def _links(node: Node, findings: Findings) -> None:
    if nilled(node):
        if node.children or node.text:
            findings.error(node.path, "schema.nil", both("{name} says xsi:nil but holds something", name=node.name))
        return
    _no_text(node, findings)
    if not node.children:
        findings.error(node.path, "schema.missing", both("{name} must hold a DOC, or say xsi:nil", name=node.name))
    numbers: set[int] = set()
    for child in node.children:
        if child.name != "DOC":
            findings.error(child.path, "schema.unknown", both("{name} holds only DOC", name=node.name))
            continue
        _link(child, findings)
        number = child.attributes.get("NUM", "")
        if not simple.NON_NEGATIVE.problem(number):
            if int(number) in numbers:
                findings.error(child.path, "schema.rownum", both("NUM {number} stands twice", number=number.strip()))
            numbers.add(int(number))


def _link(node: Node, findings: Findings) -> None:
    for name, value in node.attributes.items():
        kind = {"NUM": simple.NON_NEGATIVE, "TYPE": simple.LINK_TYPE}.get(name)
        if kind is None and name not in _PASSIVE:
            findings.error(
                node.path, "schema.attribute", both("the attribute {shown} is not allowed here", shown=_shown(name))
            )
        elif kind is not None and (problem := kind.problem(value)):
            findings.error(
                f"{node.path}/@{name}", "schema.value", both("{name}: {problem}", name=name, problem=problem)
            )
    _no_text(node, findings)
    slots = list(table_of(LinkedDoc).slots.values())
    if [child.name for child in node.children] != [slot.element for slot in slots]:
        findings.error(
            node.path, "schema.order", both("DOC holds {names}", names=", ".join(slot.element for slot in slots))
        )
    for child in node.children:
        slot = next((s for s in slots if s.element == child.name), None)
        if slot is None:
            continue
        _attributes(child, findings)
        if child.children:
            findings.error(child.path, "schema.text", both("{name} holds text, not elements", name=child.name))
        elif problem := slot.field.simple.problem(child.text):
            findings.error(child.path, "schema.value", both("{name}: {problem}", name=child.name, problem=problem))


def _attributes(node: Node, findings: Findings, *, row: bool = False, nillable: bool = False) -> None:
    for name, value in node.attributes.items():
        if name == "ROWNUM" and row:
            if problem := simple.ROW_NUMBER.problem(value):
                findings.error(f"{node.path}/@ROWNUM", "schema.rownum", both("ROWNUM: {problem}", problem=problem))
        elif name == NIL and nillable:
            if value.strip(simple.WHITE) not in _TRUE + _FALSE:
                findings.error(
                    node.path, "schema.nil", both("xsi:nil: found {value!r}, wanted true or false", value=value)
                )
        elif name == NIL:
            findings.error(
                node.path, "schema.nil", both("{name} may not be empty (xsi:nil is not allowed)", name=node.name)
            )
        elif name not in _PASSIVE:
            findings.error(
                node.path, "schema.attribute", both("the attribute {shown} is not allowed here", shown=_shown(name))
            )
    if row and "ROWNUM" not in node.attributes:
        findings.error(node.path, "schema.rownum", both("{name}: the attribute ROWNUM is required", name=node.name))


def _numbers(name: str, nodes: list[Node], findings: Findings) -> None:
    if len(nodes) > MOST_ROWS:
        findings.error(
            nodes[0].path,
            "schema.rows",
            both("{count} rows of {name}, allowed are {most}", count=len(nodes), name=name, most=MOST_ROWS),
        )
    seen: set[int] = set()
    for node in nodes:
        text = node.attributes.get("ROWNUM", "")
        if simple.ROW_NUMBER.problem(text):
            continue
        if int(text) in seen:
            findings.error(
                f"{node.path}/@ROWNUM",
                "schema.rownum",
                both("{name}: ROWNUM {number} stands twice", name=name, number=text.strip()),
            )
        seen.add(int(text))


def _no_text(node: Node, findings: Findings) -> None:
    text = node.text.strip(simple.WHITE)
    if text:
        findings.error(
            node.path,
            "schema.text",
            both("{name} holds the text {shown!r}; only elements may be in it", name=node.name, shown=text[:40]),
        )


def _shown(name: str) -> str:
    return name.rpartition("}")[2]


def _unknown(name: str, table: Table) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name[:40].upper(), table.slots, n=1, cutoff=0.8)
    plain = both("{name} is not an element of this place", name=name[:60])
    return both("{plain}; perhaps {near} is meant", plain=plain, near=near[0]) if near else plain
