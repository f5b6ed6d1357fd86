"""`prro fleet`: the same question to many homes, here and over ssh, in one table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Argument, Option, command, verb
from prro_cli.cli.face import Face
from prro_cli.errors.base import ExitCode
from prro_cli.errors.general import UsageError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.support.fleet import Told

app = verb()


@dataclass(frozen=True, slots=True)
class FleetAnswer:
    """What every target said."""

    schema: ClassVar[str] = "prro.fleet/1"
    question: str
    targets: int
    in_order: int
    rows: tuple[Told, ...]


@command(app, "fleet", schema=FleetAnswer.schema, example="prro fleet shops.toml status")
def fleet(
    face: Face,
    inventory: Annotated[Path, Argument(metavar="INVENTORY", help="TOML file with the targets.")],
    question: Annotated[str, Argument(metavar="QUESTION", help="status, doctor or budget.")],
    parallel: Annotated[int | None, Option(min=1, max=256, help="Targets asked at once; 8 if not said.")] = None,
    deadline: Annotated[int | None, Option(min=1, help="Seconds each target may take.")] = None,
    only: Annotated[list[str] | None, Option(help="Name of a target; repeat for several.")] = None,
) -> Answer:
    """Ask many homes, in parallel; exits with the gravest code of all (0 where every target is in order)."""
    from prro_cli.support.fleet import QUESTIONS, ask_all, read_inventory, sum_up

    if question not in QUESTIONS:
        raise UsageError(
            detail=say("{question!r}: one of {known} is expected", question=question, known=", ".join(QUESTIONS)),
            next_steps=_HELP,
        )
    targets, at_once = read_inventory(inventory, deadline, parallel)
    unknown = set(only or ()) - {target.name for target in targets}
    if unknown:
        raise UsageError(
            detail=say("the inventory has no target {unknown!r}", unknown=sorted(unknown)[0]), next_steps=_HELP
        )
    targets = [target for target in targets if not only or target.name in only]
    told = ask_all(targets, question, at_once, face.environment.variables)
    fine = sum(1 for one in told if one.exit_code == 0)
    names = "\n".join(one.target for one in told if one.exit_code)
    result = FleetAnswer(question, len(told), fine, tuple(told))
    return Answer(result, identifier=names, exit_code=ExitCode(sum_up(told)))


_HELP = ("prro fleet --help",)
