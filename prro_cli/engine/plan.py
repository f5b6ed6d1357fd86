"""What is to be recorded: a document without its number and time, and the facts that go with it into the journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from prro_cli.documents.kinds import TECHNICAL, Stamp
from prro_cli.documents.model import Sent
from prro_cli.engine.heads import KINDS
from prro_cli.engine.recipients import Recipient
from prro_cli.journal.events import DocumentKind
from prro_cli.record import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """One document to come. `build` makes it once its number and moment are known."""

    kind: DocumentKind
    build: Callable[[Stamp], Sent]
    shift: int | None
    test: bool
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Members of `document.drafted`: total, rounding, paid, change, effect, rows, original, request_hash …"""
    twin_of: str | None = None
    """The online document with a lost answer that this one stands for (API 4.9)."""
    send: tuple[Recipient, ...] = ()
    """Where the buyer wants it."""

    @property
    def document_class(self) -> str:
        """CHECK or ZREP, as the server classes documents."""
        return "zrep" if self.kind is DocumentKind.Z_REPORT else "check"

    @property
    def revocable(self) -> bool:
        """Whether a lost online document of this kind may be issued offline instead (only settlement documents)."""
        return KINDS[self.kind] not in TECHNICAL
