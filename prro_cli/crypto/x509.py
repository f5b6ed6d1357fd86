"""Certificates: what they say, whether they fit a private key, and whether an issuer signed them.

Reading is lazy where it costs: the public point is decompressed and extensions are decoded on first use, so
that a certificate among hundreds in a bundle costs little. Certificates of other algorithms (RSA, ECDSA) are
read too; their `public_key` is None and `verify_issued_by` says that it cannot judge them.
Nothing here decides about trust; that is `trust`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from functools import cached_property

from prro_cli.crypto import der, oids, owner
from prro_cli.crypto.curves import Curve, Point
from prro_cli.crypto.errors import (
    CertificateError,
    CryptoError,
    MalformedError,
    SignatureInvalidError,
    UnsupportedError,
)
from prro_cli.crypto.names import Name
from prro_cli.crypto.owner import Owner
from prro_cli.crypto.spki import PublicKey, parse_spki
from prro_cli.record import dataclass

MAX_CERTIFICATE = 64 * 1024
MAX_URLS = 16
TEST_MARK = re.compile(r"(?<!\w)(тест(ов\w*)?|test)(?!\w)", re.IGNORECASE)


class KeyUsage(Enum):
    """The bits of keyUsage (RFC 5280, 4.2.1.3)."""

    DIGITAL_SIGNATURE = 0
    NON_REPUDIATION = 1
    KEY_ENCIPHERMENT = 2
    DATA_ENCIPHERMENT = 3
    KEY_AGREEMENT = 4
    CERTIFICATE_SIGN = 5
    CRL_SIGN = 6


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension: whether a reader must understand it, and its value."""

    critical: bool
    value: bytes

    def node(self) -> der.Node:
        """The value as DER."""
        return der.parse(self.value)


class Certificate:
    """An X.509 certificate. Equality and hash are those of its bytes."""

    def __init__(self, raw: bytes) -> None:
        root = der.parse(raw, max_size=MAX_CERTIFICATE).expect(der.SEQUENCE)
        if len(root) != 3:
            raise MalformedError("not a certificate: three parts expected")
        self.raw = root.raw
        self._body = root[0].expect(der.SEQUENCE)
        self._outer = root
        fields = [node for node in self._body if node.tag not in (0x81, 0x82)]
        if fields and fields[0].tag == 0xA0:
            self.version = fields.pop(0)[0].integer() + 1
        else:
            self.version = 1
        if len(fields) not in (6, 7):
            raise MalformedError("not a certificate: wrong number of fields")
        # Read by itself: authorities have written serial numbers with needless leading bytes.
        self.serial = int.from_bytes(fields[0].expect(der.INTEGER).content, "big", signed=True)
        self.serial_raw = fields[0].raw
        self.signature_algorithm = root[1].expect(der.SEQUENCE)[0].oid()
        if fields[1].raw != root[1].raw:
            raise MalformedError("the two signature algorithms of the certificate differ")
        self.issuer = Name(fields[2].expect(der.SEQUENCE))
        validity = fields[3].expect(der.SEQUENCE)
        self.not_before = validity[0].time()
        self.not_after = validity[1].time()
        self.subject = Name(fields[4].expect(der.SEQUENCE))
        self._key_node = fields[5].expect(der.SEQUENCE)
        self.key_algorithm = self._key_node[0].expect(der.SEQUENCE)[0].oid()
        self._extension_node = fields[6].expect(0xA3) if len(fields) == 7 else None
        self._digests: dict[str, bytes] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Certificate) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        return f"<Certificate {self.subject.common_name!r}, serial {self.serial:x}>"

    @cached_property
    def extensions(self) -> dict[str, Extension]:
        """The extensions by identifier; one that occurs twice makes the certificate malformed."""
        found: dict[str, Extension] = {}
        if self._extension_node is None:
            return found
        for node in self._extension_node[0].expect(der.SEQUENCE):
            name = node.expect(der.SEQUENCE)[0].oid()
            if name in found:
                raise MalformedError(f"the extension {name} occurs twice")
            critical = len(node) == 3 and node[1].boolean()
            found[name] = Extension(critical, node[-1].octets())
        return found

    def _node(self, name: str) -> der.Node | None:
        extension = self.extensions.get(name)
        return None if extension is None else extension.node()

    @cached_property
    def public_key(self) -> PublicKey | None:
        """The DSTU 4145 key, or None where the key is of another algorithm."""
        return parse_spki(self._key_node) if self.key_algorithm == oids.DSTU4145_LE else None

    @property
    def spki(self) -> bytes:
        """The SubjectPublicKeyInfo as it stands."""
        return self._key_node.raw

    @cached_property
    def key_usage(self) -> frozenset[KeyUsage]:
        """What the key may be used for; empty if the certificate does not say."""
        node = self._node(oids.EXT_KEY_USAGE)
        if node is None:
            return frozenset()
        known = {usage.value: usage for usage in KeyUsage}
        # Some authorities leave trailing zero bits in, which DER forbids and nobody minds.
        return frozenset(known[bit] for bit in node.bit_flags() if bit in known)

    @cached_property
    def extended_usage(self) -> frozenset[str]:
        """The identifiers of the extended key usage."""
        node = self._node(oids.EXT_EXTENDED_USAGE)
        return frozenset() if node is None else frozenset(item.oid() for item in node)

    @property
    def for_signing(self) -> bool:
        """Whether keyUsage allows signing documents."""
        return KeyUsage.DIGITAL_SIGNATURE in self.key_usage

    @property
    def for_key_agreement(self) -> bool:
        """Whether keyUsage allows agreeing on keys, that is, receiving encrypted messages."""
        return KeyUsage.KEY_AGREEMENT in self.key_usage

    @cached_property
    def is_ca(self) -> bool:
        """Whether basicConstraints make it an authority."""
        node = self._node(oids.EXT_BASIC_CONSTRAINTS)
        return node is not None and bool(len(node)) and node[0].tag == der.BOOLEAN and node[0].boolean()

    @cached_property
    def path_length(self) -> int | None:
        """How many authorities may stand below this one; None is no limit."""
        node = self._node(oids.EXT_BASIC_CONSTRAINTS)
        limit = None if node is None else node.find(der.INTEGER)
        return None if limit is None else limit.integer()

    @cached_property
    def subject_key_id(self) -> bytes | None:
        """The identifier of the key as the authority wrote it (it may be any hash: never match keys by it)."""
        node = self._node(oids.EXT_SUBJECT_KEY_ID)
        return None if node is None else node.octets()

    @cached_property
    def authority_key_id(self) -> bytes | None:
        """The identifier of the issuer's key."""
        node = self._node(oids.EXT_AUTHORITY_KEY_ID)
        found = None if node is None else node.find(0x80)
        return None if found is None else found.content

    @cached_property
    def owner(self) -> Owner:
        """Whose certificate it is: person, organisation, tax numbers, role."""
        return owner.read_owner(
            self.subject,
            self._node(oids.EXT_SUBJECT_DIRECTORY),
            seal=oids.EKU_SEAL in self.extended_usage,
            authority=self.is_ca,
        )

    @property
    def looks_like_test(self) -> bool:
        """Whether it names itself a test: such a certificate has no business at the production server."""
        return TEST_MARK.search(f"{self.subject} {self.issuer}") is not None

    @cached_property
    def policies(self) -> tuple[str, ...]:
        """The identifiers of the certificate policies."""
        node = self._node(oids.EXT_POLICIES)
        return () if node is None else tuple(item[0].oid() for item in node)

    @cached_property
    def qualified_statements(self) -> tuple[str, ...]:
        """The identifiers of qcStatements."""
        node = self._node(oids.EXT_QC_STATEMENTS)
        return () if node is None else tuple(item[0].oid() for item in node)

    @property
    def claims_qualified(self) -> bool:
        """Whether it calls itself qualified, by the Ukrainian or the ETSI statement."""
        return bool({oids.QC_UA, oids.QC_COMPLIANCE} & set(self.qualified_statements))

    @property
    def key_on_device(self) -> bool:
        """Whether it says that the key lives in a protected device."""
        return oids.QC_SSCD in self.qualified_statements

    @property
    def ocsp_urls(self) -> tuple[str, ...]:
        """Where to ask about revocation."""
        return self._access(oids.EXT_AUTHORITY_INFO, oids.AD_OCSP)

    @property
    def ca_issuer_urls(self) -> tuple[str, ...]:
        """Where the issuer's certificates lie."""
        return self._access(oids.EXT_AUTHORITY_INFO, oids.AD_CA_ISSUERS)

    @property
    def tsp_urls(self) -> tuple[str, ...]:
        """Where to get time stamps."""
        return self._access(oids.EXT_SUBJECT_INFO, oids.AD_TIME_STAMPING)

    @cached_property
    def crl_urls(self) -> tuple[str, ...]:
        """Where the full revocation lists lie."""
        return self._crl_points(oids.EXT_CRL_POINTS)

    @cached_property
    def delta_crl_urls(self) -> tuple[str, ...]:
        """Where the delta revocation lists lie."""
        return self._crl_points(oids.EXT_FRESHEST_CRL)

    def _access(self, extension: str, method: str) -> tuple[str, ...]:
        node = self._node(extension)
        entries: Iterable[der.Node] = () if node is None else node
        urls = [_url(entry[1]) for entry in entries if entry[0].oid() == method and entry[1].tag == 0x86]
        return tuple(urls[:MAX_URLS])

    def _crl_points(self, extension: str) -> tuple[str, ...]:
        node = self._node(extension)
        points: Iterable[der.Node] = () if node is None else node
        found = []
        for point in points:
            holder = point.find(0xA0)
            full = None if holder is None else holder.find(0xA0)
            if full is not None:
                found += [_url(name) for name in full if name.tag == 0x86]
        return tuple(found[:MAX_URLS])

    @property
    def digest_algorithm(self) -> str | None:
        """The hash that goes with the authority's signature, or None for foreign algorithms."""
        from prro_cli.crypto.algorithms import digest_of_signature

        return digest_of_signature(self.signature_algorithm)

    def digest(self, algorithm: str) -> bytes:
        """The hash of the whole certificate, computed once per algorithm (each signed message needs it)."""
        if algorithm not in self._digests:
            from prro_cli.crypto.algorithms import hash_bytes

            self._digests[algorithm] = hash_bytes(algorithm, self.raw)
        return self._digests[algorithm]

    @cached_property
    def issuer_and_serial(self) -> bytes:
        """IssuerAndSerialNumber as CMS names a certificate."""
        return der.sequence(self.issuer.raw, self.serial_raw)

    @property
    def self_issued(self) -> bool:
        """Whether it names itself as its issuer."""
        return self.issuer.raw == self.subject.raw

    def valid_at(self, moment: datetime) -> bool:
        """Whether the moment lies in the validity, both ends included."""
        return self.not_before <= moment <= self.not_after

    def days_left(self, moment: datetime) -> int:
        """Whole days of validity that remain; negative after the end."""
        return (self.not_after - moment).days

    def matches(self, curve: Curve, point: Point) -> bool:
        """Whether this is the certificate of the private key with that public point.

        A key that cannot be read (an unknown curve, in the certificate of a stranger beside) is another key.
        """
        try:
            key = self.public_key
        except CryptoError:
            return False
        return key is not None and key.matches(curve, point)

    def verify_issued_by(self, issuer: Certificate) -> None:
        """Raise unless the issuer's key made the signature. Names, dates and rights are not judged here."""
        from prro_cli.crypto.algorithms import check_signature

        digest = self.digest_algorithm
        if digest is None or issuer.public_key is None:
            raise UnsupportedError(f"a certificate signed by the algorithm {self.signature_algorithm}")
        if self.issuer.raw != issuer.subject.raw:
            raise SignatureInvalidError("the certificate names another issuer")
        if len(self._outer[1]) != 1:
            raise SignatureInvalidError("the signature algorithm carries parameters")
        signature = der.parse(self._outer[2].bits()).octets()
        if not check_signature(issuer.public_key, digest, self._body.raw, signature):
            raise SignatureInvalidError("the issuer's key did not sign this certificate")


def _url(node: der.Node) -> str:
    return node.content.decode("ascii", "replace")


def load_certificates(data: bytes) -> list[Certificate]:
    """The certificates of a file: DER, PEM, bare base64, or a p7b bundle."""
    from prro_cli.crypto.bundles import load

    return load(data)


def choose_signing(certificates: Iterable[Certificate], curve: Curve, point: Point, at: datetime) -> Certificate:
    """The certificate to sign with: of this very key, for signing, valid now, the newest by its beginning."""
    return _choose(certificates, curve, point, at, KeyUsage.DIGITAL_SIGNATURE)


def choose_key_agreement(certificates: Iterable[Certificate], curve: Curve, point: Point, at: datetime) -> Certificate:
    """The certificate to receive encrypted messages with, chosen by the same rules."""
    return _choose(certificates, curve, point, at, KeyUsage.KEY_AGREEMENT)


def _choose(
    certificates: Iterable[Certificate], curve: Curve, point: Point, at: datetime, usage: KeyUsage
) -> Certificate:
    own = [certificate for certificate in certificates if certificate.matches(curve, point)]
    if not own:
        raise CertificateError("none of the certificates belongs to this private key")
    fit = [certificate for certificate in own if usage in certificate.key_usage]
    if not fit:
        raise CertificateError(f"the certificate of this key does not allow {usage.name.lower()}")
    valid = [certificate for certificate in fit if certificate.valid_at(at)]
    if not valid:
        newest = max(fit, key=lambda certificate: certificate.not_before)
        state = "expired" if newest.not_after < at else "not yet valid"
        raise CertificateError(
            f"the certificate of this key is {state}: {newest.not_before:%Y-%m-%d} .. {newest.not_after:%Y-%m-%d}"
        )
    return max(valid, key=lambda certificate: certificate.not_before)
