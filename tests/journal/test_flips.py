"""Single-bit flips of the file: everything covered that changed is reported, and nothing ever breaks down.

Covered is every byte that says something: records and keys of all tables and indexes, the pointers between pages, the
schema, stored bytes, seals. Not covered are the gaps that `pages.silent_bytes` knows from the file format alone; docs/
journal.md says the same in words. So every flip is either reported, or it hit a gap and changed nothing.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from prro_cli.journal import schema
from prro_cli.journal.verify import verify
from tests.journal.pages import silent_bytes
from tests.journal.worlds import DESK, REGISTER, Shop, day, open_journal

COVERED = ("events", "blobs", "secrets", "migrations", *schema.DERIVED_TABLES)
SIDE_FILES = ("journal.db-wal", "journal.db-shm")


def content(path: Path) -> dict[str, Any]:
    """Everything the journal says, table by table."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        tables: dict[str, Any] = {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in COVERED
        }
        tables["schema"] = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        return tables


@dataclass(frozen=True)
class Copy:
    """A copy of a journal to be damaged again and again."""

    folder: Path
    original: bytes

    @property
    def path(self) -> Path:
        return self.folder / "journal.db"

    def flipped(self, places: Sequence[int]) -> Iterator[int]:
        """Flip one bit after the other, each in a file that is sound but for it."""
        for place in places:
            data = bytearray(self.original)
            data[place // 8] ^= 1 << (place % 8)
            for name in SIDE_FILES:
                (self.folder / name).unlink(missing_ok=True)
            self.path.write_bytes(data)
            yield place


@pytest.fixture
def copy(day_file: Path, tmp_path: Path) -> Copy:
    shutil.copytree(day_file / "keys", tmp_path / "keys")
    return Copy(tmp_path, (day_file / "journal.db").read_bytes())


def bits(offsets: Sequence[int], count: int, seed: int) -> list[int]:
    chosen = random.Random(seed)
    return [chosen.choice(offsets) * 8 + chosen.randrange(8) for _ in range(count)]


def campaign(copy: Copy, covered: int, silent: int, seed: int) -> None:
    gaps = silent_bytes(copy.original)
    speaking = sorted(set(range(len(copy.original))) - gaps)
    assert len(speaking) > 40_000, "most of what a day writes is covered"
    unreported = [
        place
        for place in copy.flipped(bits(speaking, covered, seed))
        if not verify(copy.path, keys_dir=copy.folder / "keys").findings
    ]
    assert unreported == []
    before = None
    for place in copy.flipped(bits(sorted(gaps), silent, seed + 1)):
        if not verify(copy.path, keys_dir=copy.folder / "keys").findings:
            before = before or content_of(copy)
            for name in SIDE_FILES:
                (copy.folder / name).unlink(missing_ok=True)
            assert content(copy.path) == before, place


def content_of(copy: Copy) -> dict[str, Any]:
    whole = copy.folder / "whole.db"
    whole.write_bytes(copy.original)
    return content(whole)


def test_250_flips_of_what_is_covered_are_all_reported(copy: Copy) -> None:
    campaign(copy, covered=250, silent=40, seed=20261125)


@pytest.mark.slow
def test_1000_flips_of_what_is_covered_are_all_reported(copy: Copy) -> None:
    campaign(copy, covered=1000, silent=500, seed=1000)


@pytest.mark.slow
def test_every_bit_of_the_rows_of_the_schema_is_reported(copy: Copy) -> None:
    """Names, kinds and owners of tables, indexes and triggers; a trigger that names another table guards nothing."""
    places = [at for name in (b"index", b"trigger", b"tabl") for at in occurrences(copy.original, name)]
    flips = [place * 8 + bit for place in places for bit in (1, 5)]
    for place in copy.flipped(flips):
        assert verify(copy.path, keys_dir=copy.folder / "keys").findings, place


def occurrences(data: bytes, word: bytes) -> list[int]:
    found, at = [], data.find(word)
    while at != -1:
        found.append(at)
        at = data.find(word, at + 1)
    return found


@pytest.fixture
def waiting(tmp_path: Path) -> tuple[Path, bytes, list[Any]]:
    """A journal whose last commits are still in the write-ahead log; and all its events."""
    folder = tmp_path / "waiting"
    with open_journal(folder) as journal:
        journal.lock(DESK, command="test", wait_seconds=0)
        shop = Shop(journal)
        day(shop, sales=1)
        events = [(event.id, event.hash) for event in journal.events()]
        heads = journal.heads()
        for name in ("journal.db", "journal.db-wal"):
            shutil.copyfile(folder / name, tmp_path / name)
    return tmp_path, (tmp_path / "journal.db-wal").read_bytes(), [events, heads]


def test_a_flip_in_the_write_ahead_log_loses_at_most_the_end(waiting: tuple[Path, bytes, list[Any]]) -> None:
    """SQLite drops frames whose sums fail: what remains is sound and a beginning; a head noted elsewhere tells it."""
    folder, log, (events, heads) = waiting
    main = (folder / "journal.db").read_bytes()
    shortened = 0
    for place in bits(range(32, len(log)), 25, seed=3):
        data = bytearray(log)
        data[place // 8] ^= 1 << (place % 8)
        (folder / "journal.db-shm").unlink(missing_ok=True)
        (folder / "journal.db").write_bytes(main)
        (folder / "journal.db-wal").write_bytes(data)
        report = verify(folder / "journal.db", anchors=heads)
        (folder / "journal.db-shm").unlink(missing_ok=True)
        (folder / "journal.db").write_bytes(main)
        (folder / "journal.db-wal").write_bytes(data)
        with closing(sqlite3.connect(folder / "journal.db")) as connection:
            try:
                left = connection.execute("SELECT id, hash FROM events ORDER BY id").fetchall()
            except sqlite3.Error:
                left = []
        assert left == events[: len(left)]
        if len(left) < len(events):
            shortened += 1
            assert report.findings
    assert shortened > 5


READERS = (
    "journal verify", "journal list", "journal show 2 --xml", "why 3", "journal events --after 0", "status", "budget",
    "stuck list", "offline status", "report x", "report shifts", "report period", "report goods", "metrics",
    "doctor --no-network", "journal rebuild --dry-run", "receipt outbox list",
    "bundle --no-network --yes -o bundle.zip",
)  # fmt: skip
DESK_TOML = f"""[desks.{DESK}]
server = "http://127.0.0.1:9/fs"
tin = "1234567890"
org = "ФОП Кава"
outlet = "Кіоск"
address = "м. Київ"
fiscal_number = {REGISTER}
local_number = 6
"""


def readers_campaign(day_file: Path, prro: Any, count: int) -> None:
    home = Path(os.environ["PRRO_HOME"])
    home.mkdir(mode=0o700, parents=True)
    shutil.copytree(day_file / "keys", home / "keys")
    (home / "config.toml").write_text(DESK_TOML)
    (home / "config.toml").chmod(0o600)
    copy = Copy(home, (day_file / "journal.db").read_bytes())
    speaking = sorted(set(range(len(copy.original))) - silent_bytes(copy.original))
    codes = set()
    for number, _ in enumerate(copy.flipped([*range(0, 800, 31), *bits(speaking, count, seed=9)])):
        copy.path.chmod(0o600)
        (home / "bundle.zip").unlink(missing_ok=True)
        line = READERS[number % len(READERS)].replace("bundle.zip", str(home / "bundle.zip"))
        ran = prro(*line.split(), *(["--json"] if number // len(READERS) % 2 else []))
        assert ran.code != 1, (line, ran.out, ran.err)
        assert "Traceback" not in ran.out + ran.err
        codes.add(ran.code)
    assert 60 in codes


def test_no_reader_ever_breaks_down_over_a_damaged_journal(day_file: Path, prro: Any) -> None:
    """Whatever a flip hits, readers say what is wrong in words, with an exit code that is not that of a bug."""
    readers_campaign(day_file, prro, 150)


@pytest.mark.slow
def test_no_reader_breaks_down_over_1000_damaged_journals(day_file: Path, prro: Any) -> None:
    readers_campaign(day_file, prro, 1000)


@pytest.mark.parametrize("size", [0, 1, 99, 100, 512, 4096, 4097, 40_000])
def test_a_truncated_file_gives_findings(day_file: Path, tmp_path: Path, size: int) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes((day_file / "journal.db").read_bytes()[:size])
    assert not verify(path).sound


def test_rubbish_gives_findings(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(random.Random(1).randbytes(100_000))
    assert next(finding.check for finding in verify(path).findings) == "file"
