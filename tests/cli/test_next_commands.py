"""The next command an error names must exist, options and all: a wrong hint costs a tired person minutes."""

from __future__ import annotations

import re
from functools import cache

import pytest

from prro_cli.cli.app import DEFAULTS
from prro_cli.cli.hoist import FLAGS, WITH_VALUE, with_defaults
from prro_cli.cli.tree import Command, read_tree
from prro_cli.engine.offline.refusals import WAYS
from prro_cli.errors.base import ExitCode
from prro_cli.errors.catalogue import every_error
from prro_cli.support.explain import explain
from prro_cli.support.folklore import SAYINGS
from prro_cli.support.http_statuses import NOT_WELL, REFUSED, STATUSES
from prro_cli.support.knowledge import KNOWN

_COMMAND = re.compile(r"(?:\A|[:(,;] ?|then )prro ([^():;,]*)")
_WORD = re.compile(r"[a-z][a-z0-9-]*")
ROOT_OPTIONS = {"--desk", "--home", "--timeout", "--color"}


@cache
def tree() -> dict[tuple[str, ...], Command]:
    return {command.path: command for command in read_tree().walk()}


def steps() -> list[tuple[str, str]]:
    found = [(id_, step) for id_, error in sorted(every_error().items()) for step in error.next_templates]
    found += [(f"server-{k.code}", step) for k in KNOWN for step in k.next]
    found += [(saying.title, step) for saying in SAYINGS for step in saying.next]
    statuses = {**{str(code): told for code, told in STATUSES.items()}, "4xx": REFUSED, "5xx": NOT_WELL}
    found += [(f"HTTP {status}", step) for status, told in statuses.items() for step in told[3]]
    found += [(f"exit {int(c)}", step) for c in ExitCode if c for one in explain(f"exit {int(c)}") for step in one.next]
    return found


@pytest.mark.parametrize(("source", "step"), steps(), ids=lambda value: str(value)[:60])
def test_named_commands_exist(source: str, step: str) -> None:
    for said in _COMMAND.findall(step):
        wrong = wrong_in(with_defaults(said.replace("{way}", WAYS[0]).split(), DEFAULTS))
        assert wrong is None, f"{source} names {step!r}: {wrong}"


def wrong_in(words: list[str]) -> str | None:
    """What is wrong with the words of a command, in prose around it perhaps."""
    while words and words[0].startswith("--"):
        if words[0] in ("--version", "--help"):
            return None
        if words[0] not in ROOT_OPTIONS:
            return f"{words[0]} is no option of prro"
        words = words[2:]
    path: tuple[str, ...] = ()
    while len(path) < len(words) and (*path, words[len(path)]) in tree():
        path = (*path, words[len(path)])
    if not path:
        return (
            None if not words or words[0].startswith("{") or words[0].isupper() else f"there is no command {words[0]}"
        )
    command = tree()[path]
    rest = words[len(path) :]
    if command.commands and rest and _WORD.fullmatch(rest[0]):
        return f"{command.name} has no {rest[0]}"
    known = {f for option in command.options for f in (*option.flags, *option.off_flags)} | FLAGS | WITH_VALUE
    for word in rest:
        if word.startswith("--") and "{" not in word and word.split("=")[0] not in known | {"--help"}:
            return f"{command.name} has no option {word}"
    return None


def test_the_test_itself_finds_wrong_steps() -> None:
    for words in ("sale --no-such", "stuck mend", "nothing", "desk set NAME --colour red", "--nonsense x sale"):
        assert wrong_in(words.split()) is not None, words
    for words in ("stuck fix 5 --way retry --dry-run", "--desk kiosk journal show 5", "doctor --only clock", "sync"):
        assert wrong_in(words.split()) is None, words
