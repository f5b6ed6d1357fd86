"""What receipts say, in the words of texts that were seen; and bytes that are no receipts never do harm."""

from __future__ import annotations

import random
from datetime import datetime

import pytest

from prro_cli.crypto.transport import SIGNED, Section, pack
from prro_cli.registration.opening import ReceiptUnopenedError, open_receipt
from prro_cli.registration.receipts import Verdict, read_receipt, same_file
from prro_cli.values import kyiv

NOW = datetime(2026, 11, 25, 12, tzinfo=kyiv())
FORM = "26590012345678J1316605100010000111120262659.XML"
ASSIGNED = "ПРРО '{name}' з локальним номером '{local}' призначено фіскальний номер '{fiscal}'"


def declar(sub: str, result: str, *remarks: str, encoding: str = "windows-1251", name: str = FORM) -> bytes:
    rows = "".join(f'<T1RXXXXG1S ROWNUM="{n}">{r}</T1RXXXXG1S>' for n, r in enumerate(remarks, 1))
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><DECLAR xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<DECLARHEAD><C_DOC>J14</C_DOC><C_DOC_SUB>{sub}</C_DOC_SUB><C_DOC_VER>2</C_DOC_VER></DECLARHEAD><DECLARBODY>"
        f'<HFILENAME>{name}</HFILENAME><HRESULT>{result}</HRESULT><HNUMREG xsi:nil="true"/>{rows}</DECLARBODY></DECLAR>'
    )
    return text.encode("cp1251" if encoding == "windows-1251" else encoding)


@pytest.mark.parametrize(
    ("data", "number", "verdict"),
    [
        (declar("991", "ДОКУМЕНТ ЗБЕРЕЖЕНО НА ЦЕНТРАЛЬНОМУ РІВНІ"), 1, Verdict.PENDING),
        (declar("991", "ДОКУМЕНТ ЗБЕРЕЖЕНО НА ЦЕНТРАЛЬНОМУ РІВНІ", encoding="utf-8"), 1, Verdict.PENDING),
        (declar("991", "ДОКУМЕНТ НЕ ПРИЙНЯТО", "помилка структури"), 1, Verdict.REFUSED),
        (declar("992", "Прийнято пакет."), 2, Verdict.ACCEPTED),
        (declar("992", "Документ опрацьовано"), 2, Verdict.ACCEPTED),
        (declar("992", "ДОКУМЕНТ НЕ ПРИЙНЯТО", "ПРРО вже зареєстровано"), 2, Verdict.REFUSED),
        (declar("992", "Документ  НЕ\n прийнято. Документ прийнято раніше"), 2, Verdict.REFUSED),
        (declar("992", "Обробляється"), 2, Verdict.PENDING),
        (declar("992", "Прийнято пакет.", "Помилок не виявлено. У разі відмови зверніться"), 2, Verdict.ACCEPTED),
        (declar("991", "Збережено", "Зміни ПРРО з фіскальним номером '4000012345'"), 1, Verdict.PENDING),
        (f"Квитанція. Файл {FORM}. ДОКУМЕНТ ПРИЙНЯТО".encode("cp1251"), 0, Verdict.ACCEPTED),
        (f"подбайте про прийом квитанції №1 {FORM}".encode(), 0, Verdict.PENDING),
    ],
)
def test_verdicts(data: bytes, number: int, verdict: Verdict) -> None:
    found = read_receipt(data)
    assert (found.number, found.verdict, found.form_file) == (number, verdict, FORM)


@pytest.mark.parametrize("name", ["Каса 1", "Кав'ярня", "'12' 'У мосту'", ""])
@pytest.mark.parametrize("sub", ["991", "992"])
def test_the_fiscal_number_in_whichever_receipt(name: str, sub: str) -> None:
    remark = ASSIGNED.format(name=name, local=7, fiscal=4000012345)
    found = read_receipt(declar(sub, "ДОКУМЕНТ ЗБЕРЕЖЕНО", remark))
    assert (found.verdict, found.fiscal_number, found.local_number) == (Verdict.ACCEPTED, "4000012345", "7")


def test_numbers_of_a_refusal_and_of_a_change() -> None:
    refused = read_receipt(declar("992", "ДОКУМЕНТ НЕ ПРИЙНЯТО", "ПРРО з фіскальним номером '4000012345' скасовано"))
    assert (refused.verdict, refused.fiscal_number) == (Verdict.REFUSED, None)
    changed = read_receipt(declar("992", "Прийнято пакет.", "Зміни до ПРРО з фіскальним номером '4000012345' внесено"))
    assert (changed.verdict, changed.fiscal_number) == (Verdict.ACCEPTED, "4000012345")


@pytest.mark.parametrize("quotes", ["''", '""', "«»", "“”", ("", "")])
def test_whatever_quotes_stand_around_the_numbers(quotes: str) -> None:
    left, right = quotes
    remark = f"ПРРО з локальним номером {left}7{right} призначено фіскальний номер: {left}4000012345{right}"
    found = read_receipt(f"{FORM}\n{remark}".encode())
    assert (found.verdict, found.fiscal_number, found.local_number) == (Verdict.ACCEPTED, "4000012345", "7")


def test_what_the_channel_and_the_header_know() -> None:
    text = "щось інше".encode("cp1251")
    assert read_receipt(text, header={"KVTNUM": "2", "FINKVT": "1", "SUBJECT": FORM}).number == 2
    assert read_receipt(text, name="26590012345678J1499202100010000111120262659_FINAL.KVT").final
    assert read_receipt(text, number=1).number == 1
    assert read_receipt(declar("992", "x", name="")).form_file == ""


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (FORM.lower(), True),
        (FORM[:-4], True),
        (FORM[:-4] + ".xml", True),
        ("C:\\звіти\\" + FORM, True),
        (FORM.replace("0001111", "0002111"), False),
        ("", False),
    ],
)
def test_file_names_are_compared_as_the_schema_does(other: str, same: bool) -> None:
    assert same_file(FORM, other) is same


def test_no_bytes_do_harm() -> None:
    """Mutated receipts are read, or refused in words; nothing else escapes."""
    chance = random.Random(7)
    seeds = [
        declar("992", "Прийнято пакет.", ASSIGNED.format(name="x", local=1, fiscal=4000012345)),
        pack([Section(SIGNED, b"0\x80\x06\x09*\x86H\x86\xf7\r\x01\x07\x02")], {"KVTNUM": "2", "FILENAME": FORM}),
        "ДОКУМЕНТ ПРИЙНЯТО".encode(),
    ]
    for _ in range(600):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randrange(1, 8)):
            place = chance.randrange(len(data))
            data[place : place + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
        try:
            opened = open_receipt(bytes(data), NOW, None)
        except ReceiptUnopenedError as error:
            assert str(error)
            continue
        assert read_receipt(opened.content, header=opened.header).number in (0, 1, 2)
