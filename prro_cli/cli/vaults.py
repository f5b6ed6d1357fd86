"""The keys of the home as commands want them: found by name, opened with the password of the shared options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.cli.definitions import nearest
from prro_cli.cli.face import Face
from prro_cli.cli.secrets import PasswordOptions, password_for
from prro_cli.errors.general import UsageError
from prro_cli.errors.keys import KeyNotFoundError, from_crypto

if TYPE_CHECKING:
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


def open_key(face: Face, name: str, options: PasswordOptions) -> VaultKey:
    """The key itself, opened; the caller drops it."""
    from prro_cli.crypto.errors import CryptoError

    header = named_header(face, name)
    password = password_for(face, name, options, keyring_entry=header.key_id.hex() or None)
    try:
        return vault_of(face).open(name, password)
    except CryptoError as error:
        raise from_crypto(error, f"the key {name!r}") from None
    finally:
        password.drop()


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
        raise UsageError(detail=f"--digest {name}: one of {', '.join(known)} is expected")
    return known[name]
