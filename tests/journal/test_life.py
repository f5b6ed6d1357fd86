"""The life of documents as the derived tables tell it."""

from __future__ import annotations

import pytest

from prro_cli.errors.journal import EventInvalidError
from prro_cli.journal.rows import Document, DocumentFilter
from prro_cli.journal.totals import PayForm, Section, TaxTotal, Totals
from tests.journal.worlds import DESK, REGISTER, Shop, day, offline_part


def found(shop: Shop, document: str) -> Document:
    row = shop.journal.document(document)
    assert row is not None
    return row


def real_sum(shop: Shop) -> int:
    real = shop.journal.totals(DESK, 1).real
    return real.sum if real else 0


def test_an_online_sale_step_by_step(shop: Shop) -> None:
    shop.open_shift()
    document = shop.draft("sale", 6000, idempotency_key="order-1", request_hash="abc")
    assert (found(shop, document).state, real_sum(shop)) == ("draft", 0)
    replay = shop.journal.idempotent(DESK, "order-1")
    assert replay is not None
    assert (replay.document, replay.request_hash) == (document, "abc")
    shop.send(document)
    assert (found(shop, document).state, found(shop, document).attempts) == ("sent", 1)
    assert [d.id for d in shop.journal.unsettled(DESK)] == [document]
    shop.register(document)
    row = found(shop, document)
    assert (row.state, row.fiscal_number, row.effective, row.how) == ("registered", "4500000002", True, "answer")
    assert shop.journal.totals(DESK, 1) == Totals(
        real=Section(
            6000, 0, 0, 1, (PayForm(0, "ГОТІВКА", 6000),), (TaxTotal(0, "ПДВ", "А", 2000, False, 6000, 0, 6000, 1000),)
        )
    )
    assert shop.journal.next_local_number(DESK) == 3
    assert shop.journal.pending(DESK) == []
    kinds = [event.kind for event in shop.journal.events_of(document)]
    assert kinds == ["document.drafted", "document.signed", "document.sending", "document.registered"]


def test_a_fact_told_twice_counts_once(shop: Shop) -> None:
    shop.open_shift()
    document = shop.online("sale", 6000)
    shop.register(document)
    assert real_sum(shop) == 6000


def test_a_refused_number_is_free_again_and_so_is_the_key(shop: Shop) -> None:
    shop.open_shift()
    document = shop.draft("sale", 100, idempotency_key="k", request_hash="r")
    shop.send(document)
    shop.note(document, "document.refused", code=7, text="CheckLocalNumberInvalid")
    row = found(shop, document)
    assert (row.state, row.consumed, row.refusal_code) == ("rejected", False, 7)
    assert shop.journal.next_local_number(DESK) == 2
    assert shop.journal.idempotent(DESK, "k") is None
    assert found(shop, shop.online("sale", 100, idempotency_key="k", request_hash="r")).local_number == 2


def test_a_number_is_never_given_twice(shop: Shop) -> None:
    shop.open_shift()
    with pytest.raises(EventInvalidError, match="the local number is taken"):
        shop.draft("sale", 1, local_number=1)
    assert shop.journal.last_event_id() == 4


def test_a_key_is_never_given_twice(shop: Shop) -> None:
    shop.draft("sale", 1, idempotency_key="k", request_hash="r")
    with pytest.raises(EventInvalidError, match="UNIQUE"):
        shop.draft("sale", 1, idempotency_key="k", request_hash="r")


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("document.sending", {"attempt": 1, "channel": "doc"}),
        ("document.voided", {"reason": "x"}),
        ("document.signed", {"sha256": "", "size": 1}),
        ("document.stored_offline", {}),
        ("document.unsent", {"reason": "x"}),
        ("document.unknown", {"reason": "x"}),
        ("document.parked", {"reason": "x", "release_number": False}),
        ("document.requeued", {"reason": "x"}),
    ],
)
def test_a_registered_document_takes_no_step_back(shop: Shop, kind: str, payload: dict[str, object]) -> None:
    document = shop.online("sale", 1)
    if kind == "document.signed":
        payload = {"sha256": found(shop, document).signed, "size": 1}
    with pytest.raises(EventInvalidError, match=r"only a|never voided"):
        shop.note(document, kind, **payload)
    assert found(shop, document).state == "registered"


def test_after_sending_nothing_but_a_probe_settles(shop: Shop) -> None:
    document = shop.draft("sale", 1)
    shop.send(document)
    with pytest.raises(EventInvalidError, match="never voided"):
        shop.note(document, "document.voided", reason="wished")
    shop.note(document, "document.unknown", reason="timeout", seconds="15.0")
    with pytest.raises(EventInvalidError, match="never voided"):
        shop.note(document, "document.voided", reason="wished")
    shop.note(document, "document.probed", question="DocumentInfoByLocalNum", answer="204")
    shop.note(document, "document.unsent", reason="the server does not have it")
    shop.note(document, "document.voided", reason="given up")
    assert (found(shop, document).state, shop.journal.next_local_number(DESK)) == ("voided", 1)


def test_reversal_takes_the_receipt_out_and_its_revocation_puts_it_back(shop: Shop) -> None:
    shop.open_shift()
    sold = shop.online("sale", 5000, rows=[{"index": 1, "qty": 1000, "sum": 5000, "marks": ["AAAA000001"]}])
    shop.online("sale", 700)
    assert shop.journal.mark_holder("AAAA000001") == sold
    storno = shop.online("reversal", original={"fiscal_number": found(shop, sold).fiscal_number})
    assert found(shop, storno).original_document == sold
    assert (found(shop, sold).shown_state, found(shop, sold).reversed_by) == ("reversed", storno)
    assert real_sum(shop) == 700
    assert shop.journal.totals(DESK, 1).real.orders_count == 1  # type: ignore[union-attr]
    assert shop.journal.mark_holder("AAAA000001") is None
    shop.register(sold)  # an old answer repeated does not bring it back
    assert real_sum(shop) == 700
    shop.note(storno, "document.revoked", by="server")
    assert (found(shop, sold).shown_state, real_sum(shop)) == ("registered", 5700)
    assert shop.journal.mark_holder("AAAA000001") == sold


def test_returns_are_claimed_from_the_draft_on(shop: Shop) -> None:
    shop.open_shift()
    number = found(shop, shop.online("sale", 1000)).fiscal_number
    assert number is not None
    rows = [{"index": 1, "qty": 1000, "sum": 500, "original_row": 2}]
    first = shop.draft("return", 500, original={"fiscal_number": number}, rows=rows)
    assert shop.journal.returned(number)[2].quantity == 1000
    shop.send(first)
    shop.note(first, "document.refused", text="no")
    assert shop.journal.returned(number) == {}
    shop.online("return", 500, original={"fiscal_number": number}, rows=rows)
    shop.online("return", 500, original={"fiscal_number": number}, rows=rows)
    back = shop.journal.returned(number)
    assert (back[0].sum, back[0].quantity, back[2].quantity, back[2].sum) == (1000, 2, 2000, 1000)
    assert shop.journal.totals(DESK, 1).ret.sum == 1000  # type: ignore[union-attr]


def test_a_return_of_another_register_stays_apart(shop: Shop) -> None:
    shop.open_shift()
    shop.online("return", 500, original={"fiscal_number": "77", "register": "4000000999"})
    assert shop.journal.returned("77") == {}
    assert shop.journal.returned("77", "4000000999")[0].sum == 500


def test_a_mark_comes_back_with_a_return(shop: Shop) -> None:
    rows = [{"index": 1, "qty": 1000, "sum": 10, "marks": ["M1"]}]
    sold = shop.online("sale", 10, rows=rows)
    assert shop.journal.mark_holder("M1") == sold
    shop.online("return", 10, rows=rows, original={"fiscal_number": "4500000001"})
    assert shop.journal.mark_holder("M1") is None
    assert shop.journal.mark_holder("M2") is None


def test_shift_from_open_to_close(shop: Shop) -> None:
    assert shop.journal.open_shift(DESK) is None
    shop.open_shift()
    shift = shop.journal.open_shift(DESK)
    assert shift is not None
    assert (shift.number, shift.state, shift.cashier, shift.test) == (1, "open", "olena", False)
    z = shop.online("z_report")
    assert shop.journal.open_shift(DESK).state == "z"  # type: ignore[union-attr]
    shop.note(z, "document.revoked", by="server")
    assert shop.journal.open_shift(DESK).state == "open"  # type: ignore[union-attr]
    shop.close_shift()
    assert shop.journal.open_shift(DESK) is None
    assert (shop.journal.next_shift_number(DESK), len(shop.journal.shifts(DESK))) == (2, 1)


def test_offline_session_from_grant_to_delivery(shop: Shop) -> None:
    shop.open_shift()
    shop.grant("301")
    assert shop.journal.unused_session(DESK).session_id == "301"  # type: ignore[union-attr]
    shift, shop.shift = shop.shift, None
    begin = shop.offline("301", "offline_begin")
    session = shop.journal.current_session(DESK)
    assert session is not None
    assert (session.state, session.begin_document) == ("begun", begin)
    assert shop.journal.unused_session(DESK) is None
    shop.shift = shift
    sale = shop.offline("301", "sale", 700)
    assert real_sum(shop) == 700
    assert [d.id for d in shop.journal.queue(DESK)] == [begin, sale]
    assert shop.journal.queue_length(DESK) == 2
    shop.shift = None
    end = shop.offline("301", "offline_end")
    session = shop.journal.current_session(DESK)
    assert session is not None
    assert (session.state, session.last_financial_at) == ("ended", found(shop, sale).time)
    shop.package("301", 1, [begin, sale, end])
    assert [p.state for p in shop.journal.open_packages(DESK)] == ["sending"]
    shop.note(None, "package.unknown", session_id="301", index=1, reason="timeout")
    shop.note(None, "package.sending", session_id="301", index=1, attempt=2)
    shop.note(None, "package.accepted", session_id="301", index=1)
    assert {found(shop, d).state for d in (begin, sale, end)} == {"registered"}
    assert (shop.journal.queue(DESK), shop.journal.current_session(DESK)) == ([], None)
    assert shop.journal.session(DESK, "301").state == "delivered"  # type: ignore[union-attr]
    assert [e.kind for e in shop.journal.events_of(sale)][-4:] == [
        "package.sending", "package.unknown", "package.sending", "package.accepted",
    ]  # fmt: skip
    assert real_sum(shop) == 700


def test_a_package_refused_in_the_middle(shop: Shop) -> None:
    shop.open_shift()
    shop.grant("301")
    documents = [shop.offline("301", "offline_begin")] + [shop.offline("301", "sale", n) for n in (1, 2, 3)]
    shop.package("301", 1, documents)
    facts = {"code": 9, "text": "sum", "failing_document": documents[2], "settled": documents[:2]}
    shop.note(None, "package.refused", session_id="301", index=1, **facts)
    states = [(found(shop, d).state, found(shop, d).stuck) for d in documents]
    assert states == [("registered", False), ("registered", False), ("offline", True), ("offline", False)]
    assert [d.id for d in shop.journal.stuck(DESK)] == [documents[2]]
    assert shop.journal.open_packages(DESK) == []
    shop.sign(documents[2])  # re-signed by the senior cashier
    shop.package("301", 2, documents[2:])
    shop.note(None, "package.accepted", session_id="301", index=2)
    assert shop.journal.queue(DESK) == []
    assert shop.journal.stuck(DESK) == []


def test_a_rolled_back_session_waits_again(shop: Shop) -> None:
    shop.open_shift()
    shop.grant("301")
    documents = offline_part(shop, "301", 1)
    shop.note(None, "session.rolled_back", session_id="301")
    assert shop.journal.current_session(DESK).state == "rolled_back"  # type: ignore[union-attr]
    shop.note(documents[1], "document.requeued", reason="the server does not have it")
    assert [d.id for d in shop.journal.queue(DESK)] == [documents[1]]
    assert real_sum(shop) == 700
    shop.package("301", 2, documents[1:])
    shop.note(None, "package.accepted", session_id="301", index=2)
    assert shop.journal.session(DESK, "301").state == "delivered"  # type: ignore[union-attr]


@pytest.mark.parametrize("release", [True, False])
def test_the_uncertain_document_and_its_offline_twin(shop: Shop, release: bool) -> None:
    shop.open_shift()
    shop.grant("301")
    online = shop.draft("sale", 900, idempotency_key="k", request_hash="r")
    shop.send(online)
    shop.note(online, "document.unknown", reason="timeout")
    shop.note(online, "document.parked", reason="going offline", release_number=release)
    begin = shop.offline("301", "offline_begin")
    assert found(shop, begin).local_number == (2 if release else 3)
    twin = shop.offline("301", "sale", 900, twin_of=online, idempotency_key="k", request_hash="r")
    assert shop.journal.idempotent(DESK, "k").document == twin  # type: ignore[union-attr]
    assert [d.id for d in shop.journal.twins(online)] == [twin]
    assert found(shop, online).parked
    shop.note(online, "document.registered", fiscal_number="9", how="probe")
    assert real_sum(shop) == 1800
    shop.note(online, "document.revoked", by="REVOKELASTONLINEDOC", release_number=release)
    assert real_sum(shop) == 900
    assert (found(shop, online).state, found(shop, online).consumed) == ("revoked", not release)
    assert shop.journal.idempotent(DESK, "k").document == twin  # type: ignore[union-attr]


def test_begin_document_is_remade_but_a_receipt_is_not(shop: Shop) -> None:
    shop.grant("301")
    begin = shop.offline("301", "offline_begin")
    sale = shop.offline("301", "sale", 5)
    with pytest.raises(EventInvalidError, match="never voided"):
        shop.note(sale, "document.voided", reason="wished")
    shop.note(begin, "document.voided", reason="made again with another number")
    assert shop.journal.session(DESK, "301").state == "unused"  # type: ignore[union-attr]
    assert found(shop, sale).state == "offline"


def test_what_the_server_expects_begins_an_empty_journal(shop: Shop) -> None:
    assert shop.journal.next_local_number(DESK) == 1
    shop.note(None, "state.observed", next_local=57, state={"shift_state": 0})
    assert shop.journal.next_local_number(DESK) == 57
    assert found(shop, shop.online("shift_open")).local_number == 57
    known = shop.journal.desk(DESK)
    assert known is not None
    assert (known.observed_next_local, known.observed_state) == (57, {"shift_state": 0})


def test_decisions_and_limits(shop: Shop) -> None:
    document = shop.draft("sale", 1)
    shop.note(document, "decision.made", question="did it arrive?", choice="no")
    shop.note(None, "limit.raised", name="session_hours", value=40, until="2026-04-01T00:00:00+03:00")
    assert [d.choice for d in shop.journal.decisions(DESK, document)] == ["no"]
    assert shop.journal.limit(DESK, "session_hours").value == 40  # type: ignore[union-attr]
    assert shop.journal.limit(DESK, "month_hours") is None


def test_lists_and_filters(shop: Shop) -> None:
    day(shop, sales=4)
    newest = shop.journal.documents(DocumentFilter(desk=DESK), limit=2)
    assert [d.kind for d in newest] == ["shift_close", "z_report"]
    older = shop.journal.documents(DocumentFilter(desk=DESK, before_event=newest[-1].drafted_event), limit=1)
    assert older[0].kind == "offline_end"
    sales = DocumentFilter(desk=DESK, kinds=("sale",), offline=False)
    assert shop.journal.count(sales) == 5 == len(list(shop.journal.documents_in_order(sales, page=2)))
    assert shop.journal.count(DocumentFilter(states=("rejected",))) == 0
    assert shop.journal.documents_by_fiscal_number("4500000001")[0].kind == "shift_open"
    assert shop.journal.document_by_local_number(DESK, 1).kind == "shift_open"  # type: ignore[union-attr]
    assert shop.journal.draft(newest[1].id)["z_totals"]["real"]["sum"] == real_sum(shop)  # type: ignore[index]
    assert shop.journal.desk(DESK).fiscal_number == str(REGISTER)  # type: ignore[union-attr]
