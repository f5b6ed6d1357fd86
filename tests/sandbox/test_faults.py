"""Each fault does what it says, once and where it was asked for."""

from __future__ import annotations

import http.client
import time
from typing import Any

import pytest

from prro_cli.sandbox.faults import KINDS, Faults, FaultSpecError, parse
from prro_cli.sandbox.plain import content_of
from prro_cli.sandbox.sandbox import Sandbox
from tests.sandbox.world import Client, post, sale, total

SALE = sale()


def count(client: Client) -> int:
    return client.next_local() - 1


@pytest.mark.parametrize("spec", ["lost-reply", "reset-after"])
def test_registered_but_not_answered(client: Client, spec: str) -> None:
    client.open()
    client.box.fault(spec)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        client.send(0, 0, SALE)
    assert count(client) == 2
    assert client.command("DocumentInfoByLocalNum", NumLocal=2).json["CheckDocType"] == "SaleGoods"


@pytest.mark.parametrize("spec", ["drop", "reset", "silence=0.05"])
def test_neither_registered_nor_answered(client: Client, spec: str) -> None:
    client.open()
    client.box.fault(spec)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        client.send(0, 0, SALE)
    assert count(client) == 1
    assert client.command("DocumentInfoByLocalNum", NumLocal=2).status == 204
    client.sell()


@pytest.mark.parametrize("status", [500, 503, 502])
def test_status(client: Client, status: int) -> None:
    client.box.fault(f"status={status}")
    assert client.send(100).status == status
    assert count(client) == 0


def test_pages_that_are_not_the_server(client: Client) -> None:
    client.box.fault("html")
    page = client.send(100)
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    client.box.fault("redirect")
    assert (client.send(100).status, count(client)) == (302, 0)


def test_broken_answers(client: Client) -> None:
    client.box.fault("truncated")
    answer = client.send(100)
    with pytest.raises(ValueError, match="pretended"):
        content_of(answer.body)
    client.box.fault("wrong-signature")
    with pytest.raises(ValueError, match="pretended"):
        content_of(client.send(0, 0, SALE).body)
    client.box.fault("cut")
    with pytest.raises(http.client.IncompleteRead):
        client.send(0, 0, SALE)
    assert count(client) == 3


def test_delay_and_drip(client: Client) -> None:
    client.box.fault("delay=0.15")
    begin = time.monotonic()
    client.open()
    assert time.monotonic() - begin >= 0.15
    client.box.fault("drip=0.001@cmd:ServerState")
    begin = time.monotonic()
    assert client.command("ServerState", signed=False).status == 200
    assert time.monotonic() - begin >= 0.1


def test_flood(client: Client) -> None:
    client.box.fault("flood=2")
    assert len(client.send(100).body) == 2 * 1024 * 1024


def test_duplicate(client: Client) -> None:
    client.open()
    client.box.fault("duplicate")
    assert client.send(0, 0, SALE).code == 7
    assert count(client) == 2


def test_another_device(client: Client) -> None:
    client.open()
    client.box.fault("counter-jump=2")
    answer = client.send(0, 0, SALE)
    assert (answer.code, answer.text.split()[-1]) == (7, "4")
    assert client.command("LastShiftTotals").json["Totals"]["ServiceInput"] == 2.0
    xml = client.command("CheckExt", RegistrarNumFiscal=client.register, NumLocal=3, Type=3, signed=False)
    assert xml.json["ResultText"] == "Ok"


def test_refusals_on_request(client: Client) -> None:
    client.open()
    client.box.fault("refuse=4")
    assert client.send(0, 0, SALE).code == 4
    client.box.fault("ocsp")
    assert client.send(0, 0, SALE).code == 12
    assert count(client) == 1


@pytest.mark.parametrize("failing", range(4))
def test_refused_document_of_a_package(box: Sandbox, failing: int) -> None:
    client = Client(box)
    client.open()
    box.switch("package_atomic", "off")
    offline = client.session()
    offline.add(102)
    offline.add(0, 2, total("1.00"))
    offline.add(0, 2, total("2.00"))
    offline.add(103)
    box.fault(f"refuse-document={failing}/10@pck")
    answer = offline.deliver()
    assert (answer.code, count(client)) == (10, 1 + failing)
    assert f"за № {failing} в пакеті" in answer.text
    del offline.documents[:failing]
    assert offline.deliver().status == 200


@pytest.mark.parametrize(("mode", "kept"), [("whole", 1), ("end", 3)])
def test_rolled_back_session(client: Client, mode: str, kept: int) -> None:
    client.open()
    offline = client.session()
    offline.add(102)
    offline.add(0, 2, total("1.00"))
    offline.add(103)
    again = list(offline.documents)
    offline.deliver()
    client.box.fault(f"rollback={mode}@cmd:TransactionsRegistrarState")
    state = client.state()
    assert state["OfflineSessionRolledBack"] is True
    assert (count(client), state["OfflineSessionId"]) == (kept, offline.session)
    assert client.package(again[kept - 1 :]).json["OfflineSessionId"] != offline.session
    assert client.state()["OfflineSessionRolledBack"] is False


def test_unescaped_ampersand(client: Client) -> None:
    client.box.fault("unescaped")
    assert b" & " in content_of(client.send(100).body)


def test_clock_skew(client: Client) -> None:
    client.box.fault("clock-skew=7200")
    answer = client.send(100)
    assert (answer.code, answer.headers["Date"]) == (9, "Tue, 10 Mar 2026 10:00:00 GMT")


def test_the_nth_request_of_a_target(client: Client) -> None:
    client.box.fault("status=500:2@cmd:ServerState")
    statuses = []
    for _ in range(3):
        statuses.append(client.command("ServerState", signed=False).status)
        assert client.command("Objects").status == 200
    assert statuses == [200, 500, 200]
    assert client.box.faults.pending() == []


def test_ranges() -> None:
    faults = Faults()
    faults.add("delay=0:2-3@doc")
    faults.add("drop:3+@doc")
    assert [len(faults.strike("doc")) for _ in range(4)] == [0, 1, 2, 1]
    assert faults.pending() == ["drop:3+@doc"]
    faults.clear()
    assert faults.strike("doc") == []


def test_every_kind_can_be_asked_for() -> None:
    for kind in KINDS:
        fault = parse(kind.name)
        assert parse(fault.text) == fault
        assert kind.meaning


@pytest.mark.parametrize(
    "spec", ["", "nonsense", "drop=1", "status=abc", "drop@nowhere", "delay=1:x", "drop:1:2", "status=1;2"]
)
def test_specs_that_make_no_sense(spec: str) -> None:
    with pytest.raises(FaultSpecError):
        parse(spec)


def test_faults_over_http(client: Client) -> None:
    root = client.box.root_url
    answer = post(root, "/sandbox/fault", b'{"fault": "lost-reply:3"}')
    assert answer.json == {"faults": ["lost-reply:3@send"]}
    assert post(root, "/sandbox/fault", b'{"clear": true}').json == {"faults": []}
    wrong: Any = post(root, "/sandbox/fault", b'{"fault": "nonsense"}')
    assert wrong.status == 400
    assert "there is no fault" in wrong.json["error"]
