"""What a rehearsal of a bundle's documents gives."""

from __future__ import annotations

from prro_cli.record import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that came out otherwise."""

    document: str
    figure: str
    journal: str
    rehearsal: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was done again and what differed."""

    desk: str
    documents: int
    """Documents done again."""
    skipped: int
    """Documents before the first opening of a shift that the bundle carries."""
    differences: tuple[Difference, ...]
    stopped: str = ""
    """Why it ended early, if it did."""
