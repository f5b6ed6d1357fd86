"""`prro timers`: what runs by itself: sync, the nightly Z-report, the backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar

from prro_cli.cli.declared import Option, command, noun
from prro_cli.cli.face import Face
from prro_cli.home.timers import Timer
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer, Notice

app = noun("Timers: sync, the nightly Z-report, backups; for systemd, cron and Windows.")

Scope = Annotated[bool | None, Option("--system/--user", help="For the machine or for this user; by who runs it.")]
Only = Annotated[list[str] | None, Option("--only", metavar="JOB", help="sync, z or backup; repeatable. Else all.")]


@dataclass(frozen=True, slots=True)
class TimersInstalled:
    """What was written, and what runs now."""

    schema: ClassVar[str] = "prro.timers.install/1"
    kind: str
    scope: str | None
    files: tuple[Path, ...]
    enabled: tuple[str, ...]
    started: bool
    """Whether systemd took them up at once."""
    text: str | None
    """The crontab, where nothing was written."""
    next: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimersList:
    """The timers systemd was told to start."""

    schema: ClassVar[str] = "prro.timers.list/1"
    timers: tuple[Timer, ...]


@dataclass(frozen=True, slots=True)
class TimersRemoved:
    """What was taken away."""

    schema: ClassVar[str] = "prro.timers.remove/1"
    timers: tuple[Timer, ...]
    files: tuple[Path, ...]


@command(
    app, "install", schema=TimersInstalled.schema, example="prro timers install --password-file /etc/prro/password"
)
def install(
    face: Face,
    only: Only = None,
    system: Scope = None,
    cron: Annotated[bool, Option("--cron", help="Lines for a crontab instead.")] = False,
    windows: Annotated[bool, Option("--windows", help="XML for the Windows Task Scheduler instead.")] = False,
    output: Annotated[Path | None, Option(metavar="DIR", help="Only write the files there; start nothing.")] = None,
    run_as: Annotated[
        str | None, Option("--run-as", metavar="NAME", help="Who runs system units; else the owner of the home.")
    ] = None,
    password_file: Annotated[
        Path | None,
        Option("--password-file", metavar="FILE", help="File with the key's password, for LoadCredential=."),
    ] = None,
    passphrase_file: Annotated[
        Path | None, Option("--passphrase-file", metavar="FILE", help="File with the passphrase of backups.")
    ] = None,
    login_file: Annotated[
        Path | None, Option("--login-file", metavar="FILE", help="File with the login of the place of backups.")
    ] = None,
) -> Answer:
    """Write and start the timers of all desks (or the one of --desk); safe to repeat."""
    from prro_cli.cli.timers_work import Wished, installed_as_wished

    files = tuple(
        None if f is None else f.expanduser().absolute() for f in (password_file, passphrase_file, login_file)
    )
    wished = Wished(tuple(only or ()), system, cron, windows, output, run_as, *files)
    result, warnings = installed_as_wished(face, wished)
    return Answer(result, identifier="\n".join(result.enabled), warnings=warnings)


@command(app, "list", schema=TimersList.schema, example="prro timers list")
def list_(face: Face) -> Answer:
    """The timers that are installed for systemd."""
    from prro_cli.home.timers import installed

    found = installed(face.environment.variables)
    return Answer(TimersList(found), identifier="\n".join(timer.path.name for timer in found))


@command(app, "remove", schema=TimersRemoved.schema, example="prro timers remove")
def remove(face: Face, only: Only = None, system: Scope = None) -> Answer:
    """Stop the timers and take their files away; with --desk only that desk's."""
    from prro_cli.cli.timers_work import removed

    result, stopped = removed(face, tuple(only or ()), system)
    flag = "--user " if any(timer.scope == "user" for timer in result.timers) else ""
    hint = f"systemctl {flag}daemon-reload"
    notice = Notice("systemd-not-reached", say("systemd was not told; what ran goes on until it reloads"), hint)
    return Answer(
        result, identifier="\n".join(t.path.name for t in result.timers), warnings=() if stopped else (notice,)
    )
