"""GOST 28147-89 with the S-boxes used in Ukraine: ECB, CFB, the 4-byte MAC and the key wrap of CMS.

An S-box travels as 64 packed bytes ("DKE"), as certificates and containers carry it: eight rows of
sixteen nibbles, row 0 first, the high nibble of a byte being the even entry. A 32-bit word passes the
rows from its lowest nibble up and is then rotated left by 11; here three tables of 12 + 12 + 8 bits do
both at once. They are built on first use in under a millisecond per S-box.
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Iterator
from functools import lru_cache

from prro_cli.crypto.errors import KeyMismatchError, MalformedError

BLOCK_BYTES = 8
KEY_BYTES = 32
MAC_BYTES = 4
PACKED_SBOX_BYTES = 64
WRAPPED_BYTES = 44

DKE_1 = bytes.fromhex(
    "a9d6eb45f13c7082 80c4967b231f5ead f658eba4c037291d 38d96bf025ca4e17"
    "f8e9720dc615b43a 28975f0bc1dea364 38b564ea2c179fd0 123e6db8fac57904"
)
"""The long-term key element No. 1: what is meant wherever an S-box is not named (None)."""

_WRAP_IV = bytes.fromhex("4adda22c79e82105")  # the fixed second IV of the wrap (RFC 3217 construction)
_WORD = 0xFFFFFFFF
_TABLE_CACHE = 8  # S-boxes met in one process; each costs about half a megabyte

_Tables = tuple[list[int], list[int], list[int]]
_Keys = tuple[int, ...]


def unpack_sbox(packed: bytes) -> tuple[tuple[int, ...], ...]:
    """The eight rows of sixteen nibbles behind a packed S-box."""
    if len(packed) != PACKED_SBOX_BYTES:
        raise MalformedError(f"a packed S-box has {PACKED_SBOX_BYTES} bytes, not {len(packed)}")
    nibbles = [nibble for byte in packed for nibble in (byte >> 4, byte & 15)]
    return tuple(tuple(nibbles[16 * row : 16 * row + 16]) for row in range(8))


@lru_cache(maxsize=_TABLE_CACHE)
def _tables(packed: bytes) -> _Tables:
    """Substitution and rotation of bits 0..11, 12..23 and 24..32 of a sum (bit 32 is the unwanted carry)."""
    turned = [[_rotate11(value << 4 * position) for value in row] for position, row in enumerate(unpack_sbox(packed))]
    low = [c + b + a for c in turned[2] for b in turned[1] for a in turned[0]]
    middle = [c + b + a for c in turned[5] for b in turned[4] for a in turned[3]]
    high = [b + a for b in turned[7] for a in turned[6]]
    return low, middle, high + high


def _rotate11(word: int) -> int:
    return (word << 11 | word >> 21) & _WORD


def _key_words(key: bytes) -> _Keys:
    if len(key) != KEY_BYTES:
        raise MalformedError(f"a GOST 28147 key has {KEY_BYTES} bytes, not {len(key)}")
    return struct.unpack("<8I", key)


def _encryption_keys(key: bytes) -> _Keys:
    words = _key_words(key)
    return words * 3 + words[::-1]


def _decryption_keys(key: bytes) -> _Keys:
    words = _key_words(key)
    return words + words[::-1] * 3


def _rounds(n1: int, n2: int, keys: _Keys, tables: _Tables) -> tuple[int, int]:
    """The rounds of one block, two at a time: n2 changes in odd ones, n1 in even ones."""
    low, middle, high = tables
    words = iter(keys)
    for key1, key2 in zip(words, words, strict=True):
        total = n1 + key1
        n2 ^= low[total & 4095] + middle[total >> 12 & 4095] + high[total >> 24]
        total = n2 + key2
        n1 ^= low[total & 4095] + middle[total >> 12 & 4095] + high[total >> 24]
    return n1, n2


def _whole_blocks(data: bytes) -> Iterator[tuple[int, int]]:
    if len(data) % BLOCK_BYTES:
        raise MalformedError(f"ECB takes whole blocks of {BLOCK_BYTES} bytes, not {len(data)} bytes")
    return struct.iter_unpack("<2I", data)


def _ecb(keys: _Keys, data: bytes, sbox: bytes | None) -> bytes:
    tables = _tables(sbox or DKE_1)
    blocks = (_rounds(n1, n2, keys, tables) for n1, n2 in _whole_blocks(data))
    return b"".join([struct.pack("<2I", n2, n1) for n1, n2 in blocks])


def ecb_encrypt(key: bytes, data: bytes, *, sbox: bytes | None = None) -> bytes:
    """Simple substitution of whole 8-byte blocks."""
    return _ecb(_encryption_keys(key), data, sbox)


def ecb_decrypt(key: bytes, data: bytes, *, sbox: bytes | None = None) -> bytes:
    """The inverse of `ecb_encrypt`."""
    return _ecb(_decryption_keys(key), data, sbox)


def _check_iv(iv: bytes) -> None:
    if len(iv) != BLOCK_BYTES:
        raise MalformedError(f"a GOST 28147 initial value has {BLOCK_BYTES} bytes, not {len(iv)}")


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % BLOCK_BYTES)


def cfb_encrypt(key: bytes, iv: bytes, data: bytes, *, sbox: bytes | None = None) -> bytes:
    """Cipher feedback of 64 bits; the last block may be short. No key meshing, as everywhere in Ukraine."""
    _check_iv(iv)
    keys, tables = _encryption_keys(key), _tables(sbox or DKE_1)
    n1, n2 = struct.unpack("<2I", iv)
    words: list[int] = []
    for plain1, plain2 in _whole_blocks(_padded(data)):
        n2, n1 = _rounds(n1, n2, keys, tables)
        n1 ^= plain1
        n2 ^= plain2
        words += (n1, n2)
    return struct.pack(f"<{len(words)}I", *words)[: len(data)]


def cfb_decrypt(key: bytes, iv: bytes, data: bytes, *, sbox: bytes | None = None) -> bytes:
    """The inverse of `cfb_encrypt`. It checks nothing: integrity is the business of what surrounds it."""
    _check_iv(iv)
    keys, tables = _encryption_keys(key), _tables(sbox or DKE_1)
    n1, n2 = struct.unpack("<2I", iv)
    words: list[int] = []
    for cipher1, cipher2 in _whole_blocks(_padded(data)):
        gamma2, gamma1 = _rounds(n1, n2, keys, tables)
        words += (gamma1 ^ cipher1, gamma2 ^ cipher2)
        n1, n2 = cipher1, cipher2
    return struct.pack(f"<{len(words)}I", *words)[: len(data)]


def mac4(key: bytes, data: bytes, *, sbox: bytes | None = None) -> bytes:
    """The 4-byte imitation MAC: sixteen rounds a block, no final swap, the last block filled with zeros."""
    keys, tables = _key_words(key) * 2, _tables(sbox or DKE_1)
    n1 = n2 = 0
    for word1, word2 in _whole_blocks(_padded(data)):
        n1, n2 = _rounds(n1 ^ word1, n2 ^ word2, keys, tables)
    return struct.pack("<I", n1)


def wrap_key(kek: bytes, cek: bytes, iv: bytes, *, sbox: bytes | None = None) -> bytes:
    """Wrap a 32-byte content key (UA.1.1.1.5): MAC, CFB, byte reversal, CFB. `iv` is 8 fresh random bytes."""
    if len(cek) != KEY_BYTES:
        raise MalformedError(f"the wrapped key has {KEY_BYTES} bytes, not {len(cek)}")
    inner = iv + cfb_encrypt(kek, iv, cek + mac4(kek, cek, sbox=sbox), sbox=sbox)
    return cfb_encrypt(kek, _WRAP_IV, inner[::-1], sbox=sbox)


def unwrap_key(kek: bytes, wrapped: bytes, *, sbox: bytes | None = None) -> bytes:
    """The content key inside; KeyMismatchError if its MAC tells of another key or of damage."""
    if len(wrapped) != WRAPPED_BYTES:
        raise MalformedError(f"a wrapped key has {WRAPPED_BYTES} bytes, not {len(wrapped)}")
    inner = cfb_decrypt(kek, _WRAP_IV, wrapped, sbox=sbox)[::-1]
    opened = cfb_decrypt(kek, inner[:BLOCK_BYTES], inner[BLOCK_BYTES:], sbox=sbox)
    cek, mac = opened[:KEY_BYTES], opened[KEY_BYTES:]
    if not hmac.compare_digest(mac4(kek, cek, sbox=sbox), mac):
        raise KeyMismatchError("the wrapped key does not open with this key: its MAC differs")
    return cek
