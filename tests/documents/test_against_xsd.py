"""The tables against the tax service's own schemas: what we write they accept, and every verdict is the same."""

from __future__ import annotations

import random
from typing import Any
from xml.etree import ElementTree

import pytest

from prro_cli.documents import reader, validator, writer
from prro_cli.documents.model import ROOTS
from tests.documents import generate
from tests.shared import shared_data

etree = pytest.importorskip("lxml.etree", reason="lxml is not installed; the schema tests need it")
FILES = {"CHECK": "check01.xsd", "ZREP": "zrep01.xsd", "TICKET": "ticket01.xsd"}
GENERATED = 500
DAMAGED = 1500


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    folder = shared_data("fiscal/xsd")
    return {root: etree.XMLSchema(etree.parse(str(folder / name))) for root, name in FILES.items()}


def _schema_errors(data: bytes) -> list[validator.Finding]:
    checked = validator.check_xml(data)
    return [f for f in checked.findings if f.rule.startswith(("schema.", "xml.unreadable"))]


@pytest.mark.parametrize("root", FILES)
def test_everything_the_writer_makes_is_valid(schemas: dict[str, Any], root: str) -> None:
    rng = random.Random(f"valid {root}")
    for number in range(GENERATED):
        document = generate.document(rng, root, fullness=rng.choice((0.0, 0.2, 0.5, 1.0)))
        data = writer.write(document)
        tree = etree.fromstring(data)
        assert schemas[root].validate(tree), (number, schemas[root].error_log, data.decode("cp1251"))
        assert not _schema_errors(data)
        assert reader.read(data).document == document


@pytest.mark.parametrize("root", FILES)
def test_damage_gets_the_same_verdict(schemas: dict[str, Any], root: str) -> None:
    rng = random.Random(f"damaged {root}")
    verdicts = {True: 0, False: 0}
    for _ in range(DAMAGED):
        document = generate.document(rng, root, fullness=rng.choice((0.0, 0.1, 0.3)))
        tree = ElementTree.fromstring(writer.write(document).decode("cp1251").partition("\n")[2])
        generate.damage(rng, tree)
        data = ElementTree.tostring(tree, encoding="windows-1251")
        theirs = schemas[root].validate(etree.fromstring(data))
        ours = _schema_errors(data)
        assert theirs == (not ours), (theirs, ours, schemas[root].error_log, data.decode("cp1251"))
        verdicts[theirs] += 1
    assert min(verdicts.values()) > DAMAGED // 20, verdicts


@pytest.mark.parametrize("text", generate.NASTY)
def test_every_type_agrees_on_nasty_texts(schemas: dict[str, Any], text: str) -> None:
    """One element of each type of a full document holds the text; the schema and we must agree on each."""
    for root in FILES:
        document = generate.document(random.Random(f"full {root}"), root, fullness=1.0)
        tree = ElementTree.fromstring(writer.write(document).decode("cp1251").partition("\n")[2])
        seen: set[int] = set()
        for node, element in generate.leaves(tree, ROOTS[root]):
            if id(element.simple) in seen:
                continue
            seen.add(id(element.simple))
            kept, node.text = node.text, text
            data = ElementTree.tostring(tree, encoding="windows-1251")
            theirs = schemas[root].validate(etree.fromstring(data))
            ours = _schema_errors(data)
            assert theirs == (not ours), (root, node.tag, text, theirs, ours)
            node.text = kept
