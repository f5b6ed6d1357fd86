"""Is a backup good? Opened, unpacked, its journal checked like the journal itself, compared with the living one."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prro_cli.backup.archive import unpack
from prro_cli.backup.content import JOURNAL, JOURNAL_KEY
from prro_cli.backup.sealing import Opener
from prro_cli.errors.backup import BackupDamagedError
from prro_cli.errors.journal import JournalNewerError
from prro_cli.journal.migrations import FORMAT
from prro_cli.journal.rows import Head
from prro_cli.journal.store import Journal, Places
from prro_cli.journal.verify import Report, verify
from prro_cli.lang import say
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.journal.locks import Clock
    from prro_cli.journal.verify_chain import Finding
    from prro_cli.journal.verify_documents import SignatureCheck

FATAL = ("file", "schema", "chain", "payload", "gap", "anchor", "blob")
"""Findings that mean damage. Any other was in the journal when it was backed up: that copy is the best there is."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup laid out in a folder and found whole."""

    name: str
    folder: Path
    manifest: dict[str, Any]
    report: Report

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the journal itself has to say against its content."""
        return self.report.findings


@dataclass(frozen=True, slots=True)
class Depth:
    """How far a check goes."""

    xml: bool = True
    """Whether each document's XML is read again (slower, and nothing a restore depends on)."""
    signatures: SignatureCheck | None = None


def open_checked(file: Path, folder: Path, opener: Opener, name: str, clock: Clock, depth: Depth) -> Opened:
    """Unpack into an empty folder and verify the journal inside, to the last record the manifest names."""
    with file.open("rb") as source:
        manifest = unpack(source, folder, opener, name)
    _brought_up(folder, manifest, name, clock)
    key = folder if (folder / JOURNAL_KEY).exists() else None
    ends = anchors(manifest, name)
    report = verify(folder / JOURNAL, keys_dir=key, signatures=depth.signatures, anchors=ends, xml=depth.xml)
    damage = next((finding for finding in report.findings if finding.check in FATAL), None)
    if damage is not None:
        raise BackupDamagedError(name=name, detail=say("its journal: {damage}", damage=damage))
    return Opened(name, folder, manifest, report)


def _brought_up(folder: Path, manifest: dict[str, Any], name: str, clock: Clock) -> None:
    """A backup of an older prro is brought to this program's format, one of a newer is refused."""
    found = manifest.get("journal_format")
    if not isinstance(found, int):
        raise BackupDamagedError(name=name, detail=say("its manifest names no format of the journal"))
    if found > FORMAT:
        raise JournalNewerError(path=name, found=found, known=FORMAT)
    if found < FORMAT:
        aside = folder / "migrated"
        aside.mkdir(mode=0o700)
        places = Places(folder / JOURNAL, aside, aside, aside)
        Journal.open(places, clock=clock, entropy=secrets.token_bytes).close()


def anchors(manifest: dict[str, Any], name: str) -> list[Head]:
    """The ends of the chains as the manifest has them."""
    try:
        desks = [desk for desk in manifest["desks"] if desk["head"]]
        return [Head(desk["desk"], int(desk["events"]), bytes.fromhex(desk["head"]), 0) for desk in desks]
    except (KeyError, TypeError, ValueError) as error:
        raise BackupDamagedError(name=name, detail=say("its manifest cannot be read: {error!r}", error=error)) from None


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
        raise BackupDamagedError(name=name, detail=say("its bytes are not those that were written (SHA-256)"))
