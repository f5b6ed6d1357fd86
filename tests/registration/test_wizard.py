"""From an empty home to a shop that sells: the way itself, refusals and lost answers on it, and crashes."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import threading
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from prro_cli.cli.app import run
from prro_cli.cli.environment import Environment
from prro_cli.cli.tree import read_tree
from prro_cli.journal.store import Journal
from tests.provoking import provokes
from tests.registration.shops import Shop, shop_at, template
from tests.shared import ROOT

FORMS = ["20-ОПП", "1-ПРРО", "5-ПРРО"]
ALL_ACCEPTED = dict.fromkeys(FORMS, "accepted")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    return template(tmp_path_factory.mktemp("newcomer"))


@pytest.fixture
def shop(prro: Callable[..., Any], made: tuple[Path, int]) -> Iterator[Shop]:
    with shop_at(prro, made) as shop:
        yield shop


def test_a_shop_sells_and_the_journal_tells_how(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:  # the first run dies between receipt No 1 and No 2 of 1-ПРРО
        crashing(patch, 9, before=False)
        with pytest.raises(Crash):
            shop.wizard()
    assert shop.states() == {"20-ОПП": "accepted", "1-ПРРО": "receipt_1"}
    done = shop.wizard()
    assert done.code == 0, done.out
    assert [step["state"] for step in done.data["steps"]] == ["done"] * 6
    assert done.data["fiscal_number"] == "4000800001"
    assert shop.states() == ALL_ACCEPTED and shop.arrived() == [(form, "accepted") for form in FORMS]
    sale = shop.run("sale", "--item", "name=Хліб,price=20.00")
    assert (sale.code, sale.data["document"]["state"], sale.data["document"]["test"]) == (0, "registered", True)
    again = shop.run("register", "wizard", "--yes")
    assert again.code == 0 and len(shop.arrived()) == 3, "the kept answers, nothing sent"
    server = ("--key", "cashier", "--server", shop.box.url)
    status = shop.run("register", "status", *server).data["forms"]
    assert [(row["accepted_by_receipt"], row["visible_on_server"]) for row in status] == [(True, True)] * 3
    with shop.box.state.transaction() as connection:
        connection.execute("DELETE FROM grants")
        connection.execute("DELETE FROM operators WHERE ski NOT IN (SELECT ski FROM grants)")
    status = shop.run("register", "status", *server).data["forms"]
    assert [(row["accepted_by_receipt"], row["visible_on_server"]) for row in status[1:]] == [(True, False)] * 2
    shown = shop.run("register", "show", shop.names()[1], "--receipts", shop.home / "kvt", signing=False).data
    assert [one["number"] for one in shown["receipts"]] == [1, 2]
    assert len(list((shop.home / "kvt").iterdir())) == 2
    shop.sound()


@provokes("PRRO-E1375", "PRRO-E1275")
def test_refused_corrected_lost_found_out(shop: Shop) -> None:
    shop.box.fault("refuse-form=5:2@submit")
    refused = shop.wizard()
    assert refused.code == 13 and "20-ОПП" in refused.envelope["error"]["cause"]
    shop.box.fault("lost-reply:1@submit")
    lost = shop.wizard("--retry")
    assert (lost.code, shop.states()["1-ПРРО"]) == (12, "unknown")
    assert shop.wizard().code == 0 and shop.states() == ALL_ACCEPTED
    assert shop.arrived() == [("20-ОПП", "accepted"), ("1-ПРРО", "refused"), ("1-ПРРО", "accepted"),
                              ("5-ПРРО", "accepted")]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_refusal_stops_truthfully_and_a_corrected_form_goes_on(shop: Shop, place: int) -> None:
    shop.box.fault(f"refuse-form=7:{place}@submit")
    refused = shop.wizard()
    error = refused.envelope["error"]
    assert (refused.code, error["id"]) == (13, "PRRO-E1375")
    assert "Невідповідність даних" in error["cause"] and "--retry" in " ".join(error["next"])
    assert shop.states()[FORMS[place - 1]] == "refused"
    assert shop.wizard().code == 13 and len(shop.arrived()) == place, "nothing is sent again by itself"
    done = shop.wizard("--retry")
    assert done.code == 0, done.out
    assert shop.states() == ALL_ACCEPTED and len(set(shop.names())) == 4
    shop.sound()


@pytest.mark.slow
@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_lost_answer_is_found_out_and_never_sent_again(shop: Shop, place: int) -> None:
    shop.box.fault(f"lost-reply:{place}@submit")
    lost = shop.wizard()
    assert (lost.code, lost.envelope["error"]["id"]) == (12, "PRRO-E1275")
    assert shop.states()[FORMS[place - 1]] == "unknown"
    again = shop.run(
        "register", "send", shop.names()[place - 1], "--channel", "rest", "--send", "--key", "head", "--yes"
    )
    assert again.code == 12 and len(shop.arrived()) == place
    assert shop.wizard().code == 0, "the cabinet's list shows it, its box has the receipts"
    assert shop.states() == ALL_ACCEPTED and len(shop.arrived()) == 3
    shop.sound()


def test_what_never_arrived_is_sent_again_only_after_a_person_said_so(shop: Shop) -> None:
    shop.box.fault("drop:1@submit")
    assert shop.wizard().code == 12
    assert shop.wizard().code == 12 and shop.arrived() == []
    name = shop.names()[0]
    assert shop.prro("--no-input", "register", "settle", name, "--not-received").code == 5
    settled = shop.run("register", "settle", name, "--not-received", "--yes", signing=False)
    assert settled.data["state"] == "prepared"
    sent = shop.run("register", "send", name, "--channel", "rest", "--send", "--key", "head", "--yes")
    assert sent.code == 0 and shop.arrived() == [("20-ОПП", "accepted")]
    assert shop.run("register", "settle", name, "--received", signing=False).code == 5


def test_a_late_receipt_is_waited_for(shop: Shop) -> None:
    shop.box.fault("late-receipt=2:1@submit")
    waiting = shop.wizard()
    assert waiting.code == 6 and waiting.data["waiting_for"] == "receipts for 20-ОПП"
    assert shop.states() == {"20-ОПП": "receipt_1"}
    assert [step["state"] for step in waiting.data["steps"]] == ["waiting", "open", "open", "open", "open", "open"]
    assert shop.run("register", "fetch", "--key", "head").data["forms"][0]["state"] == "receipt_1"
    assert shop.run("register", "fetch", "--key", "head").data["forms"][0]["state"] == "accepted"
    assert shop.run("register", "fetch", "--key", "head").data["forms"] == []


@pytest.mark.slow
def test_a_number_that_no_receipt_told_is_read_from_the_fiscal_server(shop: Shop, tmp_path: Path) -> None:
    """And the wizard goes on from forms that were accepted by hand-made receipts."""
    from tests.registration.test_filing import RECEIPT

    shop.box.fault("late-receipt=99:*@submit")
    for place in range(3):
        assert shop.wizard().code == 6
        words = RECEIPT.format(name=shop.names()[place], result="Документ опрацьовано", remark="прийнято", sub="992")
        (tmp_path / "kvt.xml").write_text(words, encoding="utf-8")
        assert shop.run("register", "receipt", "import", tmp_path / "kvt.xml", signing=False).code == 0
    done = shop.wizard()
    assert (done.code, done.data["fiscal_number"]) == (0, "4000800001")
    assert shop.run("desk", "show", "shop", signing=False).data["desk"]["fiscal_number"] == 4000800001
    shop.sound()


def test_the_script_of_the_documentation_is_short_and_says_what_exists() -> None:
    lines = (ROOT / "docs" / "examples" / "register-a-shop.sh").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 25
    by_path = {command.path for command in read_tree().walk()}
    for line in lines:
        words = line.split()
        if words[:1] == ["prro"]:
            assert any(tuple(words[1:n]) in by_path for n in (4, 3, 2)), line


@provokes("PRRO-E1475", "PRRO-E1075")
def test_a_gateway_that_is_away_changes_nothing(shop: Shop) -> None:
    shop.box.fault("status=403:1@submit")
    assert shop.wizard().code == 14 and shop.states() == {"20-ОПП": "prepared"}
    shop.box.stop()
    away = shop.wizard()
    assert (away.code, away.envelope["error"]["id"]) == (10, "PRRO-E1075")
    assert shop.states() == {"20-ОПП": "prepared"}


@provokes("PRRO-E0575")
def test_nothing_leaves_without_a_yes(shop: Shop) -> None:
    asked = shop.run("--no-input", "register", "wizard", "--answers", shop.answers)
    assert asked.code == 5 and shop.states() == {"20-ОПП": "prepared"} and shop.arrived() == []
    assert "it is prepared, as before" in asked.envelope["error"]["state"]  # not "nothing was changed"
    name = shop.names()[0]
    dry = shop.run("register", "send", name, "--channel", "soap", "--key", "head", "--yes")
    assert dry.code == 0 and dry.data["sent"] is False and dry.data["fields"]
    assert "never tried live" in dry.envelope["warnings"][-1]["text"]
    assert shop.run("--no-input", "register", "send", name, "--channel", "soap", "--key", "head", "--send").code == 5
    assert shop.arrived() == []
    sent = shop.run("register", "send", name, "--channel", "soap", "--key", "head", "--send", "--yes")
    assert sent.code == 0 and sent.data["state"] == "sent" and shop.arrived() == [("20-ОПП", "accepted")]
    assert shop.run("register", "send", name, "--channel", "soap", "--key", "head", "--send", "--yes").code == 5
    assert shop.run("register", "fetch", "--key", "head").data["forms"][0]["state"] == "accepted"


class Crash(BaseException):
    """As if the machine had stopped."""


def crashing(monkeypatch: pytest.MonkeyPatch, number: int, *, before: bool) -> None:
    """The process dies at the n-th commit, before or after it."""
    append = Journal.append
    count = 0

    def counted(self: Journal, *args: Any, **more: Any) -> Any:
        nonlocal count
        if threading.current_thread() is not threading.main_thread():
            return append(self, *args, **more)
        count += 1
        if count == number and before:
            raise Crash
        written = append(self, *args, **more)
        if count == number:
            raise Crash
        return written

    monkeypatch.setattr(Journal, "append", counted)


def survives(shop: Shop, monkeypatch: pytest.MonkeyPatch, number: int, *, before: bool) -> bool:
    """Crash at one commit, then go on as the messages say; False where there was no such commit."""
    with monkeypatch.context() as patch:
        crashing(patch, number, before=before)
        try:
            assert shop.wizard().code == 0
        except Crash:
            pass
        else:
            return False
    for _ in range(4):
        ran = shop.wizard()
        if ran.code == 0:
            break
        assert ran.code == 12, ran.out
        name = next(row for row, state in zip(shop.names(), shop.states().values(), strict=True) if state == "unknown")
        assert shop.run("register", "settle", name, "--not-received", "--yes", signing=False).code == 0
    assert shop.states() == ALL_ACCEPTED, "every form ends accepted"
    assert shop.arrived() == [(form, "accepted") for form in FORMS], "and was sent once"
    assert len(shop.box.dump()["registers"]) == 1
    shop.sound()
    return True


@pytest.mark.slow
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("number", range(1, 26))
def test_a_crash_at_every_commit_is_resumed(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, number: int, before: bool
) -> None:
    if not survives(shop, monkeypatch, number, before=before):
        assert number > 15


@pytest.mark.slow
def test_the_script_of_the_documentation(tmp_path: Path) -> None:
    script = ROOT / "docs" / "examples" / "register-a-shop.sh"
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 25
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PRRO_HOME": str(tmp_path / "prro"),
        "PRRO_PORT": "18761",
    }  # fmt: skip
    done = subprocess.run([script], env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Sale" in done.stdout and "TEST" in done.stdout and "Shift closed" in done.stdout


def test_the_dialogue_is_kept_for_the_next_run(shop: Shop) -> None:
    class Person(io.StringIO):
        def isatty(self) -> bool:
            return True

    lines = ["", "head", "", shop.box.url, "2659", "ГУ ДПС у м. Києві", "247", "7", "Кав'ярня", "UA80000000000126643",
             "м. Київ", "вул. Нова, 1", "", "", "", "", "", "none", "cashier", ""]  # fmt: skip
    shop.box.stop()
    world = Environment(Person("\n".join(lines) + "\n"), io.StringIO(), Person(), os.environ)
    words = ("--yes", "register", "wizard", "--password-file", str(shop.password))
    with pytest.raises(SystemExit) as ended:
        run(words, world)
    assert ended.value.code == 10, "asked, prepared, and the gateway is away"
    kept = tomllib.loads((shop.home / "forms" / "wizard.toml").read_text(encoding="utf-8"))
    assert (kept["desk"], kept["object"]["title"], kept["register"]["offline"]) == ("shop", "Кав'ярня", "none")
    assert (
        shop.states() == {"20-ОПП": "prepared"}
        and "24700007" in shop.run("register", "show", shop.names()[0], signing=False).out
    )
    assert shop.run("register", "wizard", "--yes").code == 10, "the answers are not asked for again"


@pytest.mark.slow
def test_killed_anywhere_the_installed_program_goes_on(shop: Shop) -> None:
    """SIGKILL at random moments of the real program; a form whose fate nobody knows is settled as the cabinet says."""
    chance = random.Random(20261125)
    words = [sys.executable, "-m", "prro_cli", "register", "wizard", "--answers", shop.answers, "--yes"]
    killed = 0
    for attempt in range(60):
        process = subprocess.Popen(
            [*words, "--password-file", shop.password], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            code = process.wait(chance.uniform(0.2, 0.4 + 0.1 * attempt))
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
            killed += 1
        if code == 0:
            break
        if code == 12:
            fetched = shop.run("register", "fetch", "--key", "head")
            for row in fetched.data["forms"]:
                if row["state"] == "unknown":  # the list of the cabinet does not show it: it never arrived
                    settled = ("register", "settle", row["file_name"], "--not-received", "--yes")
                    assert shop.run(*settled, signing=False).code == 0
    assert shop.wizard().code == 0 and killed >= 3
    assert shop.arrived() == [(form, "accepted") for form in FORMS]
    assert shop.states() == ALL_ACCEPTED and len(shop.names()) == 3
    shop.sound()
