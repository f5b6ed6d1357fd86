"""Kupyna (DSTU 7564:2014), the hash of Ukrainian signatures since 2026, its MAC, and PBKDF2 on that MAC.

T+ of a message block does not depend on the hash so far, so T+ of many blocks is computed together; only
T(xor) has to go from block to block. States are kept by rows, see `dstu_rows`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from prro_cli.crypto.backend import Backend, PurePython, current_backend
from prro_cli.crypto.derivation import MAX_ITERATIONS, Progress, check_iterations, slices_of_work
from prro_cli.crypto.dstu_rows import ROWS, SBOXES, Shape, by_columns, interleaved, mix, round_by_rows, shape_of
from prro_cli.crypto.errors import MalformedError, UnsupportedError

LENGTH_BYTES = 12  # the padding ends with the length in bits, 96 bits little-endian
BATCH = 64  # blocks whose T+ is computed together: their integers stay within the processor's caches

_PLUS_CONSTANT = 0x00F0F0F0F0F0F0F3
_COLUMN = (1 << 64) - 1


# By columns: the number of columns each row is shifted by.
_ROW_SHIFTS = {8: (0, 1, 2, 3, 4, 5, 6, 7), 16: (0, 1, 2, 3, 4, 5, 6, 11)}


class _Plus(NamedTuple):
    """What T+ of so many interleaved blocks needs; a round constant is split as the addition wants it."""

    starts: tuple[int, ...]  # where each shifted row begins in the doubled bytes of all columns
    below: int  # every column without its top bit
    top: int  # that bit alone
    constants: tuple[tuple[int, int], ...]  # below the top bit, the top bit


def _one_block(columns: int) -> Shape:
    return shape_of(_ROW_SHIFTS[columns], columns)


@lru_cache(maxsize=2)
def _xor_constants(columns: int) -> tuple[int, ...]:
    """Round constants of T(xor): byte 0 of column j, that is, all of them in row 0."""
    rounds = _rounds(columns)
    return tuple(sum((j << 4 ^ t) << 8 * j for j in range(columns)) for t in range(rounds))


@lru_cache(maxsize=4)
def _plus(columns: int, blocks: int) -> _Plus:
    top = int.from_bytes(b"\0\0\0\0\0\0\0\x80" * columns * blocks, "little")
    below = int.from_bytes(b"\xff\xff\xff\xff\xff\xff\xff\x7f" * columns * blocks, "little")
    constants = []
    for t in range(_rounds(columns)):
        words = ((_PLUS_CONSTANT + ((((columns - 1 - j) << 4) + t & 255) << 56)) & _COLUMN for j in range(columns))
        constant = int.from_bytes(b"".join(word.to_bytes(8, "little") * blocks for word in words), "little")
        constants.append((constant & below, constant & top))
    starts = (ROWS * blocks * (columns - shift) + row for row, shift in enumerate(_ROW_SHIFTS[columns]))
    return _Plus(tuple(starts), below, top, tuple(constants))


def _rounds(columns: int) -> int:
    return 10 if columns == 8 else 14


def _t_xor(x: int, columns: int) -> int:
    """The permutation T(xor) of one block by rows."""
    shape = _one_block(columns)
    for constant in _xor_constants(columns):
        x = round_by_rows(x ^ constant, shape)
    return x


def _t_plus(rows: bytes, columns: int, blocks: int) -> bytes:
    """The permutation T+ of many blocks, by rows: (row, column, block) in and out.

    Its constants are added to whole columns, so each round goes to columns and back; a slice of the doubled
    bytes of all columns is a row that is already shifted.
    """
    shape, size, width = shape_of(_ROW_SHIFTS[columns], columns, blocks), ROWS * columns * blocks, columns * blocks
    starts, below, top, constants = _plus(columns, blocks)
    all_columns = bytearray(size)
    for constant, constant_top in constants:
        for row in range(ROWS):
            all_columns[row::ROWS] = rows[row * width : (row + 1) * width]
        x = int.from_bytes(all_columns, "little")
        twice = ((x & below) + constant ^ x & top ^ constant_top).to_bytes(size, "little") * 2
        turned = b"".join(
            [twice[start : start + size : ROWS].translate(SBOXES[row & 3]) for row, start in enumerate(starts)]
        )
        rows = mix(int.from_bytes(turned, "little"), shape).to_bytes(size, "little")
    return rows


def _absorb(h: int, data: bytes, columns: int) -> int:
    """Feed whole blocks into a state kept by rows."""
    step = ROWS * columns
    for start in range(0, len(data), step * BATCH):
        rows = interleaved(data[start : start + step * BATCH], columns)
        blocks = len(rows) // step
        plus = _t_plus(rows, columns, blocks)
        for block in range(blocks):
            m = int.from_bytes(rows[block::blocks], "little")
            h ^= _t_xor(h ^ m, columns) ^ int.from_bytes(plus[block::blocks], "little")
    return h


def _columns_for(bits: int) -> int:
    if bits not in (256, 384, 512):
        raise UnsupportedError(f"Kupyna of {bits} bits; there are 256, 384 and 512")
    return 8 if bits == 256 else 16


def _padding(length: int, block: int) -> bytes:
    """What follows a message of so many bytes: one bit, zeros, the length in bits."""
    zeros = -(length + 1 + LENGTH_BYTES) % block
    return b"\x80" + bytes(zeros) + (8 * length).to_bytes(LENGTH_BYTES, "little")


def _initial(columns: int) -> int:
    """The initial state: 64 or 128 in its very first byte."""
    return 8 * columns


def kupyna_hash(bits: int, data: bytes) -> bytes:
    """Kupyna of 256, 384 or 512 bits."""
    columns = _columns_for(bits)
    block = ROWS * columns
    h = _absorb(_initial(columns), data + _padding(len(data), block), columns)
    return _output(h, columns)[-(bits // 8) :]


def _output(h: int, columns: int) -> bytes:
    """The output transformation before it is cut."""
    return by_columns((_t_xor(h, columns) ^ h).to_bytes(ROWS * columns, "little"), columns)


def kmac(bits: int, key: bytes, message: bytes) -> bytes:
    """Kupyna-KMAC: the hash of padded key, padded message and inverted key. The key is as long as the MAC."""
    block = ROWS * _columns_for(bits)
    if len(key) != bits // 8:
        raise MalformedError(f"the key of Kupyna-KMAC-{bits} has {bits // 8} bytes, not {len(key)}")
    padded = key + _padding(len(key), block) + message + _padding(len(message), block)
    return kupyna_hash(bits, padded + _inverted(key))


def kmac256(key: bytes, message: bytes) -> bytes:
    """Kupyna-KMAC-256 with a key of 32 bytes."""
    return kmac(256, key, message)


def _inverted(key: bytes) -> bytes:
    return bytes(byte ^ 0xFF for byte in key)


KMAC_KEY_BYTES = 32
_MAC_BYTES = 32
_MAC_COLUMNS = 8
_BLOCK = ROWS * _MAC_COLUMNS
# By rows, a row of the state has eight bytes; the MAC is its upper half (columns 4-7), and as the next
# message it becomes the lower half (columns 0-3).
_LOWER_HALVES = sum(0xFFFFFFFF << 64 * row for row in range(ROWS))


class _MacChain:
    """KMAC-256 of its own results again and again, by rows throughout: all that depends on the key is done."""

    __slots__ = ("_after_key", "_last", "_last_plus", "_padding")

    def __init__(self, key: bytes) -> None:
        self._after_key = _absorb(_initial(_MAC_COLUMNS), key + _padding(len(key), _BLOCK), _MAC_COLUMNS)
        self._padding = _by_rows(bytes(_MAC_BYTES) + _padding(_MAC_BYTES, _BLOCK))
        end = interleaved(_inverted(key) + _padding(2 * _BLOCK + KMAC_KEY_BYTES, _BLOCK), _MAC_COLUMNS)
        self._last = int.from_bytes(end, "little")
        self._last_plus = int.from_bytes(_t_plus(end, _MAC_COLUMNS, 1), "little")

    def next(self, mac: int) -> int:
        """The MAC of a MAC; both are the lower halves of rows."""
        m = mac | self._padding
        plus = _t_plus(m.to_bytes(_BLOCK, "little"), _MAC_COLUMNS, 1)
        h = self._after_key
        h ^= _t_xor(h ^ m, _MAC_COLUMNS) ^ int.from_bytes(plus, "little")
        h ^= _t_xor(h ^ self._last, _MAC_COLUMNS) ^ self._last_plus
        return (h ^ _t_xor(h, _MAC_COLUMNS)) >> 32 & _LOWER_HALVES


def _by_rows(block: bytes) -> int:
    return int.from_bytes(interleaved(block, _MAC_COLUMNS), "little")


def pbkdf2_kmac256(
    password: bytes,
    salt: bytes,
    iterations: int,
    *,
    progress: Progress | None = None,
    limit: int = MAX_ITERATIONS,
    backend: Backend | None = None,
) -> bytes:
    """PBKDF2 with Kupyna-KMAC-256 (PRF UA.1.2.2.4 of PBES2), 32 bytes.

    The key is the password filled with zeros, or cut, to 32 bytes. A backend with a MAC of its own does
    the work; otherwise it is done here, without going through bytes.
    """
    check_iterations(iterations, limit)
    key = password[:KMAC_KEY_BYTES].ljust(KMAC_KEY_BYTES, b"\0")
    first = kmac256(key, salt + (1).to_bytes(4))
    fast = backend or current_backend()
    if type(fast) is not PurePython:
        return _chain_in_backend(fast, key, first, slices_of_work(iterations - 1, progress))
    chain = _MacChain(key)
    u = result = _by_rows(first + bytes(_BLOCK - _MAC_BYTES))
    for count in slices_of_work(iterations - 1, progress):
        for _ in range(count):
            u = chain.next(u)
            result ^= u
    return by_columns(result.to_bytes(_BLOCK, "little"), _MAC_COLUMNS)[:_MAC_BYTES]


def _chain_in_backend(backend: Backend, key: bytes, first: bytes, slices: Iterator[int]) -> bytes:
    u, result = first, int.from_bytes(first)
    for count in slices:
        for _ in range(count):
            u = backend.kmac256(key, u)
            result ^= int.from_bytes(u)
    return result.to_bytes(_MAC_BYTES)
