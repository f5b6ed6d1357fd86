"""Two documents compared as people and programs want it: a unified text of the indented XML, and a list of elements.

Only what a document says counts: order inside a table is kept, white space between elements and the kind of line ends
mean nothing (the server writes documents anew with its own).
"""

from __future__ import annotations

import difflib

from prro_cli.documents.xmltree import Node, parse
from prro_cli.record import dataclass

INDENT = "  "


@dataclass(frozen=True, slots=True)
class ElementChange:
    """One element that differs; `old` or `new` is None where it is only in the other."""

    element: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change would do to a document."""

    unified: str
    elements: tuple[ElementChange, ...]


def difference(old: bytes, new: bytes, names: tuple[str, str] = ("old", "new")) -> Difference:
    """Compare two documents; equal ones give an empty text and no elements."""
    before, after = parse(old)[0], parse(new)[0]
    lines = difflib.unified_diff(pretty_lines(before), pretty_lines(after), *names, lineterm="", n=2)
    return Difference("\n".join(lines), tuple(_elements(_leaves(before), _leaves(after))))


def pretty_lines(root: Node) -> list[str]:
    """The document, an element a line."""
    lines: list[str] = []
    _write(root, 0, lines)
    return lines


def _write(node: Node, depth: int, lines: list[str]) -> None:
    marks = "".join(f' {name}="{_escaped(value)}"' for name, value in node.attributes.items() if name == "ROWNUM")
    pad = INDENT * depth
    if not node.children:
        text = _escaped(node.text.strip())
        lines.append(f"{pad}<{node.name}{marks}>{text}</{node.name}>" if text else f"{pad}<{node.name}{marks}/>")
        return
    lines.append(f"{pad}<{node.name}{marks}>")
    for child in node.children:
        _write(child, depth + 1, lines)
    lines.append(f"{pad}</{node.name}>")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _leaves(root: Node) -> dict[str, str]:
    return {node.path: node.text.strip() for node in root.walk() if not node.children}


def _elements(old: dict[str, str], new: dict[str, str]) -> list[ElementChange]:
    """In the order of the old document, what only the new one has after it."""
    changed = [ElementChange(path, text, new.get(path)) for path, text in old.items() if new.get(path) != text]
    return changed + [ElementChange(path, None, text) for path, text in new.items() if path not in old]
