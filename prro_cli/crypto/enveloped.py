"""EnvelopedData: messages encrypted for the holder of a key-agreement certificate, both directions.

The key of the content is wrapped under a key that both sides agree on (cofactor Diffie-Hellman on DSTU 4145
curves). Two suites: GOST (28147 CFB, KDF on GOST 34.311) and Kalyna (Kalyna-256 CFB, KDF on Kupyna-256). The
sender is named by certificate (static key, with an optional random `ukm`) or brings a one-time key along.
CFB has no integrity: the outer signature of the message gives that, not this layer.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from enum import Enum

from prro_cli.crypto import der, dstu4145, gost28147, gost34311, kalyna, oids
from prro_cli.crypto.backend import current_backend
from prro_cli.crypto.curves import Curve, Point
from prro_cli.crypto.errors import (
    CertificateError,
    KeyMismatchError,
    LimitError,
    MalformedError,
    UnsupportedError,
)
from prro_cli.crypto.keys import PrivateKey, private_key
from prro_cli.crypto.spki import DEFAULT_DKE, DKE_LENGTH, PublicKey, build_spki, parse_spki
from prro_cli.crypto.x509 import Certificate
from prro_cli.record import dataclass

UKM_BYTES = 64
CEK_BYTES = 32
GOST_IV = 8
KALYNA_IV = 32
MAX_RECIPIENTS = 64
_SCALAR_SPARE_BYTES = 16

RandomBytes = Callable[[int], bytes]


class Suite(Enum):
    """Which algorithms seal a message."""

    GOST = "GOST"
    KALYNA = "Kalyna"


@dataclass(frozen=True, slots=True)
class _Algorithms:
    agreement: str
    wrap: str
    content: str
    iv_bytes: int


_ALGORITHMS = {
    Suite.GOST: _Algorithms(oids.DH_COFACTOR_GOST, oids.GOST28147_WRAP, oids.GOST28147_CFB, GOST_IV),
    Suite.KALYNA: _Algorithms(oids.DH_COFACTOR_KUPYNA, oids.KALYNA256_WRAP, oids.KALYNA256_CFB, KALYNA_IV),
}


@dataclass(frozen=True, slots=True)
class Sender:
    """A sender with a key-agreement key and its certificate; the receiver can answer to it."""

    key: PrivateKey
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class Recipient:
    """One who can open: a private key and, where known, its certificate (to find the right entry)."""

    key: PrivateKey
    certificate: Certificate | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A decrypted message; `sender` is None where a one-time key was used (the sender is not named)."""

    content: bytes = field(repr=False)
    suite: Suite
    sender: Certificate | None


def encrypt(
    content: bytes,
    recipient: Certificate,
    *,
    sender: Sender | None = None,
    suite: Suite = Suite.GOST,
    with_ukm: bool = True,
    random_bytes: RandomBytes = secrets.token_bytes,
) -> bytes:
    """An EnvelopedData message for one recipient; without `sender` a one-time key is made."""
    target = _agreement_key(recipient)
    algorithms = _ALGORITHMS[suite]
    if sender is None:
        own = _one_time_key(target.curve, random_bytes)
        originator = der.context(0, der.tlv(0xA1, _originator_key(own)))
        ukm = None
    else:
        own = sender.key
        if own.curve is not target.curve:
            raise KeyMismatchError(
                f"keys on different curves: ours on {own.curve.name}, the recipient's on {target.curve.name}"
            )
        originator = der.context(0, sender.certificate.issuer_and_serial)
        ukm = random_bytes(UKM_BYTES) if with_ukm else None
    wrap_algorithm = der.sequence(der.oid(algorithms.wrap), der.null())
    secret = dstu4145.shared_secret(own.curve, own.secret.reveal(), target.point)
    kek = _key_encryption_key(suite, _shortest(secret), wrap_algorithm, ukm)
    cek, iv = random_bytes(CEK_BYTES), random_bytes(algorithms.iv_bytes)
    recipient_info = der.context(
        1,
        der.integer(3),
        originator,
        *(() if ukm is None else (der.context(1, der.octet_string(ukm)),)),
        der.sequence(der.oid(algorithms.agreement), wrap_algorithm),
        der.sequence(der.sequence(recipient.issuer_and_serial, der.octet_string(_wrap(suite, kek, cek, random_bytes)))),
    )
    return _assemble(recipient_info, suite, iv, _encrypt_content(suite, cek, iv, content))


def _assemble(recipient_info: bytes, suite: Suite, iv: bytes, ciphertext: bytes) -> bytes:
    parameters = [der.octet_string(iv)]
    if suite is Suite.GOST:
        parameters.append(der.octet_string(DEFAULT_DKE))
    cipher = der.sequence(der.oid(_ALGORITHMS[suite].content), der.sequence(*parameters))
    body = der.sequence(
        der.integer(2),
        der.set_of(recipient_info),
        der.sequence(der.oid(oids.DATA), cipher, der.context(0, ciphertext, constructed=False)),
    )
    return der.sequence(der.oid(oids.ENVELOPED_DATA), der.context(0, body))


def _agreement_key(certificate: Certificate) -> PublicKey:
    key = certificate.public_key
    if key is None:
        raise UnsupportedError("the recipient's certificate is not of DSTU 4145")
    if not certificate.for_key_agreement:
        raise CertificateError("the recipient's certificate is not for encryption (keyUsage lacks keyAgreement)")
    return key


def _one_time_key(curve: Curve, random_bytes: RandomBytes) -> PrivateKey:
    wide = int.from_bytes(random_bytes(curve.scalar_bytes + _SCALAR_SPARE_BYTES), "little")
    return private_key(curve, 1 + wide % (curve.n - 1))


def _originator_key(key: PrivateKey) -> bytes:
    """OriginatorPublicKey is an implicitly tagged SubjectPublicKeyInfo: only its parts are needed."""
    return der.parse(build_spki(key.curve, key.public_point(), named=True)).content


@dataclass(frozen=True, slots=True)
class _Cipher:
    suite: Suite
    iv: bytes
    sbox: bytes
    ciphertext: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Agreement:
    """One KeyAgreeRecipientInfo as received."""

    originator: der.Node
    ukm: bytes | None
    suite: Suite
    wrap_algorithm: bytes
    wrapped: tuple[tuple[der.Node, bytes], ...]


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message taken apart, still encrypted; `recipients` are raw recipient identifiers."""

    agreements: tuple[_Agreement, ...] = field(repr=False)
    cipher: _Cipher = field(repr=False)
    certificates: tuple[Certificate, ...]

    @property
    def recipients(self) -> tuple[bytes, ...]:
        """IssuerAndSerialNumber (or key identifier) of everyone the message is for."""
        return tuple(node.raw for one in self.agreements for node, _ in one.wrapped)


def parse_envelope(data: bytes) -> Envelope:
    """Take a message apart; nothing is decrypted."""
    root = der.parse(data, ber=True)
    if root[0].oid() != oids.ENVELOPED_DATA:
        raise MalformedError("not an encrypted message (EnvelopedData)")
    parts = list(root[1].expect(0xA0)[0].expect(der.SEQUENCE))[1:]
    certificates: tuple[Certificate, ...] = ()
    if parts and parts[0].tag == 0xA0:
        certificates = _originator_certificates(parts.pop(0))
    if len(parts) < 2:
        raise MalformedError("the encrypted message is cut short")
    infos = list(parts[0].expect(der.SET))
    if len(infos) > MAX_RECIPIENTS:
        raise LimitError(f"an encrypted message for {len(infos)} recipients; the limit is {MAX_RECIPIENTS}")
    agreements = tuple(_read_agreement(info) for info in infos if info.tag == 0xA1)
    if not agreements:
        raise UnsupportedError("the message is not encrypted by key agreement, the only way known here")
    return Envelope(agreements, _read_cipher(parts[1].expect(der.SEQUENCE)), certificates)


def _originator_certificates(info: der.Node) -> tuple[Certificate, ...]:
    holder = info.find(0xA0)
    nodes = () if holder is None else holder.children
    return tuple(Certificate(node.raw) for node in nodes[:MAX_RECIPIENTS] if node.tag == der.SEQUENCE)


def _read_agreement(info: der.Node) -> _Agreement:
    parts = list(info)
    if len(parts) < 4 or parts.pop(0).integer() != 3:
        raise MalformedError("a broken recipient entry in the encrypted message")
    originator = parts.pop(0).expect(0xA0)[0]
    ukm = parts.pop(0)[0].octets() if parts[0].tag == 0xA1 else None
    if len(parts) != 2:
        raise MalformedError("a broken recipient entry in the encrypted message")
    algorithm, keys = parts
    wrap = algorithm[1]
    pair = (algorithm[0].oid(), wrap[0].oid())
    suite = next((s for s, a in _ALGORITHMS.items() if (a.agreement, a.wrap) == pair), None)
    if suite is None:
        raise UnsupportedError(f"a key agreement that is not known here (OIDs {pair[0]}, {pair[1]})")
    if len(keys) > MAX_RECIPIENTS:
        raise LimitError(f"an encrypted message for {len(keys)} recipients; the limit is {MAX_RECIPIENTS}")
    wrapped = tuple((entry[0], entry[1].octets()) for entry in keys)
    return _Agreement(originator, ukm, suite, wrap.raw, wrapped)


def _read_cipher(info: der.Node) -> _Cipher:
    algorithm = info[1]
    name = algorithm[0].oid()
    suite = next((s for s, a in _ALGORITHMS.items() if a.content == name), None)
    if suite is None:
        raise UnsupportedError(f"content encrypted with an unknown cipher (OID {name})")
    parameters = algorithm[1]
    iv = (parameters if parameters.tag == der.OCTET_STRING else parameters[0]).octets()
    size = _ALGORITHMS[suite].iv_bytes
    if len(iv) < size:
        raise MalformedError(f"an initial vector of {len(iv)} bytes, {size} are needed")
    named = suite is Suite.GOST and parameters.constructed and len(parameters) > 1
    sbox = parameters[1].octets() if named else DEFAULT_DKE
    if len(sbox) != DKE_LENGTH:
        raise MalformedError(f"an S-box of {len(sbox)} bytes")
    if len(info) < 3:
        raise UnsupportedError("the encrypted content is kept apart from the message")
    sealed = info[2]
    body = b"".join(piece.octets() for piece in sealed) if sealed.tag == 0xA0 else sealed.expect(0x80).content
    # Some writers give a longer vector for GOST 28147: its first eight bytes count.
    return _Cipher(suite, iv[:size], sbox, body)


def decrypt(data: bytes, recipients: Sequence[Recipient], *, certificates: Iterable[Certificate] = ()) -> Opened:
    """Open a message with whichever of the keys it was encrypted for.

    `certificates` are those of possible senders, for messages that name the sender by certificate.
    """
    envelope = parse_envelope(data)
    known = (*certificates, *envelope.certificates)
    missing: CertificateError | None = None
    for agreement in envelope.agreements:
        for recipient, wrapped in _candidates(agreement, recipients):
            try:
                point, sender = _originator(agreement.originator, recipient.key.curve, known)
            except CertificateError as error:
                missing = error
                continue
            if point is None:
                continue
            cek = _unwrap_key(agreement, recipient.key, point, wrapped)
            if cek is not None:
                content = _decrypt_content(envelope.cipher, cek)
                return Opened(content, envelope.cipher.suite, sender)
    raise missing or KeyMismatchError("the message was not encrypted for any of the given keys")


def _candidates(agreement: _Agreement, recipients: Sequence[Recipient]) -> list[tuple[Recipient, bytes]]:
    """Pairs to try: entries that name a certificate of ours, and every entry for keys without one."""
    found = []
    for identifier, wrapped in agreement.wrapped:
        for recipient in recipients:
            certificate = recipient.certificate
            if certificate is None or _names(identifier, certificate):
                found.append((recipient, wrapped))
    return found


def _names(identifier: der.Node, certificate: Certificate) -> bool:
    """Whether an issuer-and-serial, or a key identifier in [0], means this certificate."""
    if identifier.tag == der.SEQUENCE:
        return identifier.raw == certificate.issuer_and_serial
    if identifier.tag == 0xA0:
        return identifier[0].octets() == certificate.subject_key_id
    return identifier.tag == 0x80 and identifier.content == certificate.subject_key_id


def _originator(node: der.Node, curve: Curve, known: Sequence[Certificate]) -> tuple[Point | None, Certificate | None]:
    """The sender's public point; None where it is on another curve than our key."""
    if node.tag == 0xA1:
        key = parse_spki(der.parse(der.sequence(*(part.raw for part in node)), ber=True))
        return (key.point if key.curve is curve else None), None
    for certificate in known:
        if _names(node, certificate) and certificate.public_key is not None:
            public = certificate.public_key
            return (public.point if public.curve is curve else None), certificate
    raise CertificateError("the sender's certificate is needed to open this message and was not found")


def _unwrap_key(agreement: _Agreement, key: PrivateKey, point: Point, wrapped: bytes) -> bytes | None:
    """The content key; the MAC inside the wrap decides among the forms in which writers put ZZ."""
    secret = dstu4145.shared_secret(key.curve, key.secret.reveal(), point)
    for zz in _forms_of_secret(secret, key.curve):
        kek = _key_encryption_key(agreement.suite, zz, agreement.wrap_algorithm, agreement.ukm)
        try:
            if agreement.suite is Suite.GOST:
                return gost28147.unwrap_key(kek, wrapped)
            return kalyna.unwrap_key(kek, wrapped)
        except (MalformedError, KeyMismatchError):
            continue
    return None


def _forms_of_secret(secret: int, curve: Curve) -> list[bytes]:
    """ZZ without leading zero bytes (the rule), with at most one taken off (jkurwa), and in full length."""
    full = secret.to_bytes(curve.field_bytes, "big")
    one_less = full[1:] if full[0] == 0 else full
    return list(dict.fromkeys((_shortest(secret), one_less, full)))


def _shortest(secret: int) -> bytes:
    return secret.to_bytes((secret.bit_length() + 7) // 8, "big")


def _key_encryption_key(suite: Suite, zz: bytes, wrap_algorithm: bytes, ukm: bytes | None) -> bytes:
    """The KDF of X9.63 with a counter of one: H(ZZ || 00000001 || SharedInfo)."""
    shared_info = der.sequence(
        wrap_algorithm,
        *(() if ukm is None else (der.context(0, der.octet_string(ukm)),)),
        der.context(2, der.octet_string((8 * CEK_BYTES).to_bytes(4, "big"))),
    )
    material = zz + b"\0\0\0\1" + shared_info
    return gost34311.gost34311(material) if suite is Suite.GOST else current_backend().kupyna(256, material)


def _wrap(suite: Suite, kek: bytes, cek: bytes, random_bytes: RandomBytes) -> bytes:
    if suite is Suite.GOST:
        return gost28147.wrap_key(kek, cek, random_bytes(GOST_IV))
    return kalyna.wrap_key(kek, cek, random_bytes(KALYNA_IV))


def _encrypt_content(suite: Suite, cek: bytes, iv: bytes, content: bytes) -> bytes:
    if suite is Suite.GOST:
        return gost28147.cfb_encrypt(cek, iv, content)
    return kalyna.cfb_encrypt(cek, iv, content)


def _decrypt_content(cipher: _Cipher, cek: bytes) -> bytes:
    if cipher.suite is Suite.GOST:
        return gost28147.cfb_decrypt(cek, cipher.iv, cipher.ciphertext, sbox=cipher.sbox)
    return kalyna.cfb_decrypt(cek, cipher.iv, cipher.ciphertext)
