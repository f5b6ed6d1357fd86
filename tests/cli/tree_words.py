"""The commands that do something, each with the words that name it; read from the declarations."""

from __future__ import annotations

from collections.abc import Iterator

from prro_cli.cli.app import COMMANDS, group_of
from prro_cli.cli.declared import Command, Group


def leaves() -> Iterator[tuple[list[str], Command]]:
    """All of them."""
    for name in COMMANDS:
        yield from _below([name], group_of(name))


def _below(path: list[str], group: Group) -> Iterator[tuple[list[str], Command]]:
    for command in group.commands:
        own = [] if group.help is None else [command.name or command.function.__name__]
        yield [*path, *own], command
    for name, below in group.groups.items():
        yield from _below([*path, name], below)
