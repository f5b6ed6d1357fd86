"""`prro doctor`: is everything in order, from the clock to the fiscal server? Without `--fix` it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from prro_cli.cli.declared import Option, command, verb
from prro_cli.cli.definitions import chosen_desk
from prro_cli.cli.face import Face
from prro_cli.cli.journal_access import open_journal
from prro_cli.cli.secrets import PasswordFd, PasswordFile, PasswordOptions
from prro_cli.cli.workplace import CashierName, Login
from prro_cli.errors.base import PrroError
from prro_cli.errors.desks import DeskNotChosenError, NoDeskError
from prro_cli.errors.keys import PasswordMissingError
from prro_cli.errors.support import CheckUnknownError
from prro_cli.home.desks import cashiers_of
from prro_cli.lang import later, say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.crypto.x509 import Certificate
    from prro_cli.home.desks import Desk
    from prro_cli.support.doctor import Checked, OpenKey, Ward
    from prro_cli.support.probe import Probe, Roads

app = verb()
NO_PASSWORD = later("not checked: no password was given (--password-file FILE)")
KEYED = frozenset({"sign", "certificate", "access", "registration", "numbers", "pair", "operators"})


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All checks and the worst level among them."""

    schema: ClassVar[str] = "prro.doctor/1"
    worst: str
    checks: tuple[Checked, ...]


@command(app, "doctor", schema=Diagnosis.schema, example="prro doctor --only clock --only keys")
def doctor(
    face: Face,
    only: Annotated[list[str] | None, Option(help="Id or name of a check; repeat for several.")] = None,
    no_network: Annotated[bool, Option("--no-network", help="Local checks only.")] = False,
    fix: Annotated[bool, Option("--fix", help="Mend what is harmless: modes, missing folders, leftovers.")] = False,
    cashier: CashierName = None,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
) -> Answer:
    """Check everything from local to remote; every check that is not well names one command."""
    from prro_cli.support.doctor import CHECKS, examined

    known = {name for check in CHECKS for name in (check.id, check.name)}
    for name in only or ():
        if name not in known:
            raise CheckUnknownError(name=name, known=", ".join(check.name for check in CHECKS))
    wanted = [c for c in CHECKS if not (only and c.id not in only and c.name not in only)]
    wanted = [c for c in wanted if only or not (no_network and c.remote)]
    names = {check.name for check in wanted}
    login = Login(cashier, password=PasswordOptions(password_file, password_fd))
    mended = _modes_first(face, fix)
    network = not no_network and any(check.remote or check.name == "clock" for check in wanted)
    with _ward(face, login, key=bool(names & KEYED), network=network) as ward:
        checks, code = examined(ward, names, face.environment.ticks, fix=fix)
    checks = [replace(c, fixed=(*mended, *c.fixed)) if c.name == "home" else c for c in checks]
    levels = {check.level for check in checks}
    worst = next((level for level in ("failed", "attention") if level in levels), "ok")
    failed = [check for check in checks if check.level == "failed"]
    cause = "; ".join(f"{check.title}: {check.text}" for check in failed)
    steps = tuple(check.next for check in failed if check.next)
    return Answer(Diagnosis(worst, tuple(checks)), worst, face.desk_name, exit_code=code, cause=cause, next=steps)


def _modes_first(face: Face, fix: bool) -> tuple[str, ...]:
    """With --fix the home's own modes come before everything else, because nothing opens a home that is too open."""
    if not fix or not face.home.path.is_dir():
        return ()
    from prro_cli.support.checks.machine import tighten
    from prro_cli.support.doctor import Ward

    return tuple(tighten(Ward(face.home, face.environment.now())))


@contextmanager
def _ward(face: Face, login: Login, *, key: bool, network: bool) -> Iterator[Ward]:
    """What can be opened, opened; what cannot stands there as its error."""
    from prro_cli.cli.app import COMMANDS
    from prro_cli.cli.courier import drivers_of
    from prro_cli.cli.machine import device_id
    from prro_cli.delivery.check import channels, gateways
    from prro_cli.support.doctor import Ward

    ward = Ward(
        face.home, face.environment.now(), device_id=device_id(), commands=frozenset(COMMANDS),
        variables=face.environment.variables,
    )  # fmt: skip
    with ExitStack() as stack:
        try:
            ward = replace(ward, settings=face.settings)
            people = cashiers_of(face.settings.config).values()
            ward = replace(ward, desk=chosen_desk(face))
            mine = tuple(c for c in people if not c.desks or (ward.desk and ward.desk.name in c.desks))
            drivers, at = drivers_of(face), ward.desk.name if ward.desk else ""
            ward = replace(ward, cashiers=mine, delivery=channels(drivers, at), gateways=lambda: gateways(drivers, at))
        except (NoDeskError, DeskNotChosenError):
            ward = replace(ward, cashiers=tuple(people))
        except PrroError as error:
            ward = replace(ward, settings_error=error)
        if face.home.journal_path.exists():
            try:
                ward = replace(ward, journal=stack.enter_context(open_journal(face, read_only=True)))
            except PrroError as error:
                ward = replace(ward, journal_error=error)
        desk = ward.desk if ward.settings_error is None else None
        if desk is not None and key:
            ward = _with_key(face, login, ward, desk, stack)
        if desk is not None and network:
            probe = _probe(face, desk, ward)
            stack.callback(probe.stop)
            ward = replace(ward, probe=probe)
        yield ward


def _with_key(face: Face, login: Login, ward: Ward, desk: Desk, stack: ExitStack) -> Ward:
    """The key, where a password is at hand; nobody is asked for one."""
    from prro_cli.cli.trusted import chain_of, home_trust_store
    from prro_cli.cli.vaults import open_key, prepare_signing
    from prro_cli.cli.workplace import chosen_cashier
    from prro_cli.crypto.errors import CryptoError
    from prro_cli.crypto.pairing import signing_pair
    from prro_cli.support.doctor import OpenKey

    silent = Face(replace(face.options, no_input=True), face.environment)
    try:
        person = chosen_cashier(silent, desk, login)
        opened = open_key(silent, person.key, login.password)
        stack.callback(opened.drop)
        prepare_signing(silent)
        pair = signing_pair(opened.keys, opened.certificates, opened.header.not_after)
    except PasswordMissingError:
        return replace(ward, no_key=say(NO_PASSWORD))
    except (PrroError, CryptoError) as error:
        cause = error.cause if isinstance(error, PrroError) else str(error)
        return replace(ward, no_key=say("not checked: {cause}", cause=cause))

    def chain() -> tuple[bool, str] | None:
        report = chain_of(face, pair.certificate, home_trust_store(face))
        return (
            None if report is None else (report.trusted, "; ".join(report.problems) or say("its chain is not trusted"))
        )

    return replace(ward, key=OpenKey(person.name, person.key, pair), chain=chain)


def _probe(face: Face, desk: Desk, ward: Ward) -> Probe:
    from prro_cli.support.probe import TOTAL_SECONDS, Probe

    seconds = min(TOTAL_SECONDS, face.options.timeout or TOTAL_SECONDS)
    return Probe(_roads(face, desk, ward.key), face.environment.ticks, seconds)


def _roads(face: Face, desk: Desk, key: OpenKey | None) -> Roads:
    """The real wires: one for the server, one for the time-stamp provider, each used by one thread."""
    from prro_cli.cli.workplace import fiscal_server
    from prro_cli.crypto import cms
    from prro_cli.support.probe import Roads
    from prro_cli.taxserver.commands import Command
    from prro_cli.taxserver.http_wire import HttpWire

    server = fiscal_server(face, desk, HttpWire(environment=face.environment.variables))

    def ask(question: Command[Any], seconds: float) -> Any:
        signer = (lambda text: cms.sign(text, key.pair)) if key is not None and question.signed else None
        try:
            return server.ask(question, signer, seconds=seconds)
        finally:
            server.close()

    return Roads(
        server=desk.server,
        register=desk.fiscal_number,
        ask=ask,
        can_sign=key is not None,
        skew=lambda: server.last_skew,
        stamp=_stamping(face, desk, key),
        variables=face.environment.variables,
    )


def _stamping(face: Face, desk: Desk, key: OpenKey | None) -> Any:
    """How the provider is asked for a stamp over nothing of value; None where no provider is known."""
    from prro_cli.support.stamping import ask_for_stamp

    address = desk.tsp if desk.tsp not in ("auto", "none") else ""
    if desk.tsp == "auto":
        address = next((url for one in _certificates(face, desk, key) for url in one.tsp_urls), "")
    if not address:
        return None
    return lambda seconds: ask_for_stamp(address, seconds, face.environment.variables)


def _certificates(face: Face, desk: Desk, key: OpenKey | None) -> Iterator[Certificate]:
    """The signer's certificate: of the opened key, or from the public header of the usual cashier's."""
    from prro_cli.cli.vaults import vault_of
    from prro_cli.crypto.errors import CryptoError
    from prro_cli.crypto.x509 import Certificate

    if key is not None:
        yield key.pair.certificate
        return
    people = cashiers_of(face.settings.config)
    name = desk.cashier or next(iter(people), None)
    if name not in people:
        return
    try:
        header = vault_of(face).header(people[name].key)
        yield from (Certificate(raw) for raw in header.certificates)
    except CryptoError:
        return
