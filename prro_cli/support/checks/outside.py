"""What stands beside the register: time-stamps, paper, mail and messages, timers."""

from __future__ import annotations

from prro_cli.support.checks.base import ATTENTION, OK, SKIPPED, Finding, Ward
from prro_cli.support.checks.server import _walked


def stamp(ward: Ward) -> Finding:
    """The time-stamp provider of the desk answers."""
    if ward.desk is not None and ward.desk.tsp == "none":
        return Finding(SKIPPED, "this desk signs without time-stamps")
    step = _walked(ward, "stamp")
    if isinstance(step, Finding):
        if step.level == SKIPPED:
            return step
        assert ward.desk is not None
        return Finding(ATTENTION, step.text, f"prro desk set {ward.desk.name} --tsp none")
    return Finding(OK, f"{step.value} in {step.milliseconds} ms")


def delivery(ward: Ward) -> Finding:
    """Receipts to buyers: the drivers can be used, nothing in the outbox needs a person."""
    from prro_cli.delivery.check import check

    return Finding(*check(ward.delivery, ward.journal, ward.now))
