"""Refusals: the number decides, the phrases only locate values."""

from __future__ import annotations

import json

import pytest

from prro_cli.errors import ExitCode
from prro_cli.errors.catalogue import every_error
from prro_cli.taxserver.explain import MUST_ASK, NOTHING_LEFT, as_error
from prro_cli.taxserver.outcomes import (
    Exchange,
    NoData,
    NotDelivered,
    NotTaxServer,
    Refused,
    ServerNotWell,
    Unknown,
)
from prro_cli.taxserver.refusals import (
    FiscalCode,
    Refusal,
    RefusalForm,
    decode_text,
    describe,
    looks_like_html,
    parse_text,
)
from prro_cli.taxserver.wire import Phase, Trouble
from tests.shared import shared_data

KEY = "ab" * 32


def test_a_wrong_number_tells_the_expected_one() -> None:
    refusal = parse_text(
        "Код помилки: 7 CheckLocalNumberInvalid\r\nНекоректний локальний номер документа 12 для ПРРО з фіскальним"
        " номером 4000000001. Номер документа повинен дорівнювати 13"
    )
    assert refusal is not None
    assert (refusal.code, refusal.name, refusal.expected_number) == (7, "CheckLocalNumberInvalid", 13)
    assert refusal.known is FiscalCode.CHECK_LOCAL_NUMBER_INVALID


def test_a_package_names_its_failing_document() -> None:
    refusal = parse_text(
        "Код помилки: 7 CheckLocalNumberInvalid\r\nПомилка обробки документа за № 3 в пакеті, дислокація 12464:\r\n"
        "Номер документа повинен дорівнювати 41."
    )
    assert refusal is not None
    assert (refusal.failing_index, refusal.failing_offset, refusal.expected_number) == (3, 12464, 41)


def test_a_shift_of_somebody_else_names_the_key() -> None:
    refusal = parse_text(f"Код помилки: 4 ShiftAlreadyOpened\nвідкрито особою N. Ідентифікатор {KEY.upper()}")
    assert refusal is not None
    assert refusal.key_id == KEY


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("Код помилки: 14 SomethingNew\r\nтекст", 14, "SomethingNew"),
        ("Код помилки: 999999999 X", 999999999, "X"),
        ("Код помилки: 9", 9, "DocumentValidationError"),
        ("\ufeffКод помилки: 12 CryptographyError", 12, "CryptographyError"),
        ('"Код помилки: 12 CryptographyError"', 12, "CryptographyError"),
    ],
)
def test_codes_known_and_unknown(text: str, code: int, name: str) -> None:
    refusal = parse_text(text)
    assert refusal is not None
    assert (refusal.code, refusal.name) == (code, name)
    assert (refusal.known is None) == (code > 13)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "OK",
        "Код помилки: 0 Ok",
        "Код помилки: -7 X",
        "Код помилки: сім",
        "Код помилки: 12345678901",
        "у тексті Код помилки: 7 X",
    ],
)
def test_no_refusal(text: str) -> None:
    assert parse_text(text) is None


@pytest.mark.parametrize("end", ["", " 0", " " + "1" * 30, " -", " 13 грн"])
def test_an_expected_number_that_is_none_is_left_out(end: str) -> None:
    assert describe(7, "", "повинен дорівнювати" + end, RefusalForm.TEXT).expected_number is None
    assert describe(9, "", "сума 13", RefusalForm.TEXT).expected_number is None


def test_text_in_either_encoding() -> None:
    assert decode_text("\ufeffКод".encode()) == "Код"
    assert decode_text("Код".encode("cp1251")) == "Код"
    assert decode_text(b"\x98\xff\xfe")


def test_pages_are_recognised() -> None:
    assert looks_like_html(b"\xef\xbb\xbf\r\n <!DOCTYPE HTML><html>", "")
    assert looks_like_html(b"<p>Welcome", "text/html")
    assert not looks_like_html(b"OK", "text/html")
    assert not looks_like_html(b"<?xml version='1.0'?><TICKET/>", "text/xml")


def test_observed_texts_parse() -> None:
    for entry in json.loads(shared_data("fiscal/error_texts_observed.json").read_text()):
        if entry["text"].startswith("Код помилки"):
            refusal = parse_text(entry["text"])
            assert refusal is not None
            assert refusal.code == entry["code"]
        else:
            assert parse_text(entry["text"]) is None


def test_the_codes_agree_with_the_shared_table() -> None:
    for entry in json.loads(shared_data("fiscal/error_codes.json").read_text()):
        code = FiscalCode(entry["code"])
        assert code.wire_name == entry["name"]
        assert code.meaning
    assert len(FiscalCode) == 14


def test_each_code_has_its_error() -> None:
    seen = set()
    for code in list(FiscalCode)[1:]:
        error = as_error(Refused(describe(code, "", "текст {дужки}", RefusalForm.TEXT), EXCHANGE), document="d1")
        assert error.exit_code is ExitCode.SERVER_REFUSED
        assert error.id == f"PRRO-E13{code:02d}"
        assert error.data["server_error"]["code"] == code
        assert "{дужки}" in error.cause
        assert error.document == "d1"
        seen.add(error.id)
    assert len(seen) == 13
    assert as_error(Refused(describe(14, "New", "x", RefusalForm.TEXT), EXCHANGE)).id == "PRRO-E1300"


EXCHANGE = Exchange("doc", 0.25, 400, evidence=b"seed 584709474973155")


def test_the_other_outcomes_have_their_errors() -> None:
    bare = Refused(Refusal(None, "HTTP 404", "", RefusalForm.STATUS), EXCHANGE, certain=False)
    table = [
        (NotDelivered(Phase.CONNECT, Trouble.REFUSED, "x", EXCHANGE), "PRRO-E1001", "not one byte"),
        (Unknown("deadline", "x", EXCHANGE), "PRRO-E1201", "journal"),
        (ServerNotWell(503, "x", EXCHANGE), "PRRO-E1401", "asked"),
        (NotTaxServer("page", "x", EXCHANGE), "PRRO-E1402", MUST_ASK),
        (NotTaxServer("tls-identity", "x", EXCHANGE, certain=True), "PRRO-E1402", NOTHING_LEFT),
        (NoData(EXCHANGE), "PRRO-E1313", "nothing"),
        (bare, "PRRO-E1300", MUST_ASK),
    ]
    for outcome, number, words in table:
        error = as_error(outcome)
        assert error.id == number
        assert words in error.state
        assert error.next
        assert "584709474973155" not in str(error.as_dict()) + str(error.data)
    assert as_error(table[0][0], state="as it was").state == "as it was"


def test_every_error_of_this_room_is_in_the_catalogue() -> None:
    ids = set(every_error())
    assert {f"PRRO-E13{n:02d}" for n in range(14)} <= ids
    assert {"PRRO-E1001", "PRRO-E1002", "PRRO-E1201", "PRRO-E1401", "PRRO-E1402"} <= ids
