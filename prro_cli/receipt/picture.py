"""The paper as a picture: a PNG to be shown or sent, and strips of black and white dots for printers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from prro_cli.receipt import qr
from prro_cli.receipt.fonts import ADVANCE, Faces
from prro_cli.receipt.paper import Paper, Row, Weight
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

INK, PAPER = 17, 255
LEADING = 1.28
"""Height of a row as a share of the font's size."""
LOUDER = 1.3
CODE_SHARE = 0.56
"""How much of the paper's width the QR code takes at most."""


@dataclass(frozen=True, slots=True)
class Look:
    """Size of a picture: `size` is that of the font in dots, `margin` the white around, `dots` the width inside."""

    columns: int
    dots: int
    size: float
    margin: int = 0
    faces: Faces = field(default_factory=Faces)

    @property
    def row(self) -> int:
        """Height of a plain row."""
        return round(self.size * LEADING)


def png(paper: Paper, columns: int = 42, *, size: int = 26, faces: Faces | None = None) -> bytes:
    """The paper as a PNG file: white, black letters, room around."""
    letters = size * ADVANCE
    look = Look(columns, round(letters * columns), size, margin=round(letters * 2.5), faces=faces or Faces())
    image = drawn(paper.rows(columns), look)
    file = io.BytesIO()
    image.quantize(16).save(file, "PNG", optimize=True)
    return file.getvalue()


def strip(rows: Sequence[Row], columns: int, dots: int, faces: Faces | None = None) -> Image:
    """Rows as black and white dots of a printer's full width."""
    look = Look(columns, dots, dots / columns / ADVANCE, faces=faces or Faces())
    return drawn(rows, look).point(lambda value: PAPER if value > 140 else 0).convert("1")


def drawn(rows: Sequence[Row], look: Look) -> Image:
    """Rows below each other on white ground."""
    from PIL import Image, ImageDraw

    pieces = [(row, _height(row, look)) for row in rows]
    height = sum(high for _, high in pieces) + 2 * look.margin
    image = Image.new("L", (look.dots + 2 * look.margin, height), PAPER)
    canvas = ImageDraw.Draw(image)
    top = look.margin
    for row, high in pieces:
        if row.code:
            _draw_code(canvas, row.code, look, top)
        elif row.picture:
            logo = _logo(row.picture, look)
            image.paste(logo, (look.margin + (look.dots - logo.width) // 2, top))
        elif row.rule:
            _draw_rule(canvas, look, top + high // 2)
        else:
            _draw_words(canvas, row, look, top, high)
        top += high
    return image


def _height(row: Row, look: Look) -> int:
    if row.code:
        return module(row.code, look.dots) * len(qr.matrix(row.code)) + round(look.row * 0.9)
    if row.picture:
        return _logo(row.picture, look).height + look.row // 2
    if row.rule:
        return round(look.row * 0.8)
    return round(look.row * (LOUDER if row.weight is Weight.LOUD else 1))


def module(link: str, dots: int) -> int:
    """Dots of one module of a code on paper of that width: whole, so that its edges are sharp."""
    return max(2, int(dots * CODE_SHARE) // (len(qr.matrix(link)) + 2 * qr.QUIET))


def _draw_code(canvas: ImageDraw, link: str, look: Look, top: int) -> None:
    code, size = qr.matrix(link), module(link, look.dots)
    left = look.margin + (look.dots - size * len(code)) // 2
    top += round(look.row * 0.45)
    for y, line in enumerate(code):
        for x, dark in enumerate(line):
            if dark:
                corner = (left + x * size, top + y * size)
                canvas.rectangle((*corner, corner[0] + size - 1, corner[1] + size - 1), fill=0)


def _draw_rule(canvas: ImageDraw, look: Look, y: int) -> None:
    dash = max(3, round(look.size * 0.3))
    thick = max(1, round(look.size / 16))
    for x in range(look.margin, look.margin + look.dots, 2 * dash):
        end = min(x + dash, look.margin + look.dots) - 1
        canvas.rectangle((x, y, end, y + thick - 1), fill=80 if look.margin else 0)


def _draw_words(canvas: ImageDraw, row: Row, look: Look, top: int, high: int) -> None:
    loud = row.weight is Weight.LOUD
    font = look.faces.loaded(look.size, bold=row.weight is not Weight.PLAIN)
    if loud:
        bigger = look.faces.loaded(look.size * LOUDER, bold=True)
        if bigger.getlength(row.left) + bigger.getlength(row.right) + look.size <= look.dots:
            font = bigger
    middle, left, right = top + high / 2, look.margin, look.margin + look.dots
    if row.centred:
        canvas.text((left + look.dots / 2, middle), row.left, INK, font, anchor="mm")
        return
    canvas.text((left, middle), row.left, INK, font, anchor="lm")
    if row.right:
        canvas.text((right, middle), row.right, INK, font, anchor="rm")


def _logo(path: str, look: Look) -> Image:
    """The seller's picture in grey, at most so wide and high as looks good on a receipt."""
    from PIL import Image, UnidentifiedImageError

    from prro_cli.errors.papers import LogoUnusableError

    try:
        with Image.open(Path(path)) as file:
            picture = Image.new("RGBA", file.size, "white")
            picture.alpha_composite(file.convert("RGBA"))
            grey = picture.convert("L")
    except (OSError, UnidentifiedImageError, ValueError, Image.DecompressionBombError) as error:
        raise LogoUnusableError(path=path, detail=error) from None
    grey.thumbnail((int(look.dots * 0.7), look.row * 5))
    return grey
