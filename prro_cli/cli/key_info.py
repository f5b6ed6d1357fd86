"""What the commands say about a key: whose it is, what it may do, how long, and what nobody checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING

from prro_cli.cli.face import Face
from prro_cli.cli.trusted import NO_AUTHORITY, chain_of
from prro_cli.home.desks import cashiers_of
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Notice

if TYPE_CHECKING:
    from prro_cli.crypto.trust import TrustStore
    from prro_cli.crypto.vault_format import VaultHeader
    from prro_cli.crypto.x509 import Certificate

WARN_DAYS = 30


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key of the vault, as far as it is known without its password."""

    name: str
    role: str
    person: str
    tax_number: str
    organisation: str
    organisation_number: str
    valid_from: datetime
    valid_to: datetime
    days_left: int
    state: str
    """`valid`, `expired` or `not-yet-valid`."""
    algorithm: str
    key_id: str
    cashiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CertificateInfo:
    """One certificate of a key."""

    usage: tuple[str, ...]
    subject: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_to: datetime
    algorithm: str
    key_id: str
    qualified: bool
    test: bool
    tsp: tuple[str, ...]
    ocsp: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChainInfo:
    """What the chain of the signing certificate is worth."""

    trusted: bool
    path: tuple[str, ...]
    checked: tuple[str, ...]
    not_checked: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyInfo(KeyRow):
    """Everything about one key."""

    seal: bool
    digest: str
    source: str
    certificates: tuple[CertificateInfo, ...]
    chain: ChainInfo


def key_row(face: Face, header: VaultHeader) -> KeyRow:
    """The row of a key in lists."""
    now = face.environment.now()
    state = "expired" if now > header.not_after else "not-yet-valid" if now < header.not_before else "valid"
    return KeyRow(
        name=header.name,
        role=header.role,
        person=header.person,
        tax_number=header.tax_number,
        organisation=header.organisation,
        organisation_number=header.organisation_number,
        valid_from=header.not_before,
        valid_to=header.not_after,
        days_left=(header.not_after - now).days,
        state=state,
        algorithm=header.algorithm,
        key_id=header.key_id.hex(),
        cashiers=cashiers_with(face, header.name),
    )


def cashiers_with(face: Face, key: str) -> tuple[str, ...]:
    """Who signs with this key."""
    return tuple(name for name, cashier in cashiers_of(face.settings.config).items() if cashier.key == key)


def key_info(face: Face, header: VaultHeader, store: TrustStore | None) -> KeyInfo:
    """Everything that is known without the password."""
    from prro_cli.crypto.algorithms import algorithm_name
    from prro_cli.crypto.cms import digest_for
    from prro_cli.crypto.x509 import Certificate

    certificates = [Certificate(raw) for raw in header.certificates]
    main = main_certificate(header, certificates)
    row = key_row(face, header)
    return KeyInfo(
        **{field.name: getattr(row, field.name) for field in fields(row)},
        seal=header.seal,
        digest=algorithm_name(digest_for(main)),
        source=header.source,
        certificates=tuple(map(certificate_info, certificates)),
        chain=_chain_info(face, main, store),
    )


def main_certificate(header: VaultHeader, certificates: Sequence[Certificate]) -> Certificate:
    """The certificate the header speaks of."""
    same = [one for one in certificates if (one.subject_key_id or b"") == header.key_id and one.for_signing]
    return max(same or certificates, key=lambda one: one.not_before)


def certificate_info(certificate: Certificate) -> CertificateInfo:
    """One certificate in words."""
    from prro_cli.crypto.algorithms import algorithm_name

    digest = certificate.digest_algorithm
    usage = [name for name, on in _usages(certificate) if on]
    return CertificateInfo(
        usage=tuple(usage),
        subject=certificate.subject.display,
        issuer=certificate.issuer.display,
        serial=f"{certificate.serial:x}",
        valid_from=certificate.not_before,
        valid_to=certificate.not_after,
        algorithm=algorithm_name(digest or certificate.signature_algorithm),
        key_id=(certificate.subject_key_id or b"").hex(),
        qualified=certificate.claims_qualified,
        test=certificate.looks_like_test,
        tsp=certificate.tsp_urls,
        ocsp=certificate.ocsp_urls,
    )


def _usages(certificate: Certificate) -> tuple[tuple[str, bool], ...]:
    return (("signing", certificate.for_signing), ("encryption", certificate.for_key_agreement))


def _chain_info(face: Face, certificate: Certificate, store: TrustStore | None) -> ChainInfo:
    report = chain_of(face, certificate, store)
    if report is None:
        return ChainInfo(False, (certificate.subject.display,), (), (NO_AUTHORITY, "revocation"), ())
    path = tuple(one.subject.display for one in report.chain)
    return ChainInfo(report.trusted, path, report.checked, report.not_checked, report.problems)


def notices_of(info: KeyInfo, days: int = WARN_DAYS) -> tuple[Notice, ...]:
    """What the user should know about a key although it is in the vault."""
    found: list[Notice] = []
    again = f"prro key replace {info.name} FILE"
    if info.state == "expired":
        found.append(
            Notice(
                "key-expired",
                say("the certificate expired on {valid_to:%Y-%m-%d}: it cannot sign", valid_to=info.valid_to),
                again,
            )
        )
    elif info.state == "not-yet-valid":
        found.append(
            Notice(
                "key-not-yet-valid",
                say("the certificate is valid only from {valid_from:%Y-%m-%d}", valid_from=info.valid_from),
            )
        )
    elif info.days_left <= days:
        found.append(
            Notice("key-expires-soon", say("{days_left} days of validity are left", days_left=info.days_left), again)
        )
    if info.chain.problems and info.state == "valid":
        found.append(
            Notice("key-chain", "; ".join(info.chain.problems), say("give the issuer's certificates: --trust"))
        )
    return tuple(found)
