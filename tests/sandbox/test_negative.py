"""Documents and packages that the server must refuse, each with its exact code, and nothing changed by them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from prro_cli.sandbox.sandbox import Sandbox
from tests.sandbox.world import (
    COLLEAGUE,
    EXPIRED,
    FOREIGN,
    OTHER,
    REGISTER,
    SECOND,
    SENIOR,
    STRANGER,
    WRONG_TIN,
    ZREPBODY,
    Client,
    Offline,
    framed,
    good,
    pay,
    plain_box,
    post,
    sale,
    total,
    vat,
    xml,
    zrep,
)

Send = Callable[[Client], Any]
SALE = sale()
ONE_GOOD = f"<CHECKBODY>{good('60.00')}</CHECKBODY>"
PAID = f"<CHECKPAY>{pay('60.00')}</CHECKPAY>"
TAXED = vat("60.00", "10.00", "60.00")


def sold(
    *, change: dict[str, Any] | None = None, body: str = SALE, doctype: int | None = 0, sub: int | None = 0
) -> Send:
    """A document sent in an open shift."""
    return lambda client: client.send(doctype, sub, body, **(change or {}))


def by(key: Any, send: Send) -> Send:
    """The same by another person."""
    return lambda client: send(Client(client.box, key))


def at_register(number: int, key: Any = None) -> Send:
    return lambda client: Client(client.box, key or client.key, number).send(0, 0, SALE)


def later(seconds: int, **change: Any) -> Send:
    def send(client: Client) -> Any:
        document = client.document(0, 0, SALE, **change)
        client.box.advance(seconds)
        return post(client.box.url, "/doc", document)

    return send


def after_sale(doctype: int | None, sub: int | None, body: str = "", **change: str) -> Send:
    """Sell first; `SOLD` in a change stands for the sale's fiscal number."""

    def send(client: Client) -> Any:
        number = client.sell()["ORDERTAXNUM"]
        return client.send(doctype, sub, body, **{n: number if v == "SOLD" else v for n, v in change.items()})

    return send


def after_z(doctype: int | None, sub: int | None, body: str = "") -> Send:
    def send(client: Client) -> Any:
        client.ok(None, body=ZREPBODY)
        return client.send(doctype, sub, body)

    return send


def after_two(sub: int, **change: str) -> Send:
    """Two sales; the first is not the last."""

    def send(client: Client) -> Any:
        first = client.sell()["ORDERTAXNUM"]
        client.sell()
        return client.send(0, sub, "", **{n: first if v == "FIRST" else v for n, v in change.items()})

    return send


def storned_twice(client: Client) -> Any:
    number = client.sell()["ORDERTAXNUM"]
    client.ok(0, 5, ORDERSTORNUM=number)
    return client.send(0, 5, ORDERSTORNUM=number)


def returned_too_much(client: Client) -> Any:
    number = client.sell()["ORDERTAXNUM"]
    client.ok(0, 1, sale("42.00", "7.00"), ORDERRETNUM=number)
    return client.send(0, 1, sale("24.00", "4.00"), ORDERRETNUM=number)


def returned_storned(client: Client) -> Any:
    number = client.sell()["ORDERTAXNUM"]
    client.ok(0, 5, ORDERSTORNUM=number)
    return client.send(0, 1, SALE, ORDERRETNUM=number)


def same_uid(client: Client) -> Any:
    uid = "73617BB1-CC9F-4023-9213-19B5012B93FE"
    client.sell(UID=uid)
    return client.send(0, 0, SALE, UID=uid.lower())


def raw(mangle: Callable[[bytes], bytes]) -> Send:
    """A sale whose XML bytes were changed before signing."""
    return lambda client: post(client.box.url, "/doc", client.key.sign(mangle(xml("CHECK", client.head(0, 0), SALE))))


def body(**parts: str) -> Send:
    pieces = {"total": total("60.00"), "pay": PAID, "tax": TAXED, "goods": ONE_GOOD, **parts}
    return sold(body="".join(pieces.values()))


def discounted(discount: str, due: str) -> Send:
    rows = good("60.00", extra=f"<DISCOUNTTYPE>0</DISCOUNTTYPE><DISCOUNTSUM>{discount}</DISCOUNTSUM>")
    return body(
        total=total(due), pay=f"<CHECKPAY>{pay(due)}</CHECKPAY>", tax="", goods=f"<CHECKBODY>{rows}</CHECKBODY>"
    )


def unsigned(client: Client) -> Any:
    return post(client.box.url, "/doc", xml("CHECK", client.head(0, 0), SALE))


def spoiled(client: Client) -> Any:
    document = client.document(0, 0, SALE)
    return post(client.box.url, "/doc", document[:-1] + bytes([document[-1] ^ 1]))


def revoked(client: Client) -> Any:
    with client.box.state.transaction() as connection:
        connection.execute("UPDATE operators SET revoked = 1 WHERE ski = ?", (client.key.ski,))
    return client.send(0, 0, SALE)


def flagged(flag: str, send: Send) -> Send:
    def run(client: Client) -> Any:
        with client.box.state.transaction() as connection:
            connection.execute(f"UPDATE registers SET {flag} = 1 WHERE number = ?", (client.register,))
        return send(client)

    return run


OPENED: dict[str, tuple[int, Send]] = {
    "unsigned": (9, unsigned),
    "changed after signing": (12, spoiled),
    "certificate revoked": (12, revoked),
    "certificate expired": (9, by(EXPIRED, sold())),
    "utf-8 prolog": (9, raw(lambda d: d.replace(b"windows-1251", b"utf-8"))),
    "not xml": (9, raw(lambda d: d[:-5])),
    "document type": (9, raw(lambda d: d.replace(b"?><", b'?><!DOCTYPE a [<!ENTITY b "c">]><'))),
    "bare ampersand": (9, raw(lambda d: d.replace(b"&amp;", b"&"))),
    "another root": (9, raw(lambda d: d.replace(b"CHECK>", b"CHEQUE>"))),
    "unknown element": (9, sold(change={"SOMETHING": "1"})),
    "elements out of order": (9, raw(lambda d: re.sub(rb"(<UID>.*?</UID>)(<TIN>.*?</TIN>)", rb"\2\1", d))),
    "no UID": (9, sold(change={"UID": None})),
    "sum with one decimal": (9, body(total=total("60.0"))),
    "sum with a comma": (9, body(total=total("60,00"))),
    "date not in the calendar": (9, sold(change={"ORDERDATE": "31022026"})),
    "name longer than 256": (9, sold(change={"POINTNM": "М" * 257})),
    "unknown register": (1, sold(change={"CASHREGISTERNUM": 4999999999})),
    "key not registered": (2, by(STRANGER, sold())),
    "key of another taxpayer": (2, at_register(FOREIGN)),
    "code of another taxpayer": (3, sold(change={"TIN": "12345678"})),
    "code in the certificate": (3, by(WRONG_TIN, sold())),
    "blocked register": (9, flagged("blocked", sold())),
    "registration cancelled": (1, flagged("closed", sold())),
    "number too small": (7, sold(change={"ORDERNUM": 1})),
    "number too big": (7, sold(change={"ORDERNUM": 3})),
    "shift opened twice": (4, sold(doctype=100, sub=None, body="")),
    "shift opened twice by another": (4, by(COLLEAGUE, sold(doctype=100, sub=None, body=""))),
    "sale in another person's shift": (4, by(COLLEAGUE, sold())),
    "closed without Z": (6, sold(doctype=101, sub=None, body="")),
    "second Z": (8, after_z(None, None, ZREPBODY)),
    "sale after Z": (8, after_z(0, 0, SALE)),
    "clock ten minutes behind": (9, later(600)),
    "clock ten minutes ahead": (9, sold(change={"ORDERTIME": "101000"})),
    "earlier than the last": (9, sold(change={"ORDERTIME": "095900"})),
    "name of the taxpayer": (9, sold(change={"ORGNM": 'тов "Тест & Ко"'})),
    "name of the outlet": (9, sold(change={"POINTNM": "магазин"})),
    "address": (9, sold(change={"POINTADDR": "м. Київ"})),
    "VAT number": (9, sold(change={"IPN": "111111111111"})),
    "VAT number missing": (9, sold(change={"IPN": None})),
    "local number of the register": (9, sold(change={"CASHDESKNUM": 2})),
    "test document in a fiscal shift": (9, sold(change={"TESTING": "true"})),
    "offline document on its own": (9, sold(change={"OFFLINE": "true", "ORDERTAXNUM": "1.2.3"})),
    "begin document on its own": (9, sold(doctype=102, sub=None, body="")),
    "fiscal number in an online document": (9, sold(change={"ORDERTAXNUM": "123"})),
    "revoked flag": (9, sold(change={"REVOKED": "true"})),
    "revocation in a sale": (9, sold(change={"REVOKELASTONLINEDOC": "true"})),
    "sale without payment": (9, body(pay="")),
    "sale without goods": (9, body(goods="")),
    "sale without total": (9, body(total="")),
    "payments less than the total": (9, body(pay=f"<CHECKPAY>{pay('59.99')}</CHECKPAY>")),
    "goods less than the total": (9, body(goods=f"<CHECKBODY>{good('59.99')}</CHECKBODY>")),
    "change does not fit": (
        9,
        body(pay=f"<CHECKPAY>{pay('60.00', extra='<PROVIDED>100.00</PROVIDED><REMAINS>39.99</REMAINS>')}</CHECKPAY>"),
    ),
    "cost is not amount by price": (
        9,
        body(goods=f"<CHECKBODY>{good('60.00', amount='2.000', price='29.00')}</CHECKBODY>"),
    ),
    "amount of nothing": (9, body(goods=f"<CHECKBODY>{good('60.00', amount='0.000', price='60.00')}</CHECKBODY>")),
    "discount above the cost": (9, discounted("61.00", "60.00")),
    "discount not deducted": (9, discounted("10.00", "60.00")),
    "rounding with the wrong sign": (
        9,
        body(
            total=total("60.00", "<RNDSUM>-0.04</RNDSUM><NORNDSUM>60.04</NORNDSUM>"),
            goods=f"<CHECKBODY>{good('60.04')}</CHECKBODY>",
            tax=vat("60.04", "10.01", "60.04"),
        ),
    ),
    "rounding by a hryvnia": (
        9,
        body(
            total=total("60.00", "<RNDSUM>1.00</RNDSUM><NORNDSUM>61.00</NORNDSUM>"),
            goods=f"<CHECKBODY>{good('61.00')}</CHECKBODY>",
            tax=vat("61.00", "10.17", "61.00"),
        ),
    ),
    "one tax twice": (9, body(tax=TAXED.replace("</CHECKTAX>", TAXED[10:].replace('"1"', '"2"', 1)))),
    "turnover of a tax": (9, body(tax=vat("50.00", "8.33", "50.00"))),
    "base of a tax": (9, body(tax=vat("60.00", "10.00", "59.00"))),
    "tax not of its base": (9, body(tax=vat("60.00", "9.99", "60.00"))),
    "letter without a tax": (9, body(tax=vat("60.00", "10.00", "60.00", "Б"))),
    "deposit of nothing": (9, sold(sub=2, body=total("0.00"))),
    "deposit with goods": (9, sold(sub=2, body=SALE)),
    "issue without a sum": (9, sold(sub=4, body="")),
    "opening with a total": (9, lambda client: Client(client.box, client.key, SECOND).send(100, None, total("1.00"))),
    "storno with goods": (9, after_sale(0, 5, SALE, ORDERSTORNUM="SOLD")),
    "storno without a number": (9, after_sale(0, 5)),
    "storno of nothing": (9, sold(sub=5, body="", change={"ORDERSTORNUM": "777"})),
    "storno of the last but one": (9, after_two(5, ORDERSTORNUM="FIRST")),
    "storno twice": (9, storned_twice),
    "storno number in a sale": (9, sold(change={"ORDERSTORNUM": "1"})),
    "return without a number": (9, sold(sub=1)),
    "return number in a sale": (9, sold(change={"ORDERRETNUM": "1"})),
    "return of an unknown sale": (9, sold(sub=1, change={"ORDERRETNUM": "777"})),
    "return above the sale": (9, returned_too_much),
    "return of a storned sale": (9, returned_storned),
    "return with a register without a date": (9, after_sale(0, 1, SALE, ORDERRETNUM="SOLD", ORDERRETCASHREGNUM="1")),
    "same UID": (9, same_uid),
    "Z with another sum": (9, after_sale(None, None, zrep("61.00") + ZREPBODY)),
    "Z with another count": (9, after_sale(None, None, zrep(count=2) + ZREPBODY)),
    "Z with another tax": (9, after_sale(None, None, zrep(tax="9.99") + ZREPBODY)),
    "Z without the sales": (9, after_sale(None, None, ZREPBODY)),
    "Z with a deposit that was not": (9, sold(doctype=None, sub=None, body=ZREPBODY.replace("0.00", "5.00", 1))),
}  # fmt: skip


@pytest.fixture(scope="module")
def shared_box() -> Iterator[Sandbox]:
    """One server for the whole table: what is refused leaves nothing, and what precedes it is undone by hand."""
    box = plain_box()
    yield box
    box.stop()


def fresh(box: Sandbox) -> Client:
    """The same server with nothing registered."""
    with box.state.transaction() as connection:
        for table in ("documents", "shifts", "sessions"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("UPDATE registers SET closed = 0, blocked = 0")
        connection.execute("UPDATE operators SET revoked = 0")
    from tests.sandbox.world import NOW

    box.set_time(NOW)
    return Client(box)


@pytest.mark.parametrize("name", OPENED)
def test_refused_online(shared_box: Sandbox, name: str) -> None:
    code, send = OPENED[name]
    client = fresh(shared_box)
    client.open()
    answer = send(client)
    assert (answer.status, answer.code) == (400, code), answer.body.decode("utf-8", "replace")
    assert answer.headers["X-Prro-Sandbox"]


CLOSED: dict[str, tuple[int, Send]] = {
    "sale": (5, sold()),
    "Z": (5, sold(doctype=None, sub=None, body=ZREPBODY)),
    "close": (5, sold(doctype=101, sub=None, body="")),
    "deposit": (5, sold(sub=2, body=total("1.00"))),
}


@pytest.mark.parametrize("name", CLOSED)
def test_refused_without_a_shift(shared_box: Sandbox, name: str) -> None:
    code, send = CLOSED[name]
    assert send(fresh(shared_box)).code == code


def test_texts_that_clients_read(shared_box: Sandbox) -> None:
    client = fresh(shared_box)
    client.open()
    wrong = client.send(0, 0, SALE, ORDERNUM=77)
    assert wrong.text == (
        "Код помилки: 7 CheckLocalNumberInvalid\r\nНекоректний локальний номер документа 77 для ПРРО з фіскальним "
        f"номером {REGISTER}. Номер документа повинен дорівнювати 2"
    )
    taken = Client(shared_box, COLLEAGUE).send(100)
    assert "наразі відкрито особою Касир Олена. Ідентифікатор ключа суб'єкта " + "a1" * 32 in taken.text
    assert "реєстраційних" in client.send(0, 0, SALE, ORGNM="Інша назва").text
    assert "Сторнуватись може лише останній документ" in client.send(0, 5, ORDERSTORNUM="5").text


def begun(client: Client) -> Offline:
    client.open()
    client.sell()
    offline = client.session()
    offline.add(102)
    return offline


def packed(*steps: Callable[[Offline], Any], key: Any = None) -> Callable[[Client], Any]:
    def send(client: Client) -> Any:
        offline = begun(client)
        for step in steps:
            step(offline)
        return offline.deliver(key)

    return send


def doc(doctype: int | None = 0, sub: int | None = 0, body: str = SALE, **change: Any) -> Callable[[Offline], Any]:
    return lambda offline: offline.add(doctype, sub, body, **change)


def lone(*changes: dict[str, Any]) -> Callable[[Client], Any]:
    """A package whose begin document is changed."""

    def send(client: Client) -> Any:
        client.open()
        client.sell()
        offline = client.session()
        for change in changes:
            offline.add(**change)
        return offline.deliver()

    return send


def inner(data: Callable[[Client], bytes]) -> Callable[[Client], Any]:
    def send(client: Client) -> Any:
        begun(client)
        return post(client.box.url, "/pck", client.key.sign(data(client)))

    return send


def many(count: int) -> Callable[[Client], Any]:
    def send(client: Client) -> Any:
        offline = begun(client)
        for _ in range(count):
            offline.add(0, 2, total("1.00"))
        return offline.deliver()

    return send


def by_colleague_inside(client: Client) -> Any:
    offline = begun(client)
    offline.add(0, 0, SALE, key=COLLEAGUE)
    return offline.deliver()


def without_offline(client: Client) -> Any:
    client.open()
    offline = client.session()
    with client.box.state.transaction() as connection:
        connection.execute("UPDATE registers SET offline = 0 WHERE number = ?", (REGISTER,))
    try:
        offline.add(102)
        return offline.deliver()
    finally:
        with client.box.state.transaction() as connection:
            connection.execute("UPDATE registers SET offline = 1 WHERE number = ?", (REGISTER,))


def before_the_first_shift(client: Client) -> Any:
    with client.box.state.transaction() as connection:
        client.box.service.court(connection).sessions.grant(REGISTER, client.box.clock.now())
    offline = client.session()
    offline.add(102)
    offline.add(100)
    return offline.deliver()


def revoking_the_opening(client: Client) -> Any:
    client.box.switch("revoke_numbering", "keep")
    client.open()
    offline = client.session()
    offline.add(102, REVOKELASTONLINEDOC="true")
    return offline.deliver()


def revoking_twice(client: Client) -> Any:
    client.box.switch("revoke_numbering", "keep")
    client.open()
    client.sell()
    offline = client.session()
    offline.add(102, REVOKELASTONLINEDOC="true")
    offline.add(103)
    offline.deliver()
    offline = client.session()
    offline.add(102, REVOKELASTONLINEDOC="true")
    return offline.deliver()


def twice(client: Client) -> Any:
    offline = begun(client)
    offline.add(103)
    documents = list(offline.documents)
    assert offline.deliver().status == 200
    return client.package(documents)


PACKAGES: dict[str, tuple[int, Callable[[Client], Any]]] = {
    "outer signature missing": (9, lambda c: post(c.box.url, "/pck", framed([c.document(100)]))),
    "outer signer unknown": (2, packed(doc(), key=STRANGER)),
    "outer signer of another taxpayer": (2, packed(doc(), key=OTHER)),
    "outer certificate expired": (9, packed(doc(), key=EXPIRED)),
    "no frames": (10, inner(lambda c: b"")),
    "length too long": (10, inner(lambda c: b"\xff\x00\x00\x00abc")),
    "length negative": (10, inner(lambda c: b"\xff\xff\xff\xffabc")),
    "length cut off": (10, inner(lambda c: b"\x01\x00")),
    "101 documents": (10, many(100)),
    "inner document unsigned": (9, inner(lambda c: framed([xml("CHECK", c.head(102))]))),
    "no offline flag": (10, packed(doc(OFFLINE=None))),
    "no fiscal number": (10, packed(doc(ORDERTAXNUM=None))),
    "fiscal number without control": (10, packed(doc(ORDERTAXNUM="2696230.2"))),
    "another session": (10, packed(doc(ORDERTAXNUM="999.2.1234"))),
    "number in session skipped": (10, packed(doc(number=3))),
    "number in session repeated": (10, packed(doc(number=1))),
    "control number": (10, packed(lambda o: o.add(0, 0, SALE, control=10000 - 1 if o.session else 0))),
    "ordernum skipped": (7, packed(doc(ORDERNUM=44))),
    "begin twice": (10, packed(doc(102, None, ""))),
    "session without begin": (10, lone({"doctype": 0, "subtype": 0, "body": SALE})),
    "after the end": (10, packed(doc(103, None, ""), doc())),
    "hash in the second document": (10, packed(doc(PREVDOCHASH="0" * 64))),
    "hash missing in the third": (10, packed(doc(), doc(PREVDOCHASH=None))),
    "hash of something else": (10, packed(doc(), doc(PREVDOCHASH="0" * 64))),
    "time goes back": (10, packed(doc(ORDERTIME="095959"))),
    "test flag in the begin": (9, lone({"doctype": 102, "TESTING": "true"})),
    "test document in a fiscal shift": (9, packed(doc(TESTING="true"))),
    "second shift opened": (4, packed(doc(100, None, ""))),
    "closed without Z": (6, packed(doc(101, None, ""))),
    "second Z": (8, packed(doc(None, None, zrep() + ZREPBODY), doc(None, None, zrep() + ZREPBODY))),
    "another person inside": (4, by_colleague_inside),
    "sums": (9, packed(doc(0, 0, SALE.replace("<SUM>60.00</SUM></CHECKTOTAL>", "<SUM>61.00</SUM></CHECKTOTAL>")))),
    "registration data": (9, packed(doc(POINTNM="Інша"))),
    "offline not permitted": (10, without_offline),
    "first shift offline": (10, before_the_first_shift),
    "revoking the opening": (10, revoking_the_opening),
    "revoking a revoked one": (10, revoking_twice),
    "the same package again": (7, twice),
}


@pytest.mark.parametrize("name", PACKAGES)
def test_refused_package(shared_box: Sandbox, name: str) -> None:
    code, send = PACKAGES[name]
    client = fresh(shared_box)
    answer = send(client)
    assert (answer.status, answer.code) == (400, code), answer.text


def test_the_text_names_the_document_of_a_package(shared_box: Sandbox) -> None:
    client = fresh(shared_box)
    offline = begun(client)
    offline.add(0, 0, SALE, POINTNM="Інша")
    first = len(offline.documents[0])
    answer = offline.deliver()
    lines = answer.text.split("\r\n")
    assert lines[0] == "Код помилки: 9 DocumentValidationError"
    assert lines[1] == f"Помилка обробки документа за № 1 в пакеті, дислокація {first + 8}:"
    assert "реєстраційних" in lines[2]


def test_a_refused_package_leaves_nothing(shared_box: Sandbox) -> None:
    client = fresh(shared_box)
    offline = begun(client)
    before = client.state()
    offline.add(0, 0, SALE)
    offline.add(0, 0, SALE, POINTNM="Інша")
    assert offline.deliver().code == 9
    after = client.state()
    assert {**before, "Timestamp": ""} == {**after, "Timestamp": ""}


def test_the_senior_heals_an_expired_certificate(shared_box: Sandbox) -> None:
    client = fresh(shared_box)
    offline = begun(client)
    offline.add(0, 0, SALE)
    with shared_box.state.transaction() as connection:
        connection.execute("DELETE FROM grants WHERE ski = ?", (client.key.ski,))
    try:
        assert offline.deliver(client.key).code == 2
        assert offline.deliver(SENIOR).status == 200
    finally:
        shared_box.load_registry({"operators": [{"ski": client.key.ski, "tin": "34554362", "name": client.key.name}]})
