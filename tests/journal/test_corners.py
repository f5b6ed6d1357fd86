"""Corners: documents whose XML is another's or none, periods, sessions of a month, folders that are not there."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from prro_cli.errors.general import DiskError
from prro_cli.journal import export
from prro_cli.journal.events import NewEvent
from prro_cli.journal.rows import DocumentFilter
from prro_cli.journal.sealed import SecretBox
from prro_cli.journal.store import Journal
from prro_cli.journal.verify import verify
from tests.journal.worlds import DESK, START, Shop, fiscal_xml, hexhash, offline_part
from tests.provoking import provokes

TICKET = b"<TICKET><UID>x</UID><ORDERDATE>02032026</ORDERDATE><ORDERTIME>100000</ORDERTIME><ORDERNUM>1</ORDERNUM>"
TICKET += b"<ERRORCODE>0</ERRORCODE><VER>1</VER></TICKET>"


def draft_of(shop: Shop, xml: bytes) -> None:
    payload = {
        "kind": "sale", "class": "CHECK", "local_number": 1, "time": "2026-03-02T10:00:00+02:00", "cashier": "olena",
        "test": False, "offline": False, "xml": hexhash(xml), "total": 500,
    }  # fmt: skip
    shop.append(NewEvent("document.drafted", payload, "u"), blobs=[xml])


@pytest.mark.parametrize(
    ("xml", "word"),
    [
        (b"no xml at all", "cannot be read"),
        (b"<CHECK></CHECK>", "cannot be read"),
        (TICKET, "is a ticket"),
        (fiscal_xml("u", "sale", 2, START, 500, {}), "'local_number'|says 1, the document says 2"),
        (fiscal_xml("u", "sale", 1, START, 501, {}), "says 500, the document says 501"),
        (fiscal_xml("u", "sale", 1, START, 500, {"offline": True}), "says False, the document says True"),
        (fiscal_xml("u", "sale", 1, START, 500, {"prev_hash": "a" * 64}), "says None, the document says 'aaaa"),
    ],
)
def test_an_xml_that_is_not_the_documents(shop: Shop, journal: Journal, xml: bytes, word: str) -> None:
    draft_of(shop, xml)
    findings = [finding for finding in verify(journal.path).findings if finding.check == "xml"]
    assert findings
    assert re.search(word, findings[0].text), findings[0].text
    assert findings[0].document == "u"
    assert verify(journal.path, xml=False).sound


def test_a_document_of_another_register_is_found(shop: Shop, journal: Journal) -> None:
    draft_of(shop, fiscal_xml("u", "sale", 1, START, 500, {}))
    assert verify(journal.path).sound
    shop.note(None, "desk.bound", fiscal_number="4000009999", tin="1", device_id="")
    assert "of register 4000000001" in verify(journal.path).findings[0].text


def test_a_gap_the_server_explains_is_none(shop: Shop, journal: Journal) -> None:
    shop.online("sale", 5)
    shop.note(None, "state.observed", next_local=40)
    shop.online("sale", 5, local_number=40)
    assert "numbers" not in {finding.check for finding in verify(journal.path, xml=False).findings}
    shop.online("sale", 5, local_number=50)
    found = verify(journal.path, xml=False).findings
    assert [finding.text for finding in found] == ["local number 50 follows 40"]


def test_a_forged_chain_of_offline_hashes_is_found(shop: Shop, journal: Journal) -> None:
    shop.grant("301")
    shop.offline("301", "offline_begin")
    shop.offline("301", "sale", 5)
    shop.draft("sale", 5, offline=True, session_id="301", session_number=4, fiscal_number="301.4.1", prev_hash="b" * 64)
    texts = [finding.text for finding in verify(journal.path, keys_dir=journal.places.keys).findings]
    assert texts[:2] == ["number 4 in the session, 3 was due", "the hash of the document before it is another one"]


def test_periods_sessions_and_names(shop: Shop, journal: Journal) -> None:
    for session in ("301", "302"):
        shop.open_shift()
        shop.grant(session)
        offline_part(shop, session, 2)
        shop.close_shift()
    assert journal.totals_of(DESK, 1, 2).real.sum == 2 * (700 + 701)  # type: ignore[union-attr]
    assert journal.totals_of(DESK, 3, 9).real is None
    assert [s.session_id for s in journal.sessions(DESK)] == ["302", "301"]
    later = journal.sessions(DESK)[0].begun_unix
    assert [s.session_id for s in journal.sessions(DESK, later)] == ["302"]
    assert journal.shift(DESK, 1).closed_at is not None  # type: ignore[union-attr]
    assert journal.shift(DESK, 3) is None
    assert journal.twins("nobody") == []
    shop.grant("303")
    shop.note(None, "session.discarded", session_id="303", reason="the server names another")
    assert journal.unused_session(DESK) is None
    sale = journal.documents(DocumentFilter(kinds=("sale",)), limit=1)[0]
    assert journal.events_of(sale.id)[-1].kind == "package.accepted"


def test_reading_is_one_moment(shop: Shop, journal: Journal) -> None:
    shop.online("sale", 5)
    with journal.reading():
        assert journal.next_local_number(DESK) == 2
    shop.online("sale", 5)
    assert journal.next_local_number(DESK) == 3


@provokes("PRRO-E6101")
def test_folders_that_are_not_there(journal: Journal, tmp_path: Path) -> None:
    missing = tmp_path / "no" / "such"
    with pytest.raises(DiskError):
        SecretBox(missing, os.urandom).seal("x", b"y")
    with pytest.raises(DiskError):
        export.export_csv(journal, missing / "x.csv", DocumentFilter())
    (tmp_path / "file").write_text("x")
    with pytest.raises(DiskError):
        journal.copy_to(tmp_path / "file" / "copy.db")
    with pytest.raises(DiskError):
        export.export_originals(journal, tmp_path / "file" / "out", DocumentFilter())
    assert journal.copy_to(missing / "copy.db").events == 0


def test_two_first_seals_agree_on_one_key(tmp_path: Path) -> None:
    class Racing(SecretBox):
        """Another process makes the key between the look and the making."""

        def _create(self, entropy):  # type: ignore[no-untyped-def]
            (tmp_path / "journal.key").write_bytes(b"k" * 32)
            return super()._create(entropy)

    sealed = Racing(tmp_path, os.urandom).seal("x", b"y")
    assert SecretBox(tmp_path).unseal("x", sealed.sealed) == b"y"
    assert [path.name for path in tmp_path.iterdir()] == ["journal.key"]
