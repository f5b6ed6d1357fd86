"""The keys of the home as commands want them: found by name, opened with the password of the shared options."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

from prro_cli.cli.definitions import nearest
from prro_cli.cli.face import Face
from prro_cli.cli.secrets import PasswordOptions, password_for
from prro_cli.errors.general import UsageError
from prro_cli.errors.keys import KeyNotFoundError, from_crypto
from prro_cli.lang import say

if TYPE_CHECKING:
    from prro_cli.crypto.secret import Secret
    from prro_cli.crypto.vault import Vault, VaultKey
    from prro_cli.crypto.vault_format import VaultHeader


def vault_of(face: Face) -> Vault:
    """The vault in the home; it makes its directory when the first key comes."""
    from prro_cli.crypto.vault import Vault

    return Vault(face.home.checked().keys_dir)


def named_header(face: Face, name: str) -> VaultHeader:
    """What is known of a key without its password; an unknown name says the nearest."""
    vault = vault_of(face)
    names = vault.names()
    if name not in names:
        raise KeyNotFoundError(name=name, where=vault.directory, nearest=nearest(name, names))
    return vault.header(name)


LONGEST_FAREWELL = 3.0
"""Seconds a command that was broken off waits for its key; scrypt takes a tenth of one."""


class OpeningKey:
    """A key that is being opened. Most of that is scrypt, which needs no interpreter: the rest of the program is
    loaded meanwhile (a start-up of 70 ms less for each sale).

    The thread loads modules too. A signal that breaks the main thread off in the middle of loading one may leave the
    lock of the import system held for good, and then this thread never ends: nobody may wait for it without a limit,
    and the process must be able to end without it.
    """

    def __init__(self, vault: Vault, name: str, password: Secret) -> None:
        self._name = name
        self._opened: VaultKey | None = None
        self._failure: BaseException | None = None
        self._thread = Thread(target=self._open, args=(vault, password), daemon=True)
        self._thread.start()

    def _open(self, vault: Vault, password: Secret) -> None:
        try:
            self._opened = vault.open(self._name, password)
        except BaseException as error:  # carried to the thread that asks for the key
            self._failure = error
        finally:
            password.drop()

    def key(self) -> VaultKey:
        """The key; the caller drops it."""
        from prro_cli.crypto.errors import CryptoError

        self._thread.join()
        if isinstance(self._failure, CryptoError):
            raise from_crypto(self._failure, say("the key {name!r}", name=self._name)) from None
        if self._failure is not None:
            raise self._failure
        assert self._opened is not None  # opened or failed, nothing else
        return self._opened

    def drop(self) -> None:
        """Forget the key, if it came to be opened."""
        self._thread.join(LONGEST_FAREWELL)
        if self._opened is not None:
            self._opened.drop()


def begin_opening(face: Face, name: str, options: PasswordOptions) -> OpeningKey:
    """Ask for the password and begin to open a key."""
    header = named_header(face, name)
    password = password_for(face, name, options, keyring_entry=header.key_id.hex() or None)
    return OpeningKey(vault_of(face), name, password)


def open_key(face: Face, name: str, options: PasswordOptions) -> VaultKey:
    """The key itself, opened; the caller drops it."""
    return begin_opening(face, name, options).key()


def prepare_signing(face: Face) -> None:
    """Choose the backend of this process by the settings: `signature.verify` checks every signature in full."""
    from prro_cli.crypto.backend import find_backend, use_backend

    use_backend(find_backend(verify_own=face.settings.switch("signature.verify", face.options.desk)))


def digest_setting(face: Face, wish: str | None = None) -> str | None:
    """The digest to sign with: an option, else the setting; None leaves it to the certificate."""
    from prro_cli.crypto import oids

    name = wish or face.settings.text("signature.digest", face.options.desk)
    known = {"auto": None, "gost34311": oids.GOST34311, "kupyna256": oids.KUPYNA256}
    if name not in known:
        raise UsageError(detail=say("--digest {name}: one of {known} is expected", name=name, known=", ".join(known)))
    return known[name]
