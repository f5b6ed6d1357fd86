"""The machine: its clock, its disk, the modes of the home, who holds the desk, what was left lying about."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from prro_cli.errors.base import ExitCode, PrroError
from prro_cli.home.paths import DIRECTORY_MODE, FILE_MODE
from prro_cli.lang import say
from prro_cli.support.checks.base import (
    ATTENTION,
    FAILED,
    OK,
    SKIPPED,
    Finding,
    Ward,
    age_text,
    clock_command,
    inside,
)

LOW_DISK = 100 * 1024 * 1024
SKEW_SECONDS = 60
"""A document carries the server's present time (error 9): a minute is told, five are an error."""
WRONG_SECONDS = 300
FIRST_YEAR = 2026
STALE_SECONDS = 3600
HELD_LONG = 600
_LEFTOVERS = (".new", ".part", ".tmp")
_FOREIGN = ("hooks", "sandbox")
"""Folders whose files have modes of their own."""


def clock(ward: Ward) -> Finding:
    """Against the calendar, the journal, and the server's own time where it can be asked."""
    from prro_cli.values import kyiv

    local = ward.now.astimezone(kyiv())
    shown = say("{local:%d.%m.%Y %H:%M:%S} in Kyiv", local=local)
    command = clock_command(sys.platform)
    if local.year < FIRST_YEAR:
        return Finding(FAILED, say("the clock shows {local:%Y-%m-%d}", local=local), command)
    skew = ward.probe.skew() if ward.probe is not None else None
    if skew is not None and skew.exceeds(SKEW_SECONDS):
        side = say("behind") if skew.seconds > 0 else say("ahead of")
        text = say(
            "{shown}: {seconds} s {side} the tax server's clock",
            shown=shown,
            seconds=abs(round(skew.seconds)),
            side=side,
        )
        return Finding(FAILED if skew.exceeds(WRONG_SECONDS) else ATTENTION, text, command)
    behind = _behind_the_journal(ward)
    if behind > SKEW_SECONDS:
        text = say(
            "{shown}: the last record of the journal is {behind} s in the future", shown=shown, behind=round(behind)
        )
        return Finding(FAILED, text, command)
    known = say("agrees with the tax server") if skew is not None else say("not compared with the tax server")
    return Finding(OK, f"{shown}; {known}")


def _behind_the_journal(ward: Ward) -> float:
    from datetime import datetime

    if ward.journal is None:
        return 0
    try:
        moments = [ward.journal.last_event_at(desk) for desk in ward.journal.desks()]
    except PrroError:  # the journal's own check tells it
        return 0
    newest = max((datetime.fromisoformat(m) for m in moments if m), default=ward.now)
    return (newest - ward.now).total_seconds()


def home(ward: Ward) -> Finding:
    """There, and nobody else's."""
    if not ward.home.path.is_dir():
        return Finding(FAILED, say("{path} is not there", path=ward.home.path), "prro init")
    ward.home.checked()
    if os.name == "posix" and ward.home.path.stat().st_uid != os.geteuid():
        text = say("{path} belongs to another user", path=ward.home.path)
        return Finding(FAILED, text, f"sudo chown -R {os.geteuid()} {ward.home.path}", ExitCode.PERMISSIONS)
    if not os.access(ward.home.path, os.W_OK):
        command = f"chmod u+rwx {ward.home.path}"
        return Finding(FAILED, say("{path} cannot be written", path=ward.home.path), command, ExitCode.PERMISSIONS)
    return Finding(OK, str(ward.home.path))


def make_rooms(ward: Ward) -> Iterator[str]:
    """The home's modes and missing rooms; only where there is a home."""
    if ward.home.path.is_dir():
        yield from tighten(ward)
        before = {path for path in ward.home.path.iterdir() if path.is_dir()}
        ward.home.create()
        for path in sorted({path for path in ward.home.path.iterdir() if path.is_dir()} - before):
            yield f"made {path}"


def modes(ward: Ward) -> Finding:
    """Every file of the home: nobody else may read keys, journal, copies, logs."""
    if os.name != "posix" or not ward.home.path.is_dir():
        return Finding(SKIPPED, say("modes are checked on POSIX systems, where there is a home"))
    loose = [path for path in _own(ward) if _is_loose(path)]
    if loose:
        text = say("others may read {path}", path=loose[0]) + (
            say(" and {count} more", count=len(loose) - 1) if len(loose) > 1 else ""
        )
        return Finding(FAILED, text, "prro doctor --only modes --fix", ExitCode.PERMISSIONS)
    locked = [path for path in _own(ward) if not os.access(path, os.R_OK | os.W_OK)]
    if locked:
        command = f"chmod u+rw{'x' if locked[0].is_dir() else ''} {locked[0]}"
        return Finding(
            FAILED, say("{locked} cannot be read and written", locked=locked[0]), command, ExitCode.PERMISSIONS
        )
    return Finding(OK, say("the home is its owner's alone"))


def tighten(ward: Ward) -> Iterator[str]:
    """Take away what others may do."""
    for path in _own(ward):
        if os.name == "posix" and _is_loose(path):
            wanted = DIRECTORY_MODE if path.is_dir() else FILE_MODE
            path.chmod(wanted)
            yield f"chmod {wanted:o} {path}"


def _own(ward: Ward) -> list[Path]:
    root = ward.home.path
    return [p for p in inside(root) if not p.is_symlink() and not set(p.relative_to(root).parts[:-1]) & set(_FOREIGN)]


def _is_loose(path: Path) -> bool:
    try:
        return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
    except OSError:
        return False


def disk(ward: Ward) -> Finding:
    """Free space where the home lies."""
    place = ward.home.path if ward.home.path.is_dir() else Path(ward.home.path.anchor)
    free = shutil.disk_usage(place).free
    if free > LOW_DISK:
        return Finding(OK, say("at least {free} MB free", free=_in_steps(free // 1024 // 1024)))
    return Finding(FAILED, say("{free} MB free", free=free // 1024 // 1024), f"df -h {place}", ExitCode.DISK)


def _in_steps(megabytes: int) -> int:
    """The power of two below: enough to know when there is room, and two bundles of one state stay the same."""
    return 1 << megabytes.bit_length() - 1


def leftovers(ward: Ward) -> Finding:
    """Files of interrupted writings; each write makes its own, so old ones are nobody's."""
    found = list(_stale(ward))
    if not found:
        return Finding(OK, say("nothing was left lying about"))
    text = say("{found} file(s) of interrupted writings, the first: {found2}", found=len(found), found2=found[0].name)
    return Finding(ATTENTION, text, "prro doctor --only leftovers --fix")


def sweep(ward: Ward) -> Iterator[str]:
    """Remove them."""
    for path in list(_stale(ward)):
        path.unlink(missing_ok=True)
        yield f"removed {path}"


def _stale(ward: Ward) -> Iterator[Path]:
    if not ward.home.path.is_dir():
        return
    oldest_wanted = time.time() - STALE_SECONDS
    for path in _own(ward):
        hidden = path.name.startswith(".") or path.name.endswith(".part")
        if path.is_file() and hidden and path.name.endswith(_LEFTOVERS) and path.stat().st_mtime < oldest_wanted:
            yield path


def locks(ward: Ward) -> Finding:
    """Who works at the desks now."""
    from datetime import datetime

    from prro_cli.journal.locks import held_by

    names = [path.stem for path in sorted(ward.home.locks_dir.glob("*.lock"))] if ward.home.locks_dir.is_dir() else []
    held = {name: owner for name in names if (owner := held_by(ward.home.locks_dir, name)) is not None}
    if not held:
        return Finding(OK, say("nobody holds a desk"))
    owner = next(iter(held.values()))
    text = "; ".join(f"{name}: {owner}" for name, owner in held.items())
    try:
        since = datetime.fromisoformat(owner.since)
    except ValueError:
        return Finding(ATTENTION, text, f"ps -p {owner.pid}")
    if (ward.now - since).total_seconds() > HELD_LONG and "sync" not in owner.command:
        return Finding(
            ATTENTION, say("{text}, for {since}", text=text, since=age_text(ward.now, since)), f"ps -p {owner.pid}"
        )
    return Finding(OK, text)
