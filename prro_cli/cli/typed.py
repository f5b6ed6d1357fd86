"""The command line as Typer sees it: help, usage errors, the command tree, and every call that `quick` leaves alone."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.main import get_command as typer_command

from prro_cli.cli import quick
from prro_cli.cli.app import COMMANDS, global_options, group_of
from prro_cli.cli.declared import Argument, Command, Declared, Group, Option, declared
from prro_cli.cli.environment import Environment
from prro_cli.cli.face import Face, perform_declared
from prro_cli.cli.parser_words import SayingCommand, SayingGroup, of_parser, speak
from prro_cli.cli.streams import NobodyListensError, silence
from prro_cli.errors.base import ExitCode
from prro_cli.errors.general import AnswerUnheardError, UsageError
from prro_cli.lang import say

_PLAIN: dict[str, Any] = {"add_completion": False, "pretty_exceptions_enable": False}


class LazyGroup(SayingGroup):
    """A group that knows its commands by name and imports one when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the command's module."""
        if cmd_name not in COMMANDS:
            return None
        found = typer_command(_group(group_of(cmd_name)))
        found.name = cmd_name
        found.rich_help_panel = say(COMMANDS[cmd_name][1])  # type: ignore[attr-defined]
        self.commands[cmd_name] = found
        return found


def _root(context: typer.Context, **given: Any) -> None:
    """Ukrainian software cash register (ПРРО) for the terminal."""
    try:
        options = global_options(**given)
    except UsageError as error:
        raise typer.BadParameter(error.cause) from error
    context.obj = Face(options, context.obj or Environment.real())


def whole() -> typer.Typer:
    """The program."""
    app = typer.Typer(
        name="prro",
        cls=LazyGroup,
        no_args_is_help=True,
        help=say("Ukrainian software cash register (ПРРО) for the terminal."),
        epilog=say("Exit codes: prro exit-codes. Every command has --help with an example."),
        **_PLAIN,
    )
    app.callback()(_with_parameters(_root, declared(global_options)))
    return app


def perform(words: Sequence[str], face: Face) -> ExitCode:
    """Parse and do one command; `face` speaks where the call itself is wrong."""
    speak()
    try:
        result = whole()(args=list(words), prog_name="prro", standalone_mode=False, obj=face.environment)
        return ExitCode(result) if isinstance(result, int) else face.exit_code
    except typer.TyperException as error:
        _usage(face, error, words)
    except SystemExit:  # how Typer leaves when the reader of a help page is gone: `--help | head`
        raise NobodyListensError(ExitCode.OK) from None
    except OSError as error:  # commands answer for their own: this is a help page that nobody takes
        silence(face.environment.stdout)
        raise AnswerUnheardError(detail=f"stdout: {error.strerror or error}") from None
    return face.exit_code


def _path_in(words: Sequence[str]) -> str:
    """The command that a wrong call means, where the parser itself did not get so far."""
    try:
        _, line = quick.read_options(declared(global_options), list(words))
        return quick.find(group_of(line[0]), line[1:])[0].path
    except (quick.UnusualError, IndexError, KeyError):
        return "prro"


def _usage(face: Face, error: typer.TyperException, words: Sequence[str]) -> None:
    """A wrong call: the parser's own words, our id, and where the help is."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError" and not face.options.json:
        face.environment.stderr.write(error.format_message())  # empty where Typer has shown it with rich
        face.exit_code = ExitCode.USAGE
        return
    path = context.command_path if context else _path_in(words)
    face.fail(UsageError(detail=of_parser(error.format_message()), next_steps=(f"{path} --help",)), "prro.error/1")


def _group(group: Group) -> typer.Typer:
    helped: dict[str, Any] = {"help": say(group.help), "no_args_is_help": True} if group.help else {}
    app = typer.Typer(cls=SayingGroup, **helped, **_PLAIN)
    for command in group.commands:
        epilog = say("Example: {command}", command=command.example) if command.example else None
        app.command(command.name, cls=SayingCommand, epilog=epilog, **command.more)(_function(command))
    for name, below in group.groups.items():
        app.add_typer(_group(below), name=name)
    return app


def _function(command: Command) -> Any:
    def run(context: typer.Context, **arguments: Any) -> None:
        raise typer.Exit(perform_declared(context.obj, command, arguments))

    run.__name__, run.__doc__ = command.function.__name__, _said(command.function.__doc__)
    run.prro_schema = command.schema  # type: ignore[attr-defined]
    run.prro_example = command.example  # type: ignore[attr-defined]
    return _with_parameters(run, command.parameters())


def _with_parameters(function: Any, parameters: list[Declared]) -> Any:
    """A function of Typer's context and these parameters."""
    named = [inspect.Parameter(p.name, inspect.Parameter.KEYWORD_ONLY, default=p.default, annotation=_annotated(p))
             for p in parameters]  # fmt: skip
    context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    function.__signature__ = inspect.Signature([context, *named], return_annotation=None)
    function.__annotations__ = {p.name: p.annotation for p in (context, *named)}
    return function


def _said(text: str | None) -> str | None:
    """A help text in the language spoken now, as one clean paragraph after the other."""
    return None if text is None else say(inspect.cleandoc(text))


def _annotated(parameter: Declared) -> Any:
    meta = parameter.meta
    if isinstance(meta, Option):
        meta = typer.Option(*meta.flags, **{**meta.more, "help": _said(meta.more.get("help"))})
    elif isinstance(meta, Argument):
        meta = typer.Argument(**{**meta.more, "help": _said(meta.more.get("help"))})
    return parameter.annotation if meta is None else Annotated[parameter.annotation, meta]
