"""After a restore: what the backup held as queued may have been delivered since, so none of it goes out by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.delivery.courier import STREAM
from prro_cli.journal.events import NewEvent
from prro_cli.journal.rows import DeliveryFilter
from prro_cli.lang import later

if TYPE_CHECKING:
    from prro_cli.journal.locks import Clock
    from prro_cli.journal.store import Journal

REASON = later("the home was restored; it may have been delivered after the backup")


def hold(journal: Journal, clock: Clock, command: str) -> int:
    """Leave every open delivery to a person; how many there were."""
    rows = journal.deliveries(DeliveryFilter(states=("queued", "attempted")))
    events = [NewEvent("delivery.unknown", {"delivery": row.id, "reason": REASON}, row.document) for row in rows]
    if events:
        with journal.lock(STREAM, command=command, wait_seconds=0):
            journal.append(STREAM, clock.now(), events)
    return len(events)
