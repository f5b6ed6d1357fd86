"""Putting a paper on a printer, and the journal's word about it: begun before the first byte, then what came of it.

A crash in between leaves "begun", which is told as `unknown`: what is printed after that is a copy, because nobody
can say that the original is not in somebody's hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from prro_cli.cli.papers import paper_of_document
from prro_cli.errors.base import PrroError
from prro_cli.home.printers import Printer, printers_of
from prro_cli.lang import say, word
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from prro_cli.cli.face import Face
    from prro_cli.engine.ports import Post
    from prro_cli.journal.events import NewEvent
    from prro_cli.journal.rows import Document
    from prro_cli.journal.store import Journal
    from prro_cli.receipt.escpos_bytes import Device
    from prro_cli.receipt.paper import Paper
    from prro_cli.receipt.transport import Sent

BEGUN, DONE, FAILED, UNKNOWN = "begun", "done", "failed", "unknown"
TECHNICAL: Final = ("shift_open", "shift_close", "offline_begin", "offline_end")
RECEIPTS: Final = ("sale", "return", "reversal", "cash_withdrawal")
ISSUED: Final = ("registered", "offline", "reversed")


@dataclass(frozen=True, slots=True)
class Printed:
    """What came of one print: done, failed or unknown, and whether it was the original or a copy."""

    result: str
    copy: bool
    printer: str
    detail: str = ""
    paper: str = "unknown"


def shown_printed(recorded: str | None) -> str | None:
    """What the journal has, as commands tell it."""
    return UNKNOWN if recorded == BEGUN else recorded


def named_printer(face: Face, name: str) -> Printer:
    """A printer by its name."""
    from prro_cli.cli.definitions import nearest
    from prro_cli.errors.papers import PrinterNotFoundError

    printers = printers_of(face.settings.config)
    if name not in printers:
        raise PrinterNotFoundError(name=name, nearest=nearest(name, printers))
    return printers[name]


def desk_printer(face: Face, desk: str) -> Printer | None:
    """The printer of a desk, if it has one."""
    name = face.settings.text("receipt.printer", desk)
    return named_printer(face, name) if name else None


def device_of(face: Face, printer: Printer, desk: str | None = None) -> Device:
    """A printer with its profile's values filled in."""
    from prro_cli.receipt.escpos_bytes import Device
    from prro_cli.receipt.fonts import chosen
    from prro_cli.receipt.profiles import PROFILES

    profile = PROFILES[printer.profile]
    page: str | None = printer.codepage or next(iter(profile.pages), "") or None
    slot = printer.slot if printer.slot >= 0 else profile.pages.get(page or "", 0)
    native = {"native": True, "image": False}.get(printer.code, profile.native_code)
    cut = printer.cut if printer.cut != "profile" else ("partial" if profile.cutter else "none")
    return Device(
        columns=printer.columns or profile.columns,
        dots=printer.dots or profile.dots,
        page=None if printer.raster == "always" else page,
        slot=slot,
        native_code=native,
        codes=printer.code != "none",
        cut=cut,
        pictures=printer.raster != "never",
        faces=chosen(face.settings.text("receipt.font", desk)),
    )


def put_on_paper(face: Face, printer: Printer, paper: Paper, desk: str) -> Sent:
    """Print a paper, nothing written down."""
    from prro_cli.receipt.escpos_bytes import encoded
    from prro_cli.receipt.transport import send

    return send(printer, encoded(paper, device_of(face, printer, desk)))


def print_document(
    face: Face,
    journal: Journal,
    append: Callable[[Sequence[NewEvent]], object],
    document: Document,
    printer: Printer,
    *,
    copy: bool = False,
) -> Printed:
    """Print a document that was issued: its original once, everything after that as a copy."""
    from prro_cli.journal.events import NewEvent
    from prro_cli.receipt.escpos_bytes import encoded
    from prro_cli.receipt.transport import Outcome, send

    copy = copy or document.printed not in (None, FAILED)
    paper = paper_of_document(face, journal, document, copy=copy)
    data = encoded(paper, device_of(face, printer, document.desk))
    if not copy:
        append([NewEvent("document.printed", {"result": BEGUN}, document.id)])
    sent = send(printer, data)
    if not copy:
        facts = {"result": sent.outcome.value, **({"detail": sent.detail} if sent.detail else {})}
        append([NewEvent("document.printed", facts, document.id)])
    elif sent.outcome is Outcome.DONE and document.printed is not None:
        append(
            [NewEvent("document.printed", {"result": shown_printed(document.printed), "detail": "copy"}, document.id)]
        )
    return Printed(sent.outcome.value, copy, printer.name, sent.detail, sent.paper)


class PrintHook:
    """Prints a document as soon as it stands; whatever goes wrong becomes a word and a remark, never an exception."""

    def __init__(self, face: Face, post: Post, printer: Printer, kinds: str) -> None:
        self._face = face
        self._post = post
        self._printer = printer
        self._kinds = kinds
        self._hung = False

    def after(self, document: str) -> str | None:
        """`done`, `failed` or `unknown`; None for documents that are not printed."""
        row = self._post.journal.document(document)
        if row is None or not self._wanted(row):
            return None
        if self._hung:  # in a batch the next receipts do not wait for the same dead printer
            return self._failed(row, FAILED, say("it did not answer before"))
        ticks = self._face.environment.ticks
        begun = ticks()
        try:
            done = print_document(self._face, self._post.journal, self._post.append, row, self._printer)
        except PrroError as error:
            return self._failed(row, self._broken_off(row), error.cause)
        except Exception as error:  # the document stands: no fault of a template or a driver may look like its own
            return self._failed(row, self._broken_off(row), f"{type(error).__name__}: {error}")
        if done.paper == "low":
            text = say("the paper of printer {name} is nearly used up", name=self._printer.name)
            self._post.remark("paper-low", text, f"prro printer test {self._printer.name} --ask")
        if done.result == DONE:
            return DONE
        self._hung = ticks() - begun > self._printer.timeout * 0.9
        return self._failed(row, done.result, done.detail)

    def _broken_off(self, row: Document) -> str:
        """Before its first byte nothing came out; after that nobody knows, say where the disk is full meanwhile."""
        try:
            now = self._post.journal.document(row.id)
        except PrroError:
            return UNKNOWN
        return UNKNOWN if now is not None and now.printed == BEGUN else FAILED

    def _wanted(self, row: Document) -> bool:
        if row.shown_state not in ISSUED or row.kind in TECHNICAL:
            return False
        return self._kinds == "all" or row.kind in RECEIPTS

    def _failed(self, row: Document, result: str, detail: str) -> str:
        again = "copy" if result == UNKNOWN else "print"
        text = say(
            "{kind} {fiscal_number} is valid; printer {name}: {detail}",
            kind=word(row.kind),
            fiscal_number=row.fiscal_number,
            name=self._printer.name,
            detail=detail,
        )
        self._post.remark("printing-failed", text, f"prro receipt {again} {row.fiscal_number or row.local_number}")
        return result


def _tell_of_a_cut(post: Post) -> None:
    """A crash cut the last print off: the next cashier should know before the buyer asks."""
    last = post.journal.last_document(post.name)
    if last is not None and last.printed == BEGUN:
        number = last.fiscal_number or str(last.local_number)
        text = say("whether {kind} {number} came out of the printer is not known", kind=word(last.kind), number=number)
        post.remark("printing-unknown", text, f"prro receipt copy {number}")


def set_up(face: Face, post: Post, *, wanted: bool, ahead: bool) -> None:
    """Give a workplace its hook, where its desk has a printer; `ahead` where a paper is sure to come."""
    kinds = face.settings.text("receipt.print", post.name)
    if not wanted or kinds == "none":
        return
    try:
        printer = desk_printer(face, post.name)
    except PrroError as error:  # a printer that is gone must not keep the shop from selling
        post.remark("no-printer", error.cause, "prro printer list")
        return
    if printer is not None:
        from prro_cli.receipt.transport import load_ahead

        if ahead:
            load_ahead()
        _tell_of_a_cut(post)
        post.hook = PrintHook(face, post, printer, kinds)
