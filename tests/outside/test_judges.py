"""Who judges the judges: the checker finds what it should, the stranger refuses what it should."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from prro_cli.crypto.cms import CertifiedKey, certify, sign
from prro_cli.crypto.containers import open_container
from prro_cli.crypto.secret import Secret
from tests.outside.checker import Order, Taken, judge
from tests.outside.people import SCHEMAS, certificate_of, owner
from tests.outside.stranger_book import Register
from tests.outside.stranger_state import KYIV, Facts, Refused, Variant
from tests.outside.stranger_sums import control
from tests.shared import shared_data

SALE = Taken(2, "100", "sale", 9000)
LINE = {"local_number": 2, "fiscal_number": "100", "kind": "sale", "state": "registered", "total": "90.00"}
AGAIN, SECOND = Taken(3, "107", "sale", 9000), {**LINE, "local_number": 3, "fiscal_number": "107"}
ASKED = [Order("sale", 9000, 0)]


@pytest.mark.parametrize(
    ("theirs", "ours", "orders", "wrong"),
    [
        ([SALE], [LINE], ASKED, ""),
        ([SALE], [], ASKED, "lost"),
        ([], [LINE], ASKED, "lost"),
        ([], [], [Order("sale", 9000, 12)], "lost"),
        ([], [{**LINE, "state": "offline"}], ASKED, ""),
        ([SALE, AGAIN], [LINE, SECOND], ASKED, "doubled"),
        ([SALE, replace(AGAIN, revoked=True)], [LINE, {**SECOND, "state": "revoked"}], ASKED, ""),
        ([SALE, Taken(4, "107", "z", 0)], [LINE, {**SECOND, "local_number": 4, "kind": "z"}], ASKED, "gaps"),
        ([SALE], [{**LINE, "total": "90.01"}], ASKED, "lost"),
    ],
)
def test_the_checker_sees_what_is_wrong(
    theirs: list[Taken], ours: list[dict[str, Any]], orders: list[Order], wrong: str
) -> None:
    judgement = judge(theirs, ours, orders)
    found = [name for name in ("lost", "doubled", "gaps") if getattr(judgement, name)]
    assert found == ([wrong] if wrong else [])


def test_control_numbers_of_the_official_examples() -> None:
    vectors = json.loads(shared_data("fiscal/control_number_vectors.json").read_text(encoding="utf-8"))
    for vector in vectors:
        seed, *parts = vector["string"].split(",")
        assert control(seed, parts) == vector["control"]


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> CertifiedKey:
    """The owner's key, opened."""
    person = owner(tmp_path_factory.getbasetemp() / "people")
    opened = open_container(person.container.read_bytes(), Secret(person.password))
    return certify(opened.keys[0], certificate_of(person.certificates[0]))


FACTS = Facts("1234567890", "ФОП", "Кіоск", "Київ", 4000000001, 1)
BODY = (
    "<CHECKTOTAL><SUM>90.00</SUM></CHECKTOTAL><CHECKPAY><ROW ROWNUM='1'><PAYFORMCD>0</PAYFORMCD><PAYFORMNM>ГОТІВКА"
    "</PAYFORMNM><SUM>90.00</SUM></ROW></CHECKPAY><CHECKTAX><ROW ROWNUM='1'><TYPE>0</TYPE><NAME>ПДВ</NAME><LETTER>А"
    "</LETTER><PRC>20.00</PRC><SIGN>false</SIGN><TURNOVER>90.00</TURNOVER><SOURCESUM>90.00</SOURCESUM><SUM>15.00</SUM>"
    "</ROW></CHECKTAX><CHECKBODY><ROW ROWNUM='1'><NAME>Кава</NAME><AMOUNT>2.000</AMOUNT><PRICE>45.00</PRICE><LETTERS>А"
    "</LETTERS><COST>90.00</COST></ROW></CHECKBODY>"
)


def paper(key: CertifiedKey, number: int, kind: int, body: str = "", **changes: str) -> bytes:
    """A signed document written by hand."""
    when = datetime.now(KYIV)
    head = {
        "DOCTYPE": str(kind), "DOCSUBTYPE": "0" if kind == 0 else None, "UID": str(uuid4()), "TIN": FACTS.tin,
        "ORGNM": FACTS.org, "POINTNM": FACTS.outlet, "POINTADDR": FACTS.address, "ORDERDATE": f"{when:%d%m%Y}",
        "ORDERTIME": f"{when:%H%M%S}", "ORDERNUM": str(number), "CASHDESKNUM": "1",
        "CASHREGISTERNUM": str(FACTS.fiscal), "CASHIER": "Тестенко", "VER": "1", **changes,
    }  # fmt: skip
    cells = "".join(f"<{name}>{text}</{name}>" for name, text in head.items() if text is not None)
    xml = f'<?xml version="1.0" encoding="windows-1251"?><CHECK><CHECKHEAD>{cells}</CHECKHEAD>{body}</CHECK>'
    return sign(xml.encode("cp1251"), key)


def test_the_stranger_refuses_what_it_should(key: CertifiedKey) -> None:
    ski = key.certificate.subject_key_id
    assert ski is not None
    register = Register(FACTS, {ski.hex(): True}, Variant(), SCHEMAS if SCHEMAS.exists() else None)
    early = f"{datetime.now(KYIV) - timedelta(hours=1):%H%M%S}"
    for code, bad in [
        (5, paper(key, 878, 0, BODY)),
        (7, paper(key, 877, 100)),
        (1, paper(key, 878, 100, CASHREGISTERNUM="4000000002")),
        (3, paper(key, 878, 100, TIN="1234567891")),
        (9, paper(key, 878, 100, ORGNM="Фоп")),
        (9, paper(key, 878, 100, ORDERTIME=early)),
        (12, paper(key, 878, 100)[:-4] + b"abcd"),
    ]:
        with pytest.raises(Refused) as refused:
            register.take_online(bad)
        assert refused.value.code == code, refused.value.text
    assert register.take_online(paper(key, 878, 100)).kind == "open"
    for code, bad in [
        (4, paper(key, 879, 100)),
        (6, paper(key, 879, 101)),
        (9, paper(key, 879, 0, BODY, TESTING="true")),
        (9, paper(key, 879, 0, BODY.replace("15.00", "15.02"))),
        (9, paper(key, 879, 0, BODY.replace("<SUM>90.00</SUM></ROW>", "<SUM>90.01</SUM></ROW>", 1))),
        (9, paper(key, 879, 0, BODY.replace("<COST>90.00", "<COST>90.01"))),
    ]:
        with pytest.raises(Refused) as refused:
            register.take_online(bad)
        assert refused.value.code == code, refused.value.text
    assert register.take_online(paper(key, 879, 0, BODY)).total == 9000
    assert [entry.kind for entry in register.book.entries] == ["open", "sale"]
