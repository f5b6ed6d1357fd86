"""The courier: takes what is due out of the outbox, sends it, and writes down what became of it.

Three commits stand around each message: "about to leave", the sending itself outside of any lock, and its fate. A
courier that was killed leaves "about to leave": sent again only where the gateway knows a message by its id, else
left to a person as unknown. One courier works at a time; no desk's lock is ever taken, so no sale waits for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from prro_cli.delivery.content import FOR_BUYERS, ISSUED, Scribe
from prro_cli.delivery.definition import Drivers
from prro_cli.delivery.driver import Driver, Fate, Message, Outcome
from prro_cli.engine.queueing import address_of
from prro_cli.engine.recipients import masked
from prro_cli.errors.base import PrroError
from prro_cli.errors.journal import LockedError
from prro_cli.home.restored import refuse_unless_compared
from prro_cli.journal import locks
from prro_cli.journal.events import NewEvent
from prro_cli.journal.rows import UNSETTLED, Delivery, Document
from prro_cli.lang import later
from prro_cli.record import dataclass
from prro_cli.values import format_time

if TYPE_CHECKING:
    from prro_cli.journal.store import Journal

STREAM = "_delivery"
"""The chain of what the couriers do; its lock is held for single commits only."""
WORK = "_outbox"
"""The lock of the one courier at work."""
RETRY_AFTER = (60, 300, 1800, 21600)
"""Peripherals 2.0: 1, 5, 30 minutes, 6 hours, then failed."""
COMMIT_WAIT = 20.0
PAGE = 50
SILENT_MOST = 2
"""After so many attempts in a row without an answer a gateway is left alone for this run."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one delivery in this run."""

    delivery: str
    document: str
    channel: str
    address: str
    """Masked; empty once it was forgotten."""
    state: str
    """delivered, failed, unknown, queued (tried again later), waiting (no driver, or the document is open), dropped."""
    reason: str = ""
    retry_at: str | None = None
    attempts: int = 0


@dataclass(slots=True)
class Courier:
    """One run over the outbox of a home."""

    journal: Journal
    drivers: Drivers
    scribe: Scribe
    clock: locks.Clock
    seconds: float
    command: str = "receipt send"
    _silent: dict[tuple[str, str], int] = field(default_factory=dict)
    """Attempts in a row at a driver that brought no answer."""
    _made: dict[tuple[str, str], Driver | PrroError] = field(default_factory=dict)

    @contextmanager
    def at_work(self, wait_seconds: float) -> Iterator[None]:
        """Be the one courier; LockedError where another is."""
        directory = self.journal.places.locks
        with locks.acquire(directory, WORK, command=self.command, wait_seconds=wait_seconds, clock=self.clock):
            yield

    def deliver_due(self, most: int = 10_000) -> Iterator[Report]:
        """Everything that is due, until nothing is; what came in meanwhile too. Another courier's work is left to it.

        A newcomer's wish is committed before it looks for the lock, and the holder looks again after releasing it:
        one of the two always sees it.
        """
        seen: set[str] = set()
        while len(seen) < most and self._due(seen):
            try:
                with self.at_work(0):
                    while len(seen) < most and (due := self._due(seen)):
                        for row in due:
                            seen.add(row.id)
                            yield self.deliver(row)
            except LockedError:
                return

    def deliver_these(self, ids: Sequence[str]) -> Iterator[Report]:
        """Exactly these, due or not; call it inside `at_work`."""
        for uid in ids:
            row = self.journal.delivery(uid)
            if row is not None and row.state in ("queued", "attempted"):
                yield self.deliver(row)
            elif row is not None:
                yield self.report(row, row.state, row.reason or "")

    def _due(self, seen: Collection[str]) -> list[Delivery]:
        now = int(self.clock.now().timestamp())
        found = self.journal.deliveries_due(now, PAGE + len(seen))
        return [row for row in found if row.id not in seen][:PAGE]

    def deliver(self, row: Delivery) -> Report:
        """One delivery, from its document's state to its fate."""
        driver = self._driver(row)
        if isinstance(driver, PrroError):
            return self.report(row, "waiting", driver.cause)
        if self._silent.get((row.channel, row.desk), 0) >= SILENT_MOST:
            return self.report(row, row.state, later("its gateway does not answer now"))
        document = self.journal.document(row.document)
        if document is None or (document.state not in (*ISSUED, *UNSETTLED)) or document.kind not in FOR_BUYERS:
            return self._dropped(row, later("its document never became a receipt"))
        if document.state in UNSETTLED:
            return self.report(row, "waiting", later("its document has no known result yet"))
        if not document.effective:
            return self._dropped(row, f"its receipt is {document.shown_state}")
        address = address_of(self.journal, row)
        if address is None:
            return self._dropped(row, later("its address cannot be opened"))
        try:
            message = self._message(row, document, address, driver)
        except (PrroError, OSError, ValueError) as error:
            return self.report(row, "waiting", getattr(error, "cause", None) or str(error))
        if self._may_have_arrived(row) and not (driver.idempotent and driver.name == row.driver):
            cut_off = Outcome(Fate.UNCERTAIN, later("an earlier attempt was cut off"))
            return self._settle(row, cut_off, address, idempotent=False)
        attempt = {"attempt": row.attempts + 1, "message_id": message.message_id, "driver": driver.name}
        self.append([NewEvent("delivery.attempted", {"delivery": row.id, **attempt}, row.document)])
        row = replace(row, attempts=row.attempts + 1)
        outcome = _sent(driver, message, self.seconds)
        silent = outcome.fate in (Fate.LATER, Fate.UNCERTAIN)
        self._silent[row.channel, row.desk] = self._silent.get((row.channel, row.desk), 0) + 1 if silent else 0
        return self._settle(row, outcome, address, idempotent=driver.idempotent)

    def _driver(self, row: Delivery) -> Driver | PrroError:
        """The driver of a row, or why there is none; found out once a run."""
        wanted = (row.channel, row.desk)
        if wanted not in self._made:
            try:
                refuse_unless_compared(self.drivers.home, row.desk, self.command)
                self._made[wanted] = self.drivers.driver(*wanted)
            except PrroError as error:
                self._made[wanted] = error
        return self._made[wanted]

    @staticmethod
    def _may_have_arrived(row: Delivery) -> bool:
        return row.state == "attempted" or row.uncertain

    def _message(self, row: Delivery, document: Document, address: str, driver: Driver) -> Message:
        texts = self.scribe.texts(document, row.channel, driver)
        fields = dict(texts.fields)
        again = f".{row.round}" if row.round else ""
        message_id = f"prro.{fields['register']}.{document.fiscal_number}.{row.id.replace('-', '')[:12]}{again}"
        if self._may_have_arrived(row) and row.message_id:
            message_id = row.message_id
        return texts.addressed(row.channel, address, message_id, repeated=self._may_have_arrived(row))

    def _settle(self, row: Delivery, outcome: Outcome, address: str, *, idempotent: bool) -> Report:
        """The fate in one commit; a repetition only where it cannot double."""
        reason = _without(outcome.reason, address) or later("no reason was given")
        facts: dict[str, Any] = {"delivery": row.id}
        if outcome.fate is Fate.DELIVERED:
            more = {"provider_id": outcome.provider_id} if outcome.provider_id else {}
            self.append([NewEvent("delivery.delivered", {**facts, "how": "gateway", **more}, row.document)])
            return self.report(row, "delivered")
        uncertain = outcome.fate is Fate.UNCERTAIN
        again = outcome.fate is Fate.LATER or (uncertain and idempotent)
        retry_at = self._retry_at(row) if again else None
        kind = "delivery.unknown" if uncertain else "delivery.failed"
        more = {"retry_at": format_time(retry_at)} if retry_at is not None else {}
        self.append([NewEvent(kind, {**facts, "reason": reason, **more}, row.document)])
        final = "unknown" if uncertain else "failed"
        return self.report(row, final if retry_at is None else "queued", reason, more.get("retry_at"))

    def _retry_at(self, row: Delivery) -> datetime | None:
        tried = max(row.attempts, 1)
        if tried > len(RETRY_AFTER):
            return None
        return self.clock.now() + timedelta(seconds=RETRY_AFTER[tried - 1])

    def _dropped(self, row: Delivery, reason: str) -> Report:
        events = []
        if row.state == "attempted":
            events.append(NewEvent("delivery.unknown", {"delivery": row.id, "reason": "cut off"}, row.document))
        events.append(NewEvent("delivery.dropped", {"delivery": row.id, "reason": reason}, row.document))
        self.append(events)
        return self.report(row, "dropped", reason)

    def report(self, row: Delivery, state: str, reason: str = "", retry_at: str | None = None) -> Report:
        """A delivery with its masked address."""
        address = address_of(self.journal, row)
        shown = masked(row.channel, address) if address is not None else ""
        return Report(row.id, row.document, row.channel, shown, state, reason, retry_at, row.attempts)

    def append(self, events: Sequence[NewEvent], **more: Any) -> None:
        """One commit in the couriers' own chain."""
        with self.journal.lock(STREAM, command=self.command, wait_seconds=COMMIT_WAIT):
            self.journal.append(STREAM, self.clock.now(), events, **more)

    # --- removing addresses

    def forget(self, rows: Sequence[Delivery]) -> int:
        """Remove the addresses of these deliveries for good; how many there were."""
        wanted = [row for row in rows if not row.forgotten]
        for start in range(0, len(wanted), PAGE):
            page = wanted[start : start + PAGE]
            events = [
                NewEvent("delivery.forgotten", {"delivery": row.id, "secret": row.secret}, row.document) for row in page
            ]
            self.append(events, forget=[row.secret for row in page])
        if wanted:
            self.journal.scrub()
        return len(wanted)

    def forget_old(self, days: int) -> int:
        """Addresses to which nothing has happened for so many days; 0 keeps them. What still waits is given up."""
        if days <= 0:
            return 0
        before = self.clock.now() - timedelta(days=days)
        count = after = 0
        while page := self.journal.deliveries_remembered(after, PAGE):
            old = [row for row in page if datetime.fromisoformat(row.queued_at) < before]
            count += self.forget([row for row in old if _last_moved(row) < before])
            if len(old) < len(page):
                break  # the rest was queued later
            after = page[-1].queued_event
        return count


def _sent(driver: Driver, message: Message, seconds: float) -> Outcome:
    """A driver that fails in a way nobody foresaw must not stop the deliveries behind this one."""
    try:
        return driver.send(message, seconds)
    except Exception as error:
        return Outcome(Fate.UNCERTAIN, f"the driver {driver.name} broke off: {type(error).__name__}")


def _last_moved(row: Delivery) -> datetime:
    """When something happened to a delivery last, or will next."""
    due = datetime.fromtimestamp(row.due_unix, UTC)
    told = [datetime.fromisoformat(at) for at in (row.queued_at, row.attempted_at, row.settled_at) if at is not None]
    return max(due, *told)


def _without(reason: str, address: str) -> str:
    """A gateway's words without the address it may quote, in whatever case."""
    local = address.partition("@")[0]
    for quoted in sorted({address, local if len(local) > 2 else address, address.removeprefix("38")}, key=len)[::-1]:
        place = reason.lower().find(quoted.lower())
        while place >= 0:
            reason = reason[:place] + "***" + reason[place + len(quoted) :]
            place = reason.lower().find(quoted.lower(), place + 3)
    return reason
