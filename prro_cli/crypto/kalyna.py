"""Kalyna (DSTU 7624:2014) as key containers and envelopes use it: ECB, CBC, CFB, one-block CMAC, key wrap.

The usual form is Kalyna-256/256, blocks and keys of 32 bytes; blocks of 16 and 64 bytes are here too, with
keys as long or twice as long. The rounds are those of `dstu_rows`; a key is expanded once per call.
"""

from __future__ import annotations

import hmac
from functools import lru_cache

from prro_cli.crypto.dstu_rows import (
    ROWS,
    Shape,
    by_columns,
    interleaved,
    inverse_round_by_rows,
    round_by_rows,
    shape_of,
)
from prro_cli.crypto.errors import KeyMismatchError, MalformedError, UnsupportedError

BLOCK_BYTES = 32
KEY_BYTES = 32
WRAPPED_BYTES = 96

_WRAP_IV = bytes.fromhex("6973271d6e611d06616715046c65504c2020004f6d68011f65610c0c73734714")
_ROUNDS = {16: 10, 32: 14, 64: 18}  # by bytes of key
_COUNTER = 0x0001000100010001  # in every column; doubled for each even round key


class Kalyna:
    """The block cipher with one expanded key."""

    __slots__ = ("_columns", "_keys", "_low", "_shape", "block_bytes")

    def __init__(self, key: bytes, block_bytes: int = BLOCK_BYTES) -> None:
        if block_bytes not in (16, 32, 64) or len(key) not in (block_bytes, 2 * block_bytes) or len(key) > 64:
            raise UnsupportedError(f"Kalyna with blocks of {block_bytes} bytes and a key of {len(key)} bytes")
        self.block_bytes = block_bytes
        self._columns = block_bytes // ROWS
        self._shape = _shape(self._columns)
        self._low = int.from_bytes(b"\xff\xff\xff\xff\xff\xff\xff\x7f" * self._columns, "little")
        self._keys = self._expand(key)

    def encrypt(self, block: bytes) -> bytes:
        """One block."""
        first, *middle, last = self._keys
        x = self._rows(self._add(int.from_bytes(block, "little"), first))
        for key in middle:
            x = round_by_rows(x, self._shape) ^ key
        x = round_by_rows(x, self._shape)
        return self._add(self._number(x), last).to_bytes(self.block_bytes, "little")

    def decrypt(self, block: bytes) -> bytes:
        """The inverse of `encrypt`."""
        first, *middle, last = self._keys
        x = self._rows(self._subtract(int.from_bytes(block, "little"), last))
        for key in reversed(middle):
            x = inverse_round_by_rows(x, self._shape) ^ key
        x = inverse_round_by_rows(x, self._shape)
        return self._subtract(self._number(x), first).to_bytes(self.block_bytes, "little")

    # Sums are made column by column on the number whose bytes are the block (64-bit lanes); rounds by rows.

    def _add(self, x: int, y: int) -> int:
        low = self._low
        return (x & low) + (y & low) ^ (x ^ y) & (low ^ self._shape.whole)

    def _subtract(self, x: int, y: int) -> int:
        low = self._low
        high = low ^ self._shape.whole
        return (x | high) - (y & low) ^ (x ^ y ^ high) & high

    def _rows(self, x: int) -> int:
        return int.from_bytes(interleaved(x.to_bytes(self.block_bytes, "little"), self._columns), "little")

    def _number(self, rows: int) -> int:
        return int.from_bytes(by_columns(rows.to_bytes(self.block_bytes, "little"), self._columns), "little")

    def _round(self, x: int) -> int:
        return self._number(round_by_rows(self._rows(x), self._shape))

    def _expand(self, key: bytes) -> tuple[int, ...]:
        """The round keys: first and last as numbers, which are added, those between by rows."""
        size, rounds = self.block_bytes, _ROUNDS[len(key)]
        alpha, omega = (int.from_bytes(key[start : start + size], "little") for start in (0, len(key) - size))
        state = self._round(self._add((size + len(key)) // ROWS + 1, alpha))
        state = self._round(state ^ omega)
        base = self._round(self._add(state, alpha))
        keys: list[int] = []
        for index in range(0, rounds + 1, 2):
            even = self._even_key(key, base, index // 2)
            keys += (even, self._odd_key(even))
        keys = keys[: rounds + 1]
        return (keys[0], *(self._rows(key) for key in keys[1:-1]), keys[-1])

    def _even_key(self, key: bytes, base: int, number: int) -> int:
        """The key turned by one column per step (a double key: its halves in turn), masked and encrypted."""
        size = self.block_bytes
        turns, half = (number, 0) if len(key) == size else divmod(number, 2)
        cut = ROWS * turns % len(key)
        turned = (key[cut:] + key[:cut])[half * size : half * size + size]
        counter = int.from_bytes((_COUNTER << number).to_bytes(ROWS, "little") * self._columns, "little")
        mask = self._add(base, counter)
        state = self._round(self._add(int.from_bytes(turned, "little"), mask))
        return self._add(self._round(state ^ mask), mask)

    def _odd_key(self, even: int) -> int:
        raw = even.to_bytes(self.block_bytes, "little")
        cut = 2 * self._columns + 3
        return int.from_bytes(raw[cut:] + raw[:cut], "little")


@lru_cache(maxsize=3)
def _shape(columns: int) -> Shape:
    return shape_of(tuple(row * columns // ROWS for row in range(ROWS)), columns)


def pad(data: bytes, block_bytes: int = BLOCK_BYTES) -> bytes:
    """PKCS#7 padding: always at least one byte."""
    count = block_bytes - len(data) % block_bytes
    return data + bytes([count]) * count


def unpad(data: bytes, block_bytes: int = BLOCK_BYTES) -> bytes:
    """Take PKCS#7 padding off; MalformedError when it is not one, which most often means a wrong key."""
    count = data[-1] if data else 0
    if not 0 < count <= block_bytes or data[-count:] != bytes([count]) * count:
        raise MalformedError("the padding of the last block is wrong: another key, or damaged")
    return data[:-count]


def _blocks(data: bytes, size: int) -> list[bytes]:
    if len(data) % size:
        raise MalformedError(f"Kalyna takes whole blocks of {size} bytes here, not {len(data)} bytes")
    return [data[start : start + size] for start in range(0, len(data), size)]


def _xor(left: bytes, right: bytes) -> bytes:
    return (int.from_bytes(left) ^ int.from_bytes(right)).to_bytes(len(left))


def _check_iv(iv: bytes, block_bytes: int) -> None:
    if len(iv) != block_bytes:
        raise MalformedError(f"the initial value of Kalyna has {block_bytes} bytes, not {len(iv)}")


def ecb_encrypt(key: bytes, data: bytes, *, block_bytes: int = BLOCK_BYTES) -> bytes:
    """Whole blocks, each by itself."""
    cipher = Kalyna(key, block_bytes)
    return b"".join([cipher.encrypt(block) for block in _blocks(data, block_bytes)])


def ecb_decrypt(key: bytes, data: bytes, *, block_bytes: int = BLOCK_BYTES) -> bytes:
    """The inverse of `ecb_encrypt`."""
    cipher = Kalyna(key, block_bytes)
    return b"".join([cipher.decrypt(block) for block in _blocks(data, block_bytes)])


def cbc_encrypt(key: bytes, iv: bytes, data: bytes, *, block_bytes: int = BLOCK_BYTES) -> bytes:
    """CBC of whole blocks; `pad` the data first."""
    _check_iv(iv, block_bytes)
    cipher = Kalyna(key, block_bytes)
    out: list[bytes] = []
    for block in _blocks(data, block_bytes):
        iv = cipher.encrypt(_xor(block, iv))
        out.append(iv)
    return b"".join(out)


def cbc_decrypt(key: bytes, iv: bytes, data: bytes, *, block_bytes: int = BLOCK_BYTES) -> bytes:
    """The inverse of `cbc_encrypt`; the padding stays on, see `unpad`."""
    _check_iv(iv, block_bytes)
    cipher = Kalyna(key, block_bytes)
    blocks = _blocks(data, block_bytes)
    return b"".join(
        [_xor(cipher.decrypt(block), last) for block, last in zip(blocks, [iv, *blocks[:-1]], strict=False)]
    )


def cfb_encrypt(key: bytes, iv: bytes, data: bytes, *, block_bytes: int = BLOCK_BYTES) -> bytes:
    """CFB with feedback of a whole block.

    A short last block takes the *last* bytes of the gamma, as the one implementation in the field has it.
    """
    return _cfb(key, iv, data, block_bytes, decrypting=False)


def cfb_decrypt(key: bytes, iv: bytes, data: bytes, *, block_bytes: int = BLOCK_BYTES) -> bytes:
    """The inverse of `cfb_encrypt`. It checks nothing: integrity is the business of what surrounds it."""
    return _cfb(key, iv, data, block_bytes, decrypting=True)


def _cfb(key: bytes, iv: bytes, data: bytes, block_bytes: int, *, decrypting: bool) -> bytes:
    _check_iv(iv, block_bytes)
    cipher = Kalyna(key, block_bytes)
    out: list[bytes] = []
    for start in range(0, len(data), block_bytes):
        block = data[start : start + block_bytes]
        result = _xor(block, cipher.encrypt(iv)[-len(block) :])
        iv = block if decrypting else result
        out.append(result)
    return b"".join(out)


def cmac_block(key: bytes, block: bytes) -> bytes:
    """CMAC of exactly one 32-byte block: E(block xor E(0))."""
    if len(block) != BLOCK_BYTES:
        raise MalformedError(f"this CMAC is of one block of {BLOCK_BYTES} bytes, not of {len(block)} bytes")
    cipher = Kalyna(key)
    return cipher.encrypt(_xor(block, cipher.encrypt(bytes(BLOCK_BYTES))))


def wrap_key(kek: bytes, cek: bytes, iv: bytes) -> bytes:
    """Wrap a 32-byte content key (UA.1.1.3.11): CMAC, CFB, byte reversal, CFB. `iv` is 32 fresh random bytes."""
    if len(cek) != KEY_BYTES:
        raise MalformedError(f"the wrapped key has {KEY_BYTES} bytes, not {len(cek)}")
    inner = iv + cfb_encrypt(kek, iv, cek + cmac_block(kek, cek))
    return cfb_encrypt(kek, _WRAP_IV, inner[::-1])


def unwrap_key(kek: bytes, wrapped: bytes) -> bytes:
    """The content key inside; KeyMismatchError if its MAC tells of another key or of damage."""
    if len(wrapped) != WRAPPED_BYTES:
        raise MalformedError(f"a wrapped key has {WRAPPED_BYTES} bytes, not {len(wrapped)}")
    inner = cfb_decrypt(kek, _WRAP_IV, wrapped)[::-1]
    opened = cfb_decrypt(kek, inner[:BLOCK_BYTES], inner[BLOCK_BYTES:])
    cek, mac = opened[:KEY_BYTES], opened[KEY_BYTES:]
    if not hmac.compare_digest(cmac_block(kek, cek), mac):
        raise KeyMismatchError("the wrapped key does not open with this key: its MAC differs")
    return cek
