"""The contract every command shares: envelopes, exit codes, global options anywhere, start-up by modules."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from prro_cli.cli.hoist import hoist
from prro_cli.errors.base import ExitCode
from prro_cli.errors.catalogue import every_error
from tests.provoking import provokes

HEAVY = ("httpx", "cryptography", "rich.table", "escpos", "typer", "sqlite3")


def modules_after(*words: str) -> set[str]:
    script = (
        "import sys\nsys.argv = ['prro', *sys.argv[1:]]\nfrom prro_cli.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\nsys.stderr.write('\\n'.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True)
    return set(done.stderr.split("\n"))


def test_version_imports_nothing_heavy():
    loaded = modules_after("--version")
    assert not loaded.intersection(HEAVY)
    assert {m for m in loaded if m.startswith("prro_cli")} == {"prro_cli", "prro_cli.__main__"}


def test_a_plain_command_imports_nothing_heavy_but_typer():
    loaded = modules_after("config", "get", "lock.wait")
    assert loaded.intersection(HEAVY) <= {"typer"}


@provokes("PRRO-E0201")
def test_unknown_command_is_usage(prro):
    ran = prro("bogus", "--json")
    assert (ran.code, ran.envelope["ok"], ran.envelope["error"]["exit_code"]) == (2, False, 2)


@pytest.mark.parametrize(
    ("words", "step"),
    [
        (("receipt", "show", "last", "--format", "pdf"), "prro receipt show --help"),
        (("shift", "close", "--deadline", "25:99"), "prro shift close --help"),
    ],
)
def test_a_wrong_call_names_the_help_of_its_own_command(prro, words, step):
    ran = prro(*words, "--json")
    assert (ran.code, ran.envelope["error"]["next"]) == (2, [step])


@pytest.mark.parametrize("words", [("why", "\udcff"), ("tax", "set", "Б", "--name=\udcd0", "--vat", "7"), ("\udcff",)])
def test_bytes_that_are_no_text_are_a_wrong_call(prro, words):
    ran = prro(*words, "--json")
    assert (ran.code, ran.envelope["error"]["cause"].endswith("is not text in UTF-8")) == (2, True), ran.out


def test_an_empty_home_is_a_wrong_call_and_not_where_one_stands(prro):
    for words in (("--home", "", "status"), ("--home=", "status")):
        ran = prro(*words, "--json")
        assert (ran.code, ran.envelope["error"]["cause"]) == (2, "--home is empty"), ran.out


@pytest.mark.parametrize(
    ("words", "help_"),
    [
        (["receipt", "send"], "prro receipt send --help"),
        (["--json", "return"], "prro return --help"),
        (["--home=x", "return"], "prro return --help"),
        (["report", "goods", "--csv"], "prro report goods --help"),
        (["nonsense", "--csv"], "prro --help"),
        (["--home"], "prro --help"),
    ],
)
def test_a_wrong_call_leads_to_the_help_of_its_command(prro, words, help_):
    assert prro(*words, "--json").envelope["error"]["next"] == [help_]


def test_a_wrong_path_is_no_fault_of_the_disk(prro, tmp_path):
    (tmp_path / "file").write_text("")
    for words in (["--home", str(tmp_path / "file"), "status"], ["register", "wizard", "--answers", str(tmp_path)]):
        assert prro(*words, "--json").code in (3, 4)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")
@pytest.mark.parametrize(("key", "code"), [(b"\x03", 130), (b"\x04", 5)])
def test_ctrl_c_and_ctrl_d_at_a_question(key, code):
    import os
    import pty

    here, there = pty.openpty()
    script = "import fcntl, termios\nfcntl.ioctl(0, termios.TIOCSCTTY, 0)\nfrom prro_cli.__main__ import main\nmain()"
    words = [sys.executable, "-c", script, "--json", "init"]
    with subprocess.Popen(
        words, stdin=there, stderr=there, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        os.close(there)
        asked = b""
        while not asked.endswith(b": "):
            asked += os.read(here, 1000)
        os.write(here, key)
        out, _ = process.communicate(timeout=20)
        os.close(here)
    assert out.startswith("{")
    envelope = json.loads(out)
    assert (process.returncode, envelope["error"]["exit_code"]) == (code, code)


def test_errors_in_text_say_three_things(prro):
    ran = prro("config", "get", "nonsense")
    assert (ran.code, ran.out) == (2, "")
    assert all(word in ran.err for word in ("what happened", "state now", "next"))


def test_json_and_quiet_after_the_command(prro):
    before = prro("--json", "config", "get", "lock.wait").envelope
    after = prro("config", "get", "lock.wait", "--json").envelope
    for envelope in (before, after):
        assert envelope["meta"].pop("duration_ms") >= 0
    assert before == after


@pytest.mark.parametrize(
    ("given", "front"),
    [
        (["sale", "--json"], ["--json", "sale"]),
        (["sale", "--desk", "a", "-q"], ["--desk", "a", "-q", "sale"]),
        (["sale", "--desk=a"], ["--desk=a", "sale"]),
        (["sale", "--", "--json"], ["sale", "--", "--json"]),
    ],
)
def test_hoisting(given, front):
    assert hoist(given) == front


def test_every_error_is_complete():
    errors = every_error()
    assert len(errors) > 10
    for id_, cls in errors.items():
        assert cls.title, id_
        assert cls.next_templates or cls.exit_code in (ExitCode.NOT_FOUND,), id_
        fields = dict.fromkeys(cls.template_fields(), "x")
        if "{value!r}" not in cls.cause_template:
            assert cls(**fields).cause, id_


@provokes("PRRO-E0101")
def test_a_bug_becomes_a_report_not_a_traceback(prro, monkeypatch):
    def boom(*_args: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("prro_cli.home.settings.Settings.all", boom)
    ran = prro("config", "show", "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (1, "PRRO-E0101")
    assert "bug-" in ran.envelope["error"]["cause"]
    assert "Traceback" not in ran.err + ran.out


@pytest.mark.parametrize("noun", ["shift", "register receipt"])
def test_a_noun_alone_is_one_object_with_json(prro, capfd, noun):
    ran = prro(*noun.split(), "--json")
    assert ran.code == 2 and json.loads(ran.out + capfd.readouterr().out)["error"]["cause"] == "Missing command."


def test_a_noun_alone_shows_its_help_once(prro, capsys):
    ran = prro("stuck")
    assert ran.code == 2
    assert (capsys.readouterr().out + ran.out + ran.err).count("Usage: prro stuck") == 1
