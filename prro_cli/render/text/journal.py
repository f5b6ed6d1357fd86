"""Text of `prro journal`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say, word
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.journal import (
        DocumentLine,
        JournalEvent,
        JournalExport,
        JournalList,
        JournalRebuild,
        JournalShow,
        JournalVerify,
    )

_SHOWN_FINDINGS = 50


def text_list(result: JournalList, out: Out) -> None:
    """Documents, a line each."""
    heads = ("desk", "№", "fiscal number", "kind", "state", "time", "shift", "total", "cashier")
    out.table(heads, [_cells(line) for line in result.documents], right=(1, 6, 7))
    if result.next_before is not None:
        out.line(say("older documents: --before {event}", event=result.next_before), "dim")


def _cells(line: DocumentLine) -> tuple[object, ...]:
    state = word(line.state) + (f" [{word('offline')}]" if line.offline and line.state != "offline" else "")
    state += say(" [test]") if line.test else ""
    time = line.time[:19].replace("T", " ")
    return (
        line.desk,
        line.local_number,
        line.fiscal_number,
        word(line.kind),
        state,
        time,
        line.shift,
        line.total,
        line.cashier,
    )


def text_show(result: JournalShow, out: Out) -> None:
    """One document: facts, rows, events."""
    line = result.document
    about = {"kind": word(line.kind), "number": line.local_number, "desk": line.desk, "state": word(line.state)}
    out.line(say("{kind} no {number} of {desk}: {state}", **about), "head")
    facts = [(name.replace("_", " "), value) for name, value in result.facts.items() if value is not False]
    pairs = [("fiscal number", line.fiscal_number), ("time", line.time), ("shift", line.shift), ("total", line.total)]
    out.pairs([*pairs, ("cashier", line.cashier), *facts, ("id", line.id)], indent=2)
    for row in result.rows:
        out.line(f"  {row.get('index')}. {row.get('name', '')}")
    out.line(say("events"), "head")
    for event in result.events:
        out.line(f"  {event['id']:>7}  {event['at'][:19]}  {event['kind']}")
    if result.xml is not None:
        out.line("xml", "head")
        out.line(result.xml)


def text_events(result: JournalEvent, out: Out) -> None:
    """One event."""
    event = result.event
    told = " ".join(f"{k}={v}" for k, v in event["payload"].items() if isinstance(v, (str, int)) and len(str(v)) < 40)
    document = f" {event['document']}" if event["document"] else ""
    out.line(f"{event['id']:>7}  {event['at'][:19]}  {event['desk']}  {event['kind']}{document}  {told}".rstrip())


def text_verify(result: JournalVerify, out: Out) -> None:
    """The verdict, then each finding, then the ends of the chains to note elsewhere."""
    looked = say(
        "{events} events, {documents} documents, {files} stored files",
        events=result.events,
        documents=result.documents,
        files=result.blobs,
    )
    if result.sound:
        out.line(say("sound: {looked}; checked {checks}", looked=looked, checks=", ".join(result.checks)), "good")
    else:
        out.line(say("not sound: {count} finding(s) in {looked}", count=len(result.findings), looked=looked), "bad")
    for text in result.finding_texts[:_SHOWN_FINDINGS]:
        out.line(f"  {text}")
    if len(result.finding_texts) > _SHOWN_FINDINGS:
        out.line(say("  and {count} more (--json lists all)", count=len(result.finding_texts) - _SHOWN_FINDINGS))
    for head in result.heads:
        end = f"{head['desk']}:{head['seq']}:{head['hash']}"
        out.line(say("  end of the chain of {desk}: {end}", desk=head["desk"], end=end), "dim")


def text_rebuild(result: JournalRebuild, out: Out) -> None:
    """What was different, and whether it was replaced."""
    for text in result.differences[:_SHOWN_FINDINGS]:
        out.line(f"  {text}")
    if not result.differences:
        out.line(say("{events} events replayed: nothing was different", events=result.events), "good")
    elif result.replaced:
        facts = {"events": result.events, "count": len(result.differences)}
        out.line(say("{events} events replayed: {count} difference(s) repaired", **facts), "good")
    else:
        count = len(result.differences)
        out.line(say("{count} difference(s); without --dry-run they are repaired", count=count), "warn")


def text_export(result: JournalExport, out: Out) -> None:
    """What was written."""
    out.line(say("{count} record(s) written to {path}", count=result.records, path=result.path))
    out.line(f"  sha256{' of SHA256SUMS' if result.format == 'originals' else ''}: {result.sha256}", "dim")
