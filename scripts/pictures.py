"""The pictures of docs/pictures: one sale and one day at a sandbox, shown in every form. Run by hand.

python scripts/pictures.py

Needs the extra `pdf`, and pdftoppm (poppler-utils) and chromium for the previews of the PDF and the page.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from prro_cli.cli.app import run  # noqa: E402
from prro_cli.cli.definitions import changed_config  # noqa: E402
from prro_cli.cli.environment import Environment  # noqa: E402
from prro_cli.cli.face import Face, Options  # noqa: E402
from prro_cli.cli.sandbox_home import furnish  # noqa: E402
from prro_cli.receipt.fonts import Faces  # noqa: E402
from prro_cli.sandbox.provision import provision  # noqa: E402
from prro_cli.sandbox.sandbox import Sandbox  # noqa: E402

TARGET = ROOT / "docs" / "pictures"
ORDER = {
    "items": [
        {"name": "Кава лате на вівсяному молоці", "qty": "2", "price": "85.00", "tax": "А"},
        {"name": "Круасан мигдальний", "qty": "1", "price": "92.60", "tax": "А", "discount": {"percent": "10"}},
        {"name": "Сир «Київський»", "qty": "0.350", "price": "420.00", "tax": "А", "unit": "0301", "unit_name": "кг"},
        {"name": "Пиво світле «Ґальба» 0,5 л", "qty": "2", "price": "64.00", "tax": "АГ", "uktzed": "2203000100",
         "excise": ["ААБВ120034", "ААБВ120035"]},
    ],
    "payments": [
        {"form": "card", "sum": "400.00", "slip": {
            "rrn": "014721258513", "auth_code": "982088", "pan": "XXXXXXXXXXXX9716", "payment_system": "Visa",
            "terminal_id": "S1KA01BZ", "acquirer": "АТ «Банк»", "merchant_id": "M0451187"}},
        {"form": "cash", "provided": "200.00"},
    ],
}  # fmt: skip

Prro = Callable[..., str]


@contextmanager
def shop() -> Iterator[Prro]:
    """A café at a sandbox of its own; what it yields runs a command and gives what was printed."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "prro"
        (home / "sandbox").mkdir(parents=True)
        home.chmod(0o700)
        box = Sandbox(home / "sandbox" / "state.db")
        box.start()
        try:
            made = provision(box, home / "sandbox" / "keys", names=("olena",))
            face = Face(Options(home=home), Environment.real())
            furnish(face, made, "cafe", every=False)
            with changed_config(face) as config:
                config["desks"]["cafe"]["taxes"].append({"letter": "Г", "type": 1, "percent": 500, "name": "Акциз"})
            yield lambda *words, stdin="": _called(home, made.password_path, words, stdin)
        finally:
            box.stop()


def _called(home: Path, password: Path, words: tuple[object, ...], stdin: str) -> str:
    environment = replace(
        Environment.real(), stdin=io.StringIO(stdin), stdout=io.StringIO(), variables=dict(os.environ)
    )
    more = [] if {"receipt", "config"} & set(words) else ["--password-file", str(password)]
    with suppress(SystemExit):
        run(["--home", str(home), "--yes", *map(str, words), *more], environment)
    return environment.stdout.getvalue()  # type: ignore[attr-defined,no-any-return]


def main() -> None:
    """All pictures."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with shop() as prro:
        prro("config", "set", "receipt.footer", "Дякуємо! Гарного дня")
        prro("shift", "open")
        print(prro("sale", "--file", "-", stdin=json.dumps(ORDER)))
        for suffix in ("png", "pdf", "html"):
            print(prro("receipt", "show", "last", "--output", TARGET / f"receipt.{suffix}").strip())
        terminal(prro("--color", "always", "receipt", "show", "last", "--format", "terminal"), "terminal")
        prro("return", "--receipt", prro("--quiet", "receipt", "show", "last").split("id=")[1].split("&")[0], "--item",
             "name=Круасан мигдальний,qty=1")  # fmt: skip
        prro("receipt", "show", "last", "--output", TARGET / "return.png")
        prro("report", "z")
        prro("receipt", "show", "last", "--output", TARGET / "z-report.png")
    preview()


def preview() -> None:
    """How the page looks in a browser, and the PDF in a viewer; the page itself is not kept."""
    page = TARGET / "receipt.html"
    if browser := shutil.which("chromium"):
        shot = TARGET / "page.png"
        words = ["--headless", "--no-sandbox", "--hide-scrollbars", "--window-size=520,1240", f"--screenshot={shot}"]
        subprocess.run([browser, *words, page.as_uri()], check=True, capture_output=True)
        smaller(shot)
    page.unlink()
    if drawer := shutil.which("pdftoppm"):
        words = ["-r", "144", "-png", "-singlefile", "receipt.pdf", "pdf"]
        subprocess.run([drawer, *words], cwd=TARGET, check=True)
        smaller(TARGET / "pdf.png")


def smaller(path: Path) -> None:
    """Few colours are enough."""
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(24).save(path, optimize=True)


def terminal(text: str, name: str) -> None:
    """Coloured text as a dark terminal draws it: letters in their cells, half blocks without seams."""
    size, leading = 20, 24
    plain, bold = (Faces().loaded(size, bold=heavy) for heavy in (False, True))
    cell = round(plain.getlength("0"))
    lines = text.rstrip("\n").split("\n")
    columns = max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in lines)
    image = Image.new("RGB", (cell * columns + 60, leading * len(lines) + 84), (24, 27, 34))
    canvas = ImageDraw.Draw(image)
    for x, colour in ((28, (255, 95, 86)), (52, (255, 189, 46)), (76, (39, 201, 63))):
        canvas.ellipse((x - 7, 22 - 7, x + 7, 22 + 7), fill=colour)
    for y, line in enumerate(lines):
        heavy, x = False, 0
        for part in re.split(r"(\x1b\[[0-9;]*m)", line):
            if part.startswith("\x1b"):
                heavy = part == "\x1b[1m"
                continue
            for letter in part:
                left, top = 30 + x * cell, 54 + y * leading
                if letter in "▀▄█":
                    upper = top + (leading // 2 if letter == "▄" else 0)
                    lower = top + (leading // 2 if letter == "▀" else leading)
                    canvas.rectangle((left, upper, left + cell - 1, lower - 1), fill=(255, 255, 255))
                elif letter == "─":
                    canvas.line((left, top + 12, left + cell - 1, top + 12), fill=(120, 126, 140))
                else:
                    canvas.text(
                        (left, top), letter, (255, 255, 255) if heavy else (214, 218, 226), bold if heavy else plain
                    )
                x += 1
    image.quantize(96).save(TARGET / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
