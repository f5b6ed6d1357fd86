"""The next command an error names must exist: a wrong hint costs a tired person minutes."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from prro_cli.cli.app import COMMANDS
from prro_cli.cli.typed import LazyGroup
from prro_cli.errors.catalogue import every_error
from prro_cli.support.knowledge import KNOWN

_COMMAND = re.compile(r"(?:\A|[:(,;] ?)prro ((?:--?[a-z-]+ \S+ )*)([a-z][a-z0-9-]*)(?: ([a-z][a-z0-9-]*))?")


@cache
def loaded(name: str) -> Any:
    return LazyGroup(name="prro").get_command(None, name)


def steps() -> list[tuple[str, str]]:
    ours = [(id_, step) for id_, error in sorted(every_error().items()) for step in error.next_templates]
    return ours + [(f"server-{k.code}", step) for k in KNOWN for step in k.next]


@pytest.mark.parametrize(("source", "step"), steps(), ids=lambda value: str(value)[:60])
def test_named_commands_exist(source, step):
    for _, first, second in _COMMAND.findall(step):
        assert first in COMMANDS, f"{source} names {step!r}"
        group = getattr(loaded(first), "commands", None)
        if group and second:
            assert second in group, f"{source} names {step!r}"
