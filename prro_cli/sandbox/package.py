"""Offline packages: taken apart, judged document by document, answered with the next pair after an end document."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from prro_cli.sandbox import registry
from prro_cli.sandbox.books import Entry
from prro_cli.sandbox.checks import access
from prro_cli.sandbox.checks.case import Court, Place
from prro_cli.sandbox.judge import judge
from prro_cli.sandbox.notary import Envelope, Notary
from prro_cli.sandbox.paper import END, read
from prro_cli.sandbox.refusals import RefusalError
from prro_cli.sandbox.sessions import Session

MAX_DOCUMENTS: Final = 100
"""API 08.2025: a package holds more than 0 and not more than 100 documents."""
LENGTH: Final = struct.Struct("<i")


def frames(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Offset and bytes of each document: a little-endian length, then so many bytes."""
    offset = 0
    while offset < len(data):
        start = offset + LENGTH.size
        size = LENGTH.unpack_from(data, offset)[0] if start <= len(data) else 0
        if size <= 0 or start + size > len(data):
            raise RefusalError(10, f"Некоректний формат пакету: довжина документа за зміщенням {offset}")
        yield start, data[start : start + size]
        offset = start + size


def accept(
    court: Court,
    notary: Notary,
    outer: Envelope,
    documents: list[tuple[int, bytes]],
    refuse: tuple[int, int] | None = None,
) -> Session | None:
    """Register a package; the next pair if it ended a session. `refuse` is a fault: (index, code) of a document."""
    access.check_certificate(court, outer, None, None)
    operator = registry.operator(court.books.connection, outer.ski)
    if operator is None:
        raise RefusalError(2, f"Ключ з ідентифікатором суб'єкта {outer.ski} не зареєстрований для роботи з ПРРО")
    if not 0 < len(documents) <= MAX_DOCUMENTS:
        raise RefusalError(10, f"Кількість документів у пакеті {len(documents)} повинна бути від 1 до {MAX_DOCUMENTS}")
    ended: Entry | None = None
    for index, (offset, signed) in enumerate(documents):
        try:
            if ended is not None:
                raise RefusalError(10, "Після документа 'OfflineEnd' пакет не може містити документів")
            if refuse is not None and refuse[0] == index:
                raise RefusalError(refuse[1], "Документ відхилено на вимогу налаштувань навчального сервера")
            entry = _accept_one(court, notary, outer, operator, signed, Place(index, offset, operator.chief))
        except RefusalError as refusal:
            located = refusal.located_at(index, offset)
            located.keep = court.switches.on("package_atomic", "off")
            raise located from None
        ended = entry if entry.doctype == END and entry.root == "CHECK" else None
    return court.sessions.spare(ended.register) if ended is not None else None


def _accept_one(
    court: Court, notary: Notary, outer: Envelope, operator: registry.Operator, signed: bytes, place: Place
) -> Entry:
    envelope = notary.open(signed)
    number = read(envelope.content).number("CASHREGISTERNUM")
    known = registry.register(court.books.connection, number) is not None
    if known and not registry.granted(court.books.connection, outer.ski, number):
        raise RefusalError(2, f"Особі {operator.name} не надано доступ до ПРРО з фіскальним номером {number}")
    return judge(court, envelope, signed, place)
