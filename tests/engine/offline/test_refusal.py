"""A refused document: what came before is settled, it and the rest stay in order, nothing is sent out of order."""

from __future__ import annotations

import pytest

from prro_cli.documents.package import frames
from prro_cli.engine.ports import Rules
from prro_cli.errors.base import PrroError
from prro_cli.errors.offline import PackageStuckError
from prro_cli.sandbox.plain import content_of
from tests.engine.offline.reader import Package
from tests.engine.offline.shop import CASHIER, DESK, SENIOR, Shop, new_post, shop
from tests.provoking import provokes


def _twelve(s: Shop) -> list[str]:
    """An offline session of twelve documents, 102 and the coming 103 included; their ids (without 103)."""
    s.open()
    s.link.up = False
    for number in range(7):
        s.clock.move(20)
        s.sale(600 * (number + 1))
    s.cash(1000)
    s.end_day()
    queue = s.journal.queue(DESK.name)
    assert len(queue) == 11
    return [d.id for d in queue]


@pytest.mark.parametrize("atomic", ["on", "off"])
@pytest.mark.parametrize("place", range(12))
def test_document_k_of_twelve(place: int, atomic: str) -> None:
    with shop(switches={"package_atomic": atomic}) as s:
        ids = _twelve(s)
        s.link.up = True
        s.box.fault(f"refuse-document={place}:1@pck")
        with pytest.raises(PackageStuckError) as stuck:
            s.come_back()
        assert stuck.value.exit_code == 40
        settled = place if atomic == "off" else 0
        queue = s.journal.queue(DESK.name)
        assert [d.id for d in queue][: 11 - settled] == ids[settled:]
        failing = s.journal.stuck(DESK.name)
        assert len(failing) == 1 and failing[0].session_number == place + 1
        assert len([e for e in s.entries() if e["session"]]) == settled
        before = len(s.link.requests)
        s.link.up = False
        s.clock.move(30)
        s.open()  # the shop goes on
        s.sale(600)
        assert "pck" not in s.link.requests[before:]
        s.link.up = True
        s.come_back()  # the reason is gone: the same documents again, from the refused one on
        s.agree()
        _in_order(s)


def _in_order(s: Shop) -> None:
    """Every package that ever left began where the server stood."""
    for path, body in s.link.bodies:
        if path == "pck":
            Package([f.document for f in frames(content_of(body))]).check()


@provokes("PRRO-E4002")
def test_a_refusal_of_the_key_names_no_document_and_a_senior_signs() -> None:
    with shop() as s:
        _twelve(s)
        s.link.up = True
        s.box.fault("refuse=12:1@pck")
        with pytest.raises(PrroError) as stuck:
            s.come_back()
        assert stuck.value.exit_code == 40
        assert not s.journal.stuck(DESK.name)
        assert s.journal.queue_length(DESK.name) == 12
        s.come_back()
        s.agree()


@pytest.mark.parametrize("mode", ["end", "whole"])
def test_a_session_that_the_server_rolled_back(mode: str) -> None:
    with shop() as s:
        _twelve(s)
        s.link.up = True
        s.come_back()
        s.agree()
        s.box.fault(f"rollback={mode}:1@any")
        s.come_back()
        assert not s.offline
        s.agree()
        events = [e.kind for e in s.journal.events(DESK.name)]
        assert "session.rolled_back" in events
        assert events.count("document.requeued") == (1 if mode == "end" else 12)
        s.open()
        s.agree()


def test_a_rollback_in_the_middle_of_the_session() -> None:
    with shop(package_bytes=20_000) as s:
        s.open()
        s.link.up = False
        for number in range(40):
            s.clock.move(10)
            s.sale(600 + 6 * number)
        s.link.up = True
        s.link.strikes = [("pck", "ok"), ("pck", "down")]
        with pytest.raises(PrroError):
            s.come_back()
        assert 0 < s.journal.queue_length(DESK.name) < 42
        s.box.fault("rollback=whole:1@any")
        s.link.up = True
        s.come_back()
        s.agree()


@provokes("PRRO-E1313")
def test_a_cashier_dismissed_while_offline() -> None:
    """The queue stays, selling goes on, and a senior cashier brings it home (R53)."""
    with shop() as s:
        _twelve(s)
        with s.box.state.transaction() as connection:
            connection.execute("DELETE FROM grants WHERE ski = ?", (CASHIER.ski,))
        s.link.up = True
        with pytest.raises(PrroError) as told:
            s.come_back()
        assert told.value.exit_code in (13, 40)
        assert s.journal.queue_length(DESK.name) in (11, 12)
        s.clock.move(700)
        s.open()
        s.sale(600)
        assert s.offline
        s.post = new_post(s.journal, s.link, s.clock, s.post.randomness.source, Rules(), SENIOR)  # type: ignore[attr-defined]
        s.come_back()
        s.agree()
