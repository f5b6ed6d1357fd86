"""Receipts into the outbox: the wish stands in the same commit as the draft, so no crash can lose it.

It becomes due once the document is registered or lawfully issued; nothing here waits for a gateway.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from prro_cli.engine.recipients import Recipient
from prro_cli.errors.journal import SealedSecretError
from prro_cli.journal.events import NewEvent
from prro_cli.journal.rows import DeliveryFilter
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Delivery
    from prro_cli.journal.sealed import SealedSecret
    from prro_cli.journal.store import Journal


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of one wish to send a receipt, as commands show it."""

    delivery: str
    channel: str
    address: str
    """Masked."""
    state: str


def queue_events(
    journal: Journal, wishes: Iterable[tuple[str, Recipient]], document: str, desk: str | None = None
) -> tuple[list[NewEvent], list[SealedSecret]]:
    """The events for (id, recipient) pairs, and the sealed addresses; `desk` where another chain takes them."""
    events: list[NewEvent] = []
    secrets: list[SealedSecret] = []
    for uid, recipient in wishes:
        name = f"delivery/{uid}"
        payload = {"delivery": uid, "channel": recipient.channel, "secret": name, **({"desk": desk} if desk else {})}
        events.append(NewEvent("delivery.queued", payload, document))
        secrets.append(journal.seal(name, recipient.address.encode()))
    return events, secrets


def wishes(post: Post, recipients: Sequence[Recipient]) -> list[tuple[str, Recipient]]:
    """Recipients with fresh ids."""
    return [(post.randomness.uid(), one) for one in recipients]


def queue_missing(post: Post, document: str, recipients: Sequence[Recipient]) -> None:
    """A repeated order may name addresses the first one did not: those are queued, the others are on their way."""
    known = {recipient for _, recipient in recipients_of(post.journal, document)}
    events, secrets = queue_events(post.journal, wishes(post, [r for r in recipients if r not in known]), document)
    if events:
        post.append(events, secrets=secrets)


def recipients_of(journal: Journal, document: str) -> list[tuple[Delivery, Recipient]]:
    """Where a document was to be sent, oldest first, as far as it is not forgotten."""
    found = journal.deliveries(DeliveryFilter(document=document, remembered=True))
    opened = [(one, address_of(journal, one)) for one in reversed(found)]
    return [(one, Recipient(one.channel, address)) for one, address in opened if address is not None]


def address_of(journal: Journal, delivery: Delivery) -> str | None:
    """The address of a delivery; None once it was removed, or where the key of the secrets is gone."""
    if delivery.forgotten:
        return None
    try:
        return journal.unseal(delivery.secret).decode()
    except SealedSecretError:
        return None


def sendings(journal: Journal, document: str) -> tuple[Sending, ...]:
    """The deliveries of a document for its answer."""
    return tuple(
        Sending(one.id, one.channel, recipient.masked, one.state) for one, recipient in recipients_of(journal, document)
    )
