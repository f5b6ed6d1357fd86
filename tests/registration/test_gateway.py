"""The sandbox's form gateway: what it takes, what it refuses, what becomes of it on the fiscal server."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from prro_cli.forms.model import Declar
from prro_cli.forms.writer import write
from prro_cli.registration.opening import Keys, Proof, open_receipt
from prro_cli.registration.receipts import Receipt, Verdict, read_receipt
from prro_cli.sandbox.faults import parse as parse_fault
from prro_cli.sandbox.gateway import intake, store
from prro_cli.sandbox.gateway.judge import FormRefusedError
from prro_cli.sandbox.gateway.opening import Parcel
from prro_cli.sandbox.gateway.receipts import ACCEPTED, Notice, header
from prro_cli.sandbox.gateway.receipts import write as notice_bytes
from prro_cli.sandbox.sandbox import Sandbox
from prro_cli.sandbox.wire import JSON, Request
from prro_cli.values import kyiv
from tests.registration.newcomers import Signer, file_name, form1, form5, form20, report_body, signer

NOW = datetime(2026, 11, 25, 12, tzinfo=kyiv())
SKI = "ab" * 32
EXCHANGE = "/gateway/cabinet/public/api/exchange"


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[Sandbox, Signer]]:
    box = Sandbox(bind=False, clock=lambda: NOW)
    yield box, signer(box)
    box.stop()


@pytest.fixture
def box(shared: tuple[Sandbox, Signer]) -> Sandbox:
    box = shared[0]
    box.faults.clear()
    with box.state.transaction() as connection:
        for table in ("grants", "operators", "registers", "outlets", "taxpayers"):
            connection.execute(f"DELETE FROM {table}")
        for table in ("gateway_receipts", "gateway_forms", "gateway_objects"):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute("DELETE FROM meta WHERE name LIKE 'gateway.%'")
    for name, value in box.switches.changed().items():
        assert name and value
        box.switch(name, {"gateway_body": "either"}.get(name, "") or next(iter(_values(name))))
    return box


def _values(name: str) -> tuple[str, ...]:
    from prro_cli.sandbox.switches import TABLE

    return next(s.values for s in TABLE if s.name == name)


@pytest.fixture
def who(shared: tuple[Sandbox, Signer]) -> Signer:
    return shared[1]


def ask(box: Sandbox, path: str, body: bytes, content_type: str = JSON) -> tuple[int, Any]:
    response = box.gateway.handle(Request("POST", EXCHANGE + path, {}, content_type, "", "", body))
    return response.status, json.loads(response.body)


def submit(box: Sandbox, who: Signer, declar: Declar, name: str = "") -> dict[str, Any]:
    status, answer = ask(box, "/report", report_body(who, declar, box.gateway.key().certificate, name))
    assert status == 200 and len(answer) == 1
    found: dict[str, Any] = answer[0]
    return found


def opened(box: Sandbox, who: Signer, data: str, name: str) -> Receipt:
    keys = Keys((who.signing.private, who.agreement.private), (who.signing.certificate, who.agreement.certificate),
                box.trust_store())  # fmt: skip
    found = open_receipt(base64.b64decode(data), NOW, keys)
    assert found.proof is Proof.TRUSTED
    return read_receipt(found.content, name=name, header=found.header)


def receipts(box: Sandbox, who: Signer, number: int) -> list[Receipt]:
    container = who.container(str(number).encode(), box.gateway.key().certificate)
    status, answer = ask(box, "/kvt_by_id", base64.b64encode(container), "text/plain")
    assert status == 200
    return [opened(box, who, row["kvtBase64"], row["kvtFname"]) for row in answer["kvtList"]]


def registered(box: Sandbox) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    state = box.dump()
    return state["registers"], state["operators"]


def test_a_shop_comes_into_being_by_three_forms(box: Sandbox, who: Signer) -> None:
    answer = submit(box, who, form20())
    assert answer["status"] == "OK"
    first = opened(box, who, answer["kvt1Base64"], answer["kvt1Fname"])
    assert (first.number, first.verdict, first.form_file) == (1, Verdict.PENDING, file_name(form20()))
    one, two = receipts(box, who, answer["id"])
    assert (one.number, two.number, two.verdict, two.final) == (1, 2, Verdict.ACCEPTED, True)
    assert two.registration_number and two.fiscal_number is None

    two = receipts(box, who, submit(box, who, form1())["id"])[-1]
    assert (two.verdict, two.fiscal_number, two.local_number) == (Verdict.ACCEPTED, "4000800001", "1")
    assert receipts(box, who, submit(box, who, form5(SKI))["id"])[-1].verdict is Verdict.ACCEPTED
    registers, operators = registered(box)
    assert [(r["number"], r["local"], r["offline"]) for r in registers] == [(4000800001, 1, 1)]
    assert [(o["ski"], o["role"]) for o in operators] == [(SKI, "cashier")]
    assert box.dump()["grants"] == [{"ski": SKI, "register": 4000800001}]


def decided(box: Sandbox, who: Signer, declar: Declar, *faults: str) -> tuple[str, ...] | FormRefusedError:
    """What the judge says of a form that was opened: no container, which costs time and was tried above."""
    parcel = Parcel(write(declar), (who.signing.certificate,), who.signing.certificate, None, True, False)
    with box.state.transaction() as connection:
        store.prepare(connection)
        _, outcome = intake._judged(connection, parcel, file_name(declar), tuple(map(parse_fault, faults)))
    return outcome.refusal or outcome.effect.lines


@pytest.mark.parametrize(
    ("before", "declar", "words"),
    [
        ((), form1(), "Платника податків не знайдено"),
        ((), form5(SKI), "Платника податків не знайдено"),
        ((form20(),), form1(object_id="32100002"), "форма № 20-ОПП"),
        ((form20(), form20(2, action=6)), form1(), "форма № 20-ОПП"),
        ((form20(),), form1(unit="Інша крамниця"), "Назва ГО не відповідає"),
        ((form20(),), form1(katottg="UA80000000000126644"), "КАТОТТГ не відповідає"),
        ((form20(), form1()), form1(2, register_name="Каса 2"), "вже зареєстровано"),
        ((form20(),), form20(2), "вже обліковується"),
        ((), form20(2, action=3), "не обліковується"),
        ((form20(),), form1(2, action="cancel", fiscal_number="4000899999"), "не зареєстровано"),
        ((form20(), form1(), form1(2, action="cancel", fiscal_number="4000800001")),
         form1(3, action="change", fiscal_number="4000800001"), "скасовано"),
    ],
)  # fmt: skip
def test_grounds_of_refusal(box: Sandbox, who: Signer, before: tuple[Declar, ...], declar: Declar, words: str) -> None:
    for earlier in before:
        assert isinstance(decided(box, who, earlier), tuple)
    count = len(registered(box)[0])
    refusal = decided(box, who, declar)
    assert isinstance(refusal, FormRefusedError) and not refusal.structural
    assert any(words in remark for remark in refusal.remarks), refusal.remarks
    assert len(registered(box)[0]) == count


def test_changes_and_cancellation(box: Sandbox, who: Signer) -> None:
    for declar in (form20(), form1()):
        decided(box, who, declar)
    decided(box, who, form1(2, action="change", fiscal_number="4000800001", offline="none"))
    assert registered(box)[0][0]["offline"] == 0
    decided(box, who, form1(3, action="resume", fiscal_number="4000800001"))
    with box.state.transaction() as connection:
        connection.execute(
            "INSERT INTO shifts (register, testing, open_doc, opened, open_ski, open_name)"
            " VALUES (4000800001, 0, 1, '2026', '', '')"
        )
    open_shift = decided(box, who, form1(4, action="cancel", fiscal_number="4000800001"))
    assert isinstance(open_shift, FormRefusedError) and "не закрито зміну" in open_shift.remarks[1]
    with box.state.transaction() as connection:
        connection.execute("DELETE FROM shifts")
    gone = decided(box, who, form1(5, action="cancel", fiscal_number="4000800001"))
    assert gone == ("Скасовано реєстрацію ПРРО з фіскальним номером '4000800001'",)
    assert registered(box)[0][0]["closed"] == 1
    refusal = decided(box, who, form20(7), "refuse-form=4")
    assert isinstance(refusal, FormRefusedError) and refusal.ground == 4


def test_a_key_named_before_the_register_works_on_it_too(box: Sandbox, who: Signer) -> None:
    for declar in (form20(), form5(SKI, "Старший касир"), form1()):
        assert isinstance(decided(box, who, declar), tuple)
    assert box.dump()["grants"] == [{"ski": SKI, "register": 4000800001}]
    decided(box, who, form5(SKI, "Припинення роботи", 2))
    assert box.dump()["grants"] == []


def test_structure_and_signers_are_judged_at_once(box: Sandbox, who: Signer) -> None:
    answer = submit(box, who, form20(), file_name(form20(9)))
    assert answer["status"] == "ERROR_XSD" and "не відповідає заголовку" in answer["message"]
    first = opened(box, who, answer["kvt1Base64"], answer["kvt1Fname"])
    assert (first.number, first.verdict, first.final) == (1, Verdict.REFUSED, True)
    stranger = signer(box, "3000000085", "40000034")
    assert submit(box, stranger, form20(2))["status"] == "ERROR_SERTIF_ORG"
    other = signer(box, "3000000085")
    assert submit(box, other, form1(3))["status"] == "ERROR_SERTIF_ORG"
    assert registered(box)[0] == []


def test_containers_that_cannot_be_opened(box: Sandbox, who: Signer) -> None:
    item = {"contentBase64": base64.b64encode(b"nothing of the kind").decode(), "fname": file_name(form20())}
    _, answer = ask(box, "/report", json.dumps([item]).encode())
    assert answer[0]["status"] == "ERROR_DECRYPT" and answer[0]["id"] is None
    foreign = Sandbox(bind=False, clock=lambda: NOW)
    try:
        assert submit(box, signer(foreign), form20())["status"] == "ERROR_SERTIF"
    finally:
        foreign.stop()
    assert ask(box, "/report", b"{")[0] == 400


def test_a_name_twice_and_a_late_receipt(box: Sandbox, who: Signer) -> None:
    box.fault("late-receipt=2")
    number = submit(box, who, form20())["id"]
    assert [len(receipts(box, who, number)) for _ in range(3)] == [1, 1, 2]
    assert submit(box, who, form20())["status"] == "ERROR_STRUCT_REPORT"
    box.switch("gateway_duplicate", "repeat")
    assert submit(box, who, form20())["id"] == number


@pytest.mark.parametrize("charset", ["cp1251", "utf8", "text"])
def test_receipts_in_other_clothes(charset: str) -> None:
    number = "ПРРО 'Кав'ярня' з локальним номером '7' призначено фіскальний номер '4000800001'"
    notice = Notice(2, file_name(form1()), "J1316605", "1-ПРРО", "40000026", ACCEPTED, "9", (number,))
    read = read_receipt(notice_bytes(notice, NOW, charset), header=header(notice, final=True, now=NOW))
    assert (read.number, read.verdict, read.final) == (2, Verdict.ACCEPTED, True)
    assert (read.fiscal_number, read.local_number, read.form_file) == ("4000800001", "7", file_name(form1()))


def test_every_open_point_is_a_switch_that_works(box: Sandbox, who: Signer) -> None:
    recipient = box.gateway.key().certificate
    body = report_body(who, form20(), recipient)
    wrapped = json.dumps({"list": json.loads(body)}).encode()
    box.switch("gateway_body", "array")
    assert ask(box, "/report", wrapped)[0] == 400
    box.switch("gateway_body", "list")
    assert ask(box, "/report", body)[0] == 400
    assert ask(box, "/report", wrapped)[1][0]["status"] == "OK"
    box.switch("gateway_body", "either")
    box.switch("gateway_timestamp", "required")
    assert submit(box, who, form1())["status"] == "ERROR_SERTIF"
    box.switch("gateway_timestamp", "optional")
    box.switch("gateway_authorization", "required")
    request = Request("POST", EXCHANGE + "/report", {}, JSON, "", "", report_body(who, form1(), recipient))
    assert box.gateway.handle(request).status == 401
    box.switch("gateway_authorization", "none")
    box.switch("gateway_receipts", "signed")
    box.switch("gateway_number_in", "first")
    answer = submit(box, who, form1())
    found = open_receipt(base64.b64decode(answer["kvt1Base64"]), NOW, None)
    assert not found.encrypted and found.proof is Proof.SIGNED
    first = read_receipt(found.content, name=answer["kvt1Fname"], header=found.header)
    assert (first.number, first.verdict, first.fiscal_number) == (1, Verdict.ACCEPTED, "4000800001")
