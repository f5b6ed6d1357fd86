"""What earlier forms and desks tell about a new form."""

from __future__ import annotations

import dataclasses
from datetime import date

from prro_cli.crypto.issue import Style
from prro_cli.forms import catalogue
from prro_cli.forms.model import Declar, Form1, Form5, Form20, KeyRow, ObjectRow
from prro_cli.forms.rules import Known, check_declar
from prro_cli.home.desks import Desk
from prro_cli.registration.earlier import (
    Earlier,
    completed_rows,
    from_certificate,
    from_desk,
    from_forms,
    known_from,
    next_count,
    next_local_number,
    next_notice,
    others,
)
from prro_cli.registration.filling import FIRST_COUNT, Circumstances, head_of, row_of
from tests.crypto.pki import make_pki

TIN, DAY = "12345678", date(2026, 11, 25)
CATALOGUE = catalogue.load()
ROW = ObjectRow(
    action=1, type_code="321", object_id="32100001", title="Магазин", place="Київ", street="1", state=2, right=8
)
FORM_1 = Form1(
    action="register", name="ТОВ", tin=TIN, object_id="32100001", unit="Магазин", kind="mobile", register_name="Каса",
    local_number="1", offline="none", signs_as="representative", signer_tin="1234567890", signer_name="П", filled=DAY,
    vat="123456789012",
)  # fmt: skip
DESK = Desk("kiosk", "https://x/fs", TIN, "ТОВ", "Магазин", "Київ", 4000000009, 7)


def filed(form: str, body: Form1 | Form5 | Form20, count: int = FIRST_COUNT, **more: object) -> Earlier:
    head = head_of(CATALOGUE.edition(form, DAY), body.tin, Circumstances("J", 2659, count, DAY))
    return Earlier(Declar(head, body), f"{form} {count}", **more)  # type: ignore[arg-type]


def one(
    count: int = FIRST_COUNT, fiscal_number: str | None = None, refused: bool = False, **changes: object
) -> Earlier:
    body = dataclasses.replace(FORM_1, **changes)  # type: ignore[arg-type]
    return filed("1-prro", body, count, fiscal_number=fiscal_number, refused=refused)


def twenty(*rows: ObjectRow, tin: str = TIN) -> Earlier:
    return filed("20-opp", Form20(office="ГУ", tin=tin, name="ТОВ", objects=rows, signer_name="П", filled=DAY))


def five(number: int) -> Earlier:
    row = KeyRow(name="А", tin="1234567890", key_id="AB" * 20, role="Касир")
    body = Form5(dated=DAY, number=number, tin=TIN, name="ТОВ", keys=(row,), signs_as="head", signer_tin="1234567890",
                 signer_name="П", filled=DAY)  # fmt: skip
    return filed("5-prro", body)


def test_registers_are_kept_apart_until_they_have_a_fiscal_number() -> None:
    known = known_from([one(), one(local_number="2"), one(object_id="24700001"), one(local_number="3", refused=True)])
    assert [(r.object_id, r.local_number) for r in known.registers] == [
        ("32100001", "1"), ("32100001", "2"), ("24700001", "1"),
    ]  # fmt: skip
    same = known_from(
        [one(fiscal_number="4000000001"), one(action="change", fiscal_number="4000000001", local_number="1")]
    )
    assert len(same.registers) == 1 and same.registers[0].fiscal_number == "4000000001"


def test_a_cancelled_register_frees_its_number_and_its_desk() -> None:
    cancelled = one(action="cancel", fiscal_number="4000000009", local_number="7")
    assert {r.local_number for r in known_from([], [DESK]).registers} == {"7"}
    assert [r.cancelled for r in known_from([cancelled], [DESK]).registers] == [True]
    assert known_from([], [dataclasses.replace(DESK, test=True)]).registers == ()


def test_a_desk_keeps_the_object_that_its_form_told() -> None:
    [register] = known_from([one(fiscal_number="4000000009", local_number="7")], [DESK]).registers
    assert (register.source, register.object_id, register.unit) == ("the desk kiosk", "32100001", "Магазин")
    strangers = [one(), one(tin="87654321")]
    assert len(known_from(strangers).registers) == 2


def test_the_first_free_local_number_of_the_unit() -> None:
    forms = [one(), one(local_number="3"), one(object_id="24700001", local_number="2")]
    known = known_from(forms, [dataclasses.replace(DESK, local_number=4)])
    assert next_local_number(known, TIN, "32100001") == 2
    assert next_local_number(known, TIN, "24700001") == 1
    assert next_local_number(known, TIN, None) == 5
    assert next_local_number(known, "87654321", "32100001") == 1


def test_counters() -> None:
    forms = [one(), one(100_007), five(4), twenty(ROW)]
    assert next_count(forms, TIN, "166", 2026, 11) == 100_008
    assert next_count(forms, TIN, "166", 2026, 12) == FIRST_COUNT
    assert next_count(forms, "87654321", "166", 2026, 11) == FIRST_COUNT
    assert (next_notice(forms), next_notice([])) == (5, 1)
    assert others([dataclasses.replace(forms[0], source=name_of(forms[0]))], forms[0].form) == []
    assert len(others(forms, forms[0].form)) == 4


def name_of(earlier: Earlier) -> str:
    from prro_cli.forms.filename import FileName

    return str(FileName.of(earlier.form.head)).lower()


def test_what_is_filled_in() -> None:
    closed = dataclasses.replace(ROW, object_id="24700001", action=6)
    found = from_forms([twenty(ROW, closed), one()], Form1, {"tin": TIN})
    assert (found["object_id"], found["unit"], found["address"]) == ("32100001", "Магазин", "Київ, 1")
    assert (found["vat"], found["kind"], found["signs_as"], found["office_code"]) == (
        "123456789012", "mobile", "representative", 2659,
    )  # fmt: skip
    two = [twenty(ROW, dataclasses.replace(ROW, object_id="32100002", title="Другий"))]
    assert "object_id" not in from_forms(two, Form1, {"tin": TIN})
    assert from_forms(two, Form1, {"tin": TIN, "object_id": "032100002"})["unit"] == "Другий"
    assert from_forms(two, Form20, {"tin": TIN})["office"] == "ГУ"
    assert from_forms(two, Form1, {"tin": "87654321"}).get("name") is None
    change = from_forms([one(fiscal_number="4000000001")], Form1, {"tin": TIN, "fiscal_number": "4000000001"})
    assert (change["register_name"], change["local_number"]) == ("Каса", "1")
    assert from_forms([one(refused=True)], Form1, {"tin": TIN}) == {}


def test_rows_about_known_objects() -> None:
    known = known_from([twenty(ROW)])
    rows = completed_rows([{"object-id": "32100001", "state": 3}, {"type": "247", "number": 1}, ROW], known, TIN)
    assert rows[0]["state"] == 3 and rows[0]["title"] == "Магазин" and rows[0]["action"] == 3
    assert rows[1:] == [{"type": "247", "number": 1}, ROW]
    retyped = completed_rows([{"object_id": "32100001", "type": "247"}], known, TIN)[0]
    assert retyped["type"] == "247" and "type_code" not in retyped


def test_a_desk_tells_its_numbers_only_about_itself() -> None:
    assert "fiscal_number" not in from_desk(DESK, itself=False)
    itself = from_desk(DESK, itself=True)
    assert (itself["fiscal_number"], itself["local_number"], itself["unit"]) == ("4000000009", "7", "Магазин")


def test_what_certificates_tell() -> None:
    pki = make_pki(Style.GOST)
    whose, person = from_certificate(pki.employee.certificate)
    assert whose == {"tin": "99999999", "name": "ТОВ «Тест»"}
    assert person == {"signer_tin": "2345678901", "signer_name": "Касиренко Ганна"}  # of whom nobody said: the head
    whose, person = from_certificate(pki.fop.certificate)
    assert whose["tin"] == person["signer_tin"] == "1234567890" and person["signs_as"] == "head"
    assert from_certificate(pki.seal.certificate) == ({"tin": "99999999", "name": "ТОВ «Тест»"}, {})


def test_an_identifier_that_was_given_is_not_made_up() -> None:
    row = row_of(ObjectRow, {"type": "321", "number": "5", "object-id": "32100009"}, "row 1")
    assert row.object_id == "32100009"
    assert row_of(ObjectRow, {"type": "2", "number": "10"}, "row 1").object_id == "00200010"
    assert row_of(ObjectRow, {"number": "10"}, "row 1").object_id is None


def test_a_catalogue_without_a_list_judges_no_codes() -> None:
    bare = dataclasses.replace(CATALOGUE, lists={})
    form = twenty(dataclasses.replace(ROW, state=44, katottg="UA" + "1" * 17)).form
    assert [f.rule for f in check_declar(form, bare, Known())] == []
    assert [f.rule for f in check_declar(form, CATALOGUE, Known())] == ["20-opp.object-state"]
