"""Which bytes of an SQLite file say nothing: the space between and behind records, and counters of the header.

From the file format alone (sqlite.org/fileformat2.html), so that the campaign of flipped bits does not lean on the code
it judges.
"""

from __future__ import annotations

HEADER_SILENT = {
    # SQLite's own bookkeeping: nothing that is read depends on them.
    *range(18, 20),  # write and read version: WAL or not; another value is another way to open, or an error
    *range(24, 28),  # file change counter
    *range(36, 40),  # number of free pages: checked against the list
    *range(40, 44),  # schema cookie
    *range(44, 48),  # schema format: 1 to 4 read our tables alike
    *range(48, 52),  # suggested cache size
    *range(72, 92),  # reserved for later
    *range(92, 100),  # for which change the size was valid, and by which SQLite
}
_BTREE_LEAF = (10, 13)
_BTREE_INNER = (2, 5)


def silent_bytes(data: bytes) -> set[int]:
    """Offsets of bytes that hold no record, no key, no pointer and no schema."""
    size = int.from_bytes(data[16:18], "big") or 65536
    free = _free_pages(data, size)
    silent = set(HEADER_SILENT)
    for number in range(len(data) // size):
        start = number * size
        if number + 1 in free:
            silent.update(range(start + (8 if free[number + 1] else 0), start + size))
        else:
            silent.update(_in_page(data[start : start + size], start, 100 if number == 0 else 0))
    return silent


def _free_pages(data: bytes, size: int) -> dict[int, bool]:
    """Page → whether it is a trunk of the list of free pages."""
    found: dict[int, bool] = {}
    trunk = int.from_bytes(data[32:36], "big")
    while trunk and trunk not in found:
        found[trunk] = True
        page = data[(trunk - 1) * size : trunk * size]
        count = int.from_bytes(page[4:8], "big")
        found.update({int.from_bytes(page[8 + 4 * n : 12 + 4 * n], "big"): False for n in range(count)})
        trunk = int.from_bytes(page[:4], "big")
    return found


def _in_page(page: bytes, start: int, offset: int) -> set[int]:
    kind = page[offset]
    if kind not in (*_BTREE_LEAF, *_BTREE_INNER):
        return set(range(start, start + len(page))) if not any(page) else set()  # an overflow page: all of it speaks
    cells = int.from_bytes(page[offset + 3 : offset + 5], "big")
    content = int.from_bytes(page[offset + 5 : offset + 7], "big") or 65536
    pointers = offset + (12 if kind in _BTREE_INNER else 8) + 2 * cells
    silent = set(range(start + pointers, start + content))
    block = int.from_bytes(page[offset + 1 : offset + 3], "big")
    while block:
        length = int.from_bytes(page[block + 2 : block + 4], "big")
        silent.update(range(start + block + 4, start + block + length))
        block = int.from_bytes(page[block : block + 2], "big")
    return silent
