"""Writing, starting and removing timers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from prro_cli.cli.face import Face
from prro_cli.cli.files import write_output
from prro_cli.cli.timers import TimersInstalled, TimersRemoved
from prro_cli.errors.timers import TimerForeignError, TimersMissingError, TimersWishError
from prro_cli.home.desks import desks_of
from prro_cli.home.timers.installed import WANTS, installed, unit_dir
from prro_cli.home.timers.jobs import BY_NAME, JOBS, Job, Setup
from prro_cli.home.timers.systemd import MARK, enabled, units
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Notice

SYSTEMCTL_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Wished:
    """The options of `timers install`."""

    only: tuple[str, ...]
    system: bool | None
    cron: bool
    windows: bool
    output: Path | None
    user: str | None
    password_file: Path | None
    passphrase_file: Path | None
    login_file: Path | None


def installed_as_wished(face: Face, wished: Wished) -> tuple[TimersInstalled, tuple[Notice, ...]]:
    """Do one of: units, a crontab, tasks; written away or put in place."""
    if wished.cron and wished.windows:
        raise TimersWishError(detail=say("--cron and --windows exclude each other"))
    jobs = _jobs(wished.only)
    scope = _scope(wished.system)
    setup = _setup(face, wished, scope)
    warnings = _warnings(face, wished, jobs)
    if wished.cron:
        return _cron(face, wished, setup, jobs), warnings
    if wished.windows:
        return _windows(face, wished, setup, jobs), warnings
    if wished.output is not None:
        files = _written(wished.output, units(setup, jobs))
        return TimersInstalled("systemd", scope, files, tuple(enabled(setup, jobs)), False, None, ()), warnings
    return _systemd(face, setup, jobs, scope), warnings


def removed(face: Face, only: tuple[str, ...], system: bool | None) -> tuple[TimersRemoved, bool]:
    """Stop and delete; templates go with their last instance."""
    scope = _scope(system)
    variables = face.environment.variables
    names = {job.name for job in _jobs(only)}
    desk = face.options.desk
    found = [t for t in installed(variables, (scope,)) if t.job in names and desk in (None, t.desk)]
    folder = unit_dir(scope, variables)
    templates = [p for name in names for p in sorted(folder.glob(f"prro-{name}@.*")) if _ours(p)]
    if not found and not templates:
        raise TimersMissingError(detail=say("none in {folder}", folder=folder))
    stopped = not found or _systemctl(scope, variables, "stop", *[t.path.name for t in found])
    for timer in found:
        timer.path.unlink(missing_ok=True)
    alive = {timer.job for timer in installed(variables, (scope,))}
    gone = [p for p in templates if p.name.removeprefix("prro-").partition("@")[0] not in alive]
    for path in gone:
        path.unlink()
    stopped = _systemctl(scope, variables, "daemon-reload") and stopped
    return TimersRemoved(tuple(found), tuple(gone)), stopped


def _systemd(face: Face, setup: Setup, jobs: tuple[Job, ...], scope: str) -> TimersInstalled:
    variables = face.environment.variables
    folder = unit_dir(scope, variables)
    texts, instances = units(setup, jobs), enabled(setup, jobs)
    for name in texts:
        if (folder / name).exists() and not _ours(folder / name):
            raise TimerForeignError(path=folder / name)
    files = _written(folder, texts)
    (folder / WANTS).mkdir(parents=True, exist_ok=True)
    for name, template in instances.items():
        link = folder / WANTS / name
        link.unlink(missing_ok=True)
        link.symlink_to(folder / template)
    started = _systemctl(scope, variables, "daemon-reload") and _systemctl(scope, variables, "start", *instances)
    flag = "--user " if scope == "user" else ""
    steps = [] if started else [f"systemctl {flag}daemon-reload", f"systemctl {flag}start {' '.join(instances)}"]
    steps += ["loginctl enable-linger (or the timers stop when you log out)"] if scope == "user" else []
    return TimersInstalled("systemd", scope, files, tuple(instances), started, None, (*steps, "prro timers list"))


def _cron(face: Face, wished: Wished, setup: Setup, jobs: tuple[Job, ...]) -> TimersInstalled:
    from prro_cli.home.timers.cron import crontab

    text = crontab(setup, face.environment.now(), jobs)
    if wished.output is None:
        return TimersInstalled("cron", None, (), (), False, text, ("crontab -e",))
    files = _written(wished.output, {"prro.cron": text})
    return TimersInstalled("cron", None, files, (), False, None, ("crontab -e",))


def _windows(face: Face, wished: Wished, setup: Setup, jobs: tuple[Job, ...]) -> TimersInstalled:
    from prro_cli.home.timers.windows import tasks

    if wished.output is None:
        raise TimersWishError(detail=say("--windows writes files: --output DIR is needed"))
    files = _written(wished.output, tasks(setup, face.environment.now(), jobs), "utf-16")
    steps = tuple(f'schtasks /Create /TN "prro\\{file.stem}" /XML "{file}"' for file in files)
    return TimersInstalled("windows", None, files, (), False, None, steps)


def _written(folder: Path, texts: Mapping[str, str], encoding: str = "utf-8") -> tuple[Path, ...]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        write_output(folder / name, text.encode(encoding), 0o644)
    return tuple(folder.absolute() / name for name in texts)


def _ours(path: Path) -> bool:
    return path.read_text(encoding="utf-8", errors="replace").startswith(MARK)


def _jobs(only: tuple[str, ...]) -> tuple[Job, ...]:
    for name in only:
        if name not in BY_NAME:
            raise TimersWishError(detail=say("--only {name}: there are {known}", name=name, known=", ".join(BY_NAME)))
    return tuple(job for job in JOBS if not only or job.name in only)


def _scope(system: bool | None) -> str:
    by_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return "system" if system or (system is None and by_root) else "user"


def _setup(face: Face, wished: Wished, scope: str) -> Setup:
    from prro_cli.cli.definitions import named_desk

    known = desks_of(face.settings.config)
    names = (named_desk(known, face.options.desk).name,) if face.options.desk else tuple(known)
    if not names:
        from prro_cli.errors.desks import NoDeskError

        raise NoDeskError(home=face.home.path)
    target = face.settings.text("backup.to")
    local = (Path(target).expanduser(),) if target and ":" not in target else ()
    return Setup(
        program=_program(),
        home=face.home.path,
        desks=names,
        user=(wished.user or _owner(face.home.path)) if scope == "system" else None,
        password_file=wished.password_file,
        passphrase_file=wished.passphrase_file,
        login_file=wished.login_file,
        writable=local,
    )


def _program() -> tuple[str, ...]:
    """How this very prro is started; a name on the PATH would be another one for another user."""
    script = Path(sys.argv[0])
    if script.name in ("prro", "prro.exe", "prro.pyz") and script.is_file():
        return (sys.executable, str(script.absolute())) if script.suffix == ".pyz" else (str(script.absolute()),)
    return (sys.executable, "-m", "prro_cli")


def _owner(path: Path) -> str:
    try:
        return path.owner() if path.exists() else "root"
    except (KeyError, NotImplementedError, OSError):
        return "root"


def _systemctl(scope: str, variables: Mapping[str, str], *words: str) -> bool:
    """Tell systemd; where it is not there or does not run the files still stand for the next start."""
    program = shutil.which("systemctl", path=variables.get("PATH"))
    if program is None:
        return False
    line = [program, *(["--user"] if scope == "user" else []), *words]
    try:
        done = subprocess.run(line, capture_output=True, timeout=SYSTEMCTL_SECONDS, check=False)  # noqa: S603 no shell
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _warnings(face: Face, wished: Wished, jobs: tuple[Job, ...]) -> tuple[Notice, ...]:
    found = []
    keyring = face.settings.switch("secrets.keyring")
    if any(job.per_desk for job in jobs) and wished.password_file is None and not keyring:
        text = say("sync and the Z-report need the key's password, and nobody will be there to type it")
        found.append(Notice("timers-without-password", text, "prro timers install --password-file FILE"))
    sealed = wished.passphrase_file is not None or face.settings.text("backup.recipient")
    if any(job.name == "backup" for job in jobs) and not sealed:
        hint = "prro backup keygen --output FILE, then: prro config set backup.recipient KEY"
        found.append(Notice("backup-not-encrypted", say("nightly backups will not be encrypted"), hint))
    return tuple(found)
