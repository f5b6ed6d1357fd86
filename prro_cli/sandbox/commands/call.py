"""One command as it came in: its members, its signer, and the server around it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from prro_cli.record import dataclass
from prro_cli.sandbox import registry
from prro_cli.sandbox.checks import access
from prro_cli.sandbox.checks.case import Court
from prro_cli.sandbox.faults import Fault
from prro_cli.sandbox.notary import Envelope, Notary
from prro_cli.sandbox.refusals import NoDataError, RefusalError
from prro_cli.sandbox.registry import Operator, Register
from prro_cli.values import kyiv

LARGEST: Final = 2**63 - 1
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSOFT: Final = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/", re.ASCII)


@dataclass(frozen=True, slots=True)
class Call:
    """A command; `url` is the sandbox's own address, `schemas` a folder with the official XSD if the user has one."""

    court: Court
    keys: Notary | None
    members: Mapping[str, Any]
    envelope: Envelope | None
    url: str
    schemas: Path | None
    faults: tuple[Fault, ...]

    @property
    def notary(self) -> Notary:
        """Who signs the answer; a command that needs nobody is called without one."""
        assert self.keys is not None
        return self.keys

    def number(self, name: str) -> int:
        """A whole number, given as a number or a string; code 11 otherwise."""
        value = self.optional_number(name)
        if value is None:
            raise _invalid(name)
        return value

    def optional_number(self, name: str) -> int | None:
        """A whole number or nothing."""
        value = self.members.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).isascii():
            raise _invalid(name)
        try:
            number = int(value)
        except ValueError:
            raise _invalid(name) from None
        if abs(number) > LARGEST:
            raise _invalid(name)
        return number

    def text(self, name: str) -> str | None:
        """A string or a number as text, or nothing."""
        value = self.members.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise _invalid(name)
        return str(value)

    def flag(self, name: str) -> bool:
        """A boolean; absent is false."""
        value = self.members.get(name)
        if value not in (None, True, False):
            raise _invalid(name)
        return bool(value)

    def moment(self, name: str) -> datetime | None:
        """ISO 8601 or `/Date(milliseconds)/`; without an offset it is Kyiv time."""
        text = self.text(name)
        if text is None:
            return None
        match = _MICROSOFT.fullmatch(text)
        try:
            if match:
                return (EPOCH + timedelta(milliseconds=int(match[1]))).astimezone(kyiv())
            moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
            return (moment if moment.tzinfo else moment.replace(tzinfo=kyiv())).astimezone(kyiv())
        except (ValueError, OverflowError):
            raise _invalid(name) from None

    def base64(self, value: object, name: str) -> bytes:
        """Bytes in base64."""
        try:
            return base64.b64decode(value if isinstance(value, str) else "", validate=True) or b""
        except (binascii.Error, ValueError):
            raise _invalid(name) from None

    @property
    def uid(self) -> str | None:
        """The identifier of the request."""
        return self.text("UID")

    @property
    def signer(self) -> Envelope:
        """Who signed; a command that needs it and is not signed is refused."""
        if self.envelope is None:
            raise RefusalError(
                9, "Повідомлення повинно бути засвідчене кваліфікованим електронним підписом: envelopeType: EtUnknown"
            )
        access.check_certificate(self.court, self.envelope, None, None)
        return self.envelope

    def operator(self) -> Operator:
        """The registered key of the signer; no data for an unknown one."""
        operator = registry.operator(self.court.books.connection, self.signer.ski)
        if operator is None:
            raise NoDataError
        return operator

    def register(self) -> Register:
        """The register asked about, if the signer may see it; no data otherwise."""
        operator, number = self.operator(), self.number("NumFiscal")
        register = registry.register(self.court.books.connection, number)
        if register is None or not registry.granted(self.court.books.connection, operator.ski, number):
            raise NoDataError
        return register

    def check_timeout(self) -> None:
        """Timestamp + Timeout: a command that comes too late is not carried out (API 29.08.2023)."""
        sent, limit = self.moment("Timestamp"), self.optional_number("Timeout")
        if sent is not None and limit is not None and self.court.now > sent + timedelta(milliseconds=limit):
            raise RefusalError(11, "Виконання команди скасовано: вичерпано час очікування")


def _invalid(name: str) -> RefusalError:
    return RefusalError(11, f"Некоректний параметр запиту {name}")


def enum(call: Call, number: int, names: Mapping[int, str], switch: str = "enum_form") -> int | str:
    """An enumeration as the switch wants it."""
    return names.get(number, str(number)) if call.court.switches.on(switch, "names") else number
