"""What is lawful now for a mistaken document: reversal, return, the opposite operation, or nothing (N18).

Reads the journal only. A reversal takes back only the last receipt of the open shift (API 08.2025, storno); afterwards
a sale is undone by a return, in whatever shift is open; a Z-report, a closing or a reversal by nothing at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.documents.model import Check
from prro_cli.documents.reader import read_document
from prro_cli.engine.numbering import server_ahead
from prro_cli.engine.reversal import REVERSIBLE, last_receipt
from prro_cli.journal.events import DocumentKind
from prro_cli.lang import say, word
from prro_cli.record import dataclass
from prro_cli.values import format_money, format_quantity

if TYPE_CHECKING:
    from prro_cli.home.desks import Desk
    from prro_cli.journal.readers import Readers
    from prro_cli.journal.rows import Document, Shift

REVERSAL, RETURN, OPPOSITE, NOTHING = "reversal", "return", "opposite", "nothing"
_UNREGISTERED = ("rejected", "voided", "revoked")
_OPEN_RESULT = ("draft", "signed", "sent", "unknown")


@dataclass(frozen=True, slots=True)
class LeftRow:
    """What of one row can still be returned."""

    row: int
    name: str
    quantity: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undo:
    """The lawful way, the exact commands in order, and why the other ways are closed."""

    desk: str
    id: str
    kind: str
    state: str
    local_number: int
    fiscal_number: str | None
    total: str | None
    way: str
    """`reversal`, `return`, `opposite` or `nothing`."""
    sentence: str
    next: tuple[str, ...]
    who: str | None
    """Who may do it, where not everybody may."""
    mode: str
    reasons: tuple[str, ...]
    left: str | None
    """How much of a sale is not returned yet."""
    left_rows: tuple[LeftRow, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    way: str
    sentence: str
    next: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    left: int | None = None
    rows: tuple[LeftRow, ...] = ()


def undo_of(journal: Readers, desk: Desk, document: Document) -> Undo:
    """The lawful way for one document now."""
    shift = journal.open_shift(desk.name)
    found = _blocked(journal, desk, document) or _finished(journal, document) or _way(journal, desk, document, shift)
    who = None
    if found.way != NOTHING and shift is not None:
        who = say("{person}, who opened the shift, or a senior cashier", person=shift.cashier or say("the person"))
    return Undo(
        desk=document.desk,
        id=document.id,
        kind=word(document.kind),
        state=document.shown_state,
        local_number=document.local_number,
        fiscal_number=document.fiscal_number,
        total=_money(document.total),
        way=found.way,
        sentence=found.sentence,
        next=found.next,
        who=who,
        mode="offline" if journal.current_session(desk.name) else "online",
        reasons=found.reasons,
        left=_money(found.left),
        left_rows=found.rows,
    )


def _money(kopecks: int | None) -> str | None:
    return None if kopecks is None else format_money(kopecks)


def _blocked(journal: Readers, desk: Desk, document: Document) -> _Found | None:
    """What has to be settled before anything can be undone."""
    if server_ahead(journal, desk.name) is not None:
        text = say("first the journal must take over what the tax server has beyond it")
        return _Found(NOTHING, text, ("prro reconcile --adopt",))
    if document.stuck:
        text = say("the tax server refused it inside a package: that comes first")
        return _Found(NOTHING, text, (f"prro stuck show {document.local_number}",))
    if document.state in _OPEN_RESULT and not document.parked:
        return _Found(NOTHING, say("its own result is not known yet"), ("prro sync",))
    if any(not other.parked for other in journal.unsettled(desk.name)):
        return _Found(NOTHING, say("a document after it has no known result yet"), ("prro sync",))
    return None


def _finished(journal: Readers, document: Document) -> _Found | None:
    """Nothing stands that could be undone."""
    if document.state in _UNREGISTERED or document.parked:
        twin = next((t for t in journal.twins(document.id) if t.effective), None)
        if twin is not None:
            text = say("it counts nowhere; {number} stands in its place", number=twin.fiscal_number)
            return _Found(NOTHING, text, (f"prro undo {twin.fiscal_number}",))
        return _Found(NOTHING, say("there is nothing to undo: it is not registered and counts nowhere"))
    if document.reversed_by is not None:
        by = journal.document(document.reversed_by)
        number = by.fiscal_number if by else document.reversed_by
        return _Found(NOTHING, say("it is reversed already, by {number}", number=number))
    never = {
        DocumentKind.Z_REPORT: say(
            "a Z-report cannot be undone; mistakes in it are undone by returns in the next shift"
        ),
        DocumentKind.REVERSAL: say("a reversal cannot be undone: sell again"),
        DocumentKind.SHIFT_OPEN: say("the opening of a shift cannot be undone; an empty shift may simply be closed"),
        DocumentKind.SHIFT_CLOSE: say("the closing of a shift cannot be undone; the next shift may be opened at once"),
        DocumentKind.OFFLINE_BEGIN: say(
            "the beginning of an offline session cannot be undone; it ends by going online"
        ),
        DocumentKind.OFFLINE_END: say("the end of an offline session cannot be undone"),
    }
    steps = {
        DocumentKind.SHIFT_OPEN: "prro shift close",
        DocumentKind.SHIFT_CLOSE: "prro shift open",
        DocumentKind.OFFLINE_BEGIN: "prro go-online",
        DocumentKind.Z_REPORT: "prro shift status",
        DocumentKind.REVERSAL: "prro sale --help",
    }
    for kind, text in never.items():
        if document.kind == kind:
            return _Found(NOTHING, text, (steps[kind],) if kind in steps else ())
    return None


def _way(journal: Readers, desk: Desk, document: Document, shift: Shift | None) -> _Found:
    closed = _why_no_reversal(journal, desk, document, shift)
    if not closed:
        number = document.fiscal_number
        text = say("it is the last receipt of the open shift: a reversal cancels it whole, as if it had not been")
        return _Found(REVERSAL, text, (f"prro reversal {number}",), left=_left(journal, document))
    if document.kind == DocumentKind.SALE:
        return _by_return(journal, document, shift, tuple(closed))
    if document.kind in (DocumentKind.SERVICE_INPUT, DocumentKind.SERVICE_OUTPUT):
        into = document.kind == DocumentKind.SERVICE_INPUT
        step = f"prro cash {'out' if into else 'in'} {format_money(document.total or 0)}"
        text = say("it cannot be reversed any more; the opposite operation makes the drawer right")
        return _Found(OPPOSITE, text, (*_opened(shift), step), tuple(closed))
    if document.kind == DocumentKind.RETURN:
        text = say("a return is undone only by a reversal, and that is closed; sell the goods again")
        return _Found(NOTHING, text, (*_opened(shift), "prro sale --help"), tuple(closed))
    return _Found(NOTHING, say("only a reversal could undo it, and that is closed"), (), tuple(closed))


def _why_no_reversal(journal: Readers, desk: Desk, document: Document, shift: Shift | None) -> list[str]:
    """Every reason against a reversal; none means it is lawful now."""
    if document.kind not in REVERSIBLE:
        return [say("a {kind} is never reversed", kind=word(document.kind))]
    reasons = []
    if shift is None:
        reasons.append(say("no shift is open"))
    elif document.shift != shift.number:
        reasons.append(say("it belongs to shift {theirs}, open is shift {ours}", theirs=document.shift,
                           ours=shift.number))  # fmt: skip
    elif shift.state == "z":
        reasons.append(say("the shift has its Z-report already"))
    last = last_receipt(journal, desk.name)
    if last is not None and last.id != document.id:
        reasons.append(say("it is not the last document: {kind} {number} followed it", kind=word(last.kind),
                           number=last.fiscal_number or last.local_number))  # fmt: skip
    back = journal.returned(document.fiscal_number or "")
    if document.kind == DocumentKind.SALE and back:
        reasons.append(say("{sum} of it were returned already", sum=format_money(back[0].sum if 0 in back else 0)))
    return reasons


def _opened(shift: Shift | None) -> tuple[str, ...]:
    """What must be done first, so that a document can be made at all."""
    if shift is None:
        return ("prro shift open",)
    return ("prro shift close", "prro shift open") if shift.state == "z" else ()


def _by_return(journal: Readers, document: Document, shift: Shift | None, closed: tuple[str, ...]) -> _Found:
    rows = _left_rows(journal, document)
    left = _left(journal, document)
    if left is not None and left <= 0 and not rows:
        return _Found(NOTHING, say("everything of it was returned already"), (), closed, left)
    if shift is not None and shift.test != document.test:
        text = say("a test document is returned in a test shift, a fiscal one in a fiscal shift")
        return _Found(NOTHING, text, ("prro shift close", "prro shift open"), closed, left, rows)
    step = f"prro return --receipt {document.fiscal_number} --all{_means(journal, document)}"
    part = journal.returned(document.fiscal_number or "")
    text = say("what is left of it can be returned") if part else say("it can be returned, whole or in part")
    return _Found(RETURN, text, (*_opened(shift), step), closed, left, rows)


def _left(journal: Readers, document: Document) -> int | None:
    if document.kind != DocumentKind.SALE or document.total is None:
        return None
    back = journal.returned(document.fiscal_number or "")
    return document.total - (back[0].sum if 0 in back else 0)


def _check(journal: Readers, document: Document) -> Check | None:
    xml = journal.blob(document.xml)
    read = read_document(xml) if xml is not None else None
    return read if isinstance(read, Check) else None


def _left_rows(journal: Readers, document: Document) -> tuple[LeftRow, ...]:
    check = _check(journal, document)
    back = journal.returned(document.fiscal_number or "")
    rows = []
    for number, row in enumerate(check.checkbody if check else (), 1):
        quantity = (row.amount or 0) - (back[number].quantity if number in back else 0)
        marks = [one.exciselabel for one in row.exciselabels]
        out = tuple(mark for mark in marks if journal.mark_holder(mark) == document.id)
        if quantity > 0:
            rows.append(LeftRow(number, row.name or "", format_quantity(quantity), out))
    return tuple(rows)


def _means(journal: Readers, document: Document) -> str:
    """Money goes back the way it came: for a mixed payment the sums must be named (of the first return only)."""
    check = _check(journal, document)
    ways = check.checkpay if check else ()
    if len(ways) < 2 or journal.returned(document.fiscal_number or ""):
        return ""
    words = []
    for row in ways:
        total = format_money(row.sum or 0)
        if row.payformcd == 0:
            words.append(f" --cash {total}")
        elif row.payformcd == 1:
            words.append(f" --card {total}")
        else:
            words.append(f' --pay "form={row.payformcd},name={row.payformnm},sum={total}"')
    return "".join(words)
