"""`prro journal`: what is remembered: list and show documents, follow events, verify, rebuild, export."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from prro_cli.cli.declared import Argument, Option, command, noun
from prro_cli.cli.face import Face
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer, Notice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prro_cli.journal.events import Event
    from prro_cli.journal.rows import Document, DocumentFilter
    from prro_cli.journal.store import Journal
    from prro_cli.journal.verify import Report
    from prro_cli.journal.verify_chain import Finding, LeftOut
    from prro_cli.journal.verify_documents import SignatureCheck

app = noun("The journal: every document and everything that happened to it.")

FOLLOW_SECONDS = 0.5
FORMATS = ("csv", "jsonl", "originals")

Kinds = Annotated[list[str] | None, Option("--kind", help="Only this kind; repeatable.")]
States = Annotated[list[str] | None, Option("--state", help="Only this state; repeatable.")]
ShiftNumber = Annotated[int | None, Option("--shift", help="Only documents of this shift.")]
Since = Annotated[str | None, Option(help="From this time on: 2026-11-21 or 2026-11-21T10:00.")]
Until = Annotated[str | None, Option(help="Before this time.")]


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document of a list."""

    desk: str
    local_number: int
    fiscal_number: str | None
    kind: str
    state: str
    time: str
    shift: int | None
    cashier: str
    total: str | None
    offline: bool
    test: bool
    id: str


@dataclass(frozen=True, slots=True)
class JournalList:
    """Documents, newest first."""

    schema: ClassVar[str] = "prro.journal.list/1"
    documents: tuple[DocumentLine, ...]
    next_before: int | None
    """What `--before` takes to go on; None at the end."""


@dataclass(frozen=True, slots=True)
class JournalShow:
    """Everything the journal holds about one document."""

    schema: ClassVar[str] = "prro.journal.show/1"
    document: DocumentLine
    facts: dict[str, Any]
    rows: tuple[dict[str, Any], ...]
    events: tuple[dict[str, Any], ...]
    xml: str | None


@dataclass(frozen=True, slots=True)
class JournalEvent:
    """One event of the stream."""

    schema: ClassVar[str] = "prro.journal.events/1"
    event: dict[str, Any]


@dataclass(frozen=True, slots=True)
class JournalVerify:
    """The result of all checks."""

    schema: ClassVar[str] = "prro.journal.verify/1"
    sound: bool
    events: int
    documents: int
    blobs: int
    checks: tuple[str, ...]
    heads: tuple[dict[str, Any], ...]
    findings: tuple[dict[str, Any], ...]
    finding_texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JournalRebuild:
    """What a replay changed, or would change."""

    schema: ClassVar[str] = "prro.journal.rebuild/1"
    events: int
    replaced: bool
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JournalExport:
    """What was written."""

    schema: ClassVar[str] = "prro.journal.export/1"
    format: str
    path: Path
    records: int
    sha256: str


@command(app, "list", schema=JournalList.schema, example="prro journal list --limit 5")
def list_(
    face: Face,
    limit: Annotated[int, Option(min=1, help="How many.")] = 50,
    before: Annotated[int | None, Option(help="Go on where a list ended (next_before).")] = None,
    kind: Kinds = None,
    state: States = None,
    shift: ShiftNumber = None,
    since: Since = None,
    until: Until = None,
) -> Answer:
    """Documents, newest first."""
    from prro_cli.cli.journal_access import open_journal

    wanted = _filter(face, kind, state, shift, since, until, before)
    with open_journal(face, read_only=True) as journal:
        found = journal.documents(wanted, limit)
    more = found[-1].drafted_event if len(found) == limit else None
    numbers = "\n".join(row.fiscal_number or row.id for row in found)
    return Answer(JournalList(tuple(_line(row) for row in found), more), identifier=numbers, desk=face.options.desk)


@command(app, "show", schema=JournalShow.schema, example="prro journal show 1 --xml")
def show(
    face: Face,
    document: Annotated[str, Argument(help="Fiscal number, local number or id.")],
    xml: Annotated[bool, Option("--xml", help="With the XML of the document.")] = False,
) -> Answer:
    """One document: its facts, its rows, everything that happened to it."""
    from prro_cli.cli.journal_access import find_document, open_journal

    with open_journal(face, read_only=True) as journal, journal.reading():
        found = find_document(journal, document, face.options.desk)
        draft = journal.draft(found.id) or {}
        events = tuple(_event(event) for event in journal.events_of(found.id))
        text = journal.blob(found.xml) if xml else None
    shown = JournalShow(
        document=_line(found),
        facts=_facts(found),
        rows=tuple(draft.get("rows") or ()),
        events=events,
        xml=text.decode("cp1251", "replace") if text is not None else None,
    )
    return Answer(shown, found.fiscal_number or found.id, found.desk, test=found.test)


@command(app, "events", schema=JournalEvent.schema, example="prro journal events --after 0 --json")
def events(
    face: Face,
    after: Annotated[int | None, Option(help="Events with a higher id; default: the last 50.")] = None,
    follow: Annotated[bool, Option("--follow", "-f", help="Wait for more, until interrupted.")] = False,
) -> None:
    """Events, oldest first; with --json one envelope a line."""
    from prro_cli.cli.journal_access import open_journal

    with open_journal(face, read_only=True) as journal:
        last = journal.last_event_id()
        start = max(last - 50, 0) if after is None else after
        for event in _stream(face, journal, start, follow):
            face.emit(Answer(JournalEvent(_event(event)), str(event.id), event.desk))


@command(app, "verify", schema=JournalVerify.schema, example="prro journal verify --signatures")
def verify(
    face: Face,
    signatures: Annotated[bool, Option("--signatures", help="Check every signature too (slower).")] = False,
    file: Annotated[Path | None, Option(help="A copy of a journal instead of the home's own.")] = None,
    anchor: Annotated[
        list[str] | None, Option(help="DESK:NUMBER:HASH of a record noted elsewhere; repeatable.")
    ] = None,
) -> Answer:
    """Recompute everything: chain, numbers, hashes, tables, control numbers, totals against Z. Reads only."""
    from prro_cli.errors.journal import VerificationFailedError
    from prro_cli.journal.rebuilt import read_left_out
    from prro_cli.journal.verify import verify as verify_journal
    from prro_cli.journal.verify_chain import NOTHING_LEFT_OUT
    from prro_cli.render.envelope import plain

    home = face.home.checked()
    left_out = read_left_out(home.replayed_path) if file is None else None
    report = verify_journal(
        file or home.journal_path,
        keys_dir=home.keys_dir,
        signatures=signature_check(face) if signatures else None,
        anchors=[_anchor(text) for text in anchor or ()],
        left_out=left_out or NOTHING_LEFT_OUT,
    )
    if left_out is not None:
        face.warn(_only_as_far_as_carried(left_out))
    result = _verified(report)
    if not report.sound:
        if not face.options.json:
            face.emit(Answer(result))
        first = str(report.findings[0])
        raise VerificationFailedError(count=len(report.findings), first=first, data=plain(result))
    return Answer(result, "sound")


def _only_as_far_as_carried(left_out: LeftOut) -> Notice:
    text = say(
        "this home was rebuilt from a bundle: {altered} masked events "
        "could not be hashed again, {missing} were not carried; "
        "stored documents and seeds are checked only where they were",
        altered=len(left_out.altered),
        missing=len(left_out.missing),
    )
    return Notice("rebuilt-from-a-bundle", text)


@command(app, "rebuild", schema=JournalRebuild.schema, example="prro journal rebuild --dry-run")
def rebuild(
    face: Face,
    dry_run: Annotated[bool, Option("--dry-run", help="Only compare.")] = False,
) -> Answer:
    """Make the tables again from the events; refused if the events themselves were altered."""
    from prro_cli.cli.journal_access import open_journal
    from prro_cli.errors.general import FileNotThereError

    if not face.home.journal_path.exists():
        raise FileNotThereError(path=face.home.journal_path, detail=say("there is no journal yet"))
    with open_journal(face, read_only=False) as journal:
        done = journal.rebuild(command="prro journal rebuild", dry_run=dry_run)
    texts = tuple(str(finding) for finding in done.differences)
    return Answer(JournalRebuild(done.events, done.replaced, texts), str(len(texts)))


@command(app, "export", schema=JournalExport.schema, example="prro journal export --format csv --output documents.csv")
def export(
    face: Face,
    output: Annotated[Path, Option("--output", "-o", help="A new file, or a new folder for originals.")],
    form: Annotated[str, Option("--format", help="csv, jsonl (events) or originals (signed files).")] = "csv",
    kind: Kinds = None,
    state: States = None,
    shift: ShiftNumber = None,
    since: Since = None,
    until: Until = None,
) -> Answer:
    """Write documents as a table, events as JSON lines, or the signed originals with SHA256SUMS."""
    from prro_cli.cli.journal_access import open_journal
    from prro_cli.errors.general import UsageError
    from prro_cli.journal import export as exports

    if form not in FORMATS:
        raise UsageError(detail=say("--format is one of {known}, not {form}", known=", ".join(FORMATS), form=form))
    wanted = _filter(face, kind, state, shift, since, until, None)
    with open_journal(face, read_only=True) as journal:
        if form == "csv":
            done = exports.export_csv(journal, output, wanted)
        elif form == "jsonl":
            done = exports.export_jsonl(journal, output, face.options.desk)
        else:
            done = exports.export_originals(journal, output, wanted)
    return Answer(JournalExport(form, done.path, done.records, done.sha256), done.sha256, face.options.desk)


def _filter(
    face: Face,
    kinds: list[str] | None,
    states: list[str] | None,
    shift: int | None,
    since: str | None,
    until: str | None,
    before: int | None,
) -> DocumentFilter:
    from prro_cli.cli.journal_access import known_names
    from prro_cli.journal.events import DocumentKind
    from prro_cli.journal.rows import STATES, DocumentFilter

    known_names("--kind", kinds, tuple(DocumentKind))
    known_names("--state", states, STATES)
    return DocumentFilter(
        desk=face.options.desk,
        kinds=kinds or None,
        states=states or None,
        shift=shift,
        since=_moment(since, "--since"),
        until=_moment(until, "--until"),
        before_event=before,
    )


def _moment(text: str | None, option: str) -> int | None:
    """A day or time, in Kyiv where it names no zone."""
    from prro_cli.errors.general import UsageError
    from prro_cli.values import kyiv

    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            detail=say("{option} {text}: not a time such as 2026-11-21 or 2026-11-21T10:00", option=option, text=text)
        ) from error
    return int((moment if moment.tzinfo else moment.replace(tzinfo=kyiv())).timestamp())


def _stream(face: Face, journal: Journal, after: int, follow: bool) -> Iterator[Event]:
    import time

    while True:
        found = journal.events(face.options.desk, after, limit=500)
        yield from found
        after = found[-1].id if found else after
        if not found:
            if not follow:
                return
            time.sleep(FOLLOW_SECONDS)


def _line(row: Document) -> DocumentLine:
    from prro_cli.values import format_money

    return DocumentLine(
        desk=row.desk,
        local_number=row.local_number,
        fiscal_number=row.fiscal_number,
        kind=row.kind,
        state=row.shown_state,
        time=row.time,
        shift=row.shift,
        cashier=row.cashier,
        total=None if row.total is None else format_money(row.total),
        offline=row.offline,
        test=row.test,
        id=row.id,
    )


def _facts(row: Document) -> dict[str, Any]:
    """The facts a line does not have; money as text."""
    from prro_cli.values import format_money

    money = {
        name: None if getattr(row, name) is None else format_money(getattr(row, name))
        for name in ("rounding", "paid", "change")
    }
    names = (
        "session_id", "session_number", "control", "prev_hash", "original_fiscal_number", "original_register",
        "original_document", "twin_of", "idempotency_key", "xml", "signed", "signed_size", "ticket", "server_time",
        "how", "attempts", "stuck", "parked", "revoked_by", "reversed_by", "refusal_code", "refusal_text", "printed",
        "package_index", "key_ski",
    )  # fmt: skip
    return {**money, **{name: getattr(row, name) for name in names}}


def _event(event: Event) -> dict[str, Any]:
    from prro_cli.journal.export import event_json

    return event_json(event)


def _verified(report: Report) -> JournalVerify:
    heads = tuple({"desk": h.desk, "seq": h.seq, "event": h.event, "hash": h.hash.hex()} for h in report.heads)
    return JournalVerify(
        sound=report.sound,
        events=report.events,
        documents=report.documents,
        blobs=report.blobs,
        checks=report.checks,
        heads=heads,
        findings=tuple(_finding(finding) for finding in report.findings),
        finding_texts=tuple(str(finding) for finding in report.findings),
    )


def _finding(finding: Finding) -> dict[str, Any]:
    names = ("check", "text", "table", "row", "column", "desk", "event", "document")
    return {name: getattr(finding, name) for name in names}


def _anchor(text: str) -> Any:
    from prro_cli.errors.general import UsageError
    from prro_cli.journal.rows import Head

    try:
        desk, number, digest = text.rsplit(":", 2)
        return Head(desk, int(number), bytes.fromhex(digest), 0)
    except ValueError as error:
        raise UsageError(
            detail=say("--anchor {text}: it is DESK:NUMBER:HASH, as `verify` prints it", text=text)
        ) from error


def signature_check(face: Face) -> SignatureCheck:
    """The mathematics of each signature, and that it holds the very XML the journal has."""
    from prro_cli.crypto.cms_verify import verify_all
    from prro_cli.crypto.errors import CryptoError

    now = face.environment.now()

    def check(signed: bytes, xml: bytes) -> str | None:
        try:
            verdicts = verify_all(signed, at=now)
        except CryptoError as error:
            return say("the signature is not valid: {error}", error=error)
        if any(verdict.content != xml for verdict in verdicts):
            return say("the signed content is not the XML of the journal")
        return None

    return check
