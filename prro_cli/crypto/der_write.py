"""Writing DER: each function returns finished bytes, and parts are bytes too."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache


def tlv(tag: int, *parts: bytes) -> bytes:
    """One tag-length-value around the joined parts, with the shortest length."""
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE of finished parts."""
    return tlv(0x30, *parts)


def set_of(*parts: bytes) -> bytes:
    """SET OF in DER order."""
    return tlv(0x31, *sorted(parts))


def set_raw(*parts: bytes) -> bytes:
    """SET with the parts in the order given (the fiscal server writes its attributes so)."""
    return tlv(0x31, *parts)


def integer(value: int) -> bytes:
    """INTEGER in the shortest two's complement."""
    size = (value + (value < 0)).bit_length() // 8 + 1
    return tlv(0x02, value.to_bytes(size, "big", signed=True))


@lru_cache(maxsize=512)
def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER from its dotted form."""
    first, second, *rest = map(int, dotted.split("."))
    body = bytearray()
    for arc in (40 * first + second, *rest):
        chunk = [arc & 0x7F]
        while arc := arc >> 7:
            chunk.append(0x80 | arc & 0x7F)
        body += bytes(reversed(chunk))
    return tlv(0x06, bytes(body))


def octet_string(data: bytes) -> bytes:
    """OCTET STRING."""
    return tlv(0x04, data)


def bit_string(data: bytes, unused: int = 0) -> bytes:
    """BIT STRING of whole bytes, or with so many unused bits at the end."""
    return tlv(0x03, bytes((unused,)), data)


def null() -> bytes:
    """NULL."""
    return b"\x05\x00"


def boolean(value: bool) -> bytes:
    """BOOLEAN."""
    return b"\x01\x01\xff" if value else b"\x01\x01\x00"


def utf8(text: str) -> bytes:
    """UTF8String."""
    return tlv(0x0C, text.encode())


def printable(text: str) -> bytes:
    """PrintableString."""
    return tlv(0x13, text.encode("ascii"))


def ia5(text: str) -> bytes:
    """IA5String."""
    return tlv(0x16, text.encode("ascii"))


def utc_time(moment: datetime) -> bytes:
    """UTCTime with seconds; the moment must carry a zone."""
    return tlv(0x17, f"{_in_utc(moment):%y%m%d%H%M%S}Z".encode())


def generalized_time(moment: datetime) -> bytes:
    """GeneralizedTime with seconds; the moment must carry a zone."""
    return tlv(0x18, f"{_in_utc(moment):%Y%m%d%H%M%S}Z".encode())


def context(number: int, *parts: bytes, constructed: bool = True) -> bytes:
    """A context-specific tag [number] around the parts."""
    return tlv((0xA0 if constructed else 0x80) | number, *parts)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone cannot be written")
    return moment.astimezone(UTC)
