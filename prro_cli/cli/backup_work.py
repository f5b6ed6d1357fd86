"""Finding, fetching and opening a backup for `prro backup verify` and `restore`."""

from __future__ import annotations

import io
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prro_cli.backup.check import Depth, continues, open_checked, same_bytes
from prro_cli.backup.destinations import Directory
from prro_cli.backup.replace import replace_journal
from prro_cli.backup.restore import SHELF, beside, build, put_in_place, require_empty
from prro_cli.backup.sealing import HEADER_BYTES, way_of
from prro_cli.cli.backup import BackupRestored, BackupVerified
from prro_cli.cli.face import Face
from prro_cli.cli.journal_access import JournalClock, open_journal
from prro_cli.errors.backup import BackupNotFoundError, ConfirmNumberError
from prro_cli.home.paths import Home
from prro_cli.lang import say
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.backup.check import Opened
    from prro_cli.backup.destinations import Destination
    from prro_cli.backup.sealing import Opener

NEWEST = "newest"
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Fetched:
    """A backup as a file on this machine."""

    name: str
    file: Path
    place: str
    sha256: str | None = None
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class Restoring:
    """What is to be restored, and how far."""

    name: str
    confirm: str | None
    drill: bool
    journal_only: bool


def verified(face: Face, place: Destination, name: str, opener: Opener, *, full: bool) -> BackupVerified:
    """Everything that can be known of a backup without restoring it."""
    with tempfile.TemporaryDirectory(prefix="prro-verify-") as folder, fetched(face, place, name, Path(folder)) as got:
        same_bytes(got.file, got.sha256, got.name)
        age = _age(face, got.created)
        with got.file.open("rb") as file:
            way = way_of(file.read(HEADER_BYTES))
        closed = (way == "passphrase" and opener.passphrase is None) or (way == "recipient" and opener.identity is None)
        if closed:
            checked = ("bytes",) if got.sha256 else ()
            return BackupVerified(got.name, got.place, None, age, False, checked, 0, 0, (), None, ())
        (Path(folder) / "unpacked").mkdir()
        depth = Depth(signatures=_signatures(face) if full else None)
        clock = JournalClock(face.environment)
        opened = open_checked(got.file, Path(folder) / "unpacked", opener, got.name, clock, depth)
        created = datetime.fromisoformat(opened.manifest["created"])
        checks = (*(("bytes",) if got.sha256 else ()), "members", *opened.report.checks)
        return BackupVerified(
            name=got.name,
            place=got.place,
            created=opened.manifest["created"],
            age_hours=_age(face, created),
            content_checked=True,
            checks=checks,
            events=opened.report.events,
            documents=opened.report.documents,
            desks=tuple(opened.manifest["desks"]),
            continues=_continued(face, opened),
            findings=tuple(str(finding) for finding in opened.findings[:SHOWN]),
        )


def restored(face: Face, place: Destination, opener: Opener, wish: Restoring) -> BackupRestored:
    """Restore into the (empty) home, or only prove that it could be done."""
    home, name = face.home, wish.name
    if not wish.drill and not wish.journal_only:
        require_empty(home, _words(name, place))
    with _workshop(home, wish) as folder, fetched(face, place, name, folder) as got:
        same_bytes(got.file, got.sha256, got.name)
        (folder / "unpacked").mkdir()
        clock = JournalClock(face.environment)
        opened = open_checked(got.file, folder / "unpacked", opener, got.name, clock, Depth(xml=False))
        desks = tuple(opened.manifest["desks"])
        if not wish.drill:
            _confirmed(face, desks, wish.confirm)
        if wish.journal_only and not wish.drill:
            told, replaced = replace_journal(opened, home, clock)
            return BackupRestored(got.name, False, home.path, None, replaced, told, desks)
        built = Home(folder / "home")
        told = build(opened, built, home, clock)
        if not wish.drill:
            put_in_place(built, home)
        report = None if wish.drill else home.path / SHELF / "report.txt"
        return BackupRestored(got.name, wish.drill, home.path, report, None, told, desks)


def _words(name: str, place: Destination) -> str:
    """How a next step names this backup again; a file says itself where it is."""
    return shlex.join([name] if name == "-" or Path(name).is_file() else [name, "--from", place.place])


def _confirmed(face: Face, desks: tuple[dict[str, Any], ...], given: str | None) -> None:
    """Grave things are confirmed by the register's number, typed (cli-conventions 3.3); `--yes` is not enough."""
    numbers = [desk["fiscal_number"] for desk in desks if desk["fiscal_number"]]
    shown = ", ".join(f"{desk['fiscal_number']} ({desk['desk']})" for desk in desks)
    if given is None and numbers and face.environment.answers_questions and not face.options.no_input:
        question = say("Type the fiscal number to restore {shown}", shown=shown)
        given = face.ask(question, next_steps=(say("repeat the command with --confirm {first}", first=numbers[0]),))
    if numbers and given not in numbers:
        detail = say("--confirm is missing") if given is None else say("--confirm {given} is none of them", given=given)
        raise ConfirmNumberError(numbers=shown, detail=detail, first=numbers[0])


@contextmanager
def fetched(face: Face, place: Destination, name: str, folder: Path) -> Iterator[Fetched]:
    """The backup's file: where it is, or brought here."""
    if name == "-":
        target = folder / "from-stdin"
        with target.open("wb") as file:
            shutil.copyfileobj(getattr(face.environment.stdin, "buffer", io.BytesIO()), file)
        yield Fetched("stdin", target, "stdin")
        return
    path = Path(name).expanduser()
    if name != NEWEST and (path.is_absolute() or "/" in name or path.is_file()):
        if not path.is_file():
            raise BackupNotFoundError(name=path.name, place=path.parent, detail=say("no such file"))
        beside_it = {one.name: one for one in Directory(path.absolute().parent).found()}.get(path.name)
        sha256, created = (beside_it.sha256, beside_it.created) if beside_it else (None, None)
        yield Fetched(path.name, path, str(path.absolute().parent), sha256, created)
        return
    found = sorted(place.found(), key=lambda one: one.created, reverse=True)
    one = next((each for each in found if name in (NEWEST, each.name)), None)
    if one is None:
        detail = say("{count} backups are there", count=len(found)) if found else say("there is none")
        raise BackupNotFoundError(name=name, place=place.place, detail=detail)
    if isinstance(place, Directory):
        yield Fetched(one.name, place.path / one.name, place.place, one.sha256, one.created)
        return
    place.fetch(one.name, folder / one.name, one.size)
    yield Fetched(one.name, folder / one.name, place.place, one.sha256, one.created)


@contextmanager
def _workshop(home: Home, wish: Restoring) -> Iterator[Path]:
    if wish.drill:
        with tempfile.TemporaryDirectory(prefix="prro-drill-") as folder:
            yield Path(folder)
        return
    if wish.journal_only:  # inside the home: the journal is put in place by a rename
        with tempfile.TemporaryDirectory(prefix=".restoring-", dir=home.create().path) as folder:
            yield Path(folder)
        return
    with beside(home) as folder:
        yield folder


def _age(face: Face, created: datetime | None) -> int | None:
    return None if created is None else int((face.environment.now() - created).total_seconds() // 3600)


def _continued(face: Face, opened: Opened) -> bool | None:
    if not face.home.journal_path.exists():
        return None
    with open_journal(face, read_only=True) as journal:
        return continues(opened.manifest, journal, opened.name)


def _signatures(face: Face) -> Any:
    from prro_cli.cli.journal import signature_check

    return signature_check(face)
