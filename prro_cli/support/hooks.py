"""Hooks: executable files in `<home>/hooks/` that are told when something happened at a desk (N23).

A command that wrote at a desk compares mode, queue and Z-report before and after; what changed are events, and an
event starts the file of its name. It is started after the answer was printed, in a session of its own, with nothing
but a few variables; nobody waits for it. So no hook can delay, change or fail a fiscal operation.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from prro_cli.home.paths import Home, write_private
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from prro_cli.engine.ports import Rules
    from prro_cli.journal.readers import Readers

OFFLINE, ONLINE, STUCK, BUDGET_LOW, Z = "on-offline", "on-online", "on-stuck", "on-budget-low", "on-z"
EVENTS = (OFFLINE, ONLINE, STUCK, BUDGET_LOW, Z)
SECONDS = 30
"""A hook's time; then its whole process group is ended."""
HOUR = 3600
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SYSTEMROOT", "USER", "LOGNAME")
"""All a hook inherits: never a password variable, a credentials directory or an agent's socket."""
_running: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is compared."""

    session: str | None
    stuck: frozenset[str]
    z_document: str | None
    low: frozenset[str]
    """What runs out: `session`, `month`, `numbers`."""
    hours_left: int
    month_hours_left: int
    numbers_left: int
    waiting: int
    month: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Which desk it is about."""

    desk: str
    fiscal_number: int


def present(home: Home) -> bool:
    """Whether this home has any hook; without one nothing is compared."""
    return any((hooks_dir(home) / name).exists() for name in EVENTS)


def hooks_dir(home: Home) -> Path:
    """Where hooks lie."""
    return home.path / "hooks"


def snapshot(journal: Readers, desk: str, now: datetime, rules: Rules) -> Snapshot:
    """How the desk stands."""
    from prro_cli.engine.offline import limits, reserve
    from prro_cli.values import kyiv

    session, shift = journal.current_session(desk), journal.last_shift(desk)
    hours, numbers = limits.count(journal, desk, now), reserve.numbers(journal, desk, rules.offline_numbers)
    low = {
        "session": session is not None and hours.session >= rules.warn_session_hours * HOUR,
        "month": hours.month >= rules.warn_month_hours * HOUR,
        "numbers": session is not None and numbers.for_sales < rules.offline_numbers // 20,
    }
    return Snapshot(
        session=session.session_id if session else None,
        stuck=frozenset(document.id for document in journal.stuck(desk)),
        z_document=shift.z_document if shift else None,
        low=frozenset(name for name, is_low in low.items() if is_low),
        hours_left=max(0, hours.session_left) // HOUR,
        month_hours_left=max(0, hours.month_left) // HOUR,
        numbers_left=numbers.for_sales,
        waiting=journal.queue_length(desk),
        month=f"{now.astimezone(kyiv()):%Y-%m}",
    )


def happened(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """The events between two moments, in the order they must have come."""
    if before.session is not None and before.session != after.session:
        yield ONLINE
    if after.session is not None and before.session != after.session:
        yield OFFLINE
    if after.stuck - before.stuck:
        yield STUCK
    if after.low:
        yield BUDGET_LOW
    if after.z_document is not None and before.z_document != after.z_document:
        yield Z


def start(home: Home, subject: Subject, before: Snapshot, after: Snapshot, variables: Mapping[str, str]) -> list[str]:
    """Start the hooks of what happened; the names of those started. Never raises for what a hook is or does."""
    _running[:] = [process for process in _running if process.poll() is None]
    started = []
    for event in happened(before, after):
        hook = hooks_dir(home) / event
        if event == BUDGET_LOW and not _news(home, subject.desk, after):
            continue
        try:
            if not _may_run(hook):
                continue
            _running.append(_spawn(home, hook, {**_inherited(variables), **_told(event, subject, after)}))
        except OSError:
            continue
        started.append(event)
    return started


def _may_run(hook: Path) -> bool:
    """A plain executable file that nobody but its owner can write: others' code is not run with this user's rights."""
    if not hook.is_file() or not os.access(hook, os.X_OK):
        return False
    if os.name != "posix":
        return True
    return not hook.stat().st_mode & 0o022 and hook.stat().st_uid in (os.geteuid(), 0)


def _spawn(home: Home, hook: Path, variables: dict[str, str]) -> subprocess.Popen[bytes]:
    home.log_dir.mkdir(mode=0o700, exist_ok=True)
    log = home.log_dir / "hooks.log"
    if not log.exists():
        os.close(os.open(log, os.O_WRONLY | os.O_CREAT, 0o600))
    runner = Path(__file__).with_name("hook_runner.py")
    return subprocess.Popen(  # noqa: S603  # our own interpreter and file
        [sys.executable, "-I", "-S", str(runner), str(SECONDS), str(log), str(hook)],
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=home.path,
        start_new_session=True,
    )


def _inherited(variables: Mapping[str, str]) -> dict[str, str]:
    return {name: variables[name] for name in INHERITED if name in variables}


def _told(event: str, subject: Subject, after: Snapshot) -> dict[str, str]:
    return {
        "PRRO_EVENT": event.removeprefix("on-"),
        "PRRO_DESK": subject.desk,
        "PRRO_FISCAL_NUMBER": str(subject.fiscal_number),
        "PRRO_MODE": "offline" if after.session else "online",
        "PRRO_WAITING": str(after.waiting),
        "PRRO_STUCK": str(len(after.stuck)),
        "PRRO_HOURS_LEFT": str(after.hours_left),
        "PRRO_MONTH_HOURS_LEFT": str(after.month_hours_left),
        "PRRO_NUMBERS_LEFT": str(after.numbers_left),
        "PRRO_LOW": " ".join(sorted(after.low)),
    }


def _news(home: Home, desk: str, after: Snapshot) -> bool:
    """Hours run out while no command runs, so "low now, not low before" is remembered: once per session and reason."""
    path = home.log_dir / "hooks-told.json"
    try:
        told = json.loads(path.read_bytes())
        known = set(told.get(desk, ()))
    except (OSError, ValueError, AttributeError, TypeError):
        told, known = {}, set()
    now = {f"{after.month if reason == 'month' else after.session}:{reason}" for reason in after.low}
    if now <= known:
        return False
    try:
        home.log_dir.mkdir(mode=0o700, exist_ok=True)
        write_private(path, json.dumps({**told, desk: sorted(now)}).encode())
    except OSError:
        return True
    return True
