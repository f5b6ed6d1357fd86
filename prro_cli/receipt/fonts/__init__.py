"""The font of pictures, PDF pages and raster printing; it comes along, so that they look alike on every machine.

DejaVu Sans Mono, reduced to the letters a receipt may have (Latin, Cyrillic, ₴ №, a few signs); its licence is beside.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from prro_cli.errors.papers import FontUnusableError
from prro_cli.lang import say
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FOLDER = Path(__file__).parent
ADVANCE = 0.602
"""Width of a letter as a share of the size of the font that comes along."""


@dataclass(frozen=True, slots=True)
class Faces:
    """The files of the two weights."""

    plain: Path = FOLDER / "DejaVuSansMono.ttf"
    bold: Path = FOLDER / "DejaVuSansMono-Bold.ttf"

    def loaded(self, size: float, *, bold: bool) -> FreeTypeFont:
        """One weight at a size, for Pillow."""
        from PIL import ImageFont

        path = self.bold if bold else self.plain
        try:
            return ImageFont.truetype(str(path), size)
        except OSError as error:
            raise FontUnusableError(path=path, detail=error) from None


def chosen(file: str) -> Faces:
    """A font of the user's own for both weights (a `-Bold` beside it is taken), or the one that comes along."""
    if not file:
        return Faces()
    plain = Path(file).expanduser()
    if not plain.is_file():
        raise FontUnusableError(path=plain, detail=say("there is no such file"))
    bold = plain.with_name(f"{plain.stem.removesuffix('-Regular')}-Bold{plain.suffix}")
    return Faces(plain, bold if bold.is_file() else plain)
