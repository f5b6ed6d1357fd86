"""A bundle becomes a home again: to look at with `status`, `journal`, `why` and `stuck list`, on any machine.

What a bundle without documents rebuilds: every event with its time and hash, so numbers, states, shifts, sessions,
packages, totals, decisions. Not: the documents' text, lines of receipts, marks, idempotency keys, names (they are marks
such as person-1), and nothing secret ever. The home is marked, so that no command writes on or fiscalises from a copy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from prro_cli.errors.base import PrroError
from prro_cli.errors.bundle import BundleUnreadableError
from prro_cli.home.config_file import write_config
from prro_cli.home.paths import Home, write_private
from prro_cli.journal.events import Event
from prro_cli.journal.rebuilt import Written, ranges, write_history
from prro_cli.journal.verify_chain import LeftOut
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.support.bundle.archive import Opened
from prro_cli.support.bundle.contents import as_json

NOWHERE = "http://127.0.0.1:9/fs"
"""The server of every rebuilt desk: the discard port of this machine, where nobody answers."""
_EVENTS = "journal/events.jsonl"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The home and what it holds."""

    home: Home
    events: int
    unfit: tuple[int, ...]
    left_out: LeftOut
    documents: int
    """Documents whose XML is there."""


def rebuild(bundle: Opened, home: Home, at: str) -> Rebuilt:
    """Fill an empty home from a bundle."""
    home.create()
    _configure(bundle, home)
    lines = list(_lines(bundle))
    altered = frozenset(number for number, _, changed in lines if changed)
    blobs = [data for name, data in bundle.files.items() if name.startswith("documents/")]
    events = [event for _, event, _ in lines]
    written = _write(home, at, events, blobs) if events else Written(0, (), frozenset())
    left_out = LeftOut(altered - set(written.unfit), written.missing, stored=True)
    told = {"bundle": bundle.sha256, "altered": sorted(left_out.altered), "missing": ranges(left_out.missing)}
    write_private(home.replayed_path, as_json(told))
    return Rebuilt(home, written.events, written.unfit, left_out, len(blobs))


def _write(home: Home, at: str, events: list[Event], blobs: list[bytes]) -> Written:
    return write_history(home.journal_path, home.backups_dir, at, events, blobs)


def _configure(bundle: Opened, home: Home) -> None:
    """Desks and cashiers; every server becomes one that is not there."""
    from prro_cli.home.settings import Settings

    config = bundle.json("definitions.json") if "definitions.json" in bundle.files else {}
    try:
        tables = {name: dict(config[name]) for name in ("desks", "cashiers") if config.get(name)}
        for desk in tables.get("desks", {}).values():
            desk["server"] = NOWHERE
        write_config(home, tables)
        from prro_cli.home.desks import cashiers_of, desks_of

        read = Settings.load(home, {}).config
        desks_of(read), cashiers_of(read)
    except (PrroError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise BundleUnreadableError(
            path="definitions.json", detail=say("desks cannot be read: {error}", error=error)
        ) from None


def _lines(bundle: Opened) -> Iterator[tuple[int, Event, bool]]:
    data = bundle.files.get(_EVENTS, b"")
    for number, line in enumerate(data.splitlines(), 1):
        try:
            yield _event(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BundleUnreadableError(
                path=_EVENTS, detail=say("line {number} is no event: {error!r}", number=number, error=error)
            ) from None


def _event(row: Mapping[str, Any]) -> tuple[int, Event, bool]:
    texts = [row["desk"], row["at"], row["kind"], row["document"] or ""]
    numbers = [row["id"], row["seq"]]
    if not all(isinstance(text, str) for text in texts) or not all(type(n) is int and n > 0 for n in numbers):
        raise ValueError(say("a member is of another kind"))
    if not isinstance(row["payload"], dict):
        raise ValueError(say("the payload is no object"))
    event = Event(
        row["id"], row["desk"], row["seq"], row["at"], row["kind"], row["document"], row["payload"],
        bytes.fromhex(row["prev_hash"]), bytes.fromhex(row["hash"]),
    )  # fmt: skip
    return event.id, event, bool(row.get("altered"))


def free_place(path: Path) -> Path:
    """A directory that is new or empty."""
    from prro_cli.errors.journal import ExportExistsError

    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ExportExistsError(path=path)
    return path.absolute()
