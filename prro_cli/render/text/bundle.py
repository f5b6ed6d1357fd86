"""Text of `prro bundle` and `prro bundle replay`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.bundle import BundleReplayed, BundleWritten

_SHOWN = 20


def listing(result: BundleWritten) -> Iterator[str]:
    """What is inside, before it is written."""
    documents = [file for file in result.files if file.name.startswith("documents/")]
    for file in result.files:
        if file not in documents:
            yield f"{file.size:>9}  {file.name}  {file.why}"
    if documents:
        size = sum(file.size for file in documents)
        yield say("{size}  {count} documents in XML, with names, tax numbers and lines of receipts").format(
            size=f"{size:>9}", count=len(documents)
        )
    for text in result.truncated:
        yield say("left out for size: {text}", text=text)
    yield say("Never inside: {list}.", list="; ".join(result.never_inside))


def text_create(result: BundleWritten, out: Out) -> None:
    """Where it is and how to compare it."""
    out.line(say("{path} ({size} bytes)", path=result.path, size=result.size))
    out.line(f"sha256 {result.sha256}")


def text_replay(result: BundleReplayed, out: Out) -> None:
    """What was rebuilt, what the checks say, what the rehearsal gave."""
    out.line(say("made by prro {version} at {time}", version=result.made_by, time=result.made_at))
    out.line(
        say(
            "{events} events of {desks}; {recomputed} hashes computed again, {left_out} events not carried",
            events=result.events,
            desks=", ".join(result.desks) or "-",
            recomputed=result.events_recomputed,
            left_out=result.events_left_out,
        )
    )
    out.line(
        say(
            "{documents} documents, {with_xml} with XML", documents=result.documents, with_xml=result.documents_with_xml
        )
    )
    for text in result.truncated:
        out.line(say("left out for size: {text}", text=text), "dim")
    for text in result.findings[:_SHOWN]:
        out.line(text, "bad")
    if not result.findings:
        out.line(say("the journal is sound as far as the bundle carries it"), "good")
    for one in result.rehearsals:
        _rehearsal(one, out)
    if result.kept:
        out.line(say("look around: prro --home {path} status", path=result.kept))


def _rehearsal(one: object, out: Out) -> None:
    from prro_cli.support.bundle.rehearse_types import Rehearsal

    assert isinstance(one, Rehearsal)
    out.line(
        say(
            "{desk}: {count} documents played again on the sandbox, {skipped} not",
            desk=one.desk,
            count=one.documents,
            skipped=one.skipped,
        )
    )
    for row in one.differences[:_SHOWN]:
        out.line(f"  {row.document}: {row.figure} {row.journal} → {row.rehearsal}", "bad")
    if one.stopped:
        out.line(say("  it stopped: {why}", why=one.stopped), "warn")
    elif not one.differences:
        out.line(say("  numbers, states and sums are the same"), "good")
