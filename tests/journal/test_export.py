"""Exports: the same bytes every time, originals byte for byte, sums that sha256sum accepts."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from prro_cli.errors.journal import ExportExistsError
from prro_cli.journal import export
from prro_cli.journal.rows import DocumentFilter
from tests.journal.worlds import DESK, Shop, open_journal


@pytest.fixture
def folder(day_file: Path, tmp_path: Path) -> Path:
    """A journal with a day in it."""
    return Path(shutil.copytree(day_file, tmp_path / "day"))


def test_originals_with_index_and_sums(folder: Path, tmp_path: Path) -> None:
    with open_journal(folder, read_only=True) as journal:
        done = export.export_originals(journal, tmp_path / "out", DocumentFilter(desk=DESK))
        assert done.records == 18
        rows = list(csv.DictReader((tmp_path / "out" / "index.csv").read_text().splitlines()))
        for row in rows:
            assert (tmp_path / "out" / row["signed_file"]).read_bytes() == journal.blob(row["signed_sha256"])
            assert hashlib.sha256((tmp_path / "out" / row["xml_file"]).read_bytes()).hexdigest() == row["xml_sha256"]
    assert hashlib.sha256((tmp_path / "out" / "SHA256SUMS").read_bytes()).hexdigest() == done.sha256
    if shutil.which("sha256sum"):
        call = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
        told = subprocess.run(call, cwd=tmp_path / "out", check=True, capture_output=True, text=True).stdout
        assert told.count(": OK") == 18 * 2 + 1


def test_the_same_journal_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        with open_journal(folder, read_only=True) as journal:
            made.append(
                (
                    export.export_originals(journal, tmp_path / name / "x", DocumentFilter()).sha256,
                    export.export_csv(journal, tmp_path / name / "d.csv", DocumentFilter()).sha256,
                    export.export_jsonl(journal, tmp_path / name / "e.jsonl").sha256,
                )
            )
    assert made[0] == made[1]


def test_csv_shows_money_and_states(folder: Path, tmp_path: Path) -> None:
    with open_journal(folder, read_only=True) as journal:
        done = export.export_csv(journal, tmp_path / "d.csv", DocumentFilter(kinds=("sale",)))
    rows = list(csv.DictReader((tmp_path / "d.csv").read_text().splitlines()))
    assert done.records == len(rows) == 10
    assert (rows[0]["total"], rows[0]["state"], rows[0]["offline"]) == ("12.00", "registered", "no")
    assert [row["state"] for row in rows].count("reversed") == 1
    assert [row["offline"] for row in rows].count("yes") == 3


def test_jsonl_proves_the_chain_without_this_program(folder: Path, tmp_path: Path) -> None:
    with open_journal(folder, read_only=True) as journal:
        export.export_jsonl(journal, tmp_path / "e.jsonl", DESK)
    previous = "0" * 64
    for line in (tmp_path / "e.jsonl").read_text().splitlines():
        event = json.loads(line)
        payload = json.dumps(event["payload"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        document = b"0" if event["document"] is None else b"1" + event["document"].encode()
        parts = [b"prro journal event 1", bytes.fromhex(event["prev_hash"]), str(event["id"]).encode()]
        parts += [event["desk"].encode(), str(event["seq"]).encode(), event["at"].encode(), event["kind"].encode()]
        parts += [document, payload.encode()]
        digest = hashlib.sha256(b"".join(len(part).to_bytes(8, "big") + part for part in parts)).hexdigest()
        assert (event["prev_hash"], event["hash"]) == (previous, digest)
        previous = digest


def test_nothing_is_overwritten(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine")
    with open_journal(folder, read_only=True) as journal:
        with pytest.raises(ExportExistsError):
            export.export_csv(journal, tmp_path / "d.csv", DocumentFilter())
        with pytest.raises(ExportExistsError):
            export.export_originals(journal, tmp_path / "out", DocumentFilter())
    assert (tmp_path / "d.csv").read_text() == "mine"


def test_a_refused_and_a_good_document_of_one_number_keep_two_files(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal, journal.lock(DESK, command="test", wait_seconds=0):
        shop = Shop(journal)
        bad = shop.draft("sale", 1)
        shop.send(bad)
        shop.note(bad, "document.refused", text="no")
        shop.online("sale", 2)
        done = export.export_originals(journal, tmp_path / "out", DocumentFilter())
    assert done.records == 2
    assert len(list((tmp_path / "out" / DESK).glob("000000001-sale-*.p7s"))) == 2


def test_an_empty_journal_exports(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal, journal.lock(DESK, command="test", wait_seconds=0):
        day_count = export.export_originals(journal, tmp_path / "out", DocumentFilter()).records
        assert day_count == export.export_jsonl(journal, tmp_path / "e.jsonl").records == 0
