"""XML into a small tree, tolerantly and safely: what really comes over the wire, and nothing that could harm.

Tolerated, each with a finding: an unescaped `&` (the fiscal server sends them), a wrong or missing declaration of
the encoding. Refused outright: document types, entities, more depth, attributes or elements than any document has,
more than 2 MB.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from prro_cli.documents.findings import Findings
from prro_cli.errors.documents import DocumentTooLargeError, DocumentUnreadableError, DocumentUnsafeError
from prro_cli.lang import both, say

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 20
MAX_ATTRIBUTES = 20
MAX_ELEMENTS = 100_000
MAX_AMPERSANDS_NAMED = 20  # each costs a walk through the tree; the rest would say the same
SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance}"

_DECLARATION = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_PROLOG = re.compile(r"\s*<\?xml\s[^>]{0,300}\?>")
_SPECIAL = re.compile(rb"<!--|<!\[CDATA\[|<\?|&")
_ENTITY = re.compile(rb"&(?:amp|lt|gt|quot|apos|#[0-9]{1,8}|#x[0-9a-fA-F]{1,7});")
_CLOSING = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}


class Node:
    """An element: name, attributes, children and the text directly inside it."""

    __slots__ = ("attributes", "children", "name", "number", "parent", "start", "texts")

    def __init__(self, name: str, attributes: dict[str, str], parent: Node | None, start: int) -> None:
        self.name = name
        self.attributes = attributes
        self.parent = parent
        self.start = start
        self.children: list[Node] = []
        self.texts: list[str] = []
        before: Node | None = parent.children[-1] if parent and parent.children else None
        self.number: int = (
            before.number + 1 if before and before.name == name else 1
        )  # its place among equal neighbours

    @property
    def text(self) -> str:
        """The text directly inside the element."""
        return "".join(self.texts)

    @property
    def path(self) -> str:
        """Where the element is: `CHECK/CHECKBODY/ROW[2]/COST`."""
        own = f"{self.name}[{self.number}]" if self.name == "ROW" or self.number > 1 else self.name
        return f"{self.parent.path}/{own}" if self.parent else own

    def walk(self) -> Iterator[Node]:
        """The element and everything below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()


def parse(data: bytes) -> tuple[Node, Findings]:
    """The tree of an XML document and what was wrong with it as XML; our own errors if there is no tree."""
    if len(data) > MAX_BYTES:
        raise DocumentTooLargeError(size=len(data), limit=MAX_BYTES)
    findings = Findings()
    text = _decoded(data, findings)
    body, ampersands = _repaired(text.encode("utf-8"))
    root = _Builder(body).build()
    for place in ampersands[:MAX_AMPERSANDS_NAMED]:
        node = _node_at(root, place)
        findings.error(
            node.path,
            "xml.ampersand",
            both("the character & stands unescaped; it must be written &amp;, as it stands this is not valid XML"),
        )
    return root, findings


def _decoded(data: bytes, findings: Findings) -> str:
    """Bytes to characters: windows-1251 or UTF-8, whatever the declaration says and whatever is true."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise DocumentUnreadableError(detail=say("the text is UTF-16; fiscal documents are windows-1251"))
    marked = data.startswith(b"\xef\xbb\xbf")
    data = data[3:] if marked else data
    match = _DECLARATION.match(data)
    declared = match.group(1).decode("ascii").lower() if match else None
    as_utf8 = _try_utf8(data)
    if data.isascii():
        text = data.decode("ascii")
    elif as_utf8 is not None and (declared not in ("windows-1251", "cp1251") or _is_plain_ukrainian(as_utf8)):
        text = as_utf8
        if declared in ("windows-1251", "cp1251"):
            findings.error("", "xml.encoding", both("the document declares windows-1251, but its text is UTF-8"))
        else:
            findings.warning("", "xml.encoding", both("the text is UTF-8; the fiscal server wants windows-1251"))
    else:
        text = _from_windows_1251(data, declared, findings)
    if declared not in (None, "windows-1251", "cp1251", "utf-8", "us-ascii"):
        findings.error(
            "", "xml.encoding", both("the declared encoding {declared!r} is not windows-1251", declared=declared)
        )
    return _PROLOG.sub("", text, count=1)


def _try_utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_plain_ukrainian(text: str) -> bool:
    """Does text read as UTF-8 make sense? (a few letters of windows-1251 can be UTF-8 by chance)"""
    strange = [c for c in text if not c.isascii()]
    try:
        "".join(strange).encode("cp1251")
    except UnicodeEncodeError:
        return False
    return len(strange) > 2


def _from_windows_1251(data: bytes, declared: str | None, findings: Findings) -> str:
    if declared in (None, "utf-8"):
        message = (
            both("the document declares UTF-8, but its bytes are not UTF-8; read as windows-1251")
            if declared
            else both(
                "the document declares no encoding, which means UTF-8, but its bytes are not UTF-8;"
                " read as windows-1251"
            )
        )
        findings.error("", "xml.encoding", message)
    try:
        return data.decode("cp1251")
    except UnicodeDecodeError as error:
        findings.error(
            "",
            "xml.encoding",
            both(
                "byte {value:#04x} at {place} means nothing in windows-1251", value=data[error.start], place=error.start
            ),
        )
        return data.decode("cp1251", errors="replace")


def _repaired(body: bytes) -> tuple[bytes, list[int]]:
    """Escape every `&` that begins no reference; the places (in the repaired text) where that was done."""
    out: list[bytes] = []
    places: list[int] = []
    place, copied, shift = 0, 0, 0
    while (match := _SPECIAL.search(body, place)) is not None:
        token = match.group()
        if token == b"&":
            place = match.end()
            if not _ENTITY.match(body, match.start()):
                out += [body[copied : match.start()], b"&amp;"]
                places.append(match.start() + shift)
                copied, shift = match.end(), shift + 4
            continue
        closing = body.find(_CLOSING[token], match.end())
        if closing < 0:
            break
        place = closing + len(_CLOSING[token])
    out.append(body[copied:])
    return b"".join(out), places


def _node_at(root: Node, place: int) -> Node:
    """The innermost element that began last before a place (exact for text in leaves, which is where text is)."""
    found = root
    for node in root.walk():
        if node.start > place:
            break
        found = node
    return found


class _Builder:
    """Expat's callbacks; builds the tree and keeps the limits."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.root: Node | None = None
        self.stack: list[Node] = []
        self.count = 0
        self.parser = expat.ParserCreate("utf-8", namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity

    def build(self) -> Node:
        try:
            self.parser.Parse(self.body, True)
        except expat.ExpatError as error:
            raise DocumentUnreadableError(
                detail=say(
                    "not well-formed XML at line {line}, column {column}: {problem}",
                    line=error.lineno,
                    column=error.offset + 1,
                    problem=expat.ErrorString(error.code),
                )
            ) from None
        if self.root is None:
            raise DocumentUnreadableError(detail=say("there is no element in it"))
        return self.root

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.stack) >= MAX_DEPTH:
            raise DocumentUnsafeError(detail=say("elements nested deeper than {most}", most=MAX_DEPTH))
        if len(attributes) > MAX_ATTRIBUTES:
            raise DocumentUnsafeError(detail=say("an element with more than {most} attributes", most=MAX_ATTRIBUTES))
        if self.count > MAX_ELEMENTS:
            raise DocumentUnsafeError(detail=say("more than {most} elements", most=MAX_ELEMENTS))
        parent = self.stack[-1] if self.stack else None
        node = Node(name, attributes, parent, self.parser.CurrentByteIndex)
        if parent is None:
            self.root = node
        else:
            parent.children.append(node)
        self.stack.append(node)

    def _end(self, _name: str) -> None:
        self.stack.pop()

    def _characters(self, text: str) -> None:
        self.stack[-1].texts.append(text)

    def _doctype(self, *_arguments: Any) -> None:
        raise DocumentUnsafeError(detail=say("it has a document type declaration (DTD)"))

    def _entity(self, *_arguments: Any) -> None:
        raise DocumentUnsafeError(detail=say("it declares entities"))
