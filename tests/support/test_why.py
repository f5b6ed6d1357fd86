"""`prro why` in the hard cases: refused, lost and found, doubled, stuck: the story, the bonds and the judgement."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from prro_cli.engine.offline import refusals
from prro_cli.errors.base import PrroError
from prro_cli.errors.offline import PackageStuckError
from prro_cli.support.names import resolve
from prro_cli.support.why import Life, life_of
from tests.engine.offline.shop import DESK, Shop, shop


@pytest.fixture
def s() -> Iterator[Shop]:
    with shop(switches={"revoke_numbering": "release"}) as ready:
        ready.open()
        yield ready


def life(s: Shop, name: object) -> Life:
    return life_of(s.journal, resolve(s.journal, str(name), DESK.name))


def kinds(told: Life) -> list[str]:
    return [step.kind for step in told.timeline]


def bonds(told: Life) -> dict[str, str | None]:
    return {link.relation: link.id for link in told.links}


def test_a_refused_document_and_what_took_its_number(s: Shop) -> None:
    s.box.fault("refuse=9:1@doc")
    with pytest.raises(PrroError):
        s.sale()
    told = life(s, 2)
    assert (told.state, told.next) == ("rejected", ("prro explain 9",))
    last = told.timeline[-1]
    assert (last.code, last.http) == (9, 400)
    assert last.stored
    sold = s.sale()
    assert life(s, 2).id == sold
    assert bonds(life(s, 2)) == {"same_number": told.id}
    assert (s.row(sold).fiscal_number or "?") in life(s, told.id).judgement


def test_a_lost_answer_is_settled_by_asking(s: Shop) -> None:
    s.link.strikes = [("doc", "lost")]
    told = life(s, s.sale())
    assert kinds(told)[2:] == ["document.sending", "document.unknown", "document.probed", "document.registered"]
    assert "DocumentInfoByLocalNum" in told.timeline[4].what
    assert told.timeline[4].stored


def test_a_double_and_its_twin_from_both_ends(s: Shop) -> None:
    s.link.strikes = [("doc", "lost-down")]
    twin = s.sale(3000)
    double = bonds(life(s, twin))["stands_for"]
    before = life(s, double)
    assert (before.state, before.next) == ("unknown", ("prro go-online",))
    assert "1 document(s) before it" in life(s, twin).judgement
    s.link.up = True
    s.come_back()
    told = life(s, double)
    assert told.state == "revoked"
    assert told.fiscal_number  # the number the server had given it
    assert resolve(s.journal, told.fiscal_number, None).id == double
    assert bonds(told)["replaced_by"] == twin
    (choice,) = [d for d in told.decisions if d.question == "revoke-last-online"]
    assert choice.choice == "revoke"
    assert choice.evidence in {one.sha256 for one in told.stored}
    begin = bonds(told)["revoked_by"]
    assert bonds(life(s, begin))["revokes"] == double
    assert [(p.state, p.place, p.attempts) for p in life(s, twin).packages] == [("accepted", 2, 1)]
    assert (s.row(twin).fiscal_number or "?") in told.judgement
    s.sound()


def test_a_double_that_never_arrived(s: Shop) -> None:
    s.link.strikes = [("doc", "drop-down")]
    twin = s.sale(3000)
    double = bonds(life(s, twin))["stands_for"]
    s.link.up = True
    s.come_back()
    assert life(s, double).state == "rejected"
    assert life(s, twin).next == ()


def test_stuck_in_a_package_behind_it_and_out_again(s: Shop) -> None:
    s.link.up = False
    sold = [s.sale() for _ in range(3)]
    s.link.up = True
    s.box.fault("refuse-document=2:1@pck")
    with pytest.raises(PackageStuckError):
        s.come_back()
    bad, behind = life(s, sold[1]), life(s, sold[2])
    number = s.row(sold[1]).local_number
    assert bad.next == behind.next == (f"prro stuck show {number}",)
    assert "refused" in bad.judgement
    assert "behind" in behind.judgement
    assert [p.state for p in bad.packages] == ["refused"]
    assert life(s, (s.row(sold[2]).fiscal_number or "").rpartition(".")[0]).id == sold[2]
    trouble = refusals.trouble_of(s.journal, DESK.name, str(number))
    refusals.fix(s.post, trouble, "reregister", dry_run=False)
    out = life(s, sold[1])
    assert out.state == "revoked"
    again = bonds(out)["replaced_by"]
    assert bonds(life(s, again))["stands_for"] == sold[1]
    assert any(choice.question == "reregister" for choice in out.decisions)


def test_begun_and_interrupted(s: Shop) -> None:
    from prro_cli.journal.events import NewEvent

    lost = s.sale()
    draft = dict(s.journal.draft(lost) or {})
    draft["local_number"] += 1
    xml = s.journal.blob(draft["xml"])
    assert xml is not None
    s.post.append([NewEvent("document.drafted", draft, "0badc0de-0000-4000-8000-000000000000")])
    told = life(s, "0badc0de")
    assert (told.state, told.next) == ("draft", ("prro sync",))
    s.sale()
    assert life(s, "0badc0de").state == "voided"


def test_last_is_the_newest_paper_whatever_came_after_it(s: Shop) -> None:
    s.sale()
    s.link.up = False
    newest = s.sale(2400)
    s.link.up = True
    s.come_back()
    assert s.journal.last_document(DESK.name).kind == "offline_end"  # type: ignore[union-attr]
    assert life(s, "last").id == newest
