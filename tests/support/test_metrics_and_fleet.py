"""Monitoring: Prometheus' text, Nagios' line and codes; and many homes asked at once, here and behind ssh."""

from __future__ import annotations

import os
import re
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from prro_cli.errors.base import ExitCode
from prro_cli.support.fleet import sum_up
from prro_cli.support.judgement import Thresholds
from prro_cli.support.metrics import Watched, exposition, families, nagios
from tests.cli.test_definitions import REGISTERED
from tests.provoking import provokes
from tests.support.test_status import CALM, NOW, SHIFT, WORST

POSIX = pytest.mark.skipif(os.name != "posix", reason="the stand-in for ssh is a POSIX shell script")
LINE = re.compile(r'[a-z_]+(\{([a-z_]+="([^"\\\n]|\\.)*",?)+\})? -?\d+', re.ASCII)


def watched(*vitals):
    return [Watched(vital.desk, vital.fiscal_number, vital) for vital in vitals]


def test_the_text_is_prometheus(prro):
    nasty = replace(WORST, desk='a"b\\c\nd', shift=replace(SHIFT, state="open"))
    text = exposition(families([*watched(CALM, nasty), Watched("dead", 1, None, "gone")], "0.1.0", NOW))
    seen: dict[str, str] = {}
    for line in text.rstrip("\n").split("\n"):
        if line.startswith("# HELP "):
            name = line.split()[2]
            assert name not in seen, "all samples of a metric stand together"
        elif line.startswith("# TYPE "):
            seen[line.split()[2]] = line.split()[3]
        else:
            assert LINE.fullmatch(line), line
            assert seen[re.split(r"[{ ]", line)[0]] == "gauge"
    assert 'prro_readable{desk="dead",fiscal_number="1"} 0' in text
    assert 'prro_stuck_documents{desk="a\\"b\\\\c\\nd",fiscal_number="4000700001"} 77' in text
    assert 'prro_key_days_left{desk="kiosk",fiscal_number="4000700001",key="olena"} 400' in text
    assert "Навчальна" not in text


@pytest.mark.parametrize(
    ("desks", "thresholds", "start", "state"),
    [
        (watched(CALM), {}, "PRRO OK - ready", 0),
        (watched(replace(CALM, unsettled=1)), {}, "PRRO WARNING - needs attention", 1),
        (watched(CALM), {"min_hours": 40}, "PRRO WARNING - ", 1),
        (watched(replace(CALM, stuck=2)), {}, "PRRO CRITICAL - ", 2),
        (watched(CALM, replace(CALM, desk="b", stuck=2)), {}, "PRRO CRITICAL - b: ", 2),
        ([*watched(CALM), Watched("c", 1, None, "no|bar\nhere")], {}, "PRRO UNKNOWN - c: no/bar here", 3),
        ([Watched("c", 1, None, "x", ExitCode.JOURNAL_DAMAGED)], {}, "PRRO CRITICAL - x", 2),
    ],
)
def test_a_line_for_nagios(desks, thresholds, start, state):
    line = nagios(desks, Thresholds(**thresholds))
    assert line.text.startswith(start), line.text
    assert (int(line.state), line.text.count("\n"), line.text.count("|") <= 1) == (state, 0, True)


def test_figures_of_the_line():
    line = nagios(watched(CALM), Thresholds()).text
    assert line.endswith("| hours_left=36 month_hours_left=168 numbers_left=1995 pending=0 stuck=0 key_days=400")
    two = nagios(watched(CALM, replace(CALM, desk="b")), Thresholds()).text
    assert "2 desks in order" in two and "'b hours_left'=36" in two


def test_the_command_writes_a_file_in_one_step_and_exits_as_nagios_wants(prro, tmp_path):
    assert prro("metrics", "--nagios").code == 3
    assert prro("desk", "add", "kiosk", *REGISTERED).code == 0
    target = tmp_path / "prro.prom"
    target.write_text("old")
    ran = prro("metrics", "--output", target, "--json")
    assert (ran.code, list(tmp_path.glob(".*"))) == (0, [])
    assert target.read_text() == ran.data["text"] and "prro_info" in target.read_text()
    assert target.stat().st_mode & 0o777 == 0o644
    assert prro("metrics", "--output", tmp_path / "no" / "dir.prom").code == 61
    line = prro("metrics", "--nagios")
    assert (line.code, line.out.startswith("PRRO WARNING - "), line.out.count("\n")) == (1, True, 1)
    Path(os.environ["PRRO_HOME"], "config.toml").chmod(0o644)
    assert (ran := prro("metrics", "--nagios")).code == 2 and "PRRO CRITICAL" in ran.out
    assert prro("metrics", "--min-hours", "3").code == 2


FAKE_SSH = """#!/bin/sh
# Stands for ssh: notes its arguments, knows three hosts, runs the command here.
echo "$@" >> {log}
for last; do :; done
case "$*" in
  *"-- slow "*) sleep 30 ;;
  *"-- dead "*) echo "ssh: connect to host dead port 22: No route to host" >&2; exit 255 ;;
  *"-- odd "*) echo "Welcome to this machine"; exit 0 ;;
  *) exec sh -c "$last" ;;
esac
"""


@POSIX
@provokes("PRRO-E0349")
def test_a_fleet_here_and_behind_ssh(prro, tmp_path, monkeypatch):
    homes = [tmp_path / "h1", tmp_path / "with space"]
    for home in homes:
        assert prro("--home", home, "desk", "add", "kiosk", *REGISTERED, "--server", "http://127.0.0.1:1/fs").code == 0
    tools = tmp_path / "bin"
    tools.mkdir()
    ssh, log = tools / "ssh", tmp_path / "ssh.log"
    ssh.write_text(FAKE_SSH.format(log=log))
    ssh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    program = f'[defaults]\ntimeout = 20\nprro = "{tools}/prro"\n'
    (tools / "prro").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m prro_cli "$@"\n')
    (tools / "prro").chmod(0o755)
    inventory = tmp_path / "shops.toml"
    inventory.write_text(
        program + '[targets.here]\nhome = "h1"\n'
        f'[targets.far]\nssh = "till@far"\nhome = "{homes[1]}"\n'
        '[targets.slow]\nssh = "slow"\ntimeout = 1\n[targets.dead]\nssh = "dead"\n[targets.odd]\nssh = "odd"\n'
    )
    started = time.monotonic()
    ran = prro("fleet", inventory, "status", "--json")
    assert time.monotonic() - started < 15, "the slow one is not waited for"
    rows = {row["target"]: row for row in ran.data["rows"]}
    assert (ran.code, list(rows)) == (10, ["here", "far", "slow", "dead", "odd"])
    for name in ("here", "far"):
        assert (rows[name]["exit_code"], rows[name]["desk"]) == (6, "kiosk"), rows[name]
        assert rows[name]["next"] == ["prro cashier add NAME --key KEY"]
    assert rows["slow"]["judgement"] == "no answer within 1 s"
    assert "No route to host" in rows["dead"]["judgement"]
    assert (rows["odd"]["exit_code"], rows["odd"]["answered"]) == (10, False)
    assert "-o BatchMode=yes" in log.read_text() and "password" not in log.read_text().lower()
    table = prro("fleet", inventory, "doctor", "--only", "here")
    assert table.code == 6 and "here" in table.out and "0 of 1 in order" in table.out
    assert prro("fleet", inventory, "sell").code == 2
    assert prro("fleet", inventory, "status", "--only", "nowhere").code == 2
    for wrong in ("[targets.a]\nhom = 'x'", "[targets.a]\nssh = '-oProxyCommand=x'", "[targets]", "x = 1",
                  "[targets.a]", "= 1", "[defaults]\ntimeout = true\n[targets.a]\nhome = 'x'"):  # fmt: skip
        inventory.write_text(wrong)
        assert prro("fleet", inventory, "status", "--json").envelope["error"]["id"] == "PRRO-E0349", wrong


def test_the_gravest_code_sums_up():
    def told(*codes: int):
        from prro_cli.support.fleet import Told

        return [Told("t", "p", None, code, True, "", (), 0, {}) for code in codes]

    assert sum_up(told(0, 0)) == 0
    assert sum_up(told(0, 6, 10)) == 10
    assert sum_up(told(6, 40, 10)) == 40
    assert sum_up(told(40, 60)) == 60
    assert sum_up(told(4)) == 6
