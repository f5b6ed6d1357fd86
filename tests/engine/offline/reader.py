"""A second reader of offline packages, written from the description alone; it imports nothing of the program.

Only the unwrapping of pretended signatures is repeated here (tag, length of the name, digest, name, content).
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from dataclasses import dataclass, field


def unframe(data: bytes) -> list[bytes]:
    """`<int32 little-endian><document>` to the very end."""
    found, place = [], 0
    while place < len(data):
        (size,) = struct.unpack("<i", data[place : place + 4])
        assert size > 0 and place + 4 + size <= len(data)
        found.append(data[place + 4 : place + 4 + size])
        place += 4 + size
    return found


def content(signed: bytes) -> bytes:
    """What a pretended signature holds."""
    size = int.from_bytes(signed[6:10], "big")
    return signed[42 + size :]


def control_of(string: str) -> int:
    """CRC-32 with its bytes in the other order, its last four decimal digits, 1 for 0."""
    swapped = struct.unpack("<I", struct.pack(">I", zlib.crc32(string.encode())))[0]
    return int(swapped % 10000) or 1


@dataclass
class Paper:
    """The elements of a document that matter here, found by their names."""

    signed: bytes
    xml: str = ""

    def __post_init__(self) -> None:
        self.xml = content(self.signed).decode("cp1251")

    def get(self, name: str) -> str | None:
        found = re.search(f"<{name}>([^<]*)</{name}>", self.xml)
        return found.group(1) if found else None

    @property
    def total(self) -> str | None:
        found = re.search(r"<CHECKTOTAL><SUM>([^<]*)</SUM>", self.xml)
        return found.group(1) if found else None

    def control(self, seed: str) -> int:
        """The control number of the description, computed anew."""
        names = ("ORDERDATE", "ORDERTIME", "ORDERNUM", "CASHREGISTERNUM", "CASHDESKNUM")
        parts = [seed, *(self.get(name) or "" for name in names)]
        parts += [part for part in (self.total, self.get("PREVDOCHASH")) if part is not None]
        return control_of(",".join(parts))


@dataclass
class Package:
    """Documents of one package, in order."""

    documents: list[bytes]
    papers: list[Paper] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.papers = [Paper(one) for one in self.documents]

    def check(self, seed: str | None = None) -> None:
        """Numbers without gaps, one session, the chain of hashes, 102 first and 103 last, control numbers."""
        assert 0 < len(self.papers) <= 100
        first: tuple[int, int] | None = None
        before: Paper | None = None
        for paper in self.papers:
            session, number, control = (int(part) for part in (paper.get("ORDERTAXNUM") or "").split("."))
            first = first or (session, number)
            place = self.papers.index(paper)
            assert (session, number) == (first[0], first[1] + place)
            assert paper.get("OFFLINE") == "true"
            assert (paper.get("DOCTYPE") == "102") == (number == 1)
            assert paper.get("DOCTYPE") != "103" or paper is self.papers[-1]
            stated = paper.get("PREVDOCHASH")
            if number <= 2:
                assert stated is None
            elif before is not None:
                assert stated == hashlib.sha256(before.signed).hexdigest()
                assert int(paper.get("ORDERNUM") or 0) == int(before.get("ORDERNUM") or 0) + 1
            if paper.get("DOCTYPE") in ("102", "103"):
                assert paper.get("TESTING") is None
            if seed is not None:
                assert control == paper.control(seed)
            before = paper
