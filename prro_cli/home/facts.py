"""What the home tells at once, without a key, a journal or a heavy import: keys' terms, copies, rehearsals."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prro_cli.home.paths import Home, write_private
from prro_cli.lang import say
from prro_cli.record import dataclass

KEY_SUFFIX = ".prrokey"
_LARGEST = 1 << 20
_BACKUP = re.compile(r"prro-[0-9a-f]{8}-(\d{8}T\d{6}Z)\.tar\.gz(?:\.sealed)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """The public header of a key file, as far as monitoring wants it; `problem` where it cannot be read."""

    name: str
    not_before: datetime | None = None
    not_after: datetime | None = None
    numbers: tuple[str, ...] = ()
    """Taxpayer codes in the certificate: the person's own and the organisation's."""
    problem: str = ""

    def days_left(self, now: datetime) -> int | None:
        """Whole days of validity that remain; negative beyond the end."""
        return None if self.not_after is None else (self.not_after - now).days


def key_facts(keys_dir: Path) -> dict[str, KeyFacts]:
    """The keys of the vault by name. Reads the second line of each file only; the vault itself checks all of it."""
    if not keys_dir.is_dir():
        return {}
    return {f.name: f for f in (_key(path) for path in sorted(keys_dir.glob(f"*{KEY_SUFFIX}")))}


def _key(path: Path) -> KeyFacts:
    name = path.name.removesuffix(KEY_SUFFIX)
    try:
        with path.open("rb") as file:
            lines = file.read(_LARGEST).split(b"\n", 2)
        header = json.loads(lines[1])["header"]
        numbers = tuple(str(header[key]) for key in ("tax_number", "organisation_number") if header[key])
        first, last = (datetime.fromisoformat(header[key]) for key in ("not_before", "not_after"))
        if first.tzinfo is None or last.tzinfo is None:
            raise ValueError("a moment without a zone")
    except OSError as error:
        return KeyFacts(name, problem=error.strerror or str(error))
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return KeyFacts(name, problem=say("the key file is damaged"))
    return KeyFacts(name, first, last, numbers)


LAST_BACKUP = ".last-backup"
"""Touched when a backup stands at its place, which may be far from here."""


def newest_backup(home: Home) -> datetime | None:
    """When the newest copy in the home's own folder was made: a backup says it in its name, other copies by their age.

    The copies a migration makes before its step are no backups: they are as old as the format they hold.
    """
    try:
        times = [at for path in home.backups_dir.iterdir() if (at := _made(path)) is not None]
    except OSError:
        return None
    return max(times, default=None)


def _made(path: Path) -> datetime | None:
    name = path.name
    found = _BACKUP.fullmatch(name)
    if found:
        return datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    copy = name.endswith(".db") and not name.startswith((".", "journal-before-"))
    if not (copy or name == LAST_BACKUP) or not path.is_file():
        return None
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


# --- rehearsals


@dataclass(frozen=True, slots=True)
class Drill:
    """The last rehearsal of a desk. It is no fact of the register's life, so it is not in the journal (see drill)."""

    at: datetime
    passed: bool
    seconds: str


def drills_path(home: Home) -> Path:
    """Where rehearsals are remembered."""
    return home.path / "drills.json"


def last_drill(home: Home, desk: str) -> Drill | None:
    """The last rehearsal; a file that cannot be read is no rehearsal."""
    row = _drills(home).get(desk)
    try:
        return Drill(datetime.fromisoformat(row["at"]), bool(row["passed"]), str(row["seconds"])) if row else None
    except (KeyError, TypeError, ValueError):
        return None


def remember_drill(home: Home, desk: str, drill: Drill) -> None:
    """Keep the last rehearsal of each desk; written whole, so two at once lose at most one date."""
    rows = _drills(home)
    rows[desk] = {"at": drill.at.isoformat(), "passed": drill.passed, "seconds": drill.seconds}
    write_private(drills_path(home), json.dumps(rows, ensure_ascii=False, sort_keys=True).encode() + b"\n")


def _drills(home: Home) -> dict[str, Any]:
    try:
        found = json.loads(drills_path(home).read_bytes())
    except (OSError, ValueError):
        return {}
    return dict(found) if isinstance(found, Mapping) else {}
