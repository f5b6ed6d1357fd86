"""`prro receipt`: show, save and print what the buyer gets, from the journal alone; no key, no server."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Argument, Option, command, noun
from prro_cli.cli.definitions import chosen_desk
from prro_cli.cli.face import Face
from prro_cli.cli.files import ask_before_overwriting, to_stream, write_output, write_stream
from prro_cli.cli.journal_access import open_journal
from prro_cli.cli.receipt_facts import PaperFacts, chosen_document, facts_of_paper, number_of, refuse_unissued
from prro_cli.cli.workplace import LockWait
from prro_cli.errors.general import UsageError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from datetime import datetime

    from prro_cli.home.printers import Printer
    from prro_cli.receipt.paper import Paper

app = noun("What the buyer gets: show, save, print, copy, send, verify.")


class Format(StrEnum):
    """How a paper is shown."""

    TEXT = "text"
    TERMINAL = "terminal"
    HTML = "html"
    PNG = "png"
    PDF = "pdf"
    ESCPOS = "escpos"


BINARY = (Format.PNG, Format.PDF, Format.ESCPOS)
_BY_SUFFIX = {".txt": Format.TEXT, ".html": Format.HTML, ".htm": Format.HTML, ".png": Format.PNG, ".pdf": Format.PDF}
X_REPORT = "x"

Doc = Annotated[
    str, Argument(metavar="DOCUMENT", help="Fiscal number, local number, id, `last`, or `x`.", show_default=False)
]
FormatOption = Annotated[
    Format | None, Option("--format", help="Default: by the output's name, else as text.", show_default=False)
]
Output = Annotated[Path | None, Option("--output", metavar="FILE", help="Where it goes; - is stdout.")]
Columns = Annotated[int | None, Option(min=24, max=80, help="Columns, usually 32, 42, 48 or 64.")]
PrinterName = Annotated[str | None, Option("--printer", metavar="NAME", help="Another printer than the desk's.")]


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """A paper: its content where that is text, or the file it was written to."""

    schema: ClassVar[str] = "prro.receipt/1"
    document: PaperFacts | None
    """None for an X-report, which is no document."""
    format: str | None
    columns: int | None
    copy: bool
    content: str | None
    file: str | None
    printer: str | None = None
    """Where it was printed."""


@dataclass(frozen=True, slots=True)
class ReceiptShown(PaperAnswer):
    """A paper that was shown or saved."""

    schema: ClassVar[str] = "prro.receipt.show/1"


@dataclass(frozen=True, slots=True)
class ReceiptPrinted(PaperAnswer):
    """A paper that was printed."""

    schema: ClassVar[str] = "prro.receipt.print/1"


@dataclass(frozen=True, slots=True)
class ReceiptCopied(PaperAnswer):
    """A paper marked «КОПІЯ», printed or shown."""

    schema: ClassVar[str] = "prro.receipt.copy/1"


@command(app, "show", schema=ReceiptShown.schema, example="prro receipt show last --format pdf --output receipt.pdf")
def show(
    face: Face,
    document: Doc,
    format_: FormatOption = None,
    output: Output = None,
    columns: Columns = None,
    qr: Annotated[bool, Option("--qr", help="Only the QR code, to be read off the screen.")] = False,
) -> Answer | None:
    """Show or save the receipt: as text, with its QR on the terminal, as HTML, PNG, PDF or printer bytes."""
    return _shown(face, document, format_, output, columns, kind=ReceiptShown, copy=False, only_code=qr)


@command(app, "print", schema=ReceiptPrinted.schema, example="prro receipt print last --printer kitchen")
def print_(
    face: Face,
    document: Doc,
    printer: PrinterName = None,
    as_copy: Annotated[bool, Option("--copy", help="Mark it «КОПІЯ» in any case.")] = False,
    lock_wait: LockWait = None,
) -> Answer:
    """Print the receipt: the original if it never came out of a printer, else a copy marked so."""
    return _printed(face, document, printer, lock_wait, kind=ReceiptPrinted, copy=as_copy)


@command(app, "copy", schema=ReceiptCopied.schema, example="prro receipt copy last --output copy.txt")
def copy(
    face: Face,
    document: Doc,
    printer: PrinterName = None,
    format_: FormatOption = None,
    output: Output = None,
    columns: Columns = None,
    lock_wait: LockWait = None,
) -> Answer | None:
    """Print a copy marked «КОПІЯ»; with --format or --output show or save it instead."""
    if format_ is not None or output is not None:
        return _shown(face, document, format_, output, columns, kind=ReceiptCopied, copy=True)
    return _printed(face, document, printer, lock_wait, kind=ReceiptCopied, copy=True)


def _shown(
    face: Face,
    name: str,
    format_: Format | None,
    output: Path | None,
    columns: int | None,
    *,
    kind: type[PaperAnswer],
    copy: bool,
    only_code: bool = False,
) -> Answer | None:
    from datetime import datetime

    from prro_cli.cli.papers import paper_of_document, x_report_paper

    chosen = format_ or (_BY_SUFFIX.get(output.suffix.lower(), Format.TEXT) if output else _for_people(face))
    if chosen in BINARY and output is None:
        raise UsageError(
            detail=say("{chosen} is not text: say where it goes with --output FILE (- is stdout)", chosen=chosen)
        )
    if output is not None and to_stream(output) and face.options.json:
        raise UsageError(detail=say("--json and --output - both want stdout"))
    with open_journal(face, read_only=True) as journal:
        if name == X_REPORT:
            desk, facts, moment = chosen_desk(face).name, None, face.environment.now()
            paper = x_report_paper(face, journal, chosen_desk(face))
        else:
            row = chosen_document(face, journal, name)
            desk, moment = row.desk, datetime.fromisoformat(row.time)
            paper = paper_of_document(face, journal, row, copy=copy)
            facts = facts_of_paper(row, paper)
    if only_code:
        paper, chosen = _code_of(paper), format_ or (chosen if output else Format.TERMINAL)
    wide = columns or face.settings.whole("receipt.columns", desk)
    made = made_as(face, paper, chosen, wide, desk, moment)
    identifier = facts.link or facts.fiscal_number or facts.uid if facts else X_REPORT
    test = facts is not None and facts.test
    answer = Answer(kind(facts, chosen.value, wide, copy, None, None), identifier=identifier, desk=desk, test=test)
    return _delivered(face, answer, made, output, chosen)


def _code_of(paper: Paper) -> Paper:
    """The paper with nothing on it but the code."""
    from dataclasses import replace

    from prro_cli.receipt.paper import Code

    if paper.link is None:
        raise UsageError(detail=say("no buyer gets a document of this kind, so it has no QR code"))
    return replace(paper, lines=(Code(paper.link),))


def _delivered(face: Face, answer: Answer, made: bytes, output: Path | None, chosen: Format) -> Answer | None:
    """The bytes to where they are wanted: a file, stdout as they are, or into the answer."""
    from dataclasses import replace

    assert isinstance(answer.result, PaperAnswer)
    if output is None:
        return replace(answer, result=replace(answer.result, content=made.decode()))
    if to_stream(output):
        write_stream(face, made)
        return None
    ask_before_overwriting(face, output)
    write_output(output, made)
    content = None if chosen in BINARY else made.decode()
    return replace(answer, result=replace(answer.result, content=content, file=str(output)))


def _for_people(face: Face) -> Format:
    return Format.TERMINAL if face.environment.stdout.isatty() and not face.options.json else Format.TEXT


def made_as(face: Face, paper: Paper, format_: Format, columns: int, desk: str, moment: datetime) -> bytes:
    """A paper in a format; the libraries of each are loaded here."""
    from prro_cli.cli.printing import desk_printer, device_of

    font = face.settings.text("receipt.font", desk)
    match format_:
        case Format.TEXT:
            return paper.text(columns).encode()
        case Format.TERMINAL:
            from prro_cli.receipt.screen import screen

            return screen(paper, columns, colour=face.environment.wants_colour(face.options.color)).encode()
        case Format.HTML:
            from prro_cli.receipt.html import page

            return page(paper, columns, picture=lambda path: Path(path).read_bytes()).encode()
        case Format.PNG:
            from prro_cli.receipt.fonts import chosen
            from prro_cli.receipt.picture import png

            return png(paper, columns, faces=chosen(font))
        case Format.PDF:
            from prro_cli.receipt.fonts import chosen
            from prro_cli.receipt.pdf import pdf

            return pdf(paper, columns, made=moment, faces=chosen(font))
        case Format.ESCPOS:
            from prro_cli.home.printers import Printer
            from prro_cli.receipt.escpos_bytes import encoded

            return encoded(paper, device_of(face, desk_printer(face, desk) or Printer("", "dummy"), desk))


def _printed(
    face: Face, name: str, printer: str | None, lock_wait: int | None, *, kind: type[PaperAnswer], copy: bool
) -> Answer:
    from prro_cli.cli.papers import paper_of_document
    from prro_cli.cli.printing import print_document

    if name == X_REPORT:
        return _x_printed(face, printer, kind)
    with open_journal(face, read_only=False) as journal:
        row = chosen_document(face, journal, name)
        refuse_unissued(row)
        device = _device(face, row.desk, printer, number_of(row))
        wait = lock_wait if lock_wait is not None else face.settings.whole("lock.wait", row.desk)
        with journal.lock(row.desk, command="receipt print", wait_seconds=wait):
            row = journal.document(row.id) or row  # it may have been printed while we waited
            clock, desk = face.environment, row.desk
            done = print_document(
                face, journal, lambda events: journal.append(desk, clock.now(), events), row, device, copy=copy
            )
        _refuse_failure(number_of(row), device, done.result, done.detail, row.id)
        row = journal.document(row.id) or row
        facts = facts_of_paper(row, paper_of_document(face, journal, row))
    result = kind(facts, None, None, done.copy, None, None, device.name)
    return Answer(result, identifier=facts.fiscal_number or facts.uid, desk=row.desk, test=row.test)


def _x_printed(face: Face, printer: str | None, kind: type[PaperAnswer]) -> Answer:
    """An X-report leaves no trace: it may be printed as often as one likes."""
    from prro_cli.cli.papers import x_report_paper
    from prro_cli.cli.printing import put_on_paper

    desk = chosen_desk(face)
    device = _device(face, desk.name, printer, X_REPORT)
    with open_journal(face, read_only=True) as journal:
        paper = x_report_paper(face, journal, desk)
    sent = put_on_paper(face, device, paper, desk.name)
    _refuse_failure(X_REPORT, device, sent.outcome.value, sent.detail, None)
    return Answer(kind(None, None, None, False, None, None, device.name), identifier=X_REPORT, desk=desk.name)


def _device(face: Face, desk: str, printer: str | None, number: str) -> Printer:
    from prro_cli.cli.printing import desk_printer, named_printer
    from prro_cli.errors.papers import NoPrinterError

    found = named_printer(face, printer) if printer else desk_printer(face, desk)
    if found is None:
        raise NoPrinterError(desk=desk, number=number)
    return found


def _refuse_failure(number: str, printer: Printer, result: str, detail: str, document: str | None) -> None:
    from prro_cli.cli.printing import FAILED, UNKNOWN
    from prro_cli.errors.papers import PrinterFailedError, PrinterSilentError

    error = {FAILED: PrinterFailedError, UNKNOWN: PrinterSilentError}.get(result)
    if error is not None:
        raise error(printer=printer.name, detail=detail, number=number, document=document)
