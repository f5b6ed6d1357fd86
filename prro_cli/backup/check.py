"""Is a backup good? Opened, unpacked, its journal checked like the journal itself, compared with the living one."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prro_cli.backup.archive import unpack
from prro_cli.backup.content import JOURNAL, JOURNAL_KEY
from prro_cli.backup.sealing import Opener
from prro_cli.errors.backup import BackupDamagedError
from prro_cli.journal.rows import Head
from prro_cli.journal.verify import Report, verify
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.journal.store import Journal
    from prro_cli.journal.verify_documents import SignatureCheck


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup laid out in a folder and found good."""

    name: str
    folder: Path
    manifest: dict[str, Any]
    report: Report


def open_checked(
    file: Path, folder: Path, opener: Opener, name: str, signatures: SignatureCheck | None = None
) -> Opened:
    """Unpack into an empty folder and verify the journal inside, to the last record the manifest names."""
    with file.open("rb") as source:
        manifest = unpack(source, folder, opener, name)
    key = folder if (folder / JOURNAL_KEY).exists() else None
    report = verify(folder / JOURNAL, keys_dir=key, signatures=signatures, anchors=anchors(manifest, name))
    if not report.sound:
        raise BackupDamagedError(name=name, detail=f"its journal: {report.findings[0]}")
    return Opened(name, folder, manifest, report)


def anchors(manifest: dict[str, Any], name: str) -> list[Head]:
    """The ends of the chains as the manifest has them."""
    try:
        desks = [desk for desk in manifest["desks"] if desk["head"]]
        return [Head(desk["desk"], int(desk["events"]), bytes.fromhex(desk["head"]), 0) for desk in desks]
    except (KeyError, TypeError, ValueError) as error:
        raise BackupDamagedError(name=name, detail=f"its manifest cannot be read: {error!r}") from None


def continues(manifest: dict[str, Any], living: Journal, name: str) -> bool:
    """Whether the living journal goes on where this backup ends, desk by desk."""
    return all(living.hash_at(head.desk, head.seq) == head.hash for head in anchors(manifest, name))


def same_bytes(file: Path, sha256: str | None, name: str) -> None:
    """The file against the note beside it, where there is one."""
    if sha256 is None:
        return
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != sha256:
        raise BackupDamagedError(name=name, detail="its bytes are not those that were written (SHA-256)")
