"""The operations of a bundle, done once more by the engine against the embedded sandbox, and compared.

Each document's own content is taken from its XML and its facts from the journal; numbers, the way (online, offline,
lost answer), totals, Z-reports and packages are the engine's and the sandbox's own work, with one pretended clock set
to each document's time and randomness from a fixed seed: the same bundle gives the same run. Fiscal numbers and seeds
are the sandbox's, so documents are compared by local number (counted from the first), kind, state, sum and session.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prro_cli.documents.kinds import Stamp
from prro_cli.documents.model import Check, Sent
from prro_cli.documents.reader import read_document
from prro_cli.engine import closing
from prro_cli.engine import shift as shifts
from prro_cli.engine.offline.comeback import come_back
from prro_cli.engine.plan import Plan
from prro_cli.engine.ports import Post, Rules
from prro_cli.engine.recover import recover
from prro_cli.engine.reversal import reversal_plan
from prro_cli.engine.way import record
from prro_cli.errors.base import PrroError
from prro_cli.home.desks import Desk
from prro_cli.journal.events import DocumentKind
from prro_cli.journal.rows import Document, DocumentFilter
from prro_cli.journal.store import Journal, Places
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.sandbox.plain import PlainKey, PlainNotary
from prro_cli.sandbox.sandbox import Sandbox
from prro_cli.support.bundle.pretended import Clock, Link, Seal, Signer, Uids
from prro_cli.support.bundle.rehearse_types import Difference, Rehearsal
from prro_cli.taxserver.client import FiscalServer, ServerSettings

if TYPE_CHECKING:
    from prro_cli.journal.readers import Readers

_FRAME = (DocumentKind.OFFLINE_BEGIN, DocumentKind.OFFLINE_END)
_SEED = 20260101
_KEY = "a1" * 32
_UNPLAYABLE = (PrroError, ValueError, KeyError, TypeError, AttributeError)
"""A refusal of the engine or the sandbox, and what facts of an odd bundle can raise."""
_DONE = ("registered", "offline", "revoked", "rejected")


@dataclass(slots=True)
class Stage:
    """The engine at a desk, the sandbox, and what each original became."""

    post: Post
    link: Link
    clock: Clock
    numbers: dict[str, str] = field(default_factory=dict)
    """Original fiscal number → the rehearsal's."""
    ids: dict[str, str] = field(default_factory=dict)
    """Original id → the rehearsal's."""


def rehearse(journal: Readers, desk: Desk) -> Rehearsal:
    """Play the desk's documents from the first opening of a shift whose XML is there."""
    every = [d for d in journal.documents_in_order(DocumentFilter(desk=desk.name)) if d.state in _DONE]
    present = {d.id for d in every if journal.blob(d.xml) is not None}
    first = next((n for n, d in enumerate(every) if d.kind == DocumentKind.SHIFT_OPEN and d.id in present), None)
    if first is None:
        return Rehearsal(desk.name, 0, len(every), (), "no shift is opened by a document of the bundle")
    chosen = every[first:]
    with _stage(desk, chosen[0]) as stage:
        stopped = ""
        for document in chosen:
            try:
                _play(stage, journal, document)
            except _UNPLAYABLE as error:
                if document.state != "rejected":
                    stopped = f"{document.kind} {document.local_number}: {getattr(error, 'id', '')} {error}"
                    break
        if not stopped:
            stopped = _end(stage, journal, desk)
        played = [d for d in chosen if d.id in stage.ids]
        return Rehearsal(desk.name, len(played), first, tuple(_compare(stage, played)), stopped)


def _play(stage: Stage, journal: Readers, document: Document) -> None:
    """Do what led to one document."""
    if document.kind in _FRAME or document.twin_of is not None:
        return  # the engine makes them itself: when the link goes and comes, and when an answer is lost
    stage.clock.reach(datetime.fromisoformat(document.time))
    post = stage.post
    stage.link.up = True
    if document.offline:
        stage.link.up = False
    else:
        recover(post)
        if post.journal.current_session(post.name) is not None:
            come_back(post)
    twins = journal.twins(document.id)
    stage.link.befalls = "" if document.offline else _what_befell(journal, document, twinned=bool(twins))
    stage.link.cut_then = bool(twins)
    uid = record(post, _plan(stage, journal, document))
    made = post.journal.document(uid)
    if made is not None and made.twin_of is not None and twins:
        _met(stage, twins[0], made)
        made = post.journal.document(made.twin_of)
    if made is not None:
        _met(stage, document, made)


def _what_befell(journal: Readers, document: Document, *, twinned: bool) -> str:
    """How the answer to an online document got lost: by what was found out about it later."""
    kinds = [event.kind for event in journal.events_of(document.id)]
    if "document.unknown" not in kinds:
        return ""
    arrived = document.state == "revoked" if twinned else "document.unsent" not in kinds
    return "lost" if arrived else "dropped"


def _met(stage: Stage, original: Document, made: Document) -> None:
    stage.ids[original.id] = made.id
    if original.fiscal_number and made.fiscal_number:
        stage.numbers[original.fiscal_number] = made.fiscal_number


def _plan(stage: Stage, journal: Readers, document: Document) -> Plan:
    post = stage.post
    if document.kind == DocumentKind.SHIFT_OPEN:
        return shifts.open_plan(post, test=document.test)
    shift = shifts.working_shift(post, selling=False)
    if document.kind == DocumentKind.Z_REPORT:
        return closing.z_plan(post, shift)
    if document.kind == DocumentKind.SHIFT_CLOSE:
        return shifts.close_plan(post, shift)
    if document.kind == DocumentKind.REVERSAL:
        return reversal_plan(post, shift, None)
    draft = journal.draft(document.id) or {}
    read = read_document(journal.blob(document.xml) or b"")
    if not isinstance(read, Check):
        raise ValueError(say("its XML is no receipt"))
    names = ("total", "rounding", "paid", "change", "effect", "rows")
    facts = {name: draft[name] for name in names if name in draft}
    if draft.get("original"):
        facts["original"] = _original(stage, draft["original"])
    return Plan(DocumentKind(document.kind), _again(stage, read), shift.number, shift.test, facts)


def _original(stage: Stage, said: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(said)
    found["fiscal_number"] = stage.numbers.get(str(said.get("fiscal_number")), said.get("fiscal_number"))
    if said.get("document") in stage.ids:
        found["document"] = stage.ids[str(said["document"])]
    return found


def _again(stage: Stage, read: Check) -> Callable[[Stamp], Sent]:
    """The same receipt under a new number: only its head is stamped anew."""
    from prro_cli.values import kyiv

    def build(stamp: Stamp) -> Sent:
        local = stamp.moment.astimezone(kyiv())
        old = read.checkhead
        head = replace(
            old,
            uid=stamp.uid,
            orderdate=local.date(),
            ordertime=local.time().replace(microsecond=0),
            ordernum=stamp.ordernum,
            ordertaxnum=None,
            offline=None,
            prevdochash=None,
            orderretnum=stage.numbers.get(old.orderretnum or "", old.orderretnum),
            cashier=stamp.cashier,
        )
        return replace(read, checkhead=head)

    return build


def _end(stage: Stage, journal: Readers, desk: Desk) -> str:
    """Come back online where the journal did."""
    stage.link.up = True
    if journal.current_session(desk.name) is not None or stage.post.journal.current_session(desk.name) is None:
        return ""
    last = journal.last_document(desk.name)
    if last is not None:
        stage.clock.reach(datetime.fromisoformat(last.time))
    try:
        come_back(stage.post)
    except PrroError as error:
        return f"coming back online: {error.id} {error.cause}"
    return ""


def _compare(stage: Stage, played: Sequence[Document]) -> Iterator[Difference]:
    made = {d.id: stage.post.journal.document(stage.ids[d.id]) for d in played}
    base = played[0].local_number if played else 0
    ours = made[played[0].id] if played else None
    for old in played:
        new = made[old.id]
        if new is None or ours is None:
            continue
        figures = [
            ("number", old.local_number - base, new.local_number - ours.local_number),
            ("kind", old.kind, new.kind),
            ("state", old.shown_state, new.shown_state),
            ("offline", old.offline, new.offline),
            ("session number", old.session_number, new.session_number),
            ("total", old.total, new.total),
            ("counts", old.effective, new.effective),
        ]
        for figure, said, found in figures:
            if said != found:
                yield Difference(f"{old.kind} {old.local_number}", figure, str(said), str(found))


@contextmanager
def _stage(desk: Desk, first: Document) -> Iterator[Stage]:
    """A desk of the same definition before the same tax service's registry, in a directory that goes away."""
    folder = Path(tempfile.mkdtemp(prefix="prro-rehearsal-"))
    clock, chance = Clock(datetime.fromisoformat(first.time)), random.Random(_SEED)  # noqa: S311 - to be the same again
    key = PlainKey(_KEY, "Репетиція", (desk.tin,))
    box = Sandbox(notary=PlainNotary(), clock=clock.now, bind=False, randbelow=chance.randrange)
    try:
        box.load_registry(_registry(desk, key, first.local_number))
        for name in ("keys", "backups", "locks"):
            (folder / name).mkdir(mode=0o700)
        places = Places(folder / "journal.db", folder / "keys", folder / "backups", folder / "locks")
        link = Link(box)
        uids = Uids(chance)
        settings = ServerSettings(base_url="http://127.0.0.1:9/fs")
        server = FiscalServer(link, Seal(), now=clock.now, new_uid=uids.uid, settings=settings)
        with Journal.open(places, clock=clock, entropy=chance.randbytes) as journal:
            journal.lock(desk.name, command="prro bundle replay", wait_seconds=0)
            rules = Rules(device_check=False)
            post = Post(desk, journal, server, Signer(key), clock, uids, rules, "rehearsal", key.name, senior=True)
            yield Stage(post, link, clock)
    finally:
        box.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _registry(desk: Desk, key: PlainKey, first_number: int) -> dict[str, Any]:
    register = {"number": desk.fiscal_number, "local": desk.local_number, "outlet": 1, "name": "ПРРО"}
    return {
        "taxpayers": [{"tin": desk.tin, "name": desk.org, "vat": desk.vat_number}],
        "outlets": [{"entity": 1, "tin": desk.tin, "name": desk.outlet, "address": desk.address}],
        "registers": [{**register, "first_local": first_number}],
        "operators": [{"ski": key.ski, "tin": desk.tin, "name": key.name, "role": "senior"}],
    }
