"""`prro key`: the signing keys, imported once from their files into the vault of the home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Argument, Option, command, noun
from prro_cli.cli.definitions import checked_name
from prro_cli.cli.face import Face
from prro_cli.cli.key_check import KeyChecked, check_key
from prro_cli.cli.key_import import Imported, Passwords, Wishes, import_file, name_from_file
from prro_cli.cli.key_info import KeyInfo, KeyRow, cashiers_with, key_info, key_row, notices_of
from prro_cli.cli.secrets import (
    PasswordFd,
    PasswordFile,
    PasswordOptions,
    check_keyring,
    forget_in_keyring,
    keep_in_keyring,
    password_for,
    password_from,
)
from prro_cli.cli.trusted import TrustFiles, given_authorities, keep_authorities, stored_authorities, trust_store
from prro_cli.cli.vaults import named_header, vault_of
from prro_cli.errors.desks import DefinitionInUseError, DefinitionWrongError
from prro_cli.errors.general import UsageError
from prro_cli.errors.keys import KeyExistsError, from_crypto
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer, Notice

if TYPE_CHECKING:
    from prro_cli.crypto.secret import Secret
    from prro_cli.crypto.vault_format import VaultHeader

app = noun("The signing keys: Key-6.dat, .jks, .zs2, .pfx/.p12, .pk8.")

ROLES = ("person", "entrepreneur", "employee", "seal")
KeyFile = Annotated[Path, Argument(metavar="FILE", help="The key file; its format is found by its content.")]
KeyName = Annotated[str, Argument(metavar="NAME", help="Name of the key (prro key list).")]
Certificates = Annotated[
    list[Path] | None,
    Option("--cert", metavar="FILE", help="Certificates of the key (.cer, .p7b); repeatable."),
]
KeyPasswordFile = Annotated[
    Path | None, Option(metavar="FILE", help="Password of the key inside a .jks, where it differs.")
]
NewPasswordFile = Annotated[
    Path | None, Option(metavar="FILE", help="Password of the key in the vault; by default the file's own.")
]
NewPasswordFd = Annotated[int | None, Option(metavar="N", min=0, help="The same from an open descriptor.")]
Role = Annotated[str | None, Option(help=f"Role, if the certificate tells it wrongly: {', '.join(ROLES)}.")]


MaxRounds = Annotated[
    int | None,
    Option(metavar="N", min=1, max=200_000, help="Rounds of key derivation the file may claim; your own file."),
]


@dataclass(frozen=True, slots=True)
class KeyAdded:
    """A key that was put into the vault."""

    schema: ClassVar[str] = "prro.key.add/1"
    key: KeyInfo
    format: str
    path: Path
    replaced: bool
    authorities: int


@dataclass(frozen=True, slots=True)
class KeyList:
    """All keys."""

    schema: ClassVar[str] = "prro.key.list/1"
    keys: tuple[KeyRow, ...]


@dataclass(frozen=True, slots=True)
class KeyShown:
    """One key."""

    schema: ClassVar[str] = "prro.key.show/1"
    key: KeyInfo


@dataclass(frozen=True, slots=True)
class KeyRemoved:
    """A key that is gone."""

    schema: ClassVar[str] = "prro.key.remove/1"
    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class KeyPassword:
    """A key whose password was changed."""

    schema: ClassVar[str] = "prro.key.passwd/1"
    name: str


@command(
    app, "add", schema=KeyAdded.schema, example="prro key add Key-6.dat --cert own.cer --name olena --password-file pw"
)
def add(
    face: Face,
    file: KeyFile,
    cert: Certificates = None,
    name: Annotated[str | None, Option(help="Short name of the key; by default the file's.")] = None,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
    key_password_file: KeyPasswordFile = None,
    new_password_file: NewPasswordFile = None,
    new_password_fd: NewPasswordFd = None,
    trust: TrustFiles = None,
    role: Role = None,
    max_rounds: MaxRounds = None,
) -> Answer:
    """Import a key: opened once, kept in the vault under its own encryption; the file stays as it is."""
    chosen = checked_name(name or name_from_file(file))
    if chosen in vault_of(face).names():
        raise KeyExistsError(name=chosen)
    passwords = _passwords(password_file, password_fd, key_password_file, new_password_file, new_password_fd)
    imported = _import(face, file, chosen, cert, passwords, Wishes(role, max_rounds), trust)
    return _stored(face, imported, trust, replaced=False)


@command(app, "replace", schema=KeyAdded.schema, example="prro key replace olena new.jks --password-file pw")
def replace(
    face: Face,
    name: KeyName,
    file: KeyFile,
    cert: Certificates = None,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
    key_password_file: KeyPasswordFile = None,
    new_password_file: NewPasswordFile = None,
    new_password_fd: NewPasswordFd = None,
    trust: TrustFiles = None,
    role: Role = None,
    max_rounds: MaxRounds = None,
) -> Answer:
    """Put a new key file in the place of an expired one; cashiers and what waits to be sent stay as they are."""
    old = named_header(face, name)
    passwords = _passwords(password_file, password_fd, key_password_file, new_password_file, new_password_fd)
    imported = _import(face, file, name, cert, passwords, Wishes(role, max_rounds), trust)
    difference = _other_owner(old, imported.header)
    if difference:
        face.confirm(
            say(
                "The new key belongs to somebody else ({difference}). Replace {name!r} all the same?",
                difference=difference,
                name=name,
            )
        )
    return _stored(face, imported, trust, replaced=True)


@command(app, "list", schema=KeyList.schema, example="prro key list")
def list_(face: Face) -> Answer:
    """All keys, with the days their certificates are still valid; no password is needed."""
    rows = tuple(key_row(face, header) for header in vault_of(face).headers())
    return Answer(KeyList(rows), identifier="\n".join(row.name for row in rows))


@command(app, "show", schema=KeyShown.schema, example="prro key show olena")
def show(face: Face, name: KeyName, trust: TrustFiles = None) -> Answer:
    """One key: whose, what for, how long, judged by which authorities; no password is needed."""
    info = _info(face, named_header(face, name), trust)
    return Answer(KeyShown(info), identifier=name, warnings=notices_of(info))


@command(app, "check", schema=KeyChecked.schema, example="prro key check olena --password-file pw")
def check(
    face: Face,
    name: Annotated[str | None, Argument(metavar="NAME", help="The key; not needed if there is one.")] = None,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
    trust: TrustFiles = None,
    days: Annotated[int, Option(min=0, help="Warn when fewer days of validity are left.")] = 30,
) -> Answer:
    """Open a key, sign and verify with it, judge its certificate: 0 sound, 6 warnings, 50 unusable, 51 expired."""
    header = named_header(face, name or _only_key(face))
    info = _info(face, header, trust)
    return check_key(face, header, info, PasswordOptions(password_file, password_fd), days)


@command(app, "remove", schema=KeyRemoved.schema, example="prro key remove olena --yes")
def remove(face: Face, name: KeyName) -> Answer:
    """Delete a key from the vault; the file it came from is not touched."""
    header = named_header(face, name)
    users = cashiers_with(face, name)
    if users:
        fix = f"prro cashier set {users[0]} --key OTHER"
        raise DefinitionInUseError(
            noun="key", name=name, detail=say("{users} signs with it", users=", ".join(users)), fix=fix
        )
    face.confirm(
        say("Delete the key {name!r} of {owner} from the vault?", name=name, owner=header.person or header.organisation)
    )
    path = vault_of(face).remove(name)
    forget_in_keyring(face, header.key_id.hex())
    return Answer(KeyRemoved(name, path), identifier=name)


@command(app, "passwd", schema=KeyPassword.schema, example="prro key passwd olena")
def passwd(
    face: Face,
    name: KeyName,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
    new_password_file: Annotated[Path | None, Option(metavar="FILE", help="File with the new password.")] = None,
    new_password_fd: NewPasswordFd = None,
) -> Answer:
    """Change the password of a key in the vault (the file it came from keeps its own)."""
    from prro_cli.crypto.errors import CryptoError

    header = named_header(face, name)
    wanted = PasswordOptions(new_password_file, new_password_fd, "--new-password")
    old = password_for(
        face, name, PasswordOptions(password_file, password_fd), keyring_entry=header.key_id.hex() or None
    )
    new = password_from(face, wanted, say("the key {name!r} from now on", name=name), twice=True)
    try:
        vault_of(face).change_password(name, old, new)
        _into_keyring(face, header, new)
    except CryptoError as error:
        raise from_crypto(error, say("the key {name!r}", name=name)) from None
    finally:
        old.drop()
        new.drop()
    return Answer(KeyPassword(name), identifier=name)


def _passwords(
    file: Path | None, fd: int | None, key_file: Path | None, new_file: Path | None, new_fd: int | None
) -> Passwords:
    return Passwords(
        PasswordOptions(file, fd),
        PasswordOptions(key_file, None, "--key-password"),
        PasswordOptions(new_file, new_fd, "--new-password"),
    )


def _import(
    face: Face,
    file: Path,
    name: str,
    certificates: list[Path] | None,
    passwords: Passwords,
    wishes: Wishes,
    trust: list[Path] | None,
) -> Imported:
    if wishes.role is not None and wishes.role not in ROLES:
        raise DefinitionWrongError(
            field="role", detail=say("{role!r} is not one of {known}", role=wishes.role, known=", ".join(ROLES))
        )
    given_authorities(face, trust or [])
    check_keyring(face)
    return import_file(face, file, name, certificates or [], passwords, wishes)


def _stored(face: Face, imported: Imported, trust: list[Path] | None, *, replaced: bool) -> Answer:
    """Write the entry and the authorities, and say what is known of the key."""
    face.home.create()
    try:
        path = vault_of(face).add(imported.header, imported.keys, imported.password, replace=replaced)
        _into_keyring(face, imported.header, imported.password)
    finally:
        imported.drop()
    authorities = given_authorities(face, trust or [])
    keep_authorities(face, authorities)
    store = trust_store([*authorities, *stored_authorities(face)], imported.authorities)
    info = key_info(face, imported.header, store)
    remarks = tuple(Notice("key-file", remark) for remark in imported.remarks)
    result = KeyAdded(info, imported.format, path, replaced, len(authorities))
    return Answer(result, identifier=imported.header.name, warnings=(*notices_of(info), *remarks))


def _into_keyring(face: Face, header: VaultHeader, password: Secret) -> None:
    if face.settings.switch("secrets.keyring") and header.key_id:
        keep_in_keyring(header.key_id.hex(), password)


def _info(face: Face, header: VaultHeader, trust: list[Path] | None) -> KeyInfo:
    return key_info(face, header, trust_store([*given_authorities(face, trust or []), *stored_authorities(face)]))


def _only_key(face: Face) -> str:
    names = vault_of(face).names()
    if len(names) != 1:
        what = say("there are several keys: {known}", known=", ".join(names)) if names else say("there is no key yet")
        raise UsageError(detail=say("{what}; name one", what=what), next_steps=("prro key list", "prro key check NAME"))
    return names[0]


def _other_owner(old: VaultHeader, new: VaultHeader) -> str:
    """How the owners differ by their tax numbers, or nothing."""
    pairs = (
        ("tax number", old.tax_number, new.tax_number),
        ("organisation", old.organisation_number, new.organisation_number),
    )
    return ", ".join(f"{what} {was or 'none'} → {now or 'none'}" for what, was, now in pairs if was != now)
