"""From a key file to an entry of the vault: opened once, matched with certificates, refused if it cannot sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from prro_cli.cli.face import Face
from prro_cli.cli.files import read_input
from prro_cli.cli.secrets import PasswordOptions, password_for, password_from
from prro_cli.cli.trusted import load_certificate_files
from prro_cli.errors.keys import KeyMismatchedError, KeyNeedsSigningError, MalformedInputError, from_crypto
from prro_cli.lang import say
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.crypto.containers import Container
    from prro_cli.crypto.keys import PrivateKey
    from prro_cli.crypto.secret import Secret
    from prro_cli.crypto.vault_format import VaultHeader
    from prro_cli.crypto.x509 import Certificate

MAX_KEY_FILE = 1 << 20
PARTS = 5
"""Key derivations that an honest file may need: two keys, its MAC, and room for more bags."""
MAX_NEIGHBOURS = 64
MAX_NEIGHBOUR = 256 * 1024
NEIGHBOUR_SUFFIXES = (".cer", ".crt", ".der", ".pem", ".p7b")


@dataclass(frozen=True, slots=True)
class Passwords:
    """The passwords an import may need: of the file, of the key inside it, of the vault's entry."""

    file: PasswordOptions
    key: PasswordOptions
    new: PasswordOptions


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user says of the key: its role, and how much work its file may cost."""

    role: str | None = None
    max_rounds: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """An opened file, ready for the vault; the caller drops keys and password."""

    header: VaultHeader
    keys: tuple[PrivateKey, ...]
    password: Secret
    authorities: tuple[Certificate, ...]
    """Other certificates that came along; they help to build a chain and vouch for nothing."""
    format: str
    remarks: tuple[str, ...]

    def drop(self) -> None:
        """Forget the secrets."""
        for key in self.keys:
            key.drop()
        self.password.drop()


def import_file(
    face: Face, path: Path, name: str, certificates: list[Path], passwords: Passwords, wishes: Wishes
) -> Imported:
    """Open a key file of any format and say whose it is."""
    from prro_cli.crypto.containers import describe
    from prro_cli.crypto.errors import CryptoError

    given = load_certificate_files(face, certificates)
    data = read_input(face, path, MAX_KEY_FILE)
    try:
        description = describe(data)
        if not description.has_key:
            detail = say("this is {format}; a file with a private key is needed", format=description.format)
            raise MalformedInputError(subject=path, detail=detail)
        password = _file_password(face, path, name, passwords, description.needs_password)
        container = _opened(face, data, password, passwords.key, wishes.max_rounds)
    except CryptoError as error:
        raise from_crypto(error, str(path)) from None
    own = _own_certificates(container, given, path)
    header = _header(name, container, own, path)
    new = password
    if passwords.new.given:
        new = password_from(face, passwords.new, say("the key {name!r} in the vault", name=name), twice=True)
        password.drop()
    return Imported(
        replace(header, role=wishes.role or header.role),
        tuple(container.keys),
        new,
        tuple(one for one in (*given, *container.certificates) if one.is_ca),
        description.format,
        tuple(container.warnings),
    )


def _file_password(face: Face, path: Path, name: str, passwords: Passwords, needed: bool) -> Secret:
    """The file's password; an unprotected file needs none, but its key gets one in the vault."""
    if needed or not passwords.new.given:
        subject = say("the file {name}", name=path.name) if needed else say("the key {name!r} in the vault", name=name)
        return password_for(face, name, passwords.file, subject=subject, twice=not needed)
    from prro_cli.crypto.secret import Secret

    return Secret(b"")


def _opened(
    face: Face, data: bytes, password: Secret, key_password: PasswordOptions, max_rounds: int | None
) -> Container:
    from prro_cli.crypto.containers import DEFAULT_LIMITS, Limits, open_container

    limits = DEFAULT_LIMITS
    if max_rounds is not None:  # a file has up to PARTS derivations: two keys, the MAC, and more bags
        limits = Limits(rounds=max_rounds, total_rounds=max(DEFAULT_LIMITS.total_rounds, PARTS * max_rounds))

    own = password_from(face, key_password, say("the key inside the file")) if key_password.given else None
    try:
        return open_container(
            data, password, key_password=own, progress=face.progress(say("opening the key")), limits=limits
        )
    finally:
        if own is not None:
            own.drop()


def _own_certificates(container: Container, given: list[Certificate], path: Path) -> list[Certificate]:
    """The certificates of the keys: those given, else those inside, else those lying beside the file."""
    points = [(key.curve, key.public_point()) for key in container.keys]
    found: list[Certificate] = []
    beside: tuple[Certificate, ...] | None = None
    for curve, point in points:
        own = [one for one in given if one.matches(curve, point)]
        own = own or [one for one in container.certificates if one.matches(curve, point)]
        if not own:
            beside = _beside(path) if beside is None else beside
            own = [one for one in beside if one.matches(curve, point)]
        found += own
    if found:
        return found
    if given:
        raise KeyMismatchedError(
            subject=path, detail=say("none of the given certificates belongs to a key of this file")
        )
    raise KeyNeedsSigningError(
        subject=path, detail=say("no certificate of its keys was given, is inside, or lies in the same folder")
    )


def _beside(path: Path) -> tuple[Certificate, ...]:
    from prro_cli.crypto.containers import certificates_in

    return certificates_in(tuple(_neighbours(path)))


def _neighbours(path: Path) -> Iterator[bytes]:
    """Certificate files of the same folder, as far as they can be read and are small."""
    files = (item for item in sorted(path.absolute().parent.iterdir()) if item.suffix.lower() in NEIGHBOUR_SUFFIXES)
    for _, file in zip(range(MAX_NEIGHBOURS), files, strict=False):
        try:
            if file.is_file() and file.stat().st_size <= MAX_NEIGHBOUR:
                yield file.read_bytes()
        except OSError:
            continue


def _header(name: str, container: Container, own: list[Certificate], path: Path) -> VaultHeader:
    from prro_cli.crypto.pairing import vault_header

    if not any(one.for_signing for one in own):
        detail = say("its certificates are for encryption only, and the tax server refuses what is signed with them")
        raise KeyNeedsSigningError(subject=path, detail=detail)
    return vault_header(name, container.keys, own, source=path.name)


def name_from_file(path: Path) -> str:
    """A name for the key where none was given: the file's own, as far as it can be one."""
    return re.sub(r"[^\w.-]+", "-", path.stem).strip("-.")[:64] or "key"
