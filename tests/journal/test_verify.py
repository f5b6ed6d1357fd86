"""Verify finds every edit made by SQL, and says where."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from prro_cli.errors.general import FileNotThereError
from prro_cli.errors.journal import ChainBrokenError
from prro_cli.journal import schema
from prro_cli.journal.chain import GENESIS, event_hash
from prro_cli.journal.rows import Head
from prro_cli.journal.verify import Report, verify
from tests.journal.worlds import DESK, Shop, day, open_journal
from tests.provoking import provokes

OPEN_EVENTS = "DROP TRIGGER events_never_change; DROP TRIGGER events_never_go;"
OPEN_BLOBS = "DROP TRIGGER blobs_never_change; DROP TRIGGER blobs_never_go;"
SHUT = ";".join(text for name, text in schema.TRUTH.items() if "never" in name and "events" in name).replace(
    "END;", "END;"
)


@pytest.fixture
def folder(day_file: Path, tmp_path: Path) -> Path:
    """A copy of the day to damage."""
    target = tmp_path / "copy"
    shutil.copytree(day_file, target)
    return target


def edit(folder: Path, script: str) -> None:
    """An edit by somebody who knows SQL, removes the triggers, and puts them back."""
    with closing(sqlite3.connect(folder / "journal.db")) as connection:
        connection.executescript(script)
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        for name, text in schema.TRUTH.items():
            if name not in there:
                connection.execute(text.strip())
        connection.commit()


def look(folder: Path) -> Report:
    return verify(folder / "journal.db", keys_dir=folder / "keys", signatures=lambda signed, xml: None)


def test_a_sound_journal_has_no_findings(folder: Path) -> None:
    report = look(folder)
    assert report.findings == ()
    assert report.sound
    assert (report.events, report.documents) == (72, 18)
    assert report.heads[0].seq == 72
    assert {"chain", "derived", "numbers", "xml", "z", "session", "signature"} <= set(report.checks)


@pytest.mark.parametrize("table", ["events", "blobs"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_events_and_blobs_are_append_only(folder: Path, table: str, change: str) -> None:
    column = {"events": "payload", "blobs": "data"}[table]
    with (
        closing(sqlite3.connect(folder / "journal.db")) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(change.format(table, column, column))


SWAP = """
UPDATE events SET id = 9999 WHERE id = 10; UPDATE events SET id = 10 WHERE id = 11;
UPDATE events SET id = 11 WHERE id = 9999;"""
RENUMBER = """
DELETE FROM events WHERE id = 20;
UPDATE events SET id = id - 1, seq = seq + 100000 - 1 WHERE id > 20;
UPDATE events SET seq = seq - 100000 WHERE seq > 100000;"""
TAIL = "DELETE FROM events WHERE id > 60;"

EDITS = {
    "amount": (OPEN_EVENTS + "UPDATE events SET payload = replace(payload, '1200', '0200') WHERE id = 7", "chain", 7),
    "rows swapped": (OPEN_EVENTS + SWAP, "chain", 10),
    "deleted and renumbered": (OPEN_EVENTS + RENUMBER, "chain", 20),
    "deleted": (OPEN_EVENTS + "DELETE FROM events WHERE id = 30", "gap", 31),
    "time": (OPEN_EVENTS + "UPDATE events SET at = '2025-01-01T00:00:00+02:00' WHERE id = 5", "chain", 5),
    "kind": (OPEN_EVENTS + "UPDATE events SET kind = 'note' WHERE id = 5", "chain", 5),
    "desk": (OPEN_EVENTS + "UPDATE events SET desk = 'kasa2' WHERE id = 5", "chain", 5),
    "document": (OPEN_EVENTS + "UPDATE events SET document = NULL WHERE id = 7", "chain", 7),
    "hash": (OPEN_EVENTS + "UPDATE events SET hash = zeroblob(32) WHERE id = 5", "chain", 5),
    "spaces in the payload": (OPEN_EVENTS + "UPDATE events SET payload = payload || ' ' WHERE id = 5", "payload", 5),
    "blob changed": (OPEN_BLOBS + "UPDATE blobs SET data = zeroblob(5) WHERE rowid = 3", "blob", None),
    "blob deleted": (OPEN_BLOBS + "DELETE FROM blobs WHERE rowid = 3", "blob", None),
    "blob added": ("INSERT INTO blobs VALUES (zeroblob(32), x'00')", "blob", None),
    "sum in derived": (
        "UPDATE documents SET total = total - 1 WHERE kind = 'sale' AND local_number = 2",
        "derived",
        None,
    ),
    "derived row gone": ("DELETE FROM documents WHERE local_number = 4", "derived", None),
    "totals": ("UPDATE totals SET value = value + 1 WHERE section = 'real' AND field = 'sum'", "derived", None),
    "shift": ("UPDATE shifts SET state = 'open'", "derived", None),
    "mark": ("INSERT INTO excise_marks VALUES ('X', 'y', 1, 1, 1)", "derived", None),
    "key": ("DELETE FROM idempotency", "derived", None),
    "head": ("UPDATE heads SET seq = 3", "derived", None),
    "returned": ("UPDATE returned SET live = 0", "derived", None),
    "session": ("UPDATE offline_sessions SET last_financial_unix = 1", "derived", None),
    "tail cut off": (OPEN_EVENTS + TAIL, "derived", None),
    "secret gone": ("DELETE FROM secrets", "secret", None),
    "secret altered": ("UPDATE secrets SET sealed = zeroblob(40)", "secret", None),
    "secret added": ("INSERT INTO secrets VALUES ('x', x'00')", "secret", None),
    "trigger changed": ("DROP TRIGGER number_taken_once", "schema", None),
    "table added": ("CREATE TABLE more (x)", "schema", None),
    "migration record": ("UPDATE migrations SET at = 'never'", "schema", None),
    "format": ("PRAGMA user_version = 1", "schema", None),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_by_sql_is_found_and_located(folder: Path, name: str) -> None:
    script, check, event = EDITS[name]
    edit(folder, script)
    findings = look(folder).findings
    of_kind = [finding for finding in findings if finding.check == check]
    assert of_kind, findings
    if event is not None:
        assert of_kind[0].event == event
        assert f"event {event}" in str(of_kind[0])
    if check == "derived":
        assert all(finding.table and finding.row for finding in of_kind)


def rechained(folder: Path, change: str) -> None:
    """An edit by somebody who recomputes the chain after it, and the tables too."""
    edit(folder, OPEN_EVENTS + change)
    with closing(sqlite3.connect(folder / "journal.db", isolation_level=None)) as connection:
        connection.executescript(OPEN_EVENTS)
        previous = GENESIS
        for row in connection.execute("SELECT * FROM events ORDER BY id").fetchall():
            digest = event_hash(previous, *row[:7])
            connection.execute("UPDATE events SET prev_hash = ?, hash = ? WHERE id = ?", (previous, digest, row[0]))
            previous = digest
    edit(folder, "")
    with open_journal(folder) as journal:
        journal.rebuild(command="forger")


def test_a_forged_chain_still_meets_the_documents_themselves(folder: Path) -> None:
    change = (
        "UPDATE events SET payload = replace(payload, '\"total\":1201', '\"total\":201') WHERE kind LIKE '%drafted'"
    )
    anchor = look(folder).heads
    rechained(folder, change)
    report = look(folder)
    assert [(f.check, f.column, f.document) for f in report.findings] == [("xml", "total", "kiosk-000003")]
    path = folder / "journal.db"
    assert [f.check for f in verify(path, anchors=anchor, xml=False).findings] == ["anchor"]


@pytest.mark.parametrize(
    ("old", "new", "check", "column"),
    [
        ('"local_number":3,', '"local_number":30,', "numbers", "local_number"),
        ('"session_number":3', '"session_number":4', "session", "session_number"),
        ('"sum":1202', '"sum":9', "z", None),
        ('T10:00:28+', 'T10:00:29+', "xml", "time"),
    ],
)  # fmt: skip
def test_forged_facts_contradict_each_other(folder: Path, old: str, new: str, check: str, column: str | None) -> None:
    rechained(folder, f"UPDATE events SET payload = replace(payload, '{old}', '{new}') WHERE kind = 'document.drafted'")
    found = [finding for finding in look(folder).findings if finding.check == check]
    assert found
    assert column in {finding.column for finding in found} or column is None


def test_a_control_number_of_another_seed_is_found(folder: Path) -> None:
    edit(folder, "")
    with open_journal(folder) as journal, journal.lock(DESK, command="test", wait_seconds=0):
        shop = Shop(journal)
        shop.made = 100
        shop.grant("302")
        begin = shop.offline("302", "offline_begin")
        shop.append(*[])
    change = "UPDATE events SET payload = replace(payload, '.1.', '.1.9') WHERE document = '" + begin + "'"
    assert look(folder).sound
    rechained(folder, change)
    assert "session" in {finding.check for finding in look(folder).findings}


def test_a_cut_off_chain_is_found_by_what_was_noted_elsewhere(folder: Path, tmp_path: Path) -> None:
    with open_journal(tmp_path / "later") as journal:
        journal.lock(DESK, command="test", wait_seconds=0)
        shop = Shop(journal)
        day(shop, sales=2)
        old = journal.copy_to(tmp_path / "old.db")
        shop.note(None, "note", text="later")
        head = journal.heads()[0]
    assert verify(old.path).sound
    findings = verify(old.path, anchors=[head]).findings
    assert [finding.check for finding in findings] == ["anchor"]
    assert "cut off" in findings[0].text
    other = Head(DESK, 1, b"\0" * 32, 1)
    assert "not the one" in verify(old.path, anchors=[other]).findings[0].text


def test_signatures_are_asked_for_each_document(folder: Path) -> None:
    seen: list[bytes] = []

    def check(signed: bytes, xml: bytes) -> str | None:
        assert xml.startswith(b"<?xml")
        seen.append(signed)
        return "the signature does not fit" if signed.endswith(b"000004") else None

    findings = verify(folder / "journal.db", signatures=check).findings
    assert [(f.check, f.document) for f in findings] == [("signature", "kiosk-000004")]
    assert len(seen) == 18


def test_without_a_file_there_is_nothing_to_verify(tmp_path: Path) -> None:
    with pytest.raises(FileNotThereError):
        verify(tmp_path / "journal.db")


def test_a_missing_key_file_is_told(folder: Path) -> None:
    (folder / "keys" / "journal.key").unlink()
    assert ["missing" in f.text for f in look(folder).findings] == [True]


@provokes("PRRO-E6008")
def test_rebuild_repairs_tables_but_never_covers_altered_events(folder: Path) -> None:
    edit(
        folder, "UPDATE documents SET total = 0; DELETE FROM totals; DROP TABLE returned; DROP INDEX documents_by_time"
    )
    with open_journal(folder) as journal:
        result = journal.rebuild(command="test", dry_run=True)
        assert result.differences
        assert not result.replaced
    assert not look(folder).sound
    with open_journal(folder) as journal:
        assert journal.rebuild(command="test").replaced
    assert look(folder).findings == ()
    edit(folder, EDITS["amount"][0])
    with open_journal(folder) as journal, pytest.raises(ChainBrokenError, match="event 7"):
        journal.rebuild(command="test")
