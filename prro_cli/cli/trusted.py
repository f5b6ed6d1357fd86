"""The authorities that the user vouches for: given with --trust, kept beside the keys (`keys/trust/`).

What the user gives is believed as it is: the topmost certificates of what was given are the pinned roots. A file that
holds only an intermediate authority pins that authority.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from prro_cli.cli.declared import Option
from prro_cli.cli.face import Face
from prro_cli.cli.files import read_input
from prro_cli.errors.keys import AuthorityMissingError, from_crypto
from prro_cli.home.paths import DIRECTORY_MODE, check_private, write_private
from prro_cli.lang import later

if TYPE_CHECKING:
    from prro_cli.crypto.trust import ChainReport, TrustStore
    from prro_cli.crypto.x509 import Certificate

TrustFiles = Annotated[
    list[Path] | None,
    Option("--trust", metavar="FILE", help="Certificates of authorities to judge by (.cer, .p7b); repeatable."),
]
MAX_CERTIFICATE_FILE = 8 * 1024 * 1024
NO_AUTHORITY = later("no authority was given (--trust), so the issuer was not checked")


def load_certificate_files(face: Face, paths: Iterable[Path]) -> list[Certificate]:
    """All certificates of the files; one that cannot be read is an error that names it."""
    from prro_cli.crypto.errors import CryptoError
    from prro_cli.crypto.x509 import load_certificates

    found: list[Certificate] = []
    for path in paths:
        try:
            found += load_certificates(read_input(face, path, MAX_CERTIFICATE_FILE))
        except CryptoError as error:
            raise from_crypto(error, str(path)) from None
    return list(dict.fromkeys(found))


def given_authorities(face: Face, paths: Sequence[Path]) -> list[Certificate]:
    """The authorities of the files given with --trust; a file without any is a mistake."""
    found = [one for one in load_certificate_files(face, paths) if one.is_ca]
    if paths and not found:
        raise AuthorityMissingError(subject=", ".join(map(str, paths)))
    return found


def stored_authorities(face: Face) -> list[Certificate]:
    """The authorities kept in the home."""
    directory = trust_dir(face)
    if not directory.is_dir():
        return []
    check_private(directory)
    return load_certificate_files(face, sorted(directory.glob("*.cer")))


def keep_authorities(face: Face, certificates: Iterable[Certificate]) -> None:
    """Keep them in the home, one file each, named by fingerprint."""
    from prro_cli.crypto.trust import fingerprint

    directory = trust_dir(face)
    directory.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
    for certificate in certificates:
        path = directory / f"{fingerprint(certificate)}.cer"
        if not path.exists():
            write_private(path, certificate.raw)


def trust_dir(face: Face) -> Path:
    """Where the authorities of this home lie."""
    return face.home.keys_dir / "trust"


def trust_store(authorities: Iterable[Certificate], helpers: Iterable[Certificate] = ()) -> TrustStore | None:
    """What to judge by, or None where nobody vouched for anything; `helpers` only help to build chains."""
    from prro_cli.crypto.trust import TrustStore, fingerprint

    given = list(dict.fromkeys(authorities))
    if not given:
        return None
    names = {one.subject.raw for one in given}
    top = [one for one in given if one.self_issued or one.issuer.raw not in names]
    return TrustStore((*given, *helpers), frozenset(map(fingerprint, top)))


def home_trust_store(face: Face, paths: Sequence[Path] | None = None) -> TrustStore | None:
    """The store of a command: what was given with --trust alone, otherwise what the home keeps."""
    return trust_store(given_authorities(face, paths) if paths else stored_authorities(face))


def chain_of(face: Face, certificate: Certificate, store: TrustStore | None) -> ChainReport | None:
    """The chain of a certificate now, or None where there is nothing to judge it by."""
    from prro_cli.crypto.trust import build_chain

    return build_chain(certificate, store, face.environment.now()) if store is not None else None
