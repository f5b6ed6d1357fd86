"""The server's XSD against our tables: elements, their order and which must be present (N24)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from prro_cli.documents.model import ROOTS
from prro_cli.documents.schema import Section, table_of

XS = "{http://www.w3.org/2001/XMLSchema}"
MOST_BYTES = 2_000_000
_GROUPS = tuple(XS + name for name in ("sequence", "choice", "all"))


def compare(xsd: bytes, root: str) -> list[str]:
    """What differs, in words; a schema that cannot be read is one difference."""
    if len(xsd) > MOST_BYTES or b"<!DOCTYPE" in xsd or b"<!ENTITY" in xsd:
        return [f"the schema of {root} is not one"]
    try:
        tree = ElementTree.fromstring(xsd)  # noqa: S314  # no entities: refused above
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        return [f"the schema of {root} cannot be read: {error}"]
    types = {node.get("name"): node for node in tree.findall(XS + "complexType")}
    top = next((node for node in tree.findall(XS + "element") if node.get("name") == root), None)
    if top is None:
        return [f"the schema has no {root}"]
    return list(_section(top, types, ROOTS[root], root, 0))


def _section(
    node: ElementTree.Element, types: dict[str | None, ElementTree.Element], ours: type[Section], path: str, depth: int
) -> Iterator[str]:
    theirs = list(_children(node, types))
    names = [name for name, _, _ in theirs]
    known = {element.name: element for element in table_of(ours).elements}
    yield from (f"{path}/{name} is new" for name in names if name not in known)
    yield from (f"{path}/{name} is gone" for name in known if name not in names)
    order = [name for name in names if name in known]
    if order != [name for name in known if name in names]:
        yield f"the order of {path} changed"
    for name, child, required in theirs:
        mine = known.get(name)
        if mine is None:
            continue
        if required and not mine.required:
            yield f"{path}/{name} is required now"
        if mine.section is not None and depth < 8:
            row = _row(child, types) if mine.rows else child
            if row is not None:
                yield from _section(row, types, mine.section, f"{path}/{name}", depth + 1)


def _type(node: ElementTree.Element, types: dict[str | None, ElementTree.Element]) -> ElementTree.Element | None:
    found = node.find(XS + "complexType")
    return found if found is not None else types.get(node.get("type"))


def _children(
    node: ElementTree.Element, types: dict[str | None, ElementTree.Element]
) -> Iterator[tuple[str, ElementTree.Element, bool]]:
    """(name, element, whether it must be present) in order, through groups and extensions."""
    complex_type = _type(node, types)
    if complex_type is not None:
        yield from _grouped(complex_type, optional=False)


def _grouped(node: ElementTree.Element, *, optional: bool) -> Iterator[tuple[str, ElementTree.Element, bool]]:
    for child in node:
        if child.tag == XS + "element" and child.get("name"):
            required = not optional and child.get("minOccurs", "1") != "0"
            yield child.get("name") or "", child, required
        elif child.tag in _GROUPS:
            loose = optional or child.tag == XS + "choice" or child.get("minOccurs") == "0"
            yield from _grouped(child, optional=loose)


def _row(node: ElementTree.Element, types: dict[str | None, ElementTree.Element]) -> ElementTree.Element | None:
    return next((child for name, child, _ in _children(node, types) if name == "ROW"), None)
