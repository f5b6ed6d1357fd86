"""The checks of `prro doctor`: stable ids, from local to remote; each that is not well names one command.

A check is a function of the ward (what it may look at) that returns a finding; it changes nothing, except what
`--fix` was asked to mend. The remote ones share one time budget (`probe`), so that a dead server costs seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from prro_cli.errors.base import ExitCode, PrroError
from prro_cli.lang import say
from prro_cli.support.checks import machine, outside, people, record, server
from prro_cli.support.checks.base import (
    ATTENTION,
    FAILED,
    GRAVE,
    OK,
    SKIPPED,
    Check,
    Checked,
    Finding,
    OpenKey,
    Ward,
    failure,
)

__all__ = ["ATTENTION", "CHECKS", "FAILED", "OK", "REMOTE", "SKIPPED", "Check", "Checked", "Finding", "OpenKey", "Ward"]

CHECKS: tuple[Check, ...] = (
    Check("PRRO-D001", "clock", "Clock", machine.clock),
    Check("PRRO-D002", "home", "Home and its rooms", machine.home, mend=machine.make_rooms),
    Check("PRRO-D003", "disk", "Disk", machine.disk),
    Check("PRRO-D004", "desk", "Desk", people.desk),
    Check("PRRO-D011", "modes", "Modes of all files", machine.modes, mend=machine.tighten),
    Check("PRRO-D012", "leftovers", "Leftovers", machine.leftovers, mend=machine.sweep),
    Check("PRRO-D013", "locks", "Who works now", machine.locks),
    Check("PRRO-D014", "config", "Configuration", people.config),
    Check("PRRO-D005", "journal", "Journal", record.journal),
    Check("PRRO-D015", "chain", "Records of the journal", record.chain),
    Check("PRRO-D006", "queue", "Unsettled and waiting documents", record.queue),
    Check("PRRO-D016", "seeds", "Sealed offline seeds", record.seeds),
    Check("PRRO-D009", "offline", "Offline right and session", record.offline),
    Check("PRRO-D017", "device", "Machine of the register", record.device),
    Check("PRRO-D007", "cashiers", "Cashiers", people.cashiers),
    Check("PRRO-D008", "keys", "Keys", people.keys),
    Check("PRRO-D018", "sign", "Signing and verifying", people.sign),
    Check("PRRO-D019", "certificate", "Certificate", people.certificate),
    Check("PRRO-D010", "backup", "Backups", record.backup),
    Check("PRRO-D028", "drill", "Rehearsal", record.drill),
    Check("PRRO-D041", "delivery", "Receipts to buyers", outside.delivery),
    Check("PRRO-D042", "printer", "Printer", outside.printer),
    Check("PRRO-D043", "timers", "Timers", outside.timers),
    Check("PRRO-D020", "dns", "Name of the server", server.dns, remote=True),
    Check("PRRO-D021", "tcp", "Connection", server.tcp, remote=True),
    Check("PRRO-D023", "tls", "Secure connection", server.tls, remote=True),
    Check("PRRO-D024", "http", "Answer by HTTP", server.http, remote=True),
    Check("PRRO-D022", "server", "Fiscal server", server.server, remote=True),
    Check("PRRO-D030", "access", "Access to the register", server.access, remote=True),
    Check("PRRO-D031", "registration", "Registration data", server.registration, remote=True),
    Check("PRRO-D032", "numbers", "Numbers and shift", server.numbers, remote=True),
    Check("PRRO-D033", "pair", "Offline session pair", server.pair, remote=True),
    Check("PRRO-D034", "operators", "Cashiers at the server", server.operators, remote=True),
    Check("PRRO-D035", "schemas", "Schemas of documents", server.schemas, remote=True),
    Check("PRRO-D040", "timestamp", "Time-stamp provider", outside.stamp, remote=True),
    Check("PRRO-D045", "gateways", "Mail and message gateways", outside.gateways, remote=True),
)
REMOTE = tuple(check for check in CHECKS if check.remote)
WAY = ("dns", "tcp", "tls", "http", "server")
"""The steps to the server in their order; where one fails, those behind it are skipped."""
ASKED = frozenset((*WAY, "access", "registration", "numbers", "pair", "operators", "schemas"))
"""The checks that need the server's answer: skipped alone, they must not look like a server that is well."""


def examine(ward: Ward, only: Iterable[str], ticks: Callable[[], float], *, fix: bool = False) -> Iterator[Checked]:
    """Run the checks in order; with `fix` what is harmless is mended and looked at again."""
    wanted = set(only)
    for check in CHECKS:
        if check.id in wanted or check.name in wanted:
            yield _examined(check, ward, ticks, fix)[0]


def examined(
    ward: Ward, only: Iterable[str], ticks: Callable[[], float], *, fix: bool
) -> tuple[list[Checked], ExitCode]:
    """All of them, and the exit code: that of the first grave failure, else attention where anything is not well."""
    wanted = set(only)
    checks: list[Checked] = []
    code = ExitCode.OK
    chosen = [check for check in CHECKS if check.id in wanted or check.name in wanted]
    for check in (*chosen, *(check for check in CHECKS if check.name in WAY and check not in chosen)):
        if check not in chosen and not any(c.level == SKIPPED and c.name in ASKED for c in checks):
            break  # nothing that was wanted waits for the way to the server
        checked, own = _examined(check, ward, ticks, fix)
        if check not in chosen and checked.level != FAILED:
            continue
        checks.append(checked)
        if checked.level in (ATTENTION, FAILED) and (
            code is ExitCode.OK or (code is ExitCode.ATTENTION and own in GRAVE)
        ):
            code = own if own in GRAVE and checked.level == FAILED else ExitCode.ATTENTION
        if check not in chosen:
            break  # the step that what was wanted could not pass
    return checks, code


def _examined(check: Check, ward: Ward, ticks: Callable[[], float], fix: bool) -> tuple[Checked, ExitCode]:
    started = ticks()
    fixed: tuple[str, ...] = ()
    found = _run(check, ward)
    if fix and check.mend is not None and found.level in (ATTENTION, FAILED):
        fixed = _mended(check, ward)
        found = _run(check, ward)
    spent = round((ticks() - started) * 1000)
    return Checked(check.id, check.name, check.title, found.level, found.text, found.next, spent, fixed), found.code


def _run(check: Check, ward: Ward) -> Finding:
    from prro_cli.crypto.errors import CryptoError

    try:
        return check.run(ward)
    except PrroError as error:
        return failure(error)
    except CryptoError as error:
        from prro_cli.errors.keys import from_crypto

        return failure(from_crypto(error))
    except OSError as error:
        return Finding(FAILED, f"{error.filename or ''}: {error.strerror or error}", "prro doctor --only modes")


def _mended(check: Check, ward: Ward) -> tuple[str, ...]:
    assert check.mend is not None
    done: list[str] = []
    try:
        done.extend(check.mend(ward))
    except (OSError, PrroError) as error:
        done.append(say("could not go on: {error}", error=error))
    return tuple(done)
