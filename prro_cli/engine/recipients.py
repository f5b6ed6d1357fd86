"""Where a buyer wants the receipt: `mail:ADDR`, `sms:TEL`, `viber:TEL`, checked before a number is taken.

Addresses are personal data: the repr and every text made of one shows a masked form only (peripherals 2.0).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field

from prro_cli.errors.orders import OrderFieldError
from prro_cli.lang import say
from prro_cli.record import dataclass

CHANNELS = ("mail", "sms", "viber")
MAX_RECIPIENTS = 10
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_NOISE = str.maketrans("", "", " -().\u00a0\t/")
_UKRAINE = "380"
_UKRAINIAN_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address of one buyer, normalised: a phone is twelve digits, a domain is in ASCII."""

    channel: str
    address: str = field(repr=False)

    @property
    def masked(self) -> str:
        """What may be shown: `o***@example.ua`, `+38067*****12`."""
        return masked(self.channel, self.address)


def masked(channel: str, address: str) -> str:
    """An address as it may be shown."""
    if channel == "mail":
        local, _, domain = address.partition("@")
        return f"{local[:1]}***@{domain}"
    return f"+{address[:5]}{'*' * max(len(address) - 7, 3)}{address[-2:]}"


def parse_recipient(value: object, path: str = "--send") -> Recipient:
    """`mail:ADDR`, `sms:TEL` or `viber:TEL`; the refusal never quotes the address."""
    if not isinstance(value, str):
        raise OrderFieldError(field=path, detail=say("a text such as mail:name@example.ua is expected"))
    channel, colon, address = value.strip().partition(":")
    channel = channel.strip().lower()
    if not colon or channel not in CHANNELS:
        wanted = ", ".join(f"{name}:…" for name in CHANNELS)
        raise OrderFieldError(field=path, detail=say("it must begin with one of {wanted}", wanted=wanted))
    return Recipient(channel, (_mail if channel == "mail" else _phone)(address.strip(), path))


def parse_recipients(values: Sequence[object], path: str = "--send") -> tuple[Recipient, ...]:
    """Several of them, each once."""
    found = [parse_recipient(value, f"{path}[{n}]") for n, value in enumerate(values)]
    if len(found) > MAX_RECIPIENTS:
        raise OrderFieldError(
            field=path,
            detail=say("{count} addresses, allowed are {most}", count=len(found), most=MAX_RECIPIENTS),
        )
    return tuple(dict.fromkeys(found))


def _mail(text: str, path: str) -> str:
    local, at, domain = text.rpartition("@")
    try:
        plain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        plain = ""
    dots = not local.startswith(".") and not local.endswith(".") and ".." not in local
    labels = plain.split(".")
    if not (at and dots and _LOCAL.fullmatch(local) and len(labels) > 1 and all(map(_LABEL.fullmatch, labels))):
        raise OrderFieldError(field=path, detail=say("an e-mail address such as mail:name@example.ua is expected"))
    return f"{local}@{plain}"


def _phone(text: str, path: str) -> str:
    """Ukrainian numbers in any usual spelling (380…, 80…, 0…), others with + and their country."""
    plus = text.startswith("+")
    digits = text.removeprefix("+").translate(_NOISE)
    if digits.isascii() and digits.isdigit():
        missing = _UKRAINIAN_DIGITS - len(digits)
        completed = _UKRAINE[:missing] + digits if 0 <= missing <= len(_UKRAINE) - 1 and not plus else digits
        if completed.startswith(_UKRAINE) and len(completed) == _UKRAINIAN_DIGITS:
            return completed
        if plus and not digits.startswith((_UKRAINE, "0")) and 10 <= len(digits) <= 15:
            return digits
    raise OrderFieldError(field=path, detail=say("a phone number such as sms:+380671234567 is expected"))
