"""Getting at the fiscal documents inside whatever a support person has in hand.

Bare XML, a signed message around it, base64 or PEM of either, a package of offline documents, a signed package:
layers are taken off until XML (or something unknown) is left. No signature is checked here; `prro verify` does that.
"""

from __future__ import annotations

import base64
import binascii
import re

from prro_cli.crypto.errors import CryptoError
from prro_cli.documents.package import frames, looks_framed
from prro_cli.lang import say
from prro_cli.record import dataclass

MAX_LAYERS = 6
MAX_SIGNERS = 8  # captures of 2020 hold the sender's and the server's signature in one message
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{16,}={0,2}")
_PEM = re.compile(rb"\s*-----BEGIN [A-Z0-9 ]{1,40}-----(.*)-----END [A-Z0-9 ]{1,40}-----\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Inside:
    """One document that was found: its bytes without wrapping, and what was around it."""

    data: bytes
    layers: tuple[str, ...] = ()
    wrapped: bytes = b""
    """The document as it was sent: what the next document of a session hashes."""
    problem: str = ""
    """Why a layer could not be taken off, if so."""


def unwrap(data: bytes, layers: tuple[str, ...] = ()) -> list[Inside]:
    """Every document inside, in order; something unknown comes back as it is."""
    if len(layers) >= MAX_LAYERS:
        return [Inside(data, layers, data, problem=say("more than {most} layers of wrapping", most=MAX_LAYERS))]
    if looks_framed(data):
        return [found for part in frames(data) for found in unwrap(part.document, (*layers, "package"))]
    if data[:1] == b"\x30":
        return _signed(data, layers)
    text = _PEM.fullmatch(data)
    compact = b"".join((text.group(1) if text else data).split())
    if _BASE64.fullmatch(compact):
        try:
            return unwrap(base64.b64decode(compact, validate=True), (*layers, "base64"))
        except binascii.Error:
            return [Inside(data, layers, data, problem=say("base64 that is cut off or damaged"))]
    return [Inside(data, layers, data)]


def _signed(data: bytes, layers: tuple[str, ...]) -> list[Inside]:
    from prro_cli.crypto.cms_read import read_signed

    try:
        content = read_signed(data, max_signers=MAX_SIGNERS).content
    except CryptoError as error:
        return [Inside(data, layers, data, problem=say("a signed message that cannot be opened: {error}", error=error))]
    if content is None:
        return [Inside(data, layers, data, problem=say("a signature without the document it belongs to"))]
    inside = unwrap(content, (*layers, "signed"))
    if len(inside) == 1 and inside[0].layers == (*layers, "signed"):
        return [Inside(content, inside[0].layers, data, inside[0].problem)]
    return inside
