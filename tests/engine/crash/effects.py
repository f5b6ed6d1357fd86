"""Every effect of the engine counted; a process can be made to die at the n-th, before or after it.

Dying is `os._exit`: no `finally`, no context manager, no flush runs, as with `kill -9`. What differs from a kill is
only that the place is chosen.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
DIED = 137
"""The exit status of a child that died where it was told to."""


@dataclass
class Effects:
    """The effects of one command in their order. `at` is 1 for the first; None lets everything happen."""

    at: int | None = None
    moment: str = "before"
    fail: Callable[[str, Any], None] | None = None
    """Instead of dying: called at the effect with its name and what does it, to raise or to spoil the ground."""
    seen: list[str] = field(default_factory=list)

    def around(self, name: str, action: Callable[[], T], actor: Any = None) -> T:
        """Do one effect, or die before or after it."""
        self.seen.append(name)
        here = self.at == len(self.seen)
        if here and self.moment == "before":
            self._strike(name, actor)
        result = action()
        if here and self.moment == "after":
            self._strike(name, actor)
        return result

    def _strike(self, name: str, actor: Any) -> None:
        if self.fail is not None:
            self.fail(name, actor)
        else:
            os._exit(DIED)


class WatchedJournal:
    """A journal whose commits are effects."""

    def __init__(self, journal: Any, effects: Effects) -> None:
        self._journal = journal
        self._effects = effects

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)

    def append(self, desk: str, at: Any, events: Any, **more: Any) -> Any:
        """One commit, named by what it says."""
        name = "commit " + "+".join(event.kind for event in events)
        return self._effects.around(name, lambda: self._journal.append(desk, at, events, **more), self._journal)


class WatchedSigner:
    """A signer whose signatures are effects."""

    def __init__(self, signer: Any, effects: Effects) -> None:
        self._signer = signer
        self._effects = effects

    @property
    def ski(self) -> str:
        return str(self._signer.ski)

    @property
    def person(self) -> str:
        return str(self._signer.person)

    def sign(self, content: bytes, *, timestamp: bool) -> Any:
        """A document's signature."""
        return self._effects.around("sign", lambda: self._signer.sign(content, timestamp=timestamp))

    def sign_command(self, content: bytes) -> bytes:
        """A question's signature."""
        signed: bytes = self._effects.around("sign question", lambda: self._signer.sign_command(content))
        return signed


class WatchedWire:
    """A wire whose calls are effects: before one the server knows nothing, after it the answer is lost."""

    def __init__(self, wire: Any, effects: Effects) -> None:
        self._wire = wire
        self._effects = effects

    def post(self, url: str, body: bytes, **more: Any) -> Any:
        """One request and its answer."""
        return self._effects.around("post " + url.rsplit("/", 1)[1], lambda: self._wire.post(url, body, **more))

    def close(self) -> None:
        self._wire.close()


class WatchedHook:
    """A printer that is only an effect."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects

    def after(self, document: str) -> str | None:
        """Print."""
        return self._effects.around("print", lambda: "printed")
