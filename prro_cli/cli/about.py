"""`prro commands` and `prro completion`: the program describing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from prro_cli.cli.declared import Argument, command, verb
from prro_cli.cli.face import Face
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.cli import tree
    from prro_cli.cli.tree import Command

app_commands = verb()
app_completion = verb()

Shell = Literal["bash", "zsh", "fish", "powershell"]


@dataclass(frozen=True, slots=True)
class CommandRow:
    """One command with everything it takes."""

    name: str
    help: str
    arguments: tuple[tree.Argument, ...]
    options: tuple[tree.Option, ...]
    example: str
    schema_: str | None


@dataclass(frozen=True, slots=True)
class CommandTable:
    """The whole program: global options first, then each command."""

    schema: ClassVar[str] = "prro.commands/1"
    global_options: tuple[tree.Option, ...]
    commands: tuple[CommandRow, ...]


@dataclass(frozen=True, slots=True)
class CompletionScript:
    """The completion of one shell."""

    schema: ClassVar[str] = "prro.completion/1"
    shell: str
    script: str


def _row(one: Command) -> CommandRow:
    return CommandRow(one.name, one.help, one.arguments, one.options, one.example, one.schema)


@command(app_commands, "commands", schema=CommandTable.schema, example="prro commands --json")
def commands(face: Face) -> Answer:
    """Every command; with --json also its options, arguments, example and schema."""
    from prro_cli.cli.tree import read_tree

    tree = read_tree()
    rows = tuple(_row(c) for c in tree.leaves())
    return Answer(CommandTable(tree.options, rows), identifier="\n".join(r.name for r in rows))


@command(app_completion, "completion", schema=CompletionScript.schema, example="prro completion bash")
def completion(face: Face, shell: Annotated[Shell, Argument(help="Whose completion.")]) -> Answer:
    """Print the completion script of a shell: put it where the shell looks, or `eval` it."""
    from prro_cli.cli.shells import script
    from prro_cli.cli.tree import read_tree

    return Answer(CompletionScript(shell, script(shell, read_tree())))
