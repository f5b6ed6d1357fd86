"""The QR code of a link as a matrix, by the library that python-escpos brings along (qrcode); loaded when needed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

Matrix = Sequence[Sequence[bool]]
QUIET = 4
"""Light modules around the code, as its standard wants."""


_CAPACITY = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666)
"""Bytes that fit at level M, by version from 1 (ISO/IEC 18004, table 7)."""


def modules(text: str) -> int:
    """Modules across the code that a printer will draw of this text at level M; no library is needed for that."""
    length = len(text.encode())
    version = next((number for number, room in enumerate(_CAPACITY, 1) if length <= room), len(_CAPACITY) + 1)
    return 17 + 4 * version


@lru_cache(maxsize=4)
def matrix(text: str, *, creased: bool = True) -> Matrix:
    """The modules of the code, True is dark; without the quiet zone. Level M: paper gets creased, a screen does not."""
    from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M if creased else ERROR_CORRECT_L, border=0)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def with_quiet_zone(code: Matrix, border: int = QUIET) -> Matrix:
    """The code with its light border."""
    size = len(code) + 2 * border
    empty = [[False] * size for _ in range(border)]
    sides = [False] * border
    return [*empty, *([*sides, *row, *sides] for row in code), *empty]


def half_blocks(text: str, *, inverted: bool = False) -> list[str]:
    """Rows of half blocks for a terminal, two modules above each other in a character.

    By default the light modules are drawn, so that the code stands dark on a light field whatever the terminal's
    colours are, provided its letters are lighter than its ground; `inverted` is for dark letters on light ground.
    """
    code = with_quiet_zone(matrix(text, creased=False), 2)
    rows = [*code, [inverted] * len(code[0])] if len(code) % 2 else list(code)
    return [_half_row(upper, lower, inverted) for upper, lower in zip(rows[::2], rows[1::2], strict=True)]


def _half_row(upper: Sequence[bool], lower: Sequence[bool], inverted: bool) -> str:
    blocks = " ▀▄█"
    return "".join(
        blocks[(top == inverted) + 2 * (bottom == inverted)] for top, bottom in zip(upper, lower, strict=True)
    )


def svg(text: str) -> str:
    """The code as an SVG of one path, a module a unit; its size is the page's to choose."""
    code = with_quiet_zone(matrix(text))
    size = len(code)
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(code) for x, dark in enumerate(row) if dark)
    return (
        f'<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges"'
        f' role="img" aria-label="QR"><rect width="{size}" height="{size}" fill="#fff"/><path d="{path}"/></svg>'
    )
