"""The end of a shift: the Z-report from our own totals, compared with the server's, then the closing document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from prro_cli.documents.kinds import Stamp, zrep_head
from prro_cli.documents.model import ZRep
from prro_cli.engine import way, zreport
from prro_cli.engine.heads import registration_of
from prro_cli.engine.plan import Plan
from prro_cli.engine.shift import close_plan
from prro_cli.engine.way import record
from prro_cli.errors.selling import TotalsDifferError
from prro_cli.errors.shift import ShiftNotOpenError, ShiftOpenElsewhereError
from prro_cli.journal.events import DocumentKind
from prro_cli.journal.rows import DocumentFilter
from prro_cli.journal.totals import PayForm, Section, TaxTotal, Totals
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.taxserver import commands
from prro_cli.taxserver.outcomes import Answered

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Shift
    from prro_cli.taxserver.totals import ShiftTotals, SideTotals


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing did: the ids of the Z-report (None where it was there already) and of the closing document."""

    z_report: str | None
    closing: str


def z_plan(post: Post, shift: Shift, said: Totals | None = None) -> Plan:
    """The Z-report by the journal's totals; `said` are the same sums with receipts counted as the server does."""
    totals = post.journal.totals(post.name, shift.number)

    def build(stamp: Stamp) -> ZRep:
        return ZRep(zrephead=zrep_head(registration_of(post.desk), stamp), **zreport.z_sections(said or totals))

    facts = {"z_totals": totals.as_payload()}
    return Plan(DocumentKind.Z_REPORT, build, shift.number, shift.test, facts)


def make_z(post: Post, shift: Shift, *, accept_difference: bool = False) -> str:
    """Compare, then record the Z-report; its id."""
    said = compare(post, shift, accept_difference=accept_difference)
    return record(post, z_plan(post, shift, said))


def close(post: Post, shift: Shift, *, accept_difference: bool = False) -> Closed:
    """Z-report and closing; where the Z-report stands already only the closing remains (API 4.10)."""
    z_report = None if shift.state == "z" else make_z(post, shift, accept_difference=accept_difference)
    return Closed(z_report, record(post, close_plan(post, shift)))


def close_foreign(post: Post) -> Closed:
    """Close a shift that was opened before this journal (by another program): its Z-report is the server's draft.

    Its receipts are not here, so the documents belong to no shift of the journal.
    """
    state = way.ask_state(post)
    if isinstance(state, way.Failed):
        raise way.link_error(state.failure)
    if not state.shift_open:
        raise ShiftNotOpenError(desk=post.name)
    way.check_state(post, state)
    z_report = None
    if not state.z_present:
        answer = post.server.ask(commands.last_shift_totals(post.desk.fiscal_number), post.signer.sign_command)
        if not isinstance(answer, Answered) or answer.value.totals is None:
            raise ShiftOpenElsewhereError(
                owner=say("{owner}, and the server gives no totals", owner=state.opened_by or say("somebody"))
            )
        z_report = record(post, _foreign_z(post, from_server(answer.value.totals), testing=bool(state.testing)))
    closing = replace(close_plan(post, None), test=bool(state.testing))
    return Closed(z_report, record(post, closing))


def _foreign_z(post: Post, totals: Totals, *, testing: bool) -> Plan:
    def build(stamp: Stamp) -> ZRep:
        return ZRep(zrephead=zrep_head(registration_of(post.desk), stamp), **zreport.z_sections(totals))

    return Plan(DocumentKind.Z_REPORT, build, None, testing, {"totals_of_the_server": totals.as_payload()})


def from_server(theirs: ShiftTotals) -> Totals:
    """The server's draft in our own form."""

    def side(found: SideTotals | None) -> Section | None:
        if found is None or not (found.sum or found.orders):
            return None
        return Section(
            sum=found.sum,
            rnd_sum=found.rounding,
            no_rnd_sum=found.unrounded,
            orders_count=found.orders,
            pay_forms=tuple(PayForm(pay.code, pay.name, pay.sum) for pay in found.pay_forms),
            taxes=tuple(
                TaxTotal(
                    type=tax.type,
                    name=tax.name,
                    letter=tax.letter,
                    prc=tax.percent,
                    sign=tax.sign,
                    turnover=tax.turnover,
                    turnover_discount=tax.turnover_discount,
                    source_sum=tax.source_sum,
                    sum=tax.sum,
                )
                for tax in found.taxes
            ),
        )

    def plain(amount: int) -> Section | None:
        return Section(sum=amount) if amount else None

    return Totals(
        real=side(theirs.real),
        ret=side(theirs.ret),
        service_input=plain(theirs.service_input),
        service_output=plain(theirs.service_output),
        cash=Section(sum=theirs.cash.sum, orders_count=theirs.cash.orders) if theirs.cash else None,
    )


def compare(post: Post, shift: Shift, *, accept_difference: bool) -> Totals:
    """Our totals against the server's draft of the Z-report; offline, or where it has none, ours stand alone.

    Whether storned receipts count in OrdersCount is not described (open question 20): where nothing else differs, the
    report takes the server's count, since it is the server that checks it.
    """
    ours = post.journal.totals(post.name, shift.number)
    if post.journal.current_session(post.name) is not None:
        return ours
    answer = post.server.ask(commands.last_shift_totals(post.desk.fiscal_number), post.signer.sign_command)
    if not isinstance(answer, Answered) or answer.value.totals is None or not answer.value.is_open:
        post.remark("totals-not-compared", say("the tax server gave no totals of the shift to compare with"))
        return ours
    theirs = answer.value.totals
    rows = zreport.differences(ours, theirs)
    if rows:
        counted = zreport.counted_as(ours, theirs, _reversals(post, shift))
        if not zreport.differences(counted, theirs):
            return counted
    if not rows:
        return ours
    told = "; ".join(str(row) for row in rows[:10])
    if not accept_difference:
        shown = [{"figure": row.figure, "ours": row.ours, "server": row.server} for row in rows]
        raise TotalsDifferError(detail=told, data={"differences": shown})
    post.remark("totals-differ", say("accepted: {told}", told=told))
    return ours


def _reversals(post: Post, shift: Shift) -> int:
    states = ("registered", "offline")
    wanted = DocumentFilter(desk=post.name, kinds=(DocumentKind.REVERSAL,), states=states, shift=shift.number)
    return len(post.journal.documents(wanted))
