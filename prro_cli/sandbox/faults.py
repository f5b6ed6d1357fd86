"""Faults on request: `KIND[=VALUE][:WHEN][@TARGET]`.

WHEN counts the matching requests from the moment the fault is set: `3` the third (once), `2-4`, `5+`, `*` all;
without it the next one. TARGET is `doc`, `pck`, `cmd`, `cmd:Name`, `send` (doc, pck, SendDocument, SendOflPackage) or
`any`; for registration forms `submit` (a sending), `form` (any request to the gateway), `form:report`,
`form:kvt_by_id`, `form:Send`, `form:ReceiveAll` …; without it the kind's own default.
Example: `lost-reply:3`, `delay=2:*@cmd:ServerState`, `refuse=9:1@doc`, `lost-reply@submit`.
"""

from __future__ import annotations

import re
import threading
from typing import Final

from prro_cli.record import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault: where it strikes by default, its default value (None: it takes none), what it does."""

    name: str
    target: str
    default: str | None
    meaning: str


KINDS: Final[tuple[Kind, ...]] = (
    Kind("delay", "any", "1", "answer so many seconds later (a number with at most three decimals)"),
    Kind("status", "any", "503", "answer with this HTTP status, process nothing"),
    Kind("drop", "send", None, "close the connection before anything is processed"),
    Kind("lost-reply", "send", None, "process the request, then close the connection without an answer"),
    Kind("reset", "send", None, "reset the connection (RST) before anything is processed"),
    Kind("reset-after", "send", None, "process the request, then reset the connection"),
    Kind("silence", "any", "30", "accept the request and say nothing for so many seconds, then close"),
    Kind("drip", "any", "1", "send the answer one byte every so many seconds"),
    Kind("truncated", "send", None, "half of the answer's body, with a length that fits"),
    Kind("cut", "send", None, "half of the answer's body, then close, although the header promises all"),
    Kind("wrong-signature", "send", None, "an answer whose signature does not hold"),
    Kind("html", "any", None, "the page of a captive portal, status 200"),
    Kind("redirect", "any", "302", "send the client somewhere else"),
    Kind("flood", "any", "4", "so many megabytes of nothing as an answer"),
    Kind("duplicate", "send", None, "process the request twice, answer with the second result"),
    Kind("counter-jump", "send", "1", "another device registers so many documents just before"),
    Kind("refuse", "send", "9", "refuse with this code"),
    Kind("refuse-document", "pck", "0", "refuse document K of the package: `K` or `K/CODE` (default code 9)"),
    Kind("rollback", "any", "whole", "undo the last offline session just before: `whole` or only its `end`"),
    Kind("unescaped", "send", None, "a ticket whose text holds a bare &"),
    Kind("clock-skew", "any", "3600", "the server's clock is wrong by so many seconds during the request"),
    Kind("refuse-form", "submit", "7", "refuse a registration form on ground N of Порядок 317, II.6 (1 to 7)"),
    Kind("late-receipt", "submit", "1", "receipt No 2 comes only after one has asked so many times in vain"),
    Kind("ocsp", "send", None, "the issuer's OCSP does not answer (code 12)"),
)
_BY_NAME: Final = {kind.name: kind for kind in KINDS}
SENDING: Final = ("doc", "pck", "cmd:SendDocument", "cmd:SendOflPackage")
TARGETS: Final = ("any", "send", "submit", "doc", "pck", "cmd", "form")
SUBMITTING: Final = ("form:report", "form:Send")
_SPEC: Final = re.compile(
    r"(?P<kind>[a-z-]+)(?:=(?P<value>[^:@]+))?(?::(?P<when>\*|\d+(?:\+|-\d+)?))?(?:@(?P<target>[A-Za-z_:]+))?", re.ASCII
)
_VALUE: Final = re.compile(r"-?\d{1,6}(\.\d{1,3})?(/\d{1,2})?|whole|end", re.ASCII)


class FaultSpecError(ValueError):
    """A fault that is not written as the grammar wants it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault as asked for: it strikes the requests from `first` to `last` (None: for ever) that fit its target."""

    kind: str
    value: str
    first: int
    last: int | None
    target: str

    def fits(self, target: str) -> bool:
        """Whether a request to this target counts."""
        if self.target == "any":
            return True
        if self.target == "send":
            return target in SENDING
        if self.target == "submit":
            return target in SUBMITTING
        return target == self.target or target.startswith(self.target + ":")

    @property
    def text(self) -> str:
        """The fault as the grammar writes it."""
        when = "*" if (self.first, self.last) == (1, None) else f"{self.first}+" if self.last is None else (
            str(self.first) if self.first == self.last else f"{self.first}-{self.last}")  # fmt: skip
        value = f"={self.value}" if self.value else ""
        return f"{self.kind}{value}:{when}@{self.target}"

    @property
    def milliseconds(self) -> int:
        """A value in seconds, with up to three decimals."""
        whole, _, rest = self.value.partition(".")
        return int(whole) * 1000 + int(rest.ljust(3, "0") or 0)


def parse(spec: str) -> Fault:
    """Read one fault; FaultSpecError says what is wrong."""
    match = _SPEC.fullmatch(spec.strip())
    if not match:
        raise FaultSpecError(f"{spec!r} is not KIND[=VALUE][:WHEN][@TARGET]")
    kind = _BY_NAME.get(match["kind"])
    if kind is None:
        raise FaultSpecError(f"there is no fault {match['kind']!r}; there are: {', '.join(_BY_NAME)}")
    if match["value"] and (kind.default is None or not _VALUE.fullmatch(match["value"])):
        raise FaultSpecError(f"{kind.name}: {match['value']!r} is not a value of this fault ({kind.meaning})")
    target = match["target"] or kind.target
    if target not in TARGETS and not target.startswith(("cmd:", "form:")):
        raise FaultSpecError(f"{target!r} is not doc, pck, cmd, cmd:Name, send, form, form:Name, submit or any")
    first, last = _when(match["when"] or "1")
    return Fault(kind.name, match["value"] or kind.default or "", first, last, target)


def _when(text: str) -> tuple[int, int | None]:
    if text == "*":
        return 1, None
    if text.endswith("+"):
        return int(text[:-1]), None
    low, _, high = text.partition("-")
    return int(low), int(high or low)


class Faults:
    """The faults of one sandbox and how many requests each has seen."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._set: list[tuple[Fault, int]] = []

    def add(self, spec: str) -> Fault:
        """Ask for a fault; it counts the requests from now on."""
        fault = parse(spec)
        with self._lock:
            self._set.append((fault, 0))
        return fault

    def clear(self) -> None:
        """No more faults."""
        with self._lock:
            self._set.clear()

    def pending(self) -> list[str]:
        """The faults that may still strike."""
        with self._lock:
            return [fault.text for fault, _ in self._set]

    def strike(self, target: str) -> list[Fault]:
        """The faults for the request that is coming in; those that are spent are forgotten."""
        struck: list[Fault] = []
        kept: list[tuple[Fault, int]] = []
        with self._lock:
            for fault, seen in self._set:
                if not fault.fits(target):
                    kept.append((fault, seen))
                    continue
                seen += 1
                if seen >= fault.first:
                    struck.append(fault)
                if fault.last is None or seen < fault.last:
                    kept.append((fault, seen))
            self._set = kept
        return struck
