"""Text of `prro reconcile`: the judgement, three columns of figures, then the documents that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.reconcile import Reconciled
    from prro_cli.engine.reconcile import Line

MOST_LINES = 60


def text_answer(result: Reconciled, out: Out) -> None:
    """What was taken over, the judgement, then what differs."""
    found = result.comparison
    if result.adopted:
        out.line(say("{count} document(s) were taken over:", count=len(result.adopted)), "good")
        for one in result.adopted:
            out.line(f"  {one.local_number}  {one.kind}  {one.fiscal_number}  {one.total or ''}".rstrip())
    out.line(found.judgement, "good" if result.agrees else "warn")
    heads = ("", say("journal"), say("server"), say("session"), "")
    rows = [(_named(f.name), f.journal, f.server, f.session, _marked(f.verdict)) for f in found.figures]
    out.table(heads, rows, right=(1, 2, 3))
    _documents([line for line in found.lines if line.verdict != "same"], out)
    for step in found.next:
        out.line(say("next: {command}", command=step))


def _named(name: str) -> str:
    return name.replace("_", " ")


def _marked(verdict: str) -> str:
    return "" if verdict == "same" else verdict


def _documents(lines: list[Line], out: Out) -> None:
    if not lines:
        return
    heads = (say("number"), say("kind"), say("journal"), say("server"), say("session"), say("verdict"))
    rows = [
        (
            line.local_number,
            line.kind,
            _joined(line.fiscal_number, line.state),
            _joined(line.server_fiscal_number, line.server_state),
            " ".join(part for part in (line.session, line.package) if part),
            line.verdict,
        )
        for line in lines[:MOST_LINES]
    ]
    out.table(heads, rows, right=(0,))
    if len(lines) > MOST_LINES:
        out.line(say("and {count} more (--json lists all)", count=len(lines) - MOST_LINES), "dim")


def _joined(number: str | None, state: str | None) -> str:
    return " ".join(part for part in (number, f"[{state}]" if state else None) if part)
