"""The forms as values: samples, file names, rules, characters, F variants, replaceable data, fuzzing."""

from __future__ import annotations

import dataclasses
import random
import time
from datetime import date
from pathlib import Path

import pytest

from prro_cli.documents.findings import Level
from prro_cli.errors.base import PrroError
from prro_cli.errors.documents import CharacterError
from prro_cli.errors.registration import FormDataError, FormFieldError, FormUnknownError, FormUnreadableError
from prro_cli.forms import catalogue, charset, describe, model, reader, rules, simple, validator, writer
from prro_cli.forms.codes import FormCode
from prro_cli.forms.filename import FileName, same_document
from prro_cli.forms.model import Declar, Form1, Form5, Form20, KeyRow, ObjectRow
from prro_cli.forms.rules import Known, KnownObject, KnownRegister
from tests.forms import generate
from tests.provoking import provokes
from tests.shared import shared_data

BUILT_IN = catalogue.load()
MUTATIONS = 1500
MOST_SECONDS = 0.5


def form(sub: str, seed: str = "one", letter: str = "J") -> Declar:
    """A form that is valid and that the rules have nothing against."""
    rng = random.Random(seed)
    declar = generate.declar(rng, sub, letter)
    number = "12345678" if letter == "J" else declar.body.tin
    declar = Declar(declar.head, dataclasses.replace(declar.body, tin=number))
    head = dataclasses.replace(declar.head, c_doc_stan=1, linked_docs=(), tin=number, period_type=1)
    head = dataclasses.replace(head, d_fill=declar.body.filled, c_doc_type=0)
    head = dataclasses.replace(head, period_month=declar.body.filled.month, period_year=declar.body.filled.year)
    body = declar.body
    if isinstance(body, Form1):
        body = dataclasses.replace(body, action="register", fiscal_number=None, object_id="32100001", vat=None)
        body = dataclasses.replace(body, katottg=generate.katottg(rng), unit="Магазин", address="м. Київ, вул. 1")
    elif isinstance(body, Form5):
        rows = tuple(dataclasses.replace(r, name="Касир", tin="1234567890") for r in body.keys)
        body = dataclasses.replace(body, keys=rows)
    else:
        rows20 = tuple(
            dataclasses.replace(
                r, type_code="321", object_id=f"321{n:05d}", state=2, katottg="UA80000000001078669", title="Магазин"
            )
            for n, r in enumerate(body.objects, 1)
        )
        body = dataclasses.replace(body, objects=rows20)
    return Declar(head, body)


def told(declar: Declar, known: Known | None = None) -> set[str]:
    """The rules that have something against a form, warnings included."""
    _, findings = validator.check(declar, BUILT_IN, known)
    return {finding.rule for finding in findings}


def with_body(declar: Declar, **changes: object) -> Declar:
    return Declar(declar.head, dataclasses.replace(declar.body, **changes))


def test_the_official_samples_are_read_and_rewritten_equal() -> None:
    samples = sorted(shared_data("forms/samples").glob("*.XML"))
    assert len(samples) == 4
    for path in samples:
        data = path.read_bytes()
        reading = validator.check_xml(data, BUILT_IN)
        assert reading.valid and reading.declar is not None
        assert writer.write(reading.declar) == data
        assert str(FileName.of(reading.declar.head)) == path.name
        assert FileName.parse(path.name).taxpayer == "12345678"
        assert all(f.level is Level.WARNING for f in reading.findings)


@pytest.mark.parametrize("sub", generate.SUBS)
@pytest.mark.parametrize("letter", "JF")
def test_written_and_read_again(sub: str, letter: str) -> None:
    rng = random.Random(f"{sub}{letter}")
    for _ in range(30):
        declar = generate.declar(rng, sub, letter)
        reading = reader.read(writer.write(declar))
        assert reading.declar == declar and reading.valid
        assert reading.code == FormCode(letter, "13", sub, generate.SUBS[sub])


@pytest.mark.parametrize("sub", generate.SUBS)
def test_nothing_is_told_of_a_sound_form(sub: str) -> None:
    # The object of a 1-ПРРО is known only if a 20-ОПП is.
    assert told(form(sub)) <= {"1-prro.object-unknown"}


def test_f_forms_are_derived_and_say_so() -> None:
    declar = form(model.SUB_1_PRRO, letter="F")
    assert "head.derived" in told(declar)
    legal = writer.write(declar).replace(b"F13", b"J13").replace(b"F1316605", b"J1316605")
    if declar.body.tin.isdigit():
        assert reader.read(legal).valid
    person = with_body(declar, tin="12345678")
    with pytest.raises(FormFieldError, match="HTIN"):
        writer.write(person)


CASES_1 = (
    ({"fiscal_number": "4000000001"}, "1-prro.fiscal"),
    ({"action": "cancel"}, "1-prro.fiscal"),
    ({"object_id": None}, "1-prro.section-3"),
    ({"katottg": ""}, "1-prro.section-3"),
    ({"action": "reregister", "fiscal_number": "1", "address": None}, "1-prro.section-3"),
    ({"object_id": "ABC"}, "1-prro.object-id"),
    ({"tin": "7654321"}, "head.tin"),
    ({"filled": date(2030, 1, 1)}, "head.date"),
)


@pytest.mark.parametrize(("changes", "rule"), CASES_1)
def test_rules_of_1_prro(changes: dict[str, object], rule: str) -> None:
    assert rule in told(with_body(form(model.SUB_1_PRRO), **changes))


def test_cancelling_needs_no_section_3() -> None:
    body = {"action": "cancel", "fiscal_number": "4000000001", "object_id": None, "katottg": None}
    assert told(with_body(form(model.SUB_1_PRRO), **body, unit=None, address=None)) == set()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"c_sti_orig": 2659, "c_reg": 26, "c_raj": 58}, "head.office"),
        ({"c_doc_stan": 2}, "head.state"),
        ({"c_doc_cnt": 10_000_000}, "head.file-name"),
        ({"c_doc_type": 100}, "head.file-name"),
        ({"period_year": 2099}, "head.period"),
        ({"c_doc_ver": "6"}, "head.version"),
    ],
)
def test_rules_of_the_head(changes: dict[str, object], rule: str) -> None:
    declar = form(model.SUB_5_PRRO)
    changed = Declar(dataclasses.replace(declar.head, **changes), declar.body)  # type: ignore[arg-type]
    assert rule in told(changed)


def test_the_object_must_be_that_of_20_opp() -> None:
    declar = form(model.SUB_1_PRRO)
    row = ObjectRow(
        action=1, type_code="321", object_id="32100001", title="МАГАЗИН", katottg=declar.body.katottg, place="м. Київ",
        street="вул. 1", state=2, right=8,
    )  # fmt: skip

    def known(changed: ObjectRow, tin: str = declar.body.tin) -> Known:
        return Known((KnownObject(tin, changed, "20"),))

    assert told(declar, known(row)) == set()
    assert told(declar, known(row, "99999999")) == {"1-prro.object-unknown"}
    assert told(declar, known(dataclasses.replace(row, object_id="032100001"))) == set()
    assert told(declar, known(dataclasses.replace(row, title="Кафе"))) == {"1-prro.object-differs"}
    assert told(declar, known(dataclasses.replace(row, katottg="UA" + "0" * 17))) == {"1-prro.object-differs"}
    assert told(declar, known(dataclasses.replace(row, street="вул. 2"))) == {"1-prro.address-differs"}
    assert told(declar, known(dataclasses.replace(row, action=6))) == {"1-prro.object-closed"}


def test_local_numbers_are_unique_in_their_unit_and_kept() -> None:
    declar = with_body(form(model.SUB_1_PRRO), local_number="007")
    tin = declar.body.tin
    same = KnownRegister(tin, "7", "an earlier form", object_id="32100001")

    def rules_for(register: KnownRegister, changed: Declar = declar) -> set[str]:
        return told(changed, Known((), (register,))) - {"1-prro.object-unknown"}

    assert rules_for(same) == {"1-prro.local-number"}
    for free in (
        dataclasses.replace(same, local_number="8"),
        dataclasses.replace(same, object_id="24700001"),
        dataclasses.replace(same, cancelled=True),
        dataclasses.replace(same, tin="99999999"),
    ):
        assert rules_for(free) == set()
    desk = KnownRegister(tin, "7", "the desk kiosk", unit="магазин", fiscal_number="4000000001")
    assert rules_for(desk) == {"1-prro.local-number"}
    assert rules_for(dataclasses.replace(desk, unit="Кафе")) == set()
    change = with_body(declar, action="change", fiscal_number="4000000001", local_number="8")
    assert rules_for(desk, change) == {"1-prro.local-number"}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"role": "касир"}, "5-prro.role"),
        ({"role": "Cashier"}, "5-prro.role"),
        ({"role": ""}, "5-prro.row"),
        ({"name": " "}, "5-prro.row"),
        ({"tin": ""}, "5-prro.row"),
        ({"key_id": "ab" * 19}, "5-prro.key-id"),
        ({"key_id": "zz" * 20}, "5-prro.key-id"),
    ],
)
def test_rules_of_5_prro(changes: dict[str, str], rule: str) -> None:
    declar = form(model.SUB_5_PRRO)
    first, *rest = declar.body.keys
    assert rule in told(with_body(declar, keys=(dataclasses.replace(first, **changes), *rest)))


def test_one_key_stands_once_whatever_its_case() -> None:
    row = KeyRow(name="А", tin="1234567890", key_id="ab" * 20, role=model.CASHIER)
    declar = with_body(form(model.SUB_5_PRRO), keys=(row, dataclasses.replace(row, key_id="AB" * 20)))
    assert told(declar) == {"5-prro.twice"}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"action": 2}, "20-opp.object-action"),
        ({"state": 4}, "20-opp.object-state"),
        ({"right": 11}, "20-opp.object-right"),
        ({"type_code": "247"}, "20-opp.identifier"),
        ({"object_id": "321000001"}, "20-opp.identifier"),
        ({"type_code": "9", "object_id": "00900001"}, "20-opp.object-type"),
        ({"katottg": None}, "20-opp.katottg"),
        ({"place": "  "}, "20-opp.row"),
    ],
)
def test_rules_of_20_opp(changes: dict[str, object], rule: str) -> None:
    declar = form(model.SUB_20_OPP)
    first, *rest = declar.body.objects
    changed = with_body(declar, objects=(dataclasses.replace(first, **changes), *rest))
    _, findings = validator.check(changed, BUILT_IN)
    found = next(f for f in findings if f.rule == rule)
    uncertain = rule in ("20-opp.object-type", "20-opp.katottg")  # the list is not complete, the column may be empty
    assert found.level is (Level.WARNING if uncertain else Level.CONTRADICTION)


def test_leading_zeros_of_an_identifier_do_not_count() -> None:
    assert rules.identifier_fits("00200010", "2") and rules.identifier_fits("200010", "002")
    assert not rules.identifier_fits("20000010", "2")
    assert rules.same_identifier("00200010", "200010") and not rules.same_identifier("", "")


def test_a_cell_that_is_missing_is_named() -> None:
    declar = form(model.SUB_20_OPP, "several")
    data = writer.write(declar)
    cut = data.replace(b'    <T1RXXXXG9 ROWNUM="1">2</T1RXXXXG9>\n', b"", 1)
    assert cut != data
    findings = validator.check_xml(cut, BUILT_IN).findings
    expected = "schema.missing" if len(declar.body.objects) == 1 else "20-opp.row"
    assert expected in {f.rule for f in findings}


def test_characters_are_replaced_and_told() -> None:
    declar = form(model.SUB_20_OPP)
    row = dataclasses.replace(
        declar.body.objects[0], title="Кафе „П’ятниця“ — №1 ʼ", street="вул. ІІ-га, 12A, к. XIV", place="м. Київ ₴"
    )
    changed, replaced = charset.normalised(with_body(declar, objects=(row,)))
    assert isinstance(changed.body, Form20)
    after = changed.body.objects[0]
    assert (after.title, after.street, after.place) == (
        "Кафе \"П'ятниця\" – №1 '",
        "вул. ІІ-га, 12А, к. XIV",
        "м. Київ грн",
    )
    assert after.street != row.street and {r.element for r in replaced} == {"T1RXXXXG4S", "T1RXXXXG8S", "T1RXXXXG7S"}
    assert reader.read(writer.write(changed)).valid


def test_what_cannot_be_replaced_is_named() -> None:
    declar = form(model.SUB_20_OPP)
    row = dataclasses.replace(declar.body.objects[0], street="вул. Main_street #5")
    changed, _ = charset.normalised(with_body(declar, objects=(row,)))
    with pytest.raises(FormFieldError, match=r"T1RXXXXG8S.*not admitted here: M?a? ?.*_ \(U\+005F\)"):
        writer.write(changed)
    with pytest.raises(CharacterError):
        charset.normalised(with_body(declar, name="Магазин 漢"))
    with pytest.raises(CharacterError):
        writer.write(with_body(declar, name="Магазин \x0b"))


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        ("26590012345678J1316605100010000111120262659.XML", True),
        ("26590012345678j1316605100010000111120262659.XML", False),
        ("265900АБ123456F1316605100010000111120262659.xml", True),
        ("265900AB123456F1316605100010000111120262659.xml", False),
        ("26590012345678J1316600100010000111120262659.XML", False),
        ("26590012345678J1316605100010000111320262659.XML", False),
        ("26590012345678J1316605400010000111120262659.XML", False),
        ("26590012345678J131660510001000011112026265.XML", False),
        ("26590012345678J1316605100010000111120262659.XML\n", False),
        ("", False),
    ],
)
def test_file_names(text: str, ok: bool) -> None:
    if not ok:
        with pytest.raises(ValueError):
            FileName.parse(text)
        return
    parsed = FileName.parse(text)
    assert same_document(str(parsed), text)
    assert parsed.taxpayer in ("12345678", "АБ123456")
    assert parsed.code.sub == "166"


def test_the_file_name_pads() -> None:
    declar = form(model.SUB_1_PRRO)
    head = dataclasses.replace(declar.head, tin="АБ123456", c_reg=9, c_raj=15, c_sti_orig=915, c_doc_cnt=7)
    name = str(FileName.of(head))
    assert name.startswith("091500АБ123456J1316605100000000711") and name.endswith("0915.XML") and len(name) == 47


def test_describing_names_every_field() -> None:
    declar = form(model.SUB_1_PRRO)
    lines = {line.element: line for line in describe.lines(declar, BUILT_IN)}
    assert lines["M011"].value == "Реєстрація" and lines["R04G12S"].caption == "локальний номер"
    rows = describe.lines(form(model.SUB_20_OPP), BUILT_IN, head=False)
    assert next(line for line in rows if line.element == "T1RXXXXG3").meaning == "магазин"
    filled = {element for element in lines if not element.startswith("M")}
    written = {node.name for node in reader.read(writer.write(declar)).root.walk() if node.text.strip()}
    assert filled >= {name for name in written if not name.startswith("M")}


def test_the_catalogue_knows_what_is_in_force() -> None:
    assert str(BUILT_IN.edition("1-prro", date(2026, 11, 25)).code("J")) == "J1316605"
    assert str(BUILT_IN.edition("20-opp", date(2026, 11, 25)).code("F")) == "F1312005"
    with pytest.raises(FormDataError, match="no version of 1-prro"):
        BUILT_IN.edition("1-prro", date(2022, 1, 1))  # 04 is known, but not written


def test_data_files_are_replaced_one_by_one(tmp_path: Path) -> None:
    text = (catalogue.PACKAGED / catalogue.FORMS).read_text(encoding="utf-8")
    newer = '\n[[form]]\nname = "1-prro"\ntitle = "1-ПРРО"\nsub = "166"\nversion = 6\nvalid-from = 2027-01-01\n'
    (tmp_path / catalogue.FORMS).write_text(text + newer, encoding="utf-8")
    own = catalogue.load(tmp_path)
    assert str(own.edition("1-prro", date(2026, 12, 31)).code("J")) == "J1316605"
    assert str(own.edition("1-prro", date(2027, 1, 1)).code("J")) == "J1316606"
    assert own.editions[0].source == str(tmp_path / catalogue.FORMS)
    assert own.lists["object-type"].source == "built in"


@provokes("PRRO-E0364")
@pytest.mark.parametrize(
    ("name", "text"),
    [
        (catalogue.FORMS, "[[form]]\nname = 1\n"),
        (catalogue.FORMS, "[[form]]\nname = 'x'\ntitle = 'x'\nsub = '999'\nversion = 1\n"),
        (catalogue.FORMS, "[[form]]\nname = 'x'\ntitle = 'x'\nsub = '166'\nversion = true\n"),
        (catalogue.FORMS, "form = 3\n"),
        (catalogue.FORMS, "[[form]]\nname='x'\ntitle='x'\nsub='166'\nversion=5\nvalid-from='soon'\n"),
        (catalogue.FORMS, "[[form]]\nname='x'\ntitle='x'\nsub='166'\nversion=5\ncolour='red'\n"),
        (catalogue.CODES, "[object-type]\ncodes = { x = 'кіоск' }\n"),
        (catalogue.CODES, "object-type = 1\n"),
        (catalogue.RECIPIENTS, "[[recipient]]\nchannels = 'rest'\nname = 'x'\n"),
        (catalogue.RECIPIENTS, "not toml"),
        (catalogue.RECIPIENTS, "\udcff"),
    ],
)
def test_bad_data_files_are_named(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(FormDataError):
        catalogue.load(tmp_path)


@pytest.mark.parametrize(
    "data",
    [b"", b"<DECLAR/>", b"<CHECK/>", b"PK\x03\x04", b"<DECLAR><DECLARHEAD><C_DOC>J13</C_DOC></DECLARHEAD></DECLAR>",
     b"<!DOCTYPE x [<!ENTITY a 'b'>]><DECLAR>&a;</DECLAR>"],
)  # fmt: skip
@provokes("PRRO-E0361")
def test_what_is_no_form_is_refused(data: bytes) -> None:
    with pytest.raises(FormUnreadableError):
        reader.read(data)


@provokes("PRRO-E0362")
def test_other_forms_are_refused_by_name() -> None:
    data = writer.write(form(model.SUB_1_PRRO)).replace(b"<C_DOC_SUB>166", b"<C_DOC_SUB>167")
    with pytest.raises(FormUnknownError, match="J1316705"):
        reader.read(data)


def _mutate(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 2)):
        place = rng.randrange(len(changed))
        match rng.choice((0, 0, 0, 1, 2, 3, 4)):
            case 0:
                changed[place] = rng.choice((rng.randrange(256), 0x30 + rng.randrange(10), 0xC0 + rng.randrange(64)))
            case 1:
                del changed[place : place + rng.randint(1, 80)]
            case 2:
                changed[place:place] = changed[place : place + rng.randint(1, 200)]
            case 3:
                changed[place:place] = rng.choice((b"<", b"&", b"]]>", b"\x00", b"<X/>", b' ROWNUM="1"', b"<!--"))
            case _:
                del changed[place:]
        if not changed:
            return b""
    return bytes(changed)


def _fuzz(seed: str, count: int) -> int:
    rng = random.Random(seed)
    forms = [writer.write(generate.declar(rng, sub, letter)) for sub in generate.SUBS for letter in "JF"]
    read = 0
    for number in range(count):
        data = _mutate(rng, rng.choice(forms))
        began = time.process_time()
        try:
            reading = validator.check_xml(data, BUILT_IN)
        except PrroError:
            continue
        finally:
            assert time.process_time() - began < MOST_SECONDS, (seed, number)
        read += 1
        if reading.declar is not None and reading.valid:
            again = reader.read(writer.write(reading.declar))
            assert again.declar == reading.declar, (seed, number)
    return read


def test_mutated_forms_give_verdicts_or_our_errors() -> None:
    assert _fuzz("short", MUTATIONS) > MUTATIONS // 10


@pytest.mark.slow
def test_many_mutated_forms() -> None:
    seed = str(time.time_ns())
    print("seed", seed)
    assert _fuzz(seed, 100_000) > 10_000


def test_blank_texts_cost_no_time() -> None:
    """The schema's own pattern for these fields costs exponential time in a naive reader."""
    began = time.process_time()
    assert simple.NON_BLANK.problem(" " * 100_000) is not None
    assert simple.NON_BLANK.problem("а " * 100_000) is None
    assert simple.OBJECT_ADDRESS.problem("а " * 100_000 + "_") is not None
    assert time.process_time() - began < MOST_SECONDS
