"""`prro encrypt` and `prro decrypt`: messages for the holder of an encryption certificate, as gateways use them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Argument, Option, command, verb
from prro_cli.cli.face import Face
from prro_cli.cli.files import PRIVATE, STREAM, ask_before_overwriting, read_input, write_output, write_stream
from prro_cli.cli.given_bytes import Bytes, OutputFile, give_bytes
from prro_cli.cli.secrets import PasswordFd, PasswordFile, PasswordOptions
from prro_cli.cli.trusted import load_certificate_files
from prro_cli.cli.vaults import open_key, prepare_signing
from prro_cli.errors.general import UsageError
from prro_cli.errors.keys import (
    CertificateUnusableError,
    KeyMismatchedError,
    MalformedInputError,
    NotForThisKeyError,
    from_crypto,
)
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer, Notice

if TYPE_CHECKING:
    from prro_cli.crypto.enveloped import Opened, Sender
    from prro_cli.crypto.vault import VaultKey
    from prro_cli.crypto.x509 import Certificate

app_encrypt = verb()
app_decrypt = verb()


@dataclass(frozen=True, slots=True)
class EncryptedFile:
    """A file that was encrypted for somebody."""

    schema: ClassVar[str] = "prro.encrypt/1"
    file: Path
    output: Path
    recipient: str
    serial: str
    sender: str | None
    suite: str
    transport: bool
    bytes: int
    sha256: str


class DecryptedFile(Bytes):
    """A file that was decrypted."""

    __slots__ = ()
    schema: ClassVar[str] = "prro.decrypt/1"


@command(app_encrypt, schema=EncryptedFile.schema, example="prro encrypt form.xml --to gateway.cer --output form.p7e")
def encrypt(
    face: Face,
    file: Annotated[Path, Argument(metavar="FILE", help="What to encrypt; - is stdin.")],
    to: Annotated[Path, Option("--to", metavar="CERT", help="The recipient's certificate for encryption.")],
    output: Annotated[Path | None, Option("--output", "-o", help="FILE.p7e by default; - is stdout.")] = None,
    key: Annotated[str | None, Option("--key", help="Key of the sender; by default a one-time key.")] = None,
    suite: Annotated[str, Option(help="gost or kalyna.")] = "gost",
    transport: Annotated[bool, Option("--transport", help="In a transport container, as gateways want.")] = False,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
) -> Answer | None:
    """Encrypt a file for the holder of a certificate."""
    from prro_cli.crypto import enveloped
    from prro_cli.crypto.errors import CryptoError

    suites = {one.name.lower(): one for one in enveloped.Suite}
    if suite not in suites:
        raise UsageError(
            detail=say("--suite {suite}: one of {suites} is expected", suite=suite, suites=", ".join(suites))
        )
    target = _target(face, file, output)
    ask_before_overwriting(face, target)
    content = read_input(face, file)
    recipient = _recipient(face, to)
    opened = open_key(face, key, PasswordOptions(password_file, password_fd)) if key else None
    prepare_signing(face)
    try:
        sender = _sender(face, opened)
        message = enveloped.encrypt(content, recipient, sender=sender, suite=suites[suite])
    except CryptoError as error:
        raise from_crypto(error, str(to)) from None
    finally:
        if opened is not None:
            opened.drop()
    if transport:
        message = _packed(message, sender)
    if target == STREAM:
        write_stream(face, message)
        return None
    write_output(target, message)
    result = EncryptedFile(
        file=file,
        output=target,
        recipient=recipient.subject.display,
        serial=f"{recipient.serial:x}",
        sender=key,
        suite=suite,
        transport=transport,
        bytes=len(message),
        sha256=hashlib.sha256(message).hexdigest(),
    )
    return Answer(result, identifier=str(target))


def _target(face: Face, file: Path, output: Path | None) -> Path:
    if output is not None:
        if output == STREAM and face.options.json:
            raise UsageError(detail=say("--json and --output - both want stdout; give --output FILE"))
        return output
    if file == STREAM:
        raise UsageError(detail=say("what comes from stdin needs --output FILE (or --output -)"))
    return file.with_name(file.name + ".p7e")


def _recipient(face: Face, path: Path) -> Certificate:
    """The one certificate for encryption in the file, valid now."""
    usable = [one for one in load_certificate_files(face, [path]) if one.for_key_agreement]
    if not usable:
        raise KeyMismatchedError(
            subject=path,
            detail=say("no certificate for encryption is in it (keyUsage lacks keyAgreement)"),
            next_steps=(say("ask the recipient for the certificate for encryption"),),
        )
    now = face.environment.now()
    valid = [one for one in usable if one.valid_at(now)]
    if not valid:
        detail = say("the recipient's certificate ended on {not_after:%Y-%m-%d}", not_after=usable[0].not_after)
        raise CertificateUnusableError(
            subject=path, detail=detail, next_steps=(say("get the recipient's new certificate"),)
        )
    if len(valid) > 1:
        raise UsageError(
            detail=say(
                "{path} holds {valid} certificates for encryption; give a file with one", path=path, valid=len(valid)
            )
        )
    return valid[0]


def _sender(face: Face, opened: VaultKey | None) -> Sender | None:
    from prro_cli.crypto.enveloped import Sender
    from prro_cli.crypto.pairing import agreement_pair

    if opened is None:
        return None
    pair = agreement_pair(opened.keys, opened.certificates, face.environment.now())
    return Sender(pair.key, pair.certificate)


def _packed(message: bytes, sender: Sender | None) -> bytes:
    """The transport container in the cabinet's form, with the certificate to answer to."""
    from prro_cli.crypto.transport import CERTIFICATE, ENCRYPTED, Section, pack

    reply = [Section(CERTIFICATE, sender.certificate.raw)] if sender else []
    return pack([*reply, Section(ENCRYPTED, message)])


@command(app_decrypt, schema=DecryptedFile.schema, example="prro decrypt form.p7e --key olena --output form.xml")
def decrypt(
    face: Face,
    file: Annotated[Path, Argument(metavar="FILE", help="An encrypted file, bare or in layers; - is stdin.")],
    key: Annotated[str, Option("--key", help="Name of the key it was encrypted for.")],
    output: OutputFile = None,
    cert: Annotated[
        list[Path] | None, Option("--cert", metavar="FILE", help="The sender's certificate, if it is not inside.")
    ] = None,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
) -> Answer | None:
    """Decrypt a file with a key of the vault and give what is inside the innermost layer."""
    from prro_cli.crypto import transport
    from prro_cli.crypto.errors import CryptoError, KeyMismatchError

    data = read_input(face, file)
    known = tuple(load_certificate_files(face, cert or []))
    opened = open_key(face, key, PasswordOptions(password_file, password_fd))
    prepare_signing(face)
    found: list[Opened] = []
    try:
        helpers = (*known, *_beside(data))
        unwrapped = transport.unwrap(data, lambda message: _open(message, opened, helpers, found))
    except KeyMismatchError as error:
        raise NotForThisKeyError(subject=file, detail=error) from None
    except CryptoError as error:
        raise from_crypto(error, str(file)) from None
    finally:
        opened.drop()
    if not found:
        raise MalformedInputError(subject=file, detail=say("nothing in it is encrypted"))
    content = unwrapped.content
    if content is None:
        raise MalformedInputError(subject=file, detail=say("inside is a signature without its document"))
    layers = tuple(layer.kind.value for layer in unwrapped.layers)
    who = found[-1].sender
    sender = who.subject.display if who is not None else None
    hint = "prro verify FILE" if "signed" in layers else say("the sender is proved by a signature only")
    warning = Notice("not-verified", say("decrypted; no signature was verified"), hint)
    return give_bytes(
        face, DecryptedFile, file, content, output, layers, sender=sender, warnings=(warning,), mode=PRIVATE
    )


def _open(message: bytes, opened: VaultKey, known: tuple[Certificate, ...], found: list[Opened]) -> bytes:
    from prro_cli.crypto.enveloped import Recipient
    from prro_cli.crypto.enveloped import decrypt as open_envelope
    from prro_cli.crypto.pairing import own_pairs

    pairs = own_pairs(opened.keys, opened.certificates)
    recipients = [Recipient(pair.key, pair.certificate) for pair in pairs if pair.certificate.for_key_agreement]
    recipients = recipients or [Recipient(key) for key in opened.keys]
    found.append(open_envelope(message, recipients, certificates=known))
    return found[-1].content


def _beside(data: bytes) -> tuple[Certificate, ...]:
    """Certificates that a transport container carries for the answer: the sender's own."""
    from prro_cli.crypto import transport
    from prro_cli.crypto.containers import certificates_in

    layers = transport.unwrap(data).layers
    return tuple(
        one for layer in layers if layer.transport for one in certificates_in(layer.transport.reply_certificates)
    )
