"""Our tables against the official schemas: what we write they accept, and every verdict is the same."""

from __future__ import annotations

import random
import time
from typing import Any
from xml.etree import ElementTree

import pytest

from prro_cli.documents.findings import Finding
from prro_cli.forms import model, reader, simple, writer
from prro_cli.forms.filename import FileName
from tests.forms import generate
from tests.shared import shared_data

etree = pytest.importorskip("lxml.etree", reason="lxml is not installed; the schema tests need it")
FILES = {model.SUB_20_OPP: "J1312005.xsd", model.SUB_1_PRRO: "J1316605.xsd", model.SUB_5_PRRO: "J1391802.xsd"}
GENERATED = 300
DAMAGED = 400
DERIVED = 100
CAMPAIGN = 20_000


@pytest.fixture(scope="module")
def derived(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The F schemas as registration 1.6 derives them: C_DOC F13 and HTIN of a person, in the J schema (GUESS)."""
    source, target = shared_data("forms/xsd"), tmp_path_factory.mktemp("derived")
    found = {}
    for sub, name in {"": "common_types.xsd", **FILES}.items():
        text = (source / name).read_bytes().decode("cp1251")
        text = text.replace('fixed="J13"', 'fixed="F13"').replace('type="DGHTINJ"', 'type="DGHTINF"')
        (target / name).write_bytes(text.encode("cp1251"))
        if sub:
            found[sub] = etree.XMLSchema(etree.parse(str(target / name)))
    return found


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    folder = shared_data("forms/xsd")
    return {sub: etree.XMLSchema(etree.parse(str(folder / name))) for sub, name in FILES.items()}


def schema_errors(data: bytes) -> list[Finding]:
    return [f for f in reader.read(data).findings if f.rule.startswith("schema.")]


@pytest.mark.parametrize("sub", FILES)
def test_everything_the_writer_makes_is_valid(schemas: dict[str, Any], sub: str) -> None:
    rng = random.Random(f"valid {sub}")
    for number in range(GENERATED):
        declar = generate.declar(rng, sub)
        data = writer.write(declar)
        assert schemas[sub].validate(etree.fromstring(data)), (number, schemas[sub].error_log, data.decode("cp1251"))
        reading = reader.read(data)
        assert reading.valid and reading.declar == declar
        name = str(FileName.of(declar.head))
        assert simple.FILE_NAME.problem(name) is None and str(FileName.parse(name)) == name


@pytest.mark.parametrize("sub", FILES)
def test_f_forms_fit_the_derived_schemas(derived: dict[str, Any], sub: str) -> None:
    rng = random.Random(f"derived {sub}")
    for _ in range(DERIVED):
        declar = generate.declar(rng, sub, "F")
        data = writer.write(declar)
        assert derived[sub].validate(etree.fromstring(data)), (derived[sub].error_log, data.decode("cp1251"))
        assert reader.read(data).declar == declar and reader.read(data).code.derived
    assert min(_campaign(derived[sub], sub, f"derived {sub}", DERIVED, "F")) > DERIVED // 20


@pytest.mark.parametrize("sub", FILES)
def test_damage_gets_the_same_verdict(schemas: dict[str, Any], sub: str) -> None:
    assert min(_campaign(schemas[sub], sub, f"damaged {sub}", DAMAGED)) > DAMAGED // 20


@pytest.mark.slow
@pytest.mark.parametrize("sub", FILES)
def test_much_damage_gets_the_same_verdict(schemas: dict[str, Any], sub: str) -> None:
    seed = str(time.time_ns())
    print("seed", seed)
    assert min(_campaign(schemas[sub], sub, seed, CAMPAIGN)) > CAMPAIGN // 20


def _campaign(schema: Any, sub: str, seed: str, count: int, letter: str = "J") -> tuple[int, int]:
    rng = random.Random(seed)
    verdicts = {True: 0, False: 0}
    for number in range(count):
        tree = ElementTree.fromstring(
            writer.write(generate.declar(rng, sub, letter)).decode("cp1251").partition("\n")[2]
        )
        generate.damage(rng, tree)
        data = ElementTree.tostring(tree, encoding="windows-1251")
        theirs = schema.validate(etree.fromstring(data))
        ours = schema_errors(data)
        assert theirs == (not ours), (seed, number, theirs, ours, schema.error_log, data.decode("cp1251"))
        verdicts[theirs] += 1
    return verdicts[True], verdicts[False]


@pytest.mark.parametrize("sub", FILES)
def test_every_element_agrees_on_nasty_texts(schemas: dict[str, Any], sub: str) -> None:
    declar = generate.one_row(generate.declar(random.Random(f"nasty {sub}"), sub))
    tree = ElementTree.fromstring(writer.write(declar).decode("cp1251").partition("\n")[2])
    leaves = [n for n in tree.iter() if not len(n) and n.tag not in ("C_DOC", "C_DOC_SUB", "C_DOC_VER")]
    for leaf in {leaf.tag: leaf for leaf in leaves}.values():
        kept, attributes = leaf.text, dict(leaf.attrib)
        leaf.attrib.pop(generate.INSTANCE + "nil", None)
        for text in generate.NASTY:
            if text == "\x0b":
                continue
            leaf.text = text
            data = ElementTree.tostring(tree, encoding="windows-1251")
            theirs = schemas[sub].validate(etree.fromstring(data))
            assert theirs == (not schema_errors(data)), (leaf.tag, text, theirs, schema_errors(data))
        leaf.text = kept
        leaf.attrib.clear()
        leaf.attrib.update(attributes)


def test_every_character_of_20_opp_gets_the_verdict_of_the_schema(schemas: dict[str, Any]) -> None:
    """Columns 4 and 8, one character after the other: all of windows-1251 and the two oddities beyond it."""
    declar = generate.declar(random.Random("characters"), model.SUB_20_OPP)
    tree = ElementTree.fromstring(writer.write(declar).decode("cp1251").partition("\n")[2])
    columns = {"T1RXXXXG8S": simple.OBJECT_ADDRESS, "T1RXXXXG4S": simple.OBJECT_NAME}
    characters = [bytes([n]).decode("cp1251", "ignore") for n in range(32, 256)] + ["\t", "\n", "ʼ", "\u2011", "\x96"]
    for tag, kind in columns.items():
        node = next(n for n in tree.iter(tag))
        node.attrib.pop(generate.INSTANCE + "nil", None)
        for character in filter(None, characters):
            node.text = f"а{character}а"
            data = ElementTree.tostring(tree, encoding="utf-8")
            theirs = schemas[model.SUB_20_OPP].validate(etree.fromstring(data))
            assert theirs == (kind.problem(node.text) is None), (tag, character, theirs)
        node.text = "а"
