"""How commands are declared: groups, commands, options and arguments as plain data.

Two readers understand the declarations. `quick` reads an ordinary call without loading anything; `typed` hands
everything to Typer: help, errors, completion, and whatever is unusual. Typer costs a start-up of its own several
times that of the interpreter, which a script that calls `prro` in a loop should not pay (cli.md, start-up).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, get_args

from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

Function = Callable[..., Answer | None]


class Parameter:
    """A declaration beside a parameter's type: `Annotated[str | None, Option("--cashier", help="Who works.")]`."""

    __slots__ = ("flags", "more")

    def __init__(self, *flags: str, **more: Any) -> None:
        self.flags = flags
        self.more: Mapping[str, Any] = more
        """What Typer calls it: `help`, `metavar`, `hidden`, `min`, `max`, `count` …"""


class Option(Parameter):
    """A named option; without `flags` it is named after the parameter."""

    __slots__ = ()


class Argument(Parameter):
    """An argument by its place."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """One parameter of a command: its name, type and declaration."""

    name: str
    annotation: Any
    meta: Any
    default: Any

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.default is inspect.Parameter.empty


@dataclass(frozen=True, slots=True)
class Command:
    """A function `(face, …) -> Answer` under a name."""

    name: str | None
    function: Function
    schema: str
    example: str
    more: Mapping[str, Any]

    def parameters(self) -> list[Declared]:
        """Its parameters but the face."""
        return declared(self.function)[1:]

    @property
    def path(self) -> str:
        """The words that call it, as in its example: `prro shift close`."""
        words = self.example.split()
        return " ".join(words[: words.index(self.name) + 1]) if self.name in words else "prro"


@dataclass(slots=True)
class Group:
    """Commands under a noun, for example `prro key …`; a verb is the group of the one command that stands alone."""

    help: str | None
    commands: list[Command] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)

    def add(self, group: Group, name: str) -> None:
        """A noun under this noun, for example `prro receipt outbox …`."""
        self.groups[name] = group

    def find(self, name: str) -> Command | None:
        """The command of that name."""
        return next((c for c in self.commands if (c.name or c.function.__name__) == name), None)


def noun(help_text: str) -> Group:
    """A group of commands."""
    return Group(help_text)


def verb() -> Group:
    """A command that stands alone, for example `prro sale`; register one function on it."""
    return Group(None)


def command(
    group: Group, name: str | None = None, *, schema: str, example: str = "", **more: Any
) -> Callable[[Function], Function]:
    """Register a function `(face, …) -> Answer` as a command.

    `schema` names the envelope also when the command fails; `example` ends its `--help` and is run by a test.
    """

    def register(function: Function) -> Function:
        group.commands.append(Command(name, function, schema, example, more))
        return function

    return register


def declared(function: Callable[..., Any]) -> list[Declared]:
    """The parameters of a function with their declarations; `meta` is None where there is none."""
    found = []
    for parameter in inspect.signature(function, eval_str=True).parameters.values():
        annotation, meta = parameter.annotation, None
        if hasattr(annotation, "__metadata__"):
            annotation, meta = get_args(annotation)[:2]
        found.append(Declared(parameter.name, annotation, meta, parameter.default))
    return found
