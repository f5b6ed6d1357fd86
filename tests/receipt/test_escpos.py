"""The printer's bytes, read back by a reader of our own and by a foreign one: what is on the paper is the paper."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from prro_cli.receipt.escpos_bytes import Device, encoded
from prro_cli.receipt.layout import paper_of
from prro_cli.receipt.letters import PAGES, spelled
from prro_cli.receipt.profiles import PROFILES
from prro_cli.values import width
from tests.receipt import cases
from tests.receipt.codes import read_code
from tests.receipt.decoder import decode
from tests.shared import ROOT, shared_data

NAMES = ("lavish", "return", "zrep", "offline-begin")
DOCUMENTS = cases.documents()
SLOT = 46


def made(name: str, page: str | None, columns: int = 42, **how):
    paper = paper_of(cases.stored(DOCUMENTS[name]), cases.TEMPLATE)
    return paper, encoded(paper, Device(columns, columns * 12, page, SLOT, **how))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_decoded_bytes_are_the_canonical_text(name, page):
    """Row for row; the rows whose letters the page lacks are pictures, and there are as few as the page allows."""
    paper, data = made(name, page)
    read = decode(data, {SLOT: page})
    rows = [row for row in spelled(paper, page, near=False).rows(42) if not row.code]
    texts = [row.text(42) for row in rows]
    lacking = [text for text in texts if text.encode(page, "ignore").decode(page) != text]
    assert read.lines == [text for text in texts if text not in lacking]
    assert all(width(line) <= 42 for line in read.lines)
    assert bool(read.pictures) == bool(lacking)
    assert read.codes == ([paper.link] if paper.link else [])
    assert read.cuts == 1 and read.commands[:3] == [b"\x1b@", b"\x1c.", b"\x1bt" + bytes((SLOT,))]
    if page in ("cp1251", "cp1125"):
        assert [text for text in lacking if "♥" not in text] == []  # every Ukrainian letter, written or spelt


def test_without_pictures_every_row_is_letters():
    paper, data = made("lavish", "cp866", pictures=False)
    read = decode(data, {SLOT: "cp866"})
    assert not read.pictures and any("Гальба" in line for line in read.lines)
    assert len(read.lines) == len([row for row in spelled(paper, "cp866", near=True).rows(42) if not row.code])


def test_the_total_is_bold():
    _, data = made("lavish", "cp1251")
    assert any(line.startswith("ДО СПЛАТИ") for line in decode(data, {SLOT: "cp1251"}).bold)


def test_a_code_as_a_picture_reads_as_the_link(tmp_path):
    paper, data = made("lavish", "cp1251", native_code=False)
    read = decode(data, {SLOT: "cp1251"})
    read.picture().save(tmp_path / "code.png")
    assert read.codes == [] and read_code(tmp_path / "code.png") == paper.link


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_a_printer_of_pictures_only_prints_the_whole_paper(tmp_path, columns):
    paper, data = made("lavish", None, columns)
    read = decode(data, {})
    assert read.lines == [] and all(band.height <= 128 for band in read.pictures)
    assert {band.width for band in read.pictures} == {(columns * 12 + 7) // 8 * 8}
    read.picture().save(tmp_path / "paper.png")
    assert read_code(tmp_path / "paper.png") == paper.link


def test_profiles_write_only_pages_that_we_can():
    for profile in PROFILES.values():
        assert set(profile.pages) <= set(PAGES) and all(0 <= slot < 256 for slot in profile.pages.values())
        assert profile.dots >= profile.columns * 11


def test_slots_are_those_of_the_collected_profiles():
    collected = json.loads((shared_data("escpos") / "codepages_ua.json").read_text(encoding="utf-8"))
    models = {"zj-58": "POS-5890", "rongta": "RP326", "kefar": "KR-306", "sunmi": "Sunmi-V2", "citizen": "CT-S651"}
    for ours, model in models.items():
        slots = collected["escpos_profiles"][model]["cyr_slots"]
        for page, slot in PROFILES[ours].pages.items():
            assert slots[str(slot)].lower().replace("iso_8859-5", "iso8859_5") == page
    for page, facts in collected["codepage_bytes"].items():
        for letter, byte in facts["bytes"].items():
            if byte is not None and page in PAGES:
                assert letter.encode(page).hex() == byte


EMUPOS = ROOT / ".tools" / "emupos" / "bin" / "python"


@pytest.mark.skipif(not EMUPOS.exists(), reason="emupos is not installed here (Python 3.13; .ci/run installs it)")
@pytest.mark.parametrize("page", ["cp1251", "cp1125", "cp866"])
def test_a_foreign_reader_sees_the_same(page):
    """emupos 0.4.0, which shares no code with us or with python-escpos."""
    paper, data = made("lavish", page)
    script = Path(__file__).parent / "foreign_reader.py"
    ran = subprocess.run([EMUPOS, script, page, str(SLOT)], input=data, capture_output=True, check=True, timeout=60)
    seen = json.loads(ran.stdout)
    ours = decode(data, {SLOT: page})
    assert seen["unknown"] == []
    assert [line.rstrip() for line in seen["text"] if line.strip()] == [line for line in ours.lines if line.strip()]
    assert seen["codes"] == [paper.link] and seen["cuts"] == 1
