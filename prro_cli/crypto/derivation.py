"""What all password derivations share: the limit on rounds, and how they report that they are alive."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prro_cli.crypto.errors import LimitError, MalformedError

MAX_ITERATIONS = 200_000
"""More than any container in the field claims (10 000); a bigger claim is refused before any work."""

_REPORTS = 64

Progress = Callable[[int, int], None]
"""Called with rounds done and rounds in all. What it raises ends the derivation: so a caller keeps a deadline."""


def check_iterations(iterations: int, limit: int) -> None:
    """Refuse a count that no honest file has."""
    if iterations < 1:
        raise MalformedError(f"a key derivation of {iterations} rounds makes no sense")
    if iterations > limit:
        raise LimitError(f"a key derivation of {iterations} rounds; the limit is {limit}")


def slices_of_work(total: int, progress: Progress | None) -> Iterator[int]:
    """Split so many rounds into slices of one or two percent, and report after each of them."""
    size = max(1, total // _REPORTS)
    for start in range(0, total, size):
        count = min(size, total - start)
        yield count
        if progress is not None:
            progress(start + count, total)


def part_of(progress: Progress | None, index: int, parts: int) -> Progress | None:
    """The progress of one of several derivations of equal length, in terms of them all."""
    if progress is None or parts == 1:
        return progress

    def report(done: int, total: int) -> None:
        progress(index * total + done, parts * total)

    return report
