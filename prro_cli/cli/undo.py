"""`prro undo`: what is lawful now for a mistaken document, and the exact command. Reads the journal only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Argument, command, verb
from prro_cli.cli.definitions import chosen_desk
from prro_cli.cli.face import Face
from prro_cli.cli.journal_access import open_journal
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.support.undo import Undo

app = verb()


@dataclass(frozen=True, slots=True)
class Undoing:
    """The lawful way."""

    schema: ClassVar[str] = "prro.undo/1"
    undo: Undo


@command(app, "undo", schema=Undoing.schema, example="prro undo 12")
def undo(
    face: Face,
    document: Annotated[str, Argument(metavar="DOC", help="Local number, fiscal number, id, a beginning, or `last`.")],
) -> Answer:
    """Whether a reversal, a return or nothing is lawful for a document now, and the exact command; does nothing."""
    from prro_cli.support.names import resolve
    from prro_cli.support.undo import undo_of

    desk = chosen_desk(face)
    with open_journal(face, read_only=True) as journal, journal.reading():
        found = resolve(journal, document, desk.name, "undo")
        told = undo_of(journal, desk, found)
    return Answer(Undoing(told), told.next[-1] if told.next else told.way, desk.name, told.mode, found.test)
