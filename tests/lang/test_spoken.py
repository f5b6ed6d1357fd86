"""What the real commands say in Ukrainian of typical failures and findings, and that English says what it said."""

from __future__ import annotations

import pytest

from prro_cli.lang import use
from tests.cli.till import till_at


@pytest.fixture(autouse=True)
def english_again():
    yield
    use("en")


@pytest.mark.parametrize(
    ("words", "ukrainian", "english"),
    [
        (["verify", "nowhere.p7s"], "немає такого файлу", "no such file or directory"),
        (["verify", "."], "це тека; очікується файл", "s a directory"),
        (
            ["config", "set", "offline.warn-session-hours", "99"],
            "ціле число від 1 до 36",
            "a whole number from 1 to 36",
        ),
        (["config", "set", "offline.enter", "now"], "одне з auto, ask, never", "one of auto, ask, never"),
        (["config", "set", "offline.entre", "ask"], "; може, offline.enter?", "; did you mean offline.enter?"),
        (["exit-codes"], "команду викликано неправильно", "the call is wrong"),
        (["config", "get", "confirm.sale", "--json"], "Питати перед реєстрацією", "Ask before a sale is registered"),
    ],
)
def test_typical_failures_without_a_register(prro, words, ukrainian, english) -> None:
    _in_both(prro, words, ukrainian, english)


def test_a_day_with_troubles_in_either_language(prro) -> None:
    """One register: findings, questions nobody answers, a lost link."""
    with till_at(prro) as till:
        till.ok("shift", "open")
        till.ok("sale", "--item", "name=Чай,price=20,tax=А")
        for words, ukrainian, english in (
            (("doctor", "--no-network"), "не перевірено: не вказано пароля", "not checked: no password was given"),
            (("receipt", "verify", "last", "--local"), "задано --local", "--local was given"),
            (("desk", "show", "cofe"), "може,", "did you mean"),
            (("key", "check", "sandbox-olena"), "ключ 'sandbox-olena'", "the key 'sandbox-olena'"),
            (("offline", "limits", "--session-hours", "40"), "місцева межа лише каже", "a local limit only tells"),
            (("why", "no-such"), "жоден документ не має", "no document has the id"),
        ):
            _in_both(prro, words, ukrainian, english)
        till.cut()
        lost = ("sale", "--online-only", "--item", "name=Чай,price=20,tax=А")
        causes = [till.error("--lang", one, *lost)["cause"] for one in ("uk", "en")]
        assert causes == ["з'єднання відхилено", "Connection refused"]


def _in_both(prro, words, ukrainian: str, english: str) -> None:
    told, said = prro("--lang", "uk", *words), prro("--lang", "en", *words)
    print(told.out + told.err, said.out + said.err)
    assert told.code == said.code
    assert ukrainian in told.out + told.err
    assert english in said.out + said.err
