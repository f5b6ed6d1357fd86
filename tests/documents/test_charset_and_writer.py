"""What windows-1251 lacks is replaced or named; the writer lets nothing through that the schema refuses."""

from __future__ import annotations

import dataclasses
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prro_cli.documents import reader
from prro_cli.documents.charset import DROPPED, REPLACED, normalise, normalised
from prro_cli.documents.model import BodyRow, Check, ZFuel
from prro_cli.documents.writer import write
from prro_cli.errors.documents import CharacterError, FieldValueError
from tests.documents import samples
from tests.provoking import provokes


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("пʼять", "п'ять"),
        ("п’ять", "п’ять"),
        ("100 ₴", "100 грн"),
        ("анти\u2011вірус", "анти-вірус"),
        ("2×2", "2x2"),
        ("½ л", "1/2 л"),
        ("м²", "м2"),
        ("5′ 3″", "5' 3\""),
        ("и\u0306 і\u0308", "й ї"),
        ("за\u0301мок", "замок"),
        ("a\u2009b\u202fc", "a b c"),
        ("Rosé Häagen Łódź", "Rose Haagen Lodz"),
        ("ﬁ Ａ１", "fi A1"),
        ("a\u200bb\ufeffc\u200d", "abc"),
        ("рядок\r\nрядок\u2028рядок", "рядок\nрядок\nрядок"),
        ("−5 ≤ 7 ℃", "-5 <= 7 °C"),
        ("ґанок — № 1 «€»", "ґанок — № 1 «€»"),
        ("tab\there", "tab\there"),
    ],
)
def test_replacements(typed: str, written: str) -> None:
    assert normalise(typed, "NAME") == written
    written.encode("cp1251")


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [("каса 😀", "U+1F600", "GRINNING FACE"), ("中", "U+4E2D", "CJK"), ("a\x1db", "U+001D", "control"),
     ("a\x00", "U+0000", "control"), ("a\x98ї", "U+0098", "control"), ("\ud800", "U+D800", "without a name")],
)  # fmt: skip
def test_the_rest_is_refused_by_name(text: str, code: str, name: str) -> None:
    with pytest.raises(CharacterError) as caught:
        normalise(text, "CHECK/CHECKBODY/ROW[3]/NAME")
    assert "CHECK/CHECKBODY/ROW[3]/NAME" in caught.value.cause
    assert code in caught.value.cause
    assert name in caught.value.cause


def test_the_table_only_gives_windows_1251() -> None:
    for source, target in REPLACED.items():
        target.encode("cp1251")
        assert not _fits(source), f"{unicodedata.name(source[0])} needs no replacement"
    assert not any(_fits(c) for c in DROPPED)


def _fits(text: str) -> bool:
    try:
        text.encode("cp1251")
    except UnicodeEncodeError:
        return False
    return True


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=40))
def test_normalising_gives_writable_text_or_our_error(text: str) -> None:
    try:
        result = normalise(text, "X")
    except CharacterError:
        return
    result.encode("cp1251")
    assert normalise(result, "X") == result


@provokes("PRRO-E0313")
def test_a_document_is_normalised_everywhere_and_left_alone_where_clean() -> None:
    document = samples.sale()
    assert normalised(document) is document
    row = dataclasses.replace(document.checkbody[1], name="Кава ½ ₴")
    dirty = dataclasses.replace(document, checkbody=(document.checkbody[0], row))
    clean = normalised(dirty)
    assert clean.checkbody[1].name == "Кава 1/2 грн"
    assert clean.checkbody[0] is document.checkbody[0]
    emoji = dataclasses.replace(document, checkbody=(dataclasses.replace(row, name="😀"),))
    with pytest.raises(CharacterError, match=r"CHECK/CHECKBODY/ROW\[1\]/NAME"):
        normalised(emoji)


@pytest.mark.parametrize("text", ["a\x01", "a\x0b", "₴", "\ufffe"])
def test_the_writer_itself_never_lets_a_bad_character_pass(text: str) -> None:
    document = dataclasses.replace(samples.sale(), checkbody=(BodyRow(name=text),))
    with pytest.raises(CharacterError, match=r"ROW\[1\]/NAME"):
        write(document)


def test_markup_and_line_ends_survive() -> None:
    name = "A & B < C > D\r\nE\tF \"G\" 'H' ]]>"
    document = dataclasses.replace(samples.sale(), checkbody=(BodyRow(name=name),))
    again = reader.read_document(write(document))
    assert isinstance(again, Check)
    assert again.checkbody[0].name == name


def test_empty_texts_are_left_out() -> None:
    document = dataclasses.replace(samples.sale(), checkbody=(BodyRow(name="x", code="", comment=""),))
    assert b"CODE" not in write(document)
    assert b"COMMENT" not in write(document)


WRONG: list[dict[str, Any]] = [
    {"name": "x" * 1025}, {"amount": 1.5}, {"amount": "1"}, {"price": True}, {"cost": 10**17}, {"unitcd": 0},
    {"unitcd": 100000}, {"uktzed": "123"}, {"uktzed": "1234", "dkpp": "11.22"}, {"dkpp": "1"}, {"letters": "А" * 16},
    {"pwndir": 1}, {"valcoursedate": samples.MOMENT.date()}, {"code": 5}, {"exciselabels": ("AATE",)},
    {"exciselabels": [1]}, {"valcd": 0}, {"rownum": 0}, {"rownum": 1_000_000}, {"providertin": "x"},
]  # fmt: skip


@pytest.mark.parametrize("fields", WRONG, ids=str)
def test_values_that_do_not_fit_are_refused_with_their_field(fields: dict[str, Any]) -> None:
    document = dataclasses.replace(samples.sale(), checkbody=(BodyRow(**{"name": "x", **fields}),))
    with pytest.raises(FieldValueError, match=r"CHECK/CHECKBODY/ROW\[1\]"):
        write(document)


@provokes("PRRO-E0314")
def test_required_parts_may_not_be_empty() -> None:
    head = dataclasses.replace(samples.sale().checkhead, orgnm="")
    with pytest.raises(FieldValueError, match="CHECK/CHECKHEAD/ORGNM"):
        write(dataclasses.replace(samples.sale(), checkhead=head))
    with pytest.raises(FieldValueError, match="ZREP/ZREPFUEL/DETAILS"):
        write(dataclasses.replace(samples.zrep(), zrepfuel=ZFuel(details=())))
