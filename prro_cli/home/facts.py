"""What the home tells at once, without a key, a journal or a heavy import: keys' terms, copies, rehearsals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prro_cli.home.paths import Home, write_private

KEY_SUFFIX = ".prrokey"
_LARGEST = 1 << 20


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
        return KeyFacts(name, problem="the key file is damaged")
    return KeyFacts(name, first, last, numbers)


LAST_BACKUP = ".last-backup"
"""Touched when a backup stands at its place, which may be far from here."""


def newest_backup(home: Home) -> datetime | None:
    """When the newest copy of the journal was made, by the files' own times; a half-made one does not count."""
    try:
        files = [p for p in home.backups_dir.iterdir() if p.is_file() and (_is_copy(p.name) or p.name == LAST_BACKUP)]
        times = [p.stat().st_mtime for p in files]
    except OSError:
        return None
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _is_copy(name: str) -> bool:
    return not name.startswith(".") and name.endswith((".db", ".tar.gz", ".tar.gz.sealed"))


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
