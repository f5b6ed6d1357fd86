"""What a document is bound to, both ways: twins, revocations, reversals, returns, other tries of its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.record import dataclass
from prro_cli.values import format_money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prro_cli.journal.readers import Readers
    from prro_cli.journal.rows import Document


@dataclass(frozen=True, slots=True)
class Link:
    """Another document and how this one stands to it."""

    relation: str
    """stands_for, replaced_by, revokes, revoked_by, reverses, reversed_by, returns, returned_by, same_number."""
    id: str | None
    kind: str | None
    local_number: int | None
    fiscal_number: str | None
    state: str | None
    total: str | None


def links_of(journal: Readers, document: Document) -> tuple[Link, ...]:
    """Every document bound to this one, each relation once."""
    found: dict[tuple[str, str], Link] = {}
    for link in (*_outward(journal, document), *_inward(journal, document), *_same_number(journal, document)):
        found.setdefault((link.relation, link.id or link.fiscal_number or ""), link)
    return tuple(found.values())


def _outward(journal: Readers, document: Document) -> Iterator[Link]:
    if document.twin_of:
        yield _link("stands_for", journal.document(document.twin_of), document.twin_of)
    if document.revoked_by:
        by = journal.document(document.revoked_by)
        if by is not None:
            yield _link("revoked_by", by, by.id)
    relation = {"reversal": "reverses", "return": "returns"}.get(document.kind)
    if relation is None or document.original_fiscal_number is None:
        return
    original = journal.document(document.original_document) if document.original_document else None
    if original is not None:
        yield _link(relation, original, original.id)
    else:  # a sale of another register, or one this journal does not hold
        yield Link(relation, None, "sale", None, document.original_fiscal_number, None, None)


def _inward(journal: Readers, document: Document) -> Iterator[Link]:
    if document.reversed_by:
        yield _link("reversed_by", journal.document(document.reversed_by), document.reversed_by)
    for other in journal.related(document):
        if other.twin_of == document.id:
            yield _link("replaced_by", other, other.id)
        elif other.kind == "return":
            yield _link("returned_by", other, other.id)
        elif other.kind == "reversal":
            yield _link("reversed_by", other, other.id)
    if document.kind == "offline_begin":
        for other in journal.revoked_by(document.desk, document.id):
            yield _link("revokes", other, other.id)


def _same_number(journal: Readers, document: Document) -> Iterator[Link]:
    for other in journal.tried_under(document.desk, document.local_number):
        if other.id != document.id:
            yield _link("same_number", other, other.id)


def _link(relation: str, document: Document | None, name: str) -> Link:
    if document is None:
        return Link(relation, name, None, None, None, None, None)
    total = None if document.total is None else format_money(document.total)
    return Link(
        relation, document.id, document.kind, document.local_number, document.fiscal_number, document.shown_state, total
    )
