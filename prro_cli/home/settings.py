"""Settings: one table of what there is, and for each value where it came from.

Precedence (cli.md): flag > environment > the desk's own section > the file > default. Counters, shift and offline
state are not settings; they live only in the journal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from prro_cli.errors.general import SettingValueError, UnknownSettingError
from prro_cli.home.config_file import COMMAND_LINE, correction, read_config
from prro_cli.home.paths import Home
from prro_cli.lang import say
from prro_cli.record import dataclass

_SWITCH_WORDS = {**dict.fromkeys(("true", "yes", "on", "1"), True), **dict.fromkeys(("false", "no", "off", "0"), False)}
Kind = Literal["text", "choice", "whole", "switch"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing a user may decide."""

    name: str
    kind: Kind
    default: str | int | bool
    help: str
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 10**9

    @property
    def variable(self) -> str:
        """The environment variable that overrides it: `offline.enter` → `PRRO_OFFLINE_ENTER`."""
        return "PRRO_" + self.name.upper().replace(".", "_").replace("-", "_")

    def read(self, value: object, origin: str) -> str | int | bool:
        """The value as its kind, whether it was text in the environment or a TOML value."""
        read: str | int | bool | None = None
        if self.kind == "switch":
            read = value if isinstance(value, bool) else _SWITCH_WORDS.get(str(value).lower())
            expected = say("true or false")
        elif self.kind == "whole":
            text = str(value).removeprefix("-")
            digits = not isinstance(value, bool) and text.isascii() and text.isdigit() and len(text) < 19
            read = int(str(value)) if digits else None
            read = read if read is not None and self.low <= read <= self.high else None
            expected = say("a whole number from {low} to {high}", low=self.low, high=self.high)
        elif self.kind == "choice":
            read = str(value) if str(value) in self.choices else None
            expected = say("one of {known}", known=", ".join(self.choices))
        else:
            read = value if isinstance(value, str) else None
            expected = say("a text")
        if read is None:
            raise SettingValueError(
                name=self.name, value=value, origin=say(origin), expected=expected, next_steps=correction(origin)
            )
        return read


TABLE: tuple[Setting, ...] = (
    Setting("shift.auto-open", "switch", False, "Open the shift at the first sale (R71)."),
    Setting("shift.stale", "choice", "warn", "What a shift older than 24 hours does to a sale.", ("warn", "refuse")),
    Setting("offline.enter", "choice", "auto", "Going offline when the link is lost.", ("auto", "ask", "never")),
    Setting("offline.warn-session-hours", "whole", 30, "Warn when an offline session is this old.", low=1, high=36),
    Setting("offline.warn-month-hours", "whole", 150, "Warn at this sum of offline hours in a month.", low=1, high=168),
    Setting("offline.numbering", "choice", "reuse", "Number of 102 after a lost reply.", ("reuse", "next")),
    Setting("offline.zero-sum", "choice", "include", "A sum of 0.00 in a control number.", ("include", "drop")),
    Setting("offline.numbers", "whole", 2000, "Local limit of numbers in one offline session.", low=20, high=1_000_000),
    Setting("sync.interval", "whole", 600, "Seconds between two checks while offline (R34).", low=10, high=86400),
    Setting("server.timeout", "whole", 15, "Seconds one call to the tax server may take in all.", low=1, high=600),
    Setting("server.document-channel", "choice", "doc", "How documents are sent.", ("doc", "SendDocument")),
    Setting("server.package-channel", "choice", "pck", "How offline packages are sent.", ("pck", "SendOflPackage")),
    Setting("server.package-bytes", "whole", 175_000, "Size of a package to aim at.", low=20_000, high=204_800),
    Setting("timestamp.required", "switch", False, "Refuse to send online documents without a time-stamp."),
    Setting("signature.verify", "switch", False, "Verify every signature in full before it is released."),
    Setting("signature.digest", "choice", "auto", "Digest of signatures.", ("auto", "gost34311", "kupyna256")),
    Setting("signing.shared", "switch", False, "One common key signs; the seller is kept per row (R43)."),
    Setting("secrets.keyring", "switch", False, "Look for key passwords in the keyring of the operating system."),
    Setting("payments.card-code", "choice", "1", "Code of a card payment on documents.", ("1", "301")),
    Setting("delivery.when", "choice", "now", "Send queued receipts right after the sale.", ("now", "later")),
    Setting("delivery.mail", "text", "mail", "Driver of e-mail: delivery/NAME.toml in the home, or exec:COMMAND."),
    Setting("delivery.sms", "text", "sms", "Driver of SMS, in the same way."),
    Setting("delivery.viber", "text", "viber", "Driver of Viber, in the same way."),
    Setting("delivery.timeout", "whole", 20, "Seconds one attempt to send a receipt may take.", low=1, high=120),
    Setting("delivery.keep-days", "whole", 30, "Days after which an unused address is forgotten; 0 keeps.", high=3660),
    Setting("lock.wait", "whole", 5, "Seconds to wait for another process on the same desk.", high=600),
    Setting(
        "receipt.header", "text", "", "Lines above the seller's name; \\n parts them, @FILE reads them from the home."
    ),
    Setting(
        "receipt.footer", "text", "", "Lines at the end of a receipt; \\n parts them, @FILE reads them from the home."
    ),
    Setting("receipt.logo", "text", "", "Picture at the head of a receipt: a PNG or JPEG file in the home."),
    Setting("receipt.mac", "choice", "own", "Hash in an offline receipt's link.", ("own", "previous", "none")),
    Setting("receipt.cashier", "switch", True, "Print the cashier's name."),
    Setting("receipt.columns", "whole", 42, "Columns of a receipt shown or saved: 32, 42, 48 or 64.", low=24, high=80),
    Setting("receipt.font", "text", "", "TrueType font of pictures and PDF instead of the one that comes along."),
    Setting("receipt.printer", "text", "", "The desk's printer (prro printer list); receipts print by themselves."),
    Setting("receipt.print", "choice", "all", "Documents that print by themselves.", ("all", "receipts", "none")),
    Setting(
        "registration.rest-url",
        "text",
        "https://cabinet.tax.gov.ua/cabinet/public/api/exchange",
        "Channel rest: the cabinet's exchange of reports.",
    ),
    Setting(
        "registration.cabinet-url",
        "text",
        "https://cabinet.tax.gov.ua/ws/public_api",
        "Channel rest: the cabinet's read API (list of sent documents).",
    ),
    Setting("registration.receipt-code", "text", "43005393", "ЄДРПОУ in the certificate of who signs receipts."),
    Setting("registration.rest-authorization", "switch", False, "Channel rest: send an Authorization header."),
    Setting("registration.rest-body", "choice", "array", "Channel rest: form of the request.", ("array", "list")),
    Setting("registration.kvt-body", "choice", "raw", "Channel rest: how receipts are asked for.", ("raw", "json")),
    Setting("registration.soap-url", "text", "http://soap.tax.gov.ua/WebSrvGate/gate.asmx", "Channel soap: the gate."),
    Setting("registration.email", "text", "", "Channel soap: our address; {tax number}@tax.gov.ua where empty."),
    Setting("registration.mail-to", "text", "", "Channel mail: the single address of the tax service."),
    Setting("registration.mail-from", "text", "", "Channel mail: our own address."),
    Setting("registration.smtp-server", "text", "", "Channel mail: HOST:PORT letters are handed to."),
    Setting("registration.smtp-security", "choice", "starttls", "Channel mail: SMTP.", ("starttls", "tls", "none")),
    Setting("registration.smtp-user", "text", "", "Channel mail: user name at the SMTP server."),
    Setting("registration.smtp-password-file", "text", "", "Channel mail: file with the password of that user."),
    Setting("registration.imap-server", "text", "", "Channel mail: HOST:PORT of the mailbox receipts come to."),
    Setting("registration.imap-security", "choice", "tls", "Channel mail: IMAP.", ("starttls", "tls", "none")),
    Setting("registration.imap-user", "text", "", "Channel mail: user name at the IMAP server."),
    Setting("registration.imap-password-file", "text", "", "Channel mail: file with the password of that user."),
    Setting("registration.imap-folder", "text", "INBOX", "Channel mail: folder that receipts lie in."),
    Setting("registration.timeout", "whole", 60, "Seconds one call to a gateway of forms may take.", low=1, high=600),
    Setting("confirm.sale", "switch", False, "Ask before a sale is registered (R33)."),
    Setting(
        "backup.to", "text", "", "Where backups go: a directory, https://…, s3:https://…, exec:…; else the home's own."
    ),
    Setting("backup.recipient", "text", "", "Close backups for this key of `prro backup keygen`."),
    Setting("backup.keep", "text", "", "Which backups stay after a new one: daily=7,weekly=4,monthly=12; else all."),
    Setting("device.check", "switch", True, "Tell when the same register is used on another machine (R25)."),
)
_BY_NAME = {setting.name: setting for setting in TABLE}


def setting(name: str, origin: str = COMMAND_LINE) -> Setting:
    """The setting of that name; an unknown one is an error that names the nearest."""
    if name not in _BY_NAME:
        import difflib

        near = difflib.get_close_matches(name, _BY_NAME, n=1)
        nearest = say("; did you mean {near}?", near=near[0]) if near else ""
        raise UnknownSettingError(name=name, origin=say(origin), nearest=nearest, next_steps=correction(origin))
    return _BY_NAME[name]


@dataclass(frozen=True, slots=True)
class Value:
    """A setting's value and where it came from."""

    name: str
    value: str | int | bool
    origin: str


class Settings:
    """All values of a home, looked up by name and desk."""

    def __init__(self, config: Mapping[str, Any], variables: Mapping[str, str], source: str) -> None:
        self.config = config
        self._variables = variables
        self._source = source
        self._check_names()

    @classmethod
    def load(cls, home: Home, variables: Mapping[str, str]) -> Settings:
        """Read the home's configuration file; a missing file is an empty one."""
        home.checked()
        return cls(read_config(home.config_path), variables, str(home.config_path))

    def value(self, name: str, desk: str | None = None) -> Value:
        """The value in force and its origin."""
        found = setting(name)
        if found.variable in self._variables:
            origin = f"${found.variable}"
            return Value(name, found.read(self._variables[found.variable], origin), origin)
        for table, place in self._places(desk):
            raw = _dig(table, name)
            if raw is not None:
                return Value(name, found.read(raw, place), place)
        return Value(name, found.default, "default")

    def all(self, desk: str | None = None) -> list[Value]:
        """Every setting with its value."""
        return [self.value(s.name, desk) for s in TABLE]

    def text(self, name: str, desk: str | None = None) -> str:
        """A text or choice."""
        return str(self.value(name, desk).value)

    def whole(self, name: str, desk: str | None = None) -> int:
        """A whole number."""
        return int(self.value(name, desk).value)

    def switch(self, name: str, desk: str | None = None) -> bool:
        """A yes or no."""
        return bool(self.value(name, desk).value)

    def _places(self, desk: str | None) -> Iterator[tuple[Mapping[str, Any], str]]:
        if desk:
            table = self.config.get("desks", {}).get(desk, {}).get("settings", {})
            yield table, f"{self._source} [desks.{desk}.settings]"
        yield self.config.get("settings", {}), f"{self._source} [settings]"

    def _check_names(self) -> None:
        desks = self.config.get("desks", {})
        tables = [(self.config.get("settings", {}), "settings")]
        tables += [(table.get("settings", {}), f"desks.{name}.settings") for name, table in desks.items()]
        for table, place in tables:
            for name in _names(table):
                setting(name, f"{self._source} [{place}]")


def _dig(table: Mapping[str, Any], name: str) -> Any:
    group, _, key = name.partition(".")
    inner = table.get(group)
    return inner.get(key) if isinstance(inner, Mapping) else None


def _names(table: Mapping[str, Any]) -> Iterator[str]:
    for group, inner in table.items():
        if isinstance(inner, Mapping):
            yield from (f"{group}.{key}" for key in inner)
        else:
            yield group
