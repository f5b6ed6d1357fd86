"""What Typer itself says, in the language spoken: it has no translations of its own. Loaded for help and errors."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

from prro_cli.lang import DEFAULT, language, later, say

_PATTERNS = (
    (r"No such option: (?P<name>\S+)(?P<more> \(.*\))?", later("There is no option {name}{more}")),
    (r"No such command '(?P<name>.*?)'\.(?P<more>.*)", later("There is no command '{name}'{more}")),
    (r"Missing argument '(?P<name>.*?)'\.", later("The argument '{name}' is missing")),
    (r"Missing option '(?P<name>.*?)'\.", later("The option '{name}' is missing")),
    (r"Missing command\.", later("The command is missing")),
    (r"Option '?(?P<name>\S+?)'? requires an argument\.?", later("The option {name} needs a value")),
    (r"Option '?(?P<name>\S+?)'? does not take a value\.?", later("The option {name} takes no value")),
    (r"Got unexpected extra arguments? *(?:\(s\) )?\((?P<words>.*)\)", later("Too many words: {words}")),
    (r"Invalid value for (?P<name>.*?): (?P<why>.*)", later("{name} has a wrong value: {why}")),
    (r"Invalid value: (?P<why>.*)", later("Wrong value: {why}")),
    (r"(?:Value error, )?'(?P<value>.*)' is not one of (?P<known>.*)\.", later("'{value}' is not one of {known}")),
    (r"Input should be greater than or equal to (?P<least>\d+)", later("it must be at least {least}")),
    (r"Input should be less than or equal to (?P<most>\d+)", later("it must be at most {most}")),
    (r"Input should be a valid integer\b.*", later("it must be a whole number")),
    (r" \(Possible options: (?P<known>.*)\)", later(" (perhaps {known})")),
    (r" Did you mean (?P<known>.*)\?", later(" (perhaps {known})")),
)
_HEADS = {
    "ARGUMENTS_PANEL_TITLE": later("Arguments"),
    "OPTIONS_PANEL_TITLE": later("Options"),
    "COMMANDS_PANEL_TITLE": later("Commands"),
    "DEFAULT_STRING": later("[default: {}]"),
    "REQUIRED_LONG_STRING": later("[required]"),
}
_HELP = later("Show this message and exit.")


def of_parser(message: str) -> str:
    """Its complaint in our words; in English, and where it is not known, in its own."""
    if language() == DEFAULT:
        return message
    for pattern, text in _PATTERNS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return say(text, **{name: of_parser(value or "") for name, value in found.groupdict().items()})
    return message


def speak() -> None:
    """Heads of help pages in the language spoken."""
    if language() == DEFAULT:
        return
    from typer import rich_utils

    for name, text in _HEADS.items():
        setattr(rich_utils, name, say(text))


class _SaysHelp:
    """What --help is for, in the language spoken."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option --help."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = say(_HELP)
        return option


class SayingCommand(_SaysHelp, TyperCommand):
    """A command of Typer."""


class SayingGroup(_SaysHelp, TyperGroup):
    """A noun of Typer."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """A noun alone shows its help; with --json its one object on stdout must not stand behind a page of it."""
        if not args and getattr(getattr(ctx.obj, "options", None), "json", False):
            self.no_args_is_help = False
            ctx.fail("Missing command.")  # in the words of Typer, as `of_parser` knows them
        return super().parse_args(ctx, args)
