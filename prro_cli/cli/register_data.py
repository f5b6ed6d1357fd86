"""`prro register forms`: which codes, lists and certificates the program works with, since when and until when."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Option, command
from prro_cli.cli.definitions import day
from prro_cli.cli.face import Face
from prro_cli.cli.register_app import app
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer, Notice
from prro_cli.values import kyiv

if TYPE_CHECKING:
    from prro_cli.forms.catalogue import Catalogue, Edition, Span


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One version of one form."""

    name: str
    title: str
    caption: str
    codes: tuple[str, ...]
    """J for legal entities; F for natural persons, whose check is derived from J."""
    valid_from: date | None
    valid_to: date | None
    in_force: bool
    supported: bool
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code of a list."""

    code: int
    meaning: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """One list of codes."""

    name: str
    title: str
    complete: bool
    valid_from: date | None
    valid_to: date | None
    codes: tuple[CodeRow, ...]
    source: str


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One certificate of the tax service: as published, or as it lies in the home."""

    name: str
    channels: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    in_force: bool
    file: Path | None
    """None where the certificate itself is not here and has to be fetched."""
    usable: bool
    """In force, here, and for encryption (keyUsage keyAgreement)."""
    note: str


@dataclass(frozen=True, slots=True)
class FormData:
    """All data about the forms on a day."""

    schema: ClassVar[str] = "prro.register.forms/1"
    day: date
    directory: Path
    """Where files of the same names replace the built-in ones."""
    forms: tuple[EditionRow, ...]
    lists: tuple[ListRow, ...]
    recipients: tuple[RecipientRow, ...]


@command(app, "forms", schema=FormData.schema, example="prro register forms")
def forms(
    face: Face,
    on: Annotated[str | None, Option("--on", metavar="DATE", help="The day to judge by, as 2026-01-31; today.")] = None,
) -> Answer:
    """Show the codes of the forms, their versions, code lists and recipients with their validity."""
    from prro_cli.cli.register_sources import FORMS_DIR, catalogue_of

    at = day(on, "on") or face.environment.now().astimezone(kyiv()).date()
    catalogue = catalogue_of(face)
    recipients, notices = _recipients(face, catalogue, at)
    result = FormData(
        day=at,
        directory=face.home.path / FORMS_DIR,
        forms=tuple(_edition(e, at) for e in catalogue.editions),
        lists=tuple(
            ListRow(
                one.name,
                one.title,
                one.complete,
                one.span.valid_from,
                one.span.valid_to,
                tuple(CodeRow(code, text) for code, text in one.codes.items()),
                one.source,
            )
            for one in catalogue.lists.values()
        ),
        recipients=recipients,
    )
    codes = [row.codes[0] for row in result.forms if row.in_force and row.supported]
    return Answer(result, identifier=" ".join(codes), warnings=notices)


def _edition(edition: Edition, at: date) -> EditionRow:
    span: Span = edition.span
    return EditionRow(
        name=edition.name,
        title=edition.title,
        caption=edition.caption,
        codes=(str(edition.code("J")), str(edition.code("F"))),
        valid_from=span.valid_from,
        valid_to=span.valid_to,
        in_force=span.holds(at),
        supported=edition.supported,
        note=edition.note,
        source=edition.source,
    )


def _recipients(face: Face, catalogue: Catalogue, at: date) -> tuple[tuple[RecipientRow, ...], tuple[Notice, ...]]:
    """What is published, and what lies in the home; a file there that cannot be read is told, not fatal."""
    from prro_cli.cli.register_seal import recipient_files
    from prro_cli.cli.trusted import load_certificate_files
    from prro_cli.errors.base import PrroError

    rows = [
        RecipientRow(r.name, r.channels, r.span.valid_from, r.span.valid_to, r.span.holds(at), None, False, r.note)
        for r in catalogue.recipients
    ]
    notices = []
    for path in recipient_files(face):
        try:
            certificates = load_certificate_files(face, [path])
        except PrroError as error:
            notices.append(Notice("recipient-unreadable", f"{path.name}: {error.cause}", say("get the file again")))
            continue
        for one in certificates:
            first, last = one.not_before.date(), one.not_after.date()
            usable = one.for_key_agreement and first <= at <= last
            note = "" if one.for_key_agreement else say("not for encryption (keyUsage)")
            rows.append(RecipientRow(one.subject.display, (), first, last, first <= at <= last, path, usable, note))
    return tuple(rows), tuple(notices)
