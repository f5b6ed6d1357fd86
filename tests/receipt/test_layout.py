"""The canonical text of every kind at every width, and what must hold for any paper."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prro_cli.receipt import form
from prro_cli.receipt.layout import Template, paper_of
from prro_cli.receipt.paper import COLUMNS, Pair, Paper, Text, Weight
from prro_cli.receipt.parts import PARTS
from prro_cli.values import width
from tests.receipt import cases
from tests.shared import shared_data

GOLDEN = Path(__file__).parent / "golden"
DOCUMENTS = cases.documents()
UPDATE = bool(os.environ.get("PRRO_UPDATE_GOLDEN"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_text_is_the_golden_one(name):
    """`PRRO_UPDATE_GOLDEN=1 pytest tests/receipt` writes them anew; then read the difference."""
    texts = []
    for columns in COLUMNS:
        text = paper_of(cases.stored(DOCUMENTS[name]), cases.TEMPLATE).text(columns)
        assert all(width(line) <= columns and line == line.rstrip() for line in text.splitlines())
        texts.append(f"[{columns}]\n{text}")
    path = GOLDEN / f"{name}.txt"
    if UPDATE:
        path.write_text("\n".join(texts), encoding="utf-8")
    assert "\n".join(texts) == path.read_text(encoding="utf-8")


def test_no_golden_text_is_left_over():
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(DOCUMENTS)


def test_every_form_lists_known_parts_and_every_kind_has_one():
    from prro_cli.documents.kinds import Kind

    assert set(form.FORMS) == set(Kind)
    listed = {part for one in (*form.FORMS.values(), form.X_REPORT) for part in one.parts}
    assert listed == set(PARTS)


def places(text: str, *words: str) -> list[int]:
    found = [text.find(word) for word in words]
    assert -1 not in found, [word for word, place in zip(words, found, strict=True) if place < 0]
    return found


def test_the_lawful_order_of_a_sale():
    text = paper_of(cases.stored(cases.lavish_sale())).text(48)
    rows = ("ТОВ", "Кав’ярня", "м. Луцьк", "ПН 123456789012", " x ", "УКТ ЗЕД 2203000100", "ШТРИХКОД", "АКЦИЗНА МАРКА",
            "Пиво", "ЗНИЖКА 10,00%", "НАДБАВКА", "ІДЕНТ. ЕКВАЙРА", "ТЕРМІНАЛ", "КОМІСІЯ", "ВИД ОПЕРАЦІЇ", "ЕПЗ",
            "ПЛАТІЖНА СИСТЕМА", "КОД АВТ.", "RRN", "ГОТІВКА", "БЕЗГОТІВКОВА", "КАРТКА", "СУМА", "ПДВ А",
            "ЗАОКРУГЛЕННЯ", "ДО СПЛАТИ", "РЕШТА", "ЧЕК № 4183500077", "14.03.2026", "https://", "ОНЛАЙН",
            "ФН ПРРО 4000999001", "ФІСКАЛЬНИЙ ЧЕК")  # fmt: skip
    found = places(text, *rows)
    assert found == sorted(found)
    assert "4444555566661111" not in text and "XXXXXXXXXXXX1111" in text


def test_marks_of_copies_tests_and_documents_that_do_not_stand():
    sale = DOCUMENTS["rounded"]
    copy = paper_of(cases.stored(sale), copy=True).text()
    assert copy.splitlines()[0].strip() == copy.splitlines()[-1].strip() == "КОПІЯ"
    tested = paper_of(cases.stored(sale, test=True)).text()
    assert tested.count("ТЕСТОВИЙ НЕФІСКАЛЬНИЙ ДОКУМЕНТ") == 2 and "ФІСКАЛЬНИЙ ЧЕК" not in tested
    unknown = paper_of(cases.stored(sale, state="unknown", fiscal_number=None)).text()
    assert "ДОКУМЕНТ НЕ ЗАРЕЄСТРОВАНО" in unknown and "ФІСКАЛЬНИЙ ЧЕК" not in unknown
    assert "СТОРНОВАНО" in paper_of(cases.stored(sale, state="reversed")).text()
    offline = paper_of(cases.stored(sale, offline=True, fiscal_number="77.4.3840", state="offline")).text()
    assert "ОФЛАЙН" in offline and "КОНТРОЛЬНЕ ЧИСЛО 3840" in offline


def test_a_seller_without_vat_has_an_id_and_the_cashier_can_be_left_out():
    from dataclasses import replace

    sale = DOCUMENTS["rounded"]
    plain = replace(sale, checkhead=replace(sale.checkhead, ipn=None))
    text = paper_of(cases.stored(plain), Template(cashier=False)).text()
    assert "ІД 1234567899" in text and "ПН" not in text.replace("ФН ПРРО", "") and "Касир" not in text


WORDS = st.text(alphabet="абвґєії АБ12,漢字e\u0301🙂-", max_size=90)


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS, st.integers(24, 80), st.sampled_from(Weight), st.integers(0, 4))
def test_nothing_is_wider_than_the_paper_and_no_word_is_lost(left, right, columns, weight, indent):
    paper = Paper((Text(left, weight, centred=True), Pair(left, right.strip(), weight, indent)), "", "")
    lines = paper.text(columns).splitlines()
    assert all(width(line) <= columns for line in lines)
    kept = "".join("".join(lines).split())
    assert kept == "".join((left + left + right).split())


def test_a_name_cannot_command_the_printer_or_the_terminal():
    evil = Template(header=("\x1b@\x1bp0\x07 A\u202eB\x9b31m",))
    text = paper_of(cases.stored(DOCUMENTS["sale"]), evil).text()
    assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c == "\u202e" for c in text)
    assert text.splitlines()[0].split() == ["@", "p0", "A", "B", "31m"]


def test_official_examples_can_be_laid_out():
    for path in sorted(shared_data("fiscal/examples").glob("*.xml")):
        if "ticket" not in path.name:
            stored = cases.stored(DOCUMENTS["rounded"])
            text = paper_of(type(stored)(path.read_bytes(), "1", "registered", offline=False, test=False)).text(32)
            assert all(width(line) <= 32 for line in text.splitlines()) and "ФН ПРРО" in text
