"""The facade over the sandbox's own service, without sockets and with pretended signatures: rules and exit codes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from prro_cli.engine.cashdesk import CashDesk
from prro_cli.engine.order import Order, parse_item, parse_order
from prro_cli.engine.originals import Wanted, find_original
from prro_cli.engine.results import Done
from prro_cli.engine.return_request import item_from_words, wanted_from_json
from prro_cli.errors.base import PrroError
from prro_cli.errors.selling import ServerAheadError, ServerBehindError
from prro_cli.journal.events import NewEvent
from prro_cli.journal.verify import verify
from prro_cli.taxserver.outcomes import NoData
from prro_cli.values import parse_money
from tests.engine.offline.shop import COLLEAGUE, DESK, SENIOR, Shop, Signer, shop
from tests.provoking import provokes


class Hook:
    """A printer that fails."""

    def __init__(self, result: str) -> None:
        self.result = result
        self.seen: list[str] = []

    def after(self, document: str) -> str:
        self.seen.append(document)
        return self.result


def order(*words: str, **more: Any) -> Order:
    return Order(items=tuple(parse_item(word) for word in words or ("name=Кава,price=60.00,tax=А",)), **more)


def opened(world: Shop) -> CashDesk:
    desk = CashDesk(world.post)
    assert isinstance(desk.open_shift(), Done)
    return desk


def refusal(call: Any) -> PrroError:
    with pytest.raises(PrroError) as caught:
        call()
    return caught.value


def test_the_state_of_the_shift_decides():
    with shop() as world:
        desk = CashDesk(world.post)
        assert refusal(lambda: desk.sale(order())).exit_code == 30
        assert desk.close_shift(if_needed=True) == (None, None)
        desk.open_shift()
        assert refusal(desk.open_shift).id == "PRRO-E3002"
        assert desk.open_shift(if_needed=True) is None
        desk.z_report()
        assert refusal(lambda: desk.sale(order())).id == "PRRO-E3005"
        assert refusal(lambda: desk.cash("5", deposit=True)).id == "PRRO-E3005"
        closing, z_report = desk.close_shift()
        assert closing is not None and z_report is not None and z_report.kind == "z_report"


@provokes("PRRO-E3004")
def test_an_old_shift_is_told_or_refused():
    with shop() as world:
        desk = opened(world)
        world.clock.move(25 * 3600)
        desk.sale(order())
        assert [remark.id for remark in desk.take_remarks()] == ["shift-older-than-24h"]
        world.rules(stale_shift="refuse")
        assert refusal(lambda: desk.sale(order())).id == "PRRO-E3004"
        assert desk.close_shift()[0] is not None


def test_a_stranger_works_in_nobodys_shift_but_a_senior_does():
    with shop() as world:
        opened(world)
        world.post.signer = Signer(COLLEAGUE)
        world.post.cashier = "bohdan"
        assert refusal(lambda: CashDesk(world.post).sale(order())).id == "PRRO-E3003"
        world.post.signer = Signer(SENIOR)
        world.post.senior = True
        assert CashDesk(world.post).sale(order()).state == "registered"


def test_the_head_goes_on_with_a_new_key_whatever_its_role_is_called_here():
    with shop() as world:
        opened(world).sale(order())
        head = CashDesk(replace(world.post, signer=Signer(SENIOR), cashier="new-key", senior=False))
        assert head.sale(order()).state == "registered"
        assert head.close_shift()[0] is not None


def test_parts_of_a_return_add_up_to_the_whole():
    with shop() as world:
        desk = opened(world)
        sale = desk.sale(order("name=Сир,qty=1.001,price=99.99,tax=А,discount=7%", "name=Сир,qty=2,price=10,tax=А"))
        number = sale.fiscal_number or ""
        card = {
            "payments": parse_order({"items": [{"name": "x", "price": "1"}], "payments": [{"form": "card"}]}).payments
        }
        parts = [
            desk.return_(Wanted(number, (item_from_words(words),), **card)).total
            for words in ("name=Сир,qty=0.3,price=99.99", "name=Сир,qty=1.5,row=2", "name=Сир,qty=0.7")
        ]
        rest = desk.return_(Wanted(number, **card)).total
        exact = parse_money(sale.total or "") + parse_money(sale.rounding or "")
        assert sum(parse_money(text or "") for text in (*parts, rest)) == exact
        error = refusal(lambda: desk.return_(Wanted(number, (item_from_words("name=Сир,qty=0.001"),))))
        assert error.exit_code == 3 and "already returned" in error.cause
        assert "no row" in refusal(lambda: desk.return_(Wanted(number, (item_from_words("name=Хліб"),)))).cause
        assert "nothing is left" in refusal(lambda: desk.return_(Wanted(number))).cause


def test_a_card_sale_goes_back_to_the_card():
    with shop() as world:
        desk = opened(world)
        sale = desk.sale(
            parse_order({"items": [{"name": "Кава", "price": "45.23", "tax": "А"}], "payments": [{"form": "card"}]})
        )
        back = desk.return_(Wanted(sale.fiscal_number or ""))
        assert (back.total, back.rounding) == ("45.23", "0.00")


def test_what_is_no_sale_is_not_returned():
    with shop() as world:
        desk = opened(world)
        deposit = desk.cash("100", deposit=True)
        assert refusal(lambda: desk.return_(Wanted(deposit.fiscal_number or ""))).id == "PRRO-E0330"
        sale = desk.sale(order())
        desk.reverse(None)
        assert "reversed" in refusal(lambda: desk.return_(Wanted(sale.fiscal_number or ""))).cause
        assert refusal(lambda: desk.return_(Wanted("777"))).exit_code == 4


def test_a_receipt_of_another_journal_is_fetched_from_the_server():
    with shop() as world, shop() as empty:
        sale = opened(world).sale(order())
        stranger = replace(world.post, journal=empty.journal)
        found = find_original(stranger, Wanted(sale.fiscal_number or ""))
        assert found.document is None and found.check is not None and found.check.checkbody[0].name == "Кава"
        original = Wanted("999", from_register=4000000077)
        assert "--from-date" in refusal(lambda: CashDesk(world.post).return_(original)).cause
        typed, cashier = wanted_from_json(
            {
                "receipt": "55",
                "register": "4000000077",
                "date": "2026-03-01",
                "items": [{"name": "Кава", "price": "60", "tax": "А"}],
            }
        )
        assert cashier is None
        back = CashDesk(world.post).return_(typed)
        draft = world.journal.draft(back.uid) or {}
        assert draft["original"] == {"fiscal_number": "55", "register": "4000000077"}


def test_what_only_the_server_shows_is_returned_only_if_it_is_a_sale_that_stands():
    with shop() as world, shop() as empty:
        desk = opened(world)
        sold, reversed_ = desk.sale(order()), desk.sale(order())
        desk.reverse(None)
        back = desk.return_(Wanted(sold.fiscal_number or ""))
        stranger = replace(world.post, journal=empty.journal)
        for document, words in ((reversed_, "is reversed"), (back, "is a return, not a sale")):
            error = refusal(lambda number=document.fiscal_number: find_original(stranger, Wanted(number)))
            assert (error.exit_code, words in error.cause) == (3, True), error.cause


def test_only_the_last_receipt_is_reversed():
    with shop() as world:
        desk = opened(world)
        first, second = desk.sale(order()), desk.sale(order())
        error = refusal(lambda: desk.reverse(first.fiscal_number))
        assert error.exit_code == 3 and error.next == (f"prro return --receipt {first.fiscal_number} --all",)
        assert refusal(lambda: desk.reverse("777")).exit_code == 4
        assert desk.reverse(second.fiscal_number).state == "registered"
        assert "reversal" in refusal(lambda: desk.reverse(None)).cause


@provokes("PRRO-E4020")
def test_numbers_are_compared_before_each_document():
    with shop() as world:
        desk = opened(world)
        with world.box.state.transaction() as connection:
            connection.execute("UPDATE documents SET local = local + 1")
        error = refusal(lambda: desk.sale(order()))
        assert isinstance(error, ServerAheadError) and error.exit_code == 60
        assert error.data["next_local_number"] == {"journal": 2, "server": 3}
        with world.box.state.transaction() as connection:
            connection.execute("UPDATE documents SET local = local - 1")
            connection.execute("DELETE FROM documents")
        assert isinstance(refusal(lambda: desk.sale(order())), ServerBehindError)


@provokes("PRRO-E0334")
def test_a_clock_that_steps_back_a_little_keeps_the_order_of_times():
    with shop() as world:
        desk = opened(world)
        world.clock.move(-30)
        assert desk.sale(order()).state == "registered"
        world.clock.move(-120)
        assert refusal(lambda: desk.sale(order())).id == "PRRO-E0334"


def test_going_offline_is_a_matter_of_rules():
    with shop() as world:
        desk = CashDesk(world.post)
        world.link.up = False
        error = refusal(desk.open_shift)
        assert (error.exit_code, "the link is down" in error.cause) == (24, True)
        world.link.up = True
        desk.open_shift()
        world.link.up = False
        world.rules(enter_offline="never")
        assert refusal(lambda: desk.sale(order())).exit_code == 10
        world.rules(enter_offline="ask")
        assert refusal(lambda: desk.sale(order())).exit_code == 5
        asked: list[str] = []
        world.post.ask = asked.append
        assert desk.sale(order()).state == "offline" and len(asked) == 1


@provokes("PRRO-E2001", "PRRO-E2301")
def test_offline_needs_a_permission_and_a_session():
    with shop() as world:
        world.box.load_registry(
            {"registers": [{"number": 4000000001, "local": 1, "outlet": 1, "name": "Каса 1", "offline": False}]}
        )
        desk = opened(world)
        world.link.up = False
        assert refusal(lambda: desk.sale(order())).exit_code == 20
    with shop() as world:
        desk = opened(world)
        unused = world.journal.unused_session(DESK.name)
        assert unused is not None
        world.post.append([NewEvent("session.discarded", {"session_id": unused.session_id, "reason": "test"})])
        world.link.up = False
        error = refusal(lambda: desk.sale(order()))
        assert (error.exit_code, "the link is down" in error.cause) == (23, True)


@pytest.mark.parametrize("strike", ["lost", "drop"])
def test_a_lost_answer_is_settled_by_asking(strike):
    with shop() as world:
        desk = opened(world)
        world.link.strikes.append(("doc", strike))
        sale = desk.sale(order(key="k"))
        assert sale.state == "registered"
        assert desk.sale(order(key="k")).replayed
        desk.close_shift()
        world.agree()


class Repeating:
    """The server, whose tickets all name one fiscal number."""

    def __init__(self, inner: Any, number: str) -> None:
        self._inner, self._number = inner, number

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def send_document(self, signed: bytes, **more: Any) -> Any:
        outcome = self._inner.send_document(signed, **more)
        return replace(outcome, ticket=replace(outcome.ticket, fiscal_number=self._number))


def test_a_ticket_with_a_number_that_is_another_documents_is_not_believed():
    with shop() as world:
        desk = opened(world)
        first = desk.sale(order())
        world.post.server = Repeating(world.post.server, first.fiscal_number or "")
        second = desk.sale(order())
        assert second.state == "registered" and second.fiscal_number == world.entries()[-1]["fiscal"]


@provokes("PRRO-E1201", "PRRO-E1202")
def test_exit_12_only_where_nobody_can_say():
    with shop() as world:
        desk = opened(world)
        world.rules(enter_offline="never")
        world.link.strikes.append(("doc", "lost-down"))
        error = refusal(lambda: desk.sale(order(key="k")))
        assert error.exit_code == 12 and error.document
        assert world.row(error.document).state == "unknown"
        follower = refusal(lambda: desk.sale(order()))
        assert (follower.exit_code, follower.document) == (12, error.document)
        assert "this command took no number and sent nothing" in follower.state
        world.link.up = True
        assert desk.sale(order(key="k")).replayed
        assert [remark.id for remark in desk.take_remarks()] == ["settled"]
        world.agree()


def test_a_twin_stands_offline_for_the_lost_sale():
    with shop() as world:
        desk = opened(world)
        world.link.strikes.append(("doc", "drop-down"))
        sale = desk.sale(order(key="k"))
        assert sale.state == "offline"
        again = desk.sale(order(key="k"))
        assert again.replayed and again.uid == sale.uid
        world.link.up = True
        world.come_back()
        desk.close_shift()
        world.agree()


@provokes("PRRO-E3007")
def test_a_shift_left_open_by_another_program_is_closed_with_the_servers_own_totals():
    with shop() as world:
        desk = opened(world)
        desk.sale(order())
        desk.cash("5", deposit=True)
        with shop() as fresh:
            stranger = CashDesk(replace(world.post, journal=fresh.journal, desk=world.post.desk))
            error = refusal(stranger.open_shift)
            assert (error.exit_code, error.id) == (30, "PRRO-E3007")
            assert refusal(stranger.close_shift).exit_code == 30
            closing, z_report = stranger.close_shift(accept_difference=True)
            assert closing is not None and closing.shift is None and z_report is not None
            assert isinstance(stranger.open_shift(), Done)
            assert list(verify(fresh.journal.path).findings) == []


def test_storned_receipts_are_counted_as_the_server_counts_them():
    with shop(switches={"storno_count": "include"}) as world:
        desk = opened(world)
        for _ in range(2):
            desk.sale(order())
        desk.reverse(None)
        closing, z_report = desk.close_shift()
        assert closing is not None and z_report is not None
        xml = world.journal.blob((world.journal.document(z_report.uid) or closing).xml)
        assert xml is not None and b"<ORDERSCNT>3</ORDERSCNT>" in xml
        assert list(verify(world.journal.path).findings) == []


class Doctored:
    """The server, with another figure in its draft of the Z-report; or with none at all."""

    def __init__(self, inner: Any, figure: int | None) -> None:
        self._inner = inner
        self._figure = figure

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def ask(self, command: Any, sign: Any = None, **more: Any) -> Any:
        answer = self._inner.ask(command, sign, **more)
        if command.name != "LastShiftTotals":
            return answer
        if self._figure is None:
            return NoData(answer.exchange)
        totals = replace(answer.value.totals, service_input=self._figure)
        return replace(answer, value=replace(answer.value, totals=totals))


@provokes("PRRO-E0510")
def test_totals_that_differ_stop_the_z_report():
    with shop() as world:
        desk = opened(world)
        desk.sale(order())
        world.post.server = Doctored(world.post.server, 700)
        error = refusal(desk.close_shift)
        assert (error.exit_code, error.id) == (5, "PRRO-E0510")
        assert error.data["differences"] == [{"figure": "service input", "ours": "0.00", "server": "7.00"}]
        assert desk.close_shift(accept_difference=True)[0] is not None
        assert [remark.id for remark in desk.take_remarks()] == ["totals-differ"]


def test_a_server_without_totals_stops_nothing():
    with shop() as world:
        desk = opened(world)
        desk.sale(order())
        world.post.server = Doctored(world.post.server, None)
        assert desk.close_shift()[0] is not None
        assert [remark.id for remark in desk.take_remarks()] == ["totals-not-compared"]


@provokes("PRRO-E0511")
def test_another_machine_is_told_before_any_document():
    with shop() as world:
        world.post.device_id = "a" * 64
        desk = opened(world)
        assert (world.journal.desk(DESK.name) or pytest.fail()).device_id == "a" * 64
        world.post.device_id = "b" * 64
        error = refusal(lambda: desk.sale(order()))
        assert (error.exit_code, error.id) == (5, "PRRO-E0511")
        world.post.ask = lambda question: None
        assert desk.sale(order()).state == "registered"
        assert "device-taken-over" in [remark.id for remark in desk.take_remarks()]


def test_printing_comes_after_the_document_and_never_changes_it():
    with shop() as world:
        desk = opened(world)
        hook = Hook("failed")
        world.post.hook = hook
        sale = desk.sale(order())
        assert (sale.state, sale.printed, hook.seen) == ("registered", "failed", [sale.uid])


def test_a_mark_is_sold_once():
    with shop() as world:
        world.post.desk = replace(DESK)
        desk = opened(world)
        bottle = "name=Вино,price=200,tax=А,uktzed=2204210000,excise=AAAA123456"
        sale = desk.sale(order(bottle))
        assert refusal(lambda: desk.sale(order(bottle))).id == "PRRO-E0333"
        desk.return_(Wanted(sale.fiscal_number or ""))
        assert desk.sale(order(bottle)).state == "registered"


def test_sellers_are_kept_per_row_with_a_common_key():
    with shop(shared_key=True) as world:
        desk = opened(world)
        sale = desk.sale(order("name=Кава,price=60,tax=А,seller=bohdan", "name=Чай,price=30,tax=А"))
        rows = (world.journal.draft(sale.uid) or {})["rows"]
        assert [row["seller"] for row in rows] == ["bohdan", "olena"]


def test_more_than_the_drawer_holds_is_only_told():
    with shop() as world:
        desk = opened(world)
        desk.sale(order())
        desk.cash("61", deposit=False)
        assert [remark.id for remark in desk.take_remarks()] == ["more-than-in-the-drawer"]


def test_money_is_moved_once_under_one_key():
    with shop() as world:
        desk = opened(world)
        first = desk.cash("5", deposit=True, key="till-1")
        again = desk.cash("5.00", deposit=True, key="till-1")
        assert again.replayed and again.uid == first.uid
        assert refusal(lambda: desk.cash("5", deposit=False, key="till-1")).exit_code == 31
        assert refusal(lambda: desk.cash("-5", deposit=True)).exit_code == 3


def test_a_document_refused_is_kept_and_its_number_is_free():
    with shop() as world:
        desk = opened(world)
        world.post.desk = replace(DESK, org="ТОВ Інше")
        error = refusal(lambda: desk.sale(order(key="k")))
        assert error.exit_code == 13 and error.data["server_error"]["code"] == 9
        assert world.row(error.document or "").state == "rejected"
        world.post.desk = DESK
        assert desk.sale(order(key="k")).local_number == 2
