"""The one HTTP client of all gateways: the bounded wire of the fiscal client, TLS outside of the loopback."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from urllib.parse import urlsplit

from prro_cli.delivery.driver import Fate, Outcome
from prro_cli.record import dataclass
from prro_cli.taxserver.http_wire import HttpWire
from prro_cli.taxserver.wire import WireFailure, WireReply

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_SERVER_ERROR = 500
_BUSY = (408, 425, 429, 503)


@dataclass(frozen=True, slots=True)
class Gateway:
    """How gateways are reached; `variables` hold the proxy settings."""

    variables: Mapping[str, str] = field(repr=False)
    ca_file: Path | None = None

    def call(
        self,
        url: str,
        body: bytes,
        media_type: str,
        headers: Mapping[str, str],
        seconds: float,
        method: str = "POST",
    ) -> WireReply | WireFailure:
        """One request on a connection of its own."""
        wire = HttpWire(environment=self.variables, ca_file=self.ca_file, user_agent="prro delivery")
        try:
            return wire.request(method, url, body, seconds=seconds, headers={**headers, "Content-Type": media_type})
        finally:
            wire.close()


def safe_address(url: str) -> bool:
    """A token and an address travel only over TLS; on the loopback plain HTTP is for tests and local helpers."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def answered(reply: WireReply | WireFailure) -> WireReply | Outcome:
    """The answer where the gateway's own words decide; else what the transport alone says."""
    if isinstance(reply, WireFailure):
        fate = Fate.UNCERTAIN if reply.body_left else Fate.LATER
        return Outcome(fate, f"{reply.trouble}: {reply.detail}"[:300])
    if reply.status in _BUSY:
        return Outcome(Fate.LATER, f"the gateway answered HTTP {reply.status}")
    if reply.status >= _SERVER_ERROR:
        return Outcome(Fate.UNCERTAIN, f"the gateway answered HTTP {reply.status}")
    return reply
