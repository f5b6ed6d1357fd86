"""The way of a receipt to its buyer, told for `prro why`; addresses are never in the events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from prro_cli.lang import say

Told = Mapping[str, Any]


def _id(told: Told) -> str:
    return str(told["delivery"])[:8]


def _queued(told: Told, _: object) -> str:
    return say("delivery {id}: to be sent by {channel}", id=_id(told), channel=told["channel"])


def _attempted(told: Told, _: object) -> str:
    return say(
        "delivery {id}: attempt {number} through {driver}", id=_id(told), number=told["attempt"], driver=told["driver"]
    )


def _delivered(told: Told, _: object) -> str:
    if told["how"] == "person":
        return say("delivery {id}: delivered, as a person says", id=_id(told))
    return say("delivery {id}: the gateway took it", id=_id(told))


def _failed(told: Told, _: object) -> str:
    if told.get("retry_at"):
        return say("delivery {id}: not now ({reason}), again at {at}", id=_id(told), reason=told["reason"],
                   at=told["retry_at"])  # fmt: skip
    return say("delivery {id}: failed, {reason}", id=_id(told), reason=told["reason"])


def _unknown(told: Told, _: object) -> str:
    if told.get("retry_at"):
        return say("delivery {id}: no clear answer ({reason}), asked again at {at}", id=_id(told),
                   reason=told["reason"], at=told["retry_at"])  # fmt: skip
    return say("delivery {id}: nobody knows whether it arrived, {reason}", id=_id(told), reason=told["reason"])


def _requeued(told: Told, _: object) -> str:
    return say("delivery {id}: begun anew, {reason}", id=_id(told), reason=told["reason"])


def _dropped(told: Told, _: object) -> str:
    return say("delivery {id}: given up, {reason}", id=_id(told), reason=told["reason"])


def _forgotten(told: Told, _: object) -> str:
    return say("delivery {id}: its address was removed", id=_id(told))


SENTENCES: dict[str, Callable[[Told, object], str]] = {
    "delivery.queued": _queued,
    "delivery.attempted": _attempted,
    "delivery.delivered": _delivered,
    "delivery.failed": _failed,
    "delivery.unknown": _unknown,
    "delivery.requeued": _requeued,
    "delivery.dropped": _dropped,
    "delivery.forgotten": _forgotten,
}
