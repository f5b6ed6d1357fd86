"""A throw-away certification authority: roots, authorities and people that exist nowhere.

The sandbox signs its tickets with it, and the tests make their fixtures with it. Certificates look like those
of a Ukrainian provider in either style: GOST 34.311 with the S-box in the key parameters (until 2026) or
Kupyna without (since 2026). Every name should say that it is a test.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import field
from datetime import datetime
from enum import Enum

from prro_cli.crypto import der, oids
from prro_cli.crypto.algorithms import algorithm_identifier, hash_bytes, signature_of_digest
from prro_cli.crypto.backend import current_backend
from prro_cli.crypto.cms import CertifiedKey
from prro_cli.crypto.curves import M257, M431, Curve, Point
from prro_cli.crypto.dstu4145 import public_point
from prro_cli.crypto.keys import PrivateKey, private_key
from prro_cli.crypto.names import build_name
from prro_cli.crypto.spki import DEFAULT_DKE, build_spki, parse_spki
from prro_cli.crypto.x509 import Certificate, KeyUsage
from prro_cli.record import dataclass

Entropy = Callable[[int], bytes]

SIGNING = frozenset({KeyUsage.DIGITAL_SIGNATURE, KeyUsage.NON_REPUDIATION})
AGREEMENT = frozenset({KeyUsage.KEY_AGREEMENT})
AUTHORITY = frozenset({KeyUsage.CERTIFICATE_SIGN, KeyUsage.CRL_SIGN})
_SERIAL_BYTES = 19


class Style(Enum):
    """Of which time a certificate is."""

    GOST = oids.GOST34311
    KUPYNA = oids.KUPYNA256

    @property
    def digest(self) -> str:
        """The digest of its signature and of its key identifier."""
        return self.value


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom to write into a certificate; empty texts are left out."""

    common_name: str
    surname: str = ""
    given_name: str = ""
    title: str = ""
    organisation: str = ""
    serial_number: str = ""
    organisation_identifier: str = ""
    locality: str = "Київ"
    directory: tuple[tuple[str, str], ...] = ()
    is_seal: bool = False

    def name(self) -> bytes:
        """The DER of the subject name."""
        fields = (
            (oids.ORGANIZATION, self.organisation),
            (oids.TITLE, self.title),
            (oids.COMMON_NAME, self.common_name),
            (oids.SURNAME, self.surname),
            (oids.GIVEN_NAME, self.given_name),
            (oids.SERIAL_NUMBER, self.serial_number),
            (oids.COUNTRY, "UA"),
            (oids.LOCALITY, self.locality),
            (oids.ORGANIZATION_IDENTIFIER, self.organisation_identifier),
        )
        return build_name(*((name, text) for name, text in fields if text))


def person(surname: str, given_name: str, number: str, *, directory: bool = True) -> Subject:
    """A private person: only the РНОКПП."""
    return Subject(
        f"{surname} {given_name}",
        surname,
        given_name,
        serial_number=f"TINUA-{number}",
        directory=((oids.SDA_DRFO, number),) if directory else (),
    )


def entrepreneur(surname: str, given_name: str, number: str, *, directory: bool = True) -> Subject:
    """A ФОП: the same number as a person and as a payer."""
    return Subject(
        f"{surname} {given_name}",
        surname,
        given_name,
        organisation="ФІЗИЧНА ОСОБА",
        serial_number=f"TINUA-{number}",
        organisation_identifier="" if directory else f"TINUA-{number}",
        directory=((oids.SDA_DRFO, number), (oids.SDA_EDRPOU, number)) if directory else (),
    )


def employee(
    surname: str, given_name: str, number: str, organisation: str, code: str, *, directory: bool = True
) -> Subject:
    """Somebody who works for a legal entity: both numbers, and they differ."""
    return Subject(
        f"{surname} {given_name}",
        surname,
        given_name,
        "Касир",
        organisation,
        f"TINUA-{number}",
        "" if directory else f"NTRUA-{code}",
        directory=((oids.SDA_DRFO, number), (oids.SDA_EDRPOU, code)) if directory else (),
    )


def seal(organisation: str, code: str, *, directory: bool = True, common_name: str = "") -> Subject:
    """The electronic seal of a legal entity."""
    return Subject(
        common_name or organisation,
        organisation=organisation,
        organisation_identifier=f"NTRUA-{code}",
        directory=((oids.SDA_DRFO, ""), (oids.SDA_EDRPOU, code)) if directory else (),
        is_seal=True,
    )


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the authority pretends to answer; empty texts are left out."""

    ocsp: str = ""
    tsp: str = ""
    issuers: str = ""
    crl: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a certificate is for and how it is written."""

    not_before: datetime
    not_after: datetime
    usage: frozenset[KeyUsage] = SIGNING
    extended: tuple[str, ...] = ()
    style: Style | None = None  # of the key parameters and identifier; None: the authority's own
    named_curve: bool = False
    path_length: int | None = None
    is_authority: bool = False


@dataclass(frozen=True, slots=True)
class Authority:
    """Something that can issue certificates."""

    key: CertifiedKey
    style: Style
    addresses: Addresses = field(default_factory=Addresses)

    @property
    def certificate(self) -> Certificate:
        """Its own certificate."""
        return self.key.certificate

    def issue(
        self, subject: Subject, curve: Curve, point: Point, profile: Profile, *, entropy: Entropy = os.urandom
    ) -> Certificate:
        """A certificate for somebody's public point."""
        return _issue(self.key, self.certificate, self.style, self.addresses, subject, curve, point, profile, entropy)

    def enrol(
        self, subject: Subject, profile: Profile, *, curve: Curve = M257, entropy: Entropy = os.urandom
    ) -> CertifiedKey:
        """A new key with its certificate."""
        key = new_key(curve, entropy)
        point = public_point(curve, key.secret.reveal())
        return CertifiedKey(key, self.issue(subject, curve, point, profile, entropy=entropy))

    def enrol_pair(
        self, subject: Subject, profile: Profile, *, entropy: Entropy = os.urandom
    ) -> tuple[CertifiedKey, CertifiedKey]:
        """What a provider hands out: a signing key on M257 and a key-agreement key on M431."""
        agreement = Profile(profile.not_before, profile.not_after, AGREEMENT, (), profile.style, profile.named_curve)
        return (
            self.enrol(subject, profile, entropy=entropy),
            self.enrol(subject, agreement, curve=M431, entropy=entropy),
        )


def new_key(curve: Curve, entropy: Entropy = os.urandom) -> PrivateKey:
    """A random private key."""
    wide = int.from_bytes(entropy(curve.scalar_bytes + 16), "little")
    return private_key(curve, 1 + wide % (curve.n - 1))


def create_root(
    name: Subject,
    style: Style,
    not_before: datetime,
    not_after: datetime,
    *,
    curve: Curve = M431,
    addresses: Addresses | None = None,
    entropy: Entropy = os.urandom,
) -> Authority:
    """A self-signed root."""
    key = new_key(curve, entropy)
    profile = Profile(not_before, not_after, AUTHORITY, is_authority=True)
    point = public_point(curve, key.secret.reveal())
    where = addresses or Addresses()
    certificate = _issue(key, None, style, where, name, curve, point, profile, entropy)
    return Authority(CertifiedKey(key, certificate), style, where)


def create_authority(
    root: Authority,
    name: Subject,
    not_before: datetime,
    not_after: datetime,
    *,
    addresses: Addresses | None = None,
    style: Style | None = None,
    entropy: Entropy = os.urandom,
) -> Authority:
    """A provider (КНЕДП) under a root."""
    profile = Profile(not_before, not_after, AUTHORITY, style=style, path_length=0, is_authority=True)
    key = root.enrol(name, profile, entropy=entropy)
    return Authority(key, style or root.style, addresses or root.addresses)


def bundle(certificates: Iterable[Certificate]) -> bytes:
    """A p7b: SignedData without content and signatures."""
    body = der.sequence(
        der.integer(1),
        der.set_of(),
        der.sequence(der.oid(oids.DATA)),
        der.context(0, *(certificate.raw for certificate in certificates)),
        der.set_of(),
    )
    return der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, body))


def _issue(
    key: CertifiedKey | PrivateKey,
    issuer: Certificate | None,
    style: Style,
    addresses: Addresses,
    subject: Subject,
    curve: Curve,
    point: Point,
    profile: Profile,
    entropy: Entropy,
) -> Certificate:
    private = key.private if isinstance(key, CertifiedKey) else key
    own_style = profile.style or style
    dke = DEFAULT_DKE if own_style is Style.GOST else None
    spki = build_spki(curve, point, named=profile.named_curve, dke=dke)
    key_id = parse_spki(der.parse(spki)).key_id(lambda octets: hash_bytes(own_style.digest, octets))
    issuer_key_id = key_id if issuer is None else issuer.subject_key_id
    algorithm = algorithm_identifier(signature_of_digest(style.digest))
    name = subject.name()
    body = der.sequence(
        der.context(0, der.integer(2)),
        der.integer(int.from_bytes(b"\x01" + entropy(_SERIAL_BYTES), "big")),
        algorithm,
        name if issuer is None else issuer.subject.raw,
        der.sequence(_time(profile.not_before), _time(profile.not_after)),
        name,
        spki,
        der.context(3, der.sequence(*_extensions(subject, profile, addresses, key_id, issuer_key_id))),
    )
    digest = hash_bytes(style.digest, body)
    signature = current_backend().sign(private.curve, private.secret.reveal(), digest)
    return Certificate(der.sequence(body, algorithm, der.bit_string(der.octet_string(signature))))


def _time(moment: datetime) -> bytes:
    """UTCTime up to 2049, as RFC 5280 wants it."""
    return der.utc_time(moment) if moment.year < 2050 else der.generalized_time(moment)


def _extensions(
    subject: Subject, profile: Profile, addresses: Addresses, key_id: bytes, issuer_key_id: bytes | None
) -> list[bytes]:
    found = [_extension(oids.EXT_SUBJECT_KEY_ID, der.octet_string(key_id))]
    if issuer_key_id is not None:
        identifier = der.sequence(der.context(0, issuer_key_id, constructed=False))
        found.append(_extension(oids.EXT_AUTHORITY_KEY_ID, identifier))
    found.append(_extension(oids.EXT_KEY_USAGE, _usage(profile.usage), critical=True))
    extended = (*profile.extended, *((oids.EKU_SEAL,) if subject.is_seal else ()))
    if extended:
        critical = oids.EKU_TIME_STAMPING in extended  # RFC 3161, 2.3
        usages = der.sequence(*map(der.oid, extended))
        found.append(_extension(oids.EXT_EXTENDED_USAGE, usages, critical=critical))
    policy = der.sequence(der.sequence(der.oid(oids.POLICY_UA)))
    found.append(_extension(oids.EXT_POLICIES, policy, critical=True))
    found.append(_extension(oids.EXT_BASIC_CONSTRAINTS, _constraints(profile), critical=True))
    statements = der.sequence(der.sequence(der.oid(oids.QC_UA)))
    found.append(_extension(oids.EXT_QC_STATEMENTS, statements, critical=True))
    found += _access(addresses)
    if subject.directory:
        numbers = [der.sequence(der.oid(name), der.set_of(der.printable(text))) for name, text in subject.directory]
        found.append(_extension(oids.EXT_SUBJECT_DIRECTORY, der.sequence(*numbers)))
    return found


def _extension(name: str, value: bytes, *, critical: bool = False) -> bytes:
    return der.sequence(der.oid(name), der.boolean(True) if critical else b"", der.octet_string(value))


def _usage(usage: frozenset[KeyUsage]) -> bytes:
    value = sum(0x80 >> item.value for item in usage)
    unused = 7 - max(item.value for item in usage)
    return der.bit_string(bytes((value,)), unused)


def _constraints(profile: Profile) -> bytes:
    if not profile.is_authority:
        return der.sequence()
    limit = b"" if profile.path_length is None else der.integer(profile.path_length)
    return der.sequence(der.boolean(True), limit)


def _access(addresses: Addresses) -> list[bytes]:
    found = []
    about = ((oids.AD_OCSP, addresses.ocsp), (oids.AD_CA_ISSUERS, addresses.issuers))
    entries = [der.sequence(der.oid(method), _uri(url)) for method, url in about if url]
    if entries:
        found.append(_extension(oids.EXT_AUTHORITY_INFO, der.sequence(*entries)))
    if addresses.tsp:
        entry = der.sequence(der.oid(oids.AD_TIME_STAMPING), _uri(addresses.tsp))
        found.append(_extension(oids.EXT_SUBJECT_INFO, der.sequence(entry)))
    if addresses.crl:
        point = der.sequence(der.context(0, der.context(0, _uri(addresses.crl))))
        found.append(_extension(oids.EXT_CRL_POINTS, der.sequence(point)))
    return found


def _uri(url: str) -> bytes:
    return der.context(6, url.encode("ascii"), constructed=False)
