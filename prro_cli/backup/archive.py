"""The file of a backup: a gzipped tar (any technician's `tar` reads a plain one), inside the sealed stream if wished.

Manifest first, then the members. Reading trusts nothing: names, kinds and sizes are checked before a byte is written,
hashes after, and the end of the stream is seen before anything counts.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from prro_cli.backup.content import CERTIFICATES, CONFIG, DESK_TRUST, JOURNAL, JOURNAL_KEY, MANIFEST, TRUST, Gathered
from prro_cli.backup.content import MANIFEST_FORMAT as FORMAT
from prro_cli.backup.rooms import PATTERN as ROOMS
from prro_cli.backup.sealing import MAGIC, Opener, Sealed, SealReader, SealWriter
from prro_cli.errors.backup import BackupDamagedError
from prro_cli.lang import say

Progress = Callable[[int, int], None]
_PLACES = "|".join(re.escape(place) for place in (CERTIFICATES, TRUST, DESK_TRUST))
_MEMBER = re.compile(
    rf"(?:{re.escape(JOURNAL)}|{re.escape(CONFIG)}|{re.escape(JOURNAL_KEY)}|(?:{_PLACES})\w[\w.\-]{{0,127}}|{ROOMS})"
)
_MAX_MANIFEST = 4 << 20
_MAX_SMALL = 16 << 20
_MAX_JOURNAL = 1 << 40
_SLICE = 1 << 20


def write_archive(target: BinaryIO, gathered: Gathered, sealed: Sealed | None, progress: Progress | None) -> None:
    """Write everything as one stream."""
    sink = SealWriter(target, sealed) if sealed is not None else None
    out = cast(BinaryIO, sink) if sink is not None else target
    total = sum(member.size for member in gathered.members) or 1
    done = 0
    with gzip.GzipFile("", "wb", 6, out, mtime=0) as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        text = json.dumps(gathered.manifest, ensure_ascii=False, indent=1).encode()
        _add(tar, MANIFEST, len(text), io.BytesIO(text))
        for member in gathered.members:
            if member.path is not None:
                with member.path.open("rb") as file:
                    _add(tar, member.name, member.size, file)
            else:
                _add(tar, member.name, member.size, io.BytesIO(member.data or b""))
            done += member.size
            if progress:
                progress(done, total)
    if sink is not None:
        sink.close()


def _add(tar: tarfile.TarFile, name: str, size: int, data: BinaryIO) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.type = size, 0o600, tarfile.REGTYPE
    tar.addfile(info, data)


def unpack(source: BinaryIO, folder: Path | None, opener: Opener, name: str) -> dict[str, Any]:
    """Lay a backup out in an empty private folder (or only read it through); its manifest.

    Whatever is not exactly as the manifest says is damage.
    """
    with _damage(name), _plain_stream(source, opener, name) as plain:
        manifest: dict[str, Any] = {}
        expected: dict[str, dict[str, Any]] = {}
        with gzip.GzipFile(fileobj=plain, mode="rb") as packed:
            with tarfile.open(fileobj=packed, mode="r|") as tar:
                for place, info in enumerate(tar):
                    content = tar.extractfile(info) if info.isreg() else None
                    if content is None:
                        raise BackupDamagedError(name=name, detail=say("{name!r} is no plain file", name=info.name))
                    if place == 0:
                        manifest = _manifest(info, content.read(_MAX_MANIFEST + 1), name)
                        expected = {one["name"]: one for one in manifest["members"]}
                    else:
                        _member(info, cast(BinaryIO, content), expected, folder, name)
            while packed.read(_SLICE):  # the end of the gzip stream carries its own check
                pass
    if expected or not manifest:
        raise BackupDamagedError(
            name=name, detail=say("missing in it: {names}", names=", ".join(sorted(expected)) or MANIFEST)
        )
    return manifest


def _manifest(info: tarfile.TarInfo, data: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
        members, desks = found["members"], found["desks"]
        sound = (
            info.name == MANIFEST
            and len(data) <= _MAX_MANIFEST
            and found["format"] == FORMAT
            and all(isinstance(d["desk"], str) for d in desks)
            and all(_MEMBER.fullmatch(m["name"]) and 0 <= m["size"] <= _limit(m["name"]) for m in members)
            and len({m["name"] for m in members}) == len(members)
            and JOURNAL in {m["name"] for m in members}
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BackupDamagedError(name=name, detail=say("its manifest cannot be read: {error!r}", error=error)) from None
    if not sound:
        raise BackupDamagedError(name=name, detail=say("its manifest is not one of this form, or of a newer prro"))
    return cast(dict[str, Any], found)


def _limit(name: str) -> int:
    return _MAX_JOURNAL if name == JOURNAL else _MAX_SMALL


def _member(
    info: tarfile.TarInfo, content: BinaryIO, expected: dict[str, dict[str, Any]], folder: Path | None, name: str
) -> None:
    promised = expected.pop(info.name, None)
    if promised is None or info.size != promised["size"]:
        raise BackupDamagedError(name=name, detail=say("{name!r} is not what the manifest lists", name=info.name))
    digest = hashlib.sha256()
    with _new_file(folder / info.name) if folder is not None else open(os.devnull, "wb") as file:  # noqa: PTH123
        while block := content.read(_SLICE):
            digest.update(block)
            file.write(block)
    if digest.hexdigest() != promised["sha256"]:
        raise BackupDamagedError(name=name, detail=say("the hash of {name} is not the manifest's", name=info.name))


def _new_file(target: Path) -> BinaryIO:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(target, flags, 0o600), "wb")


@contextmanager
def _plain_stream(source: BinaryIO, opener: Opener, name: str) -> Iterator[BinaryIO]:
    """The stream under the seal; read to its very end, also where tar stopped before it."""
    head = source.read(len(MAGIC))
    joined = cast(BinaryIO, _Joined(head, source))
    if head != MAGIC:
        yield joined
        return
    reader = SealReader(joined, opener, name)
    yield cast(BinaryIO, reader)
    reader.drain()


class _Joined:
    """Bytes already read, then the rest of the stream; a pipe cannot be rewound."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def read(self, size: int = -1) -> bytes:
        """As a file."""
        if not self._head:
            return self._rest.read(size)
        taken = self._head if size < 0 else self._head[:size]
        self._head = self._head[len(taken) :]
        missing = -1 if size < 0 else size - len(taken)
        return taken + (self._rest.read(missing) if missing else b"")


@contextmanager
def _damage(name: str) -> Iterator[None]:
    """Whatever a damaged archive makes the readers raise is one error of ours."""
    try:
        yield
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError, OverflowError) as error:
        raise BackupDamagedError(name=name, detail=say("it cannot be unpacked: {error}", error=error)) from None
