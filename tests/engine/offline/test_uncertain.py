"""The last online document whose answer was lost: revoked with proof, kept without, for each kind (API 4.9)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from prro_cli.engine.ports import Signed
from prro_cli.errors.base import PrroError
from prro_cli.errors.offline import UncertainUndecidedError
from prro_cli.errors.server import UnknownResultError
from tests.engine.offline.shop import DESK, Shop, Signer, shop
from tests.provoking import provokes

KEEP, RELEASE = {"revoke_numbering": "keep"}, {"revoke_numbering": "release"}


def _sale(s: Shop) -> str:
    return s.sale(3000)


def _refund(s: Shop) -> str:
    return s.refund(s.rows()[1].id)


def _deposit(s: Shop) -> str:
    return s.cash(5000)


def _issue(s: Shop) -> str:
    return s.cash(500, deposit=False)


def _reverse(s: Shop) -> str:
    return s.reverse(s.rows()[1].id)


KINDS: list[Callable[[Shop], str]] = [_sale, _refund, _deposit, _issue]
WORLDS = [("reuse", RELEASE, "lost-down"), ("next", KEEP, "lost-down"), ("reuse", KEEP, "drop-down"),
          ("reuse", RELEASE, "drop-down"), ("next", KEEP, "drop-down")]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("numbering", "switches", "strike"), WORLDS)
def test_cut_in_the_middle_of_each_kind(
    kind: Callable[[Shop], str], numbering: str, switches: dict[str, str], strike: str
) -> None:
    with shop(switches=switches, offline_numbering=numbering) as s:
        s.open()
        s.sale(6000)
        s.link.strikes = [("doc", strike)]
        kind(s)
        assert s.offline
        s.clock.move(10)
        s.sale(1200)
        s.link.up = True
        home = s.come_back()
        assert home.online
        s.agree()
        arrived = strike.startswith("lost") or numbering == "next"
        assert sum(d.state == "revoked" for d in s.rows()) == (1 if arrived else 0)
        decided = s.journal.decisions(DESK.name)
        assert [d.choice for d in decided] == ["revoke" if arrived else "not-there"]
        s.clock.move(10)
        s.end_day()
        s.agree()


class _Killed(BaseException):
    """The process is gone."""


class _DyingSigner(Signer):
    """Signs so many times, and the process dies at the next."""

    def __init__(self, inner: Signer, times: int) -> None:
        super().__init__(inner.key)
        self.times = times

    def sign(self, content: bytes, *, timestamp: bool) -> Signed:
        self.times -= 1
        if self.times < 0:
            raise _Killed
        return super().sign(content, timestamp=timestamp)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("signed", "died_before"), [(1, "102"), (2, "its twin")])
@pytest.mark.parametrize(("numbering", "switches", "strike"), WORLDS)
def test_killed_between_the_lost_answer_and_the_twin_and_the_link_is_back(
    kind: Callable[[Shop], str], numbering: str, switches: dict[str, str], strike: str, signed: int, died_before: str
) -> None:
    """Where 102 has the number of the lost document already, both cannot keep it: the twin is made after all."""
    with shop(switches=switches, offline_numbering=numbering) as s:
        s.open()
        s.sale(6000)
        s.link.strikes = [("doc", strike)]
        signer = s.post.signer
        s.post.signer = _DyingSigner(signer, signed)  # type: ignore[arg-type]
        with pytest.raises(_Killed):
            kind(s)
        s.post.signer = signer
        s.link.up = True
        s.clock.move(10)
        s.sale(1200)
        assert s.come_back().online
        s.agree()
        s.clock.move(10)
        s.end_day()
        s.agree()
        assert s.journal.current_session(DESK.name) is None, died_before


@pytest.mark.parametrize("strike", ["lost-down", "drop-down"])
def test_a_reversal_with_a_lost_answer(strike: str) -> None:
    with shop(switches=RELEASE) as s:
        s.open()
        sale = s.sale(6000)
        s.link.strikes = [("doc", strike)]
        s.reverse(sale)
        assert s.offline
        s.link.up = True
        s.come_back()
        s.agree()


@pytest.mark.parametrize("what", ["open", "close"])
@pytest.mark.parametrize("strike", ["lost-down", "drop-down"])
def test_a_technical_document_with_a_lost_answer_waits_for_the_link(what: str, strike: str) -> None:
    with shop() as s:
        s.open()
        if what == "close":
            s.z_report()
        else:
            s.end_day()
        s.link.strikes = [("doc", strike)]
        with pytest.raises(UnknownResultError):
            s.close() if what == "close" else s.open()
        s.link.up = True
        try:
            s.close() if what == "close" else s.open()
        except PrroError as error:
            assert strike == "lost-down" and error.exit_code == 30, error
        except AssertionError:
            assert strike == "lost-down"
        s.agree()


def test_a_server_of_the_other_numbering_is_not_fooled() -> None:
    with shop(switches=KEEP, offline_numbering="reuse") as s:
        s.open()
        s.sale(6000)
        s.link.strikes = [("doc", "lost-down")]
        s.sale(3000)
        s.link.up = True
        with pytest.raises(PrroError) as stuck:
            s.come_back()
        assert stuck.value.exit_code == 40
        assert len(s.entries()) == 3 and not any(e["revoked_by"] for e in s.entries())


@provokes("PRRO-E4003")
def test_the_next_number_and_a_document_too_old_to_be_sent_again() -> None:
    with shop(switches=KEEP, offline_numbering="next") as s:
        s.open()
        s.link.strikes = [("doc", "drop-down")]
        s.sale(3000)
        s.clock.move(4000)
        s.link.up = True
        with pytest.raises(UncertainUndecidedError):
            s.come_back()
        assert len(s.entries()) == 1


def test_asked_twice_it_is_decided_once() -> None:
    with shop(switches=RELEASE) as s:
        s.open()
        s.sale(6000)
        s.link.strikes = [("doc", "lost-down")]
        s.sale(3000)
        for _ in range(3):
            s.link.up = True
            s.link.strikes = [("pck", "drop-down")]
            with pytest.raises(PrroError):
                s.come_back()
        s.link.up = True
        s.come_back()
        s.agree()
        assert len(s.journal.decisions(DESK.name)) == 1


@pytest.mark.parametrize("strike", ["lost-down", "drop-down"])
def test_a_z_report_with_a_lost_answer(strike: str) -> None:
    with shop(switches=RELEASE) as s:
        s.open()
        s.sale(6000)
        s.link.strikes = [("doc", strike)]
        s.z_report()
        assert s.offline
        s.close()
        s.link.up = True
        s.come_back()
        s.agree()
        s.clock.move(10)
        s.open()
        s.agree()


@pytest.mark.parametrize("strike", ["drop", "lost"])
@pytest.mark.parametrize("kind", [*KINDS, _reverse])
def test_a_link_that_only_blinked_needs_no_offline_session(kind: Callable[[Shop], str], strike: str) -> None:
    with shop() as s:
        s.open()
        s.sale(6000)
        s.link.strikes = [("doc", strike)]
        if kind is _reverse:
            s.reverse(s.rows()[1].id)
        else:
            kind(s)
        assert not s.offline
        s.agree()
