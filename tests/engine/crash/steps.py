"""The operations of a cashier, each with what it asks for, so that the checker can hold the program to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from prro_cli.engine.cashdesk import CashDesk
from prro_cli.engine.offline.comeback import come_back
from prro_cli.engine.order_types import Item, Order, Payment
from prro_cli.engine.originals import Wanted
from prro_cli.engine.recover import recover
from prro_cli.journal.rows import DocumentFilter
from tests.engine.crash.checker import Asked, judge
from tests.engine.crash.effects import Effects
from tests.engine.crash.world import Conditions, Operation, Shop, Told

LINK_DOWN = Conditions(up=False)


@dataclass(frozen=True)
class Step:
    """One command: what it asks for (kind and sum), and how it is run."""

    name: str
    asks: tuple[tuple[str, int | None], ...]
    run: Operation
    given: Conditions = field(default_factory=Conditions)
    already: tuple[str, ...] = ()
    """Errors by which a second try may say that the first one was done."""
    again: bool = False
    """Whether it repeats an earlier one instead of asking for more."""
    pause: timedelta = timedelta(0)
    """How long the cashier waits before it."""


def deposit(kopecks: int, given: Conditions | None = None) -> Step:
    """Money into the drawer; the sum tells one deposit from another."""
    text = f"{kopecks // 100}.{kopecks % 100:02}"
    return Step("deposit", (("service_input", kopecks),), lambda desk: desk.cash(text, deposit=True),
                given or Conditions())  # fmt: skip


def issue(kopecks: int, given: Conditions | None = None) -> Step:
    """Money out of the drawer."""
    text = f"{kopecks // 100}.{kopecks % 100:02}"
    return Step("issue", (("service_output", kopecks),), lambda desk: desk.cash(text, deposit=False),
                given or Conditions())  # fmt: skip


def sale(kopecks: int, given: Conditions | None = None, *, card: bool = False) -> Step:
    """A sale under a key of its own; the sum tells one sale from another (whole 50 kopecks: cash is not rounded)."""
    item = Item(name="Кава", price=kopecks, tax="А", code="1", unit=2009, unit_name="шт")
    payments = (Payment(form="card"),) if card else ()
    order = Order(items=(item,), payments=payments, key=f"order-{kopecks}")
    return Step("sale", (("sale", kopecks),), lambda desk: desk.sale(order), given or Conditions())


def give_back(sold: int, given: Conditions | None = None) -> Step:
    """The whole sale of that sum returned, under a key of its own."""

    def run(desk: CashDesk) -> Any:
        return desk.return_(Wanted(receipt=_number(desk, sold), key=f"return-{sold}"))

    return Step("return", (("return", sold),), run, given or Conditions())


def reverse(sold: int, given: Conditions | None = None) -> Step:
    """The sale of that sum reversed; it must be the last receipt."""
    return Step("reversal", (("reversal", None),), lambda desk: desk.reverse(_number(desk, sold)),
                given or Conditions(), ("ReversalRefusedError",))  # fmt: skip


def _number(desk: CashDesk, sold: int) -> str:
    found = desk.post.journal.documents(DocumentFilter(desk=desk.name, kinds=("sale",), effective=None))
    return next(row.fiscal_number or row.id for row in found if row.total == sold and row.state in LIVE)


LIVE = ("registered", "offline")


def _come_back(desk: CashDesk) -> Any:
    recover(desk.post, offline_allowed=False)
    return come_back(desk.post)


OPEN = Step("open", (("shift_open", None),), lambda desk: desk.open_shift(), already=("ShiftAlreadyOpenError",))
Z = Step("z", (("z_report", None),), lambda desk: desk.z_report(), already=("ShiftHasZError",))
CLOSE = Step(
    "close",
    (("z_report", None), ("shift_close", None)),
    lambda desk: desk.close_shift()[0],
    already=("ShiftNotOpenError",),
)
GO_ONLINE = Step("go-online", (), _come_back)
OPEN_IF_NEEDED = replace(OPEN, again=True)
CLOSE_IF_NEEDED = replace(CLOSE, again=True)
CLOSE_ONLY = Step("close", (("shift_close", None),), CLOSE.run, already=CLOSE.already)


class Day:
    """A shop, and everything that was asked of it so far."""

    def __init__(self, shop: Shop, asked: Sequence[Asked] = ()) -> None:
        self.shop = shop
        self.asked = list(asked)

    def copy(self, folder: Any) -> Day:
        """The same day in another folder."""
        return Day(self.shop.copy(folder), self.asked)

    def do(self, step: Step, effects: Effects | None = None) -> Told:
        """Run a step here and remember what was asked and promised."""
        if step.again:
            return self.again(step)
        self.shop.moment += step.pause
        return self.noted(step, self.shop.told(step.run, effects, step.given))

    def crash(self, step: Step, at: int, moment: str) -> Told:
        """Run a step in a child that dies at an effect (or ends, where it has fewer)."""
        self.shop.moment += step.pause
        return self.noted(step, self.shop.child(step.run, Effects(at, moment), step.given))

    def again(self, step: Step) -> Told:
        """Run a step a second time: the two together may do it once only, and must."""
        told = self.shop.told(step.run, None, step.given)
        if told.promised is None:
            return told
        for kind, total in step.asks:
            place = max(n for n, asked in enumerate(self.asked) if (asked.kind, asked.total) == (kind, total))
            self.asked[place] = Asked(kind, total, True)
        return told

    def noted_as_unknown(self, step: Step) -> None:
        """What may have happened or not."""
        self.asked += [Asked(kind, total, None) for kind, total in step.asks]

    def noted(self, step: Step, told: Told) -> Told:
        """Remember what was asked and promised."""
        self.asked += [Asked(kind, total, told.promised) for kind, total in step.asks]
        return told

    def judge(self, *, totals: bool = True) -> list[str]:
        """What is wrong."""
        return judge(self.shop.server(), self.shop.lines(), self.asked, self.shop.totals() if totals else None)


def effects_of(day: Day, step: Step, folder: Any) -> tuple[str, ...]:
    """The effects of a step that nothing disturbs."""
    trial = day.copy(folder)
    effects = Effects()
    told = trial.do(step, effects)
    assert told.error is None, told
    return tuple(effects.seen)


def later(step: Step) -> Step:
    """The same after a quarter of an hour, when the link is due to be tried again."""
    return replace(step, pause=timedelta(minutes=15))


def offline(step: Step) -> Step:
    """The same without a link."""
    return replace(step, given=LINK_DOWN)
