"""The paper as a PDF: one page of 80 mm (or 58 mm), as long as it must be; letters stay letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from prro_cli.receipt import qr
from prro_cli.receipt.fonts import ADVANCE, Faces
from prro_cli.receipt.paper import Paper, Row, Weight
from prro_cli.receipt.picture import CODE_SHARE, LEADING, LOUDER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from fpdf import FPDF

NARROW_COLUMNS: Final = 36
MARGIN: Final = 4.0
POINT: Final = 25.4 / 72
SAFE: Final = 0.985
"""The letters are set a hair smaller than the columns allow, so that nothing is cut by rounding."""


def pdf(paper: Paper, columns: int = 42, *, made: datetime, faces: Faces | None = None) -> bytes:
    """The file's bytes; `made` is its date, so that the same document gives the same bytes."""
    from prro_cli.errors.papers import LibraryMissingError

    try:
        from fpdf import FPDF
    except ImportError:
        raise LibraryMissingError(what="PDF", library="fpdf2", extra="pdf") from None
    page = _Page(paper, columns, faces or Faces())
    sheet = FPDF(unit="mm", format=(page.width, page.height))
    sheet.set_margin(0)
    sheet.set_auto_page_break(False)
    sheet.set_creation_date(made)
    sheet.set_title(paper.title)
    sheet.set_creator("prro")
    sheet.set_lang("uk")
    page.draw(sheet)
    return bytes(sheet.output())


class _Page:
    """One page with its measures in millimetres."""

    def __init__(self, paper: Paper, columns: int, faces: Faces) -> None:
        self.rows = paper.rows(columns)
        self.faces = faces
        self.width = 58.0 if columns <= NARROW_COLUMNS else 80.0
        self.inner = self.width - 2 * MARGIN
        self.size = self.inner / columns / ADVANCE / POINT * SAFE
        self.row = self.size * POINT * LEADING
        self.height = sum(self._height(row) for row in self.rows) + 2 * MARGIN

    def draw(self, sheet: FPDF) -> None:
        """Everything from top to bottom."""
        from prro_cli.errors.papers import FontUnusableError

        try:
            sheet.add_font("paper", "", self.faces.plain)
            sheet.add_font("paper", "B", self.faces.bold)
        except Exception as error:  # the library of fonts has many ways to say that a file is none
            raise FontUnusableError(path=self.faces.plain, detail=error) from None
        sheet.add_page()
        top = MARGIN
        for row in self.rows:
            high = self._height(row)
            self._draw(sheet, row, top, high)
            top += high

    def _height(self, row: Row) -> float:
        if row.code:
            return self._code_size(row.code) + self.row * 0.9
        if row.picture:
            return self._logo_size(row.picture)[1] + self.row / 2
        if row.rule:
            return self.row * 0.8
        return self.row * (LOUDER if row.weight is Weight.LOUD else 1)

    def _draw(self, sheet: FPDF, row: Row, top: float, high: float) -> None:
        if row.code:
            self._draw_code(sheet, row.code, top + self.row * 0.45)
        elif row.picture:
            wide, tall = self._logo_size(row.picture)
            sheet.image(row.picture, (self.width - wide) / 2, top, wide, tall)
        elif row.rule:
            sheet.set_line_width(0.18)
            sheet.set_dash_pattern(dash=0.9, gap=0.9)
            sheet.line(MARGIN, top + high / 2, self.width - MARGIN, top + high / 2)
        else:
            self._draw_words(sheet, row, top, high)

    def _draw_words(self, sheet: FPDF, row: Row, top: float, high: float) -> None:
        style = "" if row.weight is Weight.PLAIN else "B"
        sheet.set_font("paper", style, self.size)
        if row.weight is Weight.LOUD:
            sheet.set_font_size(self.size * LOUDER)
            if sheet.get_string_width(row.left + "  " + row.right) > self.inner:
                sheet.set_font_size(self.size)
        base = top + high / 2 + sheet.font_size * 0.34
        left = MARGIN
        if row.centred:
            left = (self.width - sheet.get_string_width(row.left)) / 2
        if row.left.strip():
            sheet.text(left, base, row.left)
        if row.right.strip():
            sheet.text(self.width - MARGIN - sheet.get_string_width(row.right), base, row.right)

    def _code_size(self, link: str) -> float:
        code = qr.matrix(link)
        return self.inner * CODE_SHARE * len(code) / (len(code) + 2 * qr.QUIET)

    def _draw_code(self, sheet: FPDF, link: str, top: float) -> None:
        code = qr.matrix(link)
        unit = self._code_size(link) / len(code)
        left = (self.width - unit * len(code)) / 2
        sheet.set_fill_color(0)
        for y, line in enumerate(code):
            for start, length in _runs(line):
                sheet.rect(left + start * unit, top + y * unit, length * unit, unit * 1.02, "F")
        sheet.link(left, top, unit * len(code), unit * len(code), link)

    def _logo_size(self, path: str) -> tuple[float, float]:
        from PIL import Image, UnidentifiedImageError

        from prro_cli.errors.papers import LogoUnusableError

        try:
            with Image.open(path) as picture:
                wide, tall = picture.size
        except (OSError, UnidentifiedImageError) as error:
            raise LogoUnusableError(path=path, detail=error) from None
        scale = min(self.inner * 0.7 / wide, self.row * 5 / tall)
        return wide * scale, tall * scale


def _runs(line: Sequence[bool]) -> list[tuple[int, int]]:
    """The dark runs of a row of modules, as (start, length): one rectangle for each leaves no hairlines."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for x, dark in enumerate([*line, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            runs.append((start, x - start))
            start = None
    return runs
