"""Key containers: recognised by content, opened with a password, bounded in what a file may cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from prro_cli.crypto.containers.detect import SECRET_FORMATS, Format, Found, detect
from prro_cli.crypto.containers.model import (
    ABSOLUTE_ROUNDS,
    DEFAULT_LIMITS,
    HONEST_ROUNDS,
    Container,
    Effort,
    Limits,
    Progress,
    Request,
)
from prro_cli.crypto.errors import CryptoError, UnsupportedError
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.crypto.secret import Secret
    from prro_cli.crypto.x509 import Certificate


@dataclass(frozen=True, slots=True)
class Description:
    """What a file is, without its password."""

    format: str
    wrappings: tuple[str, ...]
    has_key: bool
    needs_password: bool
    key_ids: tuple[bytes, ...] = ()


def describe(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Description:
    """Recognise a file by its content; nothing is derived or decrypted."""
    found = detect(data, limits.file_bytes)
    key_ids: tuple[bytes, ...] = ()
    if found.format is Format.KEY11:
        from prro_cli.crypto.containers.iit import key11_identifiers

        key_ids = key11_identifiers(found.data)
    has_key = found.format in SECRET_FORMATS
    return Description(
        found.format.value,
        found.wrappings,
        has_key,
        has_key and found.format is not Format.PKCS8,
        key_ids,
    )


def open_container(
    data: bytes,
    password: Secret,
    *,
    key_password: Secret | None = None,
    progress: Progress | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Container:
    """Open a key container of any known format.

    `key_password` is for stores whose keys have a password of their own (Java keystores). `progress` is
    called while the derivation runs. Every refusal is a `CryptoError`: `WrongPasswordError`,
    `MalformedError`, `LimitError` or `UnsupportedError`, each with its own text.
    """
    found = detect(data, limits.file_bytes)
    request = Request(password, key_password, limits, Effort(limits, progress))
    container = _opener(found.format)(found.data, request)
    return _with_beside(container, found)


def _opener(kind: Format) -> Callable[[bytes, Request], Container]:
    """The function for a format; imported late, because each brings its own primitives."""
    if kind is Format.IIT:
        from prro_cli.crypto.containers.iit import open_iit

        return open_iit
    if kind is Format.JKS:
        from prro_cli.crypto.containers.jks import open_jks

        return open_jks
    if kind is Format.PKCS12:
        from prro_cli.crypto.containers.pkcs12 import open_pkcs12

        return open_pkcs12
    if kind is Format.PBES2:
        from prro_cli.crypto.containers.pbes2 import open_pbes2

        return open_pbes2
    if kind is Format.PKCS8:
        from prro_cli.crypto.containers.pkcs8 import open_pkcs8

        return open_pkcs8
    if kind is Format.KEY11:
        from prro_cli.crypto.containers.iit import refuse_key11

        return refuse_key11
    raise UnsupportedError(f"this is {kind.value}; a file with a private key is needed")


def _with_beside(container: Container, found: Found) -> Container:
    """Add the certificates that lay in the same ZIP archive."""
    extra = certificates_in(found.beside)
    if not extra:
        return container
    return Container(container.format, container.keys, container.certificates + extra, container.warnings)


def certificates_in(files: tuple[bytes, ...] | list[bytes]) -> tuple[Certificate, ...]:
    """All certificates in the given file contents (.cer, .crt, .p7b; DER, PEM or base64).

    Files that hold none are passed over: this is for looking around a key in its folder.
    """
    from prro_cli.crypto.x509 import load_certificates

    found: dict[bytes, Certificate] = {}
    for content in files:
        try:
            for certificate in load_certificates(content):
                found.setdefault(certificate.raw, certificate)
        except CryptoError:
            continue
    return tuple(found.values())


__all__ = [
    "ABSOLUTE_ROUNDS",
    "DEFAULT_LIMITS",
    "HONEST_ROUNDS",
    "Container",
    "Description",
    "Limits",
    "Progress",
    "certificates_in",
    "describe",
    "open_container",
]
