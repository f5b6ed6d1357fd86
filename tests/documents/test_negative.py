"""Documents that must not leave the house: each is refused locally, by the rule that is broken."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from prro_cli.documents import validator, writer
from prro_cli.documents.findings import Level
from prro_cli.documents.kinds import Kind, moment_of
from prro_cli.documents.model import BodyRow, Check, CheckTotal, Ticket, ZPayFormRow, ZRep
from prro_cli.errors.documents import DocumentUnsoundError
from tests.documents import samples
from tests.provoking import provokes

SALE = writer.write(samples.sale()).decode("cp1251")
ZREP = writer.write(samples.zrep()).decode("cp1251")
TICKET = writer.write(samples.ticket()).decode("cp1251")


def _xml(text: str, old: str, new: str) -> bytes:
    assert old in text, f"the sample has no {old}"
    return text.replace(old, new, 1).encode("cp1251")


# rule, document, what is replaced, by what
BY_SCHEMA: list[tuple[str, str, str, str]] = [
    ("schema.value", SALE, "<SUM>140.00</SUM>", "<SUM>140.0</SUM>"),
    ("schema.value", SALE, "<SUM>140.00</SUM>", "<SUM>140,00</SUM>"),
    ("schema.value", SALE, "<SUM>140.00</SUM>", "<SUM></SUM>"),
    ("schema.value", SALE, "<AMOUNT>2.500</AMOUNT>", "<AMOUNT>2.5001</AMOUNT>"),
    ("schema.value", SALE, "<UNITCD>2009</UNITCD>", "<UNITCD>0</UNITCD>"),
    ("schema.value", SALE, "<UNITCD>2009</UNITCD>", "<UNITCD>100000</UNITCD>"),
    ("schema.value", SALE, "<ORDERDATE>14032026</ORDERDATE>", "<ORDERDATE>20260314</ORDERDATE>"),
    ("schema.value", SALE, "<ORDERDATE>14032026</ORDERDATE>", "<ORDERDATE>30022026</ORDERDATE>"),
    ("schema.value", SALE, "<ORDERTIME>090509</ORDERTIME>", "<ORDERTIME>250000</ORDERTIME>"),
    ("schema.value", SALE, "<TIN>1234567899</TIN>", "<TIN>1234</TIN>"),
    ("schema.value", SALE, "<TIN>1234567899</TIN>", "<TIN>12345678901</TIN>"),
    ("schema.value", SALE, "<IPN>123456789012</IPN>", "<IPN>12345</IPN>"),
    ("schema.value", SALE, "<ORDERNUM>77</ORDERNUM>", "<ORDERNUM>0</ORDERNUM>"),
    ("schema.value", SALE, "<DOCTYPE>0</DOCTYPE>", "<DOCTYPE>-1</DOCTYPE>"),
    ("schema.value", SALE, "<VER>1</VER>", "<VER>1.0</VER>"),
    ("schema.value", SALE, "<LETTER>А</LETTER>", "<LETTER>АБ</LETTER>"),
    ("schema.value", SALE, "<CODE>10</CODE>", f"<CODE>{'9' * 65}</CODE>"),
    ("schema.value", SALE, "<CODE>10</CODE>", "<CODE>10</CODE><UKTZED>12345</UKTZED>"),
    ("schema.value", SALE, "<CODE>10</CODE>", "<CODE>10</CODE><DKPP>1.22</DKPP>"),
    ("schema.choice", SALE, "<CODE>10</CODE>", "<CODE>10</CODE><UKTZED>1234</UKTZED><DKPP>11.22</DKPP>"),
    ("schema.missing", SALE, "<TIN>1234567899</TIN>", ""),
    ("schema.missing", SALE, "<VER>1</VER>", ""),
    ("schema.missing", SALE, "<PAYFORMNM>ГОТІВКА</PAYFORMNM>", ""),
    ("schema.duplicate", SALE, "<VER>1</VER>", "<VER>1</VER><VER>1</VER>"),
    ("schema.order", SALE, "<CODE>10</CODE><NAME>Кава</NAME>", "<NAME>Кава</NAME><CODE>10</CODE>"),
    ("schema.order", SALE, "<VER>1</VER>", "<VER>1</VER><LOGOURL>я</LOGOURL>"),
    ("schema.unknown", SALE, "<VER>1</VER>", "<VER>1</VER><PREVHASH>ab</PREVHASH>"),
    ("schema.unknown", SALE, "<CODE>10</CODE>", "<СODE>10</СODE>"),
    ("schema.unknown", SALE, '<CHECKPAY><ROW ROWNUM="1">', '<CHECKPAY><LINE/><ROW ROWNUM="1">'),
    ("schema.rownum", SALE, '<ROW ROWNUM="1">', "<ROW>"),
    ("schema.rownum", SALE, '<ROW ROWNUM="1">', '<ROW ROWNUM="0">'),
    ("schema.rownum", SALE, '<ROW ROWNUM="1">', '<ROW ROWNUM="1000000">'),
    ("schema.attribute", SALE, "<CHECKTOTAL>", '<CHECKTOTAL ROWNUM="1">'),
    ("schema.rows", SALE, "</CHECKTAX>", "</CHECKTAX><CHECKDUTYFREE/>"),
    ("schema.text", SALE, "<CODE>10</CODE>", "<CODE><B>10</B></CODE>"),
    ("schema.text", SALE, "<LETTERS>А</LETTERS><COST>100.00</COST>",
     "<LETTERS>А</LETTERS><COST>100.00</COST><EXCISELABELS>AATE123456</EXCISELABELS>"),
    ("schema.root", SALE.replace("</CHECK>", "</СHECK>"), "<CHECK>", "<СHECK>"),
    ("schema.missing", ZREP, "<ORDERSCNT>2</ORDERSCNT>", ""),
    ("schema.value", ZREP, "<PAYFORMCD>0</PAYFORMCD>", "<PAYFORMCD>0.5</PAYFORMCD>"),
    ("schema.rows", ZREP, "<ZREPBODY>", "<ZREPFUEL><DETAILS/></ZREPFUEL><ZREPBODY>"),
    ("schema.missing", TICKET, "<ORDERTIME>090509</ORDERTIME>", ""),
    ("schema.value", TICKET, "<OFFLINESEED>179625192271939</OFFLINESEED>", "<OFFLINESEED>0</OFFLINESEED>"),
    ("xml.ampersand", SALE, "<NAME>Кава</NAME>", "<NAME>Кава & чай</NAME>"),
    ("xml.unreadable", SALE, "</CHECKPAY>", ""),
    ("xml.unreadable", SALE, "<CHECK>", '<!DOCTYPE CHECK [<!ENTITY a "b">]><CHECK>'),
    ("xml.encoding", SALE, 'encoding="windows-1251"', 'encoding="utf-8"'),
    ("xml.encoding", SALE, ' encoding="windows-1251"', ""),
    ("value.meaning", SALE, "<ORDERDATE>14032026</ORDERDATE>", "<ORDERDATE>29021900</ORDERDATE>"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "old", "new"), BY_SCHEMA)
def test_invalid_xml_is_refused_by_its_rule(rule: str, text: str, old: str, new: str) -> None:
    checked = validator.check_xml(_xml(text, old, new))
    assert checked.worst is Level.ERROR
    assert rule in {f.rule for f in checked.findings if f.level is Level.ERROR}, checked.findings


def _with(document: Any, **parts: Any) -> Any:
    """Replace attributes by dotted path: `checkhead__ver=2`, `checkpay__0__sum=5`."""
    for dotted, value in parts.items():
        document = _put(document, dotted.split("__"), value)
    return document


def _put(part: Any, keys: list[str], value: Any) -> Any:
    if not keys:
        return value
    if isinstance(part, tuple):
        index = int(keys[0])
        return (*part[:index], _put(part[index], keys[1:], value), *part[index + 1 :])
    return dataclasses.replace(part, **{keys[0]: _put(getattr(part, keys[0]), keys[1:], value)})


sale, returned, rounded, excise, begin, storno = (
    samples.sale, samples.returned, samples.rounded_sale, samples.excise_sale, samples.offline_begin, samples.storno,
)  # fmt: skip
HASH = "ab" * 32
BY_SENSE: list[tuple[str, Callable[[], Any], dict[str, Any]]] = [
    ("sum.payments", sale, {"checkpay__0__sum": 9999, "checkpay__0__remains": 10001}),
    ("sum.payments", returned, {"checkpay__0__sum": 101}),
    ("sum.payments", samples.instalment, {"checkpay__0__sum": 2534}),
    ("sum.payments", samples.transfer, {"checkpay__0__sum": 10000}),
    ("sum.rows", sale, {"checkbody__1__cost": 6000, "checkbody__1__price": 6000, "checkbody__1__discounttype": 0}),
    ("sum.rows", samples.tax_on_top, {"checktax__0__sign": None, "checktax__0__sum": 1667}),
    ("sum.rows", rounded, {"checktotal__norndsum": 1260, "checktotal__rndsum": 10}),
    ("sum.row", sale, {"checkbody__0__cost": 10001}),
    ("sum.row", sale, {"checkbody__0__amount": 2400}),
    ("sum.discount", sale, {"checkbody__1__discountpercent": 2500}),
    ("sum.discount", sale, {"checkbody__1__discounttype": 7}),
    ("sum.discount", sale, {"checkbody__1__discountsum": 6000}),
    ("sum.discounts", sale, {"checktotal__discountsum": 900}),
    ("sum.rounding", rounded, {"checktotal__rndsum": -7}),
    ("sum.change", sale, {"checkpay__0__remains": 9000}),
    ("sum.change", sale, {"checkpay__0__remains": None, "checkpay__0__provided": 5000}),
    ("sum.part", samples.instalment, {"checktotal__partpaytype": 4}),
    ("sum.part", samples.instalment, {"checktotal__sum": 2000}),
    ("sum.negative", sale, {"checktotal__sum": -14000}),
    ("sum.negative", lambda: samples.service(Kind.ISSUE), {"checktotal__sum": -1}),
    ("sum.total", lambda: samples.service(Kind.DEPOSIT), {"checktotal": CheckTotal(rndsum=1)}),
    ("tax.turnover", sale, {"checktax__0__turnover": 14000}),
    ("tax.base", sale, {"checktax__0__sourcesum": 15000, "checktax__0__sum": 2500}),
    ("tax.base", excise, {"checktax__0__sourcesum": 20500, "checktax__0__sum": 3417}),
    ("tax.sum", sale, {"checktax__0__sum": 2800}),
    ("tax.sum", sale, {"checktax__0__sum": 2334}),
    ("tax.sum", sale, {"checktax__0__sourcesum": None, "checktax__0__sum": 999}),
    ("tax.rate", sale, {"checktax__0__prc": 20000}),
    ("tax.turnover", sale, {"checktax__0__letter": "Б"}),
    ("kind.unknown", sale, {"checkhead__doctype": 5}),
    ("kind.unknown", sale, {"checkhead__docsubtype": 6}),
    ("sections.missing", sale, {"checkbody": ()}),
    ("sections.missing", sale, {"checkpay": ()}),
    ("sections.missing", returned, {"checktotal": None}),
    ("sections.foreign", storno, {"checktotal": CheckTotal(sum=1)}),
    ("sections.foreign", lambda: samples.service(Kind.OPEN), {"checktotal": CheckTotal(sum=1)}),
    ("sections.foreign", lambda: samples.service(Kind.DEPOSIT), {"checkbody": (BodyRow(name="x"),)}),
    ("head.return", sale, {"checkhead__orderretnum": "1"}),
    ("head.return", sale, {"checkhead__orderretcashregnum": 4000000001}),
    ("head.return", returned, {"checkhead__orderretnum": None}),
    ("head.storno", sale, {"checkhead__orderstornum": "1"}),
    ("head.storno", storno, {"checkhead__orderstornum": None}),
    ("head.revoke", sale, {"checkhead__revokelastonlinedoc": True}),
    ("testing.frame", begin, {"checkhead__testing": True}),
    ("testing.frame", begin, {"checkhead__testing": False}),
    ("offline.number", begin, {"checkhead__ordertaxnum": None}),
    ("offline.number", begin, {"checkhead__ordertaxnum": "3408730318"}),
    ("offline.number", storno, {"checkhead__ordertaxnum": "420.3.0"}),
    ("offline.flag", begin, {"checkhead__offline": None, "checkhead__ordertaxnum": None}),
    ("offline.flag", storno, {"checkhead__offline": False}),
    ("offline.hash", sale, {"checkhead__prevdochash": HASH}),
    ("offline.hash", begin, {"checkhead__prevdochash": HASH}),
    ("offline.hash", storno, {"checkhead__prevdochash": HASH.upper()}),
    ("zrep.payments", samples.zrep, {"zreprealiz__sum": 5001}),
    ("zrep.payments", samples.zrep, {"zrepreturn__payforms": (ZPayFormRow(payformcd=0, payformnm="Г", sum=1),)}),
    ("zrep.tax", samples.zrep, {"zreprealiz__taxes__0__sum": 900}),
    ("zrep.count", samples.zrep, {"zreprealiz__orderscnt": 0}),
    ("zrep.count", samples.zrep, {"zrepcash__orderscnt": 0}),
    ("zrep.negative", samples.zrep, {"zrepbody__serviceinput": -1}),
    ("offline.hash", samples.zrep, {"zrephead__prevdochash": HASH}),
]


@provokes("PRRO-E0317")
@pytest.mark.parametrize(("rule", "make", "changes"), BY_SENSE)
def test_contradictions_are_refused_by_their_rule(rule: str, make: Callable[[], Any], changes: dict[str, Any]) -> None:
    document = _with(make(), **changes)
    assert isinstance(document, (Check, ZRep))
    found = [f for f in validator.check(document) if f.level is Level.CONTRADICTION]
    assert rule in {f.rule for f in found}, found
    with pytest.raises(DocumentUnsoundError):
        validator.prepare(document)
    assert validator.check_xml(writer.write(document)).worst is Level.CONTRADICTION


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<CASHIER>Їжакевич О. П.</CASHIER>", "<CASHIER>😀</CASHIER>"),
        ("<POINTNM>Кав’ярня №1</POINTNM>", "<POINTNM></POINTNM>"),
        ("<PROVIDED>200.00</PROVIDED>", f"<PROVIDED>{'9' * 16}.00</PROVIDED>"),
    ],
)
def test_what_the_schema_forgets_is_refused_all_the_same(old: str, new: str) -> None:
    assert old in SALE
    text = SALE.replace(old, new).replace("windows-1251", "utf-8")
    found = [f for f in validator.check_xml(text.encode("utf-8")).findings if f.rule == "value.limits"]
    assert [f.level for f in found] == [Level.CONTRADICTION]


def test_there_are_enough_of_them() -> None:
    assert len(BY_SCHEMA) >= 40
    assert len(BY_SENSE) >= 50


def test_rules_that_know_the_surroundings() -> None:
    document = samples.sale()
    moment = moment_of(document)
    context = validator.Context(
        previous=moment + timedelta(seconds=1), now=moment + timedelta(hours=1), ordernum=78, testing=True
    )
    rules = {f.rule for f in validator.check(document, context)}
    assert {"time.order", "time.clock", "order.number", "testing.shift"} <= rules
    fitting = validator.Context(previous=moment, now=moment, ordernum=77, testing=False)
    assert validator.check(document, fitting) == ()


def test_a_ticket_is_only_warned_about() -> None:
    ticket = Ticket(uid="x", orderdate="99999999", ordertime="1", ordernum=1, errorcode=0, errortext="?", ver=1)
    findings = validator.check(ticket)
    assert {f.rule for f in findings} == {"ticket.number", "ticket.error", "ticket.time"}
    assert {f.level for f in findings} == {Level.WARNING}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<CODE>10</CODE>", "<СODE>10</СODE>", ("Cyrillic letters in it, С (U+0421)", "it would be CODE")),
        ("<NAME>Кава</NAME>", "<NAME>A&B</NAME>", ("&amp;",)),
        ("<VER>1</VER>", "<VER>1</VER><TESTNG>true</TESTNG>", ("TESTING is meant",)),
        ("<UNITCD>2009</UNITCD>", "<UNITCD>0</UNITCD>", ("found '0'", "from 1 to 99999")),
    ],
)
def test_messages_say_what_to_do(old: str, new: str, words: tuple[str, ...]) -> None:
    messages = " ".join(f.message for f in validator.check_xml(_xml(SALE, old, new)).findings)
    for word in words:
        assert word in messages


def test_the_known_faults_of_published_samples_are_named() -> None:
    """A Cyrillic ОС in an element name, stamps as bare text, a unit code of 0, an unescaped ampersand."""
    text = writer.write(samples.duty_free()).decode("cp1251")
    text = text.replace("PASSPORTDOC", "PASSPORTDОС").replace(
        "<NAME>Товар</NAME>", "<NAME>Сир & Ко</NAME><UNITCD>0</UNITCD>"
    )
    text = text.replace("</ROW></CHECKBODY>", "<EXCISELABELS>AATE123456</EXCISELABELS></ROW></CHECKBODY>")
    checked = validator.check_xml(text.encode("cp1251"))
    found = {(f.rule, f.path.rpartition("/")[2]) for f in checked.findings if f.level is Level.ERROR}
    assert found == {
        ("schema.unknown", "PASSPORTDОС"),
        ("xml.ampersand", "NAME"),
        ("schema.value", "UNITCD"),
        ("schema.text", "EXCISELABELS"),
        ("schema.rows", "EXCISELABELS"),
    }
    assert any("it would be PASSPORTDOC" in f.message for f in checked.findings)
    assert checked.reading is not None
    assert checked.reading.document is not None
