"""The life of one document, from the journal alone (N1): what happened when, how long it took, what proves it.

Reads only: no lock, no key, no network. What a document is bound to (twins, reversals, returns, packages) is told in
both directions, because the question is asked from either end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prro_cli.record import dataclass
from prro_cli.support import why_links, why_verdict, why_words
from prro_cli.values import format_money

if TYPE_CHECKING:
    from prro_cli.journal.events import Event
    from prro_cli.journal.readers import Readers
    from prro_cli.journal.rows import Document, Package
    from prro_cli.support.why_links import Link

SHOWN_ROLES = ("xml", "signed", "ticket")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened."""

    event: int
    at: str
    kind: str
    what: str
    attempt: int | None
    seconds: str | None
    """How long the call to the server took; absent where it was not recorded."""
    http: int | None
    code: int | None
    text: str | None
    """The server's words, or the reason."""
    stored: tuple[str, ...]
    """SHA-256 of the bytes this step refers to; they are in the journal."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision, who took it and what it rested on."""

    event: int
    at: str
    question: str
    choice: str
    by: str | None
    proof: str | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Trip:
    """A package this document travelled in."""

    session: str
    index: int
    state: str
    place: int
    of: int
    attempts: int
    prepared_at: str
    settled_at: str | None
    code: int | None
    text: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes the journal keeps for this document."""

    role: str
    sha256: str
    size: int | None
    """None: they are missing, which `prro journal verify` tells too."""


@dataclass(frozen=True, slots=True)
class Life:
    """Everything about one document."""

    desk: str
    id: str
    kind: str
    state: str
    local_number: int
    fiscal_number: str | None
    time: str
    shift: int | None
    cashier: str
    total: str | None
    offline: bool
    test: bool
    session: str | None
    session_number: int | None
    timeline: tuple[Step, ...]
    decisions: tuple[Choice, ...]
    packages: tuple[Trip, ...]
    links: tuple[Link, ...]
    stored: tuple[Stored, ...]
    judgement: str
    next: tuple[str, ...]


def life_of(journal: Readers, document: Document) -> Life:
    """Put the life of a document together."""
    events = journal.events_of(document.id)
    steps = tuple(_step(event, document) for event in events)
    verdict = why_verdict.judge(journal, document)
    return Life(
        desk=document.desk,
        id=document.id,
        kind=document.kind,
        state=document.shown_state,
        local_number=document.local_number,
        fiscal_number=document.fiscal_number,
        time=document.time,
        shift=document.shift,
        cashier=document.cashier,
        total=None if document.total is None else format_money(document.total),
        offline=document.offline,
        test=document.test,
        session=document.session_id,
        session_number=document.session_number,
        timeline=steps,
        decisions=tuple(_choice(event) for event in events if event.kind == "decision.made"),
        packages=_trips(journal, document),
        links=why_links.links_of(journal, document),
        stored=_stored(journal, document, steps),
        judgement=verdict.sentence,
        next=verdict.next,
    )


def _step(event: Event, document: Document) -> Step:
    told = event.payload
    words = told.get("text") or told.get("reason")
    return Step(
        event=event.id,
        at=event.at,
        kind=event.kind,
        what=why_words.sentence(event, document),
        attempt=told.get("attempt"),
        seconds=told.get("seconds"),
        http=told.get("http"),
        code=told.get("code"),
        text=str(words) if words else None,
        stored=_references(event),
    )


def _references(event: Event) -> tuple[str, ...]:
    from prro_cli.journal.events import blob_references

    return tuple(dict.fromkeys(digest for _, digest in blob_references(event.kind, event.payload)))


def _choice(event: Event) -> Choice:
    told: dict[str, Any] = dict(event.payload)
    proof = told.get("proof") or told.get("why") or told.get("was")
    return Choice(
        event.id, event.at, told["question"], told["choice"], told.get("by"), str(proof) if proof else None,
        told.get("evidence"),
    )  # fmt: skip


def _trips(journal: Readers, document: Document) -> tuple[Trip, ...]:
    if document.session_id is None:
        return ()
    packages = journal.packages(document.desk, document.session_id)
    return tuple(_trip(package, document) for package in packages if document.id in package.documents)


def _trip(package: Package, document: Document) -> Trip:
    return Trip(
        session=package.session_id,
        index=package.index,
        state=package.state,
        place=package.documents.index(document.id) + 1,
        of=len(package.documents),
        attempts=package.attempts,
        prepared_at=package.prepared_at,
        settled_at=package.settled_at,
        code=package.code,
        text=package.text,
        sha256=package.sha256,
    )


def _stored(journal: Readers, document: Document, steps: tuple[Step, ...]) -> tuple[Stored, ...]:
    roles: dict[str, str] = {}
    for role in SHOWN_ROLES:
        digest = getattr(document, role)
        if digest:
            roles.setdefault(digest, role)
    for step in steps:
        for digest in step.stored:
            roles.setdefault(digest, f"{step.kind}-{step.event}")
    return tuple(Stored(role, digest, _size(journal, digest)) for digest, role in roles.items())


def _size(journal: Readers, digest: str) -> int | None:
    data = journal.blob(digest)
    return None if data is None else len(data)


__all__ = ["Choice", "Life", "Step", "Stored", "Trip", "life_of"]
