"""A message as it would be sent, for `--dry-run`: the address masked, the parts of an SMS counted."""

from __future__ import annotations

from prro_cli.delivery.content import Texts
from prro_cli.record import dataclass

GSM7 = (160, 153)
UCS2 = (70, 67)
_GSM_EXTRA = frozenset("\n\r@£$¥èéùìòÇØøÅåÆæßÉ!\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà _")


@dataclass(frozen=True, slots=True)
class Preview:
    """One message."""

    document: str
    channel: str
    address: str
    subject: str
    text: str
    html: str
    attachments: tuple[str, ...]
    parts: int
    """How many SMS the text takes; 1 on other channels."""


def preview(document: str, channel: str, address: str, texts: Texts) -> Preview:
    """The preview of a message to a masked address."""
    names = tuple(attachment.name for attachment in texts.attachments)
    parts = sms_parts(texts.text) if channel == "sms" else 1
    return Preview(document, channel, address, texts.subject, texts.text, texts.html, names, parts)


def sms_parts(text: str) -> int:
    """How many SMS a text takes: 160/153 letters of GSM 03.38, else 70/67 of UCS-2 (peripherals 2.3)."""
    latin = all((c.isascii() and c.isalnum()) or c in _GSM_EXTRA for c in text)
    whole, each = GSM7 if latin else UCS2
    size = len(text) if latin else len(text.encode("utf-16-le")) // 2
    return 1 if size <= whole else -(-size // each)
