"""From a stored document to its paper: a pure function of the XML and of what the journal knows about it."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from prro_cli.documents.kinds import kind_of, moment_of
from prro_cli.documents.model import Check, Sent, ZRep, head_of
from prro_cli.lang import say
from prro_cli.receipt import form as forms
from prro_cli.receipt.paper import Paper
from prro_cli.receipt.parts import PARTS
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from prro_cli.documents.model import CheckHead, ZRepHead
    from prro_cli.receipt.form import Form
    from prro_cli.receipt.paper import Line


@dataclass(frozen=True, slots=True)
class Template:
    """What a desk adds to its papers."""

    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    logo: str | None = None
    cashier: bool = True
    maker: str = "prro"
    """Name of the software below the inscription (its maker's name or logo is a requisite)."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as the journal has it: the XML, and the facts that are not in it."""

    xml: bytes = field(repr=False)
    fiscal_number: str | None
    state: str
    offline: bool
    test: bool
    link: str | None = None
    shift: int | None = None
    shift_opened: datetime | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything the parts of a paper may look at."""

    document: Sent
    form: Form
    stored: Stored
    template: Template
    copy: bool

    @property
    def head(self) -> CheckHead | ZRepHead:
        """The head of the document."""
        return head_of(self.document)

    @property
    def check(self) -> Check | None:
        """The document, where it is no report."""
        return self.document if isinstance(self.document, Check) else None

    @property
    def report(self) -> ZRep | None:
        """The document, where it is a report."""
        return self.document if isinstance(self.document, ZRep) else None

    @property
    def moment(self) -> datetime:
        """The time of the document."""
        return moment_of(self.document)


def paper_of(stored: Stored, template: Template | None = None, *, copy: bool = False) -> Paper:
    """The paper of a stored document; `copy` marks it «КОПІЯ»."""
    from prro_cli.documents.reader import read_document
    from prro_cli.errors.documents import DocumentUnreadableError

    document = read_document(stored.xml)
    if not isinstance(document, Check | ZRep):
        raise DocumentUnreadableError(detail=say("this is an answer of the server, not a document to hand over"))
    kind = kind_of(document)
    form = forms.FORMS[kind] if kind is not None else forms.UNKNOWN_KIND
    return _paper(Subject(document, form, stored, template or Template(), copy))


def x_report(report: ZRep, stored: Stored, template: Template | None = None) -> Paper:
    """The paper of an X-report: the sums of a Z-report that was not made."""
    return _paper(Subject(report, forms.X_REPORT, stored, template or Template(), copy=False))


def _paper(subject: Subject) -> Paper:
    lines: list[Line] = []
    for name in subject.form.parts:
        lines += PARTS[name](subject)
    title = subject.form.title.capitalize() or subject.form.inscription.capitalize()
    number = subject.stored.fiscal_number or str(subject.head.ordernum)
    return Paper(tuple(_tidied(lines)), f"{title} № {number}", f"receipt-{number}")


def _tidied(lines: list[Line]) -> list[Line]:
    """No two rules in a row, where what stands between them is absent here."""
    return [line for i, line in enumerate(lines) if i == 0 or line != lines[i - 1] or type(line).__name__ != "Rule"]
