"""The mathematics of one signature of a CMS message: does everything it says agree with everything it covers?

Trust, time and rights are judged elsewhere. Every refusal is a `SignatureInvalidError` that begins with the
text of a `Fault`, so that a person and a test can tell one from another.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from enum import Enum
from typing import NoReturn

from prro_cli.crypto import der, oids
from prro_cli.crypto.algorithms import algorithm_name, check_signature, digest_of_signature, hash_bytes
from prro_cli.crypto.cms_read import SignedData, SignerInfo
from prro_cli.crypto.errors import MalformedError, SignatureInvalidError, UnsupportedError
from prro_cli.crypto.x509 import Certificate
from prro_cli.record import dataclass


class Fault(Enum):
    """Why a signature is not valid."""

    ALGORITHM_PAIR = "the digest algorithm does not go with the signature algorithm"
    NO_CONTENT = "the message carries no content and none was given"
    TWO_CONTENTS = "the message carries other content than the one given"
    CONTENT_CHANGED = "the content is not the one that was signed: its digest differs"
    CONTENT_TYPE = "the signed content type is not the type of the content"
    NO_DIGEST_ATTRIBUTE = "the signed attributes lack the digest of the content"
    NO_CERTIFICATE = "the signer's certificate is neither in the message nor among the given ones"
    OTHER_CERTIFICATE = "the signature names another certificate than the one that came with it"
    WRONG_KEY_TYPE = "the signer's certificate has no DSTU 4145 key"
    USAGE = "the signer's certificate does not allow signing"
    SIGNATURE = "the signature does not fit the signed bytes and the certificate"


@dataclass(frozen=True, slots=True)
class Checked:
    """A signature that is mathematically right."""

    certificate: Certificate
    content: bytes
    digest_algorithm: str
    as_transmitted: bool  # False: only the attributes put into DER order fit
    bound_certificate: bool  # the certificate is named by hash within the signature
    notes: tuple[str, ...]


def check_signer(
    message: SignedData,
    signer: SignerInfo,
    *,
    content: bytes | None = None,
    certificates: Iterable[Certificate] = (),
) -> Checked:
    """Verify one signature over the content of the message or, if that has none, over the given content."""
    digest = _digest_algorithm(message, signer)
    covered = _content(message, content)
    candidates = [c for c in (*message.certificates, *certificates) if signer.sid.names(c)]
    if not candidates:
        _refuse(Fault.NO_CERTIFICATE)
    if signer.signed_raw is not None:
        _check_attributes(message, signer, digest, covered)
    elif message.content_type != oids.DATA:
        _refuse(Fault.NO_DIGEST_ATTRIBUTE)
    certificate, bound = _bound_certificate(signer, candidates)
    if not certificate.for_signing:
        _refuse(Fault.USAGE)
    as_transmitted = _check_signature(signer, certificate, digest, covered)
    return Checked(certificate, covered, digest, as_transmitted, bound, _notes(message, signer, bound, as_transmitted))


def _refuse(fault: Fault, detail: str = "") -> NoReturn:
    raise SignatureInvalidError(f"{fault.value} ({detail})" if detail else fault.value)


def _digest_algorithm(message: SignedData, signer: SignerInfo) -> str:
    digest = digest_of_signature(signer.signature_algorithm)
    if digest is None:
        raise UnsupportedError(f"a signature of the algorithm {signer.signature_algorithm}, not DSTU 4145")
    if signer.digest_algorithm != digest:
        pair = f"{algorithm_name(signer.digest_algorithm)} with a signature over {algorithm_name(digest)}"
        _refuse(Fault.ALGORITHM_PAIR, pair)
    if message.digest_algorithms and digest not in message.digest_algorithms:
        _refuse(Fault.ALGORITHM_PAIR, "the message announces another digest")
    return digest


def _content(message: SignedData, given: bytes | None) -> bytes:
    if message.content is None:
        if given is None:
            _refuse(Fault.NO_CONTENT)
        return given
    if given is not None and given != message.content:
        _refuse(Fault.TWO_CONTENTS)
    return message.content


def _check_attributes(message: SignedData, signer: SignerInfo, digest: str, content: bytes) -> None:
    stated = signer.signed.get(oids.MESSAGE_DIGEST)
    if stated is None:
        _refuse(Fault.NO_DIGEST_ATTRIBUTE)
    if not hmac.compare_digest(stated.octets(), hash_bytes(digest, content)):
        _refuse(Fault.CONTENT_CHANGED)
    kind = signer.signed.get(oids.CONTENT_TYPE)
    if kind is None or kind.oid() != message.content_type:
        _refuse(Fault.CONTENT_TYPE)


def _bound_certificate(signer: SignerInfo, candidates: list[Certificate]) -> tuple[Certificate, bool]:
    """The candidate that the signed attributes name by its hash; without such an attribute, the first one."""
    named = _named_hash(signer)
    if named is None:
        return candidates[0], False
    algorithm, expected = named
    for candidate in candidates:
        if hmac.compare_digest(candidate.digest(algorithm), expected):
            return candidate, True
    _refuse(Fault.OTHER_CERTIFICATE)


def _named_hash(signer: SignerInfo) -> tuple[str, bytes] | None:
    """Hash algorithm and hash from signing-certificate, version 2 (RFC 5035) or 1 (RFC 2634)."""
    node = signer.signed.get(oids.SIGNING_CERTIFICATE_V2)
    if node is None:
        old = signer.signed.get(oids.SIGNING_CERTIFICATE)
        return None if old is None else (oids.SHA1, old[0][0][0].octets())
    entry = node.expect(der.SEQUENCE)[0][0].expect(der.SEQUENCE)
    if entry[0].tag == der.SEQUENCE:
        return entry[0][0].oid(), entry[1].octets()
    return oids.SHA256, entry[0].octets()


def _check_signature(signer: SignerInfo, certificate: Certificate, digest: str, content: bytes) -> bool:
    key = certificate.public_key
    if key is None:
        _refuse(Fault.WRONG_KEY_TYPE)
    signature = _unwrapped(signer.signature, key.curve.signature_bytes)
    if signer.signed_raw is None:
        if not check_signature(key, digest, content, signature):
            _refuse(Fault.SIGNATURE)
        return True
    if check_signature(key, digest, signer.signed_bytes, signature):
        return True
    # One more attempt: some senders sign the sorted attributes and transmit them in another order.
    resorted = signer.sorted_bytes
    if resorted == signer.signed_bytes or not check_signature(key, digest, resorted, signature):
        _refuse(Fault.SIGNATURE)
    return False


def _unwrapped(signature: bytes, length: int) -> bytes:
    """The halves themselves; some old software wraps them into one more OCTET STRING."""
    if len(signature) == length:
        return signature
    try:
        inner = der.parse(signature).octets()
    except MalformedError:
        inner = b""
    if len(inner) != length:
        _refuse(Fault.SIGNATURE, f"{len(signature)} bytes instead of {length}")
    return inner


def _notes(message: SignedData, signer: SignerInfo, bound: bool, as_transmitted: bool) -> tuple[str, ...]:
    notes = []
    if not bound:
        notes.append("the signature does not name its certificate by hash")
    if not as_transmitted:
        notes.append("the attributes were signed in another order than transmitted")
    if signer.has_content_time_stamp:
        notes.append("the message carries a content time stamp, which the fiscal server forbids")
    if message.foreign_parts:
        notes.append("the message carries revocation data")
    return tuple(notes)
