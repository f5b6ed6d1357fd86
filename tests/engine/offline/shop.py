"""A desk, its journal and a sandbox in one process: no sockets, pretended signatures, one clock for both sides.

Documents are planned here by hand, so that these tests lean on the offline room and the document's life only.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from prro_cli.engine import shift as shifts
from prro_cli.engine.offline import comeback
from prro_cli.engine.ports import Post, Rules, Signed
from prro_cli.engine.recover import recover
from prro_cli.engine.way import record
from prro_cli.journal.rows import Document, DocumentFilter
from prro_cli.journal.store import Journal, Places
from prro_cli.journal.verify import verify
from prro_cli.sandbox.plain import PlainKey, PlainNotary, content_of
from prro_cli.sandbox.sandbox import Sandbox
from prro_cli.sandbox.wire import Request
from prro_cli.taxserver.client import FiscalServer, ServerSettings
from prro_cli.taxserver.outcomes import Signatory
from prro_cli.taxserver.seals import Opened, SealError
from prro_cli.taxserver.wire import Phase, Trouble, WireFailure, WireReply
from prro_cli.values import kyiv
from tests.engine.offline.plans import (
    DESK,
    REGISTER,
    TIN,
    cash_plan,
    return_plan,
    sale_plan,
    storno_plan,
    z_plan,
)

NOW = datetime(2026, 3, 10, 10, 0, 0, tzinfo=kyiv())
CASHIER = PlainKey("a1" * 32, "Касир Олена", (TIN,))
COLLEAGUE = PlainKey("a2" * 32, "Касир Богдан", (TIN,))
SENIOR = PlainKey("b1" * 32, "Старша Ганна", (TIN,))
REGISTRY: dict[str, Any] = {
    "taxpayers": [{"tin": TIN, "name": DESK.org, "vat": DESK.vat_number}],
    "outlets": [{"entity": 1, "tin": TIN, "name": DESK.outlet, "address": DESK.address}],
    "registers": [{"number": REGISTER, "local": 1, "outlet": 1, "name": "Каса 1"}],
    "operators": [
        {"ski": CASHIER.ski, "tin": TIN, "name": CASHIER.name},
        {"ski": COLLEAGUE.ski, "tin": TIN, "name": COLLEAGUE.name},
        {"ski": SENIOR.ski, "tin": TIN, "name": SENIOR.name, "role": "senior"},
    ],
}


class Clock:
    """One time for both sides; waiting moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        self.steady = 0.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.steady

    def sleep(self, seconds: float) -> None:
        self.steady += seconds
        self.moment += timedelta(seconds=int(seconds))

    def move(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class Link:
    """The network: up or down, and what happens to the next requests of a kind (`doc`, `pck`, `cmd`).

    `drop`: the body leaves and nothing is processed; `lost`: processed, no answer; `down`: nothing leaves and the
    link is gone from then on; `lost-down`, `drop-down`: the same and gone from then on.
    """

    box: Sandbox
    up: bool = True
    strikes: list[tuple[str, str]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    bodies: list[tuple[str, bytes]] = field(default_factory=list)

    def post(
        self, url: str, body: bytes, *, content_type: str, seconds: float, compress: bool = False
    ) -> WireReply | WireFailure:
        path = url.rsplit("/", 1)[1]
        self.requests.append(path)
        self.bodies.append((path, body))
        strike = self._strike(path) if self.up else None
        if strike == "down":
            self.up = False
        if not self.up:
            return WireFailure(Phase.CONNECT, Trouble.REFUSED, "the link is down", body_left=False, seconds=0.0)
        gone = WireFailure(Phase.WAIT, Trouble.CLOSED, "closed without an answer", body_left=True, seconds=0.01)
        if strike in ("drop-down", "lost-down"):
            self.up = False
        if strike in ("drop", "drop-down"):
            return gone
        response = self.box.service.handle(Request("POST", "/" + path, {}, content_type, "", "", body))
        if strike in ("lost", "lost-down") or response.manner.connection != "answer":
            return gone
        return WireReply(response.status, (("content-type", response.content_type),), response.body, 0.01)

    def _strike(self, path: str) -> str | None:
        for place, (target, what) in enumerate(self.strikes):
            if target == path:
                del self.strikes[place]
                return what
        return None

    def close(self) -> None:
        return


class Seal:
    """Opens what the sandbox pretends to sign."""

    def open(self, signed: bytes) -> Opened:
        try:
            return Opened(content_of(signed), Signatory("prro sandbox", "", pinned=True, trusted=True))
        except ValueError as error:
            raise SealError(str(error)) from error


@dataclass(frozen=True)
class Signer:
    """A pretended key at the engine's port."""

    key: PlainKey

    @property
    def ski(self) -> str:
        return self.key.ski

    @property
    def person(self) -> str:
        return self.key.name

    def sign(self, content: bytes, *, timestamp: bool) -> Signed:
        return Signed(self.key.sign(content), timestamp)

    def sign_command(self, content: bytes) -> bytes:
        return self.key.sign(content)


@dataclass
class Uids:
    """Identifiers from a seed."""

    source: random.Random

    def uid(self) -> str:
        return str(uuid.UUID(int=self.source.getrandbits(128), version=4))


@dataclass
class Shop:
    """Both sides and the person between them."""

    clock: Clock
    box: Sandbox
    journal: Journal
    link: Link
    post: Post
    folder: Path
    refunds: dict[str, int] = field(default_factory=dict)

    # --- operations, as a command would do them

    def open(self) -> str:
        recover(self.post)
        return shifts.open_shift(self.post, test=False)

    def sale(self, kopecks: int = 6000, key: str | None = None) -> str:
        recover(self.post)
        return record(self.post, sale_plan(self.post, kopecks, key))

    def refund(self, sale: str, kopecks: int | None = None) -> str:
        recover(self.post)
        return record(self.post, return_plan(self.post, self.row(sale), kopecks))

    def cash(self, kopecks: int, *, deposit: bool = True) -> str:
        recover(self.post)
        return record(self.post, cash_plan(self.post, kopecks, deposit=deposit))

    def reverse(self, sale: str) -> str:
        recover(self.post)
        return record(self.post, storno_plan(self.post, self.row(sale)))

    def z_report(self) -> str:
        recover(self.post)
        return record(self.post, z_plan(self.post))

    def close(self) -> str:
        recover(self.post)
        shift = shifts.working_shift(self.post, selling=False)
        return record(self.post, shifts.close_plan(self.post, shift))

    def end_day(self) -> None:
        self.z_report()
        self.close()

    def come_back(self) -> comeback.Homecoming:
        recover(self.post)
        return comeback.come_back(self.post)

    # --- what there is to see

    def row(self, uid: str) -> Document:
        found = self.journal.document(uid)
        assert found is not None
        return found

    @property
    def offline(self) -> bool:
        return self.journal.current_session(DESK.name) is not None

    def rows(self) -> list[Document]:
        return list(self.journal.documents_in_order(DocumentFilter(desk=DESK.name)))

    def entries(self) -> list[dict[str, Any]]:
        """The sandbox's documents in order, revoked ones told."""
        with self.box.state.transaction() as connection:
            rows = connection.execute(
                "SELECT * FROM documents WHERE removed = 0 AND register = ? ORDER BY local, id", (REGISTER,)
            )
            return [dict(row) for row in rows]

    def rules(self, **changes: Any) -> None:
        self.post.rules = replace(self.post.rules, **changes)

    def sound(self) -> None:
        """The journal agrees with itself: chain, bytes, numbers, hashes, totals, derived tables."""
        report = verify(self.folder / "journal.db", keys_dir=self.folder / "keys")
        assert report.findings == ()

    def agree(self) -> None:
        """The journal and the sandbox tell the same story, to the kopeck."""
        self.sound()
        ours = [d for d in self.rows() if d.state in ("registered", "revoked")]
        theirs = self.entries()
        assert sorted(d.id.lower() for d in ours) == sorted(e["uid"].lower() for e in theirs)
        by_uid = {e["uid"].lower(): e for e in theirs}
        for document in ours:
            entry = by_uid[document.id.lower()]
            assert entry["local"] == document.local_number
            if document.state == "registered":  # a revoked one's number stands in its decision
                assert entry["fiscal"] == document.fiscal_number
            assert (entry["revoked_by"] is not None) == (document.state == "revoked"), document
            assert (entry["storned_by"] is not None) == (document.reversed_by is not None), document
            if document.total is not None:
                assert entry["total"] == document.total
        assert all(d.state in ("registered", "revoked", "voided", "rejected") for d in self.rows())
        numbers = sorted(d.local_number for d in ours if d.consumed)
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


@contextmanager
def shop(*, seed: int = 1, switches: dict[str, str] | None = None, now: datetime = NOW, **rules: Any) -> Iterator[Shop]:
    """A new shop in memory-backed files."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="prro-test-", dir=memory if memory.is_dir() else None))
    clock, chance = Clock(now), random.Random(seed)
    box = Sandbox(notary=PlainNotary(), clock=clock.now, bind=False, switches=switches, randbelow=chance.randrange)
    for name in ("keys", "backups", "locks"):
        (folder / name).mkdir(mode=0o700)
    places = Places(folder / "journal.db", folder / "keys", folder / "backups", folder / "locks")
    try:
        box.load_registry(REGISTRY)
        with Journal.open(places, clock=clock, entropy=chance.randbytes) as journal:
            journal.lock(DESK.name, command="test", wait_seconds=0)
            link = Link(box)
            yield Shop(clock, box, journal, link, new_post(journal, link, clock, chance, Rules(**rules)), folder)
    finally:
        box.stop()
        shutil.rmtree(folder)


def new_post(
    journal: Journal, link: Link, clock: Clock, chance: random.Random, rules: Rules, key: PlainKey = CASHIER
) -> Post:
    """A cashier at the desk."""
    uids = Uids(chance)
    server = FiscalServer(link, Seal(), now=clock.now, new_uid=uids.uid, settings=ServerSettings(base_url=DESK.server))
    return Post(
        desk=DESK,
        journal=journal,
        server=server,
        signer=Signer(key),
        clock=clock,
        randomness=uids,
        rules=rules,
        cashier="olena",
        person=key.name,
    )
