"""Names of backups, what is noted beside each, and the rule which ones are kept.

`prro-<origin>-<UTC time>.tar.gz`, with `.sealed` where it is encrypted. The origin is the beginning of the hash of
the journal's first record: it stays the same over a restore, and tells apart machines that share a destination.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from prro_cli.errors.backup import KeepWrongError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.values import kyiv

SEALED, NOTE, PART = ".sealed", ".json", ".part"
_STAMP = "%Y%m%dT%H%M%SZ"
FORM = re.compile(r"prro-(?P<origin>[0-9a-f]{8})-(?P<stamp>\d{8}T\d{6}Z)\.tar\.gz(?P<sealed>\.sealed)?", re.ASCII)
PERIODS = {"daily": "%Y-%m-%d", "weekly": "%G-%V", "monthly": "%Y-%m", "yearly": "%Y"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup as it stands at its destination; the figures are None where no note lies beside it."""

    name: str
    origin: str
    created: datetime
    size: int
    encryption: str
    sha256: str | None = None
    desks: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What lies beside a backup in the clear: enough to list it and to see damage, nothing about people or sums."""

    name: str
    created: str
    size: int
    sha256: str
    encryption: str
    program: str
    desks: tuple[dict[str, Any], ...]

    def as_bytes(self) -> bytes:
        """The file."""
        return (
            json.dumps({"format": "prro-backup-note/1", **asdict(self)}, ensure_ascii=False, indent=1) + "\n"
        ).encode()


def file_name(origin: str, moment: datetime, *, sealed: bool) -> str:
    """The name of a backup made now."""
    return f"prro-{origin}-{moment.astimezone(UTC).strftime(_STAMP)}.tar.gz{SEALED if sealed else ''}"


def kept(name: str, size: int, note: bytes | None) -> Kept | None:
    """A file of a destination as a backup; None for a file that is none of ours."""
    form = FORM.fullmatch(name)
    if form is None:
        return None
    created = datetime.strptime(form["stamp"], _STAMP).replace(tzinfo=UTC)
    told = _told(note, name)
    encryption = told.get("encryption") or ("sealed" if form["sealed"] else "none")
    desks = told.get("desks")
    shown = tuple(d for d in desks if isinstance(d, dict)) if isinstance(desks, list) else ()
    sha256 = told.get("sha256")
    return Kept(
        name, form["origin"], created, size, str(encryption), sha256 if isinstance(sha256, str) else None, shown
    )


def _told(note: bytes | None, name: str) -> dict[str, Any]:
    try:
        found = json.loads(note) if note else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) and found.get("name") == name else {}


def read_keep(text: str) -> dict[str, int]:
    """`daily=7,weekly=4,monthly=12`."""
    rule: dict[str, int] = {}
    for part in text.split(","):
        period, _, number = part.strip().partition("=")
        if period not in PERIODS:
            raise KeepWrongError(
                text=text, detail=say("{period!r} is none of {known}", period=period, known=", ".join(PERIODS))
            )
        if not (number.isascii() and number.isdigit()) or len(number) > 4 or period in rule:
            raise KeepWrongError(text=text, detail=say("{period} needs one whole number", period=period))
        rule[period] = int(number)
    if not any(rule.values()):
        raise KeepWrongError(text=text, detail=say("nothing would be kept"))
    return rule


def to_go(found: Iterable[Kept], rule: Mapping[str, int], origin: str) -> list[Kept]:
    """The backups of this origin that the rule does not keep; the newest one always stays.

    The newest of each of the last N days, weeks, months (Kyiv) that have a backup stays.
    """
    ours = sorted((one for one in found if one.origin == origin), key=lambda one: one.created, reverse=True)
    staying = {one.name for one in ours[:1]}
    for period, number in rule.items():
        seen: set[str] = set()
        for one in ours:
            bucket = one.created.astimezone(kyiv()).strftime(PERIODS[period])
            if bucket not in seen and len(seen) < number:
                seen.add(bucket)
                staying.add(one.name)
    return [one for one in ours if one.name not in staying]
