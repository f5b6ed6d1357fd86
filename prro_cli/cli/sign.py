"""`prro sign`: an attached (or detached) CAdES-BES over any file, as the tax service takes it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Argument, Option, command, verb
from prro_cli.cli.face import Face
from prro_cli.cli.files import STREAM, ask_before_overwriting, read_input, write_output, write_stream
from prro_cli.cli.secrets import PasswordFd, PasswordFile, PasswordOptions
from prro_cli.cli.vaults import digest_setting, open_key, prepare_signing
from prro_cli.errors.general import UsageError
from prro_cli.errors.keys import from_crypto
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.crypto.vault import VaultKey
    from prro_cli.taxserver.timestamps import Stamped

app = verb()


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A file that was signed."""

    schema: ClassVar[str] = "prro.sign/1"
    file: Path
    output: Path
    key: str
    signer: str
    tax_number: str
    detached: bool
    digest: str
    signing_time: datetime | None
    time_stamp: str | None
    """The provider that stamped the signature."""
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class _Wish:
    detached: bool
    digest: str | None
    time: datetime | None
    tsp: str
    """`none`, `auto` (the provider named in the certificate) or an address."""


@command(app, schema=SignedFile.schema, example="prro sign order.xml --key olena --output order.p7s --password-file pw")
def sign(
    face: Face,
    file: Annotated[Path, Argument(metavar="FILE", help="What to sign; - is stdin.")],
    key: Annotated[str, Option("--key", help="Name of the key (prro key list).")],
    output: Annotated[Path | None, Option("--output", "-o", help="FILE.p7s by default; - is stdout.")] = None,
    detached: Annotated[bool, Option("--detached", help="The signature alone, without the content.")] = False,
    digest: Annotated[str | None, Option(help="auto (by the certificate), gost34311 or kupyna256.")] = None,
    tsp: Annotated[str, Option("--tsp", metavar="URL|auto|none", help="Provider of a time-stamp.")] = "none",
    timestamp: Annotated[bool, Option("--timestamp", help="The same as --tsp auto.")] = False,
    no_signing_time: Annotated[bool, Option("--no-signing-time", help="Leave out the signer's clock.")] = False,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
) -> Answer | None:
    """Sign a file with a key of the vault."""
    target = _target(face, file, output)
    ask_before_overwriting(face, target)
    time = None if no_signing_time else face.environment.now().replace(microsecond=0)
    provider = "auto" if timestamp and tsp == "none" else tsp
    wish = _Wish(detached, digest_setting(face, digest), time, checked_tsp(provider))
    content = read_input(face, file)
    opened = open_key(face, key, PasswordOptions(password_file, password_fd))
    try:
        message, method, stamp = _signed(face, content, opened, wish)
    finally:
        opened.drop()
    if target == STREAM:
        write_stream(face, message)
        return None
    write_output(target, message)
    sha256 = hashlib.sha256(message).hexdigest()
    header = opened.header
    result = SignedFile(
        file=file,
        output=target,
        key=key,
        signer=header.person or header.organisation,
        tax_number=header.tax_number or header.organisation_number,
        detached=detached,
        digest=method,
        signing_time=time,
        time_stamp=stamp,
        bytes=len(message),
        sha256=sha256,
    )
    return Answer(result, identifier=str(target))


def _target(face: Face, file: Path, output: Path | None) -> Path:
    if output is not None:
        if output == STREAM and face.options.json:
            raise UsageError(detail=say("--json and --output - both want stdout; give --output FILE"))
        return output
    if file == STREAM:
        raise UsageError(detail=say("what comes from stdin needs --output FILE (or --output -)"))
    return file.with_name(file.name + ".p7s")


def checked_tsp(tsp: str) -> str:
    """The wish for a time-stamp, if it is one."""
    if tsp in ("none", "auto") or tsp.startswith(("http://", "https://")):
        return tsp
    raise UsageError(detail=say("--tsp {tsp}: an http address, auto or none is expected", tsp=tsp))


def _signed(face: Face, content: bytes, opened: VaultKey, wish: _Wish) -> tuple[bytes, str, str | None]:
    """The message, the digest it was made with, and who stamped it."""
    from prro_cli.crypto import cms
    from prro_cli.crypto.algorithms import algorithm_name
    from prro_cli.crypto.errors import CryptoError
    from prro_cli.crypto.pairing import signing_pair

    prepare_signing(face)
    try:
        pair = signing_pair(opened.keys, opened.certificates, face.environment.now())
        options = cms.Options(signing_time=wish.time, detached=wish.detached, digest=wish.digest)
        message = cms.sign(content, pair, options)
        method = algorithm_name(cms.digest_for(pair.certificate, wish.digest))
    except CryptoError as error:
        raise from_crypto(error, say("the key {name!r}", name=opened.header.name)) from None
    if wish.tsp == "none":
        return message, method, None
    stamp = stamped(face, message, "" if wish.tsp == "auto" else wish.tsp)
    return stamp.message, method, stamp.provider


def stamped(face: Face, message: bytes, address: str) -> Stamped:
    """With a time-stamp, because it was asked for: no answer of the provider is an error here."""
    from prro_cli.taxserver.http_wire import HttpWire
    from prro_cli.taxserver.timestamps import TimeStamper, TimeStampSettings

    wire = HttpWire(environment=face.environment.variables)
    seconds = TimeStampSettings().seconds if face.options.timeout is None else face.options.timeout
    settings = TimeStampSettings(address=address, required=True, seconds=seconds)
    try:
        stamper = TimeStamper(
            wire, settings, new_nonce=lambda: secrets.randbits(63) | 1 << 63, clock=face.environment.ticks
        )
        return stamper.stamp(message)
    finally:
        wire.close()
