"""`prro stuck`: one proposed command each, the XML before and after, and a rehearsal that leads on to the deed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from prro_cli.engine.offline import refusals
from prro_cli.engine.offline.remade import remade
from prro_cli.errors.offline import PackageStuckError
from tests.engine.offline.shop import DESK, Shop, shop


@pytest.fixture
def s() -> Iterator[Shop]:
    """The outlet was renamed in the register while the shop was offline; the server refuses the second sale."""
    with shop(switches={"revoke_numbering": "release"}) as ready:
        ready.open()
        ready.link.up = False
        for _ in range(3):
            ready.sale(1200)
        ready.link.up = True
        ready.box.fault("refuse-document=2:1@pck")
        with pytest.raises(PackageStuckError):
            ready.come_back()
        ready.post.desk = replace(DESK, outlet="Крамниця")
        yield ready


def test_each_has_one_proposal_and_every_way_its_difference(s: Shop) -> None:
    (trouble,) = refusals.troubles(s.journal, DESK.name)
    assert trouble.ways[0].command == f"prro stuck fix {trouble.number} --way retry --dry-run"
    made = remade(s.journal, s.post.desk, trouble.document, "reregister")
    assert [one.number for one in made] == [trouble.number, trouble.number + 1]
    for one in made:
        changed = {change.element.rpartition("/")[2]: (change.old, change.new) for change in one.difference.elements}
        assert changed["POINTNM"] == ("Магазин", "Крамниця")
        assert changed["OFFLINE"] == ("true", None)
        assert set(changed) == {"POINTNM", "OFFLINE", "ORDERTAXNUM", "PREVDOCHASH"}
        assert "+    <POINTNM>Крамниця</POINTNM>" in one.difference.unified.splitlines()
        assert "ORDERNUM" in one.decided_then
    for way in ("retry", "senior", "settle"):
        assert remade(s.journal, s.post.desk, trouble.document, way) == ()


def test_the_begin_document_made_again(s: Shop) -> None:
    queue = s.journal.queue(DESK.name)
    trouble = refusals.Trouble(queue[0].local_number, queue[0].id, "offline_begin", None, 9, "", 3, ())
    (made,) = remade(s.journal, s.post.desk, trouble.document, "remake")
    assert [change.element for change in made.difference.elements] == ["CHECK/CHECKHEAD/POINTNM"]
    assert made.decided_then == ()


def test_a_rehearsal_changes_nothing_and_tells_the_same(s: Shop) -> None:
    (trouble,) = refusals.troubles(s.journal, DESK.name)
    before, sent = s.journal.last_event_id(), len(s.link.bodies)
    told = refusals.fix(s.post, trouble, "reregister", dry_run=True)
    assert told.changes == remade(s.journal, s.post.desk, trouble.document, "reregister")
    assert (s.journal.last_event_id(), len(s.link.bodies), told.done) == (before, sent, False)
