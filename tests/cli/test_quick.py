"""The quick reader understands a call as Typer does, or leaves it to Typer; and most calls need no Typer at all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from prro_cli.cli import typed
from prro_cli.cli.app import COMMANDS, group_of, understood
from prro_cli.cli.declared import Command, Group
from prro_cli.cli.hoist import hoist
from tests.cli.tree_words import leaves

CALLS = """
status
status --json
--json status --check
status --desk kiosk --json
sale --item name=Кава,price=3.00,tax=А --item name=Чай,price=1.00,tax=А --cash 100
sale --item=name=Кава,price=3.00 --card 3.00 --online-only --dry-run --yes
sale --file - --key order-1 --lock-wait 0
sale --batch orders.ndjson -q
sale --item x --lock-wait -1
sale --item x --lock-wait many
sale --nothing
sale --cash -5 --item x
sale --cash --card
sale --item x --cash 1 --cash 2
return --receipt 4500000012 --all
cash in 500.00 --password-file pw
cash in
cash in 500 600
cash
cash sideways 1
key add Key-6.dat --cert a.cer --cert b.cer --name ivan --password-file password.txt
key add Key-6.dat --cert
key list --quiet
key show ivan -v
key show ivan -vv
key show -vq ivan
desk set kiosk --test
desk set kiosk --no-test
desk set kiosk --test=yes
desk add kiosk --tin 1234567890 --fiscal-number 4000000001 --local-number 1
sandbox clock --stop
sandbox clock --run
sandbox serve --port 0 --fault lost-reply:3
document check a.xml b.xml c.xml
document check
journal list --limit 20 --state registered
journal list --limit 0
journal events --follow --json
report period 2026-11-01 2026-11-30
explain -
explain 9
completion bash
completion tcsh
stuck fix 12 --way retry --dry-run
--home /tmp/x --no-input --timeout 5 status
--timeout 0 status
--color never status
--color sometimes status
--lang uk status
--lang xx status
--help
status --help
-h
nonsense
"" status
status ""
verify a.p7s -- b
sign letter.txt --key ivan --output letter.p7s
exit-codes
""".strip().splitlines()


class _HeardError(Exception):
    """Carries what Typer understood out of the call."""


def heard_by_typer(words: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[Command, dict[str, Any]] | None:
    """What Typer makes of a call, or None where it refuses it or answers by itself."""

    def hear(_face: object, command: Command, arguments: dict[str, Any]) -> Any:
        raise _HeardError(command, arguments)

    monkeypatch.setattr(typed, "perform_declared", hear)
    try:
        typed.whole()(args=words, prog_name="prro", standalone_mode=False, obj=None)
    except _HeardError as heard:
        return heard.args[0], heard.args[1]
    except Exception:
        return None
    return None


def variations() -> Iterator[str]:
    """Every command with every option and argument that a word of text or a number can stand for."""
    for path, command in leaves():
        words = [*path]
        for parameter in command.parameters():
            yield " ".join([*words, "--" + parameter.name.replace("_", "-"), "7"])
            yield " ".join([*words, "--" + parameter.name.replace("_", "-")])
        yield " ".join(words)
        yield " ".join([*words, "7"])
        yield " ".join([*words, "7", "8"])


@pytest.mark.parametrize("call", CALLS)
def test_both_readers_understand_the_same(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = hoist([word.strip('"') for word in call.split(" ")])
    quick = understood(words)
    if quick is None:
        return
    slow = heard_by_typer(words, monkeypatch)
    assert slow is not None, "Typer refuses what the quick reader took"
    assert (slow[0].function, slow[1]) == (quick[1].function, quick[2])


def test_both_readers_understand_every_option_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = 0
    for call in variations():
        words = hoist(call.split(" "))
        quick = understood(words)
        if quick is None:
            continue
        taken += 1
        slow = heard_by_typer(words, monkeypatch)
        assert slow is not None, call
        assert (slow[0].function, slow[1]) == (quick[1].function, quick[2]), call
    assert taken > 200


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_declared_for_both_readers(name: str) -> None:
    """A declaration made with `typer.Option` would send each call of that command the slow way."""
    for command in commands_of(group_of(name)):
        for parameter in command.parameters():
            ours = type(parameter.meta).__module__.startswith("prro_cli.")
            assert ours, f"{parameter.name}: use Option and Argument of prro_cli.cli.declared, not typer's"


def commands_of(group: Group) -> Iterator[Command]:
    yield from group.commands
    for below in group.groups.values():
        yield from commands_of(below)


@pytest.mark.parametrize("words", [["status", "--json"], ["sale", "--item", "name=Кава,price=3.00,tax=А", "--json"]])
def test_an_ordinary_call_loads_no_typer(words: list[str], tmp_path: Path) -> None:
    script = (
        "import sys; from prro_cli.__main__ import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    environment = {**os.environ, "PRRO_HOME": str(tmp_path / "home")}
    line = [sys.executable, "-c", script, *words]
    ran = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    loaded = set(ran.stderr.split())
    assert "prro_cli.cli.quick" in loaded
    assert not {"typer", "rich", "click", "pydantic", "httpx", "escpos"} & loaded
