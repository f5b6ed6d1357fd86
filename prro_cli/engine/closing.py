"""The end of a shift: the Z-report from our own totals, compared with the server's, then the closing document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from prro_cli.documents.kinds import Stamp, zrep_head
from prro_cli.documents.model import ZRep
from prro_cli.engine import zreport
from prro_cli.engine.heads import registration_of
from prro_cli.engine.plan import Plan
from prro_cli.engine.shift import close_plan
from prro_cli.engine.way import record
from prro_cli.errors.selling import TotalsDifferError
from prro_cli.journal.events import DocumentKind
from prro_cli.taxserver import commands
from prro_cli.taxserver.outcomes import Answered

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Shift
    from prro_cli.journal.totals import Totals


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing did: the ids of the Z-report (None where it was there already) and of the closing document."""

    z_report: str | None
    closing: str


def z_plan(post: Post, shift: Shift) -> Plan:
    """The Z-report by the journal's totals."""
    totals = post.journal.totals(post.name, shift.number)

    def build(stamp: Stamp) -> ZRep:
        return ZRep(zrephead=zrep_head(registration_of(post.desk), stamp), **zreport.z_sections(totals))

    facts = {"z_totals": totals.as_payload()}
    return Plan(DocumentKind.Z_REPORT, build, shift.number, shift.test, facts)


def make_z(post: Post, shift: Shift, *, accept_difference: bool = False) -> str:
    """Compare, then record the Z-report; its id."""
    compare(post, post.journal.totals(post.name, shift.number), accept_difference=accept_difference)
    return record(post, z_plan(post, shift))


def close(post: Post, shift: Shift, *, accept_difference: bool = False) -> Closed:
    """Z-report and closing; where the Z-report stands already only the closing remains (API 4.10)."""
    z_report = None if shift.state == "z" else make_z(post, shift, accept_difference=accept_difference)
    return Closed(z_report, record(post, close_plan(post, shift)))


def compare(post: Post, ours: Totals, *, accept_difference: bool) -> None:
    """Our totals against the server's draft of the Z-report; offline, or where it has none, ours stand alone."""
    if post.journal.current_session(post.name) is not None:
        return
    answer = post.server.ask(commands.last_shift_totals(post.desk.fiscal_number), post.signer.sign_command)
    if not isinstance(answer, Answered) or answer.value.totals is None or not answer.value.is_open:
        post.remark("totals-not-compared", "the tax server gave no totals of the shift to compare with")
        return
    rows = zreport.differences(ours, answer.value.totals)
    if not rows:
        return
    told = "; ".join(str(row) for row in rows[:10])
    if not accept_difference:
        shown = [{"figure": row.figure, "ours": row.ours, "server": row.server} for row in rows]
        raise TotalsDifferError(detail=told, data={"differences": shown})
    post.remark("totals-differ", f"accepted: {told}")
