"""What stands beside the register: time-stamps, paper, mail and messages, timers."""

from __future__ import annotations

from prro_cli.lang import say
from prro_cli.support.checks.base import ATTENTION, FAILED, OK, SKIPPED, Finding, Ward
from prro_cli.support.checks.server import _walked


def stamp(ward: Ward) -> Finding:
    """The time-stamp provider of the desk answers."""
    if ward.desk is not None and ward.desk.tsp == "none":
        return Finding(SKIPPED, say("this desk signs without time-stamps"))
    step = _walked(ward, "stamp")
    if isinstance(step, Finding):
        if step.level == SKIPPED:
            return step
        assert ward.desk is not None
        return Finding(ATTENTION, step.text, f"prro desk set {ward.desk.name} --tsp none")
    return Finding(OK, say("{step} in {milliseconds} ms", step=step.value, milliseconds=step.milliseconds))


def delivery(ward: Ward) -> Finding:
    """Receipts to buyers: the drivers can be used, nothing in the outbox needs a person."""
    from prro_cli.delivery.check import check

    return Finding(*check(ward.delivery, ward.journal, ward.now))


def printer(ward: Ward) -> Finding:
    """The desk's printer can be reached and has paper, as far as it says; nothing is printed."""
    from prro_cli.home.printers import printers_of

    if ward.settings is None or ward.desk is None:
        return Finding(SKIPPED, say("no desk"))
    name = ward.settings.text("receipt.printer", ward.desk.name)
    if not name:
        return Finding(SKIPPED, say("the desk has no printer"))
    known = printers_of(ward.settings.config)
    if name not in known:
        return Finding(FAILED, say("the printer {name} is not defined", name=name), "prro printer list")
    from prro_cli.receipt.transport import Outcome, ask

    told = ask(known[name])
    if told.outcome is not Outcome.DONE:
        return Finding(FAILED, f"{name} ({known[name].address}): {told.detail}", f"prro printer test {name}")
    if told.paper == "low":
        return Finding(ATTENTION, say("{name}: the paper is nearly used up", name=name), f"prro printer test {name}")
    said = say("answers") if told.online else say("can be reached and says nothing of itself")
    return Finding(OK, say("{name} {said}; paper {paper}", name=name, said=said, paper=told.paper))


def timers(ward: Ward) -> Finding:
    """What systemd was told to start for this desk; cron and Windows keep their own books."""
    from prro_cli.home.timers import installed

    if ward.desk is None:
        return Finding(SKIPPED, say("no desk"))
    mine = [one for one in installed(ward.variables) if one.desk in ("all", ward.desk.name)]
    if not mine:
        return Finding(SKIPPED, say("no timers of systemd: prro timers install makes them (cron is not looked at)"))
    broken = [one for one in mine if not one.sound]
    if broken:
        text = say("the units of the timer {job} are not all there", job=broken[0].job)
        return Finding(ATTENTION, text, f"prro timers install --only {broken[0].job}")
    jobs = sorted({one.job for one in mine})
    if "sync" not in jobs:
        return Finding(ATTENTION, say("{jobs}, but no sync", jobs=", ".join(jobs)), "prro timers install --only sync")
    return Finding(OK, ", ".join(jobs))


def gateways(ward: Ward) -> Finding:
    """Mail server and message gateways answer and take the secret; no message is sent."""
    from prro_cli.delivery.check import check_gateways

    return Finding(*check_gateways(ward.gateways()))
