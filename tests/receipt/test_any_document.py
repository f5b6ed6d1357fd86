"""Any document the schema allows can be put on paper: every section and element, filled at random."""

from __future__ import annotations

import random

import pytest

from prro_cli.documents.writer import write
from prro_cli.receipt.escpos_bytes import Device, encoded
from prro_cli.receipt.html import page
from prro_cli.receipt.layout import Stored, paper_of
from prro_cli.receipt.screen import screen
from prro_cli.values import width
from tests.documents.generate import document
from tests.receipt.decoder import decode

LINK = "https://cabinet.tax.gov.ua/cashregs/check?id=1&fn=2"


def at_random(seed: int) -> Stored:
    rng = random.Random(seed)
    xml = write(document(rng, rng.choice(["CHECK", "ZREP"]), rng.random()))
    return Stored(
        xml, "1.2.3", rng.choice(["registered", "offline", "reversed", "unknown"]), seed % 2 == 0, seed % 3 == 0, LINK
    )


def check(seed: int) -> None:
    stored, columns = at_random(seed), random.Random(seed).choice([24, 32, 42, 48, 64, 80])
    paper = paper_of(stored, copy=seed % 5 == 0)
    for text in (paper.text(columns), screen(paper, columns, colour=False)):
        assert all(width(line) <= max(columns, 60) for line in text.splitlines())
    assert all(width(line) <= columns for line in paper.text(columns).splitlines())
    assert page(paper, columns).count("<svg") == 1
    read = decode(encoded(paper, Device(columns, columns * 12, "cp866", 17, pictures=False)), {17: "cp866"})
    assert read.cuts == 1 and read.codes == [LINK] and all(width(line) <= columns for line in read.lines)


def test_any_document_becomes_a_paper():
    for seed in range(25):
        check(seed)


@pytest.mark.slow
def test_very_many_documents_become_papers():
    for seed in range(25, 1500):
        check(seed)
