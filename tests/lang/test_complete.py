"""Everything the program says to people is said in Ukrainian too, and nothing scripts rely on changes with it."""

from __future__ import annotations

import io
import json
import re
from contextlib import nullcontext

import pytest

from prro_cli.cli.app import COMMANDS
from prro_cli.cli.environment import Environment
from prro_cli.cli.face import Face, Options
from prro_cli.errors.general import QuestionRefusedError
from prro_cli.lang import use, wished
from prro_cli.lang.uk import TABLE
from tests.lang.collect import PACKAGE, bare, everything, said_in, unsaid, unsaid_details

NO_LETTERS_OF_OURS = re.compile(r"SMS|SHA-256|HTTP |chmod |pip |ROWNUM|CHECKTOTAL|R03G1S|PRRO_PASSWORD| by |KIND\[")
"""Commands, names of standards and of elements: the same in both languages."""
NOT_WORDS = re.compile(r"(→ )?prro [a-z]|[A-Z_ ]+$")
"""Command lines and names of XML elements."""
FOR_PROGRAMMERS = {" has no JSON form"}
CYRILLIC = re.compile("[А-Яа-яІіЇїЄєҐґ]")
HUMAN = {
    "title",
    "cause",
    "state",
    "next",
    "detail",
    "message",
    "text",
    "meaning",
    "help",
    "subject",
    "warnings",
    "duration_ms",
    "milliseconds",
}


def test_the_tables_and_the_program_know_the_same_texts() -> None:
    """Nothing is said without a translation, and no translation is of a text that nobody says any more."""
    said = set(everything())
    assert (sorted(said - set(TABLE)), sorted(set(TABLE) - said)) == ([], [])


def test_translations_are_in_ukrainian() -> None:
    foreign = [
        text for text, uk in TABLE.items() if not CYRILLIC.search(bare(uk)) and not NO_LETTERS_OF_OURS.match(text)
    ]
    assert foreign == []
    assert [uk for uk in TABLE.values() if re.search("[ЫыЭэЁёЪъ]", uk)] == []


@pytest.mark.parametrize("path", sorted((PACKAGE / "render").rglob("*.py")), ids=lambda path: path.stem)
def test_a_renderer_says_all_its_words(path) -> None:
    known = said_in(path) | FOR_PROGRAMMERS
    words = [(line, text) for line, text in unsaid(path) if text not in known and not NOT_WORDS.match(text)]
    assert words == []


ENGLISH_ROOMS = {"journal/events.py"}
"""What a broken event is: findings about the code that wrote it, English as the crypto's."""


def test_what_errors_and_questions_are_given_is_said() -> None:
    found = [
        (path.relative_to(PACKAGE).as_posix(), line, text)
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, text in unsaid_details(path)
    ]
    assert [one for one in found if one[0] not in ENGLISH_ROOMS] == []
    assert {one[0] for one in found} == ENGLISH_ROOMS, "a room that says everything leaves the list"


def test_the_demo_tells_its_story_in_the_language_spoken(prro) -> None:
    told = prro("--lang", "uk", "demo").out
    assert "2  День починається" in told and "Зміну відкрито" in told and "The day begins" not in told
    mistaken = re.search(r"\$ prro undo (\S+)\n", told)
    assert mistaken and told.index(mistaken[0]) < told.index("$ prro reversal\n")


@pytest.mark.parametrize(
    ("given", "agreed"), [("y", True), ("т", True), ("Так", True), ("n", False), ("н", False), ("", False)]
)
@pytest.mark.parametrize("language", ["en", "uk"])
def test_a_yes_is_a_yes_in_either_language(language, given, agreed) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    face = Face(Options(), Environment(Terminal(f"what\n{given}\n"), Terminal(), shown, {}))
    use(language)
    with nullcontext() if agreed else pytest.raises(QuestionRefusedError):
        face.confirm("?")
    use("en")
    assert shown.getvalue().count({"en": "? [y/N]: ", "uk": "? [т/Н]: "}[language]) == 2


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "uk_UA.UTF-8"}, "uk"),
        ({"LANG": "uk_UA.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "uk_UA"}, "uk"),
        ({"LANG": "en_US.UTF-8", "PRRO_LANG": "uk"}, "uk"),
        ({"LANG": "uk_UA.UTF-8", "PRRO_LANG": "en"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_environment_chooses_the_language(variables, language) -> None:
    assert wished(variables) == language


def test_the_option_beats_the_environment(prro, monkeypatch) -> None:
    monkeypatch.setenv("PRRO_LANG", "uk")
    assert CYRILLIC.search(prro("desk", "show", "nobody").err)
    assert not CYRILLIC.search(prro("--lang", "en", "desk", "show", "nobody").err)
    monkeypatch.setenv("PRRO_LANG", "en")
    assert CYRILLIC.search(prro("--lang", "uk", "desk", "show", "nobody").err)


@pytest.mark.parametrize("noun", ["", *COMMANDS])
def test_help_is_in_the_language_spoken(prro, capsys, noun) -> None:
    assert prro("--lang", "uk", *filter(None, [noun]), "--help").code == 0
    shown = capsys.readouterr().out
    assert "Показати цю довідку" in shown and "Show this" not in shown
    assert prro("--lang", "en", *filter(None, [noun]), "--help").code == 0
    assert "Show this message" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["desk", "show", "nobody"], ["sale", "-i", "Tea:ten"], ["sale"], ["config", "get", "nothing"],
        ["status"], ["commands"], ["exit-codes"], ["explain", "9"], ["doctor", "--no-network"],
    ],
)  # fmt: skip
def test_json_differs_only_in_what_people_read(prro, words) -> None:
    english = prro("--lang", "en", *words, "--json")
    ukrainian = prro("--lang", "uk", *words, "--json")
    use("en")
    assert english.code == ukrainian.code
    assert _ids(json.loads(english.out)) == _ids(json.loads(ukrainian.out))


def _ids(value: object) -> object:
    if isinstance(value, dict):
        return {name: None if name in HUMAN else _ids(below) for name, below in value.items()}
    if isinstance(value, list):
        return [_ids(below) for below in value]
    return value
