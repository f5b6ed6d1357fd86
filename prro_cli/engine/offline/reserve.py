"""The reserve of numbers: the Z-report, closing, the end document and two more must always remain possible (5.3).

The protocol does not count numbers of a session (T20); the limit is our own setting `offline.numbers`, so that a
register that nobody brings back does not sell for ever. Sales stop before the reserve is touched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.errors.offline import ReserveTouchedError
from prro_cli.journal.events import DocumentKind
from prro_cli.lang import say
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.readers import Readers

SPARE = 2
"""Beyond what is surely needed (spec, reliability 5.6: Z and closing per open shift, the end, and two)."""
_FROM_THE_RESERVE = frozenset({DocumentKind.Z_REPORT, DocumentKind.SHIFT_CLOSE, DocumentKind.OFFLINE_END})


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of the present offline session (or of the one that would begin)."""

    used: int
    limit: int
    reserve: int

    @property
    def left(self) -> int:
        """Numbers not used yet, the reserve included."""
        return max(0, self.limit - self.used)

    @property
    def for_sales(self) -> int:
        """Receipts that may still be made."""
        return max(0, self.left - self.reserve)


def numbers(journal: Readers, desk: str, limit: int) -> Numbers:
    """Where the session stands."""
    session = journal.current_session(desk)
    last = journal.last_in_session(desk, session.session_id) if session else None
    shift = journal.open_shift(desk)
    closing = 0 if shift is None else 1 if shift.state == "z" else 2
    return Numbers((last.session_number or 0) if last else 0, limit, closing + 1 + SPARE)


def check(post: Post, kind: DocumentKind) -> None:
    """Stop a document that would touch the reserve (exit 23); what the reserve is for passes."""
    if kind in _FROM_THE_RESERVE:
        return
    known = numbers(post.journal, post.name, post.rules.offline_numbers)
    needs = 3 if kind is DocumentKind.SHIFT_OPEN else 1  # a shift that is opened must be closed too
    if known.left - needs < known.reserve:
        raise ReserveTouchedError(left=known.left, limit=known.limit, reserve=known.reserve)
    if known.for_sales - needs < post.rules.offline_numbers // 20:
        text = say("{count} receipts may still be made in this offline session", count=known.for_sales - needs)
        post.remark("offline-numbers-few", text, "prro go-online")
