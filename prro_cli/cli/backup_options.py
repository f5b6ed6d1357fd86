"""What the backup commands share: where backups go, and what closes and opens them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from prro_cli.cli.declared import Option
from prro_cli.cli.face import Face
from prro_cli.cli.secrets import CREDENTIALS_VARIABLE, PasswordOptions, ask_password, password_from
from prro_cli.errors.general import UsageError
from prro_cli.lang import later, say

if TYPE_CHECKING:
    from prro_cli.backup.destinations import Destination
    from prro_cli.backup.keys import Identity
    from prro_cli.backup.sealing import Opener, Sealed
    from prro_cli.crypto.secret import Secret

PASSPHRASE_CREDENTIAL, LOGIN_CREDENTIAL = "prro-backup", "prro-backup-login"
SUBJECT = later("the backup")

From = Annotated[
    str | None, Option("--from", metavar="PLACE", help="Where the backups are; else the setting backup.to.")
]
PassphraseFile = Annotated[
    Path | None, Option("--passphrase-file", metavar="FILE", help="File whose first line is the passphrase.")
]
PassphraseFd = Annotated[
    int | None, Option("--passphrase-fd", metavar="N", min=0, help="Open descriptor to read it from.")
]
IdentityFile = Annotated[
    Path | None, Option("--identity", metavar="FILE", help="File of `backup keygen` that opens the backup.")
]
LoginFile = Annotated[
    Path | None, Option("--login-file", metavar="FILE", help="WebDAV or S3: a file with one line NAME:SECRET.")
]


def place_of(face: Face, given: str | None, login_file: Path | None) -> Destination:
    """The destination: the option, the setting, else the home's own folder."""
    from prro_cli.backup.destinations import destination

    text = given if given is not None else face.settings.text("backup.to")
    return destination(text, face.home.backups_dir, face.environment.variables, lambda: _login(face, login_file))


def _login(face: Face, login_file: Path | None) -> tuple[str, Secret] | None:
    """NAME:SECRET from the file or systemd's credential; what AWS tools read from the environment serves too."""
    from prro_cli.crypto.secret import Secret

    path = login_file or _credential(face, LOGIN_CREDENTIAL)
    if path is not None:
        line = password_from(face, PasswordOptions(file=path, name="--login"), say("the place of the backups"))
        name, mark, secret = line.reveal().partition(b":")
        line.drop()
        if not mark:
            raise UsageError(detail=say("{path}: one line NAME:SECRET is expected", path=path))
        return name.decode("utf-8", "replace"), Secret(secret)
    variables = face.environment.variables
    key, secret_key = variables.get("AWS_ACCESS_KEY_ID"), variables.get("AWS_SECRET_ACCESS_KEY")
    return (key, Secret(secret_key)) if key and secret_key else None


def seal_for(face: Face, options: PasswordOptions, recipient: str | None, *, plain: bool) -> Sealed | None:
    """How the new backup is closed: recipient or passphrase, or not at all."""
    from prro_cli.backup.keys import read_recipient
    from prro_cli.backup.sealing import by_passphrase, by_recipient

    given = [
        name
        for name, there in (("--recipient", recipient), ("--passphrase-…", options.given), ("--plain", plain))
        if there
    ]
    if len(given) > 1:
        raise UsageError(detail=say("{given} exclude each other", given=" and ".join(given)))
    if plain:
        return None
    credential = _credential(face, PASSPHRASE_CREDENTIAL)
    if recipient or not (options.given or credential):
        text = recipient or face.settings.text("backup.recipient")
        return by_recipient(read_recipient(text)) if text else None
    passphrase = password_from(face, options if options.given else PasswordOptions(file=credential), say(SUBJECT))
    try:
        return by_passphrase(passphrase)
    finally:
        passphrase.drop()


def opener_of(face: Face, options: PasswordOptions, identity: Path | None) -> Opener:
    """What opens a backup; a passphrase is asked for only when a backup turns out to need it."""
    from prro_cli.backup.sealing import Opener

    def passphrase() -> Secret:
        credential = _credential(face, PASSPHRASE_CREDENTIAL)
        if options.given or credential is not None:
            return password_from(face, options if options.given else PasswordOptions(file=credential), say(SUBJECT))
        return ask_password(face, say(SUBJECT))

    can_answer = face.environment.answers_questions and not face.options.no_input
    known = options.given or _credential(face, PASSPHRASE_CREDENTIAL) is not None or can_answer
    return Opener(passphrase if known else None, (lambda: _identity(face, identity)) if identity else None)


def _identity(face: Face, path: Path) -> Identity:
    from prro_cli.backup.keys import read_identity

    line = password_from(face, PasswordOptions(file=path, name="--identity"), say("the identity"))
    text = line.reveal().decode("utf-8", "replace")
    line.drop()
    if text.startswith("#") or not text.strip():
        text = path.read_text(encoding="utf-8")
    return read_identity(text)


def _credential(face: Face, name: str) -> Path | None:
    directory = face.environment.variables.get(CREDENTIALS_VARIABLE)
    path = Path(directory) / name if directory else None
    return path if path is not None and path.is_file() else None
