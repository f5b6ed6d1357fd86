"""The order in which a document is judged, and what registering it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from prro_cli.sandbox.books import Entry
from prro_cli.sandbox.checks import access, form, offline, originals, registration, state, sums, taxes, zreport
from prro_cli.sandbox.checks.case import Case, Court, Place
from prro_cli.sandbox.notary import Envelope
from prro_cli.sandbox.paper import CLOSE, END, OPEN, read
from prro_cli.sandbox.refusals import RefusalError
from prro_cli.sandbox.state import take

Check = Callable[[Case], None]

CONTENT: Final[tuple[Check, ...]] = (
    registration.check_registration,
    registration.check_server_fields,
    registration.check_testing,
    sums.check_sums,
    taxes.check_taxes,
    originals.check_originals,
    zreport.check_z,
    registration.check_uid,
)
ONLINE: Final[tuple[Check, ...]] = (
    state.check_mode,
    state.check_number,
    state.check_shift,
    state.check_owner,
    state.check_time,
    *CONTENT,
)
"""The order of section 9 of the blueprint; nobody outside knows the real one."""
OFFLINE: Final[tuple[Check, ...]] = (
    offline.check_offline_head,
    state.check_number,
    offline.check_session,
    offline.check_control,
    offline.check_chain,
    state.check_time,
    offline.check_limits,
    offline.check_revocation,
    state.check_shift,
    state.check_owner,
    *CONTENT,
)


def judge(court: Court, envelope: Envelope, signed: bytes, place: Place | None = None) -> Entry:
    """Judge one document and register it; RefusalError leaves everything as it was."""
    paper = read(envelope.content)
    form.check_form(envelope.content)
    access.check_certificate(court, envelope, paper, place)
    if place is None and court.switches.on("timestamp", "required") and not envelope.timestamped:
        raise RefusalError(9, "Підпис онлайн документа повинен містити позначку часу підпису")
    register = access.known_register(court, paper.number("CASHREGISTERNUM"))
    operator = access.granted_operator(court, register, envelope, place)
    access.check_tin(register, envelope, paper)
    access.check_not_blocked(register, paper)
    case = Case(
        court=court,
        paper=paper,
        envelope=envelope,
        signed=signed,
        register=register,
        operator=operator,
        shift=court.books.open_shift(register.number),
        last=court.books.last(register.number),
        session=court.sessions.current(register.number),
        place=place,
    )
    for check in ONLINE if place is None else OFFLINE:
        check(case)
    return _register(case)


def _register(case: Case) -> Entry:
    """Give the document its number and let it change shift and session."""
    paper, court = case.paper, case.court
    connection = court.books.connection
    session = offline.current_session(case) if case.offline else None
    revoked = offline.revoked_by(case) if case.offline else None
    storned = originals.storned_by(case) if paper.storno else None
    if revoked is not None:
        # Before the new document is added: in the mode `release` it takes the revoked one's number.
        court.books.mark_revoked(revoked, 0, release=court.switches.on("revoke_numbering", "release"))
    shift_id = None if paper.technical else case.shift.id if case.shift else take(connection, "shift")
    entry = court.books.add(
        register=case.register.number,
        local=paper.number("ORDERNUM"),
        fiscal=paper.head["ORDERTAXNUM"] if case.offline else str(take(connection, "fiscal")),
        uid=paper.head["UID"],
        root=paper.root,
        doctype=paper.doctype,
        subtype=paper.subtype,
        time=paper.time.isoformat(),
        registered=court.now.isoformat(timespec="microseconds"),
        shift=shift_id,
        session=session.id if session else None,
        session_number=session.next_number if session else None,
        ski=case.envelope.ski,
        signer=case.operator.name,
        testing=int(paper.flag("TESTING")),
        total=paper.total,
        return_of=paper.head.get("ORDERRETNUM"),
        signed=case.signed,
        xml=case.envelope.content,
    )
    if revoked is not None:
        court.books.mark_revoked(revoked, entry.id, release=court.switches.on("revoke_numbering", "release"))
    if storned is not None:
        court.books.mark_storned(storned, entry.id)
    _move_shift(case, entry)
    _move_session(case, entry)
    return entry


def _move_shift(case: Case, entry: Entry) -> None:
    books = case.court.books
    if entry.shift is None:
        return
    if case.paper.doctype == OPEN:
        books.begin_shift(entry.shift, entry)
        if not case.offline and case.register.offline:
            case.court.sessions.grant(case.register.number, case.court.now)
    elif case.paper.is_z:
        books.put_z(entry.shift, entry)
    elif case.paper.doctype == CLOSE:
        books.end_shift(entry.shift, entry)


def _move_session(case: Case, entry: Entry) -> None:
    if entry.session is None or entry.session_number is None:
        return
    sessions = case.court.sessions
    if entry.session_number == 1:
        sessions.begin(entry.session, entry.time)
        return
    sessions.proceed(entry.session, entry.session_number, entry.time if entry.financial else None)
    if case.paper.doctype == END:
        sessions.end(entry.session, entry.time)
        sessions.grant(entry.register, case.court.now)
