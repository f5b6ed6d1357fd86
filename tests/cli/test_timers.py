"""Timers: units that systemd itself finds sound, crontab lines, Windows tasks; installed, listed, removed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from prro_cli.home.timers import installed
from prro_cli.home.timers.cron import crontab
from prro_cli.home.timers.jobs import Setup
from prro_cli.home.timers.systemd import escaped, quoted, unescaped, units
from prro_cli.home.timers.windows import tasks
from prro_cli.values import kyiv
from tests.cli.test_generated import CONFIG
from tests.provoking import provokes

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=kyiv())
DESKS = ("kiosk", "cafe-2", "Кафе.1")


def setup(folder: Path, **changes: object) -> Setup:
    values: dict[str, object] = {
        "program": ("/opt/prro/bin/prro",), "home": folder / "home 50%", "desks": DESKS,
        "user": "till", "password_file": folder / "pass word",
    }  # fmt: skip
    return Setup(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text(CONFIG, encoding="utf-8")
    (home / "config.toml").chmod(0o600)
    monkeypatch.setenv("PRRO_HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return home


@pytest.mark.parametrize("name", [*DESKS, "a_b:c", ".hidden", "x/y"])
def test_instances_are_escaped_as_systemd_does(name):
    assert unescaped(escaped(name)).replace("-", "/") == name or unescaped(escaped(name)) == name
    program = shutil.which("systemd-escape")
    if program is None:
        pytest.skip("systemd-escape is not installed here")
    theirs = subprocess.run([program, name], capture_output=True, text=True, check=True).stdout.strip()
    assert escaped(name) == theirs


@pytest.mark.parametrize("user", ["root", None])
def test_systemd_finds_the_units_sound(tmp_path, user):
    """Every service and timer as an instance; systemd says nothing, not even a hint."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed here")
    executable = tmp_path / "prro"
    executable.write_text("#!/bin/sh\n")
    executable.chmod(0o755)
    for name, text in units(setup(tmp_path, program=(str(executable),), user=user)).items():
        (tmp_path / name.replace("@", "@kiosk")).write_text(text)
    files = sorted(str(path) for path in tmp_path.glob("prro-*@*"))
    assert len(files) == 6
    done = subprocess.run(
        [program, "verify", "--man=no", *files], capture_output=True, text=True, check=False, timeout=60,
        env={"SYSTEMD_LOG_LEVEL": "warning", "PATH": os.defpath},
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "prro" in line]
    assert (done.returncode, ours) == (0, []), done.stderr


def test_units_are_hardened_and_get_secrets_as_credentials(tmp_path):
    made = units(setup(tmp_path, passphrase_file=tmp_path / "phrase", writable=(tmp_path / "usb",)))
    z, backup, sync = (made[f"prro-{name}@.service"] for name in ("z", "backup", "sync"))
    for service in (z, backup, sync):
        for line in (
            "Type=oneshot",
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
            "CapabilityBoundingSet=",
            "User=till",
        ):
            assert f"\n{line}\n" in service
        assert "password-file" not in service and "\nUser=till\n" in service
    assert f"\nLoadCredential=prro-password:{tmp_path}/pass word\n" in z
    assert "SuccessExitStatus=6\n" in z and "shift close --if-needed --deadline 23:59" in z and "--desk %I" in z
    assert f'--home "{tmp_path}/home 50%%"' in z
    assert "PrivateDevices" not in z and "PrivateDevices=yes" in sync
    assert f"ReadWritePaths=-{tmp_path}/usb\n" in backup and "LoadCredential=prro-backup:" in backup
    assert "OnCalendar=*-*-* 23:45:00 Europe/Kyiv\nPersistent=true\n" in made["prro-z@.timer"]
    assert "OnUnitInactiveSec=10min\n" in made["prro-sync@.timer"]
    assert all(re.search(r"^RandomizedDelaySec=[1-9]", made[name], re.M) for name in made if name.endswith(".timer"))


@pytest.mark.parametrize("word", ["plain", "with space", "50%", "$HOME", 'a"b', "c\\d", ""])
def test_words_of_execstart_are_kept_together(word):
    line = quoted(word).replace("%%", "%").replace("$$", "$")
    assert shlex.split(line) == [word]


def parsed(line: str) -> tuple[list[set[int]], str]:
    """A crontab line by crontab(5): five fields, then everything up to an unescaped percent sign."""
    *fields, command = line.split(maxsplit=5)
    ranges = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
    found = []
    for text, (low, high) in zip(fields, ranges, strict=True):
        match = re.fullmatch(r"(?:\*|(\d+)(?:-(\d+))?)(?:/(\d+))?", text)
        assert match, line
        first = low if match[1] is None else int(match[1])
        last = high if match[1] is None else int(match[2] or match[1])
        assert low <= first <= last <= high, line
        found.append(set(range(first, last + 1, int(match[3] or 1))))
    assert not re.search(r"(?<!\\)%", command), line
    return found, command.replace("\\%", "%")


def test_the_crontab_can_be_read_and_means_what_it_says(tmp_path):
    text = crontab(setup(tmp_path, user=None), NOW)
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(lines) == 2 * len(DESKS) + 1
    for line in lines:
        (minutes, hours, *rest), command = parsed(line)
        assert [len(part) for part in rest] == [31, 12, 8]
        words = shlex.split(command)
        assert words[:3] == ["/opt/prro/bin/prro", "--home", str(tmp_path / "home 50%")]
        if " sync " in command:
            assert len(minutes) == 6 and len(hours) == 24
        if " close " in command:
            here = NOW.astimezone().replace(hour=min(hours), minute=min(minutes))
            there = here.astimezone(kyiv())
            assert timedelta(minutes=45) <= timedelta(minutes=there.minute) <= timedelta(minutes=58)
            assert there.hour == 23
            assert "--deadline" in words and str(tmp_path / "pass word") in words
        done = subprocess.run(["/bin/sh", "-n", "-c", command], check=False)
        assert done.returncode == 0


def test_windows_tasks_are_xml_with_a_trigger_and_the_command(tmp_path):
    made = tasks(setup(tmp_path, user=None), NOW)
    assert len(made) == 2 * len(DESKS) + 1
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    for name, text in made.items():
        root = ElementTree.fromstring(text.encode("utf-16"))
        assert root.findtext(".//t:Command", namespaces=space) == "/opt/prro/bin/prro"
        arguments = root.findtext(".//t:Arguments", namespaces=space) or ""
        assert f'"{tmp_path / "home 50%"}"' in arguments
        start = datetime.fromisoformat(root.findtext(".//t:StartBoundary", namespaces=space) or "")
        if "prro-z" in name:
            assert start.astimezone().astimezone(kyiv()).strftime("%H:%M") == "23:45"
        assert root.find(".//t:StartWhenAvailable", namespaces=space).text == "true"  # type: ignore[union-attr]


@provokes("PRRO-E0491")
def test_install_list_remove(prro, home, tmp_path):
    calls = fake_systemctl(tmp_path)
    made = prro("timers", "install", "--user", "--password-file", tmp_path / "pw", "--json")
    assert made.code == 0, made.out
    assert made.data["started"] is True and len(made.data["enabled"]) == 5
    assert calls.read_text().splitlines()[0] == "--user daemon-reload"
    again = prro("timers", "install", "--user", "--password-file", tmp_path / "pw", "--json")
    assert again.data["files"] == made.data["files"]
    listed = prro("timers", "list", "--json").data["timers"]
    assert {(t["job"], t["desk"]) for t in listed if t["scope"] == "user"} == {
        ("sync", "kiosk"), ("sync", "cafe-2"), ("z", "kiosk"), ("z", "cafe-2"), ("backup", "all"),
    }  # fmt: skip
    assert all(t.sound for t in installed(os.environ, ("user",)))
    assert "kiosk" in prro("timers", "list").out
    gone = prro("--desk", "kiosk", "timers", "remove", "--user", "--json")
    assert len(gone.data["timers"]) == 2 and gone.data["files"] == []
    rest = prro("timers", "remove", "--user", "--json")
    assert rest.code == 0 and len(rest.data["files"]) == 6
    assert "stop prro-backup@all.timer" in calls.read_text()
    assert not list((tmp_path / "xdg").rglob("prro-*"))
    nothing = prro("timers", "remove", "--user", "--json")
    assert (nothing.code, nothing.envelope["error"]["id"]) == (4, "PRRO-E0491")


def fake_systemctl(folder: Path) -> Path:
    (folder / "bin").mkdir()
    calls = folder / "calls"
    program = folder / "bin" / "systemctl"
    program.write_text(f'#!/bin/sh\necho "$@" >> {calls}\n')
    program.chmod(0o755)
    return calls


@provokes("PRRO-E0593", "PRRO-E0293")
def test_what_is_refused_and_what_is_only_written(prro, home, tmp_path):
    written = prro("timers", "install", "--output", tmp_path / "out", "--only", "z", "--json")
    assert written.code == 0 and not written.data["started"]
    assert {Path(f).name for f in written.data["files"]} == {"prro-z@.service", "prro-z@.timer"}
    assert {w["id"] for w in written.envelope["warnings"]} == {"timers-without-password"}
    cron = prro("timers", "install", "--cron")
    assert cron.code == 0 and "--if-needed" in cron.out and "backup-not-encrypted" in cron.err
    windows = prro("timers", "install", "--windows", "--output", tmp_path / "tasks", "--json")
    assert all(step.startswith("schtasks /Create") for step in windows.data["next"])
    for words in (("--windows",), ("--windows", "--cron"), ("--only", "noon")):
        ran = prro("timers", "install", *words, "--json")
        assert (ran.code, ran.envelope["error"]["id"]) == (2, "PRRO-E0293"), words
    folder = tmp_path / "xdg" / "systemd" / "user"
    folder.mkdir(parents=True)
    (folder / "prro-z@.timer").write_text("# mine\n")
    foreign = prro("timers", "install", "--user", "--json")
    assert (foreign.code, foreign.envelope["error"]["id"]) == (5, "PRRO-E0593")
    assert (folder / "prro-z@.timer").read_text() == "# mine\n"


def test_without_systemd_the_files_stand_and_the_steps_are_told(prro, home):
    ran = prro("timers", "install", "--user", "--only", "sync", "--json")
    assert ran.code == 0 and ran.data["started"] is False
    assert ran.data["next"][0] == "systemctl --user daemon-reload"
    removed = prro("timers", "remove", "--user", "--json")
    assert [w["id"] for w in removed.envelope["warnings"]] == ["systemd-not-reached"]


def test_a_deadline_that_is_no_time_of_day(prro, home):
    ran = prro("--desk", "kiosk", "shift", "close", "--deadline", "25:00", "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (2, "PRRO-E0201")
