"""`prro doctor`: is everything in order, from the clock to the fiscal server?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.asking import server_at
from prro_cli.cli.declared import Option
from prro_cli.cli.definitions import chosen_desk
from prro_cli.cli.face import Face, command, verb
from prro_cli.cli.journal_access import open_journal
from prro_cli.errors.base import ExitCode
from prro_cli.errors.desks import NoDeskError
from prro_cli.errors.support import CheckUnknownError
from prro_cli.home.desks import cashiers_of
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.home.desks import Desk
    from prro_cli.journal.store import Journal
    from prro_cli.support.doctor import Checked, Finding, Ward

app = verb()
SERVER_SECONDS = 8


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All checks and the worst level among them."""

    schema: ClassVar[str] = "prro.doctor/1"
    worst: str
    checks: tuple[Checked, ...]


@command(app, "doctor", schema=Diagnosis.schema, example="prro doctor --only clock --only keys")
def doctor(
    face: Face,
    only: Annotated[list[str] | None, Option(help="Id or name of a check; repeat for several.")] = None,
    no_network: Annotated[bool, Option("--no-network", help="Local checks only.")] = False,
) -> Answer:
    """Check everything from local to remote; every failed check names one command."""
    from prro_cli.support.doctor import CHECKS, REMOTE, examine

    known = {name for check in CHECKS for name in (check.id, check.name)}
    for name in only or ():
        if name not in known:
            raise CheckUnknownError(name=name, known=", ".join(check.name for check in CHECKS))
    wanted = list(only or ()) or [c.id for c in CHECKS if not (no_network and c in REMOTE)]
    journal = open_journal(face, read_only=True) if face.home.journal_path.exists() else None
    try:
        checks = tuple(examine(_ward(face, journal), wanted, face.environment.ticks))
    finally:
        if journal is not None:
            journal.close()
    levels = {check.level for check in checks}
    worst = next((level for level in ("failed", "attention") if level in levels), "ok")
    code = ExitCode.OK if worst == "ok" else ExitCode.ATTENTION
    return Answer(Diagnosis(worst, checks), identifier=worst, exit_code=code)


def _ward(face: Face, journal: Journal | None) -> Ward:
    from prro_cli.support.doctor import Ward

    try:
        desk = chosen_desk(face)
    except NoDeskError:
        desk = None
    people = cashiers_of(face.settings.config).values()
    cashiers = tuple(c for c in people if not c.desks or (desk and desk.name in c.desks))
    return Ward(face.home, desk, cashiers, journal, face.environment.now(), lambda d: _ask(face, d))


def _ask(face: Face, desk: Desk) -> Finding:
    """`ServerState`, unsigned: alive, the tax server, and its clock against ours."""
    from prro_cli.support.doctor import ATTENTION, FAILED, OK, SKEW_SECONDS, Finding
    from prro_cli.taxserver import commands
    from prro_cli.taxserver.explain import as_error
    from prro_cli.taxserver.outcomes import Answered

    with server_at(face, desk.server) as server:
        outcome = server.ask(commands.server_state(), seconds=face.options.timeout or SERVER_SECONDS)
    if not isinstance(outcome, Answered):
        error = as_error(outcome)
        return Finding(FAILED, error.cause, error.next[0] if error.next else "prro status")
    skew = server.last_skew
    if skew is not None and skew.exceeds(SKEW_SECONDS):
        return Finding(
            ATTENTION, f"its clock differs by {round(skew.seconds)} s", "set the clock of this machine (NTP)"
        )
    return Finding(OK, f"answers in {round(outcome.exchange.seconds * 1000)} ms")
