"""The checks of `prro doctor`: stable ids, from local to remote; each that fails names one command.

A check is a function of the ward (what it may look at) that returns a finding; it changes nothing. The remote ones
share one time budget, so that a dead server costs seconds, not minutes.
"""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from prro_cli.errors.base import PrroError
from prro_cli.home.paths import Home

if TYPE_CHECKING:
    from prro_cli.crypto.vault_format import VaultHeader
    from prro_cli.home.desks import Cashier, Desk
    from prro_cli.journal.store import Journal

OK, ATTENTION, FAILED, SKIPPED = "ok", "attention", "failed", "skipped"
LOW_DISK = 100 * 1024 * 1024
KEY_DAYS = 30
BACKUP_DAYS = 7
SKEW_SECONDS = 60
CONNECT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw."""

    level: str
    text: str
    next: str = ""


@dataclass(frozen=True, slots=True)
class Ward:
    """Everything a check may look at."""

    home: Home
    desk: Desk | None
    cashiers: tuple[Cashier, ...]
    journal: Journal | None
    now: datetime
    ask_server: Callable[[Desk], Finding]
    """Asks `ServerState` and judges the answer and the clocks (the composition root knows how)."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its id never changes its meaning."""

    id: str
    name: str
    title: str
    run: Callable[[Ward], Finding]


@dataclass(frozen=True, slots=True)
class Checked:
    """A check and what it found."""

    id: str
    name: str
    title: str
    level: str
    text: str
    next: str
    milliseconds: int


def examine(ward: Ward, only: Iterable[str], ticks: Callable[[], float]) -> Iterator[Checked]:
    """Run the checks in order; after the first failed remote step the later remote ones are skipped."""
    wanted = set(only)
    dead = False
    for check in CHECKS:
        if wanted and check.id not in wanted and check.name not in wanted:
            continue
        started = ticks()
        if dead and check in REMOTE:
            found = Finding(SKIPPED, "an earlier step to the server failed")
        else:
            try:
                found = check.run(ward)
            except PrroError as error:
                found = Finding(FAILED, error.cause, error.next[0] if error.next else "")
        dead = dead or (check in REMOTE and found.level == FAILED)
        spent = round((ticks() - started) * 1000)
        yield Checked(check.id, check.name, check.title, found.level, found.text, found.next, spent)


def _zone(ward: Ward) -> Finding:
    from prro_cli.values import kyiv

    local = ward.now.astimezone(kyiv())
    if local.year < 2026:
        return Finding(FAILED, f"the clock shows {local:%Y-%m-%d}", "set the clock of this machine (NTP)")
    return Finding(OK, f"{local:%d.%m.%Y %H:%M:%S} in Kyiv")


def _home(ward: Ward) -> Finding:
    if not ward.home.path.is_dir():
        return Finding(FAILED, f"{ward.home.path} is not there", "prro init")
    ward.home.checked()
    return Finding(OK, str(ward.home.path))


def _disk(ward: Ward) -> Finding:
    place = ward.home.path if ward.home.path.is_dir() else ward.home.path.anchor
    free = shutil.disk_usage(place).free
    text = f"{free // 1024 // 1024} MB free"
    return Finding(OK, text) if free > LOW_DISK else Finding(FAILED, text, f"free some space on the disk of {place}")


def _desk(ward: Ward) -> Finding:
    if ward.desk is None:
        return Finding(FAILED, "no desk is defined or chosen", "prro init")
    if ward.desk.vat_number and not ward.desk.taxes:
        return Finding(ATTENTION, f"{ward.desk.name}: a payer of VAT without tax letters", "prro tax set А --vat 20")
    return Finding(OK, f"{ward.desk.name}: ПРРО {ward.desk.fiscal_number}, {ward.desk.org}")


def _journal(ward: Ward) -> Finding:
    if ward.journal is None:
        return Finding(OK, "none yet; the first shift makes it")
    desks = [desk for desk in ward.journal.desks() if not desk.startswith("_")]
    stuck = sum(len(ward.journal.stuck(d)) for d in desks)
    if stuck:
        return Finding(FAILED, f"{stuck} documents need a person", "prro offline status")
    return Finding(
        OK,
        f"opens; desks: {', '.join(desks) or 'none'} (prro journal verify checks every byte)",
    )


def _unsettled(ward: Ward) -> Finding:
    if ward.journal is None or ward.desk is None:
        return Finding(SKIPPED, "no journal or no desk")
    open_ones = ward.journal.unsettled(ward.desk.name)
    waiting = ward.journal.queue_length(ward.desk.name)
    if open_ones:
        return Finding(ATTENTION, f"{len(open_ones)} documents without a known result", "prro sync")
    if waiting:
        return Finding(ATTENTION, f"{waiting} offline documents wait to be sent", "prro go-online")
    return Finding(OK, "nothing waits")


def _cashiers(ward: Ward) -> Finding:
    if not ward.cashiers:
        return Finding(FAILED, "no cashier works at this desk", "prro cashier add NAME --key KEY")
    return Finding(OK, ", ".join(c.name for c in ward.cashiers))


def _keys(ward: Ward) -> Finding:
    from prro_cli.crypto.errors import CryptoError
    from prro_cli.crypto.vault import Vault

    if not ward.cashiers:
        return Finding(SKIPPED, "no cashier, no key")
    vault = Vault(ward.home.keys_dir)
    worst = Finding(OK, "")
    seen = []
    for cashier in ward.cashiers:
        try:
            found = _key(ward, cashier.name, vault.header(cashier.key))
        except CryptoError as error:
            found = Finding(FAILED, f"{cashier.name}: {error}", f"prro key add FILE --name {cashier.key}")
        seen.append(found.text)
        worst = max(worst, found, key=lambda f: (OK, ATTENTION, FAILED).index(f.level))
    return Finding(worst.level, "; ".join(seen), worst.next)


def _key(ward: Ward, cashier: str, header: VaultHeader) -> Finding:
    """One key: valid now and for a while, and of this taxpayer."""
    days = (header.not_after - ward.now).days
    replace = f"prro key replace {header.name} FILE"
    if not header.not_before <= ward.now <= header.not_after:
        return Finding(FAILED, f"{cashier}: the certificate is not valid now", replace)
    codes = {c for c in (header.tax_number, header.organisation_number) if c}
    if ward.desk and codes and ward.desk.tin not in codes:
        text = f"{cashier}: the certificate is of {' / '.join(sorted(codes))}, the desk of {ward.desk.tin}"
        return Finding(ATTENTION, text, "prro key show")
    level = OK if days > KEY_DAYS else ATTENTION
    return Finding(level, f"{cashier}: {days} days left", "" if level == OK else replace)


def _offline_right(ward: Ward) -> Finding:
    row = ward.journal.desk(ward.desk.name) if ward.journal and ward.desk else None
    if ward.journal is None or ward.desk is None or row is None or not row.observed_state:
        return Finding(SKIPPED, "the server was not asked yet; the first shift does it")
    if row.observed_state.get("offline_supported") is False:
        return Finding(ATTENTION, "1-ПРРО does not allow working offline", "file form 1-ПРРО with the offline right")
    if ward.journal.current_session(ward.desk.name) is None and ward.journal.unused_session(ward.desk.name) is None:
        return Finding(ATTENTION, "no unused offline session: without internet this desk cannot sell", "prro sync")
    return Finding(OK, "an offline session is ready")


def _backups(ward: Ward) -> Finding:
    files = list(ward.home.backups_dir.glob("*.db*")) if ward.home.backups_dir.is_dir() else []
    if ward.journal is None:
        return Finding(SKIPPED, "nothing to back up yet")
    if not files:
        return Finding(ATTENTION, "there is no backup of the journal", "prro journal export --help")
    age = (ward.now.timestamp() - max(f.stat().st_mtime for f in files)) / 86400
    text = f"the newest copy is {int(age)} days old"
    return Finding(OK, text) if age < BACKUP_DAYS else Finding(ATTENTION, text, "prro journal export --help")


def _address(ward: Ward) -> tuple[str, int, str]:
    assert ward.desk is not None
    parts = urlsplit(ward.desk.server)
    return parts.hostname or "", parts.port or {"http": 80, "https": 443}[parts.scheme], parts.scheme


def _dns(ward: Ward) -> Finding:
    if ward.desk is None:
        return Finding(SKIPPED, "no desk")
    host, port, _ = _address(ward)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return Finding(FAILED, f"{host}: {error.strerror or error}", "check the internet connection and the DNS server")
    return Finding(OK, f"{host} is {found[0][4][0]}")


def _tcp(ward: Ward) -> Finding:
    if ward.desk is None:
        return Finding(SKIPPED, "no desk")
    host, port, _ = _address(ward)
    try:
        with socket.create_connection((host, port), timeout=CONNECT_SECONDS):
            return Finding(OK, f"port {port} answers")
    except OSError as error:
        return Finding(FAILED, f"{host}:{port}: {error.strerror or error}", "check firewall and provider; prro status")


def _server(ward: Ward) -> Finding:
    return ward.ask_server(ward.desk) if ward.desk else Finding(SKIPPED, "no desk")


CHECKS: tuple[Check, ...] = (
    Check("PRRO-D001", "clock", "Clock", _zone),
    Check("PRRO-D002", "home", "Home and modes", _home),
    Check("PRRO-D003", "disk", "Disk", _disk),
    Check("PRRO-D004", "desk", "Desk", _desk),
    Check("PRRO-D005", "journal", "Journal", _journal),
    Check("PRRO-D006", "queue", "Unsettled and waiting documents", _unsettled),
    Check("PRRO-D007", "cashiers", "Cashiers", _cashiers),
    Check("PRRO-D008", "keys", "Keys", _keys),
    Check("PRRO-D009", "offline", "Offline right and session", _offline_right),
    Check("PRRO-D010", "backup", "Backups", _backups),
    Check("PRRO-D020", "dns", "Name of the server", _dns),
    Check("PRRO-D021", "tcp", "Connection", _tcp),
    Check("PRRO-D022", "server", "Fiscal server", _server),
)
REMOTE = tuple(check for check in CHECKS if check.id >= "PRRO-D020")
