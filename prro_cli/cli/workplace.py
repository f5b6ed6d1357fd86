"""The composition root of the commands that work at a desk: real clock, key, journal and server put together here.

A command says who works (`Login`) and gets a `CashDesk` under the desk's writer lock; when it ends, the key is
dropped, the connection closed and the lock released.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from prro_cli.cli.declared import Option
from prro_cli.cli.definitions import chosen_desk, named_cashier
from prro_cli.cli.face import Face
from prro_cli.cli.journal_access import JournalClock, open_journal
from prro_cli.cli.secrets import PasswordOptions
from prro_cli.errors.selling import CashierNotChosenError, CashierUnknownHereError
from prro_cli.home.desks import cashiers_of
from prro_cli.home.restored import refuse_unless_compared
from prro_cli.lang import say
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.cli.vaults import OpeningKey
    from prro_cli.engine.cashdesk import CashDesk
    from prro_cli.engine.ports import Post, Rules, Signer
    from prro_cli.home.desks import Cashier, Desk
    from prro_cli.taxserver.client import FiscalServer
    from prro_cli.taxserver.http_wire import HttpWire
    from prro_cli.taxserver.seals import Opened, Seal
    from prro_cli.taxserver.timestamps import TimeStamper

CashierName = Annotated[str | None, Option("--cashier", metavar="NAME", help="Who works (prro cashier list).")]
Badge = Annotated[str | None, Option("--badge", metavar="CODE", help="Who works, by badge.")]
PinFile = Annotated[Path | None, Option("--pin-file", metavar="FILE", help="File with the cashier's PIN.")]
OnlineOnly = Annotated[bool, Option("--online-only", help="Do not go offline: exit 10 instead.")]
DryRun = Annotated[bool, Option("--dry-run", help="Show the XML and totals that would be signed; take nothing.")]
LockWait = Annotated[int | None, Option("--lock-wait", min=0, help="Seconds to wait for another command.")]


@dataclass(frozen=True, slots=True)
class Login:
    """Who works and how their key is opened."""

    cashier: str | None = None
    badge: str | None = None
    pin_file: Path | None = None
    password: PasswordOptions = field(default_factory=PasswordOptions)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a command wants of its workplace beside the person."""

    command: str
    online_only: bool = False
    lock_wait: int | None = None
    dry_run: bool = False
    no_print: bool = False


class Uids:
    """Identifiers of documents."""

    def uid(self) -> str:
        """A fresh GUID in lower case."""
        return str(uuid.uuid4())


class VouchedSeal:
    """The seal of a desk without a trust file: the authorities of the home may vouch, but none is demanded."""

    def __init__(self, inner: Seal) -> None:
        self._inner = inner

    def open(self, signed: bytes) -> Opened:
        """See `Seal.open`."""
        opened = self._inner.open(signed)
        signatory = opened.signatory
        if signatory.trusted:
            return opened
        return replace(opened, signatory=replace(signatory, pinned=False))


PRINTING = ("sale", "return", "reversal", "cash in", "cash out", "report z", "shift close")
"""Commands after which a paper comes out, where the desk has a printer."""


@contextmanager
def at_work(face: Face, wish: Wish, login: Login, desk: Desk | None = None) -> Iterator[CashDesk]:
    """The cash desk of a command, under the desk's writer lock."""
    from prro_cli.cli.vaults import begin_opening, named_header, prepare_signing

    desk = desk or chosen_desk(face)
    if not wish.dry_run:
        refuse_unless_compared(face.home, desk.name, wish.command)
    cashier = chosen_cashier(face, desk, login)
    with ExitStack() as stack:
        key = _signing_key(face, desk, cashier)

        def begun() -> OpeningKey:
            opening = begin_opening(face, key, login.password)
            stack.callback(opening.drop)
            return opening

        opening = None if wish.dry_run else begun()
        from prro_cli.cli.machine import device_id  # loaded while the key is being opened
        from prro_cli.cli.printing import set_up
        from prro_cli.cli.signers import SleepingSigner
        from prro_cli.engine.cashdesk import CashDesk
        from prro_cli.engine.ports import Post
        from prro_cli.taxserver.http_wire import HttpWire

        prepare_signing(face)
        wire = HttpWire(environment=face.environment.variables)
        stack.callback(wire.close)
        signer: Signer
        if opening is None:
            signer = SleepingSigner(named_header(face, key), lambda: _signer(face, desk, wire, begun()))
        else:
            signer = _signer(face, desk, wire, opening)
        journal = stack.enter_context(open_journal(face, read_only=False))
        wait = wish.lock_wait if wish.lock_wait is not None else face.settings.whole("lock.wait", desk.name)
        stack.enter_context(journal.lock(desk.name, command=wish.command, wait_seconds=wait))
        post = Post(
            desk=desk,
            journal=journal,
            server=fiscal_server(face, desk, wire),
            signer=signer,
            clock=JournalClock(face.environment),
            randomness=Uids(),
            rules=rules_of(face, desk, online_only=wish.online_only),
            cashier=cashier.name,
            person=cashier.person or signer.person,
            device_id=device_id(),
            senior=cashier.role in ("senior", "owner"),
            ask=face.confirm,
        )
        set_up(face, post, wanted=not (wish.no_print or wish.dry_run), ahead=wish.command in PRINTING)
        with hooks_afterwards(face, post):
            yield CashDesk(post)


@contextmanager
def hooks_afterwards(face: Face, post: Post) -> Iterator[None]:
    """The one place where hooks come from: the desk before and after a command, however it ended."""
    from prro_cli.support import hooks

    if not hooks.present(face.home):
        yield
        return

    def look() -> hooks.Snapshot | None:
        with suppress(Exception):  # what cannot be read now is the command's own error, never the hooks'
            return hooks.snapshot(post.journal, post.name, post.clock.now(), post.rules)
        return None

    before = look()
    try:
        yield
    finally:
        after = look()
        if before is not None and after is not None:
            subject, variables = hooks.Subject(post.name, post.desk.fiscal_number), face.environment.variables
            face.afterwards(partial(hooks.start, face.home, subject, before, after, variables))


def _signer(face: Face, desk: Desk, wire: HttpWire, opening: OpeningKey) -> Signer:
    from prro_cli.cli.signers import VaultSigner
    from prro_cli.cli.vaults import digest_setting
    from prro_cli.crypto.pairing import signing_pair

    opened = opening.key()
    pair = signing_pair(opened.keys, opened.certificates, face.environment.now())
    return VaultSigner(pair, digest_setting(face), _stamper(face, desk, wire), face.environment.ticks)


def _signing_key(face: Face, desk: Desk, cashier: Cashier) -> str:
    """The cashier's own key; in the shared mode (R43) that of the desk's usual cashier signs for everybody."""
    if face.settings.switch("signing.shared", desk.name) and desk.cashier is not None:
        return named_cashier(face, desk.cashier).key
    return cashier.key


def chosen_cashier(face: Face, desk: Desk, login: Login) -> Cashier:
    """By name, badge or PIN; else the desk's usual one; else the only one who may work there."""
    everybody = cashiers_of(face.settings.config)
    allowed = {name: one for name, one in everybody.items() if not one.desks or desk.name in one.desks}
    found = _named(face, desk, login, everybody, allowed)
    if found.name not in allowed:
        raise CashierUnknownHereError(detail=say("{name} may not work at {desk}", name=found.name, desk=desk.name))
    if login.pin_file is not None:
        from prro_cli.cli.pins import pin_matches, read_pin

        if found.pin is None or not pin_matches(found.pin, read_pin(login.pin_file)):
            raise CashierUnknownHereError(detail=say("the PIN is not that of {name}", name=found.name))
    return found


def _named(face: Face, desk: Desk, login: Login, everybody: dict[str, Cashier], allowed: dict[str, Cashier]) -> Cashier:
    if login.cashier is not None:
        return named_cashier(face, login.cashier)
    if login.badge is not None:
        holder = next((one for one in everybody.values() if one.badge == login.badge), None)
        if holder is None:
            raise CashierUnknownHereError(detail=say("no cashier has this badge"))
        return holder
    if login.pin_file is not None:
        from prro_cli.cli.pins import pin_matches, read_pin

        pin = read_pin(login.pin_file)
        matching = [one for one in allowed.values() if one.pin is not None and pin_matches(one.pin, pin)]
        if len(matching) == 1:
            return matching[0]
        raise CashierUnknownHereError(
            detail=say("the PIN is nobody's here") if not matching else say("the PIN is not unique")
        )
    if desk.cashier is not None:
        return named_cashier(face, desk.cashier)
    if len(allowed) == 1:
        return next(iter(allowed.values()))
    several = say("several people may work at {name}: {names}", name=desk.name, names=", ".join(allowed))
    detail = several if allowed else say("no cashier is defined: prro cashier add NAME --key KEY")
    raise CashierNotChosenError(detail=detail, desk=desk.name)


def fiscal_server(face: Face, desk: Desk, wire: HttpWire) -> FiscalServer:
    """The client of a desk's server, with the trust the desk was given."""
    from prro_cli.taxserver.client import FiscalServer, ServerSettings

    settings = face.settings
    seconds = float_seconds(face, desk)
    return FiscalServer(
        wire,
        _seal(face, desk),
        now=face.environment.now,
        new_uid=Uids().uid,
        settings=ServerSettings(
            base_url=desk.server,
            document_channel="SendDocument" if settings.text("server.document-channel", desk.name) != "doc" else "doc",
            package_channel="pck" if settings.text("server.package-channel", desk.name) == "pck" else "SendOflPackage",
            document_seconds=seconds,
            command_seconds=min(seconds, 10.0),
        ),
    )


def float_seconds(face: Face, desk: Desk) -> float:
    """Seconds one call may take: --timeout, else the setting."""
    return 1.0 * (face.options.timeout or face.settings.whole("server.timeout", desk.name))


def _seal(face: Face, desk: Desk) -> Seal:
    from prro_cli.taxserver.cms_seal import CmsSeal, ServerTrust, vouched

    code = desk.expected_server_code
    if desk.trust is not None:
        return CmsSeal(vouched(Path(desk.trust).expanduser().read_bytes(), code), face.environment.now)
    from prro_cli.cli.trusted import home_trust_store

    return VouchedSeal(CmsSeal(ServerTrust(home_trust_store(face), code), face.environment.now))


def _stamper(face: Face, desk: Desk, wire: HttpWire) -> TimeStamper | None:
    from prro_cli.taxserver.timestamps import TimeStamper, TimeStampSettings

    if desk.tsp == "none":
        return None
    settings = TimeStampSettings(
        address="" if desk.tsp == "auto" else desk.tsp,
        required=face.settings.switch("timestamp.required", desk.name),
    )
    return TimeStamper(wire, settings, new_nonce=lambda: secrets.randbits(63) | 1 << 63, clock=face.environment.ticks)


def rules_of(face: Face, desk: Desk, *, online_only: bool) -> Rules:
    """The settings of a desk as the engine wants them."""
    from prro_cli.engine.ports import Rules

    settings, name = face.settings, desk.name
    seconds = float_seconds(face, desk)
    return Rules(
        enter_offline=settings.text("offline.enter", name),
        offline_numbering=settings.text("offline.numbering", name),
        offline_numbers=settings.whole("offline.numbers", name),
        offline_zero_sum=settings.text("offline.zero-sum", name),
        warn_session_hours=settings.whole("offline.warn-session-hours", name),
        warn_month_hours=settings.whole("offline.warn-month-hours", name),
        auto_open=settings.switch("shift.auto-open", name),
        stale_shift=settings.text("shift.stale", name),
        device_check=settings.switch("device.check", name),
        shared_key=settings.switch("signing.shared", name),
        online_only=online_only,
        document_seconds=seconds,
        probe_seconds=seconds,
        package_bytes=settings.whole("server.package-bytes", name),
        package_channel=settings.text("server.package-channel", name),
        document_channel=settings.text("server.document-channel", name),
        sync_interval=settings.whole("sync.interval", name),
        card_code=int(settings.text("payments.card-code", name)),
        link_mac=settings.text("receipt.mac", name),
    )
