"""Which key of a container does what: decided by the certificate whose public point is the key's own.

Containers hold a signing key (usually M257) and a key-agreement key (usually M431) in either order, and
certificates of strangers beside them. Order, names and identifiers decide nothing; the public point and
keyUsage do. Signing with the key-agreement certificate is refused by the fiscal server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from prro_cli.crypto import algorithms, x509
from prro_cli.crypto.curves import Curve
from prro_cli.crypto.errors import CertificateError
from prro_cli.crypto.keys import PrivateKey
from prro_cli.crypto.vault_format import VaultHeader
from prro_cli.crypto.x509 import Certificate
from prro_cli.record import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """A private key with its certificate, which is known to belong to it: `cms.sign` takes it as it is."""

    key: PrivateKey
    certificate: Certificate

    @property
    def curve(self) -> Curve:
        """The curve of the key."""
        return self.key.curve

    def scalar(self) -> int:
        """The private number; keep no reference."""
        return self.key.secret.reveal()


def signing_pair(keys: Sequence[PrivateKey], certificates: Iterable[Certificate], at: datetime) -> Pair:
    """The key and the certificate to sign with: valid at that moment, the newest by its beginning."""
    return _pair(keys, certificates, at, x509.choose_signing)


def agreement_pair(keys: Sequence[PrivateKey], certificates: Iterable[Certificate], at: datetime) -> Pair:
    """The key and the certificate to receive encrypted messages with."""
    return _pair(keys, certificates, at, x509.choose_key_agreement)


def _pair(
    keys: Sequence[PrivateKey],
    certificates: Iterable[Certificate],
    at: datetime,
    choose: Callable[..., Certificate],
) -> Pair:
    own = own_pairs(keys, certificates)
    if not own:
        raise CertificateError("none of the certificates belongs to a key of this container")
    found: list[Pair] = []
    refusals: list[CertificateError] = []
    for key in keys:
        mine = [pair.certificate for pair in own if pair.key is key]
        if not mine:
            continue
        try:
            found.append(Pair(key, choose(mine, key.curve, key.public_point(), at)))
        except CertificateError as error:
            refusals.append(error)
    if found:
        return max(found, key=lambda pair: pair.certificate.not_before)
    # Of two keys one is for signing, and its expiry says more than "the other one is not for signing".
    raise next((error for error in refusals if "does not allow" not in str(error)), refusals[0])


def own_pairs(keys: Sequence[PrivateKey], certificates: Iterable[Certificate]) -> list[Pair]:
    """Every pair whose public points agree, in the order of the certificates."""
    points = [(key, key.public_point()) for key in keys]
    return [
        Pair(key, certificate)
        for certificate in certificates
        for key, point in points
        if certificate.matches(key.curve, point)
    ]


def vault_header(
    name: str, keys: Sequence[PrivateKey], certificates: Sequence[Certificate], *, source: str = ""
) -> VaultHeader:
    """What the vault says of a key without its password, from the newest signing certificate of its own.

    Only certificates of the keys themselves are kept; those of authorities are in the trust store.
    """
    own = own_pairs(keys, certificates)
    if not own:
        raise CertificateError("none of the certificates belongs to a key of this container")
    signing = [pair for pair in own if pair.certificate.for_signing]
    main = max(signing or own, key=lambda pair: pair.certificate.not_before)
    certificate = main.certificate
    owner = certificate.owner
    digest = certificate.digest_algorithm or certificate.signature_algorithm
    return VaultHeader(
        name=name,
        role=owner.role.value,
        person=owner.name,
        tax_number=owner.person_number,
        organisation=owner.organisation,
        organisation_number=owner.organisation_number,
        seal=owner.is_seal,
        not_before=certificate.not_before,
        not_after=certificate.not_after,
        algorithm=f"DSTU 4145 {main.key.curve.name}, {algorithms.algorithm_name(digest)}",
        key_id=certificate.subject_key_id or b"",
        certificates=tuple(dict.fromkeys(pair.certificate.raw for pair in own)),
        source=source,
    )
