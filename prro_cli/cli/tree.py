"""The command tree as data: what man pages, completions, documentation and `prro commands` are made of.

It is read from the parser itself, so nothing can be described that does not exist, or exist undescribed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import PurePath
from typing import Any, Literal, get_args, get_origin

from prro_cli.cli.hoist import FLAGS, WITH_VALUE
from prro_cli.record import dataclass

GLOBAL_VARIABLES = {"--home": "PRRO_HOME", "--desk": "PRRO_DESK"}
_KEY_IS_IDEMPOTENCY = ("sale", "return", "reversal", "cash", "report", "shift", "fleet")
_OWNERS = {
    "desk": "desks",
    "key": "keys",
    "cashier": "cashiers",
    "document": "documents",
    "receipt": "documents",
    "printer": "printers",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One option as a user types it."""

    flags: tuple[str, ...]
    off_flags: tuple[str, ...]
    help: str
    value: str
    """What its value is called in help (`FILE`, `TEXT` …); empty for a flag."""
    choices: tuple[str, ...]
    complete: str
    """`files`, `desks`, `keys`, `cashiers`, `documents`, or empty."""
    required: bool
    repeatable: bool
    default: str | None
    variable: str | None

    @property
    def long(self) -> str:
        """Its long name, or the only one it has."""
        return next((f for f in self.flags if f.startswith("--")), self.flags[0])


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument by its place."""

    name: str
    help: str
    choices: tuple[str, ...]
    complete: str
    required: bool
    repeatable: bool

    @property
    def shown(self) -> str:
        """As a synopsis writes it."""
        text = self.name.upper().replace("_", "-") + ("…" if self.repeatable else "")
        return text if self.required else f"[{text}]"


@dataclass(frozen=True, slots=True)
class Command:
    """A command, or a group of them."""

    path: tuple[str, ...]
    panel: str
    help: str
    arguments: tuple[Argument, ...]
    options: tuple[Option, ...]
    example: str
    schema: str | None
    commands: tuple[Command, ...]

    @property
    def name(self) -> str:
        """As typed: `prro key add`."""
        return " ".join(("prro", *self.path))

    @property
    def summary(self) -> str:
        """The first line of its help."""
        return self.help.split("\n")[0]

    @property
    def opens_keys(self) -> bool:
        """Whether it takes the options for passwords."""
        return any(o.long == "--password-file" for o in self.options)

    def walk(self) -> Iterator[Command]:
        """This command and everything below it."""
        yield self
        for below in self.commands:
            yield from below.walk()

    def leaves(self) -> Iterator[Command]:
        """The commands that do something."""
        return (c for c in self.walk() if not c.commands)


def read_tree() -> Command:
    """The whole program; imports every command."""
    from typer.main import get_command

    from prro_cli.cli.app import COMMANDS
    from prro_cli.cli.typed import whole

    root: Any = get_command(whole())
    below = tuple(_command(root.get_command(None, name), (name,), panel) for name, (_, panel) in COMMANDS.items())
    options = tuple(_option(p, ()) for p in root.params if p.param_type_name == "option")
    return Command((), "", _clean(root.help), (), options, "prro demo", None, below)


def accepted_after(option: Option) -> bool:
    """Whether a global option may also stand after the command (see `hoist`)."""
    return any(flag in FLAGS or flag in WITH_VALUE for flag in option.flags)


def _command(parsed: Any, path: tuple[str, ...], panel: str) -> Command:
    commands = getattr(parsed, "commands", None) or {}
    below = tuple(_command(c, (*path, name), panel) for name, c in commands.items() if not c.hidden)
    return Command(
        path=path,
        panel=panel,
        help=_clean(parsed.help),
        arguments=tuple(_argument(p, path) for p in parsed.params if p.param_type_name == "argument" and not p.hidden),
        options=tuple(_option(p, path) for p in parsed.params if p.param_type_name == "option" and not p.hidden),
        example=getattr(parsed.callback, "prro_example", None) or "",
        schema=None if below else getattr(parsed.callback, "prro_schema", None),
        commands=below,
    )


def _option(parsed: Any, path: tuple[str, ...]) -> Option:
    annotation = parsed.type_descriptor.annotation
    choices = _choices(annotation, parsed.help or "")
    flag = parsed.is_flag or parsed.count
    long = max(parsed.opts, key=len)
    default = parsed.default if isinstance(parsed.default, (str, int)) and not flag else None
    return Option(
        flags=tuple(sorted(parsed.opts, key=len, reverse=True)),
        off_flags=tuple(parsed.secondary_opts),
        help=_clean(parsed.help),
        value="" if flag else _value_name(parsed, annotation, long),
        choices=choices,
        complete="" if flag or choices else _complete(parsed.name, long.lstrip("-"), annotation, path),
        required=bool(parsed.required),
        repeatable=bool(parsed.multiple),
        default=None if default in (None, "") else str(default),
        variable=parsed.envvar if isinstance(parsed.envvar, str) else None if path else GLOBAL_VARIABLES.get(long),
    )


def _argument(parsed: Any, path: tuple[str, ...]) -> Argument:
    annotation = parsed.type_descriptor.annotation
    choices = _choices(annotation, parsed.help or "")
    return Argument(
        name=parsed.metavar or parsed.name,
        help=_clean(parsed.help),
        choices=choices,
        complete="" if choices else _complete(parsed.name, "", annotation, path),
        required=bool(parsed.required),
        repeatable=parsed.nargs == -1,
    )


def _value_name(parsed: Any, annotation: Any, long: str) -> str:
    if parsed.metavar:
        return str(parsed.metavar)
    if _is_path(annotation):
        return "DIR" if "dir" in long or long in ("--home", "--keep") else "FILE"
    kind = next((a for a in (annotation, *get_args(annotation)) if a is int), None)
    return "N" if kind is int else "TEXT"


def _is_path(annotation: Any) -> bool:
    return any(isinstance(a, type) and issubclass(a, PurePath) for a in (annotation, *get_args(annotation)))


def _choices(annotation: Any, help_text: str) -> tuple[str, ...]:
    """The values of an enumeration, a Literal, or of a help such as `auto, always or never.`"""
    if get_origin(annotation) is Literal:
        return tuple(str(a) for a in get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return tuple(str(m.value) for m in annotation)
    parts = re.split(r", | or | чи | або ", help_text.rstrip("."))
    worded = annotation is str and len(parts) > 1 and all(p and " " not in p and p.isascii() for p in parts)
    return tuple(parts) if worded else ()


def _complete(name: str, long: str, annotation: Any, path: tuple[str, ...]) -> str:
    if _is_path(annotation):
        return "files"
    word = long or name
    noun, verb = (path[0], path[-1]) if path else ("", "")
    if word == "name" and not long and verb not in ("add", "provision"):
        return _OWNERS.get(noun, "settings" if noun == "config" else "")
    if word == "key" and noun in _KEY_IS_IDEMPOTENCY:
        return ""
    if word in ("file", "output", "cert", "trust", "password-file"):
        return "files"
    if word in ("doc", "document", "number", "receipt", "fiscal_number", "reference") and verb != "add":
        return "documents" if noun not in ("desk", "sandbox") else ""
    return _OWNERS.get(word, "")


def _clean(text: str | None) -> str:
    """A help text as plain paragraphs."""
    paragraphs = (text or "").replace("\b", "").strip().split("\n\n")
    return "\n".join(" ".join(p.split()) for p in paragraphs)
