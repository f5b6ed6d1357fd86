"""The vital signs of a desk, read once from journal and home: `status`, `metrics` and `fleet` speak of the same ones.

No key is opened, nothing is asked of the network, nothing heavy is loaded.
"""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prro_cli.home.facts import Drill, KeyFacts, key_facts, last_drill, newest_backup
from prro_cli.home.restored import Mark, pending
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prro_cli.engine.offline.budget import Budget
    from prro_cli.engine.ports import Rules
    from prro_cli.home.desks import Cashier, Desk
    from prro_cli.home.paths import Home
    from prro_cli.journal.rows import Document, Session, Shift
    from prro_cli.journal.store import Journal

CLOCK_BACK = timedelta(minutes=5)
"""The last record is so far in the future: the clock of this machine was set back."""


@dataclass(frozen=True, slots=True)
class KeyVital:
    """One key that signs at this desk."""

    key: str
    cashiers: tuple[str, ...]
    days_left: int | None
    problem: str
    """Why it cannot sign, in words; empty where nothing is known against it."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """Everything monitoring wants to know of one desk; sums are kopecks."""

    desk: str
    fiscal_number: int
    server: str
    now: datetime
    test: bool
    shift: Shift | None = None
    receipts: int = 0
    cash: int | None = None
    session: Session | None = None
    budget: Budget | None = None
    last: Document | None = None
    next_local: int | None = None
    waiting: int = 0
    unsettled: int = 0
    stuck: int = 0
    offline_allowed: bool | None = None
    """What the server said of the register (1-ПРРО); None as long as it was not asked."""
    spare_session: bool = False
    seed_key_lost: bool = False
    """The key file that seals offline seeds is gone: offline documents cannot be numbered."""
    last_contact: datetime | None = None
    last_event: datetime | None = None
    keys: tuple[KeyVital, ...] = ()
    last_backup: datetime | None = None
    last_drill: Drill | None = None
    free_bytes: int = 0
    restored: Mark | None = None
    """The home was put back from a backup and this desk is not compared with the server yet."""
    has_journal: bool = False
    server_ahead: int | None = None
    """The number the server was found to expect beyond ours: another device, or this is an old copy."""
    unprinted: int | None = None
    """The local number of the last document, where its paper failed."""
    undelivered: int | None = None
    """The local number of the newest receipt that did not reach its buyer, or may not have."""

    @property
    def mode(self) -> str:
        """`online` or `offline`."""
        return "offline" if self.session else "online"

    @property
    def clock_behind(self) -> timedelta | None:
        """How far the clock is behind the newest record, where that cannot be right."""
        behind = self.last_event - self.now if self.last_event else timedelta()
        return behind if behind > CLOCK_BACK else None

    @property
    def key_days(self) -> int | None:
        """Days of the key that ends first."""
        days = [key.days_left for key in self.keys if key.days_left is not None]
        return min(days) if days else None

    @property
    def blocked_by(self) -> str | None:
        """Who forbids further offline documents: `local` (our count) or `server` (its own figure); None: nobody."""
        if self.budget is None or (self.session is None and self.budget.hours.month_left > 0):
            return None
        hours = self.budget.hours
        if self.session is not None and hours.session_left <= 0:
            return "server" if hours.session_by_server else "local"
        if hours.month_left <= 0:
            return "server" if hours.month_by_server else "local"
        if self.session is not None and self.budget.numbers.for_sales <= 0:
            return "local"
        return None


def vitals(
    home: Home, desk: Desk, cashiers: Sequence[Cashier], journal: Journal | None, now: datetime, rules: Rules
) -> Vitals:
    """Read them; with a journal inside one read transaction of the caller."""
    common = {
        "keys": key_vitals(home, desk, cashiers, now),
        "last_backup": newest_backup(home),
        "last_drill": last_drill(home, desk.name),
        "restored": pending(home, desk.name),
        "free_bytes": shutil.disk_usage(home.path if home.path.is_dir() else home.path.anchor).free,
    }
    if journal is None:
        return Vitals(desk.name, desk.fiscal_number, desk.server, now, desk.test, **common)  # type: ignore[arg-type]
    from prro_cli.engine.numbering import server_ahead
    from prro_cli.engine.offline.budget import budget
    from prro_cli.journal.totals import cash_of

    name = desk.name
    shift, session = journal.last_shift(name), journal.current_session(name)
    open_ = shift if shift and shift.state != "closed" else None
    totals = journal.totals(name, open_.number) if open_ else None
    last, known = journal.last_document(name), journal.desk(name)
    spare = journal.unused_session(name)
    return Vitals(
        desk=name,
        fiscal_number=desk.fiscal_number,
        server=desk.server,
        now=now,
        test=open_.test if open_ else desk.test,
        shift=shift,
        receipts=sum(part.orders_count for part in (totals.real, totals.ret) if part) if totals else 0,
        cash=cash_of(totals) if totals else None,
        session=session,
        budget=budget(journal, name, now, rules),
        last=last,
        next_local=journal.next_local_number(name) if last else None,
        waiting=journal.queue_length(name),
        unsettled=sum(1 for one in journal.unsettled(name) if not one.parked),
        stuck=len(journal.stuck(name)),
        offline_allowed=known.observed_state.get("offline_supported") if known else None,
        spare_session=spare is not None,
        seed_key_lost=(session or spare) is not None and not journal.box.ready,
        last_contact=_moment(journal.last_contact_at(name)),
        last_event=_moment(journal.last_event_at(name)),
        has_journal=True,
        server_ahead=server_ahead(journal, name),
        unprinted=last.local_number if last and last.printed == "failed" else None,
        undelivered=_undelivered(journal, name),
        **common,  # type: ignore[arg-type]
    )


def _undelivered(journal: Journal, desk: str) -> int | None:
    """The receipt of the newest delivery that was lost."""
    lost = journal.deliveries_lost(desk)
    document = journal.document(lost[0].document) if lost else None
    return document.local_number if document else None


def key_vitals(home: Home, desk: Desk, cashiers: Sequence[Cashier], now: datetime) -> tuple[KeyVital, ...]:
    """The keys of the people of this desk, those of the vault that nobody uses left out."""
    known = key_facts(home.keys_dir)
    by_key: dict[str, list[str]] = {}
    for cashier in cashiers:
        if not cashier.desks or desk.name in cashier.desks:
            by_key.setdefault(cashier.key, []).append(cashier.name)
    return tuple(_key(name, tuple(people), known.get(name), desk, now) for name, people in sorted(by_key.items()))


def _key(name: str, people: tuple[str, ...], facts: KeyFacts | None, desk: Desk, now: datetime) -> KeyVital:
    if facts is None:
        return KeyVital(name, people, None, "missing")
    days = facts.days_left(now)
    if facts.problem:
        return KeyVital(name, people, None, facts.problem)
    if facts.not_after is not None and now > facts.not_after:
        return KeyVital(name, people, days, "expired")
    if facts.not_before is not None and now < facts.not_before:
        return KeyVital(name, people, days, "not yet valid")
    if facts.numbers and desk.tin not in facts.numbers:
        return KeyVital(name, people, days, "of another taxpayer")
    return KeyVital(name, people, days, "")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
