"""`prro bundle`: one redacted file for support, and `prro bundle replay`: the state it holds, on another machine."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from prro_cli import __version__
from prro_cli.cli.declared import Argument, Option, command, noun
from prro_cli.cli.face import Face
from prro_cli.cli.signals import pass_on
from prro_cli.errors.base import ExitCode, PrroError
from prro_cli.home.desks import desks_of
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer, Notice
from prro_cli.support.bundle.rehearse_types import Rehearsal

if TYPE_CHECKING:
    from prro_cli.journal.store import Journal
    from prro_cli.support.bundle.gather import Bundle
    from prro_cli.support.bundle.rebuild import Rebuilt

app = noun("One redacted file for support, and what can be made of it elsewhere.")

LAST = 200
VERIFIED_EVENTS = 50_000
"""A longer journal is not verified for a bundle: that would take longer than somebody waits."""


@dataclass(frozen=True, slots=True)
class BundleFile:
    """One file inside, and why it is there."""

    name: str
    size: int
    why: str


@dataclass(frozen=True, slots=True)
class BundleWritten:
    """The bundle as it lies on the disk."""

    schema: ClassVar[str] = "prro.bundle.create/1"
    path: Path
    size: int
    sha256: str
    documents_included: bool
    files: tuple[BundleFile, ...]
    truncated: tuple[str, ...]
    never_inside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BundleReplayed:
    """What a bundle gave back."""

    schema: ClassVar[str] = "prro.bundle.replay/1"
    sha256: str
    made_by: str
    made_at: str
    kept: Path | None
    desks: tuple[str, ...]
    events: int
    events_recomputed: int
    """Events whose hash was computed again; the others are masked and only link."""
    events_left_out: int
    documents: int
    documents_with_xml: int
    findings: tuple[str, ...]
    """What the checks of the journal find in what is there."""
    rehearsals: tuple[Rehearsal, ...]
    truncated: tuple[str, ...]


@command(app, "create", schema=BundleWritten.schema, example="prro bundle create --yes --output bundle.zip")
def create(
    face: Face,
    output: Annotated[Path | None, Option("--output", "-o", help="The file to write.")] = None,
    include_documents: Annotated[
        bool, Option("--include-documents", help="With the XML of documents; names and numbers are not masked then.")
    ] = False,
    last: Annotated[int, Option(min=1, max=2000, help="How many of the last documents.")] = LAST,
    no_network: Annotated[bool, Option("--no-network", help="Do not ask the tax server (doctor).")] = False,
) -> Answer:
    """Write a redacted archive of the state for support; says what is inside and asks first.

    `prro bundle` alone means this.
    """
    from prro_cli.home.paths import write_private
    from prro_cli.support.bundle.gather import NEVER

    bundle = _gathered(face, include_documents, last, no_network)
    files = tuple(BundleFile(part.name, len(part.data), part.why) for part in bundle.parts)
    digest = hashlib.sha256(bundle.data).hexdigest()
    path = (output or Path(f"prro-bundle-{digest[:12]}.zip")).absolute()
    result = BundleWritten(path, len(bundle.data), digest, include_documents, files, bundle.truncated, NEVER)
    _list(face, result)
    _refuse_existing(path)
    face.confirm(f"Write {path}?")
    write_private(path, bundle.data)
    return Answer(result, str(path))


def _list(face: Face, result: BundleWritten) -> None:
    from prro_cli.render.text.bundle import listing

    if not face.options.json:
        for line in listing(result):
            face.note(line)


def _refuse_existing(path: Path) -> None:
    from prro_cli.errors.journal import ExportExistsError

    if path.exists():
        raise ExportExistsError(path=path)


def _gathered(face: Face, documents: bool, last: int, no_network: bool) -> Bundle:
    from prro_cli.support.bundle.contents import Wanted
    from prro_cli.support.bundle.gather import Source, gather
    from prro_cli.values import format_time

    face.home.checked()
    answers = dict(_answers(face, no_network))
    with _journal(face) as journal:
        source = Source(
            home=face.home,
            settings=face.settings,
            journal=journal,
            variables=face.environment.variables,
            version=__version__,
            made_at=format_time(face.environment.now().replace(microsecond=0)),
            answers=answers,
        )
        return gather(source, Wanted(documents, last))


@contextmanager
def _journal(face: Face) -> Iterator[Journal | None]:
    """The journal, if there is one that can be opened; what is wrong with it, `doctor` in the bundle says."""
    from prro_cli.cli.journal_access import open_journal

    try:
        opened = open_journal(face, read_only=True) if face.home.journal_path.exists() else None
    except PrroError:
        opened = None
    with opened or nullcontext() as journal:
        yield journal


def _answers(face: Face, no_network: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """What our own commands say: the same words that the person at the desk would read out on the telephone."""
    desks = desks_of(face.settings.config)
    yield "doctor", _asked(face, ["doctor", *(["--no-network"] if no_network else [])])
    for name in desks:
        for words in ("status", "budget", "stuck list", "offline status"):
            yield f"--desk {name} {words}", _asked(face, ["--desk", name, *words.split()])
    if face.home.journal_path.exists() and _events(face) <= VERIFIED_EVENTS:
        yield "journal verify", _asked(face, ["journal", "verify"])


def _events(face: Face) -> int:
    with _journal(face) as journal:
        return journal.last_event_id() if journal is not None else 0


def _asked(face: Face, words: list[str]) -> dict[str, Any]:
    """One of our commands in this process, as a script would call it."""
    from prro_cli.cli.app import perform

    written = io.StringIO()
    world = replace(face.environment, stdin=io.StringIO(), stdout=written, stderr=io.StringIO(), observe=None)
    pass_on(perform(["--home", str(face.home.path), "--no-input", "--json", *words], world))
    try:
        answer: dict[str, Any] = json.loads(written.getvalue())
    except ValueError:
        answer = {"text": written.getvalue()}
    return answer


@command(app, "replay", schema=BundleReplayed.schema, example="prro bundle replay bundle.zip --keep ./replayed")
def replay(
    face: Face,
    file: Annotated[Path, Argument(help="A bundle.")],
    keep: Annotated[Path | None, Option(help="Leave the rebuilt home in this new directory.")] = None,
) -> Answer:
    """Rebuild the state a bundle holds, check it, and play its documents again on the embedded sandbox."""
    from prro_cli.support.bundle.archive import opened
    from prro_cli.support.bundle.rebuild import free_place

    bundle = opened(file)
    place = free_place(keep) if keep is not None else Path(tempfile.mkdtemp(prefix="prro-replay-"))
    try:
        result = _replayed(face, bundle, place, kept=keep is not None)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    if keep is None:
        shutil.rmtree(place, ignore_errors=True)
    differs = bool(result.findings) or any(one.differences or one.stopped for one in result.rehearsals)
    return Answer(
        result, str(place) if keep else bundle.sha256, warnings=tuple(_notices(result)),
        exit_code=ExitCode.ATTENTION if differs else ExitCode.OK,
    )  # fmt: skip


def _replayed(face: Face, bundle: Any, place: Path, *, kept: bool) -> BundleReplayed:
    from prro_cli.home.paths import Home
    from prro_cli.journal.verify import verify
    from prro_cli.support.bundle.rebuild import rebuild
    from prro_cli.values import format_time

    rebuilt = rebuild(bundle, Home(place), format_time(face.environment.now()))
    findings: tuple[str, ...] = ()
    documents = 0
    if rebuilt.home.journal_path.exists():
        report = verify(rebuilt.home.journal_path, left_out=rebuilt.left_out)
        findings, documents = tuple(str(finding) for finding in report.findings), report.documents
    return BundleReplayed(
        sha256=bundle.sha256,
        made_by=str(bundle.manifest.get("prro")),
        made_at=str(bundle.manifest.get("made_at")),
        kept=place if kept else None,
        desks=tuple(desks_of(_settings(rebuilt))),
        events=rebuilt.events,
        events_recomputed=rebuilt.events - len(rebuilt.left_out.altered),
        events_left_out=len(rebuilt.left_out.missing),
        documents=documents,
        documents_with_xml=rebuilt.documents,
        findings=findings,
        rehearsals=tuple(_rehearsals(face, rebuilt)),
        truncated=tuple(map(str, bundle.manifest.get("truncated") or ())),
    )


def _settings(rebuilt: Rebuilt) -> Any:
    from prro_cli.home.config_file import read_config

    return read_config(rebuilt.home.config_path)


def _rehearsals(face: Face, rebuilt: Rebuilt) -> Iterator[Rehearsal]:
    if not rebuilt.documents or not rebuilt.home.journal_path.exists():
        return
    from prro_cli.cli.journal_access import JournalClock, journal_places
    from prro_cli.journal.store import Journal
    from prro_cli.support.bundle.rehearse import rehearse

    places = journal_places(rebuilt.home)
    with Journal.open(places, clock=JournalClock(face.environment), entropy=bytes, read_only=True) as journal:
        for desk in desks_of(_settings(rebuilt)).values():
            yield rehearse(journal, desk)


def _notices(result: BundleReplayed) -> Iterator[Notice]:
    if not result.documents_with_xml:
        hint = "prro bundle --include-documents"
        yield Notice("no-documents", say("the bundle holds no documents, so nothing was played on the sandbox"), hint)
