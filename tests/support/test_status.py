"""`prro status`: 24 lines of 80 columns whatever happens, thresholds with exit codes, a watch that ends well."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prro_cli.cli.status import status_from
from prro_cli.engine.offline.budget import Budget
from prro_cli.engine.offline.limits import Hours
from prro_cli.engine.offline.reserve import Numbers
from prro_cli.home.facts import Drill, last_drill, remember_drill
from prro_cli.home.paths import Home
from prro_cli.journal.rows import Session, Shift
from prro_cli.render.terminal import Out
from prro_cli.render.text.status import text_answer
from prro_cli.support.judgement import Thresholds, concerns, gravest, sentence
from prro_cli.support.vitals import KeyVital, Vitals
from prro_cli.values import width
from tests.cli.test_definitions import REGISTERED

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
AT = "2026-11-23T22:00:00+02:00"
GOOD_KEY = KeyVital("olena", ("olena",), 400, "")


def budget(session: int = 0, month: int = 0, used: int = 0, offline: bool = True, server: bool = False) -> Budget:
    hours = Hours(session, 36 * 3600, server, month, 168 * 3600, server)
    return Budget(offline, "2696230", AT, hours, AT, AT, Numbers(used, 2000, 5), 120, AT, 3, 0, False, AT, "numbers")


SHIFT = Shift(
    "d", 17, "z", AT, 0, "Навчальна-Довгопрізвищенко Олександра Володимирівна", None, True, "x", "z", None, None
)
SESSION = Session("d", "2696230", "rolled_back", "s", "c", "state", AT, 1, "b", AT, 1, None, None, AT, 1, None, AT)
CALM = Vitals(
    "kiosk", 4000700001, "https://fs.tax.gov.ua:8643/fs", NOW, False, keys=(GOOD_KEY,), free_bytes=10**12,
    budget=budget(offline=False), spare_session=True, offline_allowed=True, has_journal=True,
)  # fmt: skip
WORST = replace(
    CALM, desk="довга-назва-каси-" * 3, server="https://" + "a" * 90 + ".example:8643/fs", test=True, shift=SHIFT,
    receipts=12345, cash=98765432100, session=SESSION, budget=budget(40 * 3600, 170 * 3600, 1999, server=True),
    next_local=123456789, waiting=4999, unsettled=3, stuck=77, seed_key_lost=True, last_contact=NOW - timedelta(days=9),
    last_event=NOW + timedelta(days=1), last_backup=NOW - timedelta(days=90),
    last_drill=Drill(NOW - timedelta(days=400), False, "9.9"), free_bytes=1_000_000, unprinted=9, undelivered=9,
    keys=tuple(
        KeyVital(f"касирка-{n}", ("a",), -4, problem)
        for n, problem in enumerate(("expired", "missing", "not yet valid", "of another taxpayer", "Permission denied"))
    ),
)  # fmt: skip


def screen(face, vital: Vitals) -> list[str]:
    stream = io.StringIO()
    text_answer(status_from(face, vital), Out(stream))
    return stream.getvalue().splitlines()


@pytest.fixture
def face(home: Path):
    from prro_cli.cli.environment import Environment
    from prro_cli.cli.face import Face, Options

    return Face(Options(home=home), Environment.real())


def test_one_screen_when_everything_happens_at_once(face):
    from prro_cli.journal.locks import acquire

    home = Home(face.options.home).create()
    with acquire(home.locks_dir, WORST.desk, command="sale --file " + "x" * 90, wait_seconds=0, clock=Now()):
        lines = screen(face, WORST)
    assert len(lines) <= 24, "\n".join(lines)
    assert [line for line in lines if width(line) > 80] == []
    assert "77 document(s) need a person" in lines[0]
    assert "prro stuck list" in "\n".join(lines)
    assert any(line.strip().startswith("busy") for line in lines)
    assert any("FAILED" in line for line in lines)
    assert any("the tax server" in line for line in lines if "blocked by" in line)
    assert len(screen(face, CALM)) <= 24


class Now:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None: ...


@pytest.mark.parametrize(
    ("facts", "thresholds", "code", "words"),
    [
        ({}, {}, 0, "ready"),
        ({"stuck": 1, "unsettled": 1}, {}, 40, "need a person"),
        ({"unsettled": 2}, {}, 6, "unknown result"),
        ({"keys": (KeyVital("k", ("o",), -1, "expired"),)}, {}, 51, "has expired"),
        ({"keys": (KeyVital("k", ("o",), None, "missing"),)}, {}, 50, "is missing"),
        ({"keys": (replace(GOOD_KEY, days_left=13),)}, {}, 6, "ends in 13 days"),
        ({"keys": (replace(GOOD_KEY, days_left=13),)}, {"min_key_days": 10}, 0, "ready"),
        ({"keys": (replace(GOOD_KEY, days_left=20),)}, {"min_key_days": 30}, 6, "ends in 20 days"),
        ({"session": SESSION, "budget": budget(36 * 3600)}, {}, 21, "the end of the offline session"),
        ({"budget": budget(0, 168 * 3600, offline=False)}, {}, 22, "168 offline hours"),
        ({"session": replace(SESSION, state="begun"), "budget": budget(60, 60, 1995)}, {}, 23, "ran out"),
        ({"session": replace(SESSION, state="begun"), "waiting": 3}, {}, 6, "documents wait"),
        ({"session": replace(SESSION, state="begun"), "waiting": 3}, {"max_pending": 3}, 0, "ready"),
        ({"waiting": 4}, {"max_pending": 3}, 6, "4 documents wait"),
        ({}, {"min_hours": 36}, 0, "ready"),
        ({"budget": budget(0, 140 * 3600, offline=False)}, {"min_hours": 29}, 6, "28 offline hours"),
        ({}, {"min_numbers": 1996}, 6, "1995 offline numbers"),
        ({"spare_session": False}, {"min_hours": 1}, 6, "0 offline hours"),
        ({"spare_session": False, "offline_allowed": False}, {"min_hours": 1, "min_numbers": 1}, 0, "ready"),
        ({"last_event": NOW + timedelta(days=1)}, {}, 6, "the clock is 24 h 00 min behind"),
        ({"free_bytes": 5_000_000}, {}, 61, "disk is full"),
        ({"seed_key_lost": True}, {}, 6, "seeds is missing"),
        ({"unprinted": 7}, {}, 6, "document 7 is valid"),
        ({"undelivered": 7}, {}, 6, "receipt 7 is valid"),
    ],
)  # fmt: skip
def test_judgement_and_code(facts, thresholds, code, words):
    vital = replace(CALM, **facts)
    found = concerns(vital, Thresholds(**thresholds))
    assert gravest(found) == code
    assert words in sentence(vital, found)
    assert all(concern.next.startswith("prro ") for concern in found)


def test_a_register_that_may_not_work_offline_says_so(face):
    shift = replace(SHIFT, state="open")
    shown = {
        "no: form 1-ПРРО": {"offline_allowed": False, "spare_session": False},
        "no: the server granted no session": {"spare_session": False, "shift": shift},
        "not yet: the first shift": {"spare_session": False, "offline_allowed": None},
        "yes: 36 h 00 min, 1995 receipts": {},
    }
    for words, facts in shown.items():
        line = next(line for line in screen(face, replace(CALM, **facts)) if "offline possible" in line)
        assert words in line


def test_the_installed_command_with_thresholds_and_a_watch(prro):
    assert prro("desk", "add", "kiosk", *REGISTERED).code == 0
    ran = prro("status", "--json", "--min-hours", "5")
    assert (ran.code, ran.data["reserve"]["possible"]) == (6, "unknown")
    assert prro("status").code == 0
    watched = prro("status", "--watch", "1", "--rounds", "2", "--json")
    assert (watched.code, len(watched.out.splitlines())) == (0, 2)
    assert prro("status", "5").code == 2


def test_ctrl_c_ends_a_watch_well(prro):
    import signal
    import time

    assert prro("desk", "add", "kiosk", *REGISTERED).code == 0
    call = [sys.executable, "-m", "prro_cli", "status", "--watch", "30"]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ) as process:
        assert process.stdout is not None
        assert b"kiosk: " in process.stdout.readline()
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, b"")


def test_status_loads_nothing_heavy(prro):
    assert prro("desk", "add", "kiosk", *REGISTERED).code == 0
    script = (
        "import sys; from prro_cli.cli.app import run\ntry: run(['status'])\nexcept SystemExit: print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=os.environ)
    heavy = {"cryptography", "httpx", "rich.console", "ssl", "prro_cli.crypto.vault", "prro_cli.documents.model"}
    assert not heavy.intersection(done.stdout.split())


def test_the_last_drill_is_remembered_and_a_broken_record_is_none(home):
    place = Home(home).create()
    remember_drill(place, "a", Drill(NOW, True, "3.0"))
    remember_drill(place, "b", Drill(NOW, False, "4.0"))
    assert (last_drill(place, "a"), last_drill(place, "c")) == (Drill(NOW, True, "3.0"), None)
    (home / "drills.json").write_text('{"a": {"at": 5}, "b": []}')
    assert (last_drill(place, "a"), last_drill(place, "b")) == (None, None)
