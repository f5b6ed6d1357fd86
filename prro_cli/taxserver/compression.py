"""gzip and deflate, with a bound that a bomb cannot pass."""

from __future__ import annotations

import zlib

from prro_cli.lang import later

_ANY_HEADER = 32 + zlib.MAX_WBITS  # zlib's own detection of gzip or zlib
_RAW = -zlib.MAX_WBITS


class CompressionError(Exception):
    """The body is not what its Content-Encoding says."""


class TooLargeError(Exception):
    """More than the limit comes out; `start` holds the first part of it."""

    def __init__(self, start: bytes) -> None:
        super().__init__(later("the answer is larger than the limit"))
        self.start = start


def expand(data: bytes, encoding: str, limit: int) -> bytes:
    """Undo `Content-Encoding`; at most `limit` bytes are ever produced.

    A zlib stream under the name gzip is accepted: production clients send it so, and a server that takes it may
    answer alike (API 08.2025 1.2, leniency).
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        if len(data) > limit:
            raise TooLargeError(data[:limit])
        return data
    if name not in ("gzip", "x-gzip", "deflate"):
        raise CompressionError(f"unknown Content-Encoding {encoding[:40]!r}")
    try:
        return _inflate(data, _ANY_HEADER, limit)
    except zlib.error as first:
        if name != "deflate":
            raise CompressionError(str(first)) from first
    try:
        return _inflate(data, _RAW, limit)
    except zlib.error as second:
        raise CompressionError(str(second)) from second


def shrink(data: bytes) -> bytes:
    """A gzip stream without a time in it, so that equal bodies stay equal."""
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def _inflate(data: bytes, wbits: int, limit: int) -> bytes:
    opener = zlib.decompressobj(wbits)
    out = opener.decompress(data, limit + 1)
    if len(out) > limit:
        raise TooLargeError(out[:limit])
    if not opener.eof:
        raise CompressionError(later("the compressed answer is cut short"))
    if opener.unused_data:
        raise CompressionError(later("something follows the compressed answer"))
    return out
