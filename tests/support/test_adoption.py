"""Taking over from the tax server: an old copy of the journal put back, a second device, an offline session between."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from prro_cli.engine import adoption, reconcile
from prro_cli.engine.ports import Rules
from prro_cli.errors.base import PrroError
from prro_cli.errors.repair import (
    AdoptionImpossibleError,
    DoubleFirstError,
    NothingToAdoptError,
    NumbersOverlapError,
    OtherDeviceOfflineError,
)
from prro_cli.errors.selling import ServerAheadError
from prro_cli.journal.store import Journal, Places
from tests.engine.offline.shop import DESK, Shop, new_post, shop
from tests.provoking import provokes


@pytest.fixture
def s() -> Iterator[Shop]:
    with shop(switches={"revoke_numbering": "release"}) as ready:
        ready.open()
        yield ready


def copy_of(s: Shop) -> Path:
    """A consistent copy of the journal beside it."""
    target = s.folder / "copy.db"
    target.unlink(missing_ok=True)
    s.journal.copy_to(target)
    return target


@contextmanager
def put_back(s: Shop, copy: Path | None) -> Iterator[Shop]:
    """Another journal against the same server: the copy, or an empty one (a second device)."""
    folder = s.folder / f"other-{random.random()}"
    for name in ("", "backups", "locks"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    shutil.copytree(s.folder / "keys", folder / "keys")
    if copy is not None:
        shutil.copy(copy, folder / "journal.db")
        (folder / "journal.db").chmod(0o600)
    places = Places(folder / "journal.db", folder / "keys", folder / "backups", folder / "locks")
    chance = random.Random(99)
    with Journal.open(places, clock=s.clock, entropy=chance.randbytes) as journal:
        journal.lock(DESK.name, command="test", wait_seconds=0)
        post = new_post(journal, s.link, s.clock, chance, Rules(), s.post.signer.key)  # type: ignore[attr-defined]
        yield Shop(s.clock, s.box, journal, s.link, post, folder)


def adopt(s: Shop) -> list[str]:
    return [one.kind for one in adoption.take_over(s.post, adoption.wanted(s.post))]


def test_an_old_copy_becomes_sellable_again(s: Shop) -> None:
    s.sale(1200)
    s.sale(2400)
    old = copy_of(s)
    third = s.sale(3000)
    s.refund(third)
    s.reverse(s.sale(4200))
    s.cash(50000)
    with put_back(s, old) as again:
        with pytest.raises(ServerAheadError):
            again.sale(6)
        before = len(again.rows())
        found = adoption.wanted(again.post)
        assert len(found.numbers) == 5
        assert len(again.rows()) == before  # looking changes nothing
        assert adopt(again) == ["sale", "return", "sale", "reversal", "service_input"]
        again.agree()
        assert adoption.differences(again.post) == ()
        next_ = again.sale(7200)
        assert again.row(next_).local_number == 9
        back = again.journal.returned(again.row(third).fiscal_number or "")
        assert (back[0].sum, back[1].quantity) == (3000, 1000)  # what was returned elsewhere cannot be returned here
        again.end_day()
        again.agree()
        assert {d.how for d in again.rows()} == {"answer", "adopted"}


@provokes("PRRO-E0450")
def test_nothing_to_take_over(s: Shop) -> None:
    with pytest.raises(NothingToAdoptError):
        adopt(s)


def test_a_second_device_takes_turns(s: Shop) -> None:
    s.sale(1200)
    with put_back(s, None) as other:
        assert adopt(other) == ["shift_open", "sale"]
        other.agree()
        other.sale(2400)
        assert adopt(s) == ["sale"]
        s.sale(3000)
        assert adopt(other) == ["sale"]
        other.end_day()
        assert adopt(s) == ["z_report", "shift_close"]
        s.agree()
        other.agree()
        s.clock.move(60)
        s.open()
        s.sale(120)
        assert adopt(other) == ["shift_open", "sale"]
        other.agree()


def test_a_session_between(s: Shop) -> None:
    """The copy is from before a whole offline session with a shift inside it."""
    s.sale(1200)
    old = copy_of(s)
    s.link.up = False
    s.sale(2400)
    s.end_day()
    s.clock.move(60)
    s.open()
    s.sale(3000)
    s.link.up = True
    s.come_back()
    s.sale(4200)
    with put_back(s, old) as again:
        kinds = adopt(again)
        assert kinds[0] == "offline_begin" and kinds[-2:] == ["offline_end", "sale"]
        again.agree()
        assert not again.offline
        again.link.up = False  # the pair of the server was taken over with its secret
        again.sale(600)
        again.link.up = True
        again.come_back()
        again.agree()


def test_a_copy_from_the_middle_of_a_session(s: Shop) -> None:
    s.link.up = False
    s.sale(1200)
    old = copy_of(s)
    s.sale(2400)
    s.link.up = True
    s.come_back()
    with put_back(s, old) as again:
        taken = adoption.take_over(again.post, adoption.wanted(again.post))
        assert [(one.kind, one.how) for one in taken] == [
            ("offline_begin", "settled"),
            ("sale", "settled"),
            ("sale", "adopted"),
            ("offline_end", "adopted"),
        ]
        again.agree()
        again.sale(120)
        again.end_day()
        again.agree()


@provokes("PRRO-E6051")
def test_documents_issued_offline_from_an_old_copy_overlap(s: Shop) -> None:
    """Printed here under numbers that others have at the server: told, and registered anew when it is wished."""
    old = copy_of(s)
    s.sale(1200)
    s.sale(2400)
    with put_back(s, old) as again:
        again.link.up = False
        printed = again.sale(600)
        again.clock.move(5)
        back = again.refund(printed)
        again.link.up = True
        before = again.journal.last_event_id()
        found = adoption.wanted(again.post)
        with pytest.raises(NumbersOverlapError):
            adoption.take_over(again.post, found)
        assert again.journal.last_event_id() == before
        taken = adoption.take_over(again.post, found, renumber=True)
        assert [one.kind for one in taken] == ["sale", "sale"]
        assert not again.offline
        (anew,) = again.journal.twins(printed)
        assert (anew.state, anew.local_number, again.row(printed).state) == ("registered", 4, "revoked")
        (refunded,) = again.journal.twins(back)
        assert refunded.original_document == anew.id
        again.sound()
        again.sale(600)
        again.end_day()
        again.sound()


def test_two_devices_offline_at_once_under_one_pair(s: Shop) -> None:
    with put_back(s, copy_of(s)) as other:
        s.link.up = False
        s.sale(1200)
        other.sale(2400)
        s.link.up = True
        s.come_back()
        with pytest.raises(NumbersOverlapError):  # before the server was asked with the pair, which undoes sessions
            other.come_back()
        assert len([e for e in s.entries() if e["doctype"] == 103]) == 1
        taken = adoption.take_over(other.post, adoption.wanted(other.post), renumber=True)
        assert [one.kind for one in taken] == ["offline_begin", "sale", "offline_end"]
        assert not other.offline
        other.sound()
        assert adopt(s) == ["sale"]
        assert adoption.differences(s.post) == adoption.differences(other.post) == ()


@provokes("PRRO-E4050")
def test_the_rest_of_a_session_is_at_the_other_device(s: Shop) -> None:
    s.rules(package_bytes=24_000)
    s.link.up = False
    for _ in range(25):
        s.sale(120)
    s.link.up = True
    s.link.strikes = [("pck", "lost"), ("pck", "down")]
    with pytest.raises(PrroError):
        s.come_back()
    s.link.up = True
    with put_back(s, None) as other, pytest.raises(OtherDeviceOfflineError):
        adopt(other)


def test_it_may_break_anywhere_and_goes_on(s: Shop) -> None:
    old = copy_of(s)
    for _ in range(3):
        s.sale(1200)
    with put_back(s, old) as again:
        again.link.strikes = [("cmd", "pass")] * 9 + [("cmd", "down")]
        with pytest.raises(PrroError):
            adopt(again)
        again.link.strikes = []
        again.link.up = True
        some = len(again.rows())
        adopt(again)
        assert len(again.rows()) == 4 and some < 4
        again.agree()


def test_what_was_taken_over_survives_a_rebuild(s: Shop) -> None:
    old = copy_of(s)
    s.sale(1200)
    with put_back(s, old) as again:
        adopt(again)
        done = again.journal.rebuild(command="test", dry_run=True)
        assert done.differences == ()
        with sqlite3.connect(again.folder / "journal.db") as raw:
            (kinds,) = (raw.execute("SELECT count(*) FROM events WHERE kind = 'document.adopted'").fetchone(),)
        raw.close()
        assert kinds == (1,)


@provokes("PRRO-E6050")
def test_a_document_the_server_does_not_show(s: Shop) -> None:
    old = copy_of(s)
    s.sale(1200)
    for command in ("Check", "CheckExt"):
        s.box.fault(f"status=204:*@cmd:{command}")
    with put_back(s, old) as again:
        with pytest.raises(AdoptionImpossibleError) as caught:
            adopt(again)
        assert "does not show" in caught.value.cause
        s.box.faults.clear()
        assert adopt(again) == ["sale"]


@pytest.mark.parametrize("shown", [("Check",), ("Check", "SignedBySender")])
def test_a_server_that_shows_less(s: Shop, shown: tuple[str, ...]) -> None:
    """Without `Check` the extended form does; without the sender's bytes the server's XML stands alone."""
    old = copy_of(s)
    s.sale(1200)
    s.box.fault("status=500:*@cmd:Check")
    if len(shown) > 1:
        s.box.fault("status=500:2@cmd:CheckExt")
    with put_back(s, old) as again:
        (taken,) = adoption.take_over(again.post, adoption.wanted(again.post))
        row = again.row(taken.id)
        assert (row.signed is None) == (len(shown) > 1)
        again.sound()
        again.sale(600)
        again.end_day()


def test_another_device_that_the_sandbox_plays(s: Shop) -> None:
    s.box.fault("counter-jump=2:1@doc")
    with pytest.raises(PrroError):
        s.sale(1200)
    assert len(adopt(s)) == 2
    s.agree()
    s.sale(600)
    s.end_day()
    s.agree()


@provokes("PRRO-E6021")
def test_an_unknown_result_that_turns_out_to_be_somebody_elses(s: Shop) -> None:
    """Our document never arrived, and another device took its number before we could ask."""
    old = copy_of(s)
    s.rules(online_only=True)
    s.link.strikes = [("doc", "drop-down")]
    with pytest.raises(PrroError):
        s.sale(1200)
    s.link.up = True
    with put_back(s, old) as other:
        other.sale(3000)
    assert adopt(s) == ["sale"]
    assert [d.state for d in s.rows()] == ["registered", "rejected", "registered"]
    s.agree()


@provokes("PRRO-E1250")
@pytest.mark.parametrize("numbering", ["reuse", "next"])
def test_a_double_of_our_own_is_no_second_device(numbering: str) -> None:
    """The lost answer's document stands at the server under our begin document's number: the way back decides."""
    keep = {"revoke_numbering": "keep" if numbering == "next" else "release"}
    with shop(switches=keep, offline_numbering=numbering) as s:
        s.open()
        s.link.strikes = [("doc", "lost-down")]
        s.sale(1200)
        s.link.up = True
        told = reconcile.reconcile(s.post)
        assert "the way back decides" in told.judgement
        assert told.next == ("prro sync",)
        assert not told.contradicts
        with pytest.raises(DoubleFirstError):
            adoption.wanted(s.post)
        s.come_back()
        assert reconcile.reconcile(s.post).agrees
        s.agree()


def test_three_columns_while_documents_wait(s: Shop) -> None:
    s.sale(1200)
    s.link.up = False
    s.sale(600)
    s.link.up = True
    told = reconcile.reconcile(s.post)
    figures = {figure.name: figure for figure in told.figures}
    assert (told.judgement.startswith("2 documents wait"), told.next) == (True, ("prro sync",))
    number = figures["next_local_number"]
    assert (number.journal, number.server, number.session, number.verdict) == ("5", "3", "3", "waiting")
    assert (figures["sales_sum"].journal, figures["sales_sum"].server) == ("18.00", "12.00")
    assert figures["session_id"].verdict == "same"
    assert {line.session for line in told.lines if line.verdict == "waiting"} == {
        f"{figures['session_id'].session}.1",
        f"{figures['session_id'].session}.2",
    }
    assert all(figure.verdict != "different" for figure in told.figures)
    s.come_back()
    assert reconcile.reconcile(s.post).agrees
    s.end_day()
    assert reconcile.reconcile(s.post).agrees
