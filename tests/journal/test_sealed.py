"""Secrets in the journal: opened only with the key outside of it, bound to their names, never exported."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from prro_cli.errors.journal import SealedSecretError
from prro_cli.journal import export
from prro_cli.journal.rows import DocumentFilter
from prro_cli.journal.sealed import SecretBox
from prro_cli.journal.store import Journal
from tests.journal.worlds import DESK, SEED, Shop, day, open_journal
from tests.provoking import provokes


def test_a_seed_is_stored_in_the_commit_of_its_event(shop: Shop, journal: Journal) -> None:
    shop.grant("301")
    assert journal.unseal("seed-301") == SEED
    session = journal.session(DESK, "301")
    assert session is not None
    assert session.seed_check == journal.box.check("seed-301", SEED)
    with pytest.raises(SealedSecretError, match="no such secret"):
        journal.unseal("seed-302")


def test_no_file_of_the_home_holds_the_seed(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal, journal.lock(DESK, command="test", wait_seconds=0):
        day(Shop(journal), sales=2)
        export.export_jsonl(journal, tmp_path / "events.jsonl")
        export.export_csv(journal, tmp_path / "documents.csv", DocumentFilter())
        export.export_originals(journal, tmp_path / "originals", DocumentFilter())
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert len(files) > 30
        assert [path.name for path in files if SEED in path.read_bytes()] == []


def test_seals_are_bound_to_name_and_key(tmp_path: Path) -> None:
    box = SecretBox(tmp_path, os.urandom)
    sealed = box.seal("one", b"secret")
    assert box.unseal("one", sealed.sealed) == b"secret"
    assert repr(sealed) == "SealedSecret('one')"
    assert box.seal("one", b"secret").sealed != sealed.sealed
    assert box.check("one", b"secret") == sealed.check != box.check("two", b"secret")
    for name, data in (("two", sealed.sealed), ("one", sealed.sealed[:-1]), ("one", b"short")):
        with pytest.raises(SealedSecretError):
            box.unseal(name, data)
    (tmp_path / "journal.key").write_bytes(os.urandom(32))
    with pytest.raises(SealedSecretError, match="another key"):
        box.unseal("one", sealed.sealed)
    (tmp_path / "journal.key").write_bytes(b"short")
    with pytest.raises(SealedSecretError, match="wrong length"):
        box.unseal("one", sealed.sealed)
    (tmp_path / "journal.key").unlink()
    with pytest.raises(SealedSecretError, match="is missing"):
        box.unseal("one", sealed.sealed)


@provokes("PRRO-E6009")
def test_a_box_without_entropy_only_opens(tmp_path: Path) -> None:
    sealed = SecretBox(tmp_path, os.urandom).seal("one", b"secret")
    reader = SecretBox(tmp_path)
    assert reader.unseal("one", sealed.sealed) == b"secret"
    with pytest.raises(SealedSecretError, match="only reads"):
        reader.seal("two", b"x")
