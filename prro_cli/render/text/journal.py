"""Text of `prro journal`."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    heads = ("desk", "no", "fiscal number", "kind", "state", "time", "shift", "total", "cashier")
    out.table(heads, [_cells(line) for line in result.documents], right=(1, 6, 7))
    if result.next_before is not None:
        out.line(f"older documents: --before {result.next_before}", "dim")


def _cells(line: DocumentLine) -> tuple[object, ...]:
    state = line.state + (" [offline]" if line.offline and line.state != "offline" else "")
    state += " [test]" if line.test else ""
    time = line.time[:19].replace("T", " ")
    return (
        line.desk,
        line.local_number,
        line.fiscal_number,
        line.kind,
        state,
        time,
        line.shift,
        line.total,
        line.cashier,
    )


def text_show(result: JournalShow, out: Out) -> None:
    """One document: facts, rows, events."""
    line = result.document
    out.line(f"{line.kind} no {line.local_number} of {line.desk}: {line.state}", "head")
    facts = [(name.replace("_", " "), value) for name, value in result.facts.items() if value is not False]
    pairs = [("fiscal number", line.fiscal_number), ("time", line.time), ("shift", line.shift), ("total", line.total)]
    out.pairs([*pairs, ("cashier", line.cashier), *facts, ("id", line.id)], indent=2)
    for row in result.rows:
        out.line(f"  {row.get('index')}. {row.get('name', '')}")
    out.line("events", "head")
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
    looked = f"{result.events} events, {result.documents} documents, {result.blobs} stored files"
    if result.sound:
        out.line(f"sound: {looked}; checked {', '.join(result.checks)}", "good")
    else:
        out.line(f"not sound: {len(result.findings)} finding(s) in {looked}", "bad")
    for text in result.finding_texts[:_SHOWN_FINDINGS]:
        out.line(f"  {text}")
    if len(result.finding_texts) > _SHOWN_FINDINGS:
        out.line(f"  and {len(result.finding_texts) - _SHOWN_FINDINGS} more (--json lists all)")
    for head in result.heads:
        out.line(f"  end of the chain of {head['desk']}: {head['desk']}:{head['seq']}:{head['hash']}", "dim")


def text_rebuild(result: JournalRebuild, out: Out) -> None:
    """What was different, and whether it was replaced."""
    for text in result.differences[:_SHOWN_FINDINGS]:
        out.line(f"  {text}")
    if not result.differences:
        out.line(f"{result.events} events replayed: nothing was different", "good")
    elif result.replaced:
        out.line(f"{result.events} events replayed: {len(result.differences)} difference(s) repaired", "good")
    else:
        out.line(f"{len(result.differences)} difference(s); without --dry-run they are repaired", "warn")


def text_export(result: JournalExport, out: Out) -> None:
    """What was written."""
    out.line(f"{result.records} record(s) written to {result.path}")
    out.line(f"  sha256{' of SHA256SUMS' if result.format == 'originals' else ''}: {result.sha256}", "dim")
