"""The trial page of a printer: everything that can go wrong with letters, width, code and knife, on one paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.receipt.paper import Code, Gap, Line, Pair, Paper, Rule, Text, Weight

if TYPE_CHECKING:
    from prro_cli.receipt.escpos_bytes import Device

SAMPLE = "ҐЄІЇ ґєії Щастя №1"
_ALPHABET = "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ"


def trial(name: str, device: Device) -> Paper:
    """The page; it is no document and says so."""
    ruler = "".join(str((column + 1) % 10) for column in range(device.columns))
    lines: tuple[Line, ...] = (
        Text("ПРОБНИЙ ДРУК", Weight.LOUD, centred=True),
        Text("не є фіскальним документом", centred=True),
        Rule(),
        Pair("ПРИНТЕР", name),
        Pair("КОДОВА СТОРІНКА", f"{device.page} (ESC t {device.slot})" if device.page else "немає"),
        Pair("СТОВПЧИКІВ", str(device.columns)),
        Pair("ТОЧОК", str(device.dots)),
        Rule(),
        Text(_ALPHABET),
        Text(_ALPHABET.lower()),
        Text("0123456789 № ’ — « » … ₴ % &"),
        Pair("ВУЗЬКИЙ", "12,50"),
        Pair("ЖИРНИЙ", "12,50", Weight.BOLD),
        Pair("СУМА", "1234567,89", Weight.LOUD),
        Text(ruler),
        Gap(),
        Code("https://cabinet.tax.gov.ua/cashregs/check?id=0&fn=0&date=20260101&time=000000&sm=0.00"),
        Text("рядок має займати всю ширину паперу, код має читатися", centred=True),
    )
    return Paper(lines, "Пробний друк", "trial")
