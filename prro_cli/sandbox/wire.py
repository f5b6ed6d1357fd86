"""Requests and answers as the service sees them, without sockets."""

from __future__ import annotations

import zlib
from dataclasses import field
from typing import Final

from prro_cli.record import dataclass
from prro_cli.sandbox.refusals import HttpRefusalError

SMALLEST: Final = 10
"""Measured on the real server: shorter messages are 416."""
OCTETS: Final = "application/octet-stream"
JSON: Final = "application/json"
TEXT: Final = "text/plain; charset=utf-8"
HTML: Final = "text/html; charset=utf-8"
WRONG_TYPE: Final = (
    "Очікується значення 'Content-Type' рівне 'application/octet-stream' або 'application/json; charset=UTF-8'"
)


@dataclass(frozen=True, slots=True)
class Request:
    """A request with its path below the base (`/doc`) and its body as received."""

    method: str
    path: str
    query: dict[str, str]
    content_type: str
    coding: str
    accepts: str
    body: bytes
    authorization: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Manner:
    """How an answer is given; everything but the default is a fault."""

    delay_ms: int = 0
    connection: str = "answer"
    """answer, drop, reset, silence, cut, drip or flood"""
    amount: int = 0
    """milliseconds of silence or between dripped bytes, or megabytes of a flood"""
    skew_s: int = 0


@dataclass(frozen=True, slots=True)
class Response:
    """An answer; `code` is the server's error code, for the sandbox's own record."""

    status: int
    body: bytes = b""
    content_type: str = TEXT
    code: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    manner: Manner = field(default_factory=Manner)


def unpacked(request: Request, limit: int) -> bytes:
    """The body without its Content-Encoding; 416 outside the permitted sizes."""
    body = request.body
    if len(body) > limit:
        raise HttpRefusalError(416, f"Розмір повідомлення перевищує {limit} байтів")
    coding = request.coding.lower().strip()
    if coding in ("gzip", "deflate"):
        body = _inflated(body, limit)
    elif coding not in ("", "identity"):
        raise HttpRefusalError(400, f"Невідоме значення 'Content-Encoding': {coding}")
    if not SMALLEST <= len(body) <= limit:
        raise HttpRefusalError(416, f"Розмір повідомлення {len(body)} байтів, допускається від {SMALLEST} до {limit}")
    return body


def _inflated(body: bytes, limit: int) -> bytes:
    """gzip, zlib or raw deflate under either header (the live server takes a zlib stream declared as gzip)."""
    for bits in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        engine = zlib.decompressobj(bits)
        try:
            data = engine.decompress(body, limit + 1)
        except zlib.error:
            continue
        if len(data) > limit:
            raise HttpRefusalError(416, f"Розмір повідомлення перевищує {limit} байтів")
        if engine.eof:
            return data
    raise HttpRefusalError(400, "Стиснене тіло повідомлення пошкоджене")


def packed(body: bytes, coding: str) -> bytes:
    """A body in gzip or deflate (zlib)."""
    engine = zlib.compressobj(wbits=zlib.MAX_WBITS | 16 if coding == "gzip" else zlib.MAX_WBITS)
    return engine.compress(body) + engine.flush()


def check_content_type(request: Request, *, json_allowed: bool) -> None:
    """415 for anything but CMS bytes, or JSON where commands are taken."""
    kind, _, parameters = request.content_type.lower().partition(";")
    utf8 = parameters.replace(" ", "").replace('"', "") in ("", "charset=utf-8")
    if kind.strip() == OCTETS or (json_allowed and kind.strip() == JSON and utf8):
        return
    raise HttpRefusalError(415, WRONG_TYPE)
