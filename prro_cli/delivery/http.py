"""Any HTTP gateway, described by a file: address, headers, body, and how its answer is read.

Whether the gateway drops a second request with the same id is a fact about the gateway, stated in the file
(`idempotent = true`, with `{message_id}` or `{message_number}` in the body); where it is not stated, an unclear
result is left to a person.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any
from urllib.parse import quote, urlencode

from prro_cli.crypto.secret import Secret
from prro_cli.delivery.driver import Fate, Message, Outcome
from prro_cli.delivery.filling import dig, fill, fill_tree
from prro_cli.delivery.gateway import Gateway, answered
from prro_cli.record import dataclass

MEDIA_TYPES = {"json": "application/json", "form": "application/x-www-form-urlencoded", "text": "text/plain"}
OWN_FIELDS = frozenset({"secret", "address", "phone", "message_id", "message_number", "subject", "text", "html"})


@dataclass(frozen=True, slots=True)
class Reading:
    """How an answer is read: HTTP statuses that are good, members that must have these values, where the id stands."""

    statuses: tuple[int, ...] = (200, 201, 202)
    where: Mapping[str, Any] = field(default_factory=dict)
    duplicate: Mapping[str, Any] = field(default_factory=dict)
    later: Mapping[str, Any] = field(default_factory=dict)
    provider_id: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class HttpGateway:
    """A gateway from a file."""

    name: str
    gateway: Gateway
    url: str
    body: Any
    format: str = "json"
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    reading: Reading = field(default_factory=Reading)
    secret: Callable[[], Secret] | None = field(default=None, repr=False)
    idempotent: bool = False
    attachments: tuple[str, ...] = ()

    def send(self, message: Message, seconds: float) -> Outcome:
        """See `Driver.send`."""
        fields = self._fields(message)
        headers = {name: fill(value, fields) for name, value in self.headers.items()}
        if any(not value.isprintable() for value in headers.values()):
            return Outcome(Fate.REFUSED, "a header of the driver would hold a line break")
        url = fill(self.url, fields, lambda text: quote(text, safe=""))
        media_type = MEDIA_TYPES[self.format]
        reply = self.gateway.call(url, self.payload(fields), media_type, headers, seconds, self.method)
        answer = answered(reply)
        return answer if isinstance(answer, Outcome) else self.read(answer.status, answer.body)

    def ping(self, seconds: float) -> str | None:
        """See `Driver.ping`: there is no question that would send nothing."""
        return None

    def _fields(self, message: Message) -> dict[str, str]:
        number = str(int.from_bytes(message.message_id.encode()[-8:], "big") >> 1)
        return {
            **dict(message.fields),
            "secret": self.secret().reveal().decode() if self.secret is not None else "",
            "address": message.address,
            "phone": message.address if message.channel != "mail" else "",
            "message_id": message.message_id,
            "message_number": number,
            "subject": message.subject,
            "text": message.text,
            "html": message.html,
        }

    def payload(self, fields: Mapping[str, str]) -> bytes:
        """The body of the request."""
        if self.format == "json":
            return json.dumps(fill_tree(self.body, fields), ensure_ascii=False).encode()
        if self.format == "form":
            return urlencode({name: str(fill_tree(value, fields)) for name, value in self.body.items()}).encode()
        return fill(str(self.body), fields).encode()

    def read(self, status: int, body: bytes) -> Outcome:
        """The fate by the file's rules."""
        rules = self.reading
        try:
            tree = json.loads(body) if body.strip() else {}
        except ValueError:
            tree = {}
            if rules.where:
                return Outcome(Fate.UNCERTAIN, f"HTTP {status}, and the answer is not JSON")
        provider = dig(tree, rules.provider_id) if rules.provider_id else None
        provider_id = str(provider)[:64] if provider is not None else None
        if rules.duplicate and _fits(tree, rules.duplicate):
            return Outcome(Fate.DELIVERED, "known already", provider_id)
        if status in rules.statuses and _fits(tree, rules.where):
            return Outcome(Fate.DELIVERED, provider_id=provider_id)
        said = dig(tree, rules.error) if rules.error else None
        reason = f"HTTP {status}: {said if said is not None else 'refused'}"[:300]
        return Outcome(Fate.LATER if rules.later and _fits(tree, rules.later) else Fate.REFUSED, reason)


def _fits(tree: Any, rules: Mapping[str, Any]) -> bool:
    """Every member has one of its values; `true` and `1` are one (gateways mix them)."""
    return all(dig(tree, path) in (values if isinstance(values, list) else [values]) for path, values in rules.items())
