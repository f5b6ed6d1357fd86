"""What Kupyna (DSTU 7564) and Kalyna (DSTU 7624) share: S-boxes, and the round on a state kept by rows.

A state is eight rows of bytes, one column for each 64-bit word of the standard. Kept by rows in one
integer, SubBytes is `bytes.translate` of a row, the shift of a row is a cut of it in two, and MixColumns a
dozen shifts of the whole state (a row above another is a fixed shift) with three doublings in GF(2^8) of
all bytes at once. Several blocks may be interleaved, (row, column, block): every step stays the same, only
longer. Nothing has to be built first, which a process that signs one receipt would pay for.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

ROWS = 8

# Entry x is byte x; row r of a state goes through table r mod 4.
SBOXES = tuple(
    bytes.fromhex(text)
    for text in (
        "a8435f066b756c5971df879517f0d8096df31dcbc94d2caf79e097fd6f4b4539"
        "3edda34fb4b69a0e1fbf15e149d293c692729e61d163faeef419d5ad58a4bba1"
        "dcf2833742e47a329cccab4a8f6e04272ee7e25a9616232bc265660fbca94741"
        "3448fcb76a88a55386f95bdb387bc31e2233242836c7b23b8e77baf5149f0855"
        "9b4cfe605cda1846cd7d21b03f1b89ffeb84693a9dd7d3706740b5de5d3091b1"
        "781101e5006898a0c502a6742d0ba276b3becebdaee98a311cecf19994aaf626"
        "2fefe88c3503d47ffb05c15e90203d82f7ea0a0d7ef8501ac40757b83c62e3c8"
        "ac526410d0d9130c122951b9cfd6738d8154c0ed4e44a72a8525e6ca7c8b5680",
        "cebbeb92eacb13c1e93ad6b2d29017f8421556b4651c8843c55c36baf557678d"
        "31f664589ef422aa750f02b1df6d734d7c262ef7085d443e9f14c8ae5410d8bc"
        "1a6b69f3bd33abfad19b684e169591ee4c638e5bcc3c19a181497bd96f3760ca"
        "e72b48fd9645fc41120d79e5898ce32030dcb76c4ab53f97d4622d06a4a5835f"
        "2adac9007ea255bf11d59ccf0e0a3d517d931bfec44709860b8f9d6a07b9b098"
        "1832714bef3b70a0e440ffc3a9e678f98b46801e38e1b8a8e00c23761d252405"
        "f16e94289a84e8a34f77d385e252f282507a2f7453b361af3935decd1f99acad"
        "722cddd087be5ea6ec04c60334fbdb59b6c201f05aeda766217f8a27c7c029d7",
        "93d99ab5982245fcba6adf029fdc51594a172bc294f4bba362e471d4cd7016e1"
        "493cc0d85c9bad8553a17ac82de0d172a62cc4e37678b7b4093b0e414cdeb290"
        "25a5d7031100c32e92ef4e129d7dcb3510d54f9e4da955c6d07b1897d336e648"
        "56818f77cc9cb9e2acb82f15a47cda381e0b05d6146e6c7e66fdb1e560af5e33"
        "87c9f05d6d3f888dc7f71de9eced802927cf99a8500f3724283095d23e5b4083"
        "b369571f071c8abc20ebce8eabee31a273f9ca3a1afb0dc1fefaf26fbd96dd43"
        "52b608f3aebe19893226b0ea4b6484826bf579bf015f75631b233d682a65e891"
        "f6ff1358f1470a7fc5a7e7615a0646444204a0db398654aa8c34218bf80c7467",
        "688dca4d734b4e2ad45226b3541e191f2203463d2d4a5383138ab7d52579f5bd"
        "582f0d02ed519e11f23e555ed1163c66705df34540cce8945608ce1a3ad2e1df"
        "b5386e0ee5f4f986e94fd68523cf32993114aeeec848d330a19241b118c42c71"
        "724415fd37be5faa9b88d8ab899cfa60eabc620c24a6a8ec6720db7c28ddac5b"
        "347e10f17b8f63a0059a437721bf2709c39fb6d729c2ebc0a48b8c1dfbffc1b2"
        "972ef865f67507044933e4d9b9d042c76c90008e6f5001c5da473fcd69a2e27a"
        "a7c6930f0a06e62b96a31caf6a128439e7b082f7fe9d875c8135deb4a5fc80ef"
        "cbbb6b76ba5a7d780b95e3ad74983b36646ddcf059a94c177f91b8c9571be061",
    )
)

_S0, _S1, _S2, _S3 = SBOXES
_join = b"".join
_number = int.from_bytes
_FIELD = 0x1D  # x^8 = x^4 + x^3 + x^2 + 1
_INVERSE_MATRIX = (0xAD, 0x95, 0x76, 0xA8, 0x2F, 0x49, 0xD7, 0xCA)


class Shape(NamedTuple):
    """Everything that depends on the number of columns and of interleaved blocks."""

    size: int  # bytes of all blocks together
    shifts: tuple[int, ...]  # in bits: 1, 5, 4, 2, 7, 6 and 8 rows
    below_top: int  # the low seven bits of every byte
    lowest: int  # the lowest bit of every byte
    whole: int  # all bits of the state
    cuts: tuple[slice, ...]  # two slices per row: its end, which comes first after the shift, and the rest


@lru_cache(maxsize=8)
def shape_of(row_shifts: tuple[int, ...], columns: int, blocks: int = 1) -> Shape:
    """The shape for rows shifted right by so many columns each."""
    width = columns * blocks
    size = ROWS * width
    cuts: list[slice] = []
    for row, shift in enumerate(row_shifts):
        turn = width * (row + 1) - blocks * shift
        cuts += (slice(turn, width * (row + 1)), slice(width * row, turn))
    return Shape(
        size,
        tuple(8 * width * rows for rows in (1, 5, 4, 2, 7, 6, 8)),
        int.from_bytes(b"\x7f" * size),
        int.from_bytes(b"\x01" * size),
        (1 << 8 * size) - 1,
        tuple(cuts),
    )


def interleaved(data: bytes, columns: int) -> bytes:
    """Whole blocks rearranged from (block, column, row), the order of bytes in messages, to (row, column, block)."""
    step = ROWS * columns
    return b"".join([data[ROWS * column + row :: step] for row in range(ROWS) for column in range(columns)])


def by_columns(rows: bytes, columns: int) -> bytes:
    """One block from rows back to the order of bytes in messages."""
    return b"".join([rows[column::columns] for column in range(columns)])


def mix(y: int, shape: Shape) -> int:
    """MixColumns: row i becomes 1,1,5,1,8,6,7,4 times rows i, i+1, ... i+7, gathered by powers of two."""
    one, five, four, two, seven, six, eight = shape.shifts
    below_top, lowest = shape.below_top, shape.lowest
    d = y | y << eight  # shifts down are now rotations of rows
    pair = d ^ d >> one
    twice = pair >> five
    w = d >> four
    w = (w & below_top) << 1 ^ (w >> 7 & lowest) * _FIELD ^ twice ^ d >> two ^ d >> seven
    w = (w & below_top) << 1 ^ (w >> 7 & lowest) * _FIELD ^ twice
    w = (w & below_top) << 1 ^ (w >> 7 & lowest) * _FIELD
    return (w ^ pair ^ pair >> two ^ d >> six) & shape.whole


def round_by_rows(x: int, shape: Shape) -> int:
    """SubBytes, the shift of rows, MixColumns: the round of both standards without its key or constant."""
    raw = x.to_bytes(shape.size, "little")
    p, q, r, s = raw.translate(_S0), raw.translate(_S1), raw.translate(_S2), raw.translate(_S3)
    e0, c0, e1, c1, e2, c2, e3, c3, e4, c4, e5, c5, e6, c6, e7, c7 = shape.cuts
    # fmt: off
    turned = _join((
        p[e0], p[c0], q[e1], q[c1], r[e2], r[c2], s[e3], s[c3],
        p[e4], p[c4], q[e5], q[c5], r[e6], r[c6], s[e7], s[c7],
    ))
    # fmt: on
    return mix(_number(turned, "little"), shape)


@lru_cache(maxsize=1)
def _inverse_sboxes() -> tuple[bytes, ...]:
    return tuple(bytes(table.index(value) for value in range(256)) for table in SBOXES)


def inverse_round_by_rows(x: int, shape: Shape) -> int:
    """The inverse of `round_by_rows`."""
    d, row_bits = x | x << shape.shifts[-1], shape.shifts[0]
    w = 0
    for bit in range(7, -1, -1):
        w = (w & shape.below_top) << 1 ^ (w >> 7 & shape.lowest) * _FIELD
        for row, factor in enumerate(_INVERSE_MATRIX):
            if factor >> bit & 1:
                w ^= d >> row * row_bits
    raw = (w & shape.whole).to_bytes(shape.size, "little")
    tables = _inverse_sboxes()
    restored = bytearray(shape.size)
    for row in range(ROWS):
        first = row * shape.size // ROWS
        end, rest = shape.cuts[2 * row], shape.cuts[2 * row + 1]
        turn = first + end.stop - end.start
        restored[end] = raw[first:turn].translate(tables[row & 3])
        restored[rest] = raw[turn : first + shape.size // ROWS].translate(tables[row & 3])
    return int.from_bytes(restored, "little")
