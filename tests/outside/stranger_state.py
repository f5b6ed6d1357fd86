"""What a fiscal server remembers about one register, and the lawful choices it has.

Written from the public description of the server alone: nothing here knows the program's own documents, engine
or sandbox, so that a misreading shared by those three is found. `Variant` names every choice that the
description leaves to the server.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from lxml import etree

from tests.outside.stranger_sums import kopecks

KYIV = ZoneInfo("Europe/Kyiv")
KINDS = {"100": "open", "101": "close", "102": "begin", "103": "end"}
SUBKINDS = {"0": "sale", "1": "return", "2": "cash-in", "4": "cash-out", "5": "reversal"}
FINANCIAL = {"sale", "return", "cash-in", "cash-out", "reversal", "z"}
CODES = (
    "Ok",
    "TransactionsRegistrarAbsent",
    "OperatorAccessToTransactionsRegistrarNotGranted",
    "InvalidTin",
    "ShiftAlreadyOpened",
    "ShiftNotOpened",
    "LastDocumentMustBeZRep",
    "CheckLocalNumberInvalid",
    "ZRepAlreadyRegistered",
    "DocumentValidationError",
    "PackageValidationError",
    "InvalidQueryParameter",
    "CryptographyError",
    "NoContent",
)


@dataclass(frozen=True)
class Variant:
    """One lawful way of being the fiscal server."""

    first_local: int = 878
    pair_type: Literal["strings", "numbers"] = "strings"
    pair_in: Literal["both", "state", "ticket"] = "both"
    refusal: Literal["text", "ticket"] = "text"
    sid: Literal["explicit", "issuer", "implicit"] = "explicit"
    sorted_attributes: bool = False
    kupyna_tickets: bool = False
    tax_object: bool = True
    enums: Literal["names", "numbers"] = "names"
    totals: Literal["none", "nulls"] = "nulls"
    crlf: bool = True
    bom: bool = False
    extra: bool = False
    chain: Literal["strict", "lenient"] = "strict"
    atomic: bool = True
    strict_types: bool = True
    gzip: bool = False
    ticket_clock: Literal["server", "document"] = "server"
    keep_alive: bool = True
    rollback: bool = True
    revoke_frees_number: bool = True
    access_status: int = 400
    tolerance: int = 300
    z_check: bool = True
    knows_devices: bool = True
    storno_across_begin: bool = True


@dataclass(frozen=True)
class Facts:
    """How a register is entered in the state's list."""

    tin: str
    org: str
    outlet: str
    address: str
    fiscal: int
    local: int
    ipn: str | None = None


class Refused(Exception):
    """The server's no."""

    def __init__(self, code: int, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.code, self.text, self.status = code, text, status

    @property
    def body(self) -> str:
        """The refusal as plain text."""
        return f"Код помилки: {self.code} {CODES[self.code]}\r\n{self.text}"


@dataclass
class Paper:
    """One received document, taken apart."""

    signed: bytes
    xml: bytes
    key: str
    signer: str
    root: etree._Element

    def text(self, name: str) -> str:
        """An element of the head; empty when it is absent."""
        return str(self.root[0].findtext(name) or "")

    def sum(self, path: str) -> int | None:
        """Money at a path; None when it is absent."""
        found = self.root.findtext(path)
        return None if found is None else kopecks(found)

    def rows(self, path: str) -> list[dict[str, str]]:
        """The rows of a section as plain dictionaries."""
        return [{cell.tag: cell.text or "" for cell in row} for row in self.root.findall(f"{path}/ROW")]

    @property
    def kind(self) -> str:
        """What the document is, in one word."""
        if self.root.tag == "ZREP":
            return "z"
        return KINDS.get(self.text("DOCTYPE")) or SUBKINDS.get(self.text("DOCSUBTYPE") or "0", "other")

    @property
    def when(self) -> datetime:
        """The document's own time."""
        return datetime.strptime(self.text("ORDERDATE") + self.text("ORDERTIME"), "%d%m%Y%H%M%S").replace(tzinfo=KYIV)

    @property
    def flag(self) -> Callable[[str], bool]:
        """A yes-or-no element of the head."""
        return lambda name: self.text(name) in ("true", "1")


@dataclass
class Entry:
    """A registered document."""

    number: int
    fiscal: str
    paper: Paper
    kind: str
    shift: int
    revoked: bool = False
    storned: bool = False

    def __deepcopy__(self, memo: object) -> Entry:
        return copy.copy(self)

    @property
    def total(self) -> int:
        """The sum of the document in kopecks."""
        return self.paper.sum("CHECKTOTAL/SUM") or 0


@dataclass
class Shift:
    """An open or closed shift."""

    id: int
    opening: Entry
    key: str
    name: str
    testing: bool
    z: Entry | None = None
    closing: Entry | None = None


@dataclass
class Session:
    """The offline pair handed out, and how much of it is already here."""

    id: int
    seed: int
    done: int = 0
    begun: datetime | None = None
    last: Entry | None = None
    last_financial: Entry | None = None
    minutes: int = 0

    @property
    def is_open(self) -> bool:
        """Whether a begin document has come and no end document."""
        return self.done > 0


@dataclass
class Book:
    """All that is remembered about one register."""

    next_local: int
    entries: list[Entry] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    session: Session = field(default_factory=lambda: Session(269623, 191273667568078))
    closed_session: Session | None = None
    month_minutes: int = 0
    rolled_back: str | None = None

    @property
    def shift(self) -> Shift | None:
        """The open shift."""
        return self.shifts[-1] if self.shifts and self.shifts[-1].closing is None else None
