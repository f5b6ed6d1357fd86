"""The journal: opens, is sound as far as a second shows, nothing stuck, its secrets open, it is of this machine."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError
from prro_cli.lang import say
from prro_cli.support.checks.base import ATTENTION, FAILED, OK, SKIPPED, Finding, Ward, age_text, failure

BACKUP_DAYS = 7
SEED_AGAIN = "prro go-online"
"""The server tells the seed of a session again, also of one in use: it is sealed anew."""
VERIFIED_WHOLE = 1500
"""A journal of so many records is verified whole in about a second; a longer one as far as a second shows."""


def _closed(ward: Ward) -> Finding:
    if ward.journal_error is not None:
        return Finding(SKIPPED, say("the journal cannot be opened"))
    return Finding(SKIPPED, say("no journal yet"))


def journal(ward: Ward) -> Finding:
    """Opens; nothing in it needs a person."""
    if ward.journal_error is not None:
        return failure(ward.journal_error)
    if ward.journal is None:
        return Finding(OK, say("none yet; the first shift makes it"))
    desks = [desk for desk in ward.journal.desks() if not desk.startswith("_")]  # "_…" are streams of other rooms
    stuck = sum(len(ward.journal.stuck(d)) for d in desks)
    if stuck:
        return Finding(FAILED, say("{stuck} documents need a person", stuck=stuck), "prro stuck list", ExitCode.STUCK)
    return Finding(OK, say("opens; desks: {desks}", desks=", ".join(desks) or say("none")))


def chain(ward: Ward) -> Finding:
    """Structure and the last records; the rest is `journal verify`'s."""
    from prro_cli.journal.quick import look

    if ward.journal is None:
        return _closed(ward)
    seen = look(ward.journal.path)
    if seen.records <= VERIFIED_WHOLE:
        from prro_cli.journal.verify import verify

        found = verify(ward.journal.path, xml=False).findings
        if found:
            return Finding(FAILED, str(found[0]), "prro journal verify", ExitCode.JOURNAL_DAMAGED)
        return Finding(OK, say("all {records} records and what is derived from them agree", records=seen.records))
    pages = say("every page") if seen.whole_file else say("part of the file")
    return Finding(
        OK,
        say(
            "{pages}, {looked_at} of {records} records (prro journal verify checks all)",
            pages=pages,
            looked_at=seen.looked_at,
            records=seen.records,
        ),
    )


def queue(ward: Ward) -> Finding:
    """What the server does not have yet."""
    if ward.journal is None or ward.desk is None:
        return _closed(ward)
    open_ones = ward.journal.unsettled(ward.desk.name)
    waiting = ward.journal.queue_length(ward.desk.name)
    if open_ones:
        return Finding(
            ATTENTION, say("{open_ones} documents without a known result", open_ones=len(open_ones)), "prro sync"
        )
    if waiting:
        return Finding(ATTENTION, say("{waiting} offline documents wait to be sent", waiting=waiting), "prro go-online")
    return Finding(OK, say("nothing waits"))


def seeds(ward: Ward) -> Finding:
    """The sealed seeds of the sessions in use open, and are what the record says."""
    if ward.journal is None or ward.desk is None:
        return _closed(ward)
    name = ward.desk.name
    current, spare = ward.journal.current_session(name), ward.journal.unused_session(name)
    sessions = [session for session in (current, spare) if session is not None]
    if not sessions:
        return Finding(OK, say("no offline session, no seed"))
    try:
        for session in sessions:
            seed = ward.journal.unseal(session.seed_name)
            if ward.journal.box.check(session.seed_name, seed) != session.seed_check:
                text = say("the seed of session {session_id} is not the one on record", session_id=session.session_id)
                return Finding(FAILED, text, SEED_AGAIN)
    except PrroError as error:
        return Finding(FAILED, error.cause, SEED_AGAIN)
    return Finding(
        OK, say("the seed of session {session_id} opens", session_id=", ".join(s.session_id for s in sessions))
    )


def offline(ward: Ward) -> Finding:
    """The right of 1-ПРРО as the server told it, and a session at hand."""
    row = ward.journal.desk(ward.desk.name) if ward.journal and ward.desk else None
    if ward.journal is None or ward.desk is None or row is None or not row.observed_state:
        return Finding(SKIPPED, say("the server was not asked yet; the first shift does it"))
    if row.observed_state.get("offline_supported") is False:
        command = "prro register 1-prro --help" if "register" in ward.commands else f"prro desk show {ward.desk.name}"
        return Finding(ATTENTION, say("form 1-ПРРО does not allow working offline"), command)
    session = ward.journal.current_session(ward.desk.name)
    if session is not None and session.state == "rolled_back":
        return Finding(ATTENTION, say("the server undid the end of the offline session"), "prro go-online")
    if session is None and ward.journal.unused_session(ward.desk.name) is None:
        return Finding(
            ATTENTION, say("no unused offline session: without internet this desk cannot sell"), "prro go-online"
        )
    return Finding(
        OK,
        say("an offline session is ready")
        if session is None
        else say("in offline session {id}", id=session.session_id),
    )


def device(ward: Ward) -> Finding:
    """The machine the journal was bound to (R25)."""
    row = ward.journal.desk(ward.desk.name) if ward.journal and ward.desk else None
    if row is None or not row.device_id or not ward.device_id:
        return Finding(SKIPPED, say("the journal is bound to no machine yet"))
    if row.device_id != ward.device_id:
        text = say(
            "the journal was made on another machine ({device_id}…): a register works on one",
            device_id=row.device_id[:12],
        )
        return Finding(ATTENTION, text, "prro reconcile")
    return Finding(OK, say("the journal is this machine's"))


def backup(ward: Ward) -> Finding:
    """A copy elsewhere, not too old."""
    from prro_cli.home.facts import newest_backup

    command = "prro backup create" if "backup" in ward.commands else "prro journal export --help"
    if ward.journal is None:
        return _closed(ward)
    newest = newest_backup(ward.home)
    if newest is None:
        return Finding(ATTENTION, say("there is no backup of the journal"), command)
    text = say("the newest copy is {newest} old", newest=age_text(ward.now, newest))
    return Finding(OK, text) if (ward.now - newest).days < BACKUP_DAYS else Finding(ATTENTION, text, command)


def drill(ward: Ward) -> Finding:
    """A rehearsal not too long ago (R83)."""
    from prro_cli.home.facts import last_drill

    if ward.desk is None or ward.journal is None:
        return _closed(ward)
    last = last_drill(ward.home, ward.desk.name)
    if last is None:
        return Finding(OK, say("none yet (prro drill rehearses an offline day on a sandbox)"))
    if not last.passed:
        return Finding(ATTENTION, say("the last rehearsal failed"), "prro drill")
    return Finding(OK, say("{last} ago, passed", last=age_text(ward.now, last.at)))
