"""Seeded random worlds: operations, a bad link, a bad server, crashes at any effect, a clock that moves.

A world is one shop (`tests.engine.offline.shop`) driven by one seed. After its operations the link is repaired and
what waits is sent; then the checker judges.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from prro_cli.engine.ports import Post, Signed
from prro_cli.errors.base import PrroError
from prro_cli.journal.rows import DocumentFilter
from prro_cli.journal.store import Journal
from prro_cli.taxserver.wire import WireFailure, WireReply
from tests.engine.offline.shop import DESK, Link, Shop, Signer, new_post, shop
from tests.engine.simulation.checker import Told, judge

STRIKES = ("drop", "lost", "drop-down", "lost-down", "down")
FAULTS = (
    "status=503@doc", "status=502@pck", "status=500@cmd:TransactionsRegistrarState", "html@any", "truncated@doc",
    "wrong-signature@doc", "truncated@pck", "unescaped@doc", "refuse=12@pck", "refuse-document=1@pck",
    "refuse-document=3@pck", "ocsp@doc",
)  # fmt: skip
SWITCHES = ({"revoke_numbering": "release"}, {"revoke_numbering": "release", "package_atomic": "off"})


class Crash(BaseException):
    """The process is gone; not an error anybody may catch."""


@dataclass
class Fuse:
    """Counts effects and blows at one of them."""

    left: int = -1

    def effect(self) -> None:
        if self.left == 0:
            self.left = -1
            raise Crash
        self.left -= self.left > 0


class FusedJournal:
    """The journal; a crash comes right before or right after a commit."""

    def __init__(self, inner: Journal, fuse: Fuse) -> None:
        self._inner, self._fuse = inner, fuse

    def append(self, *words: Any, **more: Any) -> Any:
        self._fuse.effect()
        done = self._inner.append(*words, **more)
        self._fuse.effect()
        return done

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@dataclass
class FusedLink(Link):
    """The link; a crash comes before a request or before its answer is read."""

    fuse: Fuse = field(default_factory=Fuse)

    def post(self, url: str, body: bytes, **how: Any) -> WireReply | WireFailure:
        self.fuse.effect()
        answer = super().post(url, body, **how)
        self.fuse.effect()
        self.bodies.clear()
        return answer


@dataclass(frozen=True)
class FusedSigner(Signer):
    """The key; a crash comes before a signature."""

    fuse: Fuse = field(default_factory=Fuse)

    def sign(self, content: bytes, *, timestamp: bool) -> Signed:
        self.fuse.effect()
        return super().sign(content, timestamp=timestamp)


@dataclass
class World:
    """One seed at work."""

    seed: int
    shop: Shop
    chance: random.Random
    fuse: Fuse = field(default_factory=Fuse)
    history: list[Told] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    sold: list[tuple[str, int]] = field(default_factory=list)
    step: int = 0

    def reborn(self) -> None:
        """A new process: nothing of the old one but the files."""
        link = self.shop.link
        if not isinstance(link, FusedLink):
            self.shop.link = link = FusedLink(link.box, fuse=self.fuse)
        journal: Any = FusedJournal(self.shop.journal, self.fuse)
        post: Post = new_post(journal, link, self.shop.clock, self.chance, self.shop.post.rules)
        post.signer = FusedSigner(self.shop.post.signer.key, self.fuse)  # type: ignore[attr-defined]
        self.shop.post = post

    def run(self, operations: int) -> list[str]:
        self.reborn()
        self.command("shift_open", None, self.shop.open)
        for self.step in range(operations):
            self.trouble()
            self.operation()
        return self.finish()

    def trouble(self) -> None:
        """What the world does between two commands."""
        roll = self.chance.random
        self.shop.clock.move(self.chance.choice((1, 3, 10, 30, 60, 300)))
        if roll() < 0.02:
            self.shop.clock.move(self.chance.randrange(8 * 3600))
        if roll() < 0.02:
            self.shop.clock.move(-self.chance.randrange(50))
            self.counts["clock back"] += 1
        if roll() < 0.08:
            self.shop.link.up = not self.shop.link.up
            self.counts["link flips"] += 1
        elif not self.shop.link.up and roll() < 0.12:
            self.shop.link.up = True
        if roll() < 0.12:
            strike = self.chance.choice(("doc", "pck", "cmd")), self.chance.choice(STRIKES)
            self.shop.link.strikes.append(strike)
            self.counts["link faults"] += 1
        if roll() < 0.05:
            self.shop.box.fault(self.chance.choice(FAULTS))
            self.counts["server faults"] += 1
        if roll() < 0.08:
            self.fuse.left = self.chance.randrange(30)

    def operation(self) -> None:
        shift = self.shop.journal.open_shift(DESK.name)
        if shift is None:
            self.command("shift_open", None, self.shop.open)
            return
        if shift.state == "z":
            self.command("shift_close", None, self.shop.close)
            return
        choices: Sequence[tuple[Callable[[], None], int]] = (
            (self.sale, 50), (self.refund, 10), (self.deposit, 8), (self.issue, 6), (self.reverse, 5),
            (self.day_end, 5), (self.come_back, 14),
        )  # fmt: skip
        self.chance.choices([c[0] for c in choices], [c[1] for c in choices])[0]()

    def sale(self) -> None:
        total = 6 * (100_000 + self.step)
        uid = self.command("sale", total, lambda: self.shop.sale(total))
        if uid:
            self.sold.append((uid, total))

    def refund(self) -> None:
        """A small return on a receipt that stands; its sum is this step's own."""
        if not self.sold:
            return self.sale()
        sale = self.shop.journal.document(self.chance.choice(self.sold)[0])
        if sale is None or sale.shown_state not in ("registered", "offline") or sale.fiscal_number is None:
            return self.sale()
        total = 6 * (1 + self.step)
        self.command("return", total, lambda: self.shop.refund(sale.id, total))
        return None

    def deposit(self) -> None:
        total = 100 + self.step
        self.command("service_input", total, lambda: self.shop.cash(total))

    def issue(self) -> None:
        total = 100 + self.step
        self.command("service_output", total, lambda: self.shop.cash(total, deposit=False))

    def reverse(self) -> None:
        last = self.shop.journal.last_document(DESK.name)
        if last is None or last.kind != "sale" or last.shown_state not in ("registered", "offline"):
            return self.sale()
        self.command("reversal", None, lambda: self.shop.reverse(last.id))
        return None

    def day_end(self) -> None:
        if self.command("z_report", None, self.shop.z_report):
            self.command("shift_close", None, self.shop.close)

    def come_back(self) -> None:
        self.command("come_back", None, lambda: self.shop.come_back() and "")

    def command(self, kind: str, total: int | None, operation: Callable[[], str]) -> str | None:
        """One command as the operator sees it."""
        self.counts["operations"] += 1
        answer, uid = "no", None
        try:
            uid = operation()
            answer = "yes"
        except Crash:
            answer = "unknown"
            self.counts["crashes"] += 1
            self.reborn()
        except PrroError as error:
            answer = "unknown" if error.exit_code == 12 else "no"
            self.counts[f"exit {int(error.exit_code)}"] += 1
        self.history.append(Told(kind, total, answer, uid or None))
        return uid

    def finish(self) -> list[str]:
        """Repair everything, send what waits, close the day; then the judgement."""
        self.fuse.left = -1
        link = self.shop.link
        link.strikes.clear()
        self.shop.box.faults.clear()
        link.up = True
        self.shop.clock.move(700)
        self.reborn()
        self.shop.come_back()
        shift = self.shop.journal.open_shift(DESK.name)
        if shift is not None and shift.state == "open":
            self.command("z_report", None, self.shop.z_report)
        if shift is not None:
            self.command("shift_close", None, self.shop.close)
        if self.seed % 10 == 0:
            self.shop.sound()
        rows = [
            {f.name: getattr(row, f.name) for f in fields(row)}
            for row in self.shop.journal.documents_in_order(DocumentFilter(desk=DESK.name))
        ]
        return judge(self.history, self.shop.entries(), rows, self.totals())

    def totals(self) -> list[dict[str, Any]]:
        """The journal's running totals, a row for each shift and section."""
        names = {"real": "sale", "ret": "return", "service_input": "service_input", "service_output": "service_output"}
        found = []
        for shift in self.shop.journal.shifts(DESK.name):
            totals = self.shop.journal.totals(DESK.name, shift.number)
            for name, kind in names.items():
                section = getattr(totals, name)
                if section is not None:
                    found.append({"shift": shift.number, "kind": kind, "sum": section.sum})
        return found


def simulate(seed: int, operations: int = 100) -> tuple[list[str], Counter[str]]:
    """One world from a seed: what is wrong with it, and what happened in it."""
    chance = random.Random(seed)
    with shop(seed=seed, switches=SWITCHES[seed % 2], package_bytes=chance.choice((20_000, 175_000))) as opened:
        world = World(seed, opened, chance)
        try:
            wrong = world.run(operations)
        except PrroError as error:
            wrong = [f"the repaired world ends with {type(error).__name__}: {error.cause}"]
        return wrong, world.counts
