"""Which document a paper is asked of, whether it may be handed over, and its facts for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.cli.definitions import chosen_desk
from prro_cli.cli.journal_access import find_document
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.cli.face import Face
    from prro_cli.journal.rows import Document
    from prro_cli.journal.store import Journal
    from prro_cli.receipt.paper import Paper


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """The document whose paper it is."""

    kind: str
    state: str
    local_number: int
    fiscal_number: str | None
    uid: str
    time: str
    total: str | None
    offline: bool
    test: bool
    link: str | None
    printed: str | None
    """done, failed, unknown (a crash while printing), or null: never tried."""


def chosen_document(face: Face, journal: Journal, name: str) -> Document:
    """A document by any of its names; `last` is the desk's newest that somebody is handed."""
    from prro_cli.support.names import LAST, last_paper

    if name == LAST:
        return last_paper(journal, chosen_desk(face).name)
    return find_document(journal, name, face.options.desk)


def refuse_unissued(row: Document) -> None:
    """A paper may be handed over only of what the tax server has, or what was lawfully issued offline."""
    from prro_cli.cli.printing import ISSUED
    from prro_cli.errors.papers import NotIssuedError

    if row.shown_state not in ISSUED:
        raise NotIssuedError(number=number_of(row), state_word=row.shown_state, document=row.id)


def number_of(row: Document) -> str:
    """The name a person types for a document."""
    return row.fiscal_number or str(row.local_number)


def facts_of_paper(row: Document, paper: Paper) -> PaperFacts:
    """The facts of a document for scripts."""
    from prro_cli.cli.printing import shown_printed
    from prro_cli.values import format_money

    return PaperFacts(
        kind=row.kind,
        state=row.shown_state,
        local_number=row.local_number,
        fiscal_number=row.fiscal_number,
        uid=row.id,
        time=row.time,
        total=None if row.total is None else format_money(row.total),
        offline=row.offline,
        test=row.test,
        link=paper.link,
        printed=shown_printed(row.printed),
    )
