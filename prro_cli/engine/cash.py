"""Money put into the drawer and taken out of it: service deposit and issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.documents.kinds import Kind, Stamp, head
from prro_cli.documents.model import Check, CheckTotal
from prro_cli.engine.heads import registration_of
from prro_cli.engine.plan import Plan
from prro_cli.errors.selling import AmountWrongError
from prro_cli.journal.events import DocumentKind
from prro_cli.journal.totals import Section, Totals, cash_of
from prro_cli.lang import say
from prro_cli.values import format_money, parse_money

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Shift


def parse_sum(text: str) -> int:
    """A positive sum from the command line."""
    try:
        kopecks = parse_money(text)
    except ValueError as error:
        raise AmountWrongError(detail=str(error)) from None
    if kopecks <= 0:
        raise AmountWrongError(detail=say("{value} is not more than nothing", value=text))
    return kopecks


def service_plan(post: Post, shift: Shift, kopecks: int, *, deposit: bool, comment: str = "") -> Plan:
    """A deposit, or an issue; taking out more than the drawer holds is only told (it may hold yesterday's money)."""
    if not deposit and kopecks > (held := drawer(post, shift)):
        post.remark(
            "more-than-in-the-drawer", say("by this shift's documents the drawer holds {held}", held=format_money(held))
        )
    kind = DocumentKind.SERVICE_INPUT if deposit else DocumentKind.SERVICE_OUTPUT

    def build(stamp: Stamp) -> Check:
        made = head(Kind.DEPOSIT if deposit else Kind.ISSUE, registration_of(post.desk), stamp, comment=comment or None)
        return Check(checkhead=made, checktotal=CheckTotal(sum=kopecks))

    section = Section(sum=kopecks, orders_count=1)
    effect = Totals(service_input=section) if deposit else Totals(service_output=section)
    facts = {"total": kopecks, "effect": effect.as_payload()}
    return Plan(kind, build, shift.number, shift.test, facts)


def drawer(post: Post, shift: Shift) -> int:
    """Cash in the drawer by the documents of the shift."""
    totals = post.journal.totals(post.name, shift.number)
    return cash_of(totals)
