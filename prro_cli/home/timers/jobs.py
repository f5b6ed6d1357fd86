"""The three jobs: deliver what waits, close the day before midnight, back up (cli-conventions 3.7)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

from prro_cli.record import dataclass
from prro_cli.values import kyiv

ALL = "all"
"""The instance of a job that is not about one desk."""
EVERY_MINUTES = 10
"""R34: a register that is offline looks for the link every ten minutes."""


@dataclass(frozen=True, slots=True)
class Job:
    """One thing that runs by itself."""

    name: str
    title: str
    words: tuple[str, ...]
    """The command after the global options."""
    daily_at: time | None
    """Kyiv time; None: every ten minutes."""
    spread_seconds: int
    """So that a thousand desks do not come at once."""
    minutes: int
    """It may take so long."""
    good_codes: tuple[int, ...] = (6,)
    per_desk: bool = True


JOBS: tuple[Job, ...] = (
    Job(
        "sync",
        "deliver what waits and settle what is unknown",
        ("sync", "--lock-wait", "0"),
        None,
        60,
        30,
        (6, 10, 11, 14),  # no link, busy with a sale, server not well: the next run is in ten minutes
    ),
    Job(
        "z",
        "Z-report and closing of the shift, before midnight",
        ("shift", "close", "--if-needed", "--deadline", "23:59", "--lock-wait", "60"),
        time(23, 45),
        120,
        20,
    ),
    Job("backup", "backup of the home", ("backup", "create"), time(0, 20), 900, 120, per_desk=False),
)
BY_NAME = {job.name: job for job in JOBS}


@dataclass(frozen=True, slots=True)
class Setup:
    """Where and for whom the jobs run."""

    program: tuple[str, ...]
    """The words that start prro, absolute."""
    home: Path
    desks: tuple[str, ...]
    user: str | None = None
    password_file: Path | None = None
    passphrase_file: Path | None = None
    login_file: Path | None = None
    writable: tuple[Path, ...] = ()
    """Further directories a backup writes to."""


def instances(job: Job, setup: Setup) -> tuple[str, ...]:
    """The desks a job runs for, or the one instance for all."""
    return setup.desks if job.per_desk else (ALL,)


def words(job: Job, setup: Setup, desk: str, *, with_files: bool) -> list[str]:
    """The whole command; `with_files` names the secret files, which systemd gives as credentials instead."""
    line = [*setup.program, "--home", str(setup.home), "--no-input"]
    line += ["--desk", desk] if job.per_desk else []
    line += list(job.words)
    if not with_files:
        return line
    if job.name == "backup":
        line += ["--passphrase-file", str(setup.passphrase_file)] if setup.passphrase_file else []
        line += ["--login-file", str(setup.login_file)] if setup.login_file else []
    elif setup.password_file:
        line += ["--password-file", str(setup.password_file)]
    return line


def local_time(job: Job, now: datetime) -> datetime:
    """When a daily job next runs, in this machine's own zone (cron and Windows know no other)."""
    assert job.daily_at is not None
    here = now.astimezone(kyiv())
    due = datetime.combine(here.date(), job.daily_at, tzinfo=kyiv())
    if due <= here:
        due = datetime.combine(here.date() + timedelta(days=1), job.daily_at, tzinfo=kyiv())
    return due.astimezone()
