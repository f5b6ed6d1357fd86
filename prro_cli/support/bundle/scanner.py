"""The second net: before a bundle is written every byte of it is searched for what must never be in it.

The first net is that the parts are made from what may be shown. This one knows the secrets themselves, as far as the
machine holds them (files of keys, opened seeds, environment, credentials), and the forms keys have in files.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from prro_cli.crypto.secret import Secret
from prro_cli.errors.bundle import BundleHoldsSecretError
from prro_cli.lang import say
from prro_cli.support.bundle.contents import Part

SHORTEST = 4
"""Shorter secrets would be found in any text; a PIN of four digits is searched for as a word of its own."""
_WORD = 8
_BIG_FILE = 1_000_000

MARKERS: dict[str, bytes] = {
    "a key or certificate in PEM": b"-----BEGIN ",
    "a Java key store": bytes.fromhex("feedfeed"),
    "a Java key store of the second kind": bytes.fromhex("cececece"),
    "a key under a password (PBES2)": bytes.fromhex("06092a864886f70d01050d"),
    "a key bag of PKCS#12": bytes.fromhex("060b2a864886f70d010c0a01"),
    "a bag of a key under a password": bytes.fromhex("060b2a864886f70d010c0a0102"),
    "a key of Key-6.dat": bytes.fromhex("060c2b0601040181974601010102"),
    "a key of the vault": b"prro-vault 1\n{",
}
"""Name → the bytes that betray it. The public parts of a document's signature have none of them."""
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{64,}={0,2}")


def known_secrets(
    variables: Mapping[str, str], keys_dir: Path, sealed: Iterable[bytes], more: Iterable[str | None]
) -> list[Secret]:
    """Every secret this machine holds and that can be looked for."""
    found = [value.encode() for name, value in variables.items() if _SECRET_VARIABLE.search(name)]
    found += [value.encode() for value in more if value and len(value) >= _WORD]
    found += sealed
    found += _lines(keys_dir)
    if variables.get("CREDENTIALS_DIRECTORY"):
        found += _lines(Path(variables["CREDENTIALS_DIRECTORY"]))
    return [Secret(value) for value in dict.fromkeys(found) if len(value) >= SHORTEST and value not in _NO_SECRETS]


_SECRET_VARIABLE = re.compile(r"(PASSWORD|PASSPHRASE|SECRET|TOKEN|API_?KEY)\w*(?<!_FILE)(?<!_FD)(?<!_COMMAND)$", re.I)
_NO_SECRETS = frozenset({b"true", b"false", b"none", b"prro-vault 1"})


def _lines(folder: Path) -> Iterator[bytes]:
    """Small files whole and line by line: a password, the key of the journal, a sealed key."""
    if not folder.is_dir():
        return
    for file in sorted(folder.iterdir()):
        if file.is_file() and file.stat().st_size <= _BIG_FILE:
            data = file.read_bytes()
            yield data
            yield from (line.strip() for line in data.splitlines())


def refuse_secrets(parts: Iterable[Part], secrets: Iterable[Secret]) -> None:
    """Raise at the first part that holds one; the message says where, never what."""
    wanted = [form for secret in secrets for form in _forms(secret.reveal())]
    for part in parts:
        for text in (part.data, part.name.encode()):
            kind = _found(text, wanted)
            if kind:
                raise BundleHoldsSecretError(file=part.name, detail=say("it holds {kind}", kind=kind))


def _found(data: bytes, wanted: list[bytes]) -> str | None:
    for name, marker in MARKERS.items():
        if marker in data:
            return name
    for inner in _decoded(data):
        for name, marker in MARKERS.items():
            if marker in inner:
                return f"{name}, in base64"
    for value in wanted:
        if len(value) < _WORD:
            if re.search(rb"(?<![0-9A-Za-z_])" + re.escape(value) + rb"(?![0-9A-Za-z_])", data):
                return "a secret this machine knows"
        elif value in data:
            return "a secret this machine knows"
    return None


def _forms(value: bytes) -> Iterator[bytes]:
    """As it is, and as a program would have written it into text."""
    yield value
    if len(value) >= _WORD:
        yield value.hex().encode()
        yield base64.b64encode(value).rstrip(b"=")[:-1]
    try:
        escaped = value.decode().encode("unicode_escape").replace(b"\\x", b"\\u00")
    except UnicodeDecodeError:
        return
    if escaped != value:
        yield escaped
        yield value.decode().encode("cp1251", "replace")


def _decoded(data: bytes) -> Iterator[bytes]:
    for match in _BASE64.finditer(data):
        try:
            yield base64.b64decode(match[0] + b"=" * (-len(match[0]) % 4))
        except (binascii.Error, ValueError):
            continue
