"""`prro metrics`: the vital signs of the desks for Prometheus (a text file) or Nagios (a line)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli import __version__
from prro_cli.cli.declared import Option, command, verb
from prro_cli.cli.definitions import chosen_desk
from prro_cli.cli.face import Face
from prro_cli.cli.status import vitals_of
from prro_cli.errors.base import ExitCode, PrroError
from prro_cli.errors.general import DiskError, UsageError
from prro_cli.home.desks import desks_of
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.support.judgement import Thresholds
    from prro_cli.support.metrics import Family, Watched

app = verb()
READABLE = 0o644
"""A collector runs as another user; nothing in the file is a secret."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One figure."""

    name: str
    labels: dict[str, str]
    value: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured, as figures and as the text that monitoring reads."""

    schema: ClassVar[str] = "prro.metrics/1"
    text: str
    output: str | None
    state: str | None
    """With --nagios: ok, warning, critical or unknown."""
    samples: tuple[Sample, ...]


@command(app, "metrics", schema=Measured.schema, example="prro metrics --nagios --min-hours 12 --min-key-days 14")
def metrics(
    face: Face,
    output: Annotated[Path | None, Option(metavar="FILE", help="Write this file in one step; for a collector.")] = None,
    nagios: Annotated[bool, Option("--nagios", help="One line and Nagios' exit codes 0, 1, 2, 3.")] = False,
    max_pending: Annotated[int | None, Option(min=0, help="Nagios: so many documents may wait.")] = None,
    min_numbers: Annotated[int | None, Option(min=0, help="Nagios: offline numbers that must be left.")] = None,
    min_hours: Annotated[int | None, Option(min=0, help="Nagios: offline hours that must be left.")] = None,
    min_key_days: Annotated[int | None, Option(min=0, help="Nagios: days each key must be valid.")] = None,
) -> Answer:
    """The vital signs of all desks (or of --desk) in Prometheus' text format, or as one line for Nagios."""
    from prro_cli.support.judgement import Thresholds

    wanted = Thresholds(max_pending, min_numbers, min_hours, min_key_days)
    if nagios:
        return _nagios(face, wanted)
    if wanted != Thresholds():
        raise UsageError(detail=say("thresholds belong to --nagios (and to prro status --check)"))
    from prro_cli.support.metrics import exposition, families

    found = families(_watched(face), __version__, face.environment.now())
    text = exposition(found)
    if output is not None:
        write_for_collector(output, text)
    samples = tuple(_samples(found))
    identifier = str(output) if output else text.rstrip("\n")
    return Answer(Measured(text, str(output) if output else None, None, samples), identifier=identifier)


def _samples(found: list[Family]) -> list[Sample]:
    return [Sample(family.name, dict(labels), value) for family in found for labels, value in family.samples]


def _nagios(face: Face, wanted: Thresholds) -> Answer:
    """Nagios' codes are its own contract: with --nagios 1, 2 and 3 mean what its plugins mean by them."""
    from prro_cli.support.metrics import Line, Nagios, nagios

    try:
        line = nagios(_watched(face), wanted)
    except PrroError as error:
        grave = error.exit_code in (ExitCode.JOURNAL_DAMAGED, ExitCode.DISK, ExitCode.PERMISSIONS)
        state = Nagios.CRITICAL if grave else Nagios.UNKNOWN
        line = Line(state, f"PRRO {state.name} - {' '.join(error.cause.replace('|', '/').split())} ({error.id})")
    result = Measured(line.text + "\n", None, line.state.name.lower(), ())
    code = ExitCode(int(line.state))
    return Answer(result, identifier=line.text, exit_code=code, title=line.text, next=("prro status", "prro doctor"))


def _watched(face: Face) -> list[Watched]:
    """All desks, or the one that was named; one that cannot be read does not hide the others."""
    from prro_cli.support.metrics import Watched

    desks = desks_of(face.settings.config)
    named = face.options.desk or face.environment.variables.get("PRRO_DESK")
    chosen = [chosen_desk(face)] if named or not desks else list(desks.values())
    found = []
    for desk in chosen:
        try:
            found.append(Watched(desk.name, desk.fiscal_number, vitals_of(face, desk)))
        except PrroError as error:
            found.append(Watched(desk.name, desk.fiscal_number, None, error.cause, error.exit_code))
    return found


def write_for_collector(path: Path, text: str) -> None:
    """The whole file or the old one: a collector never reads half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")  # no name that a collector takes for its own (*.prom)
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), READABLE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise DiskError(path=path, detail=error.strerror or str(error)) from error
