"""`prro exit-codes`: the promise to scripts, in words."""

from __future__ import annotations

from typing import ClassVar

from prro_cli.cli.declared import command, verb
from prro_cli.cli.face import Face
from prro_cli.errors.base import ExitCode
from prro_cli.errors.exit_words import WORDS
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

app = verb()


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One exit code."""

    code: int
    name: str
    meaning: str
    advice: str


@dataclass(frozen=True, slots=True)
class CodeTable:
    """All exit codes."""

    schema: ClassVar[str] = "prro.exit-codes/1"
    codes: tuple[CodeRow, ...]


def code_rows() -> tuple[CodeRow, ...]:
    """Every exit code with its words, in order."""
    return tuple(CodeRow(int(code), code.name.lower().replace("_", "-"), *WORDS[code]) for code in ExitCode)


@command(app, "exit-codes", schema=CodeTable.schema, example="prro exit-codes")
def exit_codes(face: Face) -> Answer:
    """Every exit code, what it means and what a script should do."""
    return Answer(CodeTable(code_rows()))
