"""GOST 34.311-95, the hash of Ukrainian signatures until 2026, with HMAC and the key derivations on it.

How it is made fast in plain Python: one step of the hash encrypts four independent blocks, so their four
32-bit halves travel in one integer, a lane of 96 bits each, and one round of all four is eleven operations
on integers. In a lane, the sum with the key is copied so that each of its eight nibbles owns a byte; a tag
in the upper half of that byte says which row of the S-box applies; `bytes.translate` is the S-box; and one
multiplication puts two copies of the result side by side, from which a shift takes the rotated word.
No large tables, so a process that hashes one receipt does not pay for building them.

Numbers are little-endian as in the standard; "word i" counts from the lowest 64 (or 16) bits.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from prro_cli.crypto.derivation import MAX_ITERATIONS, Progress, check_iterations, part_of, slices_of_work
from prro_cli.crypto.gost28147 import DKE_1, unpack_sbox

DIGEST_BYTES = 32
BLOCK_BYTES = 32
IIT_ITERATIONS = 10_000
MAC_KEY_ID = 3  # RFC 7292, appendix B.3

_MASK64 = (1 << 64) - 1
_MASK112 = (1 << 112) - 1
_MASK192 = (1 << 192) - 1
_MASK208 = (1 << 208) - 1
_MASK256 = (1 << 256) - 1
_MASK16 = 0xFFFF
_TABLE_CACHE = 8

# --- lanes -----------------------------------------------------------------------------------------------
_LANE = 96
_LANES_BYTES = 4 * _LANE // 8
_EVERY_LANE = sum(1 << _LANE * lane for lane in range(4))
_LANE_WORD = 0xFFFFFFFF * _EVERY_LANE
# Bytes 0-3 of a lane take the low nibbles of the sum, bytes 5-8 (the copy 36 bits up) the high ones.
_NIBBLE_BYTES = ((0, 1, 2, 3), (5, 6, 7, 8))
_SPREAD = 1 + (1 << 36)
_NIBBLES = sum(0x0F << 8 * byte for group in _NIBBLE_BYTES for byte in group) * _EVERY_LANE
_TAGS = sum(tag << 8 * byte + 4 for tag, byte in enumerate(sum(_NIBBLE_BYTES, ()), start=1)) * _EVERY_LANE
# Copies 32 bits apart: bits 36..99 of a lane become the substituted word twice in a row.
_GATHER = 1 + (1 << 32) + (1 << 64)
_TAKE = 36 + 21  # where the word rotated left by 11 starts in that pair

# Moving between 64-bit words in a row and lanes: copies 160 bits apart, of which a mask keeps one per word.
# The words come out in reverse order, so lane 0 works on word 3.
_EVERY_160 = sum(1 << 160 * copy for copy in range(4))
_LOW_HALVES = sum(0xFFFFFFFF << 64 * word for word in range(4))

# The constant C of the key schedule, and its image under A for the fourth key.
_C = int.from_bytes(bytes.fromhex("00ff00ff00ff00ffff00ff00ff00ff0000ffff00ff0000ffff000000ffff00ff"), "little")


def _key_a(y: int) -> int:
    """The transformation A of the standard: words (y2, y3, y4, y1 ^ y2)."""
    return y >> 64 | ((y ^ y >> 64) & _MASK64) << 192


_CONSTANT_WORDS = _C << 512 | _key_a(_C) << 768
_GAP = bytes(64)


class _Prepared(NamedTuple):
    """What one message block adds to a step whatever the chaining value: to the four keys, to the mixing."""

    keys: int
    mixing: int


def _prepare(m: int) -> _Prepared:
    """A^0, A^2, A^4 and A^6 of the block with the constants, and psi of the block."""
    words = m | ((m ^ m >> 64) & _MASK192) << 256
    words |= ((words >> 192 ^ words >> 256) & _MASK192) << 448
    raw = words.to_bytes(80)
    keys = int.from_bytes(raw[:32] + raw[16:48] + raw[32:64] + raw[48:]) ^ _CONSTANT_WORDS
    feedback = (m ^ m >> 16 ^ m >> 32 ^ m >> 48 ^ m >> 192 ^ m >> 240) & _MASK16
    return _Prepared(keys, m >> 16 | feedback << 240)


@lru_cache(maxsize=_TABLE_CACHE)
def _substitution(packed: bytes) -> bytes:
    """The S-box as a table of tagged nibbles: tags 1-4 are rows 0, 2, 4, 6; tags 5-8 are rows 1, 3, 5, 7."""
    rows = unpack_sbox(packed)
    table = bytearray(256)
    for position in range(4):
        table[16 * (position + 1) : 16 * (position + 2)] = bytes(nibble << 4 for nibble in rows[2 * position])
        table[16 * (position + 5) : 16 * (position + 6)] = bytes(rows[2 * position + 1])
    return bytes(table)


def _step(h: int, prepared: _Prepared, sbox: bytes, number: Callable[[bytes], int] = int.from_bytes) -> int:
    """The step function f(H, M) of the standard.

    The keys: A shifts words and appends one, so H, A(H), A^2(H) and A^3(H) are windows of seven words.
    P makes subkey j of every block from byte j of the block's four key words: a slice with step 8. With a
    gap after each 32 bytes, that slice is already a row of lanes.
    """
    seven = (h | ((h ^ h >> 64) & _MASK192) << 256).to_bytes(56)
    keys = (number(seven[:32] + seven[8:40] + seven[16:48] + seven[24:]) ^ prepared.keys).to_bytes(128)
    spaced = b"".join((keys[96:], _GAP, keys[64:96], _GAP, keys[32:64], _GAP, keys[:32]))
    a, b = _encrypt(
        (h & _LOW_HALVES) * _EVERY_160 >> 192 & _LANE_WORD,
        (h >> 32 & _LOW_HALVES) * _EVERY_160 >> 192 & _LANE_WORD,
        [number(spaced[first::8]) for first in (7, 6, 5, 4, 3, 2, 1, 0)],
        sbox,
    )
    s = (b * _EVERY_160 >> 288 & _LOW_HALVES) | (a * _EVERY_160 >> 288 & _LOW_HALVES) << 32
    return _psi61(h ^ prepared.mixing ^ _psi13(s))


def _encrypt(a: int, b: int, keys: list[int], sbox: bytes) -> tuple[int, int]:
    """GOST 28147 of four blocks at once; each line is one round (see the head of the file)."""
    number, spread, gather, take, size = int.from_bytes, _SPREAD, _GATHER, _TAKE, _LANES_BYTES
    low, tags, word = _NIBBLES, _TAGS, _LANE_WORD
    k0, k1, k2, k3, k4, k5, k6, k7 = keys
    for _ in (1, 2, 3):
        b ^= number((((a + k0) * spread & low) + tags).to_bytes(size).translate(sbox)) * gather >> take & word
        a ^= number((((b + k1) * spread & low) + tags).to_bytes(size).translate(sbox)) * gather >> take & word
        b ^= number((((a + k2) * spread & low) + tags).to_bytes(size).translate(sbox)) * gather >> take & word
        a ^= number((((b + k3) * spread & low) + tags).to_bytes(size).translate(sbox)) * gather >> take & word
        b ^= number((((a + k4) * spread & low) + tags).to_bytes(size).translate(sbox)) * gather >> take & word
        a ^= number((((b + k5) * spread & low) + tags).to_bytes(size).translate(sbox)) * gather >> take & word
        b ^= number((((a + k6) * spread & low) + tags).to_bytes(size).translate(sbox)) * gather >> take & word
        a ^= number((((b + k7) * spread & low) + tags).to_bytes(size).translate(sbox)) * gather >> take & word
    b ^= number((((a + k7) * spread & low) + tags).to_bytes(size).translate(sbox)) * gather >> take & word
    a ^= number((((b + k6) * spread & low) + tags).to_bytes(size).translate(sbox)) * gather >> take & word
    b ^= number((((a + k5) * spread & low) + tags).to_bytes(size).translate(sbox)) * gather >> take & word
    a ^= number((((b + k4) * spread & low) + tags).to_bytes(size).translate(sbox)) * gather >> take & word
    b ^= number((((a + k3) * spread & low) + tags).to_bytes(size).translate(sbox)) * gather >> take & word
    a ^= number((((b + k2) * spread & low) + tags).to_bytes(size).translate(sbox)) * gather >> take & word
    b ^= number((((a + k1) * spread & low) + tags).to_bytes(size).translate(sbox)) * gather >> take & word
    a ^= number((((b + k0) * spread & low) + tags).to_bytes(size).translate(sbox)) * gather >> take & word
    return a, b


def _appended(y: int) -> int:
    """What the sixteen words of y alone contribute to the next words of the shift register psi."""
    return y ^ y >> 16 ^ y >> 32 ^ y >> 48 ^ y >> 192 ^ y >> 240


def _psi13(y: int) -> int:
    """Thirteen steps of the mixing register at once.

    A new word is the sum of six old ones (taps 0, 1, 2, 3, 12, 15), so new words feed later new words only
    through taps 12 and 15: the series 1 / (1 + D + D^4) = (1+D+D^4)(1+D^2+D^8)(1+D^4)(1+D^8)... up to D^13.
    """
    new = _appended(y)
    new ^= new << 16 ^ new << 64
    new ^= new << 32 ^ new << 128
    new ^= new << 64
    new ^= new << 128
    return y >> 208 | (new & _MASK208) << 48


def _psi61(y: int) -> int:
    """Sixty-one steps: x^61 = x^5 + x^10 + x^11 + x^20 modulo the register's polynomial."""
    new = _appended(y)
    new ^= new << 16 ^ new << 64
    new ^= new << 32 ^ new << 128
    new ^= new << 64
    new ^= new << 128
    far = y | (new & _MASK208) << 256  # words 0..28
    more = _appended(far >> 208 & _MASK256)
    more ^= more << 16 ^ more << 64
    more ^= more << 32
    more ^= more << 64
    far |= (more & _MASK112) << 464  # words 29..35
    return (far >> 80 ^ far >> 160 ^ far >> 176 ^ far >> 320) & _MASK256


class Gost34311:
    """The hash, fed piece by piece. `sbox` is 64 packed bytes; None is the usual one."""

    digest_size = DIGEST_BYTES
    block_size = BLOCK_BYTES
    name = "gost34311"

    __slots__ = ("_h", "_length", "_rest", "_sbox", "_sum")

    def __init__(self, data: bytes = b"", *, sbox: bytes | None = None) -> None:
        self._sbox = _substitution(sbox or DKE_1)
        self._h = self._sum = self._length = 0
        self._rest = b""
        if data:
            self.update(data)

    def update(self, data: bytes) -> None:
        """Hash more bytes."""
        data = self._rest + data
        whole = len(data) - len(data) % BLOCK_BYTES
        h, total, sbox = self._h, self._sum, self._sbox
        for start in range(0, whole, BLOCK_BYTES):
            m = int.from_bytes(data[start : start + BLOCK_BYTES], "little")
            h = _step(h, _prepare(m), sbox)
            total += m
        self._h, self._sum = h, total & _MASK256
        self._rest = data[whole:]
        self._length += whole

    def digest(self) -> bytes:
        """The 32 bytes of the hash of everything so far; more may be fed afterwards."""
        h, total = self._h, self._sum
        if self._rest:
            m = int.from_bytes(self._rest, "little")
            h = _step(h, _prepare(m), self._sbox)
            total += m
        h = _step(h, _prepare(8 * (self._length + len(self._rest))), self._sbox)
        return _step(h, _prepare(total & _MASK256), self._sbox).to_bytes(DIGEST_BYTES, "little")

    def hexdigest(self) -> str:
        """The hash as hexadecimal text."""
        return self.digest().hex()

    def copy(self) -> Gost34311:
        """An independent hash that has seen the same bytes."""
        twin = Gost34311()
        twin._sbox, twin._h, twin._sum = self._sbox, self._h, self._sum
        twin._length, twin._rest = self._length, self._rest
        return twin


def gost34311(data: bytes, *, sbox: bytes | None = None) -> bytes:
    """The hash of all the bytes."""
    return Gost34311(data, sbox=sbox).digest()


def hmac(key: bytes, message: bytes, *, sbox: bytes | None = None) -> bytes:
    """HMAC with blocks of 32 bytes."""
    inner, outer = (Gost34311(pad, sbox=sbox) for pad in _hmac_pads(key, sbox))
    inner.update(message)
    outer.update(inner.digest())
    return outer.digest()


def _hmac_pads(key: bytes, sbox: bytes | None) -> tuple[bytes, bytes]:
    if len(key) > BLOCK_BYTES:
        key = gost34311(key, sbox=sbox)
    key = key.ljust(BLOCK_BYTES, b"\0")
    return bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)


# --- keys from passwords: tens of thousands of one-block hashes, done on the numbers inside the hash -----

_ONE_BLOCK = _prepare(8 * BLOCK_BYTES)
_TWO_BLOCKS = _prepare(16 * BLOCK_BYTES)


class _HmacState(NamedTuple):
    """The hash after a padded key, and the pad itself as the sum of blocks so far."""

    h: int
    total: int


def _padded_key_state(pad: bytes, sbox: bytes) -> _HmacState:
    m = int.from_bytes(pad, "little")
    return _HmacState(_step(0, _prepare(m), sbox), m)


def _hash_after(state: _HmacState, m: int, sbox: bytes) -> int:
    """The hash of a padded key and one block."""
    h = _step(state.h, _prepare(m), sbox)
    h = _step(h, _TWO_BLOCKS, sbox)
    return _step(h, _prepare((state.total + m) & _MASK256), sbox)


def _hash_again(m: int, sbox: bytes) -> int:
    """The hash of one block: its sum of blocks is the block itself."""
    prepared = _prepare(m)
    return _step(_step(_step(0, prepared, sbox), _ONE_BLOCK, sbox), prepared, sbox)


def pbkdf2(
    password: bytes,
    salt: bytes,
    iterations: int,
    length: int = DIGEST_BYTES,
    *,
    progress: Progress | None = None,
    limit: int = MAX_ITERATIONS,
) -> bytes:
    """PBKDF2 with HMAC on this hash (PRF UA.1.1.2 of PBES2)."""
    blocks = max(1, -(-length // DIGEST_BYTES))
    check_iterations(iterations, limit // blocks)
    sbox = _substitution(DKE_1)
    inner, outer = (_padded_key_state(pad, sbox) for pad in _hmac_pads(password, None))
    key = b""
    for index in range(blocks):
        last = hmac(password, salt + (index + 1).to_bytes(4))
        u = block = int.from_bytes(last, "little")
        for count in slices_of_work(iterations - 1, part_of(progress, index, blocks)):
            for _ in range(count):
                u = _hash_after(outer, _hash_after(inner, u, sbox), sbox)
                block ^= u
        key += block.to_bytes(DIGEST_BYTES, "little")
    return key[:length]


def _rehashed(digest: bytes, times: int, progress: Progress | None) -> bytes:
    """The digest hashed again so many times."""
    value = int.from_bytes(digest, "little")
    sbox = _substitution(DKE_1)
    for count in slices_of_work(times, progress):
        for _ in range(count):
            value = _hash_again(value, sbox)
    return value.to_bytes(DIGEST_BYTES, "little")


def iit_key(password: bytes, iterations: int = IIT_ITERATIONS, *, progress: Progress | None = None) -> bytes:
    """The key of a Key-6.dat: the password hashed 10 000 times over, without salt."""
    check_iterations(iterations, MAX_ITERATIONS)
    return _rehashed(gost34311(password), iterations - 1, progress)


def pkcs12_mac_key(
    password: bytes,
    salt: bytes,
    iterations: int,
    *,
    identifier: int = MAC_KEY_ID,
    progress: Progress | None = None,
    limit: int = MAX_ITERATIONS,
) -> bytes:
    """RFC 7292 appendix B.2 with u = v = 32, one block of output.

    `password` is UTF-16BE without the two zero bytes that the standard puts behind it.
    """
    check_iterations(iterations, limit)
    material = bytes([identifier]) * BLOCK_BYTES + _filled(salt) + _filled(password + b"\0\0")
    return _rehashed(gost34311(material), iterations - 1, progress)


def _filled(data: bytes) -> bytes:
    """The data repeated up to a whole number of blocks; nothing stays nothing."""
    size = -(-len(data) // BLOCK_BYTES) * BLOCK_BYTES
    return (data * (size // len(data) + 1))[:size] if data else b""
