"""The command tree. A noun's module is imported only when it is called or when help lists it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command as typer_command

from prro_cli import __version__
from prro_cli.cli.environment import Environment
from prro_cli.cli.face import Face, Options, reported, terminate_politely
from prro_cli.cli.hoist import hoist
from prro_cli.errors.base import ExitCode
from prro_cli.errors.general import UsageError
from prro_cli.lang import LANGUAGES, use, wished

# name → (module of prro_cli.cli, panel of `prro --help`); a module has `app`, or `app_<name>` where it holds several
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "First steps"),
    "init": ("init", "First steps"),
    "desk": ("desk", "Set-up"),
    "tax": ("tax", "Set-up"),
    "cashier": ("cashier", "Set-up"),
    "route": ("route", "Set-up"),
    "config": ("config", "Set-up"),
    "sandbox": ("sandbox", "Set-up"),
    "key": ("key", "Keys"),
    "sign": ("sign", "Signature tools"),
    "verify": ("verify", "Signature tools"),
    "unwrap": ("unwrap_file", "Signature tools"),
    "encrypt": ("encrypt", "Signature tools"),
    "decrypt": ("encrypt", "Signature tools"),
    "shift": ("shift", "Selling"),
    "sale": ("sale", "Selling"),
    "return": ("return_", "Selling"),
    "reversal": ("reversal", "Selling"),
    "cash": ("cash", "Selling"),
    "report": ("report_shift", "Selling"),
    "status": ("status", "Selling"),
    "offline": ("offline", "Without the link"),
    "go-online": ("sync", "Without the link"),
    "sync": ("sync", "Without the link"),
    "budget": ("offline", "Without the link"),
    "stuck": ("stuck", "Without the link"),
    "document": ("document", "Support"),
    "journal": ("journal", "Support"),
    "explain": ("explain", "Support"),
    "commands": ("about", "Support"),
    "exit-codes": ("exit_codes", "Support"),
    "completion": ("about", "Support"),
    "doctor": ("doctor", "Support"),
    "reconcile": ("reconcile", "Support"),
}


class LazyGroup(TyperGroup):
    """A group that knows its commands by name and imports one when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the command's module."""
        if cmd_name not in COMMANDS:
            return None
        module, panel = COMMANDS[cmd_name]
        loaded = import_module(f"prro_cli.cli.{module}")
        app = getattr(loaded, f"app_{cmd_name.replace('-', '_')}", None) or loaded.app
        found = typer_command(app)
        found.name = cmd_name
        found.rich_help_panel = panel  # type: ignore[attr-defined]
        self.commands[cmd_name] = found
        return found


app = typer.Typer(
    name="prro",
    cls=LazyGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Ukrainian software cash register (ПРРО) for the terminal.",
    epilog="Exit codes: prro exit-codes. Every command has --help with an example.",
)


def _print_version(wished: bool) -> None:
    if wished:
        typer.echo(f"prro {__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    home: Annotated[Path | None, typer.Option(help="Home directory instead of the default or $PRRO_HOME.")] = None,
    desk: Annotated[str | None, typer.Option(help="Desk to work on; needed with several desks. $PRRO_DESK.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout, also on failure.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the identifier.")] = False,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="Say more on stderr.")] = 0,
    color: Annotated[str, typer.Option(help="auto, always or never.")] = "auto",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Answer yes to ordinary questions.")] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask; a question is exit 5.")] = False,
    timeout: Annotated[int | None, typer.Option(min=1, help="Seconds a call to the server may take.")] = None,
    lang: Annotated[str | None, typer.Option(help="Language of messages, en or uk; else $PRRO_LANG, $LANG.")] = None,
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True)] = False,
) -> None:
    """Ukrainian software cash register (ПРРО) for the terminal."""
    if color not in ("auto", "always", "never"):
        raise typer.BadParameter("--color is auto, always or never")
    if lang is not None:
        if lang not in LANGUAGES:
            raise typer.BadParameter("--lang is en or uk")
        use(lang)
    options = Options(home, desk, json, quiet, verbose, color, yes, no_input, timeout)
    context.obj = Face(options, context.obj or Environment.real())


def run(arguments: Sequence[str], environment: Environment | None = None) -> None:
    """Do one command as the process itself: ends it with the command's exit code."""
    terminate_politely()
    try:
        code = perform(arguments, environment or Environment.real())
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = ExitCode.OK
    sys.exit(int(code))


def perform(arguments: Sequence[str], environment: Environment) -> ExitCode:
    """Parse and do one command in this process."""
    use(wished(environment.variables))
    words = hoist(arguments)
    face = Face(Options(json="--json" in words, quiet="--quiet" in words or "-q" in words), environment)
    try:
        with reported(face, "prro.error/1"):
            result = app(args=words, prog_name="prro", standalone_mode=False, obj=environment)
            face.exit_code = ExitCode(result) if isinstance(result, int) else face.exit_code
    except typer.TyperException as error:
        _usage(face, error)
    except typer.Abort:
        face.exit_code = ExitCode.REFUSED
    return face.exit_code


def _usage(face: Face, error: typer.TyperException) -> None:
    """A wrong call: the parser's own words, our id, and where the help is."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError" and not face.options.json:
        face.environment.stderr.write((context.get_help() if context else error.format_message()) + "\n")
        face.exit_code = ExitCode.USAGE
        return
    path = context.command_path if context else "prro"
    face.fail(UsageError(detail=error.format_message(), next_steps=(f"{path} --help",)), "prro.error/1")
