"""`prro status`: one screen of truth about a desk, from the journal alone; no network, no key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Option
from prro_cli.cli.definitions import chosen_desk
from prro_cli.cli.face import Face, command, verb
from prro_cli.errors.base import ExitCode
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.home.desks import Desk
    from prro_cli.journal.rows import Document, Session, Shift
    from prro_cli.journal.store import Journal

app = verb()

LONGEST_SHIFT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class ShiftFacts:
    """The open shift, or the last one."""

    number: int
    state: str
    opened_at: str
    closed_at: str | None
    cashier: str
    test: bool


@dataclass(frozen=True, slots=True)
class LastDocument:
    """The document that took the last number."""

    kind: str
    state: str
    local_number: int
    fiscal_number: str | None
    time: str
    total: str | None


@dataclass(frozen=True, slots=True)
class OfflineFacts:
    """The offline session the desk is in."""

    session: str
    begun_at: str | None
    seconds: int
    seconds_left: int
    month_seconds: int
    month_seconds_left: int


@dataclass(frozen=True, slots=True)
class Status:
    """Everything one needs to know before the next sale."""

    schema: ClassVar[str] = "prro.status/1"
    desk: str
    fiscal_number: int
    server: str
    mode: str
    judgement: str
    attention: tuple[str, ...]
    next: tuple[str, ...]
    shift: ShiftFacts | None
    next_local_number: int | None
    last_document: LastDocument | None
    waiting: int
    unsettled: int
    stuck: int
    offline: OfflineFacts | None
    offline_numbers_ready: bool
    busy: str | None
    """The command that holds the desk right now."""


@command(app, "status", schema=Status.schema, example="prro status")
def status(
    face: Face,
    check: Annotated[bool, Option("--check", help="Exit 6 where something needs attention.")] = False,
    cashier: Annotated[str | None, Option(hidden=True)] = None,
    password_file: Annotated[str | None, Option(hidden=True)] = None,
) -> Answer:
    """The desk on one screen: mode, shift, last document, what waits, what to do."""
    desk = chosen_desk(face)
    result = status_of(face, desk)
    test = result.shift.test if result.shift and result.shift.state != "closed" else desk.test
    code = ExitCode.ATTENTION if check and result.attention else ExitCode.OK
    return Answer(result, identifier=result.mode, desk=desk.name, mode=result.mode, test=test, exit_code=code)


def status_of(face: Face, desk: Desk) -> Status:
    """The status of one desk."""
    if not face.home.checked().journal_path.exists():
        return _put_together(face, desk, None)
    from prro_cli.cli.journal_access import open_journal

    with open_journal(face, read_only=True) as journal, journal.reading():
        return _put_together(face, desk, journal)


def _put_together(face: Face, desk: Desk, journal: Journal | None) -> Status:
    from prro_cli.journal.locks import held_by

    shift = journal.last_shift(desk.name) if journal else None
    session = journal.current_session(desk.name) if journal else None
    unsettled = journal.unsettled(desk.name) if journal else []
    unsettled = [one for one in unsettled if not one.parked]
    stuck = len(journal.stuck(desk.name)) if journal else 0
    offline = _offline(face, journal, desk, session) if journal and session else None
    attention, steps = _attention(face, shift, offline, len(unsettled), stuck)
    owner = held_by(face.home.locks_dir, desk.name)
    last = journal.last_document(desk.name) if journal else None
    return Status(
        desk=desk.name,
        fiscal_number=desk.fiscal_number,
        server=desk.server,
        mode="offline" if session else "online",
        judgement=_judgement(shift, session, attention),
        attention=attention,
        next=steps,
        shift=_shift(shift),
        next_local_number=journal.next_local_number(desk.name) if journal and last else None,
        last_document=_last(last),
        waiting=journal.queue_length(desk.name) if journal else 0,
        unsettled=len(unsettled),
        stuck=stuck,
        offline=offline,
        offline_numbers_ready=bool(journal and (session or journal.unused_session(desk.name))),
        busy=str(owner) if owner else None,
    )


def _judgement(shift: Shift | None, session: Session | None, attention: tuple[str, ...]) -> str:
    """One sentence."""
    where = "offline" if session else "online"
    if attention:
        return f"needs attention ({where}): {attention[0]}"
    if shift is None:
        return "ready: no shift was opened here yet"
    if shift.state == "closed":
        return f"ready ({where}): the shift is closed"
    if shift.state == "z":
        return f"the shift has its Z-report and waits to be closed ({where})"
    return f"selling {where}: shift {shift.number} is open"


def _attention(
    face: Face, shift: Shift | None, offline: OfflineFacts | None, unsettled: int, stuck: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is not as it should be, and the commands for it."""
    found: list[tuple[str, str]] = []
    if stuck:
        found.append((f"{stuck} document(s) need a person", "prro stuck list"))
    if unsettled:
        found.append((f"{unsettled} document(s) with an unknown result", "prro sync"))
    if shift is not None and shift.state != "closed":
        age = face.environment.now() - datetime.fromisoformat(shift.opened_at)
        if age > LONGEST_SHIFT:
            found.append((f"shift {shift.number} is open longer than 24 hours", "prro shift close"))
        if shift.state == "z":
            found.append((f"shift {shift.number} has its Z-report but is not closed", "prro shift close"))
    if offline is not None:
        found.append(("documents wait for the tax server", "prro go-online"))
    return tuple(text for text, _ in found), tuple(dict.fromkeys(step for _, step in found))


def _offline(face: Face, journal: Journal, desk: Desk, session: Session) -> OfflineFacts:
    from prro_cli.engine.offline.limits import count

    hours = count(journal, desk.name, face.environment.now())
    return OfflineFacts(
        session=session.session_id,
        begun_at=session.begun_at,
        seconds=hours.session,
        seconds_left=hours.session_left,
        month_seconds=hours.month,
        month_seconds_left=hours.month_left,
    )


def _shift(shift: Shift | None) -> ShiftFacts | None:
    if shift is None:
        return None
    return ShiftFacts(shift.number, shift.state, shift.opened_at, shift.closed_at, shift.cashier, shift.test)


def _last(document: Document | None) -> LastDocument | None:
    if document is None:
        return None
    from prro_cli.values import format_money

    return LastDocument(
        kind=document.kind,
        state=document.shown_state,
        local_number=document.local_number,
        fiscal_number=document.fiscal_number,
        time=document.time,
        total=None if document.total is None else format_money(document.total),
    )
