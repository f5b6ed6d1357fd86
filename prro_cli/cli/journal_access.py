"""Opening the home's journal for a command: places from the home, the clock and randomness of the machine."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING

from prro_cli.errors.general import UsageError
from prro_cli.lang import say
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.cli.environment import Environment
    from prro_cli.cli.face import Face
    from prro_cli.home.paths import Home
    from prro_cli.journal.rows import Document
    from prro_cli.journal.store import Journal, Places


@dataclass(frozen=True, slots=True)
class JournalClock:
    """The journal's clock over the command's environment."""

    environment: Environment

    def now(self) -> datetime:
        """The present moment."""
        return self.environment.now()

    def monotonic(self) -> float:
        """Seconds for durations."""
        return self.environment.ticks()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def journal_places(home: Home) -> Places:
    """Where the journal of a home and what belongs to it lie."""
    from prro_cli.journal.store import Places

    return Places(home.journal_path, home.keys_dir, home.backups_dir, home.locks_dir)


def open_journal(face: Face, *, read_only: bool) -> Journal:
    """The journal of the command's home; a reader does not create it."""
    import secrets

    from prro_cli.journal.store import Journal

    home = face.home.checked() if read_only else face.home.create()
    if not read_only and home.replayed_path.exists():
        from prro_cli.errors.bundle import ReplayedHomeError

        raise ReplayedHomeError(path=home.path)
    return Journal.open(
        journal_places(home), clock=JournalClock(face.environment), entropy=secrets.token_bytes, read_only=read_only
    )


def find_document(journal: Journal, name: str, desk: str | None) -> Document:
    """A document by its id, its fiscal number, or (where that is unambiguous) its local number."""
    from prro_cli.errors.journal import DocumentAmbiguousError, DocumentNotFoundError

    found = journal.document(name)
    if found is not None:
        return found
    by_number = journal.documents_by_fiscal_number(name, desk)
    if by_number:
        return by_number[0]
    if name.isascii() and name.isdigit() and len(name) < 10:
        desks = [desk] if desk else journal.desks()
        rows = [row for row in (journal.document_by_local_number(d, int(name)) for d in desks) if row is not None]
        if len(rows) > 1:
            raise DocumentAmbiguousError(name=name, desks=", ".join(row.desk for row in rows), first=rows[0].desk)
        if rows:
            return rows[0]
    raise DocumentNotFoundError(name=name)


def known_names(option: str, given: list[str] | None, names: tuple[str, ...]) -> None:
    """A misspelt name finds nothing, which looks like good news: it is a wrong call instead."""
    for name in given or ():
        if name not in names:
            raise UsageError(
                detail=say("{option} {name}: known are {names}", option=option, name=name, names=", ".join(names))
            )
