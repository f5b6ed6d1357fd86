"""Each way out of a refusal: tried dry first, then gone; both sides agree afterwards."""

from __future__ import annotations

import pytest

from prro_cli.engine.offline import refusals
from prro_cli.engine.ports import Rules
from prro_cli.errors.base import PrroError
from prro_cli.errors.offline import NothingStuckError, PackageStuckError, WayOutClosedError
from tests.engine.offline.shop import DESK, SENIOR, Shop, new_post, shop


def _stuck(s: Shop, place: int) -> refusals.Trouble:
    """A session of sales, a return of one of them, a reversal, Z and closing; document `place` is refused."""
    s.open()
    s.link.up = False
    first = s.sale(6000)
    s.clock.move(20)
    s.refund(first, 600)
    s.clock.move(20)
    s.reverse(s.sale(1200))
    s.clock.move(20)
    s.sale(1800)
    s.cash(500)
    s.end_day()
    s.link.up = True
    s.box.fault(f"refuse-document={place}:1@pck")
    with pytest.raises(PackageStuckError):
        s.come_back()
    found = refusals.troubles(s.journal, DESK.name)
    assert len(found) == 1
    return found[0]


def _refuse_dry(s: Shop, trouble: refusals.Trouble, way: str) -> refusals.Fix:
    events, asked = s.journal.last_event_id(), s.link.requests.count("pck") + s.link.requests.count("doc")
    told = refusals.fix(s.post, trouble, way, dry_run=True)
    assert not told.done and told.steps
    assert s.journal.last_event_id() == events
    assert s.link.requests.count("pck") + s.link.requests.count("doc") == asked
    return told


def test_what_is_stuck_is_told_with_its_ways() -> None:
    with shop() as s:
        trouble = _stuck(s, 3)
        assert trouble.number == 5 and trouble.code == 9 and trouble.behind > 4
        assert [w.name for w in trouble.ways] == ["retry", "senior", "reregister", "settle"]
        assert all(w.what and "--dry-run" in w.command for w in trouble.ways)
        for name in ("5", trouble.fiscal_number, trouble.document):
            assert refusals.trouble_of(s.journal, DESK.name, str(name)) == trouble
        with pytest.raises(NothingStuckError):
            refusals.trouble_of(s.journal, DESK.name, "77")
        with pytest.raises(WayOutClosedError):
            refusals.fix(s.post, trouble, "remake", dry_run=True)


def test_retry() -> None:
    with shop() as s:
        trouble = _stuck(s, 3)
        _refuse_dry(s, trouble, "retry")
        assert refusals.fix(s.post, trouble, "retry", dry_run=False).done
        s.agree()


def test_only_a_senior_signs_for_another() -> None:
    with shop() as s:
        trouble = _stuck(s, 3)
        with pytest.raises(WayOutClosedError):
            refusals.fix(s.post, trouble, "senior", dry_run=False)
        s.post = new_post(s.journal, s.link, s.clock, s.post.randomness.source, Rules(), SENIOR)  # type: ignore[attr-defined]
        s.post.senior = True
        assert refusals.fix(s.post, trouble, "senior", dry_run=False).done
        s.agree()


@pytest.mark.parametrize("place", [0, 9])
def test_begin_and_end_are_made_again(place: int) -> None:
    with shop() as s:
        trouble = _stuck(s, place)
        assert trouble.kind == ("offline_begin" if place == 0 else "offline_end")
        assert trouble.ways[0].name == "remake"
        _refuse_dry(s, trouble, "remake")
        assert refusals.fix(s.post, trouble, "remake", dry_run=False).done
        s.agree()


def test_settled_only_with_the_servers_evidence() -> None:
    with shop() as s:
        trouble = _stuck(s, 3)
        with pytest.raises(WayOutClosedError) as told:
            refusals.fix(s.post, trouble, "settle", dry_run=False)
        assert "nothing" in told.value.cause


@pytest.mark.parametrize("atomic", ["on", "off"])
@pytest.mark.parametrize("place", range(10))
def test_registered_online_anew(place: int, atomic: str) -> None:
    with shop(switches={"package_atomic": atomic}) as s:
        trouble = _stuck(s, place)
        before = {d.id: d for d in s.rows() if d.total is not None}
        dry = _refuse_dry(s, trouble, "reregister")
        assert refusals.fix(s.post, trouble, "reregister", dry_run=False).steps == dry.steps
        assert not s.offline and not refusals.unfinished(s.post)
        _agree_without_the_old(s)
        for document in before.values():
            stands = s.row(document.id)
            if stands.state == "revoked":
                (twin,) = s.journal.twins(document.id)
                assert (twin.total, twin.kind, twin.state) == (document.total, document.kind, "registered")
        assert s.journal.totals(DESK.name, 1).real.sum == 7800  # type: ignore[union-attr]
        s.clock.move(60)
        s.open()
        s.sale(600)


def _agree_without_the_old(s: Shop) -> None:
    s.sound()
    ours = sorted(d.id.lower() for d in s.rows() if d.state == "registered")
    assert ours == sorted(e["uid"].lower() for e in s.entries())
    assert all(d.state in ("registered", "revoked", "voided") for d in s.rows())
    totals = sum(e["total"] or 0 for e in s.entries() if e["doctype"] == 0 and e["storned_by"] is None)
    assert totals == sum(d.total or 0 for d in s.rows() if d.state == "registered" and not d.reversed_by)


def test_an_interrupted_reregistration_is_finished_later() -> None:
    with shop() as s:
        trouble = _stuck(s, 4)
        s.link.strikes = [("doc", "ok"), ("doc", "down")]
        try:
            refusals.fix(s.post, trouble, "reregister", dry_run=False)
        except PrroError as error:
            assert error.exit_code in (10, 12)
        s.link.up = True
        s.link.strikes = []
        s.come_back()
        refusals.finish(s.post)
        assert not refusals.unfinished(s.post) and not s.offline
        _agree_without_the_old(s)


@pytest.mark.parametrize(("numbering", "strike", "later"), [("reuse", "lost-down", 10), ("next", "drop-down", 4000)])
def test_a_server_of_the_other_numbering_is_squared_by_registering_anew(
    numbering: str, strike: str, later: int
) -> None:
    with shop(offline_numbering=numbering, switches={"revoke_numbering": "keep"}) as s:
        s.open()
        s.sale(6000)
        s.link.strikes = [("doc", strike)]
        s.sale(3000)
        s.clock.move(later)
        s.sale(1200)
        s.link.up = True
        with pytest.raises(PrroError) as stuck:
            s.come_back()
        assert stuck.value.exit_code == 40
        (trouble,) = refusals.troubles(s.journal, DESK.name)
        assert trouble.kind == "offline_begin" and trouble.ways[0].name == "reregister"
        assert refusals.fix(s.post, trouble, "reregister", dry_run=False).done
        assert not s.offline
        _agree_without_the_old(s)
        assert sorted(e["total"] for e in s.entries() if e["total"]) == [1200, 3000, 6000]
        s.clock.move(10)
        s.end_day()
