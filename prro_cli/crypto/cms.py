"""Building CMS SignedData: CAdES-BES as the fiscal server takes it, and what the sandbox needs beside.

What is sent by default is strict: attributes in DER order, the signer named by issuer and serial number,
exactly one certificate, no parameters in algorithm identifiers (fiscal-server 1.7). The switches in `Options`
exist for the sandbox, which must answer the way the tax service does, and for tests.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Protocol

from prro_cli.crypto import der, oids
from prro_cli.crypto.algorithms import algorithm_identifier, hash_bytes, signature_of_digest
from prro_cli.crypto.backend import current_backend
from prro_cli.crypto.cms_read import SidForm, read_signed
from prro_cli.crypto.curves import Curve
from prro_cli.crypto.errors import CertificateError, KeyMismatchError, MalformedError, UnsupportedError
from prro_cli.crypto.keys import PrivateKey
from prro_cli.crypto.x509 import Certificate
from prro_cli.record import dataclass


class SigningKey(Protocol):
    """What signing needs: the certificate, and the private number opened at the last moment."""

    @property
    def certificate(self) -> Certificate:
        """The certificate that goes into the message."""
        ...

    @property
    def curve(self) -> Curve:
        """The curve of the key."""
        ...

    def scalar(self) -> int:
        """The private number; nobody keeps it."""
        ...


@dataclass(frozen=True, slots=True)
class CertifiedKey:
    """A private key with its certificate; build it with `certify`, which checks that they fit."""

    private: PrivateKey
    certificate: Certificate

    @property
    def curve(self) -> Curve:
        """The curve of the key."""
        return self.private.curve

    def scalar(self) -> int:
        """The private number."""
        return self.private.secret.reveal()


def certify(private: PrivateKey, certificate: Certificate) -> CertifiedKey:
    """Put a key and its certificate together, if they belong together."""
    if not certificate.matches(private.curve, private.public_point()):
        raise KeyMismatchError("the certificate belongs to another private key")
    return CertifiedKey(private, certificate)


@dataclass(frozen=True, slots=True)
class Options:
    """How to sign. The defaults are what the fiscal server wants."""

    signing_time: datetime | None = None
    detached: bool = False
    digest: str | None = None  # None: by the signature algorithm of the certificate
    content_type: str = oids.DATA
    sid: SidForm = SidForm.ISSUER_SERIAL
    sorted_attributes: bool = True  # False: messageDigest, contentType, ... as the tax service orders them
    with_certificate: bool = True
    version: int = 1


DEFAULT_OPTIONS = Options()


def digest_for(certificate: Certificate, override: str | None = None) -> str:
    """The digest to sign with: Kupyna under a Kupyna certificate, otherwise GOST 34.311, unless overridden."""
    if override is not None:
        signature_of_digest(override)
        return override
    digest = certificate.digest_algorithm
    return oids.GOST34311 if digest is None else digest


def sign(content: bytes, key: SigningKey, options: Options = DEFAULT_OPTIONS) -> bytes:
    """A signed message with one signature over the content."""
    certificate = key.certificate
    if not certificate.for_signing:
        raise CertificateError("the certificate of this key does not allow signing documents")
    digest = digest_for(certificate, options.digest)
    attributes = _attributes(certificate, digest, hash_bytes(digest, content), options)
    body = b"".join(sorted(attributes) if options.sorted_attributes else attributes)
    signature = current_backend().sign(key.curve, key.scalar(), hash_bytes(digest, der.tlv(0x31, body)))
    signer = der.sequence(
        der.integer(options.version),
        _sid(certificate, options.sid),
        algorithm_identifier(digest),
        der.tlv(0xA0, body),
        algorithm_identifier(signature_of_digest(digest)),
        der.octet_string(signature),
    )
    return _message(content, certificate, digest, signer, options)


def _message(content: bytes, certificate: Certificate, digest: str, signer: bytes, options: Options) -> bytes:
    encapsulated = [der.oid(options.content_type)]
    if not options.detached:
        encapsulated.append(der.context(0, der.octet_string(content)))
    signed_data = der.sequence(
        der.integer(3 if options.content_type != oids.DATA else options.version),
        der.set_of(algorithm_identifier(digest)),
        der.sequence(*encapsulated),
        der.context(0, certificate.raw) if options.with_certificate else b"",
        der.set_of(signer),
    )
    return der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, signed_data))


def _attributes(certificate: Certificate, digest: str, content_digest: bytes, options: Options) -> list[bytes]:
    """The signed attributes in the order of the tax service; sorting them is left to the caller."""
    found = [
        attribute(oids.MESSAGE_DIGEST, der.octet_string(content_digest)),
        attribute(oids.CONTENT_TYPE, der.oid(options.content_type)),
        _signing_certificate(certificate, digest),
    ]
    if options.signing_time is not None:
        found.append(attribute(oids.SIGNING_TIME, der.utc_time(options.signing_time)))
    return found


def attribute(name: str, *values: bytes) -> bytes:
    """One attribute of a signature."""
    return der.sequence(der.oid(name), der.set_of(*values))


@lru_cache(maxsize=32)
def _signing_certificate(certificate: Certificate, digest: str) -> bytes:
    """signingCertificateV2: hash, issuer and serial number; the same in every message of a key."""
    issuer_serial = der.sequence(der.sequence(der.context(4, certificate.issuer.raw)), der.integer(certificate.serial))
    identifier = der.sequence(algorithm_identifier(digest), der.octet_string(certificate.digest(digest)), issuer_serial)
    return attribute(oids.SIGNING_CERTIFICATE_V2, der.sequence(der.sequence(identifier)))


def _sid(certificate: Certificate, form: SidForm) -> bytes:
    if form is SidForm.ISSUER_SERIAL:
        return certificate.issuer_and_serial
    key_id = certificate.subject_key_id
    if key_id is None:
        raise UnsupportedError("the certificate has no key identifier to name the signer by")
    if form is SidForm.KEY_ID:
        return der.context(0, key_id, constructed=False)
    return der.context(0, der.octet_string(key_id))


def signature_value(message: bytes) -> tuple[str, bytes]:
    """Digest algorithm and signature bytes of a message: what a time stamp is taken over."""
    signer = read_signed(message).signer
    return signer.digest_algorithm, signer.signature


def add_unsigned(message: bytes, name: str, value: bytes) -> bytes:
    """The message with one more unsigned attribute; nothing that is signed changes."""
    signed = read_signed(message)
    if name in signed.signer.unsigned:
        raise MalformedError(f"the message already has the unsigned attribute {name}")
    parts = list(signed.signer.node)
    old = parts.pop() if parts[-1].tag == 0xA1 else None
    kept = [item.raw for item in old] if old is not None else []
    unsigned = der.tlv(0xA1, *sorted([*kept, attribute(name, value)]))
    signer = der.sequence(*(part.raw for part in parts), unsigned)
    body = der.parse(message, ber=True)[1][0]
    signed_data = der.sequence(*(part.raw for part in list(body)[:-1]), der.set_of(signer))
    return der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, signed_data))


def add_time_stamp(message: bytes, token: bytes) -> bytes:
    """CAdES-T: the message with a signature time-stamp token, which the caller has verified."""
    return add_unsigned(message, oids.SIGNATURE_TIME_STAMP, token)
