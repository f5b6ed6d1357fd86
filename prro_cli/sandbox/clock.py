"""The sandbox's own time: a clock that can be set, moved and stopped, so that 36 hours pass in a moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from prro_cli.values import kyiv


def system_time() -> datetime:
    """The machine's time; the one place of this room that asks for it."""
    return datetime.now(UTC)


class VirtualClock:
    """A clock at a distance from another one; `frozen` ones move only when told."""

    def __init__(self, base: Callable[[], datetime] = system_time) -> None:
        self._base = base
        self._offset = timedelta(0)
        self._frozen: datetime | None = None

    def now(self) -> datetime:
        """The present moment of the sandbox, in Kyiv time."""
        moment = self._frozen if self._frozen is not None else self._base() + self._offset
        return moment.astimezone(kyiv())

    def set(self, moment: datetime) -> None:
        """Let it be this moment now; a stopped clock stays stopped."""
        if moment.tzinfo is None:
            raise ValueError("a moment needs a zone")
        if self._frozen is not None:
            self._frozen = moment.astimezone(UTC)
        else:
            self._offset = moment.astimezone(UTC) - self._base().astimezone(UTC)

    def advance(self, seconds: int) -> None:
        """Move by so many seconds (backwards if negative)."""
        if self._frozen is not None:
            self._frozen += timedelta(seconds=seconds)
        else:
            self._offset += timedelta(seconds=seconds)

    def freeze(self) -> None:
        """Stop at the present moment."""
        self._frozen = self.now().astimezone(UTC)

    def run(self) -> None:
        """Go on from where the clock stopped."""
        if self._frozen is not None:
            stopped, self._frozen = self._frozen, None
            self.set(stopped)

    def dump(self) -> str:
        """What the state file keeps: the distance in seconds, or the moment at which it stands."""
        if self._frozen is not None:
            return "at " + self._frozen.isoformat()
        return f"offset {int(self._offset.total_seconds())}"

    def load(self, text: str) -> None:
        """Take up what `dump` wrote."""
        kind, _, value = text.partition(" ")
        if kind == "at":
            self._frozen = datetime.fromisoformat(value)
        else:
            self._frozen, self._offset = None, timedelta(seconds=int(value))


def instants(naive: datetime) -> tuple[datetime, datetime]:
    """The earliest and the latest moment that a Kyiv time without offset can mean (they differ in October)."""
    first = naive.replace(tzinfo=kyiv(), fold=0).astimezone(UTC)
    second = naive.replace(tzinfo=kyiv(), fold=1).astimezone(UTC)
    return min(first, second), max(first, second)
