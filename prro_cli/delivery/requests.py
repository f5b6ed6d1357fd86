"""What people ask of the outbox: send this receipt there, send it again, send all of a week, forget an address.

The same receipt goes to the same address once: what is on its way is hurried, what failed is begun anew, what was
delivered or may have been is left alone unless `again` is said.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from prro_cli.delivery.content import FOR_BUYERS, ISSUED
from prro_cli.delivery.preview import Preview, preview
from prro_cli.engine.queueing import address_of, queue_events
from prro_cli.engine.recipients import CHANNELS, Recipient, masked, parse_recipient
from prro_cli.errors.base import PrroError
from prro_cli.errors.delivery import DeliveryNotFoundError, DeliveryStateError
from prro_cli.journal.events import NewEvent
from prro_cli.journal.rows import Delivery, DeliveryFilter, Document, DocumentFilter
from prro_cli.values import format_time, kyiv

if TYPE_CHECKING:
    from prro_cli.delivery.courier import Courier
    from prro_cli.journal.store import Journal

OPEN = ("queued", "attempted")
ENDED_BADLY = ("failed", "dropped")


class NoAddressGiven(Exception):  # noqa: N818 - not an error: the words mean a document then
    """The words are no address."""


def known(journal: Journal, document: str) -> list[Delivery]:
    """Deliveries of a document whose addresses are still there, oldest first."""
    return journal.deliveries(DeliveryFilter(document=document, remembered=True))[::-1]


def receipts_since(journal: Journal, first: date | None, desk: str | None) -> list[Document]:
    """Receipts that stand, from the beginning of that day in Kyiv."""
    begin = datetime.combine(first, time(), kyiv()) if first is not None else datetime.fromtimestamp(0, UTC)
    wanted = DocumentFilter(desk=desk, kinds=FOR_BUYERS, states=ISSUED, since=int(begin.timestamp()), effective=True)
    return list(journal.documents_in_order(wanted))


def request(courier: Courier, documents: Sequence[Document], to: Sequence[Recipient], *, again: bool) -> list[str]:
    """Put into the outbox what is missing there; the ids to be delivered or reported, in order."""
    for channel, desk in {(r.channel, d.desk) for d in documents for r in to}:
        courier.drivers.driver(channel, desk)  # a driver that cannot be used is told before anything is queued
    ids: list[str] = []
    for document in documents:
        if to:
            ids += [_one(courier, document, recipient, again=again) for recipient in to]
        else:
            ids += [_anew(courier, row, again=again) for row in known(courier.journal, document.id)]
    return list(dict.fromkeys(ids))


def _one(courier: Courier, document: Document, recipient: Recipient, *, again: bool) -> str:
    rows = [r for r in known(courier.journal, document.id) if r.channel == recipient.channel]
    same = [row for row in rows if address_of(courier.journal, row) == recipient.address]
    if same and not (again and same[-1].state == "delivered"):
        return _anew(courier, same[-1], again=again)
    uid = str(uuid.uuid4())
    events, addresses = queue_events(courier.journal, [(uid, recipient)], document.id, document.desk)
    courier.append(events, secrets=addresses)
    return uid


def _anew(courier: Courier, row: Delivery, *, again: bool) -> str:
    if row.state in ENDED_BADLY or (again and row.state == "unknown"):
        requeue(courier, row, "asked for again")
    return row.id


def requeue(courier: Courier, row: Delivery, reason: str) -> None:
    """Begin a delivery anew, under another message id."""
    if row.forgotten or row.state not in (*ENDED_BADLY, "unknown", *OPEN):
        raise DeliveryStateError(delivery=row.id, found="forgotten" if row.forgotten else row.state)
    if row.state not in OPEN:
        courier.append([NewEvent("delivery.requeued", {"delivery": row.id, "reason": reason}, row.document)])


def close(courier: Courier, row: Delivery, *, delivered: bool) -> str:
    """Settle a delivery by a person's word; its new state."""
    if row.state in ("delivered", "dropped", "attempted"):
        raise DeliveryStateError(delivery=row.id, found=row.state)
    if delivered:
        event = NewEvent("delivery.delivered", {"delivery": row.id, "how": "person"}, row.document)
    else:
        event = NewEvent("delivery.dropped", {"delivery": row.id, "reason": "a person closed it"}, row.document)
    courier.append([event])
    return "delivered" if delivered else "dropped"


def found(journal: Journal, name: str) -> Delivery:
    """A delivery by its id or the beginning of it."""
    row = journal.delivery(name) if name else None
    if row is None:
        raise DeliveryNotFoundError(name=name)
    return row


def rows_of_document(journal: Journal, document: str) -> list[Delivery]:
    """All deliveries of a document."""
    return journal.deliveries(DeliveryFilter(document=document))


def rows_of_address(journal: Journal, words: str) -> list[Delivery]:
    """All deliveries to an address, given with its channel, or bare where it can be nothing else."""
    channel = words.partition(":")[0].lower()
    if channel in CHANNELS:
        wanted = {parse_recipient(words, "--forget")}
    elif "@" in words:
        wanted = {parse_recipient(f"mail:{words}", "--forget")}
    elif words.startswith("+"):
        wanted = {parse_recipient(f"{one}:{words}", "--forget") for one in ("sms", "viber")}
    else:
        raise NoAddressGiven
    rows = journal.deliveries(DeliveryFilter(remembered=True))
    return [r for r in rows if (a := address_of(journal, r)) is not None and Recipient(r.channel, a) in wanted]


def previews(courier: Courier, documents: Sequence[Document], to: Sequence[Recipient]) -> tuple[Preview, ...]:
    """The messages as they would be."""
    made: list[Preview] = []
    for document in documents:
        pairs = [(r.channel, r.masked) for r in to] or [
            (row.channel, masked(row.channel, address_of(courier.journal, row) or ""))
            for row in known(courier.journal, document.id)
        ]
        made += [_preview(courier, document, channel, address) for channel, address in pairs]
    return tuple(made)


def previews_due(courier: Courier) -> tuple[Preview, ...]:
    """The messages that are due now."""
    rows = courier.journal.deliveries_due(int(courier.clock.now().timestamp()), 1000)
    made = []
    for row in rows:
        document, address = courier.journal.document(row.document), address_of(courier.journal, row)
        if document is not None and document.effective and document.state in ISSUED and address is not None:
            made.append(_preview(courier, document, row.channel, masked(row.channel, address)))
    return tuple(made)


def _preview(courier: Courier, document: Document, channel: str, address: str) -> Preview:
    try:
        driver = courier.drivers.driver(channel, document.desk)
    except PrroError:
        driver = None
    return preview(document.id, channel, address, courier.scribe.texts(document, channel, driver))


def lines(journal: Journal, desk: str | None, everything: bool, limit: int) -> Iterator[dict[str, Any]]:
    """The outbox for a list: all members of a line by name."""
    states = None if everything else (*OPEN, "failed", "unknown")
    for row in journal.deliveries(DeliveryFilter(desk=desk, states=states, limit=limit)):
        document, address = journal.document(row.document), address_of(journal, row)
        due = datetime.fromtimestamp(row.due_unix, UTC) if row.state in OPEN else None
        same = ("desk", "document", "channel", "state", "attempts", "queued_at", "settled_at", "driver", "message_id")
        yield {
            **{name: getattr(row, name) for name in (*same, "provider_id", "reason", "forgotten")},
            "delivery": row.id,
            "fiscal_number": document.fiscal_number if document is not None else None,
            "address": masked(row.channel, address) if address is not None else "",
            "due_at": format_time(due) if due is not None else None,
        }
