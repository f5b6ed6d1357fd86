"""`prro status`: one screen of truth about a desk, from the journal alone; no network, no key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Argument, Option, command, verb
from prro_cli.cli.definitions import chosen_desk
from prro_cli.cli.face import Face
from prro_cli.errors.base import ExitCode
from prro_cli.errors.general import UsageError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.home.desks import Desk
    from prro_cli.journal.rows import Document
    from prro_cli.support.judgement import Thresholds
    from prro_cli.support.vitals import KeyVital, Vitals

app = verb()
WATCH_SECONDS = 5


@dataclass(frozen=True, slots=True)
class ShiftFacts:
    """The open shift, or the last one."""

    number: int
    state: str
    opened_at: str
    closed_at: str | None
    cashier: str
    test: bool
    receipts: int
    """Sales and returns of an open shift."""
    cash: str | None


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
class Reserve:
    """What an offline life has, or would have, left."""

    possible: str
    """`yes`, `forbidden` by 1-ПРРО, `no-session` (the server granted none) or `unknown` (it was not asked yet)."""
    session_seconds_left: int | None
    month_seconds_left: int | None
    numbers_left: int | None
    lasts_until: str | None
    blocked_by: str | None
    """Who forbids offline documents now: `local` or `server`."""


@dataclass(frozen=True, slots=True)
class DrillFacts:
    """The last rehearsal."""

    at: str
    passed: bool


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
    reserve: Reserve
    keys: tuple[KeyVital, ...]
    last_contact: str | None
    last_backup: str | None
    last_drill: DrillFacts | None
    age: dict[str, int]
    """Seconds since the last contact, backup and drill, for those that there were."""


@command(app, "status", schema=Status.schema, example="prro status --check --max-pending 0 --min-hours 12")
def status(
    face: Face,
    check: Annotated[
        bool, Option("--check", help="Exit 6 where something needs attention, or the grave code of it.")
    ] = False,
    max_pending: Annotated[
        int | None, Option(min=0, help="Check: this many documents may wait for the server.")
    ] = None,
    min_numbers: Annotated[int | None, Option(min=0, help="Check: offline numbers that must be left.")] = None,
    min_hours: Annotated[int | None, Option(min=0, help="Check: offline hours that must be left.")] = None,
    min_key_days: Annotated[int | None, Option(min=0, help="Check: days each key must be valid.")] = None,
    watch: Annotated[bool, Option("--watch", help="Show it again and again until Ctrl-C.")] = False,
    seconds: Annotated[
        int | None, Argument(min=1, metavar="[SECONDS]", help="With --watch: how often; 5 if not given.")
    ] = None,
    rounds: Annotated[int | None, Option(min=1, help="With --watch: stop after so many screens.")] = None,
    cashier: Annotated[str | None, Option(hidden=True)] = None,
    password_file: Annotated[str | None, Option(hidden=True)] = None,
) -> Answer | None:
    """The desk on one screen: mode, shift, last document, what waits, what to do."""
    from prro_cli.support.judgement import Thresholds

    desk = chosen_desk(face)
    wanted = Thresholds(max_pending, min_numbers, min_hours, min_key_days)
    check = check or wanted != Thresholds()
    if not watch and (seconds or rounds):
        raise UsageError(detail=say("SECONDS and --rounds belong to --watch"), next_steps=("prro status --watch 5",))
    if not watch:
        return _answer(face, desk, wanted, check)
    _watch(face, desk, wanted, check, seconds or WATCH_SECONDS, rounds)
    return None


def _answer(face: Face, desk: Desk, wanted: Thresholds, check: bool) -> Answer:
    from prro_cli.support.judgement import concerns, gravest

    vital = vitals_of(face, desk)
    code = gravest(concerns(vital, wanted)) if check else ExitCode.OK
    result = status_from(face, vital, wanted)
    return Answer(result, identifier=vital.mode, desk=desk.name, mode=vital.mode, test=vital.test, exit_code=code)


def _watch(face: Face, desk: Desk, wanted: Thresholds, check: bool, seconds: int, rounds: int | None) -> None:
    """A screen every so often: redrawn on a terminal, one after another in a pipe; Ctrl-C ends it well."""
    import time

    screen = face.environment.stdout.isatty() and not face.options.json
    shown = 0
    try:
        while rounds is None or shown < rounds:
            if shown:
                time.sleep(seconds)
            answer = _answer(face, desk, wanted, check)
            if screen:
                face.environment.stdout.write("\x1b[H\x1b[2J")
            face.emit(answer)
            shown += 1
    except KeyboardInterrupt as stop:
        if type(stop) is not KeyboardInterrupt:  # SIGTERM is told as such
            raise


def status_of(face: Face, desk: Desk) -> Status:
    """The status of one desk."""
    return status_from(face, vitals_of(face, desk))


def vitals_of(face: Face, desk: Desk) -> Vitals:
    """The vital signs of one desk."""
    from prro_cli.engine.ports import Rules
    from prro_cli.home.desks import cashiers_of
    from prro_cli.support.vitals import vitals

    people = tuple(cashiers_of(face.settings.config).values())
    rules = Rules(offline_numbers=face.settings.whole("offline.numbers", desk.name))
    now = face.environment.now()
    if not face.home.checked().journal_path.exists():
        return vitals(face.home, desk, people, None, now, rules)
    from prro_cli.cli.journal_access import open_journal

    with open_journal(face, read_only=True) as journal, journal.reading():
        return vitals(face.home, desk, people, journal, now, rules)


def status_from(face: Face, vital: Vitals, wanted: Thresholds | None = None) -> Status:
    """The screen's content."""
    from prro_cli.journal.locks import held_by
    from prro_cli.support.judgement import USUAL, concerns, sentence
    from prro_cli.values import format_time

    found = concerns(vital, wanted or USUAL)
    owner = held_by(face.home.locks_dir, vital.desk)
    drill = vital.last_drill
    moments = {"contact": vital.last_contact, "backup": vital.last_backup, "drill": drill.at if drill else None}
    return Status(
        desk=vital.desk,
        fiscal_number=vital.fiscal_number,
        server=vital.server,
        mode=vital.mode,
        judgement=sentence(vital, found),
        attention=tuple(concern.text for concern in found),
        next=tuple(dict.fromkeys(concern.next for concern in found)),
        shift=_shift(vital),
        next_local_number=vital.next_local,
        last_document=_last(vital.last),
        waiting=vital.waiting,
        unsettled=vital.unsettled,
        stuck=vital.stuck,
        offline=_offline(vital),
        offline_numbers_ready=vital.session is not None or vital.spare_session,
        busy=str(owner) if owner else None,
        reserve=_reserve(vital),
        keys=vital.keys,
        last_contact=format_time(vital.last_contact) if vital.last_contact else None,
        last_backup=format_time(vital.last_backup) if vital.last_backup else None,
        last_drill=DrillFacts(format_time(drill.at), drill.passed) if drill else None,
        age={name: int((vital.now - at).total_seconds()) for name, at in moments.items() if at},
    )


def _offline(vital: Vitals) -> OfflineFacts | None:
    if vital.session is None or vital.budget is None:
        return None
    hours = vital.budget.hours
    return OfflineFacts(
        session=vital.session.session_id,
        begun_at=vital.session.begun_at,
        seconds=hours.session,
        seconds_left=hours.session_left,
        month_seconds=hours.month,
        month_seconds_left=hours.month_left,
    )


def _reserve(vital: Vitals) -> Reserve:
    possible = "yes"
    if vital.session is None and not vital.spare_session:
        possible = "no-session" if vital.shift else "unknown"
    if vital.offline_allowed is False:
        possible = "forbidden"
    known = vital.budget if possible == "yes" else None
    return Reserve(
        possible=possible,
        session_seconds_left=known.hours.session_left if known else None,
        month_seconds_left=vital.budget.hours.month_left if vital.budget else None,
        numbers_left=known.numbers.for_sales if known else None,
        lasts_until=known.lasts_until if known else None,
        blocked_by=vital.blocked_by,
    )


def _shift(vital: Vitals) -> ShiftFacts | None:
    from prro_cli.values import format_money

    shift = vital.shift
    if shift is None:
        return None
    return ShiftFacts(
        shift.number,
        shift.state,
        shift.opened_at,
        shift.closed_at,
        shift.cashier,
        shift.test,
        vital.receipts,
        None if vital.cash is None else format_money(vital.cash),
    )


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
