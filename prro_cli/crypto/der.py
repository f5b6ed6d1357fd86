"""DER in and out: a small bounded reader, tolerant of BER only where asked.

The reader is lazy: a `Node` knows where it lies in the buffer and reads its children when somebody looks at
them. Size, depth and the number of children are bounded, lengths are checked against the bytes present, and
every fault is a `MalformedError` (or its kind, `LimitError`), never an IndexError from inside.
The writers are in `der_write` and re-exported here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache

from prro_cli.crypto.der_write import (
    bit_string,
    boolean,
    context,
    generalized_time,
    ia5,
    integer,
    null,
    octet_string,
    oid,
    printable,
    sequence,
    set_of,
    set_raw,
    tlv,
    utc_time,
    utf8,
)
from prro_cli.crypto.errors import LimitError, MalformedError

BOOLEAN = 0x01
INTEGER = 0x02
BIT_STRING = 0x03
OCTET_STRING = 0x04
NULL = 0x05
OID = 0x06
UTC_TIME = 0x17
GENERALIZED_TIME = 0x18
SEQUENCE = 0x30
SET = 0x31

MAX_SIZE = 8 * 1024 * 1024
MAX_DEPTH = 32
MAX_CHILDREN = 50_000
MAX_INDEFINITE = 100_000
MAX_INTEGER_BYTES = 1024
MAX_OID_BYTES = 64

_CONSTRUCTED = 0x20
_CONSTRUCTED_OCTETS = OCTET_STRING | _CONSTRUCTED
_CENTURY_PIVOT = 50  # RFC 5280 4.1.2.5.1: YY >= 50 is 19YY

_STRING_CODECS = {
    0x0C: "utf-8",
    0x12: "ascii",
    0x13: "ascii",
    0x14: "latin-1",
    0x16: "ascii",
    0x1A: "ascii",
    0x1B: "latin-1",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}


Span = tuple[int, int, int, int, int]  # tag, start, start of the value, end of the value, end of the node
Known = dict[int, Span]  # nodes of indefinite length already walked, by start: nesting must not cost twice


class Node:
    """One tag-length-value as received; nothing of it is copied until asked for."""

    __slots__ = ("_ber", "_body", "_body_end", "_children", "_data", "_depth", "_end", "_start", "tag")

    def __init__(self, data: bytes, span: Span, ber: Known | None, depth: int) -> None:
        self._data = data
        self.tag, self._start, self._body, self._body_end, self._end = span
        self._ber = ber
        self._depth = depth
        self._children: tuple[Node, ...] | None = None

    @property
    def raw(self) -> bytes:
        """The whole tag-length-value as received."""
        return self._data[self._start : self._end]

    @property
    def content(self) -> bytes:
        """The value without tag and length."""
        return self._data[self._body : self._body_end]

    @property
    def constructed(self) -> bool:
        """Whether the value is made of further nodes."""
        return bool(self.tag & _CONSTRUCTED)

    @property
    def children(self) -> tuple[Node, ...]:
        """The nodes inside, read on first use."""
        if self._children is None:
            self._children = self._read_children()
        return self._children

    def _read_children(self) -> tuple[Node, ...]:
        if not self.tag & _CONSTRUCTED:
            raise MalformedError(f"tag 0x{self.tag:02x} is primitive and has nothing inside")
        found = []
        position = self._body
        while position < self._body_end:
            span = _span(self._data, position, self._body_end, self._ber, self._depth + 1)
            found.append(Node(self._data, span, self._ber, self._depth + 1))
            if len(found) > MAX_CHILDREN:
                raise LimitError(f"more than {MAX_CHILDREN} elements in one structure")
            position = span[4]
        return tuple(found)

    def __getitem__(self, index: int) -> Node:
        try:
            return self.children[index]
        except IndexError:
            raise MalformedError(f"element {index} of {len(self.children)} is missing") from None

    def __len__(self) -> int:
        return len(self.children)

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Node]:
        return iter(self.children)

    def __repr__(self) -> str:
        return f"<Node 0x{self.tag:02x}, {self._end - self._start} bytes>"

    def find(self, tag: int) -> Node | None:
        """The first child with this tag, or None."""
        return next((child for child in self.children if child.tag == tag), None)

    def expect(self, tag: int) -> Node:
        """This node, if it has the tag that belongs here."""
        if self.tag != tag:
            raise MalformedError(f"tag 0x{self.tag:02x} where 0x{tag:02x} belongs")
        return self

    def oid(self) -> str:
        """An OBJECT IDENTIFIER in dotted form."""
        self.expect(OID)
        return decode_oid(self.content)

    def integer(self) -> int:
        """An INTEGER of bounded size."""
        self.expect(INTEGER)
        content = self.content
        if not content:
            raise MalformedError("an INTEGER without bytes")
        if len(content) > MAX_INTEGER_BYTES:
            raise LimitError(f"an INTEGER of {len(content)} bytes")
        padded = len(content) > 1 and (
            (content[0] == 0 and content[1] < 0x80) or (content[0] == 0xFF and content[1] >= 0x80)
        )
        if padded and self._ber is None:
            raise MalformedError("an INTEGER with needless leading bytes")
        return int.from_bytes(content, "big", signed=True)

    def octets(self) -> bytes:
        """An OCTET STRING; the pieces of a constructed one (BER) are joined."""
        if self.tag == _CONSTRUCTED_OCTETS and self._ber is not None:
            return b"".join(piece.octets() for piece in self.children)
        self.expect(OCTET_STRING)
        return self.content

    def bits(self) -> bytes:
        """A BIT STRING that consists of whole bytes."""
        self.expect(BIT_STRING)
        content = self.content
        if not content or content[0] != 0:
            raise MalformedError("a BIT STRING that is not made of whole bytes")
        return content[1:]

    def bit_flags(self) -> frozenset[int]:
        """The numbers of the set bits of a named-bit list (keyUsage, failInfo), bit 0 first."""
        self.expect(BIT_STRING)
        content = self.content
        if not content or content[0] > 7 or (len(content) == 1 and content[0]) or len(content) > 9:
            raise MalformedError("a broken BIT STRING of flags")
        total = 8 * (len(content) - 1)
        value = int.from_bytes(content[1:], "big")
        return frozenset(i for i in range(total - content[0]) if value >> (total - 1 - i) & 1)

    def boolean(self) -> bool:
        """A BOOLEAN; DER knows only 00 and FF."""
        self.expect(BOOLEAN)
        content = self.content
        if len(content) != 1 or (content[0] not in (0, 0xFF) and self._ber is None):
            raise MalformedError("a broken BOOLEAN")
        return content[0] != 0

    def text(self) -> str:
        """Any of the string types that names and attributes use."""
        codec = _STRING_CODECS.get(self.tag)
        if codec is None:
            raise MalformedError(f"tag 0x{self.tag:02x} where a text belongs")
        try:
            return self.content.decode(codec)
        except UnicodeDecodeError as error:
            raise MalformedError(f"a text that is not {codec}") from error

    def time(self) -> datetime:
        """UTCTime or GeneralizedTime, with the zone UTC."""
        if self.tag not in (UTC_TIME, GENERALIZED_TIME):
            raise MalformedError(f"tag 0x{self.tag:02x} where a time belongs")
        return _decode_time(self.content, self.tag)


def parse(data: bytes, *, ber: bool = False, max_size: int = MAX_SIZE) -> Node:
    """The one node that fills the bytes exactly; trailing bytes are refused."""
    node, used = parse_prefix(data, ber=ber, max_size=max_size)
    if used != len(data):
        raise MalformedError(f"{len(data) - used} bytes follow the end of the structure")
    return node


def parse_prefix(data: bytes, *, ber: bool = False, max_size: int = MAX_SIZE) -> tuple[Node, int]:
    """The node at the start of the bytes, and how many bytes it takes."""
    if len(data) > max_size:
        raise LimitError(f"{len(data)} bytes, more than the limit of {max_size}")
    data = bytes(data)
    known: Known | None = {} if ber else None
    span = _span(data, 0, len(data), known, 0)
    return Node(data, span, known, 0), span[4]


def _span(data: bytes, start: int, limit: int, ber: Known | None, depth: int) -> Span:
    """Tag, start, start of the value, end of the value, end of the node; nothing reaches beyond `limit`."""
    if depth > MAX_DEPTH:
        raise LimitError(f"structures nested deeper than {MAX_DEPTH}")
    if start + 2 > limit:
        raise MalformedError("the structure is cut short")
    tag, first = data[start], data[start + 1]
    if tag & 0x1F == 0x1F:
        raise MalformedError("a tag in the long form, which nothing here uses")
    body = start + 2
    if first < 0x80:
        end = body + first
    elif first == 0x80:
        if ber is None or not tag & _CONSTRUCTED:
            raise MalformedError("an indefinite length, which DER forbids")
        return ber.get(start) or _indefinite(data, start, limit, ber, depth)
    else:
        count = first & 0x7F
        body += count
        if count > 8 or body > limit:
            raise MalformedError("a broken length")
        length = int.from_bytes(data[start + 2 : body], "big")
        if ber is None and (length < 0x80 or data[start + 2] == 0):
            raise MalformedError("a length that is not written in the shortest form")
        end = body + length
    if end > limit:
        raise MalformedError("the structure is cut short")
    return tag, start, body, end, end


def _indefinite(data: bytes, start: int, limit: int, ber: Known, depth: int) -> Span:
    """The span of a node of indefinite length: its children are walked up to the end-of-contents mark."""
    position = start + 2
    count = 0
    while data[position : position + 2] != b"\0\0":
        position = _span(data, position, limit, ber, depth + 1)[4]
        count += 1
    if position + 2 > limit:
        raise MalformedError("the structure is cut short")
    if count > MAX_CHILDREN or len(ber) > MAX_INDEFINITE:
        raise LimitError("too many elements of indefinite length")
    span = ber[start] = data[start], start, start + 2, position, position + 2
    return span


@lru_cache(maxsize=1024)
def decode_oid(content: bytes) -> str:
    """The dotted form of the bytes of an OBJECT IDENTIFIER."""
    if not content or content[-1] & 0x80:
        raise MalformedError("a broken OBJECT IDENTIFIER")
    if len(content) > MAX_OID_BYTES:
        raise LimitError("an OBJECT IDENTIFIER longer than anything real")
    arcs: list[int] = []
    value, fresh = 0, True
    for byte in content:
        if fresh and byte == 0x80:
            raise MalformedError("an OBJECT IDENTIFIER with a padded arc")
        value = value << 7 | byte & 0x7F
        fresh = not byte & 0x80
        if fresh:
            arcs.append(value)
            value = 0
    head = min(arcs[0] // 40, 2)
    return ".".join(map(str, (head, arcs[0] - 40 * head, *arcs[1:])))


def _decode_time(content: bytes, tag: int) -> datetime:
    text = content.decode("latin-1")
    if not text.endswith("Z") or not text.isascii():
        raise MalformedError("a time that is not in UTC")
    digits, _, fraction = text[:-1].partition(".")
    if tag == UTC_TIME:
        digits = ("19" if digits[:2] >= str(_CENTURY_PIVOT) else "20") + digits
    if len(digits) != 14 or not digits.isdigit() or (fraction and not fraction.isdigit()):
        raise MalformedError("a broken time")
    try:
        moment = datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise MalformedError("a time with an impossible date") from error
    return moment.replace(microsecond=int(fraction[:6].ljust(6, "0"))) if fraction else moment


__all__ = [
    "Node",
    "bit_string",
    "boolean",
    "context",
    "decode_oid",
    "generalized_time",
    "ia5",
    "integer",
    "null",
    "octet_string",
    "oid",
    "parse",
    "parse_prefix",
    "printable",
    "sequence",
    "set_of",
    "set_raw",
    "tlv",
    "utc_time",
    "utf8",
]
