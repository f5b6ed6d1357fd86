"""What the commands that send forms and take receipts share: the ledger, the channels from the settings, the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from prro_cli.cli.face import Face
from prro_cli.errors.filing import ChannelNotSetError, FormNotThereError
from prro_cli.errors.general import UsageError
from prro_cli.lang import say
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.cli.register_options import Common
    from prro_cli.crypto.vault import VaultKey
    from prro_cli.registration.channels.base import Channel, Seals
    from prro_cli.registration.channels.mail import MailSettings, Server
    from prro_cli.registration.ledger import Ledger
    from prro_cli.registration.opening import Keys
    from prro_cli.registration.sealing import Parties, Sealed

CHANNELS = ("rest", "soap", "mail")
SECURITY = ("starttls", "tls", "none")


@contextmanager
def ledger_of(face: Face, command: str) -> Iterator[Ledger]:
    """The forms in the journal of this home, for writing."""
    from prro_cli.cli.journal_access import open_journal
    from prro_cli.registration.ledger import Ledger

    with open_journal(face, read_only=False) as journal:
        wait = face.settings.whole("lock.wait")
        yield Ledger(journal, face.environment.now, command=f"prro {command}", wait_seconds=wait)


@dataclass(frozen=True, slots=True)
class Signers:
    """The keys of those who sign, open for the length of one command."""

    face: Face
    common: Common
    opened: list[VaultKey]

    def sealed(self, xml: bytes, file_name: str, channel: str) -> Sealed:
        """The container of a form, or of a text that goes the way of forms."""
        from prro_cli.cli.register_seal import sealing_wish
        from prro_cli.cli.sign import checked_tsp, stamped
        from prro_cli.crypto.errors import CryptoError
        from prro_cli.errors.keys import from_crypto
        from prro_cli.registration.sealing import seal

        provider = checked_tsp(self.common.tsp)
        address = "" if provider == "auto" else provider
        stamp = None if provider == "none" else (lambda message: stamped(self.face, message, address).message)
        wish = sealing_wish(self.face, self.common, channel)
        try:
            return seal(xml, file_name, self._parties(channel), self.face.environment.now(), wish, stamp)
        except CryptoError as error:
            raise from_crypto(error, say("the keys of the signers")) from None

    def seals(self, channel: str) -> Seals:
        """What a channel signs for itself."""
        from prro_cli.cli.vaults import digest_setting
        from prro_cli.crypto import cms
        from prro_cli.registration.channels.base import Seals

        parties = self._parties(channel)
        options = cms.Options(digest=digest_setting(self.face))
        people = [one for one in parties.signers if not one.certificate.owner.is_seal]
        person = people[-1] if people else parties.signers[-1]  # the cabinet knows people, not seals (signature.md 4.5)
        return Seals(
            lambda content: cms.sign(content, person, options),
            lambda content: self.sealed(content, "", channel).container,
        )

    def keys(self) -> Keys:
        """What opens receipts, and whom to trust."""
        from prro_cli.cli.trusted import home_trust_store
        from prro_cli.crypto.containers import certificates_in
        from prro_cli.registration.opening import Keys

        keys = tuple(key for one in self.opened for key in one.keys)
        certificates = tuple(c for one in self.opened for c in one.certificates)
        extra = [Path(p).read_bytes() for p in ([self.common.recipient] if self.common.recipient else [])]
        code = self.face.settings.text("registration.receipt-code")
        return Keys(keys, certificates, home_trust_store(self.face), certificates_in(extra), code)

    def _parties(self, channel: str) -> Parties:
        from prro_cli.cli.register_seal import parties_of, recipient_of

        return parties_of(self.face, self.opened, recipient_of(self.face, self.common, channel))


@contextmanager
def signers_at(face: Face, common: Common) -> Iterator[Signers]:
    """The signers' keys, opened once and dropped at the end."""
    from prro_cli.cli.register_seal import open_all, signers_of
    from prro_cli.cli.vaults import prepare_signing
    from prro_cli.errors.registration import SignerMissingError

    if not signers_of(common):
        raise SignerMissingError(detail=say("who signs was not said (--key, or --signer in their order)"))
    prepare_signing(face)
    with ExitStack() as stack:
        yield Signers(face, common, open_all(face, common, stack))


@contextmanager
def channel_at(face: Face, name: str, seals: Callable[[], Seals]) -> Iterator[Channel]:
    """The channel of that name as the settings describe it."""
    from prro_cli.registration.channels.mail import MailChannel
    from prro_cli.registration.channels.rest import RestChannel, RestSettings
    from prro_cli.registration.channels.soap import SoapChannel, SoapSettings
    from prro_cli.taxserver.http_wire import HttpWire

    text, seconds = face.settings.text, float(face.options.timeout or face.settings.whole("registration.timeout"))
    if name not in CHANNELS:
        raise UsageError(
            detail=say("--channel {name}: one of {known} is expected", name=name, known=", ".join(CHANNELS))
        )
    if name == "mail":
        yield MailChannel(_mail(face, seconds))
        return
    wire = HttpWire(environment=face.environment.variables)
    try:
        if name == "soap":
            yield SoapChannel(
                wire, SoapSettings(text("registration.soap-url"), text("registration.email"), seconds), seals()
            )
            return
        settings = RestSettings(
            base=text("registration.rest-url"),
            reading=text("registration.cabinet-url"),
            authorization=face.settings.switch("registration.rest-authorization"),
            wrapped=text("registration.rest-body") == "list",
            kvt_body=text("registration.kvt-body"),
            seconds=seconds,
        )
        yield RestChannel(wire, settings, seals())
    finally:
        wire.close()


def _mail(face: Face, seconds: float) -> MailSettings:
    from prro_cli.registration.channels.mail import MailSettings

    text = face.settings.text
    for setting in ("mail-to", "mail-from", "smtp-server"):
        if not text(f"registration.{setting}"):
            fix = f"prro config set registration.{setting} VALUE"
            detail = say(
                "registration.{setting} is not set (the address is published on «Єдина адреса» of tax.gov.ua)",
                setting=setting,
            )
            raise ChannelNotSetError(channel="mail", detail=detail, fix=fix)
    smtp = _server(face, "smtp", 587)
    assert smtp is not None  # smtp-server is set
    return MailSettings(
        smtp, text("registration.mail-from"), text("registration.mail-to"), _server(face, "imap", 993),
        text("registration.imap-folder"), seconds,
    )  # fmt: skip


def _server(face: Face, kind: str, port: int) -> Server | None:
    from prro_cli.cli.secrets import PasswordOptions, password_from
    from prro_cli.registration.channels.mail import Server

    address = face.settings.text(f"registration.{kind}-server")
    if not address:
        return None
    host, _, number = address.rpartition(":") if ":" in address else (address, "", "")
    if number and not number.isdigit():
        fix = f"prro config set registration.{kind}-server HOST:PORT"
        raise ChannelNotSetError(channel="mail", detail=say("{address!r} is not HOST:PORT", address=address), fix=fix)
    file = face.settings.text(f"registration.{kind}-password-file")
    options = PasswordOptions(Path(file) if file else None)

    def password() -> str:
        return password_from(face, options, say("the mail server {host}", host=host)).reveal().decode()

    return Server(
        host, int(number or port), face.settings.text(f"registration.{kind}-security"),
        face.settings.text(f"registration.{kind}-user"), password,
    )  # fmt: skip


def form_named(face: Face, ledger: Ledger, name: str) -> tuple[bytes, Path | None]:
    """The XML of a form: a file, a form of the journal, or one that was written into the home before."""
    from prro_cli.cli.files import read_input
    from prro_cli.cli.register_sources import FILED_DIR, FORMS_DIR, MAX_FORM

    path = Path(name)
    if path.is_file():
        return read_input(face, path, MAX_FORM), path
    known = ledger.journal.registration(with_suffix(name))
    if known is not None:
        return ledger.form_bytes(known), None
    kept = face.home.path / FORMS_DIR / FILED_DIR
    for file in sorted(kept.glob("*.XML")):
        if file.name.casefold() == with_suffix(name).casefold():
            return read_input(face, file, MAX_FORM), file
    from prro_cli.cli.definitions import nearest

    names = [form.file_name for form in ledger.journal.registrations()]
    raise FormNotThereError(name=name, nearest=nearest(name, names))


def with_suffix(name: str) -> str:
    """The file name of a form, whether or not its extension was typed."""
    return name if name.lower().endswith(".xml") else name + ".XML"
