"""One document by what a person has at hand: local number, fiscal number, id, the beginning of one (N1), `last`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.errors.journal import DocumentNotFoundError
from prro_cli.errors.repair import NameAmbiguousError

if TYPE_CHECKING:
    from prro_cli.journal.readers import Readers
    from prro_cli.journal.rows import Document

LAST = "last"
SHORTEST_PREFIX = 4
LONGEST_LOCAL = 9
_SHOWN = 6


def resolve(journal: Readers, name: str, desk: str | None, command: str = "why") -> Document:
    """The document meant; NameAmbiguousError names the candidates, DocumentNotFoundError says there is none."""
    name = name.strip()
    if name == LAST:
        return last_paper(journal, desk)
    found = _exact(journal, name, desk) or _beginning(journal, name, desk)
    if not found:
        raise DocumentNotFoundError(name=name)
    if len(found) > 1:
        told = "; ".join(_told(one) for one in found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
        raise NameAmbiguousError(name=name, candidates=told, first=found[0].id, command=command)
    return found[0]


def last_paper(journal: Readers, desk: str | None) -> Document:
    """The newest document that somebody is handed.

    The begin and end of a session and of a shift come in between by themselves: the receipt that did not print
    is still the last one after `go-online`.
    """
    from prro_cli.journal.events import TECHNICAL, DocumentKind
    from prro_cli.journal.rows import DocumentFilter

    handed = [kind for kind in DocumentKind if kind not in TECHNICAL]
    found = journal.documents(DocumentFilter(desk=desk, kinds=handed), 1)
    if not found:
        raise DocumentNotFoundError(name=LAST)
    return found[0]


def _exact(journal: Readers, name: str, desk: str | None) -> list[Document]:
    by_id = journal.document(name) or journal.document(name.lower())
    if by_id is not None:
        return [by_id]
    by_fiscal = journal.documents_by_fiscal_number(name, desk)
    standing = [one for one in by_fiscal if one.consumed]
    found = {one.id: one for one in standing[:1] or by_fiscal[:1]}
    found |= {one.id: one for one in _by_local(journal, name, desk)}
    return list(found.values())


def _by_local(journal: Readers, name: str, desk: str | None) -> list[Document]:
    """By local number: the document that keeps it, else the latest that was tried under it."""
    if not (name.isascii() and name.isdigit() and len(name) <= LONGEST_LOCAL):
        return []
    found = []
    for one in [desk] if desk else journal.desks():
        kept = journal.document_by_local_number(one, int(name))
        tried = [] if kept else journal.tried_under(one, int(name))
        found += [kept] if kept else tried[-1:]
    return found


def _beginning(journal: Readers, name: str, desk: str | None) -> list[Document]:
    if len(name) < SHORTEST_PREFIX:
        return []
    return journal.documents_beginning(name, desk, limit=_SHOWN + 1)


def _told(document: Document) -> str:
    number = f" ({document.fiscal_number})" if document.fiscal_number else ""
    return f"{document.kind} {document.local_number}{number} of {document.desk}, id {document.id}"
