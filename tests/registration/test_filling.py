"""From what people give to a valid form: whatever text comes in, the XML is valid by the official schema or refused."""

from __future__ import annotations

import random
import time
from datetime import UTC, date, datetime
from typing import Any

import pytest

from prro_cli.documents.simple import LETTERS_OF_PASSPORTS
from prro_cli.errors.base import PrroError
from prro_cli.errors.registration import FormIncompleteError
from prro_cli.forms import catalogue, model, validator
from prro_cli.forms.filename import FileName
from prro_cli.forms.model import Declar, Form1, Form5, Form20
from prro_cli.registration import filling
from prro_cli.registration.cashiers import split_role
from prro_cli.registration.filling import Circumstances, body_of, head_of, letter_for, read_source
from prro_cli.registration.prepare import prepare
from tests.forms import generate
from tests.shared import shared_data

BUILT_IN = catalogue.load()
DAY = date(2026, 11, 25)
FORMS = {"20-opp": Form20, "1-prro": Form1, "5-prro": Form5}
XSD = {"20-opp": "J1312005.xsd", "1-prro": "J1316605.xsd", "5-prro": "J1391802.xsd"}
TRIES = 300


def anything(rng: random.Random) -> str:
    """Text as people and their clipboards give it: mostly Ukrainian, now and then anything of Unicode."""
    letters = rng.choice((generate.LETTERS, generate.TEXTS, generate.ADMITTED, "’ʼ`„“—–…\u00a0\u2011№₴½é"))
    text = "".join(rng.choice(letters) for _ in range(rng.randint(1, 30)))
    if rng.random() < 0.1:
        text += chr(
            rng.choice((rng.randrange(32, 0x500), rng.randrange(0x2000, 0x2100), rng.randrange(0x3000, 0xD000)))
        )
    return text


def number(rng: random.Random, low: int, high: int) -> str:
    return generate.digits(rng, low, high) if rng.random() < 0.97 else rng.choice(generate.NASTY)


def values_of(rng: random.Random, form: str) -> dict[str, Any]:
    """Raw values of a legal entity's form."""
    common = {"tin": "12345678", "name": anything(rng), "signer_name": anything(rng), "filled": "25.11.2026"}
    common |= {
        "signer_tin": number(rng, 9, 10),
        "signs_as": rng.choice(("head", "M12", "M02", "M01")),
    }
    if form == "1-prro":
        return common | {
            "action": rng.choice(("register", "M012", "Зміни (крім перереєстрації)", "resume")),
            "vat": rng.choice(("", number(rng, 12, 12))), "object_id": number(rng, 8, 8),
            "katottg": "UA" + number(rng, 17, 17), "unit": anything(rng), "address": anything(rng),
            "payment_system": rng.choice((None, anything(rng))), "kind": rng.choice(("mobile", "M041", "internet")),
            "register_name": anything(rng), "local_number": rng.choice((7, number(rng, 1, 6))),
            "fiscal_number": rng.choice(("", number(rng, 10, 10))), "offline": rng.choice(("none", "M052", "reserve")),
        }  # fmt: skip
    if form == "5-prro":
        rows = [
            {
                "name": anything(rng),
                "tin": number(rng, 10, 10),
                "key-id": "ab" * 32,
                "role": rng.choice(("cashier", "ended")),
            }
            for _ in range(rng.randint(1, 3))
        ]
        return common | {"dated": "2026-11-25", "number": number(rng, 1, 5), "keys": rows}
    rows = [
        {
            "action": rng.choice(("new", "change", "close", 1)), "type": rng.choice((321, "247", "2")),
            "number": number(rng, 5, 5), "title": anything(rng), "place": anything(rng), "street": anything(rng),
            "state": rng.randint(1, 9), "right": rng.randint(1, 11), "account_here": rng.choice(("no", "+", True)),
        }
        for _ in range(rng.randint(1, 3))
    ]  # fmt: skip
    del common["signer_tin"], common["signs_as"]
    return common | {"office": anything(rng), "objects": rows}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_prepared_is_valid_by_the_official_schema(form: str) -> None:
    """The whole way of a form, 300 times: filled in, normalised, written, judged by lxml and the official XSD."""
    etree = pytest.importorskip("lxml.etree", reason="lxml is not installed")
    schema = etree.XMLSchema(etree.parse(str(shared_data("forms/xsd") / XSD[form])))
    rng = random.Random(f"prepared {form}")
    edition = BUILT_IN.edition(form, DAY)
    made = 0
    for attempt in range(20 * TRIES):
        if made == TRIES:
            break
        try:
            body = body_of(edition, values_of(rng, form), "J")
            head = head_of(edition, body.tin, Circumstances("J", rng.choice(generate.OFFICES), 1, DAY))
            prepared = prepare(Declar(head, body), BUILT_IN, force=True)
        except PrroError:
            continue
        made += 1
        assert schema.validate(etree.fromstring(prepared.xml)), (
            attempt,
            schema.error_log,
            prepared.xml.decode("cp1251"),
        )
        assert validator.check_xml(prepared.xml, BUILT_IN).declar == prepared.form
        assert prepared.file_name == str(FileName.of(prepared.form.head))
    assert made == TRIES


def _junk(rng: random.Random, depth: int = 0) -> Any:
    kinds: list[Any] = [None, True, -1, 10**30, 1.5, "", "х", "25.13.2026", DAY, datetime(2026, 1, 1, tzinfo=UTC)]
    kinds += [rng.choice(generate.NASTY), anything(rng)]
    if depth < 3:
        kinds += [[_junk(rng, depth + 1) for _ in range(rng.randrange(3))]]
        kinds += [{rng.choice(("role", "type", "name", "tin", "action", "x")): _junk(rng, depth + 1)}]
    return rng.choice(kinds)


def test_junk_in_a_file_is_an_error_of_ours() -> None:
    rng = random.Random("junk")
    for form, kind in FORMS.items():
        edition = BUILT_IN.edition(form, DAY)
        names = [m.attribute for m in filling.table_of(kind).members]
        for _ in range(300):
            values = values_of(rng, form) | {rng.choice(names): _junk(rng) for _ in range(rng.randint(1, 3))}
            try:
                body = body_of(edition, values, rng.choice("JF"))
                head = head_of(edition, body.tin, Circumstances("J", 2659, 1, DAY))
                prepare(Declar(head, body), BUILT_IN)
            except PrroError:
                continue


def test_junk_files_are_errors_of_ours() -> None:
    rng = random.Random("files")
    edition = BUILT_IN.edition("1-prro", DAY)
    sound = 'tin = "12345678"\nname = "А"\nfilled = 2026-11-25\n'.encode()
    for _ in range(300):
        data = bytearray(rng.choice((sound, b'{"tin": "1", "name": [1, {"a": null}]}')))
        for _ in range(rng.randint(1, 4)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        began = time.process_time()
        try:
            read_source(bytes(data), "form", edition)
        except PrroError as error:
            assert error.id == "PRRO-E0374"
        assert time.process_time() - began < 1
    for deep in (b"[" * 100_000, b'{"a":' * 100_000, b'{"objects": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"):
        try:
            read_source(deep, "form", edition)
        except PrroError as error:
            assert error.id == "PRRO-E0374"


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(FormIncompleteError) as raised:
        body_of(BUILT_IN.edition("1-prro", DAY), {"kind": "tank", "filled": "yesterday", "action": ""}, "J")
    told = {field["name"]: field["problem"] for field in raised.value.data["fields"]}
    assert "stationary (M041)" in told["--kind"] and "2026-11-20" in told["--filled"]
    assert told["--action"].startswith("is missing; one of register (M011)")
    assert {"--name", "--tin", "--register-name", "--offline"} <= set(told)


@pytest.mark.parametrize(
    ("tin", "letter"),
    [
        ("12345678", "J"),
        ("1234567890", "F"),
        ("123456789", "F"),
        ("АБ123456", "F"),
        ("ab 123456", "F"),
        ("12345", "J"),
        ("", "J"),
    ],
)
def test_the_letter_follows_the_number(tin: str, letter: str) -> None:
    assert LETTERS_OF_PASSPORTS and letter_for(tin) == letter


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("olena.cer", ("olena.cer", model.CASHIER)),
        ("olena.cer=senior", ("olena.cer", model.SENIOR)),
        ("a=b.cer", ("a=b.cer", model.CASHIER)),
        ("a=b.cer=Старший касир", ("a=b.cer", model.SENIOR)),
        ("a.cer=припинення роботи", ("a.cer", model.ENDED)),
        ("a.cer=boss", ("a.cer=boss", model.CASHIER)),
    ],
)
def test_roles_behind_a_file(text: str, wanted: tuple[str, str]) -> None:
    assert split_role(text) == wanted
