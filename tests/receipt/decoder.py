"""A reader of printer bytes written from the commands' descriptions, knowing nothing of the program's encoder."""

from __future__ import annotations

from dataclasses import dataclass, field

from PIL import Image

FIXED = {b"\x1b@": 0, b"\x1c.": 0, b"\x1bt": 1, b"\x1bE": 1, b"\x1d!": 1, b"\x1ba": 1, b"\x1bd": 1}


@dataclass
class Decoded:
    """What would be on the paper: lines of text, codes, pictures; and the commands in order."""

    lines: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    pictures: list[Image.Image] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)
    cuts: int = 0

    def picture(self) -> Image.Image:
        """All bands below each other, on white."""
        width = max(band.width for band in self.pictures)
        whole = Image.new("L", (width, sum(band.height for band in self.pictures)), 255)
        top = 0
        for band in self.pictures:
            whole.paste(band, (0, top))
            top += band.height
        return whole


def decode(data: bytes, pages: dict[int, str]) -> Decoded:
    """Every byte has a meaning, or this raises."""
    out, at, line, page, bold, stored = Decoded(), 0, bytearray(), "ascii", False, b""
    while at < len(data):
        head = data[at : at + 2]
        if head in FIXED:
            size = FIXED[head]
            value = data[at + 2 : at + 2 + size]
            out.commands.append(head + value)
            page = pages[value[0]] if head == b"\x1bt" else page
            bold = bool(value[0]) if head == b"\x1bE" else bold
            at += 2 + size
        elif head == b"\x1dV":
            out.cuts += 1
            at += 4 if data[at + 2] in b"AB" else 3
        elif data[at : at + 3] == b"\x1d(k":
            size = int.from_bytes(data[at + 3 : at + 5], "little")
            body = data[at + 5 : at + 5 + size]
            assert len(body) == size and body[:1] == b"1"
            stored = body[3:] if body[1:2] == b"P" else stored
            if body[1:2] == b"Q":
                out.codes.append(stored.decode("ascii"))
            at += 5 + size
        elif data[at : at + 3] == b"\x1dv0":
            width, height = (int.from_bytes(data[at + n : at + n + 2], "little") for n in (4, 6))
            bits = data[at + 8 : at + 8 + width * height]
            assert len(bits) == width * height and not line
            out.pictures.append(Image.frombytes("1", (width * 8, height), bytes(b ^ 255 for b in bits)).convert("L"))
            at += 8 + len(bits)
        elif data[at] == 0x0A:
            text = bytes(line).decode(page)
            out.lines.append(text)
            if bold:
                out.bold.append(text)
            line.clear()
            at += 1
        else:
            assert data[at] >= 0x20, f"byte {data[at]:#x} at {at}"
            line.append(data[at])
            at += 1
    assert not line
    return out
