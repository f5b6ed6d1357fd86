"""`prro explain`: needs neither network nor home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Argument, command, verb
from prro_cli.cli.face import Face
from prro_cli.errors.support import NothingRecognisedError
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.support.explain import Explanation

app = verb()


@dataclass(frozen=True, slots=True)
class Explained:
    """What was recognised."""

    schema: ClassVar[str] = "prro.explain/1"
    explanations: tuple[Explanation, ...]


@command(app, "explain", schema=Explained.schema, example="prro explain 7")
def explain_(
    face: Face,
    text: Annotated[list[str], Argument(help="A code, a text, an HTTP status, an id, or - for a pasted log.")],
) -> Answer:
    """What an error means, what state the register is in then, and the next command."""
    from prro_cli.support.explain import explain

    given = face.environment.stdin.read() if text == ["-"] else " ".join(text)
    found = explain(given)
    if not found:
        raise NothingRecognisedError(start=given.strip()[:80])
    return Answer(Explained(found), identifier="\n".join(one.title for one in found))
