"""Units for systemd: a service and a timer per job, with an instance for each desk; hardened."""

from __future__ import annotations

from pathlib import Path

from prro_cli.home.timers.jobs import ALL, EVERY_MINUTES, JOBS, Job, Setup, instances, words

MARK = "# Written by `prro timers install`; `prro timers remove` takes it away."

_EVERYWHERE = """\
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
UMask=0077
"""
_SYSTEM = """\
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictNamespaces=yes
CapabilityBoundingSet=
"""


def units(setup: Setup, jobs: tuple[Job, ...] = JOBS) -> dict[str, str]:
    """File names and texts of the templates."""
    made = {}
    for job in jobs:
        made[f"prro-{job.name}@.service"] = _service(job, setup)
        made[f"prro-{job.name}@.timer"] = _timer(job)
    return made


def enabled(setup: Setup, jobs: tuple[Job, ...] = JOBS) -> dict[str, str]:
    """The instances that are to run: timer name → its template's file name."""
    return {
        f"prro-{job.name}@{escaped(desk)}.timer": f"prro-{job.name}@.timer"
        for job in jobs
        for desk in instances(job, setup)
    }


def escaped(text: str) -> str:
    """A name as an instance of a unit (systemd-escape): bytes that are not plain become \\xNN."""
    plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:_."
    out = [c if c in plain and not (c == "." and place == 0) else _hex(c) for place, c in enumerate(text)]
    return "".join(out)


def unescaped(text: str) -> str:
    """The other way."""
    raw, place = bytearray(), 0
    while place < len(text):
        if text[place : place + 2] == "\\x":
            raw.append(int(text[place + 2 : place + 4], 16))
            place += 4
        else:
            raw += text[place].encode()
            place += 1
    return raw.decode("utf-8", "replace")


def _hex(letter: str) -> str:
    return "-" if letter == "/" else "".join(f"\\x{byte:02x}" for byte in letter.encode())


def quoted(word: str) -> str:
    """One word of ExecStart=: percent and dollar signs are systemd's own, quotes keep spaces together."""
    safe = word.replace("\\", "\\\\").replace("%", "%%").replace("$", "$$").replace('"', '\\"')
    return f'"{safe}"' if any(letter in safe for letter in " \t;'\"\\") or not safe else safe


def _bare(path: Path) -> str:
    """A path that takes the rest of its line (LoadCredential=): quotes would belong to it."""
    return str(path).replace("%", "%%")


def _path(path: Path) -> str:
    """A path in a list (ReadWritePaths=): quotes keep its spaces together."""
    text = _bare(path)
    return f'"{text}"' if " " in text else text


def _service(job: Job, setup: Setup) -> str:
    command = words(job, setup, "\0", with_files=False)
    line = " ".join("%I" if word == "\0" else quoted(word) for word in command)
    what = "%I" if job.per_desk else "every desk"
    lines = [
        MARK,
        "[Unit]",
        f"Description=prro: {job.title} ({what})",
        "Wants=network-online.target" if setup.user is not None else "",
        "After=network-online.target" if setup.user is not None else "",
        "",
        "[Service]",
        "Type=oneshot",
        f"ExecStart={line}",
        f"SuccessExitStatus={' '.join(map(str, job.good_codes))}",
        f"TimeoutStartSec={job.minutes}min",
        f"User={setup.user}" if setup.user is not None else "",
        *_credentials(job, setup),
    ]
    text = "\n".join(part for part in lines if part or part == "") + "\n"
    text = text.replace("\n\n\n", "\n\n").replace("\n\n[Service]", "\n[Service]")
    return text + _EVERYWHERE + (_hardened(job, setup) if setup.user is not None else "")


def _credentials(job: Job, setup: Setup) -> list[str]:
    """Secrets reach the command through $CREDENTIALS_DIRECTORY, readable by nobody else."""
    if job.name != "backup":
        return [f"LoadCredential=prro-password:{_bare(setup.password_file)}"] if setup.password_file else []
    lines = [f"LoadCredential=prro-backup:{_bare(setup.passphrase_file)}"] if setup.passphrase_file else []
    return lines + ([f"LoadCredential=prro-backup-login:{_bare(setup.login_file)}"] if setup.login_file else [])


def _hardened(job: Job, setup: Setup) -> str:
    places = [setup.home, *(setup.writable if job.name == "backup" else ())]
    lines = _SYSTEM + "".join(f"ReadWritePaths=-{_path(place)}\n" for place in places)
    # A Z-report may be printed: the printer's device must be there.
    return lines + ("" if job.name == "z" else "PrivateDevices=yes\n")


def _timer(job: Job) -> str:
    if job.daily_at is None:
        when = f"OnBootSec=2min\nOnUnitInactiveSec={EVERY_MINUTES}min\nOnActiveSec=1min\n"
    else:
        when = f"OnCalendar=*-*-* {job.daily_at:%H:%M:%S} Europe/Kyiv\nPersistent=true\n"
    what = "%I" if job.per_desk else ALL
    return (
        f"{MARK}\n[Unit]\nDescription=prro: when to {job.name} ({what})\n\n[Timer]\n{when}"
        f"RandomizedDelaySec={job.spread_seconds}\nAccuracySec=1s\n\n[Install]\nWantedBy=timers.target\n"
    )
