"""The way to the tax server and what it says of the register, the person and the schemas."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from prro_cli.errors.base import ExitCode
from prro_cli.lang import say
from prro_cli.support.checks.base import ATTENTION, FAILED, OK, SKIPPED, Finding, Ward
from prro_cli.support.checks.machine import SKEW_SECONDS
from prro_cli.support.probe import Walked

if TYPE_CHECKING:
    from prro_cli.home.desks import Desk
    from prro_cli.taxserver.answers import RegistrarState, TaxObject


def _walked(ward: Ward, name: str) -> Walked | Finding:
    """The step, or what is to be said where it led nowhere."""
    if ward.desk is None:
        return Finding(SKIPPED, say("no desk"))
    if ward.probe is None:
        return Finding(SKIPPED, say("the network was not to be asked"))
    step = ward.probe.step(name)
    if step.skipped:
        return Finding(SKIPPED, step.problem)
    return Finding(FAILED, step.problem, step.next) if step.problem else step


def _way(ward: Ward, name: str) -> Finding:
    step = _walked(ward, name)
    return (
        step
        if isinstance(step, Finding)
        else Finding(OK, say("{step} in {milliseconds} ms", step=step.value, milliseconds=step.milliseconds))
    )


def dns(ward: Ward) -> Finding:
    """The name has an address."""
    return _way(ward, "dns")


def tcp(ward: Ward) -> Finding:
    """The port answers."""
    return _way(ward, "tcp")


def tls(ward: Ward) -> Finding:
    """The certificate of the connection is accepted."""
    return _way(ward, "tls")


def http(ward: Ward) -> Finding:
    """Something that speaks HTTP answers a request."""
    return _way(ward, "http")


def server(ward: Ward) -> Finding:
    """It answers `ServerState` as the tax server does, and its clock is ours."""
    step = _walked(ward, "server")
    if isinstance(step, Finding):
        return step
    assert ward.probe is not None
    skew = ward.probe.skew()
    if skew is not None and skew.exceeds(SKEW_SECONDS):
        text = say(
            "answers in {milliseconds} ms; its clock differs by {seconds} s",
            milliseconds=step.milliseconds,
            seconds=round(skew.seconds),
        )
        return Finding(ATTENTION, text, "prro doctor --only clock")
    return Finding(OK, say("answers in {milliseconds} ms", milliseconds=step.milliseconds))


def _state(ward: Ward) -> RegistrarState | Finding:
    if ward.key is None and ward.probe is not None:
        return Finding(SKIPPED, ward.no_key or say("no key was opened"))
    step = _walked(ward, "state")
    if isinstance(step, Walked):
        state: RegistrarState = step.value
        return state
    return Finding(SKIPPED, say("the server did not tell the register's state")) if step.level != OK else step


def access(ward: Ward) -> Finding:
    """This key may work at this register, and the register is there."""
    if ward.key is None:
        return Finding(SKIPPED, ward.no_key or say("no key was opened"))
    step = _walked(ward, "state")
    if isinstance(step, Finding):
        if ward.probe is not None and ward.desk is not None and ward.probe.step("state").no_data:
            text = say(
                "the server knows no register {fiscal_number} for the key {key}",
                fiscal_number=ward.desk.fiscal_number,
                key=ward.key.key,
            )
            return Finding(FAILED, text, f"prro desk discover --key {ward.key.key}")
        return step
    if step.value.closed:
        return Finding(FAILED, say("the registration of the register is cancelled"), "prro shift close")
    chief = say(", as a senior cashier") if step.value.chief_cashier else ""
    return Finding(
        OK,
        say(
            "{cashier} may work here{chief} ({milliseconds} ms)",
            cashier=ward.key.cashier,
            chief=chief,
            milliseconds=step.milliseconds,
        ),
    )


def registration(ward: Ward) -> Finding:
    """What stands in every head is what the tax service has on file, letter by letter."""
    state = _state(ward)
    if isinstance(state, Finding):
        return state
    if state.tax_object is None or ward.desk is None:
        return Finding(SKIPPED, say("the server did not tell the outlet's data"))
    different = differences(ward.desk, state.tax_object)
    if not different:
        return Finding(OK, say("taxpayer, outlet and address are as registered"))
    options = " ".join(f"--{name} {shlex.quote(theirs)}" for name, _, theirs in different)
    text = "; ".join(
        say("{name} is {ours!r} here, {theirs!r} in the register", name=name, ours=ours, theirs=theirs)
        for name, ours, theirs in different
    )
    return Finding(FAILED, text, f"prro desk set {ward.desk.name} {options}")


def differences(desk: Desk, theirs: TaxObject) -> list[tuple[str, str, str]]:
    """(option, ours, theirs) of what differs; what the server leaves empty is not compared."""
    pairs = (
        ("tin", desk.tin, theirs.tin),
        ("vat-number", desk.vat_number or "", theirs.ipn or ""),
        ("org", desk.org, theirs.organisation),
        ("outlet", desk.outlet, theirs.name),
        ("address", desk.address, theirs.address),
    )
    different = [pair for pair in pairs if pair[2] and pair[1] != pair[2]]
    ours = next((r for r in theirs.registrars if r.fiscal_number == str(desk.fiscal_number)), None)
    if ours is not None and ours.local_number not in (None, desk.local_number):
        different.append(("local-number", str(desk.local_number), str(ours.local_number)))
    return different


def numbers(ward: Ward) -> Finding:
    """Both sides expect the same next number and agree about the shift."""
    state = _state(ward)
    if isinstance(state, Finding):
        return state
    if ward.journal is None or ward.desk is None:
        return Finding(SKIPPED, say("no journal"))
    name, theirs = ward.desk.name, state.next_local_number
    if ward.journal.current_session(name) is not None:
        return Finding(SKIPPED, say("offline: numbers are compared on the way back"))
    if ward.journal.unsettled(name):
        return Finding(SKIPPED, say("a document without a known result is settled first"))
    ours = ward.journal.next_local_number(name)
    if ward.journal.last_document(name) is None:
        return Finding(OK, say("the journal is empty, the server expects {theirs}", theirs=theirs))
    if ours != theirs:
        text = say("the journal's next number is {ours}, the server expects {theirs}", ours=ours, theirs=theirs)
        code = ExitCode.JOURNAL_DAMAGED if theirs > ours else ExitCode.STUCK
        return Finding(FAILED, text, "prro reconcile", code)
    if (ward.journal.open_shift(name) is not None) != state.shift_open:
        words = (say("open here and closed at the server"), say("closed here and open at the server"))[state.shift_open]
        return Finding(FAILED, say("the shift is {words}", words=words), "prro reconcile", ExitCode.STUCK)
    return Finding(OK, say("the next number is {ours} on both sides", ours=ours))


def pair(ward: Ward) -> Finding:
    """The offline session pair is the one the server will accept."""
    state = _state(ward)
    if isinstance(state, Finding):
        return state
    if ward.journal is None or ward.desk is None or state.offline_supported is False:
        return Finding(SKIPPED, say("no offline sessions here"))
    if state.pair is None:
        return Finding(SKIPPED, say("the server shows the session to the shift's person only"))
    current, spare = ward.journal.current_session(ward.desk.name), ward.journal.unused_session(ward.desk.name)
    ours = current or spare
    if ours is None or ours.session_id != state.pair.session_id:
        theirs, mine = state.pair.session_id, ours.session_id if ours else "none"
        foreign = current is None and (state.offline_next_number or 1) > 1
        text = say("the server holds session {theirs}, the journal {mine}", theirs=theirs, mine=mine)
        return Finding(FAILED if foreign else ATTENTION, text, "prro reconcile" if foreign else "prro go-online")
    if not ward.journal.box.ready:
        return Finding(SKIPPED, say("the seed cannot be compared without the journal's key file"))
    if ward.journal.box.check(ours.seed_name, state.pair.seed.reveal()) != ours.seed_check:
        return Finding(
            FAILED,
            say("the seed of session {session_id} is not the server's", session_id=ours.session_id),
            "prro go-online",
        )
    return Finding(OK, say("session {session_id} on both sides", session_id=ours.session_id))


def operators(ward: Ward) -> Finding:
    """The key is among the taxpayer's cashiers (5-ПРРО)."""
    if ward.key is None:
        return Finding(SKIPPED, ward.no_key or say("no key was opened"))
    step = _walked(ward, "operators")
    if isinstance(step, Finding):
        return Finding(SKIPPED, say("the server did not tell its cashiers: {step}", step=step.text))
    ski = (ward.key.pair.certificate.subject_key_id or b"").hex()
    if ski not in {one.subject_key_id for one in step.value.operators}:
        text = say(
            "the key {key} is not among the {operators} of form 5-ПРРО",
            key=ward.key.key,
            operators=len(step.value.operators),
        )
        command = "prro register 5-prro --help" if "register" in ward.commands else f"prro key show {ward.key.key}"
        return Finding(ATTENTION, text, command)
    return Finding(
        OK, say("{key} is among {operators} cashiers", key=ward.key.key, operators=len(step.value.operators))
    )


def schemas(ward: Ward) -> Finding:
    """The documents' schemas of the server against the tables of this program (N24)."""
    from prro_cli.support.schemas import compare

    step = _walked(ward, "schemas")
    if isinstance(step, Finding):
        return Finding(SKIPPED, say("the server gave no schemas: {step}", step=step.text))
    different = [*compare(step.value.check, "CHECK"), *compare(step.value.zrep, "ZREP")]
    if not different:
        return Finding(OK, say("documents are written by the server's own schemas"))
    shown = "; ".join(different[:3]) + (
        say(" and {count} more", count=len(different) - 3) if len(different) > 3 else ""
    )
    return Finding(ATTENTION, say("the format changed: {shown}", shown=shown), "prro schema check")
