"""The facade: one method per operation at the desk, each from request to a result ready to be shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from prro_cli.engine import cash, closing, life, shift, way
from prro_cli.engine.order_fields import text
from prro_cli.engine.originals import Wanted
from prro_cli.engine.queueing import queue_missing
from prro_cli.engine.receipt import reckon
from prro_cli.engine.recover import recover
from prro_cli.engine.replay import replayed, request_hash
from prro_cli.engine.results import Done, done, would_be
from prro_cli.engine.returns import return_plan
from prro_cli.engine.reversal import reversal_plan
from prro_cli.engine.selling import sale_plan, with_sellers
from prro_cli.engine.way import record
from prro_cli.lang import say
from prro_cli.values import format_money, kyiv

if TYPE_CHECKING:
    from prro_cli.engine.order_types import Order
    from prro_cli.engine.plan import Plan
    from prro_cli.engine.ports import Post, Remark
    from prro_cli.engine.recipients import Recipient
    from prro_cli.journal.rows import Shift


class CashDesk:
    """A cashier at a desk. All operations of one command (or one batch) go through one of these."""

    def __init__(self, post: Post) -> None:
        self.post = post

    @property
    def name(self) -> str:
        """The desk's name."""
        return self.post.name

    @property
    def mode(self) -> str:
        """`online` or `offline`, as the documents say."""
        return "offline" if self.post.journal.current_session(self.name) else "online"

    def take_remarks(self) -> list[Remark]:
        """What the user should know; told once."""
        remarks = list(self.post.remarks)
        self.post.remarks.clear()
        return remarks

    # --- the shift

    def open_shift(self, *, test: bool = False, if_needed: bool = False, dry_run: bool = False) -> Done | None:
        """Open a shift; `test` for a test shift at a desk that is not a test desk. `if_needed`: an open one will do."""
        test = test or self.post.desk.test
        if dry_run:
            return self._preview(shift.open_plan(self.post, test=test))
        recover(self.post)
        if if_needed and self.post.journal.open_shift(self.name) is not None:
            return None
        return self._open(test=test)

    def close_shift(
        self, *, if_needed: bool = False, accept_difference: bool = False, dry_run: bool = False
    ) -> tuple[Done | None, Done | None]:
        """Z-report and closing, as (closing, Z-report); with `if_needed` no open shift is no error."""
        if not dry_run:
            recover(self.post)
        if if_needed and self.post.journal.open_shift(self.name) is None:
            return None, None
        nothing_open = self.post.journal.open_shift(self.name) is None
        if nothing_open and accept_difference and not dry_run:
            return self._closed(closing.close_foreign(self.post), None)
        open_ = shift.working_shift(self.post, selling=False)
        if dry_run:
            plan = closing.z_plan(self.post, open_) if open_.state == "open" else shift.close_plan(self.post, open_)
            return self._preview(plan), None
        made = closing.close(self.post, open_, accept_difference=accept_difference)
        return self._closed(made, open_.z_document)

    def _closed(self, made: closing.Closed, earlier_z: str | None) -> tuple[Done, Done | None]:
        z_report = made.z_report or earlier_z
        printed = self._after(made.z_report) if made.z_report else None
        return done(self.post, made.closing), done(self.post, z_report, printed=printed) if z_report else None

    def z_report(self, *, accept_difference: bool = False, dry_run: bool = False) -> Done:
        """The Z-report alone; the closing must follow."""
        if not dry_run:
            recover(self.post)
        open_ = shift.working_shift(self.post)
        if dry_run:
            return self._preview(closing.z_plan(self.post, open_))
        uid = closing.make_z(self.post, open_, accept_difference=accept_difference)
        return done(self.post, uid, printed=self._after(uid))

    # --- money in the drawer

    def cash(
        self, amount: str, *, deposit: bool, comment: str = "", key: str | None = None, dry_run: bool = False
    ) -> Done:
        """Put money in, or take it out; the same key and sum only once."""
        kopecks = cash.parse_sum(amount)
        comment = text(comment, "comment", 256) or ""
        wish = {"sum": kopecks, "comment": comment}
        request = request_hash("cash in" if deposit else "cash out", wish)
        if not dry_run:
            recover(self.post)
            before = replayed(self.post, key, request)
            if before is not None:
                return done(self.post, before, replayed=True)
        open_ = shift.working_shift(self.post)
        plan = cash.service_plan(self.post, open_, kopecks, deposit=deposit, comment=comment)
        if dry_run:
            return self._preview(plan)
        facts = {**plan.facts, "idempotency_key": key, "request_hash": request}
        return self._record(replace(plan, facts=facts))

    # --- receipts

    def sale(self, order: Order, *, dry_run: bool = False) -> Done:
        """Sell by an order; the same key and content give the same receipt again."""
        request = request_hash("sale", order.canonical())
        if self.post.rules.shared_key:
            order = with_sellers(order, self.post.cashier)
        return self._receipt(
            order.key, request, lambda open_: sale_plan(self.post, open_, order, request), order.send, dry_run
        )

    def made_before(self, order: Order) -> bool:
        """Whether the order's key stands for a receipt already: then nothing new is about to be made."""
        return order.key is not None and self.post.journal.idempotent(self.name, order.key) is not None

    def total_of(self, order: Order) -> str:
        """What the buyer would pay, for a question before the sale; a shift need not be open yet."""
        day = self.post.clock.now().astimezone(kyiv()).date()
        return format_money(reckon(order, self.post.desk, day, card_code=self.post.rules.card_code).total_kopecks)

    def return_(self, wanted: Wanted, *, dry_run: bool = False) -> Done:
        """Take goods back."""
        request = request_hash("return", wanted.canonical())
        return self._receipt(
            wanted.key, request, lambda open_: return_plan(self.post, open_, wanted, request), wanted.send, dry_run
        )

    def reverse(self, number: str | None, *, dry_run: bool = False) -> Done:
        """Cancel the last receipt of the shift."""
        if not dry_run:
            recover(self.post)
        plan = reversal_plan(self.post, shift.working_shift(self.post), number)
        return self._preview(plan) if dry_run else self._record(plan)

    def _receipt(
        self,
        key: str | None,
        request: str,
        plan: Callable[[Shift], Plan],
        send: tuple[Recipient, ...],
        dry_run: bool,
    ) -> Done:
        if dry_run:
            return self._preview(plan(self._shift_to_sell_in(dry_run=True)))
        recover(self.post)
        before = replayed(self.post, key, request)
        if before is not None:
            queue_missing(self.post, before, send)
            self._tell_of_missing_paper(before)
            return done(self.post, before, replayed=True)
        return self._record(plan(self._shift_to_sell_in(dry_run=False)))

    def _tell_of_missing_paper(self, uid: str) -> None:
        """A crash between registering and printing: the receipt stands, and the buyer has no paper of it."""
        row = self.post.journal.document(uid)
        if self.post.hook is not None and row is not None and row.printed is None and row.fiscal_number:
            text = say("receipt {number} was made before and never printed", number=row.fiscal_number)
            self.post.remark("not-printed", text, f"prro receipt print {row.fiscal_number}")

    def _shift_to_sell_in(self, *, dry_run: bool) -> Shift:
        """The open shift; opened by itself where the setting says so (R71)."""
        nothing_open = self.post.journal.open_shift(self.name) is None
        if nothing_open and self.post.rules.auto_open and not dry_run:
            opened = self._open(test=self.post.desk.test)
            self.post.remark(
                "shift-opened",
                say("the shift was opened by the first sale: {number}", number=opened.fiscal_number),
            )
        return shift.working_shift(self.post)

    # --- shared steps

    def _open(self, *, test: bool) -> Done:
        opened = self._record(shift.open_plan(self.post, test=test))
        way.fetch_pair(self.post)
        return opened

    def _record(self, plan: Plan) -> Done:
        life.preview(self.post, plan, None)
        uid = record(self.post, plan)
        return done(self.post, uid, printed=self._after(uid))

    def _preview(self, plan: Plan) -> Done:
        session = self.post.journal.current_session(self.name)
        return would_be(plan, *life.preview(self.post, plan, session))

    def _after(self, uid: str) -> str | None:
        return self.post.hook.after(uid) if self.post.hook else None
