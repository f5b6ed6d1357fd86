"""What a check is given and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from prro_cli.errors.base import ExitCode, PrroError
from prro_cli.home.paths import Home
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.crypto.pairing import Pair
    from prro_cli.home.desks import Cashier, Desk
    from prro_cli.home.settings import Settings
    from prro_cli.journal.store import Journal
    from prro_cli.support.probe import Probe

OK, ATTENTION, FAILED, SKIPPED = "ok", "attention", "failed", "skipped"
LEVELS = (OK, SKIPPED, ATTENTION, FAILED)
GRAVE = frozenset(
    {
        ExitCode.STUCK, ExitCode.KEY_UNUSABLE, ExitCode.CERTIFICATE_EXPIRED, ExitCode.JOURNAL_DAMAGED, ExitCode.DISK,
        ExitCode.PERMISSIONS,
    }
)  # fmt: skip
"""Codes a failed check keeps as the exit code of the whole; everything else is attention (cli.md)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw; one that is not well names one command."""

    level: str
    text: str
    next: str = ""
    code: ExitCode = ExitCode.ATTENTION


def failure(error: PrroError) -> Finding:
    """An error of ours as what a check saw."""
    code = error.exit_code if error.exit_code in GRAVE else ExitCode.ATTENTION
    return Finding(FAILED, error.cause, error.next[0] if error.next else "prro status", code)


@dataclass(frozen=True, slots=True)
class OpenKey:
    """A key that could be opened for the checks: who signs with it, and the pair."""

    cashier: str
    key: str
    pair: Pair


@dataclass(frozen=True, slots=True)
class Ward:
    """Everything a check may look at. What could not be opened is an error in its place."""

    home: Home
    now: datetime
    settings: Settings | None = None
    settings_error: PrroError | None = None
    desk: Desk | None = None
    cashiers: tuple[Cashier, ...] = ()
    journal: Journal | None = None
    journal_error: PrroError | None = None
    device_id: str = ""
    key: OpenKey | None = None
    no_key: str = ""
    """Why no key was opened: what needs one was not checked."""
    probe: Probe | None = None
    """The way to the server, walked in the background; None without network."""
    commands: frozenset[str] = frozenset()
    """Commands this program has: a check may only name one of them."""
    chain: Callable[[], tuple[bool, str] | None] = lambda: None
    """Judges the chain of the opened key's certificate; None where nobody vouched for an authority."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Where the machine's own files are, by the environment."""
    delivery: Mapping[str, str] = field(default_factory=dict)
    """Channels that are set up, and what is wrong with each (`delivery.check.channels`)."""
    gateways: Callable[[], Mapping[str, str | None]] = dict
    """Asks the other side of each channel (`delivery.check.gateways`)."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its id never changes its meaning."""

    id: str
    name: str
    title: str
    run: Callable[[Ward], Finding]
    remote: bool = False
    mend: Callable[[Ward], Iterator[str]] | None = None
    """Does what is harmless, and says what it did."""


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
    fixed: tuple[str, ...] = ()
    """What `--fix` did before it was looked at again."""


def clock_command(platform: str) -> str:
    """How the clock of this machine is set by the network's time."""
    if platform == "win32":
        return "w32tm /resync"
    if platform == "darwin":
        return "sudo sntp -sS time.apple.com"
    return "sudo timedatectl set-ntp true"


def age_text(now: datetime, at: datetime) -> str:
    """How long ago."""
    from prro_cli.support.judgement import duration

    return duration(int((now - at).total_seconds()))


def inside(home: Path) -> Iterator[Path]:
    """Files and folders of the home that are prro's own, two levels deep."""
    yield home
    for path in sorted(home.glob("*")):
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from sorted(path.glob("*"))
