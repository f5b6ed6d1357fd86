"""Reading CMS SignedData as it comes: BER or DER, three ways of naming the signer, attributes in any order.

Nothing is judged here but the form. What is ambiguous is refused: an attribute that occurs twice or has two
values, bytes behind the end, several signers (unless the caller asks for them: some captures of 2020 hold two).
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from functools import lru_cache

from prro_cli.crypto import der, oids
from prro_cli.crypto.algorithms import read_algorithm
from prro_cli.crypto.errors import LimitError, MalformedError, UnsupportedError
from prro_cli.crypto.x509 import Certificate
from prro_cli.record import dataclass

MAX_CERTIFICATES = 32
MAX_ATTRIBUTES = 32
MAX_SIGNERS = 8
_USUAL_CERTIFICATE = 4096


class SidForm(Enum):
    """How a SignerInfo names its certificate."""

    ISSUER_SERIAL = "issuer and serial number"
    KEY_ID = "key identifier"  # 80 20 .., as RFC 5652 has it
    KEY_ID_EXPLICIT = "key identifier, explicit"  # A0 22 04 20 .., as the tax service writes it


@dataclass(frozen=True, slots=True)
class SignerId:
    """Whose signature it claims to be."""

    form: SidForm
    issuer: bytes = b""
    serial: int = 0
    key_id: bytes = b""

    def names(self, certificate: Certificate) -> bool:
        """Whether it means this certificate."""
        if self.form is SidForm.ISSUER_SERIAL:
            return certificate.issuer.raw == self.issuer and certificate.serial == self.serial
        return certificate.subject_key_id == self.key_id


@dataclass(frozen=True, slots=True)
class SignerInfo:
    """One signature, its attributes kept exactly as transmitted."""

    version: int
    sid: SignerId
    digest_algorithm: str
    signature_algorithm: str
    signature: bytes
    signed_raw: bytes | None
    signed: dict[str, der.Node]
    unsigned: dict[str, tuple[der.Node, ...]]
    node: der.Node

    @property
    def signed_bytes(self) -> bytes:
        """What the signature covers: the attributes as received, tagged as the SET that they are."""
        return b"\x31" + (self.signed_raw or b"")[1:]

    @property
    def sorted_bytes(self) -> bytes:
        """The same attributes in DER order, which a signer may have signed and not sent."""
        parts = der.parse(self.signed_bytes, ber=True)
        return der.set_of(*(part.raw for part in parts))

    @property
    def signing_time(self) -> datetime | None:
        """The signer's own word about the time; the fiscal server writes Kyiv time and marks it UTC."""
        node = self.signed.get(oids.SIGNING_TIME)
        return None if node is None else node.time()

    @property
    def has_content_time_stamp(self) -> bool:
        """Whether a content-time-stamp is there, which the fiscal server forbids."""
        return oids.CONTENT_TIME_STAMP in self.signed or oids.CONTENT_TIME_STAMP in self.unsigned

    @property
    def time_stamps(self) -> tuple[bytes, ...]:
        """The signature time-stamp tokens among the unsigned attributes."""
        return tuple(node.raw for node in self.unsigned.get(oids.SIGNATURE_TIME_STAMP, ()))


@dataclass(frozen=True, slots=True)
class SignedData:
    """A signed message, not yet believed."""

    raw: bytes
    version: int
    digest_algorithms: tuple[str, ...]
    content_type: str
    content: bytes | None
    certificates: tuple[Certificate, ...]
    foreign_parts: bool  # revocation lists or other things that do not belong into a message to the tax service
    signers: tuple[SignerInfo, ...]

    @property
    def signer(self) -> SignerInfo:
        """The only signature."""
        return self.signers[0]


def read_signed(data: bytes, *, max_signers: int = 1) -> SignedData:
    """Take a SignedData apart."""
    root = der.parse(data, ber=True).expect(der.SEQUENCE)
    if root[0].oid() != oids.SIGNED_DATA:
        raise MalformedError("not a signed message but CMS of another kind")
    if len(root) != 2 or len(root[1].expect(0xA0)) != 1:
        raise MalformedError("a signed message with needless parts")
    body = root[1][0].expect(der.SEQUENCE)
    version, algorithms, wrapped, *rest = body.children if len(body) >= 4 else _short()
    certificates: tuple[Certificate, ...] = ()
    foreign = False
    if rest[0].tag == 0xA0:
        certificates = _certificates(rest.pop(0))
    if rest and rest[0].tag == 0xA1:
        foreign = True
        rest.pop(0)
    if len(rest) != 1:
        raise MalformedError("a signed message with missing or needless parts")
    content_type, content = _content(wrapped)
    signers = _signers(rest[0].expect(der.SET), max_signers)
    return SignedData(
        raw=data,
        version=_message_version(version, content_type, signers, foreign),
        digest_algorithms=tuple(read_algorithm(node) for node in algorithms.expect(der.SET)),
        content_type=content_type,
        content=content,
        certificates=certificates,
        foreign_parts=foreign,
        signers=signers,
    )


def _message_version(node: der.Node, content_type: str, signers: tuple[SignerInfo, ...], foreign: bool) -> int:
    """The version, which no signature covers: so it must at least be the one that goes with the rest (RFC 5652 5.1)."""
    version = node.integer()
    plain = content_type == oids.DATA and not foreign and all(signer.version == 1 for signer in signers)
    if version not in ((1,) if plain else (1, 3, 4, 5)):
        raise MalformedError(f"a signed message of version {version}")
    return version


def _signer_version(node: der.Node, sid: SignerId) -> int:
    """1 with a signer named by issuer and serial number; a key identifier goes with 3, at the tax service with 1."""
    version = node.integer()
    if version not in ((1,) if sid.form is SidForm.ISSUER_SERIAL else (1, 3)):
        raise MalformedError(f"a signature of version {version}")
    return version


def _short() -> tuple[der.Node, ...]:
    raise MalformedError("a signed message without its parts")


def _content(node: der.Node) -> tuple[str, bytes | None]:
    name = node.expect(der.SEQUENCE)[0].oid()
    if len(node) == 1:
        return name, None
    if len(node) != 2 or len(node[1].expect(0xA0)) != 1:
        raise MalformedError("a broken content of a signed message")
    return name, node[1][0].octets()


def _certificates(node: der.Node) -> tuple[Certificate, ...]:
    if len(node) > MAX_CERTIFICATES:
        raise LimitError(f"a signed message with {len(node)} certificates")
    return tuple(_certificate(item.raw) for item in node if item.tag == der.SEQUENCE)


def _signers(node: der.Node, most: int) -> tuple[SignerInfo, ...]:
    if not len(node):
        raise MalformedError("a message without any signature")
    if len(node) > min(most, MAX_SIGNERS):
        raise UnsupportedError(f"a message with {len(node)} signatures, where only {most} may be")
    return tuple(_signer(item) for item in node)


def _signer(node: der.Node) -> SignerInfo:
    parts = list(node.expect(der.SEQUENCE))
    if len(parts) < 5:
        raise MalformedError("a signature without its parts")
    version, sid, digest, *rest = parts
    signed_node = rest.pop(0) if rest[0].tag == 0xA0 else None
    if len(rest) not in (2, 3):
        raise MalformedError("a signature with missing or needless parts")
    unsigned_node = rest[2].expect(0xA1) if len(rest) == 3 else None
    signer_id = _sid(sid)
    return SignerInfo(
        version=_signer_version(version, signer_id),
        sid=signer_id,
        digest_algorithm=read_algorithm(digest),
        signature_algorithm=read_algorithm(rest[0]),
        signature=rest[1].octets(),
        signed_raw=None if signed_node is None else signed_node.raw,
        signed={} if signed_node is None else _single_values(_attributes(signed_node)),
        unsigned={} if unsigned_node is None else _attributes(unsigned_node),
        node=node,
    )


def _sid(node: der.Node) -> SignerId:
    if node.tag == 0x80:
        return SignerId(SidForm.KEY_ID, key_id=node.content)
    if node.tag == 0xA0:
        if len(node) != 1:
            raise MalformedError("a broken key identifier of the signer")
        return SignerId(SidForm.KEY_ID_EXPLICIT, key_id=node[0].octets())
    if len(node.expect(der.SEQUENCE)) != 2:
        raise MalformedError("a broken name of the signer")
    return SignerId(SidForm.ISSUER_SERIAL, issuer=node[0].raw, serial=node[1].integer())


def _attributes(node: der.Node) -> dict[str, tuple[der.Node, ...]]:
    found: dict[str, tuple[der.Node, ...]] = {}
    if len(node) > MAX_ATTRIBUTES:
        raise LimitError(f"a signature with {len(node)} attributes")
    for item in node:
        if len(item.expect(der.SEQUENCE)) != 2:
            raise MalformedError("a broken attribute of a signature")
        name = item[0].oid()
        if name in found:
            raise MalformedError(f"the attribute {name} occurs twice")
        values = item[1].expect(der.SET).children
        if not values:
            raise MalformedError(f"the attribute {name} is empty")
        found[name] = values
    return found


def _single_values(attributes: dict[str, tuple[der.Node, ...]]) -> dict[str, der.Node]:
    for name, values in attributes.items():
        if len(values) != 1:
            raise MalformedError(f"the signed attribute {name} has {len(values)} values")
    return {name: values[0] for name, values in attributes.items()}


def _certificate(raw: bytes) -> Certificate:
    """Parties that talk often send the same certificate each time; it knows its hashes and its key by then."""
    return _known_certificate(raw) if len(raw) <= _USUAL_CERTIFICATE else Certificate(raw)


@lru_cache(maxsize=32)
def _known_certificate(raw: bytes) -> Certificate:
    return Certificate(raw)
