"""What goes into a bundle: each part a file with its bytes and the reason why it is there."""

from __future__ import annotations

import json
import platform
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prro_cli.home.desks import Cashier, Desk
from prro_cli.record import dataclass
from prro_cli.support.bundle.events import carried, essential
from prro_cli.support.bundle.masking import HIDDEN, Mask, sensitive

if TYPE_CHECKING:
    from prro_cli.home.paths import Home
    from prro_cli.home.settings import Settings
    from prro_cli.journal.events import Event
    from prro_cli.journal.rows import Document
    from prro_cli.journal.store import Journal

LOG_FILES = 20
LOG_BYTES = 64_000
_DOCUMENT_FIELDS = (
    "id", "desk", "kind", "doc_class", "local_number", "fiscal_number", "time", "shift", "cashier", "key_ski", "test",
    "offline", "session_id", "session_number", "control", "total", "rounding", "paid", "change", "twin_of", "xml",
    "signed", "signed_size", "server_time", "how", "attempts", "consumed", "effective", "stuck", "parked", "revoked_by",
    "reversed_by", "refusal_code", "refusal_text", "printed", "package_index", "original_fiscal_number",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the bundle."""

    name: str
    why: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall be in it."""

    documents: bool
    """The XML of documents too, and nothing masked but secrets."""
    last: int


def as_json(value: Any) -> bytes:
    """JSON for people and programs, the same bytes for the same content."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def system(version: str) -> Part:
    """The program and the machine; no host name, no user name."""
    facts = {
        "prro": version,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "packages": dict(_packages()),
        "encoding": sys.getfilesystemencoding(),
    }
    return Part("system.json", "versions of the program, of what it stands on, and of the platform", as_json(facts))


def _packages() -> Iterator[tuple[str, str]]:
    from importlib.metadata import PackageNotFoundError, version

    for name in ("cryptography", "httpx", "typer", "rich", "python-escpos", "tomli-w", "platformdirs", "dstu-core"):
        try:
            yield name, version(name)
        except PackageNotFoundError:
            yield name, "not installed"


def configuration(settings: Settings, mask: Mask) -> Part:
    """Every setting with its value and origin, and the sections; what may be a secret is only said to be there."""
    shown = []
    for value in settings.all():
        secret = sensitive(value.name) and bool(value.value)
        shown.append(
            {
                "name": value.name,
                "value": HIDDEN if secret else mask.deep(value.value),
                "origin": mask.text(value.origin),
            }
        )
    sections = {name: _shape(table) for name, table in settings.config.items() if name not in ("desks", "cashiers")}
    desks = {name: _settings_of(table, mask) for name, table in settings.config.get("desks", {}).items()}
    content = {"settings": shown, "desk_settings": desks, "sections": sections}
    return Part("config.json", "the settings in force and where each comes from, without secrets", as_json(content))


def _settings_of(table: Mapping[str, Any], mask: Mask) -> Any:
    return mask.deep(table.get("settings", {}))


def _shape(value: Any) -> Any:
    """Sections that other rooms own: what is set, texts only by their length."""
    if isinstance(value, Mapping):
        return {"entries": [_shape(item) for _, item in sorted(value.items())]}
    if isinstance(value, list):
        return [_shape(item) for item in value]
    return f"a text of {len(value)} characters" if isinstance(value, str) else value


def definitions(desks: Iterable[Desk], cashiers: Iterable[Cashier], mask: Mask) -> Part:
    """Desks and cashiers as far as the work hangs on them; also what a rebuilt home begins with."""
    from dataclasses import replace

    from prro_cli.home.desks import put_cashier, put_desk

    config: dict[str, Any] = {}
    for desk in desks:
        put_desk(config, replace(desk, trust=None))
    for cashier in cashiers:
        put_cashier(config, replace(cashier, badge=None, pin=None))
    why = "desks, their taxes and cashiers: personal data are marks such as tin-1 unless documents are included"
    return Part("definitions.json", why, as_json(mask.deep(config)))


def answer(words: str, envelope: Mapping[str, Any], mask: Mask) -> Part:
    """What a command of ours said about the state, without how long it took."""
    name = words.replace("--desk ", "").replace(" ", "-")
    shown = {k: v for k, v in envelope.items() if k != "meta"}
    return Part(f"answers/{name}.json", f"what `prro {words}` says", as_json(mask.deep(shown)))


def events(journal: Journal, mask: Mask, wanted: Wanted, newest: int | None = None) -> Part:
    """Events, oldest first, one a line; with `newest` only so many (and those that what is open hangs on)."""
    every = journal.events()
    for event in every:
        _meet_people(event, mask, wanted)
    first = _window(every, newest)
    kept = [event for place, event in enumerate(every) if place >= first or essential(event)]
    lines = [json.dumps(carried(e, mask, documents=wanted.documents), ensure_ascii=False, sort_keys=True) for e in kept]
    why = "the events with the hashes that chain them"
    if len(kept) < len(every):
        why += f"; for size only {len(kept)} of {len(every)}: the newest, and those that open things hang on"
    return Part("journal/events.jsonl", why, "".join(f"{line}\n" for line in lines).encode())


def _window(every: list[Event], newest: int | None) -> int:
    """Where to begin: at the opening of a shift, so that what follows can be rebuilt."""
    if newest is None or newest >= len(every):
        return 0
    start = len(every) - newest
    opening = [n for n, e in enumerate(every) if e.kind == "document.drafted" and e.payload.get("kind") == "shift_open"]
    return next((n for n in opening if n >= start), opening[-1] if opening else start)


def _meet_people(event: Event, mask: Mask, wanted: Wanted) -> None:
    """The tax server names people too: who opened the shift."""
    state = event.payload.get("state")
    if not wanted.documents and isinstance(state, Mapping):
        mask.mark("person", state.get("opened_by"))


def recent(journal: Journal, wanted: Wanted) -> list[Document]:
    """The last documents, oldest first."""
    from prro_cli.journal.rows import DocumentFilter

    return list(reversed(journal.documents(DocumentFilter(), wanted.last)))


def documents(journal: Journal, found: list[Document], mask: Mask, wanted: Wanted) -> Iterator[Part]:
    """The last documents' metadata, how long each took, and with --include-documents their XML."""
    rows = [{name: getattr(document, name) for name in _DOCUMENT_FIELDS} for document in found]
    for row in rows:
        row["cashier"] = mask.text(str(row["cashier"]))
        row["refusal_text"] = mask.deep(row["refusal_text"])
    yield Part("documents.json", f"metadata of the last {len(rows)} documents, no lines of receipts", as_json(rows))
    timings = [timing for document in found for timing in _timings(journal, document)]
    yield Part("timings.json", "how long the tax server took for each of them", as_json(timings))
    if not wanted.documents:
        return
    for document in found:
        data = journal.blob(document.xml)
        if data is not None:
            yield Part(f"documents/{document.xml}.xml", f"{document.kind} {document.local_number}", data)


def _timings(journal: Journal, document: Document) -> Iterator[dict[str, Any]]:
    """Seconds from each call to what became of it, by the journal's own times."""
    sent: datetime | None = None
    for event in journal.events_of(document.id):
        at = datetime.fromisoformat(event.at)
        if event.kind == "document.sending":
            sent = at
        elif sent is not None and event.kind.startswith("document."):
            seconds = f"{(at - sent).total_seconds():.3f}"
            yield {"document": document.id, "sent": sent.isoformat(), "seconds": seconds, "then": event.kind}
            sent = None


def logs(home: Home, mask: Mask) -> Iterator[Part]:
    """Reports of bugs, the newest first come first; each cut to its end."""
    files = [file for file in home.log_dir.glob("*") if file.is_file()] if home.log_dir.is_dir() else []
    for file in sorted(files, key=lambda one: one.name, reverse=True)[:LOG_FILES]:
        text = _read_end(file).decode("utf-8", "replace")
        yield Part(f"log/{_plain_name(file)}", "a report the program wrote", mask.text(text).encode())


def _read_end(file: Path) -> bytes:
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - LOG_BYTES))
        return opened.read(LOG_BYTES)


def _plain_name(file: Path) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in file.name).lstrip(".") or "file"


def owners(home: Home, desks: Iterable[Desk], mask: Mask) -> Part:
    """Who holds each desk, and who held it last."""
    from prro_cli.journal.locks import held_by, read_owner

    rows = {}
    for desk in desks:
        now, last = held_by(home.locks_dir, desk.name), read_owner(home.locks_dir, desk.name)
        rows[desk.name] = {
            "held": now is not None,
            "last": {"pid": last.pid, "command": mask.text(last.command), "since": last.since} if last else None,
        }
    return Part("locks.json", "who holds each desk now, and who did last (without the host's name)", as_json(rows))
