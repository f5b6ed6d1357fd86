"""Which digest goes with which signature, and the two operations on them that certificates and messages need.

A digest and a signature algorithm belong together (DSTU 4145 with GOST 34.311, or with Kupyna); a message in
which they do not agree is refused, whatever else it says. Hashes of the wider world are known only for
reading: an imprint of a foreign time stamp, the certificate hash in a signing-certificate attribute.
"""

from __future__ import annotations

import hashlib

from prro_cli.crypto import der, oids
from prro_cli.crypto.backend import current_backend
from prro_cli.crypto.errors import MalformedError, UnsupportedError
from prro_cli.crypto.spki import PublicKey

DIGEST_OF_SIGNATURE = {
    oids.DSTU4145_LE: oids.GOST34311,
    oids.DSTU4145_KUPYNA256: oids.KUPYNA256,
    oids.DSTU4145_KUPYNA384: oids.KUPYNA384,
    oids.DSTU4145_KUPYNA512: oids.KUPYNA512,
}
SIGNATURE_OF_DIGEST = {digest: signature for signature, digest in DIGEST_OF_SIGNATURE.items()}

NAMES = {
    oids.GOST34311: "GOST 34.311",
    oids.KUPYNA256: "Kupyna-256",
    oids.KUPYNA384: "Kupyna-384",
    oids.KUPYNA512: "Kupyna-512",
    oids.SHA1: "SHA-1",
    oids.SHA256: "SHA-256",
    oids.SHA384: "SHA-384",
    oids.SHA512: "SHA-512",
}
_KUPYNA_BITS = {oids.KUPYNA256: 256, oids.KUPYNA384: 384, oids.KUPYNA512: 512}
_FOREIGN = {oids.SHA256: "sha256", oids.SHA384: "sha384", oids.SHA512: "sha512"}


def algorithm_name(digest: str) -> str:
    """What people call the digest."""
    return NAMES.get(digest, digest)


def digest_of_signature(signature: str) -> str | None:
    """The digest that a signature algorithm includes, or None for algorithms that are not DSTU 4145."""
    return DIGEST_OF_SIGNATURE.get(signature)


def signature_of_digest(digest: str) -> str:
    """The signature algorithm for a digest."""
    if digest not in SIGNATURE_OF_DIGEST:
        raise UnsupportedError(f"no DSTU 4145 signature goes with the digest {algorithm_name(digest)}")
    return SIGNATURE_OF_DIGEST[digest]


def hash_bytes(digest: str, data: bytes) -> bytes:
    """The hash of the bytes by any of the known algorithms."""
    if digest == oids.GOST34311:
        from prro_cli.crypto.gost34311 import gost34311

        return gost34311(data)
    if digest in _KUPYNA_BITS:
        return current_backend().kupyna(_KUPYNA_BITS[digest], data)
    if digest in _FOREIGN:
        return hashlib.new(_FOREIGN[digest], data).digest()
    if digest == oids.SHA1:  # only the certificate hash of the old signing-certificate attribute
        return hashlib.sha1(data, usedforsecurity=False).digest()
    raise UnsupportedError(f"the digest algorithm {digest} is not known here")


def check_signature(key: PublicKey, digest: str, data: bytes, signature: bytes) -> bool:
    """Whether the key signed the data, hashed by the digest."""
    return current_backend().verify(key.curve, key.point, hash_bytes(digest, data), signature)


def algorithm_identifier(name: str) -> bytes:
    """AlgorithmIdentifier without parameters, as all Ukrainian digests and signatures are written."""
    return der.sequence(der.oid(name))


def read_algorithm(node: der.Node) -> str:
    """The name in an AlgorithmIdentifier; of parameters only NULL is let pass."""
    node.expect(der.SEQUENCE)
    if len(node) > 2 or (len(node) == 2 and node[1].tag != der.NULL):
        raise MalformedError("an algorithm with parameters where none belong")
    return node[0].oid()
