"""`prro schema`: the tax server's own schemas against the tables this program writes by (N24)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.asking import server_at
from prro_cli.cli.declared import Argument, Option, command, noun
from prro_cli.cli.definitions import chosen_desk
from prro_cli.cli.face import Face
from prro_cli.cli.files import ask_before_overwriting, write_output
from prro_cli.errors.base import ExitCode
from prro_cli.errors.general import UsageError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.taxserver.answers import SchemasAnswer

app = noun("The tax server's document schemas against this program's tables.")
Server = Annotated[str | None, Option(metavar="URL", help="Another server than the desk's.")]
FILES = {"CHECK": "check01.xsd", "ZREP": "zrep01.xsd"}


@dataclass(frozen=True, slots=True)
class SchemasChecked:
    """What differs, in words; nothing where the program writes by the schemas in force."""

    schema: ClassVar[str] = "prro.schema.check/1"
    source: str
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchemasFetched:
    """The files as the server has them."""

    schema: ClassVar[str] = "prro.schema.fetch/1"
    source: str
    files: tuple[str, ...]


@command(app, "check", schema=SchemasChecked.schema, example="prro schema check")
def check(
    face: Face,
    server: Server = None,
    folder: Annotated[
        Path | None, Option("--from", metavar="DIR", help="Read check01.xsd and zrep01.xsd there; ask nobody.")
    ] = None,
) -> Answer:
    """Fetch the schemas in force and compare: a change of format is seen before it stops the desk. Exit 6: differs."""
    from prro_cli.support.schemas import compare

    if folder is not None and server:
        raise UsageError(detail=say("--from asks nobody: --server does not belong to it"), next_steps=_HELP)
    if folder is not None:
        given = {root: (folder / name).read_bytes() for root, name in FILES.items()}
        source = str(folder)
    else:
        source = server or chosen_desk(face).server
        told = _fetched(face, source)
        given = {"CHECK": told.check, "ZREP": told.zrep}
    found = tuple(line for root, data in given.items() for line in compare(data, root))
    code = ExitCode.ATTENTION if found else ExitCode.OK
    return Answer(SchemasChecked(source, found), identifier="\n".join(found), exit_code=code)


@command(app, "fetch", schema=SchemasFetched.schema, example="prro schema fetch xsd")
def fetch(
    face: Face,
    folder: Annotated[Path, Argument(metavar="DIR", help="Directory for check01.xsd and zrep01.xsd.")],
    server: Server = None,
) -> Answer:
    """Keep the schemas that are in force at the tax server."""
    source = server or chosen_desk(face).server
    told = _fetched(face, source)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for root, data in (("CHECK", told.check), ("ZREP", told.zrep)):
        path = folder / FILES[root]
        ask_before_overwriting(face, path)
        write_output(path, data)
        files.append(str(path))
    return Answer(SchemasFetched(source, tuple(files)), identifier="\n".join(files))


def _fetched(face: Face, address: str) -> SchemasAnswer:
    from prro_cli.taxserver import commands
    from prro_cli.taxserver.explain import as_error
    from prro_cli.taxserver.outcomes import Answered

    with server_at(face, address) as server:
        outcome = server.ask(commands.schemas(), seconds=float(face.options.timeout or 15))
    if not isinstance(outcome, Answered):
        raise as_error(outcome, state=say("nothing was changed"))
    return outcome.value


_HELP = ("prro schema check --help",)
