"""Sound documents of every kind pass, ours and the official ones; the official contradictory ones are named."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from prro_cli.documents import reader, validator, writer
from prro_cli.documents.findings import Level
from tests.documents import samples
from tests.shared import SHARED, shared_data

SOUND = samples.sound()
CONTRADICTORY = ("check01(Опис всіх елементів).xml", "check01(Повернення).xml")
EXAMPLES = sorted(p.name for p in (SHARED / "fiscal/examples").glob("*.xml")) or ["absent"]
DECIMALS = {"AMOUNT", "VALCOURSE"}


@pytest.mark.parametrize("name", SOUND)
def test_own_documents_are_sound_and_survive_the_wire(name: str) -> None:
    data = validator.prepare(SOUND[name]) if name != "ticket" else writer.write(SOUND[name])
    checked = validator.check_xml(data)
    assert checked.worst in (None, Level.WARNING), checked.findings
    assert checked.reading is not None
    assert checked.reading.document == SOUND[name]
    assert not checked.reading.leftovers


@pytest.mark.parametrize("name", EXAMPLES)
def test_official_examples_get_their_verdict(name: str) -> None:
    data = (shared_data("fiscal/examples") / name).read_bytes()
    checked = validator.check_xml(data)
    expected = (Level.CONTRADICTION,) if name in CONTRADICTORY else (None, Level.WARNING)
    assert checked.worst in expected, checked.findings
    if name in CONTRADICTORY:
        assert any(f.rule == "sum.payments" for f in checked.findings)


@pytest.mark.parametrize("name", EXAMPLES)
def test_official_examples_are_written_semantically_equal(name: str) -> None:
    data = (shared_data("fiscal/examples") / name).read_bytes()
    reading = reader.read(data)
    assert reading.document is not None
    assert not reading.leftovers
    written = writer.write(reading.document)
    assert _meaning(written) == _meaning(data)
    assert reader.read(written).document == reading.document


def _meaning(data: bytes) -> list[Any]:
    """Path, attributes and value of every leaf; numbers by value, not by spelling."""
    text = data.decode("cp1251").partition("?>")[2]

    def walk(node: Any, path: str) -> list[Any]:
        path = f"{path}/{node.tag}{sorted(node.attrib.items()) if node.tag == 'ROW' else ''}"
        if len(node):
            return [leaf for child in node for leaf in walk(child, path)]
        value = node.text or ""
        number = value.lstrip("0").rstrip("0") if "." in value else value.lstrip("0")
        return [(path, number.rstrip(".") if node.tag in DECIMALS or value.isdigit() else value)]

    return walk(ElementTree.fromstring(text.strip()), "")
