"""The commands: their members, forms, and who may ask."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any

import pytest

from prro_cli.sandbox.plain import content_of
from prro_cli.sandbox.sandbox import Sandbox
from prro_cli.values import kyiv
from tests.sandbox.world import (
    CASHIER,
    COLLEAGUE,
    FOREIGN,
    OTHER,
    REGISTER,
    SECOND,
    SENIOR,
    STRANGER,
    TIN,
    ZREPBODY,
    Client,
    plain_box,
    post,
    sale,
    total,
    zrep,
)
from tests.shared import shared_data

SIGNED = (
    "Objects", "Operators", "TransactionsRegistrarState", "ZRep", "ZRepExt", "Shifts", "Documents",
    "DocumentInfoByLocalNum", "LastShiftTotals", "SendOflPackage", "DeviceRegister",
)  # fmt: skip


@pytest.mark.parametrize("name", SIGNED)
def test_a_signature_is_needed(client: Client, name: str) -> None:
    answer = client.command(name, signed=False)
    assert (answer.code, "EtUnknown" in answer.text) == (9, True)


def test_server_state(client: Client) -> None:
    answer = client.command("ServerState", signed=False, UID="abc").json
    assert answer["UID"] == "abc"
    assert "не фіскальний сервер" in answer["Sandbox"]
    assert client.command("ServerState").status == 200


def test_unknown_and_broken_commands(client: Client) -> None:
    assert client.command("Nonsense").code == 11
    headers = {"Content-Type": "application/json"}
    for body in (b"[1, 2, 3, 4, 5]", b'{"Command": "Ser', b"[" * 5000):
        assert post(client.box.url, "/cmd", body, headers).code == 11
    assert client.command("DocumentInfoByLocalNum", NumLocal="x").code == 11
    assert client.command("TransactionsRegistrarState", OfflineSessionId=1, OfflineSeed="2").code == 11
    assert client.command("CheckExt", RegistrarNumFiscal=1, Type=9, NumLocal=1).code == 11
    assert client.command("Shifts").code == 11


def test_errors_as_json(client: Client) -> None:
    answer = client.command("Nonsense", as_json=True)
    assert (answer.status, answer.json["ErrorCode"]) == (200, 11)
    absent = client.command("DocumentInfoByLocalNum", as_json=True, NumLocal=5)
    assert (absent.status, absent.json["ErrorCode"]) == (200, 13)
    assert client.command("DocumentInfoByLocalNum", NumLocal=5).status == 204


def test_too_late(client: Client) -> None:
    late = {"Timestamp": "2026-03-10T09:59:58.1234567+02:00", "Timeout": 1000}
    assert client.command("ServerState", signed=False, **late).code == 11
    assert client.command("ServerState", signed=False, **{**late, "Timeout": 5000}).status == 200


def test_objects_and_operators(client: Client) -> None:
    (found,) = client.command("Objects").json["TaxObjects"]
    assert (found["Tin"], found["ChiefCashier"], len(found["TaxObjGuid"])) == (TIN, False, 32)
    assert [item["NumFiscal"] for item in found["TransactionsRegistrars"]] == [REGISTER, SECOND]
    assert Client(client.box, SENIOR).command("Objects").json["TaxObjects"][0]["ChiefCashier"] is True
    assert Client(client.box, STRANGER).command("Objects").status == 204
    operators = client.command("Operators").json
    assert operators["Tin"] == TIN
    assert {"SubjectKeyId": CASHIER.ski, "RegNum": 1, "ChiefCashier": False} in operators["Operators"]


def test_who_may_see_a_register(client: Client) -> None:
    assert Client(client.box, OTHER).command("TransactionsRegistrarState").status == 204
    assert Client(client.box, OTHER, FOREIGN).command("TransactionsRegistrarState").status == 200
    assert client.command("TransactionsRegistrarState", NumFiscal="4999").status == 204


def test_offline_members_are_for_the_owner_of_the_shift(client: Client) -> None:
    assert client.state()["OfflineSessionId"] is None  # nothing was granted before the first shift
    opened = client.open()
    assert client.state()["OfflineSessionId"] == opened["OFFLINESESSIONID"]
    assert Client(client.box, SENIOR).state()["OfflineSeed"] == opened["OFFLINESEED"]
    assert Client(client.box, COLLEAGUE).state()["OfflineSeed"] is None
    second = Client(client.box, CASHIER, SECOND)
    assert "OFFLINESEED" not in second.open()
    assert second.state()["OfflineSupported"] is False


def test_shape_of_the_state(client: Client) -> None:
    live = json.loads(shared_data("fiscal/json/TransactionsRegistrarState_live_2023.json").read_text())
    client.open()
    assert live.keys() <= client.state().keys()


@pytest.mark.parametrize("name", ["Objects", "Documents", "LastShiftTotals", "Shifts"])
def test_shapes_of_live_answers(client: Client, name: str) -> None:
    (path,) = shared_data("fiscal/json").glob(f"{name}_live_*.json")
    live = json.loads(path.read_text())
    opened = client.open()["ORDERTAXNUM"]
    sold = client.sell()["ORDERTAXNUM"]
    client.ok(0, 1, sale("6.00", "1.00"), ORDERRETNUM=sold)
    members = {"OpenShiftFiscalNum": opened, "From": "2026-03-10T00:00:00", "To": "/Date(1783148400000)/"}
    ours = client.command(name, **({} if name in ("Objects", "LastShiftTotals") else members)).json

    def compare(theirs: Any, here: Any, place: str) -> None:
        if isinstance(theirs, dict):
            assert theirs.keys() <= here.keys(), place
            for key in theirs:
                compare(theirs[key], here[key], f"{place}/{key}")
        elif isinstance(theirs, list) and theirs:
            compare(theirs[0], here[0], place)
        elif theirs is not None and here is not None:
            assert type(theirs) is type(here), place

    compare(live, ours, name)


def test_documents_in_six_forms(client: Client) -> None:
    client.open()
    sold = client.sell()["ORDERTAXNUM"]

    def ask(kind: Any, **which: Any) -> dict[str, Any]:
        return client.command("CheckExt", signed=False, RegistrarNumFiscal=REGISTER, Type=kind, **which).json

    assert ask(0, NumFiscal=sold)["Data"] is None
    original = base64.b64decode(ask(1, NumFiscal=sold)["Data"])
    assert original.startswith(b'<?xml version="1.0" encoding="windows-1251"?>\r\n<CHECK>\r\n  <CHECKHEAD>\r\n')
    assert f"    <VER>1</VER>\r\n    <ORDERTAXNUM>{sold}</ORDERTAXNUM>\r\n".encode() in original
    assert content_of(base64.b64decode(ask("SignedByServerXml", NumLocal=2)["Data"])) == original
    text = base64.b64decode(ask(3, NumLocal=2)["Data"]).decode()
    assert "СУМА ДО СПЛАТИ: 60.00\r\n" in text
    assert "НЕ ДПС" in text
    assert max(map(len, text.split("\r\n"))) <= 70
    assert content_of(base64.b64decode(ask(4, NumLocal=2)["Data"])).startswith(b"<?xml")
    assert base64.b64decode(ask(5, NumLocal=2)["Data"])
    url = ask(1, NumLocal=2, AcquireCabinetUrl=True)["CabinetUrl"]
    page = post(url, "", b"", method="GET") if "?" not in url else _get(url)
    assert "60.00" in page


def _get(url: str) -> str:
    from urllib.request import urlopen

    with urlopen(url, timeout=5) as answer:
        text: str = answer.read().decode()
    return text


def test_result_codes(client: Client) -> None:
    client.open()
    session = client.state()["OfflineSessionId"]

    def result(register: int = REGISTER, **which: Any) -> int:
        answer = client.command("CheckExt", signed=False, RegistrarNumFiscal=register, Type=0, **which).json
        return int(answer["ResultCode"])

    assert result(NumLocal=1) == 0
    assert result(NumFiscal="123") == 1
    assert result(NumFiscal=f"{session}.5.77") == 2
    assert result(NumFiscal="1.5.77") == 3
    assert result(4999, NumLocal=1) == 4
    assert result(NumLocal=5) == 5
    assert client.command("Check", signed=False, RegistrarNumFiscal=REGISTER, NumLocal=5).status == 204
    assert client.command("Check", signed=False, RegistrarNumFiscal=REGISTER).code == 11


def test_plain_check_and_zrep(client: Client) -> None:
    client.open()
    client.ok(None, body=ZREPBODY)
    xml = content_of(client.command("Check", signed=False, RegistrarNumFiscal=REGISTER, NumLocal=1).body)
    assert b"<ORDERTAXNUM>" in xml
    original = client.command("ZRep", RegistrarNumFiscal=REGISTER, NumLocal=2, Original=True)
    assert b"<ORDERTAXNUM>" not in content_of(original.body)
    z = client.command("ZRepExt", RegistrarNumFiscal=REGISTER, NumLocal=2, Type=3).json
    assert "Z-звіт" in base64.b64decode(z["Data"]).decode()
    assert client.command("ZRepExt", RegistrarNumFiscal=REGISTER, NumLocal=1, Type=3).json["ResultCode"] == 5


def test_shifts(client: Client) -> None:
    client.open()
    client.ok(None, body=ZREPBODY)
    client.ok(101)
    client.box.advance(60)
    client.open()
    found = client.command("Shifts", From="2026-03-10T00:00:00+02:00", To="2026-03-11T00:00:00+02:00").json["Shifts"]
    assert [item["Closed"] for item in found] == ["2026-03-10T10:00:00", None]
    assert found[0]["ZRepFiscalNum"] is not None
    (one,) = client.command("Shifts", ShiftId=found[1]["ShiftId"]).json["Shifts"]
    assert one["OpenSubjectKeyId"] == CASHIER.ski
    assert client.command("Shifts", From="2025-01-01", To="2025-02-01").status == 204
    assert client.command("Documents", ShiftId=found[0]["ShiftId"]).json["Documents"][1]["DocClass"] == "ZRep"


def test_totals_before_and_after_a_shift(client: Client) -> None:
    assert client.command("LastShiftTotals").status == 204
    client.open()
    empty = client.command("LastShiftTotals").json
    assert (empty["ShiftState"], empty["Totals"]["Real"]["Sum"], empty["Totals"]["Ret"]) == (1, 0.0, None)
    client.ok(None, body=ZREPBODY)
    client.ok(101)
    assert client.command("LastShiftTotals").json["Totals"] is None


def test_device(client: Client) -> None:
    first, second = "1" * 64, "2" * 64
    assert client.command("DeviceRegister", DeviceId=first).json["DeviceId"] == first
    assert client.command("DeviceRegister", DeviceId=second).json["DeviceId"] == first
    assert client.command("DeviceRegister", DeviceId=second, Forced=True).json["DeviceId"] == second
    assert client.command("DeviceRegister", DeviceId="short").code == 11


def test_the_second_channel(client: Client) -> None:
    ticket = client.command("SendDocument", signed=False, Document=base64.b64encode(client.document(100)).decode())
    assert b"<ERRORCODE>0</ERRORCODE>" in content_of(base64.b64decode(ticket.json["Ticket"]))
    assert client.command("SendDocument", signed=False, Document="?").code in (9, 11)
    offline = client.session()
    offline.add(102)
    offline.add(0, 2, total("5.00"))
    offline.add(103)
    documents = [base64.b64encode(item).decode() for item in offline.documents]
    assert client.command("SendOflPackage", Documents=documents[:2]).json.keys().isdisjoint({"OfflineSeed"})
    assert client.command("SendOflPackage", Documents=documents[2:]).json["OfflineSessionId"] != offline.session
    assert client.command("SendOflPackage", Documents="x").code == 11


def test_a_cancelled_register_can_still_close(client: Client) -> None:
    client.open()
    client.sell()
    body = json.dumps({"number": REGISTER, "flag": "closed", "value": True}).encode()
    assert post(client.box.root_url, "/sandbox/register", body).status == 200
    assert client.state()["Closed"] is True
    assert client.send(0, 0, sale()).code == 1
    client.ok(None, body=zrep() + ZREPBODY)
    client.ok(101)
    assert client.send(100).code == 1
    assert client.command("TransactionsRegistrarState").status == 204


def test_a_senior_works_in_a_cashiers_shift(client: Client) -> None:
    client.open()
    senior = Client(client.box, SENIOR)
    senior.sell()
    senior.ok(None, body=zrep() + ZREPBODY)
    senior.ok(101)
    assert client.state()["ShiftState"] == 0


def test_a_test_shift() -> None:
    box: Sandbox = plain_box()
    try:
        client = Client(box)
        client.open(TESTING="true")
        assert client.send(0, 0, sale()).code == 9
        client.sell(TESTING="true")
        assert client.state()["Testing"] is True
        offline = client.session()
        offline.add(102)
        offline.add(0, 0, sale(), TESTING="true")
        offline.add(103)
        assert offline.deliver().status == 200
    finally:
        box.stop()


@pytest.mark.parametrize("month", [3, 7])
def test_milliseconds_are_a_moment_in_winter_and_in_summer(client: Client, month: int) -> None:
    moment = datetime(2026, month, 10, 12, 0, tzinfo=kyiv())
    client.box.set_time(moment)
    client.open()
    for minutes, found in ((1, True), (-1, False)):
        end = f"/Date({int(moment.timestamp() + 60 * minutes) * 1000}+0200)/"
        answer = client.command("Shifts", From="2026-01-01T00:00:00", To=end)
        assert (answer.status == 200) is found, (minutes, answer)


@pytest.mark.parametrize(
    "members",
    [
        {"NumFiscal": 10**30},
        {"NumFiscal": "9" * 40},
        {"NumLocal": -(10**30)},
        {"UID": "\ud800"},
        {"From": "/Date(999999999999999)/", "To": "9999-12-31T23:59:59-14:00"},
        {"From": "0001-01-01T00:00:00+14:00", "To": "2026-01-01"},
    ],
)
@pytest.mark.parametrize("name", ["TransactionsRegistrarState", "DocumentInfoByLocalNum", "Shifts"])
def test_what_no_column_holds_is_refused_and_not_a_fault_of_the_server(
    client: Client, name: str, members: dict[str, Any]
) -> None:
    assert client.command(name, **{"NumFiscal": REGISTER, "NumLocal": 1, **members}).status in (200, 204, 400)
    assert client.send(100, CASHREGISTERNUM="9" * 30).code in (1, 9)
