"""The paper as the bytes of a receipt printer (ESC/POS), made whole before a printer is spoken to.

The library's own text is not used: it changes code pages in the middle of a word and forgets which one is on after a
reset (peripherals 3.3). One page is chosen at the beginning; a row with a letter that the page lacks is a picture.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from prro_cli.receipt import qr
from prro_cli.receipt.fonts import Faces
from prro_cli.receipt.letters import fits, spelled
from prro_cli.receipt.paper import Paper, Row, Weight
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image

RESET: Final = b"\x1b@"
NO_KANJI: Final = b"\x1c."
"""Chinese printers print hieroglyphs for Cyrillic otherwise."""
BOLD: Final = {False: b"\x1bE\x00", True: b"\x1bE\x01"}
TALL: Final = {False: b"\x1d!\x00", True: b"\x1d!\x01"}
CENTRE: Final = {False: b"\x1ba\x00", True: b"\x1ba\x01"}
FULL_CUT, PARTIAL_CUT = b"\x1dVA\x10", b"\x1dVB\x10"
"""Feed to the knife and a little more, then cut."""
FEED: Final = b"\x1bd\x05"
BAND: Final = 128
"""Rows of dots of one picture command: cheap printers choke on tall ones (python-escpos issue 631)."""
SMALLEST_MODULE, LARGEST_MODULE = 3, 8


@dataclass(frozen=True, slots=True)
class Device:
    """What the bytes are made for; `page` None prints every row as a picture."""

    columns: int
    dots: int
    page: str | None
    slot: int
    native_code: bool = True
    codes: bool = True
    cut: str = "partial"
    pictures: bool = True
    """Whether rows may be printed as pictures where a letter is missing."""
    faces: Faces = field(default_factory=Faces)


def encoded(paper: Paper, device: Device) -> bytes:
    """All bytes of one paper: reset, code page, rows, feed or cut."""
    return b"".join([*opening(device), *_body(paper, device), *closing(device)])


def opening(device: Device) -> Iterator[bytes]:
    """What each print begins with."""
    yield RESET
    yield NO_KANJI
    if device.page is not None:
        yield b"\x1bt" + bytes((device.slot,))


def closing(device: Device) -> Iterator[bytes]:
    """The end of the paper."""
    yield {"full": FULL_CUT, "partial": PARTIAL_CUT}.get(device.cut, FEED)


def _body(paper: Paper, device: Device) -> Iterator[bytes]:
    if device.page is None:
        yield from _pictures(paper.rows(device.columns), device)
        return
    written = spelled(paper, device.page, near=not device.pictures)
    for row in written.rows(device.columns):
        if row.code or row.picture or not fits(row.text(device.columns), device.page):
            yield from _special(row, device)
        else:
            yield _words(row, device)


def _words(row: Row, device: Device) -> bytes:
    """One row of letters; the weight is set back after it, so that a lost byte spoils one row only."""
    assert device.page is not None
    text = row.text(device.columns).encode(device.page) + b"\n"
    if row.weight is Weight.PLAIN:
        return text
    loud = row.weight is Weight.LOUD
    return BOLD[True] + (TALL[True] if loud else b"") + text + BOLD[False] + (TALL[False] if loud else b"")


def _special(row: Row, device: Device) -> Iterator[bytes]:
    if row.code:
        yield from _code(row, device)
    elif device.pictures or row.picture:
        yield from _pictures([row], device)
    else:
        assert device.page is not None
        yield row.text(device.columns).encode(device.page, "replace") + b"\n"


def _code(row: Row, device: Device) -> Iterator[bytes]:
    if not device.codes:
        return
    if device.native_code:
        yield CENTRE[True] + native_code(row.code, device.dots) + CENTRE[False]
    else:
        yield from _pictures([row], device)


def native_code(text: str, dots: int) -> bytes:
    """The commands by which the printer draws the code itself: model 2, size of a module, level M, data, print."""
    wanted = int(dots * 0.6) // (qr.modules(text) + 2 * qr.QUIET)
    size = min(max(wanted, SMALLEST_MODULE), LARGEST_MODULE)
    data = text.encode("ascii")
    length = len(data) + 3
    return b"".join(
        (
            b"\x1d(k\x04\x001A2\x00",
            b"\x1d(k\x03\x001C" + bytes((size,)),
            b"\x1d(k\x03\x001E1",
            b"\x1d(k" + length.to_bytes(2, "little") + b"1P0" + data,
            b"\x1d(k\x03\x001Q0",
        )
    )


def _pictures(rows: Sequence[Row], device: Device) -> Iterator[bytes]:
    from prro_cli.receipt.picture import strip

    wanted = [row for row in rows if device.codes or not row.code]
    if wanted:
        yield from raster(strip(wanted, device.columns, device.dots, device.faces))


def raster(image: Image) -> Iterator[bytes]:
    """A black and white picture in bands (GS v 0); black is 1."""
    from PIL import Image as Pillow

    width = (image.width + 7) // 8
    for top in range(0, image.height, BAND):
        height = min(BAND, image.height - top)
        band = Pillow.new("1", (width * 8, height), 1)
        band.paste(image.crop((0, top, image.width, top + height)), (0, 0))
        bits = bytes(byte ^ 0xFF for byte in band.tobytes())
        yield b"\x1dv0\x00" + width.to_bytes(2, "little") + height.to_bytes(2, "little") + bits


def test_page(paper: Paper, device: Device, slots: Sequence[int], sample: str) -> bytes:
    """A paper of trial, then the sample sent as each code page in each slot: the readable line names the right two."""
    from prro_cli.receipt.letters import PAGES

    parts = [*opening(device), *_body(paper, device)]
    for slot in slots:
        parts.append(b"\x1bt" + bytes((slot,)) + f"ESC t {slot}\n".encode("ascii"))
        parts += [f"{page:10.10}".encode("ascii") + sample.encode(page, "replace") + b"\n" for page in PAGES[:4]]
    return b"".join([*parts, *closing(device)])
