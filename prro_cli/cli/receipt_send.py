"""`prro receipt send` and `prro receipt outbox`: receipts to buyers by e-mail, SMS and Viber."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.courier import courier_of
from prro_cli.cli.declared import Argument, Option, command, noun
from prro_cli.cli.definitions import day
from prro_cli.cli.face import Face
from prro_cli.cli.journal_access import find_document, open_journal
from prro_cli.cli.receipt import app
from prro_cli.cli.receipt_facts import chosen_document
from prro_cli.cli.workplace import LockWait
from prro_cli.errors.base import ExitCode
from prro_cli.errors.delivery import DeliveryFailedError, DeliveryUnknownError, NoAddressError
from prro_cli.errors.general import UsageError
from prro_cli.errors.journal import LockedError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.delivery.courier import Courier, Report
    from prro_cli.delivery.preview import Preview
    from prro_cli.journal.rows import Document
    from prro_cli.journal.store import Journal

__all__ = ["app"]

outbox = noun("The outbox: deliveries that wait, failed, or are not known to have arrived.")
app.add(outbox, "outbox")

To = Annotated[
    list[str] | None, Option("--to", metavar="CHANNEL:ADDR", help="mail:ADDR, sms:TEL or viber:TEL; repeat.")
]
Id = Annotated[str, Argument(metavar="ID", help="Id of the delivery, or its beginning.")]
BAD = ("failed", "unknown")


@dataclass(frozen=True, slots=True)
class ReceiptsSent:
    """What became of each delivery of this run; `messages` only with --dry-run, `forgotten` counts addresses."""

    schema: ClassVar[str] = "prro.receipt.send/1"
    deliveries: tuple[Report, ...]
    messages: tuple[Preview, ...] = ()
    forgotten: int = 0
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """One delivery as it stands."""

    delivery: str
    desk: str
    document: str
    fiscal_number: str | None
    channel: str
    address: str
    state: str
    attempts: int
    queued_at: str
    due_at: str | None
    settled_at: str | None
    driver: str | None
    message_id: str | None
    provider_id: str | None
    reason: str | None
    forgotten: bool


@dataclass(frozen=True, slots=True)
class OutboxList:
    """The outbox, newest first, and how many deliveries are in each state."""

    schema: ClassVar[str] = "prro.receipt.outbox.list/1"
    deliveries: tuple[OutboxLine, ...]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class OutboxRetried:
    """What a new attempt did."""

    schema: ClassVar[str] = "prro.receipt.outbox.retry/1"
    deliveries: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class OutboxClosed:
    """What a person decided."""

    schema: ClassVar[str] = "prro.receipt.outbox.close/1"
    delivery: str
    state: str


@command(app, "send", schema=ReceiptsSent.schema, example="prro receipt send 4500000002 --to mail:olena@example.ua")
def send(
    face: Face,
    document: Annotated[
        str | None, Argument(metavar="DOC", help="Fiscal number, local number or id of the receipt, or `last`.")
    ] = None,
    to: To = None,
    queued: Annotated[bool, Option("--queued", help="Everything that is due in the outbox; for timers.")] = False,
    since: Annotated[str | None, Option(metavar="DATE", help="All receipts since this day.")] = None,
    to_known: Annotated[
        bool, Option("--to-known", help="With --since: to the addresses stored with the orders.")
    ] = False,
    again: Annotated[bool, Option("--again", help="Also what was delivered, or may have been.")] = False,
    forget: Annotated[
        str | None, Option(metavar="ADDR|DOC", help="Remove an address, or those of a receipt, for good.")
    ] = None,
    dry_run: Annotated[bool, Option("--dry-run", help="Show the messages; send and queue nothing.")] = False,
    lock_wait: LockWait = None,
) -> Answer:
    """Send receipts to buyers; the documents themselves are never touched."""
    from prro_cli.cli.orders import given_recipients
    from prro_cli.delivery import requests

    if sum([document is not None, queued, since is not None, forget is not None]) != 1:
        raise UsageError(detail=say("give one of DOC, --queued, --since and --forget"))
    if (to or to_known or again) and (queued or forget is not None):
        raise UsageError(detail=say("--to, --to-known and --again go with DOC or --since"))
    if since is not None and bool(to) == to_known:
        raise UsageError(detail=say("with --since say where to: --to CHANNEL:ADDR, or --to-known"))
    wanted = given_recipients(to, "--to")
    with open_journal(face, read_only=dry_run) as journal:
        courier = courier_of(face, journal)
        if forget is not None:
            return _forgotten(face, courier, forget, dry_run)
        if queued:
            return _queued(face, courier, dry_run)
        documents = _documents(face, journal, document, since)
        if document is not None and not wanted and not requests.known(journal, documents[0].id):
            raise NoAddressError(detail=say("no address is stored with this receipt"))
        if dry_run:
            messages = requests.previews(courier, documents, wanted)
            return Answer(ReceiptsSent((), messages, dry_run=True), identifier="\n".join(m.text for m in messages))
        ids = requests.request(courier, documents, wanted, again=again)
        reports = _delivered(face, courier, ids, lock_wait)
        return _answer(reports, bool(document))


def _documents(face: Face, journal: Journal, name: str | None, since: str | None) -> list[Document]:
    """The receipts meant, oldest first."""
    from prro_cli.delivery import requests
    from prro_cli.delivery.content import require_for_buyers

    if name is not None:
        found = chosen_document(face, journal, name)
        require_for_buyers(found)
        return [found]
    return requests.receipts_since(journal, day(since, "since"), face.options.desk)


def _delivered(face: Face, courier: Courier, ids: list[str], lock_wait: int | None) -> tuple[Report, ...]:
    wait = lock_wait if lock_wait is not None else face.settings.whole("lock.wait")
    progress = face.progress("sending") if len(ids) > 1 else None
    reports: list[Report] = []
    try:
        with courier.at_work(1.0 * wait):
            for report in courier.deliver_these(ids):
                reports.append(report)
                if progress is not None:
                    progress(len(reports), len(ids))
    except LockedError as error:
        error.state = say("the receipts are queued in the outbox; the courier at work sends them")
        raise
    return tuple(reports)


def _answer(reports: tuple[Report, ...], one: bool) -> Answer:
    """The answer, or the error where an explicit sending did not come to a good end (exit 70)."""
    from prro_cli.render.envelope import plain

    result = ReceiptsSent(reports)
    trouble = [r for r in reports if r.state in (*BAD, *(("queued", "waiting") if one else ()))]
    if not trouble:
        return Answer(result, identifier="\n".join(r.delivery for r in reports))
    first, data = trouble[0], plain(result)
    detail = f"{first.channel} {first.address}: {say(first.reason or '')}"
    if len(trouble) > 1:
        detail = say(
            "{count} of {count2} deliveries; the first is {detail}",
            count=len(trouble),
            count2=len(reports),
            detail=detail,
        )
    if all(report.state == "unknown" for report in trouble):
        raise DeliveryUnknownError(detail=detail, delivery=first.delivery[:8], document=first.document, data=data)
    after = (
        say("it is tried again at {retry_at}", retry_at=first.retry_at)
        if first.retry_at
        else say("it is not tried again by itself")
    )
    raise DeliveryFailedError(detail=detail, after=after, document=first.document, data=data)


def _queued(face: Face, courier: Courier, dry_run: bool) -> Answer:
    """Everything due; then addresses that have been kept long enough are removed."""
    from prro_cli.delivery import requests

    if dry_run:
        messages = requests.previews_due(courier)
        return Answer(ReceiptsSent((), messages, dry_run=True), identifier="\n".join(m.text for m in messages))
    reports = tuple(courier.deliver_due())
    courier.forget_old(face.settings.whole("delivery.keep-days"))
    return _answer(reports, one=False)


def _forgotten(face: Face, courier: Courier, what: str, dry_run: bool) -> Answer:
    from prro_cli.delivery import requests

    try:
        rows = requests.rows_of_address(courier.journal, what)
    except requests.NoAddressGiven:
        rows = requests.rows_of_document(courier.journal, find_document(courier.journal, what, face.options.desk).id)
    count = len(rows) if dry_run else courier.forget(rows)
    return Answer(ReceiptsSent((), forgotten=count, dry_run=dry_run), identifier=str(count))


@command(outbox, "list", schema=OutboxList.schema, example="prro receipt outbox list --all --limit 20")
def list_(
    face: Face,
    everything: Annotated[bool, Option("--all", help="Also what was delivered or dropped.")] = False,
    limit: Annotated[int, Option(min=1, help="At most so many, newest first.")] = 100,
) -> Answer:
    """Deliveries with masked addresses. Exit 6 if some failed or are unknown."""
    from prro_cli.delivery import requests

    with open_journal(face, read_only=True) as journal:
        lines = tuple(OutboxLine(**line) for line in requests.lines(journal, face.options.desk, everything, limit))
        counts = journal.delivery_counts()
    code = ExitCode.ATTENTION if any(counts.get(state) for state in BAD) else ExitCode.OK
    return Answer(OutboxList(lines, counts), identifier="\n".join(x.delivery for x in lines), exit_code=code)


@command(outbox, "retry", schema=OutboxRetried.schema, example="prro receipt outbox retry 3f2a")
def retry(face: Face, delivery: Id, lock_wait: LockWait = None) -> Answer:
    """Send one again now, although it failed or may have arrived already."""
    from prro_cli.delivery import requests

    with open_journal(face, read_only=False) as journal:
        courier = courier_of(face, journal)
        row = requests.found(journal, delivery)
        courier.drivers.driver(row.channel, row.desk)
        requests.requeue(courier, row, "a person wanted it sent again")
        reports = _delivered(face, courier, [row.id], lock_wait)
        answer = _answer(reports, one=True)
    return Answer(OutboxRetried(reports), identifier=answer.identifier)


@command(outbox, "close", schema=OutboxClosed.schema, example="prro receipt outbox close 3f2a --delivered")
def close(
    face: Face,
    delivery: Id,
    delivered: Annotated[bool, Option("--delivered", help="The buyer has it.")] = False,
) -> Answer:
    """Settle one by hand: the buyer has the receipt, or needs none (print it instead)."""
    from prro_cli.delivery import requests

    with open_journal(face, read_only=False) as journal:
        row = requests.found(journal, delivery)
        state = requests.close(courier_of(face, journal), row, delivered=delivered)
    return Answer(OutboxClosed(row.id, state), identifier=row.id)
