"""The figures of a register in three columns: the journal, the server, the offline session (N6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.record import dataclass
from prro_cli.taxserver import commands
from prro_cli.taxserver.outcomes import Answered
from prro_cli.values import format_money

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Session, Shift
    from prro_cli.journal.totals import Section
    from prro_cli.taxserver.answers import RegistrarState
    from prro_cli.taxserver.totals import ShiftTotals, SideTotals

SAME, DIFFERENT, WAITING, UNKNOWN = "same", "different", "waiting", "not comparable"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as each of the three knows it; None: it does not know it."""

    name: str
    journal: str | None
    server: str | None
    session: str | None
    verdict: str
    """`same`, `different`, `waiting` (the difference is what waits offline), `not comparable`."""


def figures(post: Post, state: RegistrarState) -> tuple[Figure, ...]:
    """Numbers, the shift, the session and the totals."""
    session = post.journal.current_session(post.name)
    shift = post.journal.open_shift(post.name)
    return (
        _next_number(post, state, session),
        *_shift(post, state, shift, session),
        *_session(post, state, session),
        *_totals(post, shift, session),
    )


def _verdict(journal: object, server: object, *, waiting: bool = False) -> str:
    if journal is None or server is None:
        return UNKNOWN
    if journal == server:
        return SAME
    return WAITING if waiting else DIFFERENT


def _figure(name: str, journal: object, server: object, session: object = None, *, waiting: bool = False) -> Figure:
    def told(value: object) -> str | None:
        return None if value is None else str(value)

    verdict = _verdict(told(journal), told(server), waiting=waiting)
    return Figure(name, told(journal), told(server), told(session), verdict)


def _next_number(post: Post, state: RegistrarState, session: Session | None) -> Figure:
    """Ours, the server's, and the first that the session would deliver next."""
    ours, theirs = post.journal.next_local_number(post.name), state.next_local_number
    queue = post.journal.queue(post.name, limit=1)
    first = queue[0].local_number if queue else None
    waiting = session is not None and first is not None and theirs in (first, first + 1)
    return _figure("next_local_number", ours, theirs, first, waiting=waiting)


def _shift(post: Post, state: RegistrarState, shift: Shift | None, session: Session | None) -> list[Figure]:
    offline = session is not None
    opening = post.journal.document(shift.open_document) if shift is not None else None
    ours = "closed" if shift is None else "z" if shift.state == "z" else "open"
    theirs = "closed" if not state.shift_open else "z" if state.z_present else "open"
    rows = [_figure("shift", ours, theirs, waiting=offline)]
    if shift is not None or state.shift_open:
        there = state.open_shift_fiscal_number if state.shift_open else None
        rows.append(_figure("shift_opened_as", opening.fiscal_number if opening else None, there, waiting=offline))
        test = bool(state.testing) if state.shift_open and state.testing is not None else None
        rows.append(_figure("test_shift", shift.test if shift else None, test, waiting=offline))
    return rows


def _session(post: Post, state: RegistrarState, session: Session | None) -> list[Figure]:
    """The session in use or ready: its id, the next number inside it, the minutes used."""
    ready = session or post.journal.unused_session(post.name)
    pair = state.pair
    last = post.journal.last_in_session(post.name, session.session_id) if session else None
    queue = post.journal.queue(post.name, limit=1) if session else []
    made = (last.session_number or 0) + 1 if last else (1 if ready else None)
    to_send = queue[0].session_number if queue else None
    there = state.offline_next_number if pair is not None else None
    return [
        _figure("session_id", ready.session_id if ready else None, pair.session_id if pair else None,
                session.session_id if session else None),
        _figure("next_session_number", made, there, to_send, waiting=session is not None and to_send == there),
        _figure("session_minutes", None, state.session_minutes),
        _figure("month_minutes", None, state.month_minutes),
    ]  # fmt: skip


def _totals(post: Post, shift: Shift | None, session: Session | None) -> list[Figure]:
    answer = post.server.ask(commands.last_shift_totals(post.desk.fiscal_number), post.signer.sign_command)
    theirs = answer.value.totals if isinstance(answer, Answered) and answer.value.is_open else None
    if shift is None and theirs is None:
        return []
    ours = post.journal.totals(post.name, shift.number) if shift is not None else None
    offline = session is not None
    rows = []
    for name, mine, there in (
        ("sales", ours.real if ours else None, theirs.real if theirs else None),
        ("returns", ours.ret if ours else None, theirs.ret if theirs else None),
    ):
        sums = (_sum(mine) if ours else None, _side_sum(there) if theirs else None)
        counts = (mine.orders_count if mine else 0 if ours else None, there.orders if there else 0 if theirs else None)
        rows.append(_figure(f"{name}_sum", *sums, waiting=offline))
        rows.append(_figure(f"{name}_receipts", *counts, waiting=offline))
    deposits = _sum(ours.service_input) if ours else None
    issues = _sum(ours.service_output) if ours else None
    rows.append(_figure("deposits", deposits, _money(theirs, "service_input"), waiting=offline))
    rows.append(_figure("issues", issues, _money(theirs, "service_output"), waiting=offline))
    return rows


def _sum(section: Section | None) -> str:
    return format_money(section.sum if section else 0)


def _side_sum(side: SideTotals | None) -> str:
    return format_money(side.sum if side else 0)


def _money(totals: ShiftTotals | None, name: str) -> str | None:
    return None if totals is None else format_money(getattr(totals, name))
