"""What `prro doctor` asks: can each channel that is set up be used, and does anything in the outbox need a person?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from prro_cli.delivery.definition import Drivers
from prro_cli.engine.recipients import CHANNELS
from prro_cli.errors.base import PrroError
from prro_cli.journal.rows import DeliveryFilter
from prro_cli.lang import say

if TYPE_CHECKING:
    from prro_cli.journal.store import Journal

LATE_SECONDS = 24 * 3600
PING_SECONDS = 5.0


def channels(drivers: Drivers, desk: str) -> dict[str, str]:
    """Channels with a driver and what is wrong with it; empty words where nothing is. No gateway is called."""
    found: dict[str, str] = {}
    for channel in CHANNELS:
        if drivers.configured(channel, desk):
            try:
                drivers.driver(channel, desk)
                found[channel] = ""
            except PrroError as error:
                found[channel] = error.cause
    return found


def gateways(drivers: Drivers, desk: str, seconds: float = PING_SECONDS) -> dict[str, str | None]:
    """Channels whose drivers can be used, and whether their other side answers (`Driver.ping`); each asked once."""
    asked: dict[str, str | None] = {}
    answers: dict[str, str | None] = {}
    for channel, wrong in channels(drivers, desk).items():
        if wrong:
            continue
        driver = drivers.driver(channel, desk)
        if driver.name not in asked:
            asked[driver.name] = driver.ping(seconds)
        answers[channel] = asked[driver.name]
    return answers


def check_gateways(answers: Mapping[str, str | None]) -> tuple[str, str, str]:
    """(level, text, next command) of what the gateways said; no message was sent."""
    known = {channel: said for channel, said in answers.items() if said is not None}
    wrong = {channel: said for channel, said in known.items() if said}
    if wrong:
        text = "; ".join(f"{channel}: {said}" for channel, said in wrong.items())
        return "attention", text, f"prro config get delivery.{next(iter(wrong))}"
    if not known:
        return "skipped", say("no channel that can be asked without sending"), ""
    return "ok", say("{channels}: the other side answers", channels=", ".join(known)), ""


def check(found: Mapping[str, str], journal: Journal | None, now: datetime) -> tuple[str, str, str]:
    """(level, text, next command): `ok`, `attention` or `skipped`."""
    wrong = [f"{channel}: {cause}" for channel, cause in found.items() if cause]
    if wrong:
        channel = next(name for name, cause in found.items() if cause)
        return "attention", "; ".join(wrong), f"prro config get delivery.{channel}"
    counts = journal.delivery_counts() if journal is not None else {}
    lost = counts.get("failed", 0) + counts.get("unknown", 0)
    if lost:
        return (
            "attention",
            say("{count} receipts were not delivered, or nobody knows", count=lost),
            "prro receipt outbox list",
        )
    late = _late(journal, now) if journal is not None else 0
    if late and not found:
        return (
            "attention",
            say("{count} receipts wait for a day, and no channel is set up", count=late),
            "prro receipt outbox list",
        )
    if late:
        return (
            "attention",
            say("{count} receipts wait for a day: no timer sends them", count=late),
            "prro receipt send --queued",
        )
    if not found:
        return "skipped", say("no channel is set up: receipts are not sent"), ""
    waiting = counts.get("queued", 0) + counts.get("attempted", 0)
    return (
        "ok",
        say(
            "{channels}; {waiting} receipts wait, {delivered} delivered",
            channels=", ".join(found),
            waiting=waiting,
            delivered=counts.get("delivered", 0),
        ),
        "",
    )


def _late(journal: Journal, now: datetime) -> int:
    rows = journal.deliveries(DeliveryFilter(states=("queued", "attempted")))
    return sum((now - datetime.fromisoformat(row.queued_at)).total_seconds() > LATE_SECONDS for row in rows)
