"""What every command gives back: a frozen result with what the envelope and the shell need to know about it."""

from __future__ import annotations

from typing import ClassVar, Protocol

from prro_cli.errors.base import ExitCode
from prro_cli.record import dataclass


class Result(Protocol):
    """A frozen dataclass of plain values that names its JSON schema, for example `prro.sale/1`.

    The text form of `prro.key.show/1` is made by `prro_cli.render.text.key.text_show`;
    of `prro.sale/1` by `prro_cli.render.text.sale.text_answer`.
    """

    schema: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user should know although the command did its work."""

    id: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A result and its circumstances."""

    result: Result
    identifier: str = ""
    """What `--quiet` prints, for example the fiscal number."""
    desk: str | None = None
    mode: str | None = None
    """`online` or `offline`, where the command concerns a desk's documents."""
    test: bool = False
    warnings: tuple[Notice, ...] = ()
    exit_code: ExitCode = ExitCode.OK
    title: str = ""
    """What an exit code other than 0 and 6 means here, where the code's own words do not say it."""
    cause: str = ""
    """What was found then; else the warnings say it."""
    next: tuple[str, ...] = ()
    """Commands for that case; without them the hints of the warnings."""
