"""The narrow seam to the network: one POST with one total deadline, and an honest word about what left.

The whole difference between "sell it again" and "ask first" lies in one question: may a byte of the body have
left this machine? A `Wire` answers it every time, so nothing above it has to guess from exception names.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import Protocol

from prro_cli.record import dataclass

# The largest honest answer is a document of 200 KB in base64; ten times that is already hostile.
MAX_ANSWER_BYTES = 2 * 1024 * 1024
# What is kept for the journal of an answer that could not be used (reliability 5.3).
MAX_EVIDENCE_BYTES = 64 * 1024


class Phase(StrEnum):
    """How far a call came before it failed."""

    ADDRESS = "address"
    CONNECT = "connect"
    PROXY = "proxy"
    TLS = "tls"
    HEAD = "head"
    BODY = "body"
    WAIT = "wait"
    READ = "read"


class Trouble(StrEnum):
    """What failed, as a stable word for scripts and texts."""

    BAD_ADDRESS = "bad-address"
    NAME_NOT_FOUND = "name-not-found"
    REFUSED = "connection-refused"
    UNREACHABLE = "unreachable"
    PROXY_REFUSED = "proxy-refused"
    TLS_IDENTITY = "tls-identity"
    TLS = "tls"
    DEADLINE = "deadline"
    CLOSED = "closed"
    RESET = "reset"
    NOT_HTTP = "not-http"
    CUT_SHORT = "cut-short"
    TOO_LARGE = "too-large"
    COMPRESSION = "compression"


@dataclass(frozen=True, slots=True)
class WireReply:
    """A complete HTTP answer: the status, headers with lower-case names, and the decompressed body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    seconds: float

    def header(self, name: str) -> str:
        """The first header of that lower-case name, or an empty text."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def media_type(self) -> str:
        """The content type without its parameters, lower-case."""
        return self.header("content-type").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class WireFailure:
    """No complete answer. `body_left` is the only thing that separates "not delivered" from "unknown"."""

    phase: Phase
    trouble: Trouble
    detail: str
    body_left: bool
    seconds: float
    status: int | None = None
    partial: bytes = field(default=b"", repr=False)


class Wire(Protocol):
    """Anything that can carry one request; kept this narrow so that tests and simulations can stand in."""

    def post(
        self, url: str, body: bytes, *, content_type: str, seconds: float, compress: bool = False
    ) -> WireReply | WireFailure:
        """Send one POST; returns within `seconds` whatever the other side does, and never raises for it."""
        ...

    def close(self) -> None:
        """Close what is open; the next call opens anew."""
        ...
