"""Standard streams that fail: what a command did stands, and its answer never says the opposite."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from prro_cli.cli.app import run
from prro_cli.cli.environment import Environment
from prro_cli.support import hooks
from tests.cli.till import till_at
from tests.provoking import provokes

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs signals and /dev")


class Failing(io.StringIO):
    """A stream whose bytes nobody takes."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self._error = error

    def flush(self) -> None:
        raise self._error


@pytest.fixture
def till(prro):
    with till_at(prro) as ready:
        ready.ok("shift", "open")
        yield ready


def spoken(words: list[object], out: io.StringIO, err: io.StringIO) -> int:
    with pytest.raises(SystemExit) as ended:
        run([str(word) for word in words], Environment(io.StringIO(), out, err, os.environ))
    return int(ended.value.code or 0)


@provokes("PRRO-E6105")
def test_a_full_stdout_does_not_undo_a_sale(till):
    words = ["sale", "--item", "name=Чай,price=20,tax=А", "--password-file", till.password]
    for more in (["--json"], []):
        err = io.StringIO()
        assert spoken([*words, *more], Failing(OSError(28, "No space left on device")), err) == 61
        assert "PRRO-E6105" in err.getvalue() and "nothing was changed" not in err.getvalue()
    sold = till.ok("journal", "list", "--state", "registered")["documents"]
    assert [document["kind"] for document in sold].count("sale") == 2


def test_an_error_that_stdout_does_not_take_goes_to_stderr_with_its_own_code(till):
    err = io.StringIO()
    words = ["sale", "--item", "name=Чай,price=x,tax=А", "--password-file", till.password, "--json"]
    assert spoken(words, Failing(OSError(28, "No space left on device")), err) == 3
    assert "PRRO-E0340" in err.getvalue()


def test_a_reader_that_is_gone_hides_no_failure(till):
    words = ["sale", "--item", "name=Чай,price=x,tax=А", "--password-file", till.password, "--json"]
    assert spoken(words, Failing(BrokenPipeError()), io.StringIO()) == 3
    good = [word if "price" not in str(word) else "name=Чай,price=2,tax=А" for word in words]
    assert spoken(good, Failing(BrokenPipeError()), io.StringIO()) == 0


def test_a_full_stderr_spoils_no_answer(till):
    till.ok("config", "set", "receipt.printer", "gone")
    out = io.StringIO()
    words = ["sale", "--item", "name=Чай,price=2,tax=А", "--password-file", till.password]
    assert spoken(words, out, Failing(OSError(28, "No space left on device"))) == 0
    assert "registered" in out.getvalue()


@POSIX
def test_closed_streams():
    program = [sys.executable, "-m", "prro_cli", "exit-codes", "--json"]
    for closed in ("<&-", "2>&-", ">&-", ">&- 2>&-"):
        done = subprocess.run(
            ["/bin/sh", "-c", f'"$@" {closed}', "sh", *program], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert (done.stdout != "") == (">&-" not in closed.replace("2>&-", ""))


def test_in_a_batch_a_paper_that_did_not_come_out_is_told(till, tmp_path):
    assert till.prro("printer", "add", "kitchen", "--file", tmp_path / "printed").code == 0
    (tmp_path / "printed").mkdir()
    tea = '{"items": [{"name": "Чай", "price": "20", "tax": "А"}]}'
    ran = till.run("sale", "--batch", "-", stdin=f"{tea}\n{tea}\n")
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert [line["data"]["printed"] for line in lines] == ["failed", "failed"] and ran.code == 70


def test_a_question_before_a_sale_knows_of_its_key_and_of_a_shift_to_come(till):
    till.ok("shift", "close")
    till.ok("config", "set", "confirm.sale", "true")
    till.ok("config", "set", "shift.auto-open", "true")
    tea = ("sale", "--item", "name=Пиво,price=20,tax=А", "--key", "one")
    assert "20.00" in till.error(*tea)["cause"]
    first = till.ok(*tea, "--yes")
    again = till.ok(*tea)
    assert again["replayed"] and again["document"]["uid"] == first["document"]["uid"]


@POSIX
def test_a_hook_can_be_stopped_although_the_desk_ignores_signals_while_it_answers(tmp_path):
    hook = tmp_path / "on-z"
    hook.write_text("#!/bin/sh\nkill -TERM $$\nexit 0\n")
    hook.chmod(0o700)
    runner, log = Path(hooks.__file__).with_name("hook_runner.py"), tmp_path / "log"
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        subprocess.run([sys.executable, "-I", "-S", str(runner), "5", str(log), str(hook)], check=True)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert f"ended with -{int(signal.SIGTERM)}" in log.read_text()


def test_pipes_hold_utf8_whatever_the_locale_is(till):
    """A pipe of Windows is cp1251: the order must not become «Р§Р°Р№», and the answer must stay JSON."""
    orders = ({"items": [{"name": "Чай «é»", "price": "20", "tax": "А"}]}, {"items": [{"name": "Сік", "price": "5"}]})
    words = ["sale", "--dry-run", "--json", "--password-file", str(till.password)]
    for given, count in ((["--file", "-"], 1), (["--batch", "-"], 2)):
        world = {**os.environ, "PYTHONIOENCODING": "cp1251"}
        text = "\ufeff" + "\n".join(json.dumps(order, ensure_ascii=False) for order in orders[:count])
        ran = subprocess.run(
            [sys.executable, "-m", "prro_cli", *words, *given],
            input=text.encode("utf-8"), capture_output=True, env=world, check=False,
        )  # fmt: skip
        answers = [json.loads(line) for line in ran.stdout.decode("ascii").splitlines()]
        assert len(answers) == count and ran.returncode == 0, ran.stderr
        assert "<NAME>Чай «" in answers[0]["data"]["xml"]


@POSIX
@pytest.mark.parametrize("words", [["--version"], ["sale", "--help"]])
def test_what_only_tells_dies_of_no_stream_either(words):
    program = [sys.executable, "-m", "prro_cli", *words]
    for into, code in ((">&-", 0), ("| true", 0), (">/dev/full", 61)):
        line = f'set -o pipefail; "$@" {into}'
        done = subprocess.run(["bash", "-c", line, "sh", *program], capture_output=True, text=True, check=False)
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), (into, done.stderr)
        assert ("PRRO-E6105" in done.stderr) == (code == 61)


def test_bytes_that_stdout_does_not_take(till):
    till.ok("sale", "--item", "name=Чай,price=2,tax=А")
    err = io.StringIO()
    words = ["receipt", "show", "last", "--format", "text", "--output", "-"]
    assert spoken(words, Failing(OSError(28, "No space left on device")), err) == 61
    assert "PRRO-E6105" in err.getvalue()


@POSIX
def test_a_folder_that_cannot_be_written_is_no_damaged_journal(till):
    """The journal of a home on a read-only mount: a matter of modes with a step that mends it, nothing to restore."""
    unprivileged: list[str] = []
    if os.geteuid() == 0:
        tool = shutil.which("setpriv") or pytest.skip("root writes everywhere, and there is no setpriv")
        lost = "-dac_override,-dac_read_search"
        unprivileged = [tool, f"--bounding-set={lost}", f"--inh-caps={lost}"]
    till.home.chmod(0o500)
    try:
        for words in (["journal", "verify"], ["status"], ["config", "set", "lock.wait", "3"]):
            call = [*unprivileged, sys.executable, "-m", "prro_cli", "--json", *words]
            ran = subprocess.run(call, capture_output=True, check=False)
            error = json.loads(ran.stdout)["error"]
            assert (ran.returncode, error["exit_code"]) == (62, 62), ran.stdout
            assert str(till.home) in error["next"][0].split(), error["next"]  # the folder, not a file in it
    finally:
        till.home.chmod(0o700)
    assert till.ok("journal", "verify")["sound"] is True
