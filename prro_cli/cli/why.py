"""`prro why`: the life of one document as a timeline. Reads the journal only: no lock, no key, no network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Argument, Option, command, verb
from prro_cli.cli.face import Face
from prro_cli.cli.journal_access import open_journal
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.support.why import Life

app = verb()


@dataclass(frozen=True, slots=True)
class Why:
    """The life of a document; `saved` names the folder its stored bytes were written to."""

    schema: ClassVar[str] = "prro.why/1"
    document: Life
    saved: Path | None


@command(app, "why", schema=Why.schema, example="prro why 12")
def why(
    face: Face,
    document: Annotated[str, Argument(metavar="DOC", help="Local number, fiscal number, id, a beginning, or `last`.")],
    save: Annotated[Path | None, Option(metavar="DIR", help="Write every stored byte of it into a new folder.")] = None,
) -> Answer:
    """What happened to a document, when, how long it took, what proves it, and what to do now."""
    from prro_cli.support.evidence import save_evidence
    from prro_cli.support.names import resolve
    from prro_cli.support.why import life_of

    with open_journal(face, read_only=True) as journal, journal.reading():
        found = resolve(journal, document, face.options.desk)
        life = life_of(journal, found)
        if save is not None:
            save_evidence(journal, life.stored, save)
    return Answer(Why(life, save), found.fiscal_number or found.id, found.desk, test=found.test)
