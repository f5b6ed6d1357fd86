"""The stored bytes of a document as files: what was signed, what the server answered, what a decision rested on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from prro_cli.journal.export import new_folder, write_new

if TYPE_CHECKING:
    from prro_cli.journal.readers import Readers
    from prro_cli.support.why import Stored

_SUFFIXES = {"xml": "xml", "signed": "p7s", "ticket": "p7s"}


def save_evidence(journal: Readers, stored: Sequence[Stored], folder: Path) -> None:
    """Each in a file named by its role and hash, with SHA256SUMS last; nothing is overwritten."""
    new_folder(folder)
    sums = []
    for one in stored:
        data = journal.blob(one.sha256)
        if data is None:
            continue
        role = re.sub(r"[^a-z0-9-]", "-", one.role)
        name = f"{role}-{one.sha256[:12]}.{_SUFFIXES.get(one.role) or _suffix(data)}"
        sums.append((write_new(folder / name, data), name))
    listing = "".join(f"{digest}  {name}\n" for digest, name in sorted(sums, key=lambda entry: entry[1]))
    write_new(folder / "SHA256SUMS", listing.encode())


def _suffix(data: bytes) -> str:
    if data[:1] == b"\x30":
        return "p7s"
    if data.lstrip()[:1] == b"<":
        return "xml"
    return "json" if data.lstrip()[:1] in (b"{", b"[") else "txt"
