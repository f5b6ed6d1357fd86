"""The file itself: a zip that is the same for the same content, and that is opened as if an enemy had made it."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from prro_cli.errors.bundle import BundleUnreadableError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.support.bundle.contents import Part, as_json

FORMAT = "prro.bundle/1"
MANIFEST = "manifest.json"
MOST_BYTES = 5_000_000
"""A bundle goes by mail (issue 6: at most 5 MB)."""

MOST_FILES = 5_000
MOST_IN_FILE = 50_000_000
MOST_UNPACKED = 100_000_000
MOST_MANIFEST = 2_000_000
_EPOCH = (1980, 1, 1, 0, 0, 0)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}(?:/[A-Za-z0-9][A-Za-z0-9_.-]{0,127}){0,3}")
_UNIX = 3


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle that was read and checked against its own manifest."""

    manifest: Mapping[str, Any]
    files: Mapping[str, bytes]
    sha256: str

    def json(self, name: str) -> Any:
        """One file as JSON."""
        try:
            return json.loads(self.files[name])
        except (KeyError, ValueError, RecursionError) as error:
            raise BundleUnreadableError(
                path=name, detail=say("it is not there or is no JSON ({error})", error=error)
            ) from None


def manifest_of(parts: Sequence[Part], facts: Mapping[str, Any]) -> Part:
    """The list of what is inside, why, and with which hash; it stands first."""
    files = [
        {"name": p.name, "size": len(p.data), "sha256": hashlib.sha256(p.data).hexdigest(), "why": p.why}
        for p in sorted(parts, key=lambda part: part.name)
    ]
    return Part(MANIFEST, "what is inside", as_json({"format": FORMAT, **facts, "files": files}))


def packed(parts: Sequence[Part], manifest: Part) -> bytes:
    """The zip: manifest first, then by name; no time, owner or mode of this machine."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for part in (manifest, *sorted(parts, key=lambda part: part.name)):
            info = zipfile.ZipInfo(part.name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = _UNIX
            info.external_attr = 0o600 << 16
            archive.writestr(info, part.data)
    return target.getvalue()


def opened(path: Path) -> Opened:
    """Read a bundle somebody sent: sizes, names, hashes are checked before anything is believed."""
    with path.open("rb") as file:
        data = file.read(MOST_UNPACKED + 1)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = _files(path, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise BundleUnreadableError(path=path, detail=say("it cannot be unpacked: {error}", error=error)) from None
    found = Opened({}, files, hashlib.sha256(data).hexdigest())
    manifest = found.json(MANIFEST)
    _check(path, manifest, files)
    return Opened(manifest, files, found.sha256)


def _files(path: Path, archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if not entries or entries[0].filename != MANIFEST:
        raise BundleUnreadableError(path=path, detail=say("it does not begin with a manifest"))
    if len(entries) > MOST_FILES:
        raise BundleUnreadableError(
            path=path,
            detail=say("{entries} files; a bundle has at most {most}", entries=len(entries), most=MOST_FILES),
        )
    files: dict[str, bytes] = {}
    room = MOST_UNPACKED
    for entry in entries:
        if not _NAME.fullmatch(entry.filename) or ".." in entry.filename:
            raise BundleUnreadableError(
                path=path, detail=say("{filename!r} is no name of a file in a bundle", filename=entry.filename[:80])
            )
        if entry.filename in files:
            raise BundleUnreadableError(path=path, detail=say("{filename} is in it twice", filename=entry.filename))
        most = min(room, MOST_MANIFEST if entry.filename == MANIFEST else MOST_IN_FILE)
        files[entry.filename] = _read(path, archive, entry, most)
        room -= len(files[entry.filename])
    return files


def _read(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Never more than that, whatever the header claims."""
    if entry.file_size > most:
        raise BundleUnreadableError(
            path=path,
            detail=say(
                "{filename} would unpack to {file_size} bytes", filename=entry.filename, file_size=entry.file_size
            ),
        )
    with archive.open(entry) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise BundleUnreadableError(
            path=path, detail=say("{filename} unpacks to more than {most} bytes", filename=entry.filename, most=most)
        )
    return data


def _check(path: Path, manifest: Any, files: Mapping[str, bytes]) -> None:
    """The manifest names exactly these files with exactly these hashes."""
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), list):
        raise BundleUnreadableError(path=path, detail=say("its manifest lists no files"))
    if manifest.get("format") != FORMAT:
        raise BundleUnreadableError(
            path=path,
            detail=say("its format is {found!r}, known is {known}", found=manifest.get("format"), known=FORMAT),
        )
    said = {row.get("name"): row.get("sha256") for row in manifest["files"] if isinstance(row, dict)}
    for name, data in files.items():
        if name != MANIFEST and said.pop(name, None) != hashlib.sha256(data).hexdigest():
            raise BundleUnreadableError(path=path, detail=say("{name} is not what the manifest says", name=name))
    if said:
        raise BundleUnreadableError(path=path, detail=say("{said} is missing", said=sorted(map(str, said))[0]))
