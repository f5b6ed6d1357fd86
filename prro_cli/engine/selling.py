"""A sale: the order becomes a receipt with its sums, and a plan with everything the journal shall know of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from prro_cli.documents.kinds import Kind, Stamp, head
from prro_cli.documents.model import Check
from prro_cli.engine.heads import registration_of
from prro_cli.engine.plan import Plan
from prro_cli.engine.receipt import reckon
from prro_cli.errors.selling import MarkSoldError
from prro_cli.journal.events import DocumentKind
from prro_cli.lang import say
from prro_cli.values import format_money, kyiv

if TYPE_CHECKING:
    from prro_cli.engine.order_types import Order
    from prro_cli.engine.ports import Post
    from prro_cli.engine.receipt import Reckoned
    from prro_cli.journal.rows import Shift


def sale_plan(post: Post, shift: Shift, order: Order, request: str) -> Plan:
    """A sale by this order; refused before anything is taken where it cannot become a receipt."""
    day = post.clock.now().astimezone(kyiv()).date()
    reckoned = reckon(order, post.desk, day, card_code=post.rules.card_code)
    refuse_sold_marks(post, reckoned)
    for notice in reckoned.notices:
        post.remark("order", notice)
    if reckoned.rounding and not reckoned.total_kopecks:
        text = say(
            "{rounding} in cash is rounded to nothing: the buyer pays 0.00", rounding=format_money(reckoned.rounding)
        )
        post.remark("rounded-to-nothing", text, "prro desk set NAME --cash-rounding none, or pay by card")
    comment = order.comment

    def build(stamp: Stamp) -> Check:
        made = head(Kind.SALE, registration_of(post.desk), stamp, comment=comment)
        return check_of(made, reckoned)

    facts = {**facts_of(reckoned), "idempotency_key": order.key, "request_hash": request}
    return Plan(DocumentKind.SALE, build, shift.number, shift.test, facts, send=order.send)


def with_sellers(order: Order, seller: str) -> Order:
    """With a common key the seller is kept for each row, in the journal only (R43)."""
    items = tuple(item if item.seller else replace(item, seller=seller) for item in order.items)
    return replace(order, items=items)


def check_of(made: Any, reckoned: Reckoned) -> Check:
    """A receipt from its head and its reckoned sections."""
    return Check(
        checkhead=made,
        checktotal=reckoned.total,
        checkpay=tuple(reckoned.pay),
        checktax=tuple(reckoned.tax),
        checkbody=tuple(reckoned.body),
    )


def facts_of(reckoned: Reckoned) -> dict[str, Any]:
    """What the journal keeps of a receipt."""
    return {
        "total": reckoned.total_kopecks,
        "rounding": reckoned.rounding,
        "paid": reckoned.paid,
        "change": reckoned.change,
        "effect": reckoned.effect.as_payload(),
        "rows": [dict(row) for row in reckoned.rows],
    }


def refuse_sold_marks(post: Post, reckoned: Reckoned) -> None:
    """An excise mark is sold once (and again only after it came back)."""
    for row in reckoned.rows:
        for mark in row.get("marks") or ():
            holder = post.journal.mark_holder(mark)
            if holder is not None:
                raise MarkSoldError(mark=mark, made=holder, document=holder)
