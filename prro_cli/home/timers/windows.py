"""Tasks for the Windows Task Scheduler: one XML file per job and desk, for `schtasks /Create /XML`."""

from __future__ import annotations

import subprocess
from datetime import datetime
from xml.sax.saxutils import escape

from prro_cli.home.timers.jobs import EVERY_MINUTES, JOBS, Job, Setup, instances, local_time, words

_TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.3" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>{title}</Description><URI>\\prro\\{name}</URI></RegistrationInfo>
  <Triggers>{trigger}</Triggers>
  <Principals>
    <Principal id="Author"><LogonType>S4U</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT{minutes}M</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author"><Exec><Command>{command}</Command><Arguments>{arguments}</Arguments></Exec></Actions>
</Task>
"""


def tasks(setup: Setup, now: datetime, jobs: tuple[Job, ...] = JOBS) -> dict[str, str]:
    """File names and texts; written as UTF-16, as `schtasks` wants them."""
    made = {}
    for job in jobs:
        for desk in instances(job, setup):
            name = f"{job.name} {desk}"
            program, *rest = words(job, setup, desk, with_files=True)
            made[f"prro-{job.name}-{desk}.xml"] = _TASK.format(
                title=escape(f"prro: {job.title} ({desk})"),
                name=escape(name),
                trigger=_trigger(job, now),
                minutes=job.minutes,
                command=escape(program),
                arguments=escape(subprocess.list2cmdline(rest)),
            )
    return made


def _trigger(job: Job, now: datetime) -> str:
    if job.daily_at is None:
        start = now.astimezone().strftime("%Y-%m-%dT%H:%M:00")
        repeat = f"<Repetition><Interval>PT{EVERY_MINUTES}M</Interval></Repetition>"
        return f"<TimeTrigger>{repeat}<StartBoundary>{start}</StartBoundary>{_spread(job)}</TimeTrigger>"
    start = local_time(job, now).strftime("%Y-%m-%dT%H:%M:00")
    daily = "<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>"
    return f"<CalendarTrigger><StartBoundary>{start}</StartBoundary>{_spread(job)}{daily}</CalendarTrigger>"


def _spread(job: Job) -> str:
    return f"<RandomDelay>PT{job.spread_seconds}S</RandomDelay>"
