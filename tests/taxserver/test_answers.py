"""Answers of the commands in all their seen forms: strings or numbers, nulls, names or codes, dates."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from prro_cli.taxserver import answers, enums, totals
from prro_cli.taxserver.jsonread import Members, UnreadableAnswerError, load_object, parse_moment
from prro_cli.taxserver.outcomes import OfflinePair
from prro_cli.values import kyiv
from tests.shared import shared_data


def members(**values: Any) -> Members:
    return Members(load_object(json.dumps(values).encode()))


def shared(name: str) -> Members:
    return Members(load_object(shared_data(f"fiscal/json/{name}.json").read_bytes()))


STATE: dict[str, Any] = {
    "ShiftState": 1,
    "ShiftId": 77,
    "OpenShiftFiscalNum": "4500000001",
    "ZRepPresent": False,
    "Testing": True,
    "SubjectKeyId": "AB" * 32,
    "NextLocalNum": 12,
    "OfflineSessionId": "5",
    "OfflineSeed": "179",
    "OfflineNextLocalNum": "1",
    "OfflineSessionDuration": "0",
    "Closed": False,
}


def test_a_state_in_strings_and_in_numbers_is_the_same() -> None:
    as_numbers = STATE | {
        "OfflineSessionId": 5,
        "OfflineSeed": 179,
        "OfflineNextLocalNum": 1,
        "OfflineSessionDuration": 0,
        "OpenShiftFiscalNum": 4500000001,
    }
    as_text = {name: str(value) if isinstance(value, int) else value for name, value in STATE.items()}
    read = [answers.read_registrar_state(members(**one)) for one in (STATE, as_numbers, as_text)]
    assert read[0] == read[1] == read[2]
    assert read[0].pair == OfflinePair("5", "179")
    assert read[0].opened_by_key == "ab" * 32
    assert (read[0].shift_open, read[0].next_local_number, read[0].testing) == (True, 12, True)
    assert (read[0].month_minutes, read[0].tax_object, read[0].rolled_back) == (None, None, None)


@pytest.mark.parametrize(
    "change",
    [
        {"NextLocalNum": None},
        {"NextLocalNum": 0},
        {"NextLocalNum": -5},
        {"NextLocalNum": "twelve"},
        {"NextLocalNum": 12.5},
        {"NextLocalNum": True},
        {"NextLocalNum": 10**25},
        {"ShiftState": 2},
        {"ShiftState": None},
        {"OfflineSessionId": "5 OR 1"},
        {"OfflineSessionId": "-5"},
        {"TaxObject": []},
        {"TaxObject": {"TransactionsRegistrars": [{}]}},
        {"ZRepPresent": "perhaps"},
        {"Testing": 2},
        {"OpenShiftFiscalNum": {}},
    ],
)
def test_a_state_that_makes_no_sense_is_no_state(change: dict[str, Any]) -> None:
    with pytest.raises(UnreadableAnswerError) as raised:
        answers.read_registrar_state(members(**(STATE | change)))
    assert str(raised.value)


@pytest.mark.parametrize(
    ("stated", "minutes"),
    [(12.5, 13), ("12", 12), ("12.000", 12), ("01:02:03", 63), ("1.02:00:00", 1560), ("-1", None), ("soon", None)],
)
def test_a_duration_in_another_form_does_not_stop_the_register(stated: object, minutes: int | None) -> None:
    state = answers.read_registrar_state(members(**(STATE | {"OfflineSessionsMonthlyDuration": stated})))
    assert (state.month_minutes, state.next_local_number) == (minutes, 12)


def test_half_of_a_pair_in_a_state_is_none() -> None:
    for half in ({"OfflineSeed": None}, {"OfflineSessionId": ""}):
        assert answers.read_registrar_state(members(**(STATE | half))).pair is None
        with pytest.raises(UnreadableAnswerError):
            answers.read_pair(members(**(STATE | half)))


def test_names_of_members_in_another_case_and_empty_flags() -> None:
    lower = {name[0].lower() + name[1:]: value for name, value in STATE.items()}
    state = answers.read_registrar_state(members(**(lower | {"closed": "", "testing": ""})))
    assert (state.next_local_number, state.shift_open, state.closed) == (12, True, False)


def test_a_state_without_permission_for_offline() -> None:
    for empty in (None, "", 0, "0"):
        state = answers.read_registrar_state(members(**(STATE | {"OfflineSessionId": empty, "OfflineSeed": empty})))
        assert state.pair is None


def test_shared_states() -> None:
    state = answers.read_registrar_state(shared("TransactionsRegistrarState_live_2022_with_TaxObject"))
    assert (state.next_local_number, state.offline_next_number, state.session_minutes) == (878, 1, 0)
    assert state.tax_object is not None
    assert state.tax_object.registrars[0].fiscal_number == "4000154608"
    assert state.tax_object.ipn is None
    newer = answers.read_registrar_state(shared("TransactionsRegistrarState_live_2023"))
    assert (newer.testing, newer.rollback_command_uid, newer.tax_object) == (True, None, None)
    assert newer.pair == OfflinePair("4886665", "656687435890700")


def test_shared_lists() -> None:
    objects = answers.read_objects(shared("Objects_live_2024"))
    assert (objects[0].tin, objects[0].object_id, objects[0].registrars[0].local_number) == ("34554362", 32100001, 1)
    documents = answers.read_documents(shared("Documents_live_2021-12"))
    assert [one.local_number for one in documents] == list(range(116, 126))
    assert documents[0].info.document_type is enums.DocumentType.OPEN_SHIFT
    assert documents[6].info.fiscal_number == "301083.1.8010"
    assert documents[7].info.document_subtype is enums.DocumentSubtype.SERVICE_DEPOSIT
    assert documents[0].moment == datetime(2021, 12, 16, 16, 57, 22, tzinfo=kyiv())
    shift = answers.read_shifts(shared("Shifts_live_2021-12"))[0]
    assert (shift.shift_id, shift.closed, shift.testing, shift.z_fiscal_number) == (3496273, None, None, None)
    assert shift.opened == datetime(2021, 12, 16, 16, 57, 23, 654532, tzinfo=kyiv())


def test_shared_single_answers() -> None:
    stamp = answers.read_server_state(shared("ServerState_live_2022")).timestamp
    assert stamp is not None
    assert stamp.utcoffset() == timedelta(hours=3)
    info = answers.read_document_info(shared("DocumentInfoByLocalNum_live_2020"))
    assert (info.fiscal_number, info.document_class) == ("7701", enums.DocumentClass.CHECK)
    assert info.document_type is enums.DocumentType.CURRENCY_EXCHANGE
    for name in ("pck_reply_shape", "pck_reply_with_OfflineEnd"):
        assert answers.read_pair(shared(name)) == OfflinePair("269624", "584709474973155")


def test_shared_totals() -> None:
    last = totals.read_last_shift(shared("LastShiftTotals_live_2022"))
    assert last.is_open
    assert last.totals is not None
    assert last.totals.real is not None
    assert (last.totals.real.sum, last.totals.real.orders, last.totals.service_input) == (1_317_000, 62, 900_000)
    assert (last.totals.cash, last.totals.currency) == (None, None)
    tax = last.totals.real.taxes[0]
    assert (tax.letter, tax.percent, tax.source_sum, tax.sum) == ("A", 2000, 1_237_000, 247_400)
    assert last.totals.ret is not None
    assert last.totals.ret.pay_forms[0].name == "ГОТІВКА"


def test_totals_of_a_closed_shift_and_of_a_currency_desk() -> None:
    assert totals.read_last_shift(members(ShiftState=0, Totals=None)).totals is None
    currency = {"TotalInAdvance": 5.5, "CalcDocsCnt": 2, "Details": [{"ValCd": 840, "ValSymCd": "USD", "BuyValI": 1}]}
    last = totals.read_last_shift(
        members(ShiftState="1", Totals={"Cash": {"Sum": 100.0, "OrdersCount": 1}, "Currency": currency})
    )
    assert last.totals is not None
    assert last.totals.cash == totals.CashTotals(10_000, 0, 1)
    assert last.totals.currency is not None
    assert dict(last.totals.currency.sums)["TotalInAdvance"] == 550
    assert (last.totals.currency.details[0].code, dict(last.totals.currency.details[0].sums)["BuyValI"]) == ("840", 100)
    for bad in ({"Sum": 0.005}, {"Sum": "1e3"}, {"Sum": True}, {"OrdersCount": -1}):
        with pytest.raises(UnreadableAnswerError):
            totals.read_last_shift(members(ShiftState=1, Totals={"Cash": bad}))


def test_a_document_file() -> None:
    found = answers.read_document_file(members(Data="PENIRUNLLz4=\r\n", ResultCode=0, ResultText="Ok", CabinetUrl="u"))
    assert (found.data, found.found, found.cabinet_url) == (b"<CHECK/>", True, "u")
    absent = answers.read_document_file(members(Data=None, ResultCode="DocumentAbsent"))
    assert (absent.data, absent.found, absent.result) == (b"", False, enums.ResultCode.DOCUMENT_ABSENT)
    unknown = answers.read_document_file(members(ResultCode=99))
    assert unknown.result == "99"
    for bad in ({"Data": "??", "ResultCode": 0}, {"Data": "AA=="}, {"Data": 5, "ResultCode": 0}):
        with pytest.raises(UnreadableAnswerError):
            answers.read_document_file(members(**bad))


def test_the_small_answers() -> None:
    assert answers.read_device(members(DeviceId="d")).device_id == "d"
    assert answers.read_schemas(members(XsdSchemaCheck="YQ==", XsdSchemaZRep="Yg==")).zrep == b"b"
    operators = answers.read_operators(
        members(Tin=123, Operators=[{"SubjectKeyId": "AB", "RegNum": 5, "ChiefCashier": "True"}])
    )
    assert operators == answers.OperatorsAnswer("123", (answers.Operator("ab", "5", True),))
    for reader in (answers.read_device, answers.read_schemas, answers.read_operators, answers.read_objects):
        with pytest.raises(UnreadableAnswerError):
            reader(members())
    for reader in (answers.read_shifts, answers.read_documents, answers.read_document_info):
        with pytest.raises(UnreadableAnswerError):
            reader(members())
    with pytest.raises(UnreadableAnswerError):
        answers.read_shifts(members(Shifts={}))


@pytest.mark.parametrize("value", [0, "0", "Check", "check?", 9, None])
def test_an_enumeration_by_number_name_or_unknown(value: Any) -> None:
    info = answers.read_document_info(members(NumFiscal="1", DocClass=value))
    expected = {"0": enums.DocumentClass.CHECK, "Check": enums.DocumentClass.CHECK, "None": None}
    assert info.document_class == expected.get(str(value), str(value))


def test_the_names_of_enumerations_agree_with_the_shared_table() -> None:
    table = json.loads(shared_data("fiscal/enums.json").read_text())
    for name, known in (
        ("DocumentClass", enums.DOCUMENT_CLASSES),
        ("CheckDocumentType", enums.DOCUMENT_TYPES),
        ("CheckDocumentSubType", enums.DOCUMENT_SUBTYPES),
        ("DocumentRequestResultCode", enums.RESULT_CODES),
        ("DocumentRequestType", enums.wire_names(enums.RequestType)),
    ):
        for number, text in table[name].items():
            if not text.startswith("("):
                assert known[text] == int(number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-08-15T16:19:53.1457123+03:00", datetime(2022, 8, 15, 13, 19, 53, 145712, tzinfo=UTC)),
        ("2021-12-16T16:57:22", datetime(2021, 12, 16, 14, 57, 22, tzinfo=UTC)),
        ("2021-06-16T16:57:22Z", datetime(2021, 6, 16, 16, 57, 22, tzinfo=UTC)),
        ("/Date(1539723599000)/", datetime(2018, 10, 16, 20, 59, 59, tzinfo=UTC)),
        ("/Date(1539723599000+0300)/", datetime(2018, 10, 16, 20, 59, 59, tzinfo=UTC)),
        ("/Date(-62135596800000)/", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_dates_of_every_seen_form(text: str, expected: datetime) -> None:
    assert parse_moment(text) == expected


@pytest.mark.parametrize("text", ["tomorrow", "2021-13-01", "/Date(999999999999999)/", "/Date(1+9999)/", "/Date()/", 5])
def test_dates_that_are_none(text: object) -> None:
    with pytest.raises(UnreadableAnswerError):
        members(Opened=text).moment("Opened")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"NaN", b'{"a": NaN}', b"\xff", "{}".encode("utf-16"), b'{"a":1}x']
)
def test_what_is_no_json_object(body: bytes) -> None:
    with pytest.raises(UnreadableAnswerError):
        load_object(body)


def test_a_bom_is_tolerated() -> None:
    assert load_object(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}
