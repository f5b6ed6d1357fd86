"""The points on which the official description is silent or contradicts what was seen, each as a named switch.

The first value of a switch is our default. The strict reading is the default wherever a document that passes it
passes the lenient one too, so that a rehearsal finds more faults than the real server would; where the two exclude
each other the default is what was measured on the real server.
"""

from __future__ import annotations

from typing import Final

from prro_cli.record import dataclass


@dataclass(frozen=True, slots=True)
class Switch:
    """One ambiguous point: its values (the first is the default; none listed = a whole number) and its meaning."""

    name: str
    default: str
    values: tuple[str, ...]
    meaning: str


def _choice(name: str, values: str, meaning: str) -> Switch:
    parts = tuple(values.split("|"))
    return Switch(name, parts[0], parts, meaning)


def _number(name: str, default: int, meaning: str) -> Switch:
    return Switch(name, str(default), (), meaning)


TABLE: Final[tuple[Switch, ...]] = (
    _choice("reject_format", "text400|ticket200", "a refused /doc: HTTP 400 with text, or 200 with a signed ticket"),
    _choice("status_codes", "all400|listed", "codes 1 and 2: HTTP 400 like the others, or 404 and 401"),
    _choice(
        "revoke_numbering",
        "release|keep",
        "REVOKELASTONLINEDOC: 102 takes the number of the revoked document (the only reading in which 102 has the same "
        "number in both outcomes, as the official text wants), or is numbered after it",
    ),
    _choice(
        "hash_mode",
        "strict|lenient|text",
        "PREVDOCHASH: as in the official packet; any of the known variants; as "
        "in the official text (financial documents only)",
    ),
    _choice("package_atomic", "on|off", "a refused document undoes its whole package, or only itself and what follows"),
    _choice("z_check", "compare|off", "the Z-report must equal the server's totals of the shift"),
    _choice("tax_check", "strict|off", "turnover, base and sum of each tax row are recomputed from the rows"),
    _choice("cost_check", "strict|off", "COST of a row must be AMOUNT × PRICE rounded to a kopeck"),
    _choice(
        "return_check",
        "amount|exists|off",
        "a return: its sale must be known and not be exceeded; only known; not looked for",
    ),
    _choice(
        "total_discount",
        "either|rows|extra",
        "DISCOUNTSUM of the total: repeats the rows' discounts, is deducted in addition, or whichever fits",
    ),
    _choice("after_z", "refuse|allow", "documents between the Z-report and the closing of the shift"),
    _choice("uid_unique", "on|off", "a UID seen before is refused"),
    _choice("owner_code", "4|2", "code for a document of another person while a shift is open"),
    _choice("offline_open_code", "9|10", "code for an online document while an offline session is open on the server"),
    _choice("timestamp", "optional|required", "a signature time-stamp on online documents"),
    _choice("limits", "enforce|report", "36 h and 168 h: documents beyond them are refused, or only counted"),
    _choice(
        "month_border",
        "exclude|full",
        "a session across the month's border: in neither month's sum (measured), or in full in both",
    ),
    _choice("rollback", "end|whole|never", "what a question with the old session undoes: its end, all of it, nothing"),
    _choice(
        "autumn_hour", "tolerant|naive", "in the repeated hour of October a time may look smaller than the one before"
    ),
    _choice("zero_sum_control", "include|drop|either", "the control number of a document with the sum 0.00"),
    _choice("ticket_pair", "open_shift|always|never", "which tickets carry the pair of the next offline session"),
    _choice("ticket_time", "server|document", "ORDERDATE and ORDERTIME of the ticket"),
    _choice("senddocument_ticket", "cms|xml", "`Ticket` of SendDocument: the signed ticket or its bare XML"),
    _choice(
        "sid_form",
        "explicit|implicit",
        "the signer identifier of answers: the server's non-standard A0 22 04 20 or the standard 80 20",
    ),
    _choice("stamp_answers", "off|on", "a time-stamp on every signed answer (the real server has one; costs time)"),
    _choice("offline_fields", "strings|numbers", "JSON type of the Offline… members"),
    _choice("enum_form", "names|numbers", "DocClass, CheckDocType, CheckDocSubType in JSON"),
    _choice("result_code", "numbers|names", "ResultCode of CheckExt and ZRepExt"),
    _choice("part_pay_total", "paid|full", "what a part payment adds to the shift's sum"),
    _choice("storno_count", "exclude|include", "whether a storned receipt counts in OrdersCount"),
    _choice(
        "compress_answers", "mirror|off", "a compressed request is answered in the same coding if that is accepted"
    ),
    _choice("gateway_body", "either|array|list", '/report takes a bare array, or {"list": […]}, or both'),
    _choice("gateway_authorization", "none|required", "/report wants an Authorization header, or only the container"),
    _choice("gateway_timestamp", "optional|required", "a signature time-stamp on registration forms"),
    _choice("gateway_receipts", "encrypted|signed", "receipts are encrypted to the sender, or only signed"),
    _choice("gateway_charset", "cp1251|utf8|text", "receipts in windows-1251, in UTF-8, or as plain text"),
    _choice(
        "gateway_number_in", "second|first", "the fiscal number of a new ПРРО stands in receipt No 2, or in No 1 too"
    ),
    _choice("gateway_duplicate", "refuse|repeat", "a file name seen before is refused, or answered as the first time"),
    _number("time_tolerance_s", 300, "seconds an online document may differ from the server's clock"),
    _number("size_limit", 204800, "bytes of an uncompressed message (200 KB by the text, 512000 measured)"),
)

_BY_NAME: Final = {switch.name: switch for switch in TABLE}


class SwitchError(ValueError):
    """There is no such switch, or it has no such value."""


class Switches:
    """The switches of one sandbox; each may be set at any time."""

    def __init__(self, values: dict[str, str] | None = None) -> None:
        self._values = {switch.name: switch.default for switch in TABLE}
        for name, value in (values or {}).items():
            self.set(name, value)

    def set(self, name: str, value: str) -> None:
        """Set one switch; SwitchError names what would be allowed."""
        switch = _BY_NAME.get(name)
        if switch is None:
            raise SwitchError(f"there is no switch {name!r}; there are: {', '.join(_BY_NAME)}")
        if switch.values and value not in switch.values:
            raise SwitchError(f"{name} may be {', '.join(switch.values)}; not {value!r}")
        if not switch.values and not (value.isascii() and value.isdigit() and len(value) < 10):
            raise SwitchError(f"{name} is a whole number, not {value!r}")
        self._values[name] = value

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def number(self, name: str) -> int:
        """The value of a switch that is a number."""
        return int(self._values[name])

    def on(self, name: str, value: str) -> bool:
        """Whether the switch stands at this value."""
        if value not in _BY_NAME[name].values:
            raise SwitchError(f"{name} has no value {value!r}")
        return self._values[name] == value

    def as_dict(self) -> dict[str, str]:
        """All values by name."""
        return dict(self._values)

    def changed(self) -> dict[str, str]:
        """Only what differs from the defaults."""
        return {name: value for name, value in self._values.items() if value != _BY_NAME[name].default}


def parse(assignment: str) -> tuple[str, str]:
    """Split the `name=value` of an option."""
    name, sign, value = assignment.partition("=")
    if not sign:
        raise SwitchError(f"{assignment!r} is not name=value")
    return name.strip(), value.strip()
