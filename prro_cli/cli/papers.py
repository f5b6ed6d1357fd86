"""From a document of the journal to its paper: the facts the room `receipt` is handed, and the desk's template."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from prro_cli.home.desks import desks_of
from prro_cli.lang import say

if TYPE_CHECKING:
    from prro_cli.cli.face import Face
    from prro_cli.documents.link import Mac
    from prro_cli.home.desks import Desk
    from prro_cli.journal.rows import Document
    from prro_cli.journal.store import Journal
    from prro_cli.receipt.layout import Stored, Template
    from prro_cli.receipt.paper import Paper


def paper_of_document(face: Face, journal: Journal, document: Document, *, copy: bool = False) -> Paper:
    """The paper of a document of the journal, with its desk's template."""
    from prro_cli.documents.link import Mac
    from prro_cli.receipt.layout import paper_of

    desk = desks_of(face.settings.config).get(document.desk)
    mac = Mac(face.settings.text("receipt.mac", document.desk))
    return paper_of(stored_of(journal, desk, document, mac), template_of(face, document.desk), copy=copy)


def stored_of(journal: Journal, desk: Desk | None, document: Document, mac: Mac) -> Stored:
    """What the journal knows about a document; without the desk's definition (removed since) there is no link."""
    from prro_cli.engine.results import link_of
    from prro_cli.errors.bundle import NotCarriedError
    from prro_cli.errors.journal import JournalDamagedError
    from prro_cli.home.paths import Home
    from prro_cli.receipt.layout import Stored

    xml = journal.blob(document.xml)
    if xml is None:
        home = Home(journal.path.parent)
        if home.replayed_path.exists():
            raise NotCarriedError(path=home.path, document=document.id)
        raise JournalDamagedError(
            path=journal.path, detail=say("the XML of document {id} is not there", id=document.id)
        )
    shift = journal.shift(document.desk, document.shift) if document.shift is not None else None
    return Stored(
        xml=xml,
        fiscal_number=document.fiscal_number,
        state=document.shown_state,
        offline=document.offline,
        test=document.test,
        link=link_of(desk, document, mac) if desk else None,
        shift=document.shift,
        shift_opened=datetime.fromisoformat(shift.opened_at) if shift else None,
    )


def x_report_paper(face: Face, journal: Journal, desk: Desk) -> Paper:
    """The paper of an X-report: what a Z-report would say now."""
    from prro_cli.documents.kinds import Stamp, zrep_head
    from prro_cli.documents.model import ZRep
    from prro_cli.engine.heads import registration_of
    from prro_cli.engine.zreport import z_sections
    from prro_cli.errors.shift import ShiftNotOpenError
    from prro_cli.receipt.layout import Stored, x_report

    with journal.reading():
        shift = journal.open_shift(desk.name)
        if shift is None:
            raise ShiftNotOpenError(desk=desk.name)
        totals, number = journal.totals(desk.name, shift.number), journal.next_local_number(desk.name)
    head = zrep_head(registration_of(desk), Stamp(uid="", moment=face.environment.now(), ordernum=number))
    facts = Stored(
        b"", None, "registered", offline=False, test=shift.test, shift=shift.number,
        shift_opened=datetime.fromisoformat(shift.opened_at),
    )  # fmt: skip
    return x_report(ZRep(zrephead=head, **z_sections(totals)), facts, template_of(face, desk.name))


def template_of(face: Face, desk: str) -> Template:
    """The header, footer and logo of a desk, from its settings and the files they name."""
    from prro_cli.receipt.layout import Template

    settings = face.settings
    logo = settings.text("receipt.logo", desk)
    return Template(
        header=_words(face, settings.text("receipt.header", desk)),
        footer=_words(face, settings.text("receipt.footer", desk)),
        logo=str(_in_home(face, logo)) if logo else None,
        cashier=settings.switch("receipt.cashier", desk),
    )


def _words(face: Face, value: str) -> tuple[str, ...]:
    """The lines of a template text, or of the file it names after an @."""
    text = value.replace("\\n", "\n")
    if value.startswith("@"):
        text = _in_home(face, value[1:]).read_text(encoding="utf-8-sig")
    return tuple(line.rstrip() for line in text.splitlines())


def _in_home(face: Face, name: str) -> Path:
    return face.home.path / Path(name).expanduser()
