"""What a file is, by its content and never by its name; text and ZIP wrappings are taken off first."""

from __future__ import annotations

import base64
import binascii
import io
import re
import struct
import zipfile
import zlib
from dataclasses import field
from enum import Enum

from prro_cli.crypto import der, oids
from prro_cli.crypto.errors import LimitError, MalformedError, UnsupportedError
from prro_cli.record import dataclass


class Format(Enum):
    """The container formats, with the names shown to people."""

    IIT = "Key-6.dat (IIT)"
    JKS = "JKS (Java keystore)"
    PKCS12 = "PFX / PKCS#12 (.pfx, .p12, .zs2)"
    PBES2 = "PKCS#8 with a password (.pk8)"
    PKCS8 = "PKCS#8 without a password (.pk8)"
    KEY11 = "Key-11.dat (identifiers of keys, no key inside)"
    CERTIFICATE = "a certificate, no key inside"
    CMS = "a CMS message or a bundle of certificates, no key inside"


SECRET_FORMATS = frozenset({Format.IIT, Format.JKS, Format.PKCS12, Format.PBES2, Format.PKCS8})

JKS_MAGIC = b"\xfe\xed\xfe\xed"
_JCEKS_MAGIC = b"\xce\xce\xce\xce"
_KEY11_SIZE = 112
_KEY11_START = bytes.fromhex("01000000010000000100000000000000")
_JKURWA_PREFIX = 0x51  # a six-byte prefix of some token dumps stands before the container
_ZIP_MAGIC = b"PK\x03\x04"
_MAX_ZIP_MEMBERS = 64
_MAX_WRAPPINGS = 4
_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----")
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    OSError,
    LookupError,  # an entry without a name, in Python 3.11
)


@dataclass(frozen=True, slots=True)
class Found:
    """A recognised file: its format, the bytes without wrappings, and the other files of the same ZIP."""

    format: Format
    data: bytes = field(repr=False)
    wrappings: tuple[str, ...] = ()
    beside: tuple[bytes, ...] = field(default=(), repr=False)


def detect(data: bytes, max_bytes: int) -> Found:
    """Recognise a file; unknown and broken ones are refused with what they look like."""
    wrappings: tuple[str, ...] = ()
    beside: tuple[bytes, ...] = ()
    for _ in range(_MAX_WRAPPINGS):
        if len(data) > max_bytes:
            raise LimitError(f"a key file of {len(data)} bytes; the limit is {max_bytes}")
        found = _bare_format(data)
        if found is not None:
            return Found(found, data, wrappings, beside)
        if data.startswith(_ZIP_MAGIC):
            data, others = _from_zip(data, max_bytes)
            beside += others
            wrappings += ("ZIP",)
            continue
        inner = _from_text(data)
        if inner is None:
            raise _unknown(data)
        data, name = inner
        wrappings += (name,)
    raise MalformedError("the key file is wrapped again and again")


def _bare_format(data: bytes) -> Format | None:
    if data.startswith(JKS_MAGIC):
        return Format.JKS
    if len(data) == _KEY11_SIZE and data.startswith(_KEY11_START):
        return Format.KEY11
    if data[:1] == b"\x30":
        return _der_format(data)
    return None


def _der_format(data: bytes) -> Format:
    root = der.parse(data, ber=True)
    first = root[0]
    if first.tag == der.INTEGER:
        version = first.integer()
        if version == 3:
            return Format.PKCS12
        if version in (0, 1):
            return Format.PKCS8
        raise UnsupportedError(f"a key file of an unknown version {version}")
    if first.tag == der.OID:
        return Format.CMS
    first.expect(der.SEQUENCE)
    if first[0].tag == der.OID:
        return _protected_format(first[0].oid())
    if len(root) == 3 and root[2].tag == der.BIT_STRING:
        return Format.CERTIFICATE
    raise MalformedError("an ASN.1 structure that is not a key container")


def _protected_format(algorithm: str) -> Format:
    if algorithm == oids.IIT_CONTAINER:
        return Format.IIT
    if algorithm == oids.PBES2:
        return Format.PBES2
    raise UnsupportedError(f"a key protected in a way that is not known here (OID {algorithm})")


def _from_text(data: bytes) -> tuple[bytes, str] | None:
    """The bytes inside PEM or bare base64, or behind the six-byte prefix."""
    if data[:1] and data[0] == _JKURWA_PREFIX and data[6:7] == b"\x30":
        return data[6:], "prefix"
    text = data.removeprefix(b"\xef\xbb\xbf").strip()
    begin = _PEM.search(text)
    name = "PEM" if begin else "base64"
    if begin:
        label = begin.group(1)
        body, end, _ = text[begin.end() :].partition(b"-----END " + label + b"-----")
        if not end:
            raise MalformedError("a PEM text without its last line")
        if b":" in body:
            raise UnsupportedError("an old OpenSSL PEM with headers; convert it to PKCS#8")
        text = body
    compact = b"".join(text.split())
    if len(compact) < 16:
        return None
    try:
        return base64.b64decode(compact, validate=True), name
    except binascii.Error:
        if begin:
            raise MalformedError("a PEM text with broken base64") from None
        return None


def _from_zip(data: bytes, max_bytes: int) -> tuple[bytes, tuple[bytes, ...]]:
    """The one container in an archive, and everything else in it (certificates, perhaps)."""
    try:
        members = _read_members(data, max_bytes)
    except _ZIP_ERRORS as error:
        raise MalformedError(f"a ZIP archive that cannot be read ({type(error).__name__})") from error
    keys = [name for name, content in members.items() if _holds_key(content)]
    if not keys:
        raise MalformedError("a ZIP archive without a key container")
    if len(keys) > 1:
        raise UnsupportedError(f"a ZIP archive with several keys ({', '.join(sorted(keys))}); unpack it")
    return members[keys[0]], tuple(content for name, content in members.items() if name != keys[0])


def _read_members(data: bytes, max_bytes: int) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    left = max_bytes
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > _MAX_ZIP_MEMBERS:
            raise LimitError(f"a ZIP archive of {len(entries)} files; the limit is {_MAX_ZIP_MEMBERS}")
        for entry in entries:
            if entry.flag_bits & 1:
                raise UnsupportedError("a ZIP archive with its own password; unpack it first")
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise UnsupportedError("a ZIP archive packed in an unusual way; unpack it first")
            with archive.open(entry) as stream:
                content = stream.read(left + 1)
            left -= len(content)
            if left < 0:
                raise LimitError(f"a ZIP archive that unpacks to more than {max_bytes} bytes")
            members[entry.filename] = content
    return members


def _holds_key(content: bytes) -> bool:
    try:
        return _bare_format(content) in SECRET_FORMATS
    except (MalformedError, UnsupportedError):
        return False


def _unknown(data: bytes) -> MalformedError | UnsupportedError:
    if not data:
        return MalformedError("the file is empty")
    if data.startswith(_JCEKS_MAGIC):
        return UnsupportedError("a JCEKS store; convert it to PKCS#12 or JKS")
    return MalformedError("not a key container: neither JKS nor ASN.1, base64 or ZIP")
