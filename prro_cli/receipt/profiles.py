"""Families of receipt printers as data: paper, code pages and their slots, cutter, QR (peripherals 3.1, 3.2).

The slots are those of the profiles that python-escpos ships for these models; none was tried on a device by this
project, and clones lie about what they are. `prro printer test` prints what a printer really has in each slot.
"""

from __future__ import annotations

from dataclasses import field

from prro_cli.record import dataclass

_EPSON = {"cp1251": 46, "cp1125": 44, "cp866": 17, "cp855": 34}
_ZJIANG = {"cp1251": 73, "cp866": 17, "cp855": 60}


@dataclass(frozen=True, slots=True)
class Profile:
    """What a family of printers is like; code pages best first."""

    about: str
    columns: int
    dots: int
    pages: dict[str, int] = field(default_factory=dict)
    cutter: bool = True
    native_code: bool = True


PROFILES: dict[str, Profile] = {
    "epson": Profile("Epson TM-T20II and what is like it, 80 mm", 48, 576, _EPSON),
    "epson-42": Profile("Epson TM-T88II, TM-L90 and the like, 80 mm, 42 columns", 42, 512, _EPSON),
    "epson-58": Profile("Epson TM-P80 and the like with 58 mm paper", 32, 384, _EPSON),
    "tm-t88v": Profile("Epson TM-T88V", 42, 512, {"cp1251": 46, "cp866": 17, "cp855": 34}),
    "tm-t88iii": Profile("Epson TM-T88III, TM-T88IV", 42, 512, {"cp866": 17}),
    "zj-58": Profile("Zjiang POS-5890, Netum NT-5890K, Xprinter of 58 mm", 32, 384, _ZJIANG, False, False),
    "zj-80": Profile("Netum NT-80, PBM P822D, Xprinter of 80 mm", 48, 576, _ZJIANG),
    "zj-5870": Profile("Zjiang ZJ-5870", 32, 384, {"cp866": 17}, False, False),
    "rongta": Profile("Rongta RP326", 48, 576, {"cp1251": 6, "cp866": 7, "cp855": 28, "iso8859_5": 39}),
    "kefar": Profile("Kefar KR-306", 48, 576, {"cp1251": 51, "cp866": 12, "cp855": 38}),
    "star": Profile("Star TSP600, SP2000, TUP500 in ESC/POS mode", 48, 576, {"cp1251": 34, "cp866": 10, "cp855": 11}),
    "sunmi": Profile("Sunmi V2", 32, 384, {"cp866": 17, "cp855": 34}, cutter=False),
    "seiko": Profile("Seiko RP-F10", 48, 576, {"cp1251": 46, "cp866": 17, "cp855": 34}),
    "citizen": Profile("Citizen CT-S651", 48, 640, {"cp866": 7}),
    "wincor": Profile("Wincor Nixdorf TH230", 44, 576, {"cp866": 7}, native_code=False),
    "raster-58": Profile(
        "any printer of 58 mm that prints pictures (GS v 0): every row is one", 32, 384, {}, False, False
    ),
    "raster-80": Profile(
        "any printer of 80 mm that prints pictures (GS v 0): every row is one", 48, 576, {}, True, False
    ),
}
