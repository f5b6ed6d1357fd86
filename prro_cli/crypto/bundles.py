"""Files with certificates in any of the forms people have: DER, PEM, bare base64, p7b bundles."""

from __future__ import annotations

import base64
import binascii
import re
import string

from prro_cli.crypto import der, oids
from prro_cli.crypto.errors import CryptoError, LimitError, MalformedError
from prro_cli.crypto.x509 import Certificate

MAX_BUNDLE = 8 * 1024 * 1024
MAX_CERTIFICATES = 5000
_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]+)-----END \1-----")
_BASE64_LETTERS = string.ascii_letters.encode() + string.digits.encode() + b"+/=" + string.whitespace.encode()


def load(data: bytes) -> list[Certificate]:
    """All certificates of the file, in its order and without repetitions."""
    if len(data) > MAX_BUNDLE:
        raise LimitError(f"a file of certificates of {len(data)} bytes")
    found: dict[Certificate, None] = {}
    for block in _blocks(data):
        for certificate in _from_der(block):
            found[certificate] = None
            if len(found) > MAX_CERTIFICATES:
                raise LimitError(f"more than {MAX_CERTIFICATES} certificates in one file")
    if not found:
        raise MalformedError("there is no certificate in this file")
    return list(found)


def _blocks(data: bytes) -> list[bytes]:
    """The DER pieces of the file: PEM blocks, base64 text, or the bytes themselves."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"-----BEGIN" in data:
        found = [decode_base64(match[2]) for match in _PEM.finditer(data) if b"KEY" not in match[1]]
        if not found:
            raise MalformedError("there is no certificate in this PEM file")
        return found
    if data[:1] != b"0" or not data.translate(None, _BASE64_LETTERS):
        return [decode_base64(data)]
    return [data]


def decode_base64(text: bytes) -> bytes:
    """The bytes behind base64 text, whatever its line breaks."""
    try:
        return base64.b64decode(b"".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedError("neither DER nor base64") from error


def _from_der(data: bytes) -> list[Certificate]:
    root = der.parse(data, ber=True).expect(der.SEQUENCE)
    if len(root) and root[0].tag == der.OID:
        return _from_cms(root)
    return [Certificate(data)]


def _from_cms(root: der.Node) -> list[Certificate]:
    """The certificates of a p7b. Entries of other kinds and unreadable ones are passed over: bundles of
    authorities hold hundreds, and one missing can only take trust away, never give it."""
    if root[0].oid() != oids.SIGNED_DATA:
        raise MalformedError("a PKCS#7 message of another kind than a bundle of certificates")
    holder = root[1].expect(0xA0)[0].expect(der.SEQUENCE).find(0xA0)
    found, faults = [], []
    for node in holder or ():
        if node.tag != der.SEQUENCE:
            continue
        try:
            found.append(Certificate(node.raw))
        except CryptoError as error:
            faults.append(error)
    if faults and not found:
        raise MalformedError(f"the certificates of the bundle are broken: {faults[0]}") from faults[0]
    return found
