"""PNG, PDF, HTML and terminal: the code reads back as the link, the words are those of the canonical text."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import UTC, datetime
from html import unescape

import pytest
from PIL import Image

from prro_cli.errors.papers import FontUnusableError, LogoUnusableError
from prro_cli.receipt import qr
from prro_cli.receipt.fonts import Faces, chosen
from prro_cli.receipt.html import page
from prro_cli.receipt.layout import Template, paper_of
from prro_cli.receipt.pdf import pdf
from prro_cli.receipt.picture import png
from prro_cli.receipt.screen import screen
from tests.provoking import provokes
from tests.receipt import cases
from tests.receipt.codes import read_code

MADE = datetime(2026, 3, 14, 7, 5, 9, tzinfo=UTC)
OFFLINE = {"offline": True, "state": "offline", "fiscal_number": "77.4.3840"}


def lavish(**more):
    return paper_of(cases.stored(cases.lavish_sale(), **more), cases.TEMPLATE)


def long_link():
    """The longest there is: an offline receipt with its MAC."""
    link = f"https://cabinet.tax.gov.ua/cashregs/check?id=1183500077.118.3840&fn=4000999001&date=20260314&time=090509&sm=1234567.50&mac={cases.MAC}"
    return lavish(**OFFLINE, link=link)


@pytest.mark.parametrize("columns", [32, 64])
@pytest.mark.parametrize("paper", [lavish(), long_link()], ids=["online", "offline"])
def test_the_code_of_a_png_reads_as_the_link(tmp_path, paper, columns):
    file = tmp_path / "receipt.png"
    file.write_bytes(png(paper, columns))
    assert read_code(file) == paper.link


def test_a_png_is_small_and_white_around():
    data = png(lavish())
    assert len(data) < 80_000
    with Image.open(io.BytesIO(data)) as picture:
        grey = picture.convert("L")
        assert grey.getpixel((0, 0)) == 255 and grey.getextrema()[0] < 40
        edges = [grey.crop((0, 0, 20, grey.height)), grey.crop((grey.width - 20, 0, grey.width, grey.height))]
        assert [edge.getextrema() for edge in edges] == [(255, 255)] * 2


def pdf_text(tmp_path, paper, columns):
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed (Debian: poppler-utils)")
    file = tmp_path / "receipt.pdf"
    file.write_bytes(pdf(paper, columns, made=MADE))
    return subprocess.run([tool, "-layout", file, "-"], capture_output=True, text=True, timeout=60, check=True).stdout


@pytest.mark.parametrize("columns", [32, 48])
def test_the_words_of_a_pdf_are_those_of_the_text(tmp_path, columns):
    paper = lavish()
    found = pdf_text(tmp_path, paper, columns).split()
    wanted = [row.text(columns) for row in paper.rows(columns) if not (row.code or row.rule)]
    assert found == " ".join(wanted).split()


@pytest.mark.parametrize("paper", [lavish(), long_link()], ids=["online", "offline"])
def test_the_code_of_a_pdf_reads_as_the_link(tmp_path, paper):
    tool = shutil.which("pdftoppm")
    if tool is None:
        pytest.skip("pdftoppm is not installed (Debian: poppler-utils)")
    (tmp_path / "receipt.pdf").write_bytes(pdf(paper, 42, made=MADE))
    subprocess.run([tool, "-r", "150", "-png", "-singlefile", "receipt.pdf", "receipt"], cwd=tmp_path, check=True)
    assert read_code(tmp_path / "receipt.png") == paper.link


def test_a_pdf_is_the_same_each_time():
    assert pdf(lavish(), made=MADE) == pdf(lavish(), made=MADE)


def test_a_page_holds_the_words_escaped_and_nothing_from_outside():
    paper = paper_of(cases.stored(cases.lavish_sale()), Template(footer=("<script>alert(1)</script> & \"'",)))
    text = page(paper)
    assert "<script" not in text and "&lt;script&gt;" in text
    assert re.findall(r'(?:src|href)="(?!https://cabinet\.tax\.gov\.ua/)', text) == []
    spans = [unescape(span) for span in re.findall(r"<span>(.*?)</span>", text)]
    assert "ДО СПЛАТИ" in spans and 'ТОВ "Ґанок & Діти"' in spans


def test_the_code_of_a_page_reads_as_the_link(tmp_path):
    """In the browser where there is one; the SVG is drawn there, not by us."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no browser is installed to draw the page")
    paper = lavish()
    (tmp_path / "receipt.html").write_text(page(paper), encoding="utf-8")
    shot = tmp_path / "shot.png"
    words = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=700,1500"]
    data = f"--user-data-dir={tmp_path / 'profile'}"
    subprocess.run([browser, *words, data, f"--screenshot={shot}", (tmp_path / "receipt.html").as_uri()],
                   capture_output=True, timeout=120, check=True)  # fmt: skip
    assert read_code(shot) == paper.link


def drawn(lines: list[str], *, light: str) -> Image.Image:
    """Half blocks as a terminal draws them: `light` is the ink of the blocks."""
    width = max(len(line) for line in lines)
    ink, ground = (255, 0) if light == "blocks" else (0, 255)
    image = Image.new("L", (width, 2 * len(lines)), ground)
    for y, line in enumerate(lines):
        for x, character in enumerate(line):
            for half, full in ((0, "▀█"), (1, "▄█")):
                if character in full:
                    image.putpixel((x, 2 * y + half), ink)
    whole = Image.new("L", (image.width + 8, image.height + 8), 255)
    whole.paste(image, (4, 4))
    return whole.resize((whole.width * 6, whole.height * 6), Image.Resampling.NEAREST)


@pytest.mark.parametrize("paper", [lavish(), long_link()], ids=["online", "offline"])
def test_the_code_on_a_terminal_reads_as_the_link(tmp_path, paper):
    for inverted in (False, True):
        lines = qr.half_blocks(paper.link, inverted=inverted)
        file = tmp_path / f"{inverted}.png"
        drawn(lines, light="ground" if inverted else "blocks").save(file)
        assert read_code(file) == paper.link


def test_the_size_of_a_code_is_known_without_the_library():
    for length in (1, 62, 84, 85, 106, 107, 122, 123, 152, 153, 180, 181, 213, 214, 251, 252, 287, 331, 362):
        text = "x" * length
        assert qr.modules(text) == len(qr.matrix(text))


def test_a_terminal_shows_every_row_and_no_colours_unasked():
    paper = lavish()
    plain = screen(paper, 42, colour=False)
    assert "\x1b" not in plain and all(
        row.text(42) in plain for row in paper.rows(42) if not (row.code or row.rule or row.picture)
    )
    assert "\x1b[1mДО СПЛАТИ" in screen(paper, 42, colour=True)


def test_the_font_has_every_letter_of_windows_1251():
    """Whatever can stand on a document can be drawn: no letter falls back to the empty box."""
    box = bytes(Faces().loaded(20, bold=False).getmask("\ufffe"))
    letters = [bytes((code,)).decode("windows-1251", "ignore") for code in range(0x21, 256)]
    for bold in (False, True):
        font = Faces().loaded(20, bold=bold)
        missing = [x for x in letters if x.isprintable() and x and bytes(font.getmask(x)) == box]
        assert missing == []


@provokes("PRRO-E0322")
@provokes("PRRO-E0413")
def test_a_font_or_a_logo_that_is_none_is_said_so(tmp_path):
    with pytest.raises(FontUnusableError):
        chosen(str(tmp_path / "none.ttf"))
    wrong = tmp_path / "wrong.ttf"
    wrong.write_bytes(b"no font")
    with pytest.raises(FontUnusableError):
        png(lavish(), faces=chosen(str(wrong)))
    with pytest.raises(FontUnusableError):
        pdf(lavish(), made=MADE, faces=chosen(str(wrong)))
    logo = paper_of(cases.stored(cases.lavish_sale()), Template(logo=str(wrong)))
    for make in (png, lambda paper: pdf(paper, made=MADE)):
        with pytest.raises(LogoUnusableError):
            make(logo)


def test_a_logo_is_drawn_at_the_head(tmp_path):
    Image.new("RGBA", (300, 100), (200, 0, 0, 255)).save(tmp_path / "logo.png")
    paper = paper_of(cases.stored(cases.lavish_sale()), Template(logo=str(tmp_path / "logo.png")))
    with Image.open(io.BytesIO(png(paper))) as picture:
        grey = picture.convert("L")
        assert grey.getpixel((grey.width // 2, 90)) < 120
    assert b"/Image" in pdf(paper, made=MADE)
    text = page(paper, picture=lambda path: (tmp_path / "logo.png").read_bytes())
    assert 'src="data:image/png;base64,' in text and "logo.png" not in paper.text()
