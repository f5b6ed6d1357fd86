"""A document before and after: what a way out of a refusal would make anew, and what differs from the printed one.

Read from the journal and the desk's definition alone: nothing is asked, nothing is signed.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from prro_cli.documents.difference import Difference, difference
from prro_cli.documents.model import Check, Sent, ZRep, head_of
from prro_cli.documents.reader import read_document
from prro_cli.documents.writer import write
from prro_cli.engine.heads import registration_of
from prro_cli.errors.offline import WayOutClosedError
from prro_cli.journal.events import DocumentKind
from prro_cli.lang import say
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.home.desks import Desk
    from prro_cli.journal.readers import Readers
    from prro_cli.journal.rows import Document

FRAME = (DocumentKind.OFFLINE_BEGIN, DocumentKind.OFFLINE_END)
DECIDED_THEN = ("UID", "ORDERNUM", "ORDERDATE", "ORDERTIME", "ORDERTAXNUM")


@dataclass(frozen=True, slots=True)
class Remade:
    """A document before and after; what a way decides only when it is gone is named, not guessed."""

    number: int
    kind: str
    difference: Difference
    decided_then: tuple[str, ...] = ()


def remade(journal: Readers, desk: Desk, uid: str, way_name: str) -> tuple[Remade, ...]:
    """What a way out would make anew: read from the journal alone, nothing is asked and nothing is signed."""
    document = journal.document(uid)
    if document is None or way_name not in ("remake", "reregister"):
        return ()
    if way_name == "remake":
        if document.kind == DocumentKind.OFFLINE_END:
            return ()  # it is made again from nothing: only its time changes
        return (anew(journal, desk, document, anew_online=False),)
    behind = [d for d in journal.queue(desk.name) if d.local_number >= document.local_number]
    return tuple(anew(journal, desk, d, anew_online=True) for d in behind if d.kind not in FRAME)


def anew(journal: Readers, desk: Desk, document: Document, *, anew_online: bool) -> Remade:
    """One document as it is and as it would be, online or still offline."""
    old = journal.blob(document.xml) or b""
    read = stored_document(journal, document)
    new = write(online(desk, read, {}) if anew_online else with_registration(desk, read))
    told = difference(old, new, (f"printed {document.local_number}", f"made anew {document.local_number}"))
    return Remade(document.local_number, document.kind, told, DECIDED_THEN if anew_online else ())


def online(desk: Desk, document: Sent, numbers: dict[str, str]) -> Sent:
    """The document without its offline marks, with today's registration and new numbers of its originals."""
    clean: dict[str, Any] = {"offline": None, "ordertaxnum": None, "prevdochash": None}
    head = head_of(document)
    for name in ("orderretnum", "orderstornum"):
        old = getattr(head, name, None)
        if old in numbers:
            clean[name] = numbers[old]
    return with_registration(desk, document, **clean)


def with_registration(desk: Desk, document: Sent, **changes: Any) -> Sent:
    """The document with today's registration data in its head."""
    registration = registration_of(desk)
    names = ("tin", "ipn", "orgnm", "pointnm", "pointaddr", "cashdesknum")
    changes |= {name: getattr(registration, name) for name in names}
    if isinstance(document, ZRep):
        return dataclasses.replace(document, zrephead=dataclasses.replace(document.zrephead, **changes))
    return dataclasses.replace(document, checkhead=dataclasses.replace(document.checkhead, **changes))


def stored_document(journal: Readers, document: Document) -> Sent:
    """The document read back from its stored XML."""
    xml = journal.blob(document.xml)
    read = read_document(xml) if xml is not None else None
    if not isinstance(read, Check | ZRep):
        raise WayOutClosedError(way="any", detail=say("its bytes cannot be read"), number=document.local_number)
    return read
