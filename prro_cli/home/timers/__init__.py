"""Timers: what runs by itself at a desk, written for systemd, cron and the Windows Task Scheduler."""

from prro_cli.home.timers.installed import Timer, installed
from prro_cli.home.timers.jobs import JOBS, Job

__all__ = ["JOBS", "Job", "Timer", "installed"]
