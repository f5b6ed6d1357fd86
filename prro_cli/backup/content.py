"""What is in a backup, and what never is.

Inside: a verified copy of the journal, `config.toml` (desks, taxes, cashiers, routes, settings), the public
certificates of the keys, the authorities in `keys/trust`, the trust files of desks, and a manifest with the hash of
each. In an encrypted backup also `journal.key`, which opens nothing but the seeds of offline sessions that the journal
keeps sealed: without it an offline session begun before the loss could not be ended.

Never inside: private keys (not even wrapped), passwords, tokens, the keys that open backups.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prro_cli import __version__
from prro_cli.backup import rooms
from prro_cli.home.config_file import read_config
from prro_cli.home.paths import Home
from prro_cli.journal.migrations import FORMAT
from prro_cli.journal.sealed import KEY_FILE
from prro_cli.record import dataclass
from prro_cli.values import format_time

if TYPE_CHECKING:
    from datetime import datetime

    from prro_cli.journal.store import Journal

JOURNAL, CONFIG, MANIFEST = "journal.db", "config.toml", "manifest.json"
CERTIFICATES, TRUST, DESK_TRUST, JOURNAL_KEY = "certificates/", "trust/", "desk-trust/", KEY_FILE
MANIFEST_FORMAT = "prro-backup/1"
_MAX_SMALL = 8 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a backup: where its bytes are."""

    name: str
    size: int
    sha256: str
    path: Path | None = None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that goes into one backup."""

    members: tuple[Member, ...]
    manifest: dict[str, Any]

    @property
    def desks(self) -> tuple[dict[str, Any], ...]:
        """The desks as the note beside the backup shows them."""
        shown = ("desk", "fiscal_number", "next_local_number", "last_z_shift", "events")
        return tuple({name: desk[name] for name in shown} for desk in self.manifest["desks"])


def origin_of(journal: Journal) -> str:
    """What tells this journal from others, over restores too."""
    first = journal.first_hash()
    return first.hex()[:8] if first else "0" * 8


def gather(home: Home, journal: Journal, copy: Path, moment: datetime, *, sealed: bool) -> Gathered:
    """Copy the journal to `copy` and collect the rest; facts about numbers come from the copy itself."""
    made = journal.copy_to(copy)
    members = [Member(JOURNAL, made.size, made.sha256, path=copy)]
    if home.config_path.exists():
        members.append(_small(CONFIG, home.config_path.read_bytes()))
    members += _certificates(home)
    members += _trust(home)
    members += [_small(name, path.read_bytes()) for name, path in rooms.files(home)] if sealed else []
    if sealed and (home.keys_dir / KEY_FILE).exists():
        members.append(_small(JOURNAL_KEY, (home.keys_dir / KEY_FILE).read_bytes()))
    manifest = {
        "format": MANIFEST_FORMAT,
        "created": format_time(moment),
        "program": __version__,
        "journal_format": FORMAT,
        "desks": desk_facts(journal, copy, read_config(home.config_path)),
        "keys": key_facts(home),
        "members": [{"name": m.name, "size": m.size, "sha256": m.sha256} for m in members],
    }
    return Gathered(tuple(members), manifest)


def desk_facts(journal: Journal, copy: Path, config: dict[str, Any]) -> list[dict[str, Any]]:
    """Where each desk stood: what a restored copy is compared with."""
    with journal.opened_copy(copy) as still:
        # A name that begins with `_` is a stream of the program's own, not a register.
        heads = {head.desk: head for head in still.heads() if not head.desk.startswith("_")}
        facts = []
        for name, head in sorted(heads.items()):
            last, shift, known = still.last_document(name), still.last_shift(name), still.desk(name)
            defined = config.get("desks", {}).get(name, {}).get("fiscal_number")
            number = defined or (known.fiscal_number if known else None)
            facts.append(
                {
                    "desk": name,
                    "fiscal_number": str(number) if number else None,
                    "next_local_number": still.next_local_number(name),
                    "last_document": last.fiscal_number if last else None,
                    "last_document_time": last.time if last else None,
                    "last_z_shift": next((s.number for s in still.shifts(name, 2) if s.z_document), None),
                    "open_shift": shift.number if shift and shift.state != "closed" else None,
                    "waiting": still.queue_length(name),
                    "unsettled": len(still.unsettled(name)),
                    "offline": still.current_session(name) is not None,
                    "events": head.seq,
                    "head": head.hash.hex(),
                }
            )
    without = set(config.get("desks", {})) - set(heads)
    return facts + [_unused(name, config["desks"][name]) for name in sorted(without)]


def _unused(name: str, table: dict[str, Any]) -> dict[str, Any]:
    number = table.get("fiscal_number")
    empty = ("last_document", "last_document_time", "last_z_shift", "open_shift", "head")
    zeros = {"next_local_number": 1, "waiting": 0, "unsettled": 0, "events": 0, "offline": False}
    return {"desk": name, "fiscal_number": str(number) if number else None, **dict.fromkeys(empty), **zeros}


def key_facts(home: Home) -> list[dict[str, str]]:
    """Which keys must be imported again after a restore; of each only what its header says in the clear."""
    from prro_cli.crypto.vault import Vault

    headers = Vault(home.keys_dir).headers() if home.keys_dir.is_dir() else ()
    return [
        {"name": h.name, "person": h.person, "role": h.role, "source": h.source, "not_after": format_time(h.not_after)}
        for h in headers
    ]


def _certificates(home: Home) -> list[Member]:
    from prro_cli.crypto.vault import Vault

    headers = Vault(home.keys_dir).headers() if home.keys_dir.is_dir() else ()
    return [
        _small(f"{CERTIFICATES}{header.name}-{place}.cer", der)
        for header in headers
        for place, der in enumerate(header.certificates, 1)
    ]


def _trust(home: Home) -> list[Member]:
    folder = home.keys_dir / "trust"
    found = [_small(TRUST + path.name, path.read_bytes()) for path in sorted(folder.glob("*.cer"))]
    for name, table in sorted(read_config(home.config_path).get("desks", {}).items()):
        given = table.get("trust")
        path = Path(given).expanduser() if isinstance(given, str) else None
        if path is not None and path.is_file() and path.stat().st_size <= _MAX_SMALL:
            found.append(_small(DESK_TRUST + name, path.read_bytes()))
    return found


def _small(name: str, data: bytes) -> Member:
    return Member(name, len(data), hashlib.sha256(data).hexdigest(), data=data)
