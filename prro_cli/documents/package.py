"""The offline package: framing, taking frames apart, and splitting a session into packages.

A package is `<int32 little-endian length><signed document>` repeated, at most 100 documents and 200 KB including
the outer signature that is put around it (API 08.2025, offline package).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

from prro_cli.errors.documents import DocumentExceedsPackageError, PackageFormatError
from prro_cli.lang import say
from prro_cli.record import dataclass

MAX_DOCUMENTS = 100
MAX_BYTES = 200 * 1024
# The outer signature with certificate and time-stamp is 5-6 KB; the rest is distance from a limit that was measured
# only from outside (an implementation in production keeps to 175 KB as well).
OUTER_SIGNATURE_ROOM = 25 * 1024
LENGTH_SIZE = 4


@dataclass(frozen=True, slots=True)
class Frame:
    """One document of a package and the byte where it begins (the first begins at 4)."""

    offset: int
    document: bytes


def frame(documents: Iterable[bytes]) -> bytes:
    """The inner package: each document behind its length."""
    out: list[bytes] = []
    for document in documents:
        out.append(struct.pack("<i", len(document)))
        out.append(document)
    return b"".join(out)


def frames(package: bytes, *, most: int = MAX_DOCUMENTS) -> tuple[Frame, ...]:
    """Take a package apart; PackageFormatError on any length that is not exactly so."""
    found: list[Frame] = []
    place = 0
    while place < len(package):
        if len(found) == most:
            raise PackageFormatError(offset=place, detail=say("more than {most} documents", most=most))
        if len(package) - place < LENGTH_SIZE:
            raise PackageFormatError(offset=place, detail=say("the length of a document is cut off"))
        (length,) = struct.unpack_from("<i", package, place)
        place += LENGTH_SIZE
        if length <= 0 or length > len(package) - place:
            left = len(package) - place
            raise PackageFormatError(
                offset=place, detail=say("a document of {length} bytes, but {left} are left", length=length, left=left)
            )
        found.append(Frame(place, package[place : place + length]))
        place += length
    if not found:
        raise PackageFormatError(offset=0, detail=say("no document at all"))
    return tuple(found)


def looks_framed(data: bytes) -> bool:
    """Could these bytes be an inner package? (a length, then a DER SEQUENCE, to the very end)"""
    try:
        return all(f.document[:1] == b"\x30" for f in frames(data))
    except PackageFormatError:
        return False


def split(
    documents: Sequence[bytes],
    *,
    most: int = MAX_DOCUMENTS,
    limit: int = MAX_BYTES,
    outer_room: int = OUTER_SIGNATURE_ROOM,
) -> list[tuple[bytes, ...]]:
    """Documents of a session, in order, as the fewest packages in order that keep both limits."""
    room = limit - outer_room
    packages: list[tuple[bytes, ...]] = []
    current: list[bytes] = []
    size = 0
    for number, document in enumerate(documents, 1):
        cost = LENGTH_SIZE + len(document)
        if cost > room:
            raise DocumentExceedsPackageError(number=number, size=len(document), room=room - LENGTH_SIZE)
        if current and (len(current) == most or size + cost > room):
            packages.append(tuple(current))
            current, size = [], 0
        current.append(document)
        size += cost
    if current:
        packages.append(tuple(current))
    return packages
