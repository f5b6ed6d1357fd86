"""TurboSMS (API of turbosms.ua): SMS, Viber, and Viber with SMS where it is not read in time.

HTTP is always 200 there: `response_code` decides. `sequence_id` makes a request once-only: a repetition is answered
507 with the earlier result, so a lost answer may be asked for by sending the same request again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import field
from typing import Any

from prro_cli.crypto.secret import Secret
from prro_cli.delivery.driver import Fate, Message, Outcome
from prro_cli.delivery.gateway import Gateway, answered
from prro_cli.lang import later
from prro_cli.record import dataclass

ADDRESS = "https://api.turbosms.ua"
SENT = (0, 800, 801, 802, 803)
PONG = 1
DUPLICATE = 507
SAME_TEXT_SOON = 427
LATER = (*range(500, 507), 999)
VIBER_TTL = (60, 86400)


@dataclass(frozen=True, slots=True)
class TurboSms:
    """One account at TurboSMS."""

    name: str
    gateway: Gateway
    secret: Callable[[], Secret] = field(repr=False)
    sender: str
    viber_sender: str = ""
    url: str = ADDRESS
    ttl: int = 3600
    sms_instead: bool = True
    """Viber messages that are not delivered within `ttl` go out as SMS."""
    transactional: bool = False
    button: str = "Відкрити чек"
    idempotent: bool = True
    attachments: tuple[str, ...] = ()

    def send(self, message: Message, seconds: float) -> Outcome:
        """See `Driver.send`; one recipient a request, so that the answer is about this one."""
        body = json.dumps(self.request(message), ensure_ascii=False).encode()
        headers = {"Authorization": f"Bearer {self.secret().reveal().decode()}"}
        reply = self.gateway.call(f"{self.url}/message/send.json", body, "application/json", headers, seconds)
        answer = answered(reply)
        return answer if isinstance(answer, Outcome) else read_answer(answer.body, repeated=message.repeated)

    def ping(self, seconds: float) -> str | None:
        """See `Driver.ping`: `message/ping.json` costs nothing."""
        headers = {"Authorization": f"Bearer {self.secret().reveal().decode()}"}
        reply = self.gateway.call(f"{self.url}/message/ping.json", b"{}", "application/json", headers, seconds)
        answer = answered(reply)
        if isinstance(answer, Outcome):
            return answer.reason
        try:
            said = json.loads(answer.body)
            return (
                "" if said["response_code"] == PONG else f"TurboSMS {said['response_code']}: {said['response_status']}"
            )
        except (ValueError, TypeError, KeyError):
            return later("the answer is not one of TurboSMS")

    def request(self, message: Message) -> dict[str, Any]:
        """The JSON of a message."""
        wanted: dict[str, Any] = {"recipients": [message.address], "sequence_id": message.message_id}
        fields = dict(message.fields)
        if message.channel == "viber":
            wanted["viber"] = {
                "sender": self.viber_sender or self.sender,
                "ttl": self.ttl,
                "text": message.text,
                **({"caption": self.button[:30], "action": message.link} if message.link else {}),
                **({"is_transactional": 1} if self.transactional else {}),
            }
        if message.channel == "sms" or self.sms_instead:
            text = message.text if message.channel == "sms" else fields.get("sms_text", message.text)
            wanted["sms"] = {"sender": self.sender, "text": text}
        return wanted


def read_answer(body: bytes, *, repeated: bool) -> Outcome:
    """What TurboSMS says of the one recipient; an answer nobody understands leaves the fate open."""
    try:
        answer = json.loads(body)
        code = int(answer["response_code"])
        items = answer.get("response_result") or []
    except (ValueError, TypeError, KeyError, AttributeError):
        return Outcome(Fate.UNCERTAIN, later("the gateway's answer is not one of TurboSMS"))
    item = items[0] if isinstance(items, list) and items and isinstance(items[0], dict) else {}
    own = item.get("response_code", 0)
    status = str(item.get("response_status") or answer.get("response_status") or "")
    provider = item.get("message_id")
    provider_id = str(provider)[:64] if provider else None
    said = f"TurboSMS {own if code in SENT else code}: {status}"[:300]
    if code == DUPLICATE or (code == SAME_TEXT_SOON and repeated):
        # The earlier result is returned; without one it is enough that the request was known.
        return Outcome(Fate.DELIVERED if own in (0, *SENT) else Fate.REFUSED, said, provider_id)
    if code in SENT:
        return Outcome(Fate.DELIVERED if own in SENT else Fate.REFUSED, said, provider_id)
    return Outcome(Fate.LATER if code in LATER else Fate.REFUSED, said)
