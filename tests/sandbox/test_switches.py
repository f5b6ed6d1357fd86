"""Each switch changes what the server does; the default is the first value."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from prro_cli.crypto.cms_read import SidForm, read_signed
from prro_cli.sandbox.sandbox import Sandbox
from prro_cli.sandbox.switches import TABLE, SwitchError, Switches, parse
from tests.sandbox.world import (
    COLLEAGUE,
    STRANGER,
    ZREPBODY,
    Client,
    Offline,
    good,
    pay,
    post,
    sale,
    total,
    vat,
    xml,
    zrep,
)

SALE = sale()


def reject_format(client: Client) -> Any:
    answer = client.send(0, 0, SALE)
    return answer.status, b"<ERRORCODE>5<" in answer.body


def status_codes(client: Client) -> Any:
    return client.send(100, CASHREGISTERNUM=4999999999).status, Client(client.box, STRANGER).send(100).status


def revoke_numbering(client: Client) -> Any:
    """The number of the begin document that revokes document 2, if it takes the revoked one's."""
    client.open()
    sold = client.sell()["ORDERTAXNUM"]
    offline = client.session()
    offline.local = 2
    offline.add(102, REVOKELASTONLINEDOC="true")
    offline.add(0, 0, SALE)
    offline.add(103)
    answer = offline.deliver()
    if answer.status == 200:
        assert client.command("LastShiftTotals").json["Totals"]["Real"]["OrdersCount"] == 1
        old = client.command("CheckExt", RegistrarNumFiscal=client.register, NumFiscal=sold, Type=1).json
        assert b"<REVOKED>true</REVOKED>" in base64.b64decode(old["Data"])
    return answer.code


def chained(client: Client, hashes: Callable[[Offline], str | None]) -> int:
    client.open()
    offline = client.session()
    offline.add(102)
    offline.add(0, 0, SALE)
    offline.add(None, body=zrep() + ZREPBODY)
    offline.add(101)
    offline.add(100, PREVDOCHASH=hashes(offline))
    offline.add(103)
    return offline.deliver().code


def hash_mode(client: Client) -> Any:
    """The last financial document's hash (the reading of the text) instead of the predecessor's."""
    return chained(client, lambda offline: offline.hashes[2])


def package_atomic(client: Client) -> Any:
    client.open()
    offline = client.session()
    offline.add(102)
    offline.add(0, 0, SALE)
    offline.add(0, 0, SALE, POINTNM="Інша")
    assert offline.deliver().code == 9
    return client.next_local()


def z_check(client: Client) -> Any:
    client.open()
    client.sell()
    return client.send(None, body=ZREPBODY).status


def tax_check(client: Client) -> Any:
    client.open()
    return client.send(0, 0, sale(tax="12.00")).status


def cost_check(client: Client) -> Any:
    client.open()
    row = good("60.00", amount="3.000", price="19.99")
    taxed = vat("60.00", "10.00", "60.00")
    parts = (total("60.00"), f"<CHECKPAY>{pay('60.00')}</CHECKPAY>", taxed, f"<CHECKBODY>{row}</CHECKBODY>")
    return client.send(0, 0, "".join(parts)).status


def return_check(client: Client) -> Any:
    client.open()
    sold = client.sell("6.00", "1.00")["ORDERTAXNUM"]
    too_much = client.send(0, 1, SALE, ORDERRETNUM=sold).status
    return too_much, client.send(0, 1, SALE, ORDERRETNUM="31337").status


def total_discount(client: Client) -> Any:
    """Rows with 10.00 off and 10.00 in the total: repeated, or once more?"""
    client.open()
    extra = "<DISCOUNTTYPE>0</DISCOUNTTYPE><DISCOUNTSUM>10.00</DISCOUNTSUM>"
    codes = []
    for due in ("50.00", "40.00"):
        codes.append(
            client.send(
                0,
                0,
                total(due, extra)
                + f"<CHECKPAY>{pay(due)}</CHECKPAY><CHECKBODY>"
                + good("60.00", extra=extra).replace("<LETTERS>А</LETTERS>", "")
                + "</CHECKBODY>",
            ).status
        )
    return tuple(codes)


def after_z(client: Client) -> Any:
    client.open()
    client.ok(None, body=ZREPBODY)
    return client.send(0, 2, total("1.00")).status


def uid_unique(client: Client) -> Any:
    client.open(UID="5" * 32)
    return client.send(0, 0, SALE, UID="5" * 32).status


def owner_code(client: Client) -> Any:
    client.open()
    return Client(client.box, COLLEAGUE).send(0, 0, SALE).code


def offline_open_code(client: Client) -> Any:
    client.open()
    offline = client.session()
    offline.add(102)
    offline.deliver()
    return client.send(0, 0, SALE).code


def timestamp(client: Client) -> Any:
    return client.send(100).status


def limits(client: Client) -> Any:
    client.open()
    offline = client.session()
    offline.add(102)
    client.box.advance(37 * 3600)
    offline.add(0, 0, SALE)
    return offline.deliver().status


def rollback(client: Client) -> Any:
    client.open()
    offline = client.session()
    offline.add(102)
    offline.add(0, 0, SALE)
    offline.add(103)
    offline.deliver()
    state = client.state(OfflineSessionId=offline.session, OfflineSeed=offline.seed, UID="the-question")
    assert state["OfflineSessionRollbackCmdUID"] == ("the-question" if state["OfflineSessionRolledBack"] else None)
    return state["NextLocalNum"], state["OfflineSessionRolledBack"], state["OfflineNextLocalNum"]


def zero_sum_control(client: Client) -> Any:
    """A sale of nothing whose control number leaves the sum out."""
    client.open()
    offline = client.session()
    offline.add(102)
    free = good("10.00", extra="<DISCOUNTTYPE>0</DISCOUNTTYPE><DISCOUNTSUM>10.00</DISCOUNTSUM>")
    body = total("0.00") + f"<CHECKPAY>{pay('0.00')}</CHECKPAY>" + vat("10.00", "0.00", "0.00")
    document = body + f"<CHECKBODY>{free}</CHECKBODY>"
    from tests.sandbox.world import control

    head = client.head(0, 0, ORDERNUM=offline.local)
    offline.add(0, 0, document, control=control(offline.seed, head, None))
    return offline.deliver().code


def ticket_pair(client: Client) -> Any:
    return "OFFLINESEED" in client.open(), "OFFLINESEED" in client.sell()


def ticket_time(client: Client) -> Any:
    document = client.document(100)
    client.box.advance(60)
    return client.ticket(post(client.box.url, "/doc", document))["ORDERTIME"]


def senddocument_ticket(client: Client) -> Any:
    data = base64.b64encode(client.document(100)).decode()
    ticket = base64.b64decode(client.command("SendDocument", signed=False, Document=data).json["Ticket"])
    return ticket.startswith(b"<?xml")


def offline_fields(client: Client) -> Any:
    client.open()
    return type(client.state()["OfflineSeed"])


def enum_form(client: Client) -> Any:
    client.open()
    return client.command("DocumentInfoByLocalNum", NumLocal=1).json["CheckDocType"]


def result_code(client: Client) -> Any:
    return client.command("CheckExt", RegistrarNumFiscal=client.register, NumLocal=9).json["ResultCode"]


def part_pay_total(client: Client) -> Any:
    client.open()
    client.ok(
        0,
        0,
        total("115.00", "<PARTPAYTYPE>1</PARTPAYTYPE><PARTPAYSUM>15.00</PARTPAYSUM>")
        + f"<CHECKPAY>{pay('15.00')}</CHECKPAY>"
        + vat("115.00", "2.50", "15.00")
        + f"<CHECKBODY>{good('115.00', extra='<PARTPAYSUM>15.00</PARTPAYSUM>')}</CHECKBODY>",
    )
    return client.command("LastShiftTotals").json["Totals"]["Real"]["Sum"]


def storno_count(client: Client) -> Any:
    client.open()
    sold = client.sell()["ORDERTAXNUM"]
    client.ok(0, 5, ORDERSTORNUM=sold)
    return client.command("LastShiftTotals").json["Totals"]["Real"]["OrdersCount"]


def compress_answers(client: Client) -> Any:
    import zlib

    body = zlib.compress(b'{"Command": "ServerState"}')
    headers = {"Content-Type": "application/json", "Content-Encoding": "deflate", "Accept-Encoding": "deflate"}
    return post(client.box.url, "/cmd", body, headers).headers.get("Content-Encoding")


def time_tolerance_s(client: Client) -> Any:
    document = client.document(100)
    client.box.advance(400)
    return post(client.box.url, "/doc", document).status


def size_limit(client: Client) -> Any:
    return post(client.box.url, "/doc", b"0" * 300_000).status


EFFECTS: dict[str, tuple[Callable[[Client], Any], dict[str, Any]]] = {
    "reject_format": (reject_format, {"text400": (400, False), "ticket200": (200, True)}),
    "status_codes": (status_codes, {"all400": (400, 400), "listed": (404, 401)}),
    "revoke_numbering": (revoke_numbering, {"keep": 7, "release": 0}),
    "hash_mode": (hash_mode, {"strict": 10, "lenient": 0, "text": 10}),
    "package_atomic": (package_atomic, {"on": 2, "off": 4}),
    "z_check": (z_check, {"compare": 400, "off": 200}),
    "tax_check": (tax_check, {"strict": 400, "off": 200}),
    "cost_check": (cost_check, {"strict": 400, "off": 200}),
    "return_check": (return_check, {"amount": (400, 400), "exists": (200, 400), "off": (200, 200)}),
    "total_discount": (total_discount, {"either": (200, 200), "rows": (200, 400), "extra": (400, 200)}),
    "after_z": (after_z, {"refuse": 400, "allow": 200}),
    "uid_unique": (uid_unique, {"on": 400, "off": 200}),
    "owner_code": (owner_code, {"4": 4, "2": 2}),
    "offline_open_code": (offline_open_code, {"9": 9, "10": 10}),
    "timestamp": (timestamp, {"optional": 200, "required": 400}),
    "limits": (limits, {"enforce": 400, "report": 200}),
    "rollback": (rollback, {"end": (4, True, "3"), "whole": (2, True, "1"), "never": (5, False, "1")}),
    "zero_sum_control": (zero_sum_control, {"include": 10, "drop": 0, "either": 0}),
    "ticket_pair": (
        ticket_pair,
        {"open_shift": (True, False), "always": (True, True), "never": (False, False)},
    ),
    "ticket_time": (ticket_time, {"server": "100100", "document": "100000"}),
    "senddocument_ticket": (senddocument_ticket, {"cms": False, "xml": True}),
    "offline_fields": (offline_fields, {"strings": str, "numbers": int}),
    "enum_form": (enum_form, {"names": "OpenShift", "numbers": 100}),
    "result_code": (result_code, {"numbers": 5, "names": "DocumentAbsent"}),
    "part_pay_total": (part_pay_total, {"paid": 15.0, "full": 115.0}),
    "storno_count": (storno_count, {"exclude": 0, "include": 2}),
    "compress_answers": (compress_answers, {"mirror": "deflate", "off": None}),
    "time_tolerance_s": (time_tolerance_s, {"300": 400, "600": 200}),
    "size_limit": (size_limit, {"204800": 416, "512000": 400}),
}
ELSEWHERE = {"month_border": "test_limits", "autumn_hour": "test_limits", "sid_form": "below", "stamp_answers": "below"}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, (_, values) in EFFECTS.items() for value in values]
)
def test_effect(box: Sandbox, name: str, value: str) -> None:
    effect, values = EFFECTS[name]
    box.switch(name, value)
    assert effect(Client(box)) == values[value]


def test_every_switch_and_value_is_covered() -> None:
    forms = {
        switch.name for switch in TABLE if switch.name.startswith("gateway_")
    }  # tests/registration/test_gateway.py
    assert {switch.name for switch in TABLE} - forms == EFFECTS.keys() | ELSEWHERE.keys()
    for switch in TABLE:
        if switch.name in EFFECTS and switch.values:
            assert set(switch.values) == set(EFFECTS[switch.name][1])
        assert switch.meaning
        assert not switch.values or switch.default == switch.values[0]


@pytest.mark.parametrize(("value", "form"), [("explicit", SidForm.KEY_ID_EXPLICIT), ("implicit", SidForm.KEY_ID)])
def test_sid_form_and_stamps(value: str, form: SidForm) -> None:
    stamped = "on" if value == "implicit" else "off"
    with Sandbox(switches={"sid_form": value, "stamp_answers": stamped}) as box:
        signer = read_signed(box.notary().seal(b"content")).signer
    assert signer.sid.form is form
    assert bool(signer.time_stamps) == (stamped == "on")


def test_bare_xml_hashes_are_taken_too(box: Sandbox) -> None:
    client = Client(box)
    client.open()
    offline = client.session()
    offline.add(102)
    offline.add(0, 0, SALE)
    head = client.head(0, 0, ORDERNUM=offline.local)
    offline.hashes[-1] = hashlib.sha256(_xml_of(offline)).hexdigest()
    offline.add(0, 0, SALE, UID=head["UID"])
    assert offline.deliver().status == 200


def _xml_of(offline: Offline) -> bytes:
    from prro_cli.sandbox.plain import content_of

    content = content_of(offline.documents[-1])
    assert content.startswith(xml("CHECK", {})[:30])
    return content


@pytest.mark.parametrize(
    ("name", "value"), [("nonsense", "1"), ("hash_mode", "nonsense"), ("size_limit", "-1"), ("size_limit", "1e9")]
)
def test_switches_that_do_not_exist(name: str, value: str) -> None:
    with pytest.raises(SwitchError):
        Switches({name: value})


def test_parse() -> None:
    assert parse("hash_mode = lenient") == ("hash_mode", "lenient")
    with pytest.raises(SwitchError):
        parse("hash_mode")


def test_switches_over_http(client: Client) -> None:
    answer = post(client.box.root_url, "/sandbox/switch", b'{"hash_mode": "lenient"}')
    assert answer.json["switches"]["hash_mode"] == "lenient"
    assert post(client.box.root_url, "/sandbox/switch", b'{"hash_mode": "x"}').status == 400
