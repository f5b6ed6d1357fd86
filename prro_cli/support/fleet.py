"""Many homes at once: here and over ssh, in parallel, each with its own deadline (N14).

ssh is the system's own, without questions (BatchMode); this program knows no passwords of other machines. What comes
back is the same envelope as here.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from prro_cli.errors.base import ExitCode
from prro_cli.errors.fleet import InventoryError
from prro_cli.lang import say
from prro_cli.record import dataclass

QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "status": ("status", "--check"),
    "doctor": ("doctor",),
    "budget": ("budget",),
}
MOST_BYTES = 4_000_000
_MEMBERS = {"home": str, "ssh": str, "prro": str, "desks": list, "timeout": int}
_DEFAULTS = {"timeout": int, "parallel": int, "prro": str}
GRAVITY = (60, 61, 62, 40, 51, 50, 23, 22, 21, 20, 10, 11, 14, 6)
"""Which code sums up a fleet: the first of these that any target ended with."""


@dataclass(frozen=True, slots=True)
class Target:
    """One home, here or behind ssh; one desk of it, or its only one."""

    name: str
    home: str | None
    ssh: str | None
    prro: str
    desk: str | None
    seconds: int

    def call(self, words: Sequence[str]) -> list[str]:
        """The command as this machine runs it."""
        options = ["--json", "--no-input", *(["--home", self.home] if self.home else [])]
        options += ["--desk", self.desk] if self.desk else []
        if self.ssh is None:
            return [sys.executable, "-m", "prro_cli", *options, *words]
        remote = shlex.join([self.prro, *options, *words])
        wait = f"ConnectTimeout={max(1, min(10, self.seconds))}"
        return ["ssh", "-T", "-o", "BatchMode=yes", "-o", wait, "--", self.ssh, remote]


@dataclass(frozen=True, slots=True)
class Told:
    """What a target answered, or why it did not."""

    target: str
    place: str
    desk: str | None
    exit_code: int
    answered: bool
    judgement: str
    next: tuple[str, ...]
    milliseconds: int
    data: dict[str, Any]


def read_inventory(path: Path, seconds: int | None, parallel: int | None) -> tuple[list[Target], int]:
    """The targets and how many are asked at once; what nobody knows in the file is an error."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InventoryError(path=path, detail=error) from None
    for name in set(content) - {"defaults", "targets"}:
        raise InventoryError(
            path=path, detail=say("there is no section {name!r}; there are [defaults], [targets.NAME]", name=name)
        )
    defaults = _checked(path, "defaults", content.get("defaults", {}), _DEFAULTS)
    targets = content.get("targets", {})
    if not isinstance(targets, dict) or not targets:
        raise InventoryError(path=path, detail=say("there are no [targets.NAME]"))
    found = [one for name, table in targets.items() for one in _targets(path, name, table, defaults, seconds)]
    return found, max(1, parallel or defaults.get("parallel", 8))


def _targets(path: Path, name: str, table: Any, defaults: dict[str, Any], seconds: int | None) -> Iterator[Target]:
    row = _checked(path, f"targets.{name}", table, _MEMBERS)
    ssh = row.get("ssh")
    if ssh is None and "home" not in row:
        raise InventoryError(path=path, detail=say("[targets.{name}] has neither home nor ssh", name=name))
    if ssh is not None and (not ssh or ssh.startswith("-") or any(c.isspace() for c in ssh)):
        raise InventoryError(
            path=path, detail=say("[targets.{name}] ssh = {ssh!r} is not a host or user@host", name=name, ssh=ssh)
        )
    home = row.get("home")
    if home is not None and ssh is None:
        home = str((path.parent / Path(home).expanduser()).absolute())
    for desk in row.get("desks") or [None]:
        if desk is not None and not isinstance(desk, str):
            raise InventoryError(path=path, detail=say("[targets.{name}] desks is a list of names", name=name))
        prro = row.get("prro", defaults.get("prro", "prro"))
        yield Target(name, home, ssh, prro, desk, seconds or row.get("timeout") or defaults.get("timeout", 30))


def _checked(path: Path, place: str, table: Any, known: Mapping[str, type]) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise InventoryError(path=path, detail=say("[{place}] is not a table", place=place))
    for name, value in table.items():
        if name not in known:
            raise InventoryError(
                path=path,
                detail=say(
                    "[{place}] has no member {name!r}; there are {known}",
                    place=place,
                    name=name,
                    known=", ".join(known),
                ),
            )
        if not isinstance(value, known[name]) or isinstance(value, bool):
            raise InventoryError(
                path=path,
                detail=say(
                    "[{place}] {name} must be of type {kind}", place=place, name=name, kind=known[name].__name__
                ),
            )
    return table


def ask_all(
    targets: Sequence[Target], question: str, parallel: int, variables: Mapping[str, str], more: Sequence[str] = ()
) -> list[Told]:
    """Every target's answer, in the order of the inventory."""
    words = (*QUESTIONS[question], *more)
    kept = {k: v for k, v in variables.items() if k not in ("PRRO_HOME", "PRRO_DESK")}
    with ThreadPoolExecutor(max_workers=min(parallel, len(targets))) as pool:
        return list(pool.map(lambda target: _ask(target, words, kept), targets))


def _ask(target: Target, words: Sequence[str], variables: Mapping[str, str]) -> Told:
    started = time.monotonic()

    def told(code: int, judgement: str, steps: Sequence[str], data: dict[str, Any], desk: str | None) -> Told:
        spent = round((time.monotonic() - started) * 1000)
        place = target.ssh or target.home or ""
        answered = bool(data) or code not in (ExitCode.NO_CONNECTION,)
        return Told(target.name, place, desk, code, answered, judgement, tuple(steps), spent, data)

    failed: Callable[[str], Told] = lambda why: told(ExitCode.NO_CONNECTION, why, (), {}, target.desk)  # noqa: E731
    try:
        code, out, err = _run(target.call(words), target.seconds, variables)
    except OSError as error:
        return failed(say("cannot be started: {error}", error=error.strerror or error))
    if code is None:
        return failed(say("no answer within {seconds} s", seconds=target.seconds))
    try:
        envelope = json.loads(out.decode("utf-8").strip().splitlines()[-1])
        data, failure = envelope["data"], envelope["error"]
        desk = envelope["desk"] or target.desk
    except (ValueError, LookupError, TypeError):
        lines = err.decode("utf-8", "replace").strip().splitlines()
        return failed(lines[-1][:200] if lines else say("ended with {code} and no answer", code=code))
    if failure:
        return told(int(failure["exit_code"]), str(failure["cause"]), failure["next"], data, desk)
    return told(code, *_summary(data), data, desk)


def _summary(data: dict[str, Any]) -> tuple[str, list[str]]:
    """The judgement and the next commands of an answer, whichever of the three it is."""
    if "judgement" in data:
        return data["judgement"], list(data.get("next", ()))
    if "checks" in data:
        bad = [check for check in data["checks"] if check["level"] in ("failed", "attention")]
        bad.sort(key=lambda check: check["level"] != "failed")
        text = "; ".join(f"{check['id']} {check['text']}" for check in bad[:2]) or say("in order")
        return text, [check["next"] for check in bad]
    state = data.get("state", {})
    until = state.get("lasts_until")
    return (
        say("lasts until {until} ({limit})", until=until, limit=say(str(state.get("blocked_by"))))
        if until
        else say("online: nothing is being used up")
    ), []


def _run(call: list[str], seconds: int, variables: Mapping[str, str]) -> tuple[int | None, bytes, bytes]:
    """A call with a deadline; when it is over the whole process group ends. Code None: it was too slow."""
    process = subprocess.Popen(  # noqa: S603  # the owner's own inventory
        call, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(variables),
        start_new_session=True,
    )  # fmt: skip
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        _end(process)
        return None, b"", b""
    except BaseException:
        _end(process)
        raise
    return process.returncode, out[:MOST_BYTES], err[:MOST_BYTES]


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.communicate()


def sum_up(told: Sequence[Told]) -> int:
    """The exit code of the fleet."""
    codes = {one.exit_code for one in told} - {0}
    known = next((code for code in GRAVITY if code in codes), None)
    return known if known is not None else (int(ExitCode.ATTENTION) if codes else 0)
