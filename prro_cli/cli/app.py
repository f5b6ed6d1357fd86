"""The command table, and the way from the words of a call to a command; its module is imported when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

from prro_cli import __version__
from prro_cli.cli import quick
from prro_cli.cli.declared import Command, Group, Option, declared
from prro_cli.cli.environment import Environment
from prro_cli.cli.face import Face, Options, perform_declared, reported
from prro_cli.cli.hoist import asked_for, hoist, with_defaults
from prro_cli.cli.signals import terminate_politely
from prro_cli.cli.streams import NobodyListensError, silence
from prro_cli.errors.base import ExitCode
from prro_cli.errors.general import UsageError
from prro_cli.lang import LANGUAGES, say, use, wished

# name → (module of prro_cli.cli, panel of `prro --help`); a module has `app`, or `app_<name>` where it holds several
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "First steps"),
    "init": ("init", "First steps"),
    "desk": ("desk", "Set-up"),
    "tax": ("tax", "Set-up"),
    "cashier": ("cashier", "Set-up"),
    "route": ("route", "Set-up"),
    "register": ("register", "Set-up"),
    "printer": ("printer", "Set-up"),
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
    "receipt": ("receipt_verify", "Selling"),
    "report": ("report_shift", "Selling"),
    "status": ("status", "Selling"),
    "offline": ("offline", "Without the link"),
    "go-online": ("sync", "Without the link"),
    "sync": ("sync", "Without the link"),
    "budget": ("offline", "Without the link"),
    "stuck": ("stuck", "Without the link"),
    "document": ("document", "Support"),
    "journal": ("journal", "Support"),
    "why": ("why", "Support"),
    "undo": ("undo", "Support"),
    "explain": ("explain", "Support"),
    "commands": ("about", "Support"),
    "exit-codes": ("exit_codes", "Support"),
    "completion": ("about", "Support"),
    "doctor": ("doctor", "Support"),
    "drill": ("drill", "Support"),
    "schema": ("schema", "Support"),
    "metrics": ("metrics", "Support"),
    "fleet": ("fleet", "Support"),
    "reconcile": ("reconcile", "Support"),
    "backup": ("backup", "Support"),
    "timers": ("timers", "Support"),
    "bundle": ("bundle", "Support"),
}


COLOURS = ("auto", "always", "never")


DEFAULTS = {"bundle": "create"}
"""Nouns that do something when typed alone, and what: `prro bundle --last 50` is `prro bundle create --last 50`."""


def group_of(name: str) -> Group:
    """The declarations of a command of the table; imports its module."""
    loaded = import_module(f"prro_cli.cli.{COMMANDS[name][0]}")
    found: Group = getattr(loaded, f"app_{name.replace('-', '_')}", None) or loaded.app
    return found


def _print_version(wished_for: bool) -> None:
    if wished_for:
        import typer

        typer.echo(f"prro {__version__}")
        raise typer.Exit


def global_options(
    home: Annotated[Path | None, Option(help="Home directory instead of the default or $PRRO_HOME.")] = None,
    desk: Annotated[str | None, Option(help="Desk to work on; needed with several desks. $PRRO_DESK.")] = None,
    json: Annotated[bool, Option("--json", help="One JSON object on stdout, also on failure.")] = False,
    quiet: Annotated[bool, Option("--quiet", "-q", help="Print only the identifier.")] = False,
    verbose: Annotated[int, Option("--verbose", "-v", count=True, help="Say more on stderr.")] = 0,
    color: Annotated[str, Option(help="auto, always or never.")] = "auto",
    yes: Annotated[bool, Option("--yes", "-y", help="Answer yes to ordinary questions.")] = False,
    no_input: Annotated[bool, Option("--no-input", help="Never ask; a question is exit 5.")] = False,
    timeout: Annotated[int | None, Option(min=1, max=3600, help="Seconds a call to the server may take.")] = None,
    lang: Annotated[str | None, Option(help="Language of messages, en or uk; else $PRRO_LANG, $LANG.")] = None,
    version: Annotated[bool, Option("--version", callback=_print_version, is_eager=True)] = False,
) -> Options:
    """The options that every command takes, before it."""
    if color not in COLOURS:
        raise UsageError(detail=say("--color is auto, always or never"))
    if lang is not None:
        if lang not in LANGUAGES:
            raise UsageError(detail=say("--lang is en or uk"))
        use(lang)
    return Options(home, desk, json, quiet, verbose, color, yes, no_input, timeout)


def run(arguments: Sequence[str], environment: Environment | None = None) -> None:
    """Do one command as the process itself: ends it with the command's exit code."""
    terminate_politely()
    try:
        code = perform(arguments, environment or Environment.real())
    except BrokenPipeError as error:
        silence(sys.stdout)
        code = error.exit_code if isinstance(error, NobodyListensError) else ExitCode.OK
    sys.exit(int(code))


def perform(arguments: Sequence[str], environment: Environment) -> ExitCode:
    """Parse and do one command in this process."""
    words = with_defaults(hoist(arguments), DEFAULTS)
    use(asked_for("--lang", words) or wished(environment.variables))
    face = Face(Options(json="--json" in words, quiet="--quiet" in words or "-q" in words), environment)
    with reported(face, "prro.error/1"):
        face.exit_code = _perform(words, face)
    return face.exit_code


def _perform(words: list[str], face: Face) -> ExitCode:
    _refuse_broken_text(words)
    if asked_for("--home", words) == "":  # --home "$UNSET" must not mean the directory that one happens to stand in
        raise UsageError(detail=say("--home is empty"))
    call = understood(words)
    if call is None:
        from prro_cli.cli.typed import perform as perform_typed

        return perform_typed(words, face)
    options, command, given = call
    return perform_declared(Face(options, face.environment), command, given)


def _refuse_broken_text(words: Sequence[str]) -> None:
    """Bytes that are no UTF-8 (a script in windows-1251) are no text that a journal or a document could hold.

    Files may be named so: a word that names one passes.
    """
    for word in words:
        if not word.isascii() and not _is_text(word) and not os.path.lexists(word):
            raise UsageError(detail=say("{word} is not text in UTF-8", word=word.encode(errors="replace").decode()))


def _is_text(word: str) -> bool:
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def understood(words: list[str]) -> tuple[Options, Command, dict[str, Any]] | None:
    """An ordinary call, read without Typer; None where it is not ordinary."""
    try:
        given, line = quick.read_options(declared(global_options), words)
        if not line or line[0] not in COMMANDS:
            return None
        command, rest = quick.find(group_of(line[0]), line[1:])
        return global_options(**given), command, quick.read_call(command, rest)
    except (quick.UnusualError, UsageError):
        return None
