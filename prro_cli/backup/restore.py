"""Restoring: a whole home is built beside the empty one, checked, marked, and put in place by one rename.

Killed before the rename nothing is there; killed after it everything is. The mark that forbids selling until the
numbers were compared with the tax server is part of what is renamed.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prro_cli.backup import rooms
from prro_cli.backup.check import Opened
from prro_cli.backup.content import CERTIFICATES, CONFIG, DESK_TRUST, JOURNAL, JOURNAL_KEY, TRUST
from prro_cli.delivery.restored import hold
from prro_cli.errors.backup import HomeNotEmptyError
from prro_cli.errors.general import PermissionsError
from prro_cli.home.config_file import read_config, write_config
from prro_cli.home.desks import desks_of
from prro_cli.home.paths import DIRECTORY_MODE, Home, write_private
from prro_cli.home.restored import NAME as MARK
from prro_cli.home.restored import mark_bytes
from prro_cli.journal.events import NewEvent
from prro_cli.journal.sealed import sync_directory
from prro_cli.journal.store import Journal, Places
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.values import format_time

if TYPE_CHECKING:
    from prro_cli.journal.locks import Clock

SHELF = "restored"
"""The folder of the restored home with the report and the certificates, for importing the keys again."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back and what did not (N22)."""

    recovered: tuple[str, ...]
    lost: tuple[str, ...]
    next: tuple[str, ...]


def require_empty(home: Home, name: str) -> None:
    """A home that holds anything but empty folders is somebody's."""
    if not home.path.exists():
        return
    found = [path for path in sorted(home.path.rglob("*")) if not path.is_dir()]
    if found:
        shown = ", ".join(str(path.relative_to(home.path)) for path in found[:3])
        more = say(" and {count} more", count=len(found) - 3) if len(found) > 3 else ""
        raise HomeNotEmptyError(path=home.path, found=shown + more, name=name)


@contextmanager
def beside(home: Home) -> Iterator[Path]:
    """A private folder next to the home; leftovers of a killed restore are cleared away first."""
    pattern = f".{home.path.name}.restoring-"
    try:
        home.path.parent.mkdir(parents=True, exist_ok=True)
        for old in home.path.parent.glob(f"{pattern}*"):
            shutil.rmtree(old, ignore_errors=True)
        folder = home.path.parent / f"{pattern}{os.getpid()}"
        folder.mkdir(mode=DIRECTORY_MODE)
    except PermissionError as error:
        fix = say("make {folder} writable for this user, or choose another place with --home", folder=home.path.parent)
        raise PermissionsError(path=home.path.parent, detail=error.strerror, fix=fix) from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def build(opened: Opened, target: Home, final: Home, clock: Clock) -> Restored:
    """Lay the home out at `target`, as it will lie at `final`."""
    target.create()
    source, manifest = opened.folder, opened.manifest
    now = format_time(clock.now())
    names = [desk["desk"] for desk in manifest["desks"]]
    write_private(target.path / MARK, mark_bytes(opened.name, now, names))
    (source / JOURNAL).rename(target.journal_path)
    target.journal_path.chmod(0o600)
    with_key = (source / JOURNAL_KEY).exists()
    key = (source / JOURNAL_KEY).read_bytes() if with_key else secrets.token_bytes(32)
    write_private(target.keys_dir / JOURNAL_KEY, key)
    (target.path / SHELF).mkdir(mode=DIRECTORY_MODE)
    authorities = _files(source / TRUST, target.keys_dir / "trust")
    _files(source / CERTIFICATES, target.path / SHELF / "certificates")
    desks, cashiers = _config(source, target, final)
    others = rooms.put_back(source / rooms.PREFIX.rstrip("/"), target)
    places = Places(target.journal_path, target.keys_dir, target.backups_dir, target.locks_dir)
    note(places, opened, names, clock, with_key=with_key)
    settings = (
        say(
            "configuration: desks {desks}, cashiers {cashiers}; forms, drivers, hooks, logos: {others} files",
            desks=desks,
            cashiers=cashiers,
            others=others,
        ),
        say(
            "certificates of authorities: {authorities}; certificates of keys: in {shelf}/certificates",
            authorities=authorities,
            shelf=SHELF,
        ),
    )
    result = told(opened, with_key=with_key, settings=settings)
    write_private(target.path / SHELF / "report.txt", report_text(opened, now, result).encode())
    return result


def put_in_place(built: Home, home: Home) -> None:
    """One rename. The empty folders that were there are taken away first; a file in them stops it."""
    if home.path.exists():
        for folder in sorted((p for p in home.path.rglob("*") if p.is_dir()), reverse=True):
            folder.rmdir()
        home.path.rmdir()
    built.path.rename(home.path)
    sync_directory(home.path.parent)


def _files(source: Path, target: Path) -> int:
    files = sorted(source.iterdir()) if source.is_dir() else []
    if files:
        target.mkdir(mode=DIRECTORY_MODE, exist_ok=True)
    for path in files:
        write_private(target / path.name, path.read_bytes())
    return len(files)


def _config(source: Path, target: Home, final: Home) -> tuple[int, int]:
    """The configuration; trust files that are not where they were get a new place."""
    if not (source / CONFIG).exists():
        return 0, 0
    write_private(target.config_path, (source / CONFIG).read_bytes())
    config = read_config(target.config_path)
    moved = False
    for name, desk in desks_of(config).items():
        kept = source / DESK_TRUST / name
        if desk.trust and kept.exists() and not Path(desk.trust).expanduser().is_file():
            place = Path("keys") / "trust" / f"desk-{name}.p7b"
            (target.path / place.parent).mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
            write_private(target.path / place, kept.read_bytes())
            config["desks"][name]["trust"] = str(final.path / place)
            moved = True
    if moved:
        write_config(target, config)
    return len(desks_of(config)), len(config.get("cashiers", {}))


def note(places: Places, opened: Opened, names: list[str], clock: Clock, *, with_key: bool) -> None:
    """The journal itself remembers that it was restored, and which secrets were lost; an older format is brought up."""
    text = say("restored from {name}, made {created}", name=opened.name, created=opened.manifest["created"])
    with Journal.open(places, clock=clock, entropy=secrets.token_bytes) as journal:
        lost = {} if with_key else {"lost_secrets": journal.secret_names()}
        for name in names:
            with journal.lock(name, command="backup restore", wait_seconds=0):
                journal.append(name, clock.now(), [NewEvent("note", {"text": text, **lost})])
        hold(journal, clock, "backup restore")


def told(opened: Opened, *, with_key: bool, settings: tuple[str, ...] = (), keys: bool = True) -> Restored:
    """The report; `keys`: whether they must be imported again."""
    manifest, report = opened.manifest, opened.report
    recovered = [
        say(
            "journal: {events} records, {documents} documents, checked to the last record",
            events=report.events,
            documents=report.documents,
        ),
        *settings,
    ]
    lost = [
        say(
            "everything that happened after {created}: the tax server knows it, `prro reconcile` tells",
            created=manifest["created"],
        )
    ]
    steps = []
    for desk in manifest["desks"]:
        recovered.append(_desk_line(desk))
        if desk["waiting"] and desk["offline"]:
            lost.append(
                say(
                    "{desk}: offline documents issued after the backup, if any; {count} are here",
                    desk=desk["desk"],
                    count=desk["waiting"],
                )
            )
    for key in manifest.get("keys", ()) if keys else ():
        source = f" ({key['source']})" if key.get("source") else ""
        lost.append(
            say(
                "private key {key} of {person}: never in a backup, import its file{source} again",
                key=key["name"],
                person=key["person"],
                source=source,
            )
        )
        steps.append(f"prro key add FILE --name {key['name']}")
    if opened.findings:
        lost.append(
            say("agreement: the journal was not sound when it was backed up: {finding}", finding=opened.findings[0])
        )
        steps.append("prro journal verify")
    if not with_key:
        lost.append(say("what the journal keeps sealed, whose key only an encrypted backup brings: seeds of offline"))
        lost.append(
            say("  sessions begun before (they cannot be ended here), registration forms, customers' addresses")
        )
        lost.append(say("forms, drivers of delivery, hooks, logos: only in encrypted backups"))
    if keys:
        lost.append(say("passwords, tokens and keyring entries: never in a backup"))
    chosen = " --desk {}" if len(manifest["desks"]) > 1 else ""
    steps += [f"prro reconcile{chosen.format(desk['desk'])}" for desk in manifest["desks"]]
    return Restored(tuple(recovered), tuple(lost), (*steps, "prro doctor"))


def _desk_line(desk: dict[str, Any]) -> str:
    last = (
        say("last document {number} of {time}", number=desk["last_document"], time=desk["last_document_time"])
        if desk["last_document"]
        else say("new")
    )
    shift = say(", shift {number} open", number=desk["open_shift"]) if desk["open_shift"] else ""
    waiting = say(", {count} waiting to be sent", count=desk["waiting"]) if desk["waiting"] else ""
    return say(
        "{desk} ({register}): next number {number}, {last}{shift}{waiting}",
        desk=desk["desk"],
        register=desk["fiscal_number"],
        number=desk["next_local_number"],
        last=last,
        shift=shift,
        waiting=waiting,
    )


def report_text(opened: Opened, at: str, result: Restored) -> str:
    """The written report, for the file and for people."""
    lines = [
        f"Restored {at} from {opened.name}",
        say(
            "made {created} by prro {program}",
            created=opened.manifest["created"],
            program=opened.manifest["program"],
        ),
    ]
    for title, rows in (("Recovered", result.recovered), ("Not recovered", result.lost), ("Next", result.next)):
        lines += ["", title, *(f"  {row}" for row in rows)]
    return "\n".join(lines) + "\n"
