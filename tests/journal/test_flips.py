"""Single-bit flips of the file: everything covered that changed is reported, and nothing ever breaks down."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from prro_cli.journal import schema
from prro_cli.journal.verify import verify

COVERED = ("events", "blobs", "secrets", "migrations", *schema.DERIVED_TABLES)


def content(path: Path) -> dict[str, Any]:
    """Everything the journal says, table by table."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        tables: dict[str, Any] = {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in COVERED
        }
        tables["schema"] = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        return tables


def flip_campaign(day_file: Path, folder: Path, flips: int, seed: int) -> tuple[int, list[int]]:
    """How many flips were reported, and the places of those that changed content without a report."""
    original = (day_file / "journal.db").read_bytes()
    before = content(day_file / "journal.db")
    path = folder / "journal.db"
    shutil.copytree(day_file / "keys", folder / "keys")
    chosen = random.Random(seed)
    reported, silent = 0, []
    for _ in range(flips):
        place = chosen.randrange(len(original) * 8)
        data = bytearray(original)
        data[place // 8] ^= 1 << (place % 8)
        for name in ("journal.db-wal", "journal.db-shm"):
            (folder / name).unlink(missing_ok=True)
        path.write_bytes(data)
        if verify(path, keys_dir=folder / "keys").findings:
            reported += 1
            continue
        path.write_bytes(data)
        if content(path) != before:
            silent.append(place)
    return reported, silent


def test_150_flips_are_reported_or_change_nothing(day_file: Path, tmp_path: Path) -> None:
    reported, silent = flip_campaign(day_file, tmp_path, 150, seed=20261121)
    assert silent == []
    assert reported > 20


@pytest.mark.slow
def test_1000_flips_are_reported_or_change_nothing(day_file: Path, tmp_path: Path) -> None:
    reported, silent = flip_campaign(day_file, tmp_path, 1000, seed=1000)
    assert silent == []
    assert reported > 150


@pytest.mark.parametrize("size", [0, 1, 99, 100, 512, 4096, 4097, 40_000])
def test_a_truncated_file_gives_findings(day_file: Path, tmp_path: Path, size: int) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes((day_file / "journal.db").read_bytes()[:size])
    assert not verify(path).sound


def test_rubbish_gives_findings(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(random.Random(1).randbytes(100_000))
    assert next(finding.check for finding in verify(path).findings) == "file"
