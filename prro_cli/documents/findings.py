"""What a check of a document finds: one finding is one sentence a technician understands, with its element."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from prro_cli.record import dataclass


class Level(StrEnum):
    """How bad: the schema is broken, the document contradicts itself, or it is merely unusual."""

    ERROR = "error"
    CONTRADICTION = "contradiction"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. `rule` is a stable name scripts may match; rules named `schema.…` are the verdict of the XSD."""

    level: Level
    path: str
    rule: str
    message: str


class Findings:
    """A list that grows while rules look at a document."""

    __slots__ = ("items",)

    def __init__(self) -> None:
        self.items: list[Finding] = []

    def error(self, path: str, rule: str, message: str) -> None:
        """The document is not valid."""
        self.items.append(Finding(Level.ERROR, path, rule, message))

    def contradiction(self, path: str, rule: str, message: str) -> None:
        """The document is valid by the schema but cannot be right."""
        self.items.append(Finding(Level.CONTRADICTION, path, rule, message))

    def warning(self, path: str, rule: str, message: str) -> None:
        """The document is unusual; the server is not known to refuse it."""
        self.items.append(Finding(Level.WARNING, path, rule, message))

    def at(self, strict: bool, path: str, rule: str, message: str) -> None:
        """A contradiction where the rule is certain, a warning where it is not."""
        (self.contradiction if strict else self.warning)(path, rule, message)


def worst(findings: Iterable[Finding]) -> Level | None:
    """The worst level among findings; None if there are none."""
    levels = {finding.level for finding in findings}
    return next((level for level in (Level.ERROR, Level.CONTRADICTION, Level.WARNING) if level in levels), None)
