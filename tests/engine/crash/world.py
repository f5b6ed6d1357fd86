"""A shop and its tax server in one folder: a journal, a sandbox without sockets, and commands run in children.

Signatures are pretended (`sandbox.plain`), so that a command costs milliseconds; everything between the request and
the two files is real. The link, the clock and the faults are given for each command.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from prro_cli.engine.cashdesk import CashDesk
from prro_cli.engine.ports import Post, Rules, Signed
from prro_cli.errors.base import PrroError
from prro_cli.home.desks import Desk, Tax
from prro_cli.journal.rows import DocumentFilter
from prro_cli.journal.store import Journal, Places
from prro_cli.sandbox.plain import PlainKey, PlainNotary, content_of
from prro_cli.sandbox.sandbox import Sandbox
from prro_cli.sandbox.wire import Request
from prro_cli.taxserver.client import FiscalServer, ServerSettings
from prro_cli.taxserver.outcomes import Signatory
from prro_cli.taxserver.seals import Opened, SealError
from prro_cli.taxserver.wire import Phase, Trouble, WireFailure, WireReply
from prro_cli.values import format_money
from tests.engine.crash.effects import DIED, Effects, WatchedHook, WatchedJournal, WatchedSigner, WatchedWire
from tests.sandbox.world import CASHIER, NOW, REGISTER, REGISTRY, TIN

DESK = Desk(
    name="kiosk",
    server="http://127.0.0.1:1/fs",
    tin=TIN,
    org='ТОВ "Тест & Ко"',
    outlet="Магазин",
    address="м. Київ, вул. Тестова, 1",
    fiscal_number=REGISTER,
    local_number=1,
    vat_number="345543626543",
    taxes=(Tax("А", 0, 2000, "ПДВ"),),
)
Operation = Callable[[CashDesk], Any]


class SteppingClock:
    """A second passes with each look; waiting takes no time."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        self.waited = 0.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        self.waited += 0.001
        return self.waited

    def sleep(self, seconds: float) -> None:
        self.waited += seconds
        self.moment += timedelta(seconds=seconds)


class RealClock(SteppingClock):
    """The machine's own time, where several processes share a shop."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class Uids:
    """Identifiers nobody has to remember."""

    def uid(self) -> str:
        return str(uuid.uuid4())


@dataclass(frozen=True)
class PlainSigner:
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


class PlainSeal:
    """Opens what the sandbox pretends to sign."""

    def open(self, signed: bytes) -> Opened:
        try:
            return Opened(content_of(signed), Signatory("prro sandbox", "", pinned=True, trusted=True))
        except ValueError as error:
            raise SealError(str(error)) from error


ANSWERED, UNREACHED, ASKED_IN_VAIN, ANSWER_LOST = "answered", "unreached", "asked in vain", "answer lost"
"""What becomes of one request: all well; no byte left; it left and never arrived; it was done and nobody heard."""


@dataclass(frozen=True)
class Conditions:
    """The circumstances of one command. From request `breaks` on the link is down, that one ends in `manner`."""

    up: bool = True
    faults: tuple[str, ...] = ()
    breaks: int | None = None
    manner: str = UNREACHED
    mends: bool = False
    """Whether only that one request suffers."""

    def manner_of(self, call: int) -> str:
        """What becomes of the n-th request."""
        if not self.up:
            return UNREACHED
        if self.breaks is None or call < self.breaks:
            return ANSWERED
        if call == self.breaks:
            return self.manner
        return ANSWERED if self.mends else UNREACHED


class ServiceWire:
    """The sandbox's service called as a function; a fault of the connection is what a socket would have shown."""

    def __init__(self, box: Sandbox, given: Conditions) -> None:
        self._box = box
        self._given = given
        self._calls = 0

    def post(
        self, url: str, body: bytes, *, content_type: str, seconds: float, compress: bool = False
    ) -> WireReply | WireFailure:
        self._calls += 1
        manner = self._given.manner_of(self._calls)
        if manner == UNREACHED:
            return WireFailure(Phase.CONNECT, Trouble.REFUSED, "the link is down", body_left=False, seconds=0.0)
        if manner == ASKED_IN_VAIN:
            return WireFailure(Phase.BODY, Trouble.RESET, "reset on the way there", body_left=True, seconds=0.01)
        path = "/" + url.rsplit("/", 1)[1]
        response = self._box.service.handle(Request("POST", path, {}, content_type, "", "", body))
        if response.manner.connection != "answer" or manner == ANSWER_LOST:
            return WireFailure(Phase.WAIT, Trouble.CLOSED, "closed without an answer", body_left=True, seconds=0.01)
        headers = (("content-type", response.content_type),)
        return WireReply(response.status, headers, response.body, 0.01)

    def close(self) -> None:
        return


@dataclass(frozen=True)
class Told:
    """What the operator was told: nothing (`died`), an answer, or an error."""

    died: bool
    effects: tuple[str, ...] = ()
    error: str | None = None
    code: int | None = None
    cause: str = ""
    state: str = ""
    document: dict[str, Any] | None = None

    @property
    def promised(self) -> bool | None:
        """Whether the operator may rely on it; None where he cannot know (death, or exit 12)."""
        return None if self.died or self.code == 12 else self.error is None


@dataclass
class Shop:
    """One folder with both sides; commands are run in it one after another."""

    folder: Path
    moment: datetime = NOW
    rules: Rules = field(default_factory=Rules)
    clock: type[SteppingClock] = SteppingClock
    lock_wait: float = 0.0

    @classmethod
    def new(cls, folder: Path, numbering: str = "next") -> Shop:
        """A registered shop that never worked; both sides read API 4.9 (the number of 102) the same way."""
        folder.mkdir(parents=True)
        with cls(folder)._box(SteppingClock(NOW)) as box:
            box.load_registry(REGISTRY)
            box.switch("revoke_numbering", "keep" if numbering == "next" else "release")
        return cls(folder, rules=Rules(offline_numbering=numbering))

    def copy(self, folder: Path) -> Shop:
        """The same shop in another folder, to go another way from here."""
        shutil.copytree(self.folder, folder)
        return Shop(folder, self.moment, self.rules, self.clock)

    @contextmanager
    def _box(self, clock: SteppingClock, faults: tuple[str, ...] = ()) -> Iterator[Sandbox]:
        box = Sandbox(
            self.folder / "sandbox.db", notary=PlainNotary(), clock=clock.now, bind=False, faults=faults,
            randbelow=lambda limit: 79604638321306 % limit,
        )  # fmt: skip
        try:
            yield box
        finally:
            box.stop()

    def places(self) -> Places:
        """Where the journal lies."""
        for name in ("keys", "backups", "locks"):
            (self.folder / name).mkdir(mode=0o700, exist_ok=True)
        return Places(*(self.folder / name for name in ("journal.db", "keys", "backups", "locks")))

    def journal(self, clock: SteppingClock | None = None) -> Journal:
        """The open journal."""
        return Journal.open(self.places(), clock=clock or SteppingClock(self.moment), entropy=os.urandom)

    def here(self, operation: Operation, effects: Effects | None = None, given: Conditions | None = None) -> Any:
        """Run a command in this process; what it returns or raises is the operation's own."""
        given, effects = given or Conditions(), effects or Effects()
        self.moment += timedelta(seconds=30)
        clock, truth = self.clock(self.moment), SteppingClock(self.moment)
        with (
            self._box(clock if self.clock is RealClock else truth, given.faults) as box,
            self.journal(clock) as journal,
        ):
            journal.lock(DESK.name, command="prro test", wait_seconds=self.lock_wait)
            wire = WatchedWire(ServiceWire(box, given), effects)
            server = FiscalServer(
                wire, PlainSeal(), now=clock.now, new_uid=Uids().uid, settings=ServerSettings(base_url=DESK.server)
            )
            post = Post(
                desk=DESK, journal=WatchedJournal(journal, effects), server=server,  # type: ignore[arg-type]
                signer=WatchedSigner(PlainSigner(CASHIER), effects), clock=clock, randomness=Uids(),
                rules=self.rules, cashier="olena", person="Касир Олена", hook=WatchedHook(effects),
            )  # fmt: skip
            return operation(CashDesk(post))

    def told(self, operation: Operation, effects: Effects | None = None, given: Conditions | None = None) -> Told:
        """Run a command in this process and report it as the shell would."""
        effects = effects or Effects()
        try:
            made = self.here(operation, effects, given)
        except PrroError as error:
            return Told(False, tuple(effects.seen), type(error).__name__, error.exit_code, str(error), error.state)
        document = {name: getattr(made, name) for name in ("kind", "state", "total", "fiscal_number", "local_number")
                    if hasattr(made, name)}  # fmt: skip
        return Told(False, tuple(effects.seen), document=document)

    def child(self, operation: Operation, effects: Effects, given: Conditions | None = None) -> Told:
        """Run a command in a forked child, which may die in it."""
        readable, writable = os.pipe()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.close(readable)
                told = self.told(operation, effects, given)
                with os.fdopen(writable, "wb") as out:
                    out.write(json.dumps(vars(told)).encode())
                status = 0
            finally:
                os._exit(status)
        os.close(writable)
        with os.fdopen(readable, "rb") as pipe:
            said = pipe.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self.moment += timedelta(seconds=30)
        if status == DIED:
            return Told(True)
        assert status == 0, f"the child ended with {status}"
        members = json.loads(said)
        return Told(**{**members, "effects": tuple(members["effects"])})

    # --- the two stories

    def server(self) -> dict[str, Any]:
        """The register as the sandbox has it."""
        with self._box(SteppingClock(self.moment)) as box:
            registers = box.dump()["registers"]
        found: dict[str, Any] = next(item for item in registers if item["number"] == REGISTER)
        return found

    def lines(self) -> list[dict[str, Any]]:
        """The operator's history, as `journal list` shows it."""
        with self.journal() as journal:
            rows = journal.documents(DocumentFilter(desk=DESK.name))
        names = ("id", "kind", "local_number", "fiscal_number")
        return [
            {
                **{name: getattr(row, name) for name in names},
                "state": row.shown_state,
                "total": None if row.total is None else format_money(row.total),
            }
            for row in rows
        ]

    def totals(self) -> dict[str, int]:
        """The operator's totals of the newest shift."""
        with self.journal() as journal:
            shift = journal.last_shift(DESK.name)
            totals = journal.totals(DESK.name, shift.number if shift else 0)
        sections = {"sale": totals.real, "return": totals.ret, "service_input": totals.service_input,
                    "service_output": totals.service_output}  # fmt: skip
        return {name: section.sum if section else 0 for name, section in sections.items()}
