"""Translations keep the fields of their texts; findings are kept in English and shown in the language spoken."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator
from string import Formatter

import pytest

from prro_cli.documents.reader import read
from prro_cli.lang import both, say, told, uk, use
from prro_cli.lang.uk import TABLE
from tests.lang.collect import fields_of


@pytest.fixture
def ukrainian() -> Iterator[None]:
    use("uk")
    yield
    use("en")


def test_no_text_is_translated_in_two_tables() -> None:
    tables = [importlib.import_module(f"{uk.__name__}.{one.name}").TABLE for one in pkgutil.iter_modules(uk.__path__)]
    counted = Counter(text for table in tables for text in table)
    assert [text for text, count in counted.items() if count > 1] == []
    assert len(counted) == len(TABLE), "a table is not merged"


def test_every_translation_has_the_fields_of_its_text() -> None:
    wrong = [text for text, uk in TABLE.items() if fields_of(text) != fields_of(uk)]
    assert wrong == []


def test_no_translation_formats_a_number_as_another_kind() -> None:
    def marks(text: str) -> set[tuple[str, str, str | None]]:
        return {(name, spec or "", how) for _, name, spec, how in Formatter().parse(text) if name}

    assert [text for text, uk in TABLE.items() if marks(text) != marks(uk)] == []


@pytest.mark.usefixtures("ukrainian")
def test_a_text_in_a_text_is_english_in_the_english_one() -> None:
    inner = both("CHECKTOTAL/SUM is {sum}", sum="5.00")
    outer = both("the payments add up to {paid}, but {wanted}", paid="4.00", wanted=inner)
    assert outer == "the payments add up to 4.00, but CHECKTOTAL/SUM is 5.00"
    assert told(outer) == "оплати складають 4.00, але CHECKTOTAL/SUM — 5.00"
    assert told("as it is") == "as it is"


@pytest.mark.usefixtures("ukrainian")
def test_findings_answer_in_english_and_show_ukrainian() -> None:
    finding = read(b'<?xml version="1.0" encoding="windows-1251"?><CHEQUE/>').findings[0]
    assert finding.message == "a fiscal document begins with CHECK, ZREP or TICKET"
    assert told(finding.message) == "фіскальний документ починається з CHECK, ZREP або TICKET"
    assert say("there is no such member; did you mean {near}?", near="price") == "такого поля немає; може, price?"
