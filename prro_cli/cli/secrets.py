"""Where the password of a key comes from: one set of options for every command that opens one (cli.md, "Secrets").

Never in arguments. What was given explicitly must be one thing: an option, systemd's credential, the command or the
variable; two of them are a usage error, because the wrong one would be used some day. The OS keyring (a setting)
and the question on a terminal are only asked when nothing was given.
"""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from prro_cli.cli.declared import Option
from prro_cli.cli.face import Face
from prro_cli.errors.general import FileNotThereError, PermissionsError, UsageError
from prro_cli.errors.keys import (
    PasswordCommandError,
    PasswordEmptyError,
    PasswordMissingError,
    PasswordsDifferError,
)
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Notice

if TYPE_CHECKING:
    from prro_cli.crypto.secret import Secret

COMMAND_VARIABLE = "PRRO_PASSWORD_COMMAND"
PASSWORD_VARIABLE = "PRRO_KEY_PASSWORD"  # noqa: S105 the name of a variable, not a password
CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"
COMMON_CREDENTIAL = "prro-password"
KEYRING_SERVICE = "prro"
MAX_PASSWORD = 4096
COMMAND_SECONDS = 120

PasswordFile = Annotated[
    Path | None, Option("--password-file", metavar="FILE", help="File whose first line is the key's password.")
]
PasswordFd = Annotated[
    int | None, Option("--password-fd", metavar="N", min=0, help="Open descriptor to read the password from.")
]

_Source = Callable[[], "Secret"]


@dataclass(frozen=True, slots=True)
class PasswordOptions:
    """What a command was told about the password; both options at once are refused."""

    file: Path | None = None
    fd: int | None = None
    name: str = "--password"
    """How the options begin: `--password` or, say, `--new-password`."""

    def __post_init__(self) -> None:
        if self.file is not None and self.fd is not None:
            raise _too_many([f"{self.name}-file", f"{self.name}-fd"])

    @property
    def given(self) -> bool:
        """Whether either option was used."""
        return self.file is not None or self.fd is not None


def password_for(
    face: Face,
    key: str,
    options: PasswordOptions,
    *,
    subject: str = "",
    keyring_entry: str | None = None,
    twice: bool = False,
) -> Secret:
    """The password of a key of the vault, or of the file `subject` that will get this name.

    `keyring_entry` is the fingerprint of the key's public key (`VaultHeader.key_id.hex()`); without it the OS keyring
    is not asked. A new password is asked for `twice`.
    """
    subject = subject or say("the key {key!r}", key=key)
    sources = _given(face, key, options)
    if len(sources) > 1:
        raise _too_many(list(sources))
    if sources:
        name, read = next(iter(sources.items()))
        if name == f"${PASSWORD_VARIABLE}":
            _warn_of_the_variable(face)
        return _not_empty(read(), subject, name)
    kept = _from_keyring(face, keyring_entry)
    return kept if kept is not None else ask_password(face, subject, twice=twice)


def password_from(face: Face, options: PasswordOptions, subject: str, *, twice: bool = False) -> Secret:
    """A further password of the same command (a new one, one inside a container): its options, or a question."""
    if options.file is not None:
        return _not_empty(_from_file(options.file), subject, f"{options.name}-file")
    if options.fd is not None:
        return _not_empty(_from_descriptor(options.fd, options.name), subject, f"{options.name}-fd")
    return ask_password(face, subject, twice=twice)


def ask_password(face: Face, subject: str, *, twice: bool = False) -> Secret:
    """Ask on the terminal, unseen; where nobody can answer, say what to give instead."""
    from prro_cli.crypto.secret import Secret

    if face.options.no_input or not face.environment.answers_questions:
        raise PasswordMissingError(subject=subject)
    answer = _unseen(say("Password of {subject}: ", subject=subject), subject)
    if twice and _unseen(say("The same again: "), subject) != answer:
        raise PasswordsDifferError(subject=subject)
    return _not_empty(Secret(answer), subject, say("the answer"))


def _unseen(question: str, subject: str) -> str:
    """One line from the terminal. Not the prompt of typer: that one asks before it has switched the echo off."""
    import getpass

    try:
        return getpass.getpass(question)
    except EOFError:
        raise PasswordMissingError(subject=subject) from None


def keep_in_keyring(keyring_entry: str, password: Secret) -> None:
    """Put a password into the OS keyring, bound to the key's public key."""
    _with_keyring(lambda ring: ring.set_password(KEYRING_SERVICE, keyring_entry, password.reveal().decode()))


def forget_in_keyring(face: Face, keyring_entry: str) -> None:
    """Remove the entry of a key that is removed, where the keyring is in use."""
    if _from_keyring(face, keyring_entry) is not None:
        _with_keyring(lambda ring: ring.delete_password(KEYRING_SERVICE, keyring_entry))


def check_keyring(face: Face) -> None:
    """Find out before anything is written whether the keyring that the settings ask for can be used."""
    if face.settings.switch("secrets.keyring"):
        _with_keyring(lambda ring: ring.get_password(KEYRING_SERVICE, "prro"))


def _given(face: Face, key: str, options: PasswordOptions) -> dict[str, _Source]:
    """Every source that was given explicitly, by the name a user knows it by."""
    variables = face.environment.variables
    sources: dict[str, _Source] = {}
    if options.file is not None:
        file = options.file
        sources[f"{options.name}-file"] = lambda: _from_file(file)
    if options.fd is not None:
        descriptor = options.fd
        sources[f"{options.name}-fd"] = lambda: _from_descriptor(descriptor, options.name)
    credential = _credential(variables.get(CREDENTIALS_VARIABLE), key)
    if credential is not None:
        sources[f"${CREDENTIALS_VARIABLE}/{credential.name}"] = lambda: _from_file(credential)
    if variables.get(COMMAND_VARIABLE):
        sources[f"${COMMAND_VARIABLE}"] = lambda: _from_command(face, variables[COMMAND_VARIABLE])
    if variables.get(PASSWORD_VARIABLE):
        sources[f"${PASSWORD_VARIABLE}"] = lambda: _first_line(variables[PASSWORD_VARIABLE].encode())
    return sources


def _credential(directory: str | None, key: str) -> Path | None:
    """systemd's LoadCredential=: `prro-<key>`, or `prro-password` for all keys."""
    if not directory:
        return None
    candidates = (Path(directory) / f"prro-{key}", Path(directory) / COMMON_CREDENTIAL)
    return next((path for path in candidates if path.is_file()), None)


def _from_file(path: Path) -> Secret:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    except FileNotFoundError:
        raise FileNotThereError(path=path, detail=say("the password file is not there")) from None
    with os.fdopen(descriptor, "rb") as file:
        _check_mode(path, os.fstat(descriptor))
        return _first_line(file.read(MAX_PASSWORD + 1))


def _check_mode(path: Path, status: os.stat_result) -> None:
    """Refuse a plain file that others can read: its own mode lets them, and no directory above keeps them out."""
    if os.name != "posix" or not stat.S_ISREG(status.st_mode):
        return
    mode = stat.S_IMODE(status.st_mode)
    if mode & 0o077 and not _sheltered(path):
        raise PermissionsError(
            path=path, detail=say("mode {mode:04o} lets others read the password", mode=mode), fix=f"chmod 600 {path}"
        )


def _sheltered(path: Path) -> bool:
    """Whether a directory above is closed to everybody else, so that the file's own mode lets nobody in."""
    return any(folder.stat().st_mode & 0o011 == 0 for folder in path.resolve().parents)


def _from_descriptor(descriptor: int, name: str) -> Secret:
    """One line, byte by byte, so that the next password may follow on the same descriptor."""
    line = bytearray()
    try:
        while len(line) <= MAX_PASSWORD and (byte := os.read(descriptor, 1)) not in (b"", b"\n"):
            line += byte
    except OSError as error:
        raise UsageError(
            detail=say(
                "{name}-fd {descriptor} cannot be read: {strerror}",
                name=name,
                descriptor=descriptor,
                strerror=error.strerror,
            )
        ) from None
    return _first_line(bytes(line))


def _from_command(face: Face, line: str) -> Secret:
    """The first line a command prints; no shell, nothing on its stdin, its own messages on our stderr."""
    import subprocess

    variables = {k: v for k, v in face.environment.variables.items() if k != PASSWORD_VARIABLE}
    try:
        ended = subprocess.run(  # noqa: S603 the user's own command, and no shell
            shlex.split(line),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env=variables,
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except (OSError, ValueError) as error:
        raise PasswordCommandError(detail=say("it cannot be started: {error}", error=error)) from None
    except subprocess.TimeoutExpired:
        raise PasswordCommandError(
            detail=say("it did not end within {seconds} seconds", seconds=COMMAND_SECONDS)
        ) from None
    if ended.returncode:
        raise PasswordCommandError(detail=say("it ended with code {returncode}", returncode=ended.returncode))
    return _first_line(ended.stdout)


def _first_line(data: bytes) -> Secret:
    """Everything before the first line end; spaces belong to the password, a Windows editor's mark does not."""
    from prro_cli.crypto.secret import Secret

    line = data.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].removesuffix(b"\r")
    if len(line) > MAX_PASSWORD:
        raise UsageError(detail=say("a password of more than {most} bytes; is this the right file?", most=MAX_PASSWORD))
    return Secret(line)


def _not_empty(password: Secret, subject: str, source: str) -> Secret:
    if not password:
        raise PasswordEmptyError(subject=subject, source=source)
    return password


def _from_keyring(face: Face, entry: str | None) -> Secret | None:
    from prro_cli.crypto.secret import Secret

    if entry is None or not face.settings.switch("secrets.keyring"):
        return None
    found = _with_keyring(lambda ring: ring.get_password(KEYRING_SERVICE, entry))
    return Secret(found) if found else None


def _with_keyring(act: Callable[[Any], Any]) -> Any:
    """Ask the optional package, which is imported only by those who want it."""
    try:
        import keyring
    except ImportError:
        raise UsageError(
            detail=say("the setting secrets.keyring needs the package keyring"),
            next_steps=(say("pip install 'prro-cli[keyring]'"), "prro config set secrets.keyring false"),
        ) from None
    refusal = getattr(getattr(keyring, "errors", None), "KeyringError", ())
    try:
        return act(keyring)
    except refusal as error:
        raise UsageError(
            detail=say("the keyring of this machine does not answer: {error}", error=error),
            next_steps=(say("unlock the keyring"), "prro config set secrets.keyring false"),
        ) from None


def _warn_of_the_variable(face: Face) -> None:
    face.warn(
        Notice(
            "password-in-environment",
            say(
                "the password came from ${variable}, which other programs of this user can read",
                variable=PASSWORD_VARIABLE,
            ),
            say("use --password-file or PRRO_PASSWORD_COMMAND"),
        )
    )


def _too_many(names: list[str]) -> UsageError:
    return UsageError(
        detail=say(
            "the password was given {names} times: {ways}; give it once", names=len(names), ways=", ".join(names)
        ),
        next_steps=(say("leave one of them"),),
    )
