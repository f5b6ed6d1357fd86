"""The world a command runs in, as one argument: streams, environment variables, clock, terminal or not."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.render.answer import Answer


@dataclass(frozen=True)
class Environment:
    """Everything a command may ask of the machine; tests pass another one."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    variables: Mapping[str, str] = field(repr=False)
    observe: Callable[[Answer], None] | None = None
    """Told of every answer; `prro demo` listens here to the commands it plays."""

    @classmethod
    def real(cls) -> Environment:
        """The process's own streams and variables."""
        from prro_cli.cli.streams import standing

        stdin, stdout, stderr = (standing(name) for name in ("stdin", "stdout", "stderr"))
        return cls(stdin, stdout, stderr, os.environ)

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return datetime.now(UTC)

    def ticks(self) -> float:
        """A steady clock for durations, in seconds."""
        return time.monotonic()

    @property
    def answers_questions(self) -> bool:
        """True where a person sits at both ends."""
        return self.stdin.isatty() and self.stderr.isatty()

    def wants_colour(self, choice: str) -> bool:
        """The usual rules: the option first, then FORCE_COLOR and NO_COLOR, then whether it is a terminal."""
        if choice != "auto":
            return choice == "always"
        if self.variables.get("NO_COLOR") or self.variables.get("TERM") == "dumb":
            return False
        return bool(self.variables.get("FORCE_COLOR")) or self.stdout.isatty()
