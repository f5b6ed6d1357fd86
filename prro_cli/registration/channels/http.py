"""What `rest` and `soap` share: one request with a deadline, and the honest word about what left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from prro_cli.lang import say
from prro_cli.registration.channels.base import NotSent, Unknown
from prro_cli.taxserver.wire import WireFailure, WireReply

SHOWN = 300


class Requests(Protocol):
    """The part of `HttpWire` that is used here."""

    def request(
        self, method: str, url: str, body: bytes, *, seconds: float, headers: Mapping[str, str]
    ) -> WireReply | WireFailure:
        """One request, never repeated."""
        ...


def failed(failure: WireFailure) -> NotSent | Unknown:
    """What a call without a complete answer means for a sending."""
    reason = f"{failure.trouble}: {failure.detail}"
    return Unknown(reason) if failure.body_left else NotSent(reason)


def refused_by_status(reply: WireReply) -> NotSent | Unknown | None:
    """What a status other than success means: 4xx took nothing; 5xx may have; a redirect is nobody's answer."""
    if 200 <= reply.status < 300:
        return None
    text = f"HTTP {reply.status}: {shown(reply.body)}".rstrip(": ")
    if 400 <= reply.status < 500:
        return NotSent(text, unwell=True)
    if 300 <= reply.status < 400:
        return NotSent(say("{text} (somebody between here and the gateway answered)", text=text), unwell=True)
    return Unknown(text)


def shown(body: bytes) -> str:
    """The beginning of an answer, for people."""
    text = body[: 4 * SHOWN].decode("utf-8", errors="replace")
    return " ".join(text.split())[:SHOWN]
