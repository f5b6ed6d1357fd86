"""Which timers are there: the unit files and what enables them, read from the disk; no process is started."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from prro_cli.home.timers.systemd import unescaped
from prro_cli.record import dataclass

SYSTEM_DIR = Path("/etc/systemd/system")
WANTS = "timers.target.wants"
_INSTANCE = re.compile(r"prro-(?P<job>[a-z]+)@(?P<instance>.+)\.timer")


@dataclass(frozen=True, slots=True)
class Timer:
    """One enabled timer."""

    job: str
    desk: str
    """The desk, or `all`."""
    scope: str
    """`user` or `system`."""
    path: Path
    sound: bool
    """Whether the units it needs are there."""


def unit_dir(scope: str, variables: Mapping[str, str]) -> Path:
    """Where units of a scope are."""
    if scope == "system":
        return SYSTEM_DIR
    base = variables.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path(variables.get("HOME", "~")).expanduser() / ".config") / "systemd" / "user"


def installed(variables: Mapping[str, str], scopes: tuple[str, ...] = ("system", "user")) -> tuple[Timer, ...]:
    """The timers of prro that systemd was told to start; for `timers list`, `doctor` and `status`."""
    found = []
    for scope in scopes:
        folder = unit_dir(scope, variables)
        try:
            links = sorted((folder / WANTS).iterdir())
        except OSError:
            continue
        for link in links:
            match = _INSTANCE.fullmatch(link.name)
            if match:
                files = [folder / f"prro-{match['job']}@.{kind}" for kind in ("timer", "service")]
                sound = all(file.is_file() for file in files)
                found.append(Timer(match["job"], unescaped(match["instance"]), scope, link, sound))
    return tuple(found)
