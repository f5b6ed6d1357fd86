"""Lines for a crontab. Cron knows neither zones nor random delays: its times are the machine's own."""

from __future__ import annotations

import shlex
import zlib
from datetime import datetime, timedelta

from prro_cli.home.timers.jobs import EVERY_MINUTES, JOBS, Job, Setup, instances, local_time, words


def crontab(setup: Setup, now: datetime, jobs: tuple[Job, ...] = JOBS) -> str:
    """The lines with a comment over each; `crontab -e` is where they go."""
    lines = ["# prro: add with `crontab -e`. Times are those of this machine's zone when this was written."]
    for job in jobs:
        for desk in instances(job, setup):
            lines += ["", f"# {job.title}" + (f" ({desk})" if job.per_desk else "") + _told(job, now)]
            command = " ".join(shlex.quote(word) for word in words(job, setup, desk, with_files=True))
            good = " -o ".join(f"$? -eq {code}" for code in job.good_codes)
            lines.append(f"{_when(job, desk, now)} {_cron_text(f'{command} --quiet >/dev/null || [ {good} ]')}")
    return "\n".join(lines) + "\n"


def _told(job: Job, now: datetime) -> str:
    if job.daily_at is None:
        return ""
    return f": {job.daily_at:%H:%M} in Kyiv is {local_time(job, now):%H:%M} here"


def _when(job: Job, desk: str, now: datetime) -> str:
    chance = zlib.crc32(desk.encode())
    if job.daily_at is None:
        return f"{chance % EVERY_MINUTES}-59/{EVERY_MINUTES} * * * *"
    due = local_time(job, now) + timedelta(minutes=chance % (job.spread_seconds // 60 + 1))
    return f"{due.minute} {due.hour} * * *"


def _cron_text(command: str) -> str:
    """To cron a percent sign is a line end."""
    return command.replace("%", "\\%")
