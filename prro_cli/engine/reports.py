"""Reports over what the journal holds: a period, the goods, the shifts. Nothing is written, nothing is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol

from prro_cli.journal.rows import Document, DocumentFilter, Shift
from prro_cli.journal.totals import Totals, flatten, from_flat
from prro_cli.record import dataclass
from prro_cli.values import kyiv

EFFECTIVE_RECEIPTS = ("sale", "return")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ReadableJournal(Protocol):
    """What reports ask of the journal."""

    def documents_in_order(self, wanted: DocumentFilter, page: int = 500) -> Iterator[Document]:
        """Documents oldest first."""

    def draft(self, document: str) -> dict[str, Any] | None:
        """The payload a document was drafted with."""

    def shifts(self, desk: str, limit: int | None = None) -> list[Shift]:
        """Shifts, newest first."""

    def totals(self, desk: str, shift: int) -> Totals:
        """The totals of a shift."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days in Kyiv, both included."""

    first: date
    last: date

    @property
    def since(self) -> int:
        """The first second, Unix time."""
        return _midnight(self.first)

    @property
    def until(self) -> int:
        """The first second after it, Unix time."""
        return _midnight(self.last + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Period:
    """The totals of all documents of some days, and how many there were of each kind."""

    totals: Totals
    documents: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Goods:
    """One article in a span: quantities in thousandths, sums in kopecks, sold and returned apart (R48)."""

    name: str
    code: str
    tax: str
    fiscal: bool
    seller: str
    sold: int
    sold_sum: int
    returned: int
    returned_sum: int
    discount: int

    @property
    def net_sum(self) -> int:
        """Sold less returned."""
        return self.sold_sum - self.returned_sum


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """One shift with its totals."""

    shift: Shift
    totals: Totals


def period(journal: ReadableJournal, desk: str, span: Span, *, test: bool = False) -> Period:
    """Sums of a span by the documents' own time, whatever shift they belong to."""
    flat, counts = [], dict[str, int]()
    for document, draft in _effective(journal, desk, span, None, test):
        counts[document.kind] = counts.get(document.kind, 0) + 1
        flat += flatten(draft.get("effect") or {})
    return Period(from_flat(flat), tuple(sorted(counts.items())))


def goods(
    journal: ReadableJournal, desk: str, span: Span, *, by_seller: bool = False, test: bool = False
) -> tuple[Goods, ...]:
    """What was sold and returned, the dearest first; sellers apart where wished (R43)."""
    sums: dict[tuple[str, str, str, bool, str], list[int]] = {}
    for document, draft in _effective(journal, desk, span, EFFECTIVE_RECEIPTS, test):
        for row in draft.get("rows") or ():
            key = (
                str(row.get("name", "")),
                str(row.get("code", "")),
                str(row.get("tax", "")),
                bool(row.get("fiscal", True)),
                str(row.get("seller", "")) if by_seller else "",
            )
            _add(sums.setdefault(key, [0] * 5), row, returned=document.kind == "return")
    found = [Goods(*key, *values) for key, values in sums.items()]
    return tuple(sorted(found, key=lambda g: (-g.net_sum, g.name, g.code, g.tax, g.seller)))


def shifts(journal: ReadableJournal, desk: str, limit: int | None = 20) -> tuple[ShiftLine, ...]:
    """The shifts of a desk, newest first."""
    return tuple(ShiftLine(shift, journal.totals(desk, shift.number)) for shift in journal.shifts(desk, limit))


def by_days(
    journal: ReadableJournal, desk: str, span: Span, *, test: bool = False, most: int = 31
) -> tuple[tuple[str, int], ...]:
    """Sold less returned for each day with receipts, or each month where there would be more than `most` days."""
    monthly = (span.last - span.first).days >= most
    sums: dict[str, int] = {}
    wanted = DocumentFilter(
        desk=desk, kinds=EFFECTIVE_RECEIPTS, since=span.since, until=span.until, effective=True, test=test
    )
    for document in journal.documents_in_order(wanted):
        moment = datetime.fromisoformat(document.time).astimezone(kyiv())
        name = f"{moment:%Y-%m}" if monthly else f"{moment:%Y-%m-%d}"
        sign = -1 if document.kind == "return" else 1
        sums[name] = sums.get(name, 0) + sign * (document.total or 0)
    return tuple(sorted(sums.items()))


def _add(values: list[int], row: Mapping[str, Any], *, returned: bool) -> None:
    first = 2 if returned else 0
    values[first] += int(row.get("qty", 0))
    values[first + 1] += int(row.get("sum", 0))
    values[4] += -int(row.get("discount", 0)) if returned else int(row.get("discount", 0))


def _effective(
    journal: ReadableJournal, desk: str, span: Span, kinds: Iterable[str] | None, test: bool
) -> Iterator[tuple[Document, dict[str, Any]]]:
    """Documents that count: registered or lawfully issued offline, neither revoked nor reversed."""
    wanted = DocumentFilter(
        desk=desk,
        kinds=tuple(kinds) if kinds is not None else None,
        since=span.since,
        until=span.until,
        effective=True,
        test=test,
    )
    for document in journal.documents_in_order(wanted):
        yield document, journal.draft(document.id) or {}


def _midnight(day: date) -> int:
    return (datetime.combine(day, time(), kyiv()).astimezone(UTC) - _EPOCH) // timedelta(seconds=1)
