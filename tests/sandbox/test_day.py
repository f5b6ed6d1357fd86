"""A whole day online and offline, as a client sees it."""

from __future__ import annotations

from tests.sandbox.world import ZREPBODY, Client, good, pay, sale, total, vat, zrep


def test_a_day_online(client: Client) -> None:
    opened = client.open()
    assert opened["ERRORCODE"] == "0"
    assert int(opened["ORDERTAXNUM"]) > 2**32
    assert len(opened["OFFLINESEED"]) == 15
    assert "OFFLINESEED" not in client.sell()
    client.ok(0, 2, total("100.00"))
    client.ok(0, 4, total("40.00"))
    sold = client.sell("120.00", "20.00")
    client.ok(0, 1, sale("30.00", "5.00"), ORDERRETNUM=sold["ORDERTAXNUM"])
    mistake = client.sell("12.00", "2.00")
    client.ok(0, 5, ORDERSTORNUM=mistake["ORDERTAXNUM"])
    totals = client.command("LastShiftTotals").json["Totals"]
    assert totals["Real"]["Sum"] == 180.0
    assert totals["Real"]["OrdersCount"] == 2
    assert totals["Real"]["PayForm"] == [{"PayFormCode": 0, "PayFormName": "ГОТІВКА", "Sum": 180.0}]
    assert totals["Real"]["Tax"][0]["Sum"] == 30.0
    assert totals["Ret"]["Sum"] == 30.0
    assert (totals["ServiceInput"], totals["ServiceOutput"]) == (100.0, 40.0)
    assert (totals["Cash"], totals["Currency"]) == (None, None)
    returned = zrep("30.00", "5.00").replace("REALIZ", "RETURN")
    body = "<ZREPBODY><SERVICEINPUT>100.00</SERVICEINPUT><SERVICEOUTPUT>40.00</SERVICEOUTPUT></ZREPBODY>"
    client.ok(None, body=zrep("180.00", "30.00", 2) + returned + body)
    client.ok(101)
    state = client.state(IncludeTaxObject=True)
    assert (state["ShiftState"], state["NextLocalNum"], state["SubjectKeyId"]) == (0, 11, None)
    assert state["TaxObject"]["TransactionsRegistrars"][0]["NumLocal"] == 1
    documents = client.command("Documents", OpenShiftFiscalNum=opened["ORDERTAXNUM"]).json["Documents"]
    assert [item["NumLocal"] for item in documents] == list(range(1, 11))
    assert documents[6]["Storned"] is True


def test_a_session_offline(client: Client) -> None:
    client.open()
    client.sell()
    offline = client.session()
    offline.add(102)
    client.box.advance(60)
    sold = offline.add(0, 0, sale("30.00", "5.00"))
    client.box.advance(60)
    offline.add(0, 1, sale("6.00", "1.00"), ORDERRETNUM=sold)
    offline.add(None, body=zrep("90.00", "15.00", 2) + zrep("6.00", "1.00").replace("REALIZ", "RETURN") + ZREPBODY)
    offline.add(101)
    offline.add(100)
    client.box.advance(600)
    offline.add(103)
    answer = offline.deliver()
    assert answer.status == 200, answer.text
    assert answer.json["OfflineSessionId"] != offline.session
    state = client.state()
    assert (state["ShiftState"], state["NextLocalNum"], state["OfflineNextLocalNum"]) == (1, 10, "1")
    assert state["OfflineSessionsMonthlyDuration"] == "2"
    client.sell("24.00", "4.00")


def test_a_session_in_several_packages(client: Client) -> None:
    client.open()
    offline = client.session()
    offline.add(102)
    offline.add(0, 0, sale())
    assert offline.deliver().text == "OK"
    assert client.state()["OfflineNextLocalNum"] == "3"
    assert client.send(0, 0, sale()).code == 9  # no online document while the session is open here
    offline.add(0, 0, sale())
    offline.add(103)
    assert offline.deliver().json["OfflineSeed"]


def test_rounded_and_mixed_payments(client: Client) -> None:
    client.open()
    rounded = (
        total("12.50", "<RNDSUM>0.07</RNDSUM><NORNDSUM>12.57</NORNDSUM>")
        + f"<CHECKPAY>{pay('12.50', extra='<PROVIDED>20.00</PROVIDED><REMAINS>7.50</REMAINS>')}</CHECKPAY>"
        + vat("12.57", "2.10", "12.57")
        + f"<CHECKBODY>{good('12.57')}</CHECKBODY>"
    )
    client.ok(0, 0, rounded)
    mixed = (
        total("60.00")
        + f"<CHECKPAY>{pay('20.00')}{pay('40.00', 301, 'КАРТКА', row=2)}</CHECKPAY>"
        + vat("60.00", "10.00", "60.00")
        + f"<CHECKBODY>{good('60.00')}</CHECKBODY>"
    )
    client.ok(0, 0, mixed)
    real = client.command("LastShiftTotals").json["Totals"]["Real"]
    assert (real["Sum"], real["RndSum"], real["NoRndSum"]) == (72.5, 0.07, 12.57)
    assert [item["PayFormCode"] for item in real["PayForm"]] == [0, 301]
