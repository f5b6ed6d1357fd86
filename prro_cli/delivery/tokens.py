"""Passwords and tokens of gateways: from a file, systemd's credentials or a command; never in clear in a driver file.

The same places a key's password may come from, under names of their own: member `secret_file` or `secret_command`
of the driver, `$CREDENTIALS_DIRECTORY/prro-delivery-NAME`, `$PRRO_DELIVERY_COMMAND` (it gets NAME as its last word).
"""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from prro_cli.crypto.secret import Secret
from prro_cli.home.paths import check_private
from prro_cli.lang import say

COMMAND_VARIABLE = "PRRO_DELIVERY_COMMAND"
CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"
COMMAND_SECONDS = 30
MAX_SECRET = 4096
IN_CLEAR = ("password", "token", "secret", "api_key", "key")
"""Members that would hold a secret in clear: refused, with the way that is right."""


class TokenError(Exception):
    """The secret is not there, or there twice."""


def secret_of(name: str, table: Mapping[str, Any], folder: Path, variables: Mapping[str, str]) -> Secret:
    """The secret of a driver; exactly one source."""
    sources: dict[str, Callable[[], bytes]] = {}
    file = table.get("secret_file")
    if file is not None:
        sources["secret_file"] = lambda: _from_file(folder / Path(str(file)).expanduser())
    if table.get("secret_command") is not None:
        sources["secret_command"] = lambda: _from_command(words(table["secret_command"]), variables)
    credential = Path(variables.get(CREDENTIALS_VARIABLE, "")) / f"prro-delivery-{name}"
    if variables.get(CREDENTIALS_VARIABLE) and credential.is_file():
        sources[f"${CREDENTIALS_VARIABLE}"] = credential.read_bytes
    if not sources and variables.get(COMMAND_VARIABLE):
        line = variables[COMMAND_VARIABLE]
        sources[f"${COMMAND_VARIABLE}"] = lambda: _from_command([*shlex.split(line), name], variables)
    if len(sources) != 1:
        several = say("it is given {count} times: {sources}", count=len(sources), sources=", ".join(sources))
        raise TokenError(several if sources else say("no secret_file, secret_command or credential holds its secret"))
    where, read = next(iter(sources.items()))
    try:
        line_ = read().removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].strip()
    except (OSError, ValueError) as error:
        raise TokenError(say("{where} cannot be read: {error}", where=where, error=error)) from None
    if not line_ or len(line_) > MAX_SECRET:
        raise TokenError(say("{where} holds nothing that could be a secret", where=where))
    return Secret(line_)


def words(value: object) -> list[str]:
    """A command as a list, or as one line that is split like a shell does (no shell ever sees it)."""
    if isinstance(value, str):
        return shlex.split(value)
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return list(value)
    raise TokenError(say("a command is a text or a list of texts"))


def bare_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """What a helper program may see of ours: nothing that opens a key."""
    return {k: v for k, v in variables.items() if not k.startswith("PRRO_") and k != CREDENTIALS_VARIABLE}


def _from_file(path: Path) -> bytes:
    check_private(path)
    with path.open("rb") as file:
        return file.read(MAX_SECRET + 1)


def _from_command(command: list[str], variables: Mapping[str, str]) -> bytes:
    try:
        ended = subprocess.run(  # noqa: S603 the technician's own command, and no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=bare_environment(variables),
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise TokenError(say("the command for the secret failed: {name}", name=type(error).__name__)) from None
    if ended.returncode:
        raise TokenError(say("the command for the secret ended with code {code}", code=ended.returncode))
    return ended.stdout
