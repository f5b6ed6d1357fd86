"""Drivers from the home: the setting of a channel names `delivery/NAME.toml`, or is `exec:COMMAND`.

Every member is checked before a driver is used; a secret in clear is refused, with the members that are right.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import field
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from prro_cli.crypto.secret import Secret
from prro_cli.delivery.driver import Driver
from prro_cli.delivery.filling import texts_of, unknown_fields
from prro_cli.delivery.tokens import IN_CLEAR, TokenError, bare_environment, secret_of, words
from prro_cli.errors.delivery import DriverUnusableError
from prro_cli.home.paths import Home, check_private
from prro_cli.lang import say
from prro_cli.record import dataclass

KINDS = ("smtp", "turbosms", "http", "exec")
EXEC = "exec:"
_COMMON = {"driver", "secret_file", "secret_command", "ca_file", "idempotent", "attach"}
_MEMBERS: dict[str, dict[str, type]] = {
    "smtp": {"host": str, "port": int, "security": str, "from": str, "user": str, "helo": str},
    "turbosms": {
        "sender": str, "viber_sender": str, "url": str, "ttl": int, "sms_instead": bool, "transactional": bool,
        "button": str,
    },
    "http": {"url": str, "method": str, "format": str, "headers": dict, "body": object, "success": dict},
    "exec": {"command": object},
}  # fmt: skip
_SUCCESS = {"status", "where", "duplicate", "later", "provider_id", "error"}
ATTACHABLE = ("pdf", "png")


class _WrongError(Exception):
    """A member that does not fit; becomes a `DriverUnusableError`."""


@dataclass(frozen=True, slots=True)
class Drivers:
    """The drivers of a home, made when they are needed."""

    home: Home
    variables: Mapping[str, str] = field(repr=False)
    setting: Callable[[str, str], str]
    """(channel, desk) → what the setting `delivery.<channel>` says."""

    def configured(self, channel: str, desk: str) -> bool:
        """Whether there is anything to send with; says nothing of its soundness."""
        wanted = self.setting(channel, desk)
        return wanted.startswith(EXEC) or (bool(wanted) and self._path(wanted).is_file())

    def driver(self, channel: str, desk: str) -> Driver:
        """The driver of a channel; DriverUnusableError names what is wrong with it."""
        wanted = self.setting(channel, desk)
        try:
            if wanted.startswith(EXEC):
                return _program(wanted, {"command": wanted.removeprefix(EXEC)}, self.variables)
            return self._from_file(wanted, channel)
        except (_WrongError, TokenError, ValueError) as error:
            raise DriverUnusableError(name=wanted or channel, detail=str(error), channel=channel) from None
        except OSError as error:
            detail = f"{error.filename or ''}: {error.strerror or error}"
            raise DriverUnusableError(name=wanted or channel, detail=detail, channel=channel) from None

    def _path(self, name: str) -> Path:
        return self.home.delivery_dir / f"{name}.toml"

    def _from_file(self, name: str, channel: str) -> Driver:
        path = self._path(name)
        if not name or Path(name).name != name or not path.is_file():
            raise _WrongError(say("there is no driver file {path}", path=path))
        check_private(path)
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        kind = table.get("driver")
        if kind not in KINDS:
            raise _WrongError(say("driver = one of {known}; found {kind!r}", known=", ".join(KINDS), kind=kind))
        _check_members(kind, table)
        if (kind == "smtp") != (channel == "mail") and kind in ("smtp", "turbosms"):
            raise _WrongError(say("the driver {kind} does not send {channel}", kind=kind, channel=channel))
        secret = _later(name, table, path.parent, self.variables)
        make = {"smtp": _smtp, "turbosms": _turbosms, "http": _http}.get(kind)
        return _program(name, table, self.variables) if make is None else make(name, table, secret, self)


def _later(name: str, table: Mapping[str, Any], folder: Path, variables: Mapping[str, str]) -> Callable[[], Secret]:
    """The secret is read once when the driver is made, so that a missing one is told before anything is tried."""
    kept: list[Secret] = []

    def read() -> Secret:
        if not kept:
            kept.append(secret_of(name, table, folder, variables))
        return kept[0]

    return read


def _check_members(kind: str, table: Mapping[str, Any]) -> None:
    known = _MEMBERS[kind]
    for name, value in table.items():
        if name.lower() in IN_CLEAR:
            raise _WrongError(say("{name}: no secret in clear; use secret_file or secret_command", name=name))
        if name not in known and name not in _COMMON:
            raise _WrongError(
                say(
                    "there is no member {name!r}; known are {known}",
                    name=name,
                    known=", ".join(sorted({*known, *_COMMON})),
                )
            )
        expected = known.get(name, object)
        if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
            raise _WrongError(say("{name} must be of type {type}", name=name, type=expected.__name__))
    attach = table.get("attach", [])
    if not isinstance(attach, list) or any(one not in ATTACHABLE for one in attach):
        raise _WrongError(say("attach is a list of {known}", known=", ".join(ATTACHABLE)))


def _needed(table: Mapping[str, Any], name: str) -> str:
    value = str(table.get(name) or "")
    if not value:
        raise _WrongError(say("{name} is missing", name=name))
    return value


def _ca_file(table: Mapping[str, Any], home: Home) -> Path | None:
    named = table.get("ca_file")
    return home.delivery_dir / Path(str(named)).expanduser() if named else None


def _smtp(name: str, table: Mapping[str, Any], secret: Callable[[], Secret], drivers: Drivers) -> Driver:
    from prro_cli.delivery.gateway import LOOPBACK
    from prro_cli.delivery.mail import PORTS, Smtp

    security = str(table.get("security", "starttls"))
    host = _needed(table, "host")
    if security not in PORTS:
        raise _WrongError(say("security = one of {known}", known=", ".join(PORTS)))
    if security == "none" and host not in LOOPBACK:
        raise _WrongError(say("without TLS only a server on this machine is used: security = starttls or tls"))
    shown, sender = parseaddr(_needed(table, "from"))
    if "@" not in sender or not sender.isascii() or any(c.isspace() for c in sender):
        raise _WrongError(say("from is an address such as Кав'ярня <kasa@example.ua>"))
    if "pdf" in table.get("attach", ()) and find_spec("fpdf") is None:
        raise _WrongError(say("attach = pdf needs a package: pip install 'prro[pdf]'"))
    if table.get("user"):
        secret()
    return Smtp(
        name=name,
        host=host,
        port=int(table.get("port", PORTS[security])),
        security=security,
        sender=sender,
        sender_name=shown,
        user=str(table.get("user", "")),
        secret=secret if table.get("user") else None,
        ca_file=_ca_file(table, drivers.home),
        helo=str(table.get("helo", "")),
        idempotent=bool(table.get("idempotent", False)),
        attachments=tuple(table.get("attach", ())),
    )


def _turbosms(name: str, table: Mapping[str, Any], secret: Callable[[], Secret], drivers: Drivers) -> Driver:
    from prro_cli.delivery.gateway import Gateway, safe_address
    from prro_cli.delivery.turbosms import ADDRESS, VIBER_TTL, TurboSms

    url = str(table.get("url", ADDRESS)).rstrip("/")
    if not safe_address(url):
        raise _WrongError(say("url must be https://"))
    ttl = int(table.get("ttl", 3600))
    if not VIBER_TTL[0] <= ttl <= VIBER_TTL[1]:
        raise _WrongError(say("ttl is {least} to {most} seconds", least=VIBER_TTL[0], most=VIBER_TTL[1]))
    secret()
    plain = ("viber_sender", "sms_instead", "transactional", "button")
    return TurboSms(
        name=name,
        gateway=Gateway(drivers.variables, _ca_file(table, drivers.home)),
        secret=secret,
        sender=_needed(table, "sender"),
        url=url,
        ttl=ttl,
        **{member: table[member] for member in plain if member in table},
    )


def _http(name: str, table: Mapping[str, Any], secret: Callable[[], Secret], drivers: Drivers) -> Driver:
    from prro_cli.delivery.content import FIELDS
    from prro_cli.delivery.gateway import Gateway, safe_address
    from prro_cli.delivery.http import MEDIA_TYPES, OWN_FIELDS, HttpGateway, Reading

    url, shape, method = _needed(table, "url"), str(table.get("format", "json")), str(table.get("method", "POST"))
    body, success = table.get("body", {}), table.get("success", {})
    if not safe_address(url):
        raise _WrongError(say("url must be https://"))
    if shape not in MEDIA_TYPES or method not in ("POST", "PUT"):
        raise _WrongError(say("format = one of {known}; method = POST or PUT", known=", ".join(MEDIA_TYPES)))
    if (shape == "text") != isinstance(body, str) or set(success) - _SUCCESS:
        raise _WrongError(
            say("body is a table (a text with format = text); success holds {names}", names=", ".join(sorted(_SUCCESS)))
        )
    texts = [url, *texts_of(body), *texts_of(table.get("headers", {}))]
    unknown = sorted({field for text in texts for field in unknown_fields(text, FIELDS | OWN_FIELDS)})
    if unknown:
        raise _WrongError(
            say(
                "unknown fields {unknown}; known are {known}",
                unknown=", ".join(unknown),
                known=", ".join(sorted(FIELDS | OWN_FIELDS)),
            )
        )
    wants_secret = any("{secret}" in text for text in texts)
    if "{secret}" in url:
        raise _WrongError(say("a secret in an address is written to logs on the way; put it into a header or the body"))
    idempotent = bool(table.get("idempotent", False))
    if idempotent and not any("{message_id}" in text or "{message_number" in text for text in texts):
        raise _WrongError(say("idempotent = true needs {message_id} or {message_number} in the request"))
    if wants_secret:
        secret()
    return HttpGateway(
        name=name,
        gateway=Gateway(drivers.variables, _ca_file(table, drivers.home)),
        url=url,
        body=body,
        format=shape,
        method=method,
        headers={str(k): str(v) for k, v in table.get("headers", {}).items()},
        reading=Reading(
            statuses=tuple(success.get("status", (200, 201, 202))),
            **{member: success[member] for member in _SUCCESS - {"status"} if member in success},
        ),
        secret=secret if wants_secret else None,
        idempotent=idempotent,
    )


def _program(name: str, table: Mapping[str, Any], variables: Mapping[str, str]) -> Driver:
    from prro_cli.delivery.program import Program

    command = words(table.get("command", ""))
    if not command:
        raise _WrongError(say("command is missing"))
    idempotent = bool(table.get("idempotent", False))
    shown = name if not name.startswith(EXEC) else EXEC + Path(command[0]).name
    return Program(shown, tuple(command), bare_environment(variables), idempotent)
