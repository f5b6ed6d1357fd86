"""Text of `prro why`: the timeline, then what belongs to it, then the judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say, word
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.why import Why
    from prro_cli.support.why import Life
    from prro_cli.support.why_links import Link

_GOOD = ("registered", "reversed")
SHOWN_HASH = 16


def text_answer(result: Why, out: Out) -> None:
    """Head, timeline, links, packages, evidence, judgement."""
    life = result.document
    _head(life, out)
    for step in life.timeline:
        out.line(f"  {step.at[:19].replace('T', ' ')}  {step.what}")
    _bound(life, out)
    _evidence(result, out)
    out.line(life.judgement, "good" if life.state in _GOOD else "warn")
    for step_ in life.next:
        out.line(say("next: {command}", command=step_))


def _head(life: Life, out: Out) -> None:
    test = " TEST" if life.test else ""
    number = f" {life.fiscal_number}" if life.fiscal_number else ""
    out.line(f"{word(life.kind)} {life.local_number}{number} [{word(life.state)}{test}] {life.desk}", "head")
    out.line(f"  {say('id')} {life.id}", "dim")


def _bound(life: Life, out: Out) -> None:
    names = relations()
    for link in life.links:
        out.line(f"  {names.get(link.relation, link.relation)}: {_told(link)}")
    for trip in life.packages:
        text = say("travelled in package {index} of session {session}, {place} of {of}, {state}", index=trip.index,
                   session=trip.session, place=trip.place, of=trip.of, state=word(trip.state))  # fmt: skip
        out.line(f"  {text}")


def relations() -> dict[str, str]:
    """The relations in words."""
    return {
        "stands_for": say("stands for"),
        "replaced_by": say("replaced by"),
        "revokes": say("took back"),
        "revoked_by": say("taken back by"),
        "reverses": say("reverses"),
        "reversed_by": say("reversed by"),
        "returns": say("returns goods of"),
        "returned_by": say("returned by"),
        "same_number": say("the same number also had"),
    }


def _told(link: Link) -> str:
    parts = [
        word(link.kind),
        None if link.local_number is None else str(link.local_number),
        link.fiscal_number,
        link.total,
    ]
    state = f" [{word(link.state)}]" if link.state else ""
    return (" ".join(part for part in parts if part) or link.id or "?") + state


def _evidence(result: Why, out: Out) -> None:
    for one in result.document.stored:
        size = say("missing!") if one.size is None else say("{size} bytes", size=one.size)
        out.line(f"  {say('stored')} {one.role}: sha256 {one.sha256[:SHOWN_HASH]}… {size}", "dim")
    if result.saved is not None:
        out.line(say("  written to {folder}", folder=result.saved), "dim")
    elif result.document.stored:
        name = result.document.id
        out.line(say("  as files: prro why {name} --save DIR", name=name), "dim")
