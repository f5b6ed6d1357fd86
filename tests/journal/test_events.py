"""What may be written, and what is refused before anything is."""

from __future__ import annotations

from typing import Any

import pytest

from prro_cli.errors.journal import EventInvalidError, WriterLockMissingError
from prro_cli.journal.chain import GENESIS, event_hash
from prro_cli.journal.events import KINDS, NewEvent, canonical, validate
from prro_cli.journal.projections import _BY_KIND
from prro_cli.journal.store import Journal
from tests.journal.worlds import DESK, START, Shop, hexhash


def test_canonical_text_is_sorted_and_tight() -> None:
    assert canonical({"b": 1, "a": "чай", "c": [True, None]}) == '{"a":"чай","b":1,"c":[true,null]}'


@pytest.mark.parametrize(
    "payload", [{"sum": 1.5}, {"rows": [{"qty": 0.1}]}, {"x": float("nan")}, {"x": b"raw"}, {1: "x"}, {"x": "\ud800"}]
)
def test_what_is_not_plain_json_is_refused(payload: dict[Any, Any]) -> None:
    with pytest.raises(EventInvalidError):
        canonical(payload)


@pytest.mark.parametrize(
    ("event", "word"),
    [
        (NewEvent("document.exploded", {}, "u"), "no such kind"),
        (NewEvent("document.voided", {"reason": "x"}), "must name the document"),
        (NewEvent("document.voided", {}, "u"), "reason is missing"),
        (NewEvent("document.voided", {"reason": ""}, "u"), "is not a text"),
        (NewEvent("document.sending", {"attempt": 0, "channel": "doc"}, "u"), "is not a natural"),
        (NewEvent("document.sending", {"attempt": True, "channel": "doc"}, "u"), "is not a natural"),
        (NewEvent("document.signed", {"sha256": "abc", "size": 1}, "u"), "is not a blob"),
        (NewEvent("limit.raised", {"name": "hours", "value": 40, "until": "2026-01-01T00:00:00"}), "is not a time"),
        (NewEvent("note", {"text": "x", "blobs": ["zz"]}), "is not a blobs"),
    ],
)
def test_an_event_its_kind_does_not_allow_is_refused(event: NewEvent, word: str) -> None:
    with pytest.raises(EventInvalidError, match=word):
        validate(event)


def test_unknown_members_are_kept(shop: Shop) -> None:
    event = shop.note(None, "note", text="x", weather={"rain": True})
    assert shop.journal.events(after=event.id - 1)[0].payload == {"text": "x", "weather": {"rain": True}}


def test_every_projected_kind_is_a_known_kind() -> None:
    assert set(_BY_KIND) <= set(KINDS)


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"offline": True}, "needs session_id"),
        ({"rows": [{"index": 0, "qty": 1, "sum": 1}]}, "index"),
        ({"rows": [{"index": 1, "qty": "1", "sum": 1}]}, "qty"),
        ({"rows": [{"index": 1, "qty": 1, "sum": 1, "marks": [7]}]}, "marks"),
        ({"effect": {"reel": {}}}, "unknown sections"),
        ({"effect": {"real": {"sum": "much"}}}, "cannot be read"),
        ({"effect": {"real": {"pay_forms": [{"name": "x"}]}}}, "cannot be read"),
    ],
)
def test_a_draft_is_checked_inside(journal: Journal, more: dict[str, Any], word: str) -> None:
    base = {
        "kind": "sale", "class": "CHECK", "local_number": 1, "time": "2026-01-01T10:00:00+02:00", "cashier": "olena",
        "test": False, "offline": False, "xml": hexhash(b"x"),
    }  # fmt: skip
    with pytest.raises(EventInvalidError, match=word):
        journal.append(DESK, START, [NewEvent("document.drafted", {**base, **more}, "u")], blobs=[b"x"])
    assert journal.last_event_id() == 0


def test_bytes_must_be_referred_to_and_references_given(journal: Journal) -> None:
    note = NewEvent("note", {"text": "x", "evidence": hexhash(b"answer")})
    with pytest.raises(EventInvalidError, match="were not given"):
        journal.append(DESK, START, [note])
    with pytest.raises(EventInvalidError, match="no event given refers"):
        journal.append(DESK, START, [NewEvent("note", {"text": "x"})], blobs=[b"answer"])
    journal.append(DESK, START, [note], blobs=[b"answer"])
    journal.append(DESK, START, [note])  # stored already: a reference is enough
    assert journal.blob(hexhash(b"answer")) == b"answer"
    assert journal.blob("0" * 64) is None


def test_only_the_owner_of_the_lock_writes(journal: Journal) -> None:
    with pytest.raises(WriterLockMissingError, match="kasa2"):
        journal.append("kasa2", START, [NewEvent("note", {"text": "x"})])
    with journal.lock("kasa2", command="test", wait_seconds=0):
        journal.append("kasa2", START, [NewEvent("note", {"text": "x"})])
    with pytest.raises(WriterLockMissingError):
        journal.append("kasa2", START, [NewEvent("note", {"text": "x"})])


def test_each_field_and_each_border_is_in_the_hash() -> None:
    base: tuple[Any, ...] = (GENESIS, 1, "kiosk", 1, "t", "note", None, "{}")
    changed: list[tuple[Any, ...]] = [
        (b"\1" * 32, *base[1:]),
        (*base[:1], 2, *base[2:]),
        (*base[:2], "kios", *base[3:]),
        (*base[:3], 2, *base[4:]),
        (*base[:4], "tn", "ote", *base[6:]),
        (*base[:6], "", "{}"),
        (*base[:7], "{} "),
    ]
    hashes = {event_hash(*fields) for fields in (base, *changed)}
    assert len(hashes) == len(changed) + 1


def test_desks_have_chains_of_their_own(journal: Journal, shop: Shop) -> None:
    first = shop.note(None, "note", text="1")
    with journal.lock("kasa2", command="test", wait_seconds=0):
        other = Shop(journal, "kasa2").note(None, "note", text="2")
    third = shop.note(None, "note", text="3")
    assert (first.seq, other.seq, third.seq) == (1, 1, 2)
    assert first.prev_hash == other.prev_hash == GENESIS
    assert third.prev_hash == first.hash
    assert [head.desk for head in journal.heads()] == ["kasa2", "kiosk"] == journal.desks_of_events()
