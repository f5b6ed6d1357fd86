"""The transport container of the registration gateways: "TRANSPORTABLE", a text header, labelled sections.

    "TRANSPORTABLE\\0" u32le(length) "KEY=VALUE\\r\\n"... "\\0"   then any number of   LABEL "\\0" u32le(length) bytes

The length of the header counts its final zero; the text is windows-1251. The cabinet's channel sends the
sections without the header. Older programs wrote other labels, which are recognised but never written: USC_*
is a bare mark before the next section, QLB_* and PACKED_XML hold forms of their own that are refused by name.
`unwrap` peels a message that consists of such layers around signed and encrypted ones.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from enum import Enum
from types import MappingProxyType

from prro_cli.crypto import der, oids
from prro_cli.crypto.errors import LimitError, MalformedError, UnsupportedError
from prro_cli.record import dataclass

MAGIC = b"TRANSPORTABLE\0"
OLD_MAGIC = b"ZPOSTTRANSPORTABLE\0"

SIGNED = "UA1_SIGN"
ENCRYPTED = "UA1_CRYPT"
CERTIFICATE = "CERTCRYPT"
_MARKS = frozenset({"USC_SIGN", "USC_CRYPT"})
_SIGNED_LABELS = frozenset({SIGNED, "QLB_SIGN", "USC_SIGN"})
_ENCRYPTED_LABELS = frozenset({ENCRYPTED, "QLB_CRYPT", "USC_CRYPT"})
_OLD_FORMS = frozenset({"QLB_SIGN", "QLB_CRYPT"})
_PACKED_XML = b"PACKED_XML"
LABELS = _SIGNED_LABELS | _ENCRYPTED_LABELS | {CERTIFICATE}
_LONGEST_LABEL = max(map(len, LABELS))

MAX_SIZE = 16 * 1024 * 1024
MAX_HEADER = 64 * 1024
MAX_SECTIONS = 32
MAX_LAYERS = 16

_SHORTEST_BASE64 = 16
_PEM_BORDER = re.compile(rb"-----(?:BEGIN|END) [A-Z0-9 ]+-----")


@dataclass(frozen=True, slots=True)
class Section:
    """One labelled part of a transport container."""

    label: str
    data: bytes = field(repr=False)

    @property
    def signed(self) -> bool:
        """Whether the part claims to be a SignedData message."""
        return self.label in _SIGNED_LABELS

    @property
    def encrypted(self) -> bool:
        """Whether the part claims to be an EnvelopedData message."""
        return self.label in _ENCRYPTED_LABELS


@dataclass(frozen=True, slots=True)
class Transport:
    """A transport container: the header in its order (empty in the cabinet's form) and the sections."""

    sections: tuple[Section, ...]
    header: Mapping[str, str] = field(default_factory=dict)

    @property
    def reply_certificates(self) -> tuple[bytes, ...]:
        """Certificates (DER) for whose keys an answer may be encrypted."""
        return tuple(part.data for part in self.sections if part.label == CERTIFICATE)

    @property
    def payload(self) -> Section:
        """The one section that carries the message."""
        found = [part for part in self.sections if part.label != CERTIFICATE]
        if len(found) != 1:
            raise MalformedError(f"a transport container with {len(found)} messages instead of one")
        if found[0].label in _OLD_FORMS:
            raise UnsupportedError(f"an old container of the form {found[0].label}, which is not opened here")
        return found[0]


def is_transport(data: bytes) -> bool:
    """Whether the bytes begin like a transport container, with or without the text header."""
    return data.startswith((MAGIC, OLD_MAGIC, _PACKED_XML)) or _leading_label(data) is not None


def pack(sections: Iterable[Section], header: Mapping[str, str] | None = None) -> bytes:
    """The bytes of a container; with `header=None` the sections alone (the cabinet's form)."""
    parts: list[bytes] = []
    if header is not None:
        text = _encode_header(header)
        parts += [MAGIC, struct.pack("<I", len(text)), text]
    for section in sections:
        parts += [section.label.encode("ascii"), b"\0", struct.pack("<I", len(section.data)), section.data]
    return b"".join(parts)


def parse(data: bytes) -> Transport:
    """Read a container; every byte must belong to the header or to a known section."""
    if len(data) > MAX_SIZE:
        raise LimitError(f"a transport container of {len(data)} bytes, more than {MAX_SIZE}")
    if data.startswith(_PACKED_XML):
        raise UnsupportedError("an old container of the form PACKED_XML, which is not opened here")
    header: dict[str, str] = {}
    position = 0
    for magic in (MAGIC, OLD_MAGIC):
        if data.startswith(magic):
            header, position = _read_header(data, len(magic))
    sections: list[Section] = []
    while position < len(data):
        if len(sections) == MAX_SECTIONS:
            raise LimitError(f"more than {MAX_SECTIONS} sections in a transport container")
        section, position = _read_section(data, position)
        sections.append(section)
    if not sections:
        raise MalformedError("a transport container without sections")
    return Transport(tuple(sections), MappingProxyType(header))


def _encode_header(header: Mapping[str, str]) -> bytes:
    lines = []
    for key, value in header.items():
        if "=" in key or any(sign in key + value for sign in "\r\n\0"):
            raise MalformedError(f"the transport header field {key!r} cannot be written")
        lines.append(f"{key}={value}\r\n")
    try:
        return "".join(lines).encode("cp1251") + b"\0"
    except UnicodeEncodeError as error:
        raise MalformedError("a transport header that does not fit into windows-1251") from error


def _read_header(data: bytes, position: int) -> tuple[dict[str, str], int]:
    length, position = _read_length(data, position)
    if length > MAX_HEADER:
        raise LimitError(f"a transport header of {length} bytes, more than {MAX_HEADER}")
    raw = data[position : position + length]
    if len(raw) != length or not raw.endswith(b"\0"):
        raise MalformedError("the transport header is cut short")
    fields: dict[str, str] = {}
    # Byte 0x98 is the only one windows-1251 does not define; a mark is shown in its place.
    for line in raw[:-1].decode("cp1251", errors="replace").split("\n"):
        key, sign, value = line.removesuffix("\r").partition("=")
        if not key and not sign:
            continue  # an empty line says nothing, and the last line may end with its break or without
        if not sign or key in fields:
            raise MalformedError("a broken line in the transport header")
        fields[key] = value
    return fields, position + length


def _read_length(data: bytes, position: int) -> tuple[int, int]:
    if position + 4 > len(data):
        raise MalformedError("the transport container is cut short")
    return int.from_bytes(data[position : position + 4], "little"), position + 4


def _leading_label(data: bytes, position: int = 0) -> str | None:
    name, zero, _ = data[position : position + _LONGEST_LABEL + 1].partition(b"\0")
    label = name.decode("latin-1")
    return label if zero and label in LABELS else None


def _read_section(data: bytes, position: int) -> tuple[Section, int]:
    label = _leading_label(data, position)
    if label in _MARKS:
        marked = _leading_label(data, position + len(label) + 1)
        if marked is not None and marked not in _MARKS:
            position, label = position + len(label) + 1, marked
    if label is None:
        raise MalformedError(f"no known section begins at byte {position} of the transport container")
    length, start = _read_length(data, position + len(label) + 1)
    if start + length > len(data):
        raise MalformedError(f"section {label} is cut short")
    return Section(label, data[start : start + length]), start + length


class LayerKind(Enum):
    """What a layer of a message is."""

    BASE64 = "base64"
    TRANSPORT = "transport"
    SIGNED = "signed"
    ENCRYPTED = "encrypted"
    DETACHED = "detached"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer as received: its kind, its own bytes (to verify or decrypt), and the transport, if it is one."""

    kind: LayerKind
    data: bytes = field(repr=False)
    transport: Transport | None = None


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The layers from outside in; the last one is where peeling ended."""

    layers: tuple[Layer, ...]

    @property
    def content(self) -> bytes | None:
        """The document inside, or None where an encrypted or detached layer ended the peeling."""
        last = self.layers[-1]
        return last.data if last.kind is LayerKind.CONTENT else None


def unwrap(data: bytes, decrypt: Callable[[bytes], bytes] | None = None) -> Unwrapped:
    """Peel base64, transport, signed and (with `decrypt`) encrypted layers. Nothing is verified here:
    each signed layer is reported with its bytes, so that the caller can verify it.
    """
    layers: list[Layer] = []
    current: bytes | None = data
    while current is not None:
        if len(layers) == MAX_LAYERS:
            raise LimitError(f"more than {MAX_LAYERS} layers around a message")
        layer, current = _peel(current, decrypt)
        layers.append(layer)
    return Unwrapped(tuple(layers))


def _peel(data: bytes, decrypt: Callable[[bytes], bytes] | None) -> tuple[Layer, bytes | None]:
    if is_transport(data):
        transport = parse(data)
        return Layer(LayerKind.TRANSPORT, data, transport), transport.payload.data
    content_type = cms_content_type(data)
    if content_type == oids.SIGNED_DATA:
        content = signed_content(data)
        return Layer(LayerKind.DETACHED if content is None else LayerKind.SIGNED, data), content
    if content_type == oids.ENVELOPED_DATA:
        return Layer(LayerKind.ENCRYPTED, data), decrypt(data) if decrypt else None
    decoded = base64_message(data)
    if decoded is not None:
        return Layer(LayerKind.BASE64, data), decoded
    return Layer(LayerKind.CONTENT, data), None


def cms_content_type(data: bytes) -> str | None:
    """The type of a CMS message, or None for bytes that are not one."""
    if data[:1] != b"\x30":
        return None
    try:
        return der.parse(data, ber=True)[0].oid()
    except MalformedError:
        return None


def signed_content(data: bytes) -> bytes | None:
    """The content of a SignedData message; None when the signature is detached."""
    content_info = der.parse(data, ber=True)
    encapsulated = content_info[1].expect(0xA0)[0].expect(der.SEQUENCE)[2].expect(der.SEQUENCE)
    if len(encapsulated) == 1:
        return None
    return encapsulated[1].expect(0xA0)[0].octets()


def base64_message(data: bytes) -> bytes | None:
    """What base64 text (bare or PEM) holds, if it holds a message; None for any other bytes."""
    if data[:1] == b"\x30" and len(data) > 1 and data[1] >= 0x80:
        return None
    compact = b"".join(_PEM_BORDER.sub(b"", data).split())
    if len(compact) < _SHORTEST_BASE64:
        return None
    try:
        decoded = base64.b64decode(compact, validate=True)
    except binascii.Error:
        return None
    return decoded if is_transport(decoded) or cms_content_type(decoded) is not None else None
