"""`prro receipt`, `prro printer`, and sales that print by themselves: real commands, real key, printers on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from tests.cli.till import till_at
from tests.provoking import provokes
from tests.receipt import printers
from tests.receipt.codes import read_code
from tests.receipt.decoder import decode

TEA = ("--item", "name=Чай з ґанку,qty=2,price=20.20,tax=А,code=1")
PAGES = {46: "cp1251", 17: "cp866"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """One home with a key and a sandbox for all tests here: keys cost time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRRO_HOME", str(tmp_path_factory.mktemp("shop") / "prro"))
        with till_at(lambda *_: None) as ready:
            ready.keyless = (*ready.keyless, "receipt", "printer")
            yield ready


@pytest.fixture
def till(shop, prro, monkeypatch):
    """The shop with an open shift, a receipt, and no printer."""
    monkeypatch.setenv("PRRO_HOME", str(shop.home))
    shop.prro = prro
    shop.ok("shift", "open", "--if-needed")
    if shop.run("receipt", "show", "last").code:  # the first test of this file: there is a last paper for each
        shop.ok("sale", *TEA, "--no-print")
    config = (shop.home / "config.toml").read_bytes()
    yield shop
    (shop.home / "config.toml").write_bytes(config)
    if shop.box is None:
        shop.mend()
        shop.ok("go-online")


def lines(fake: printers.FakePrinter) -> list[list[str]]:
    return [decode(job, PAGES).lines for job in fake.jobs]


def test_the_life_of_a_paper(till, tmp_path):
    """Printed by the sale; shown in every form; a second print is a copy; a failed printer leaves the receipt valid."""
    with printers.printer() as fake:
        till.ok("printer", "add", "kitchen", "--network", fake.address, "--profile", "epson-42")
        sold = till.ok("sale", *TEA, "--cash", "50")
        number = sold["document"]["fiscal_number"]
        assert sold["printed"] == "done" and sold["document"]["rounding"] == "-0.10"
        again = till.ok("receipt", "print", number)
        assert (again["copy"], again["printer"], again["document"]["printed"]) == (True, "kitchen", "done")
        unprinted = till.ok("sale", *TEA, "--no-print")
        assert unprinted["printed"] is None
        first = till.ok("receipt", "print", unprinted["document"]["fiscal_number"])
        assert first["copy"] is False
        assert till.ok("receipt", "copy", number)["copy"] is True
    papers = lines(fake)
    assert ["КОПІЯ" in [line.strip() for line in paper] for paper in papers] == [False, True, False, True]
    assert decode(fake.jobs[0], PAGES).codes == [sold["document"]["link"]]
    assert any("РЕШТА" in line for line in papers[0])

    text = till.ok("receipt", "show", number)["content"]
    assert [line for line in text.splitlines() if "https" not in line][:5] == papers[0][:5]
    assert f"ЧЕК № {number}" in text and "Чай з ґанку" in text
    for suffix, head in (("pdf", b"%PDF"), ("png", b"\x89PNG"), ("html", b"<!DOCTYPE"), ("txt", b" ")):
        file = tmp_path / f"receipt.{suffix}"
        shown = till.ok("receipt", "show", number, "--output", file)
        assert file.read_bytes().startswith(head) and shown["file"] == str(file)
    raw = tmp_path / "receipt.bin"
    till.ok("receipt", "show", number, "--format", "escpos", "--output", raw)
    assert raw.read_bytes() == fake.jobs[0]
    assert "КОПІЯ" in till.ok("receipt", "copy", "last", "--format", "text")["content"]
    code = till.ok("receipt", "show", number, "--qr")["content"]
    assert set(code) <= set(" ▀▄█\n") and len(code.splitlines()) > 20
    till.ok("receipt", "show", number, "--qr", "--output", tmp_path / "code.png")
    assert read_code(tmp_path / "code.png") == sold["document"]["link"]
    assert till.error("receipt", "show", number, "--format", "png")["exit_code"] == 2
    assert till.error("receipt", "show", "999999")["exit_code"] == 4
    assert till.ok("journal", "verify")["sound"] is True

    # the printer is switched off: the receipt is valid, exit 70, and the original may still be printed
    ran = till.run("sale", *TEA)
    assert ran.code == 70 and ran.data["printed"] == "failed" and ran.data["document"]["state"] == "registered"
    warning = ran.envelope["warnings"][0]
    assert warning["id"] == "printing-failed"
    assert warning["hint"] == f"prro receipt print {ran.data['document']['fiscal_number']}"
    found = ran.envelope["error"]  # `ok` is false: a script finds an `error` of the same exit code, also here
    assert (found["id"], found["exit_code"], found["next"]) == ("PRRO-E7099", 70, [warning["hint"]])
    error = till.error("receipt", "print", "last")
    assert (error["id"], error["document"]) == ("PRRO-E7001", ran.data["document"]["uid"])
    with printers.printer() as fake:
        till.ok("printer", "set", "kitchen", "--network", fake.address)
        assert till.ok("receipt", "print", "last")["copy"] is False


@provokes("PRRO-E7001", "PRRO-E7002")
def test_no_paper_a_hung_printer_and_a_crash(till, tmp_path):
    with printers.printer(paper=printers.PAPER_LOW) as fake:
        till.ok("printer", "add", "kitchen", "--network", fake.address, "--wait", "1")
        ran = till.run("sale", *TEA)
        assert (ran.code, ran.data["printed"], ran.envelope["warnings"][0]["id"]) == (0, "done", "paper-low")
        assert till.ok("printer", "test", "kitchen", "--ask")["paper"] == "low"
    with printers.printer(paper=printers.PAPER_END) as fake:
        till.ok("printer", "set", "kitchen", "--network", fake.address)
        ran = till.run("sale", *TEA)
        assert (ran.code, ran.data["printed"]) == (70, "failed") and "out of paper" in str(ran.envelope["warnings"])
        assert till.error("printer", "test", "kitchen")["exit_code"] == 70
    with printers.printer(paper_after=printers.PAPER_END) as fake:
        till.ok("printer", "set", "kitchen", "--network", fake.address)
        ran = till.run("sale", *TEA)
        assert (ran.code, ran.data["printed"]) == (70, "unknown")
        assert ran.envelope["warnings"][0]["hint"].startswith("prro receipt copy ")
        assert till.error("receipt", "print", "last")["id"] == "PRRO-E7002"
    with printers.printer() as fake:
        till.ok("printer", "set", "kitchen", "--network", fake.address)
        assert till.ok("receipt", "print", "last")["copy"] is True  # perhaps it came out: never a second original

    fifo = tmp_path / "lp0"
    os.mkfifo(fifo)
    till.ok("printer", "set", "kitchen", "--file", fifo)
    begun = time.monotonic()
    orders = "\n".join(['{"items": [{"name": "Чай", "price": "20", "tax": "А"}]}'] * 4)
    ran = till.run("sale", "--batch", "-", stdin=orders)
    assert time.monotonic() - begun < 8  # the deadline once, not for each receipt
    assert (
        ran.out.count('"registered"') == 4
        and ran.out.count('"printed":"failed"') + ran.out.count('"printed": "failed"') == 4
    )
    till.cut()
    assert till.run("sale", *TEA, "--no-print").envelope["meta"]["mode"] == "offline"
    shown = till.ok("receipt", "show", "last")["content"]
    assert "ОФЛАЙН" in shown and "КОНТРОЛЬНЕ ЧИСЛО" in shown and "&mac=" in shown.replace("\n", "")


def test_a_crash_while_printing_leaves_unknown_and_the_next_print_is_a_copy(till, monkeypatch):
    """The process dies after the document was registered and "begun" was written, before the printer had all."""
    from prro_cli.receipt import transport

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with printers.printer() as fake:
        till.ok("printer", "add", "kitchen", "--network", fake.address)
        with monkeypatch.context() as patch:
            patch.setattr(transport, "send", killed)
            assert till.run("sale", *TEA, "--key", "k1").code == 130
        cut_off = till.ok("receipt", "show", "last")["document"]
        number = cut_off["fiscal_number"]
        assert cut_off["printed"] == "unknown"
        replayed = till.run("sale", *TEA, "--key", "k1")
        assert replayed.code == 0 and replayed.data["replayed"] is True and replayed.data["printed"] == "unknown"
        assert fake.jobs == []
        told = till.run("cash", "in", "1").envelope["warnings"]
        assert [one["id"] for one in told] == ["printing-unknown"] and told[0]["hint"] == f"prro receipt copy {number}"
        assert till.ok("receipt", "print", number)["copy"] is True


def test_verify_compares_with_the_server(till):
    number = till.ok("sale", *TEA)["document"]["fiscal_number"]
    found = till.ok("receipt", "verify", number)
    assert {one["what"]: one["verdict"] for one in found["comparisons"]} == dict.fromkeys(
        ("stored XML", "stored signed document", "signature", "local number", "total", "server's document",
         "server's link"), "same")  # fmt: skip
    assert found["verdict"] == "same" and found["unchecked"] == []
    assert till.ok("receipt", "verify", number, "--local")["verdict"] == "not_checked"
    till.cut()
    unheard = till.ok("receipt", "verify", number)
    assert unheard["verdict"] == "not_checked" and len(unheard["unchecked"]) == 2


def test_a_receipt_made_before_and_never_printed_is_told(till):
    """As after a crash between registering and printing: the same key again finds it, and its paper missing."""
    words = ("sale", *TEA, "--cash", "50", "--key", "crashed")
    number = till.ok(*words, "--no-print")["document"]["fiscal_number"]
    with printers.printer() as fake:
        till.ok("printer", "add", "kitchen", "--network", fake.address)
        ran = till.run(*words)
        assert ran.code == 0 and ran.data["replayed"] and ran.data["printed"] is None
        [told] = [warning for warning in ran.envelope["warnings"] if warning["id"] == "not-printed"]
        assert told["hint"] == f"prro receipt print {number}"
        assert till.ok("receipt", "print", number)["copy"] is False
        assert [w["id"] for w in till.run(*words).envelope["warnings"]] == []
    assert len(fake.jobs) == 1


@provokes("PRRO-E0220")
def test_without_the_library_of_pdf_the_extra_is_named(till, tmp_path, monkeypatch):
    number = till.ok("sale", *TEA, "--cash", "50")["document"]["fiscal_number"]
    monkeypatch.setitem(sys.modules, "fpdf", None)  # as where `prro[pdf]` was not installed
    error = till.error("receipt", "show", number, "--output", tmp_path / "r.pdf")
    assert (error["exit_code"], error["next"]) == (2, ["pip install 'prro[pdf]'"])
    assert not (tmp_path / "r.pdf").exists()


def test_reports_on_paper(till, tmp_path):
    """X at any time and without a trace, Z by itself when the shift closes, also as a PDF."""
    till.ok("sale", *TEA, "--cash", "50")
    before = till.ok("journal", "verify")["events"]
    shown = till.ok("receipt", "show", "x")
    assert shown["document"] is None and "X-ЗВІТ" in shown["content"] and "СЛУЖБОВИЙ ЧЕК" in shown["content"]
    with printers.printer() as fake:
        till.ok("printer", "add", "kitchen", "--network", fake.address)
        assert till.ok("receipt", "print", "x")["printer"] == "kitchen"
        assert till.ok("journal", "verify")["events"] == before
        closed = till.ok("shift", "close")
        assert closed["printed"] == "done"
    papers = lines(fake)
    assert len(papers) == 2 and [any("X-ЗВІТ" in line for line in paper) for paper in papers] == [True, False]
    assert any("ФІСКАЛЬНИЙ ЗВІТНИЙ ЧЕК" in line for line in papers[1])
    number = closed["z_report"]["fiscal_number"]
    till.ok("receipt", "show", number, "--output", tmp_path / "z.pdf")
    assert (tmp_path / "z.pdf").read_bytes().startswith(b"%PDF")
    assert till.error("receipt", "show", "x")["id"] == "PRRO-E3001"
    till.ok("shift", "open")
    ran = till.run("shift", "close")  # the printer is gone by now
    assert (ran.code, ran.data["printed"]) == (70, "failed")


def test_header_footer_and_logo_of_a_desk(till):
    (till.home / "head.txt").write_text("Кав’ярня «Їжак»\nвідчинено з 8:00\n", encoding="utf-8")
    till.ok("config", "set", "receipt.header", "@head.txt")
    till.ok("config", "set", "receipt.footer", "Дякуємо!\\nДо зустрічі")
    till.ok("config", "set", "receipt.columns", "32")
    till.ok("sale", *TEA)
    text = till.ok("receipt", "show", "last")["content"].splitlines()
    assert text[0].strip() == "Кав’ярня «Їжак»" and text[-1].strip() == "До зустрічі"
    assert max(len(line) for line in text) == 32


@provokes("PRRO-E0324", "PRRO-E0411", "PRRO-E0412")
def test_printers_are_defined_changed_and_forgotten(till):
    added = till.ok("printer", "add", "kitchen", "--network", "10.0.0.5", "--profile", "zj-58")["printers"][0]
    assert added["address"] == "10.0.0.5:9100" and added["desks"] == ["cafe"]
    assert (added["codepage"], added["slot"], added["columns"], added["qr"]) == ("cp1251", 73, 32, "image")
    assert till.error("printer", "add", "kitchen", "--dummy")["exit_code"] == 5
    for words in (["--codepage", "koi8_u"], ["--profile", "none"], ["--usb", "x"], ["--qr", "loud"]):
        assert till.error("printer", "set", "kitchen", *words)["id"] == "PRRO-E0324"
    changed = till.ok("printer", "set", "kitchen", "--codepage", "koi8_u", "--slot", "7", "--columns", "42")[
        "printers"
    ][0]
    assert (changed["codepage"], changed["slot"], changed["columns"]) == ("koi8_u", 7, 42)
    assert till.error("printer", "test", "none")["id"] == "PRRO-E0411"
    assert till.ok("printer", "remove", "kitchen")["printers"] == []
    assert till.error("receipt", "print", "last")["id"] == "PRRO-E0412"
    assert "rongta" in [row["name"] for row in till.ok("printer", "profiles")["profiles"]]


def test_a_trial_page_shows_the_alphabet_in_each_slot(till):
    with printers.printer() as fake:
        till.ok("printer", "add", "kitchen", "--network", fake.address, "--no-use")
        tested = till.ok("printer", "test", "kitchen", "--slots", "17")
        assert (tested["result"], tested["paper"], tested["online"]) == ("done", "ok", True)
        assert fake.done.wait(5)
    read = decode(fake.jobs[0], PAGES)
    assert any("ЄЖЗИІЇЙ" in line for line in read.lines) and "ESC t 17" in read.lines
    assert any(line.startswith("cp866") and "Щастя" in line for line in read.lines)
    assert till.ok("sale", *TEA)["printed"] is None  # --no-use: the desk has no printer


def test_verify_tells_differences_apart():
    """The links of other programs: another order, minutes only, and what really differs."""
    from prro_cli.cli.receipt_verify import DIFFERENT, NOT_CHECKED, SAME, _links, _of_server
    from prro_cli.taxserver.answers import DocumentFile
    from prro_cli.taxserver.enums import ResultCode

    ours = "https://cabinet.tax.gov.ua/cashregs/check?id=1.2.3&fn=4000000001&date=20260115&time=143007&sm=125.50&mac=ab"
    other = (
        "https://cabinet.tax.gov.ua/cashregs/check?mac=cd&date=20260115&time=14%3A30&id=1.2.3&sm=125.50&fn=4000000001"
    )
    assert _links(ours, other).verdict == SAME
    assert _links(ours, other.replace("125.50", "125.60")).detail == "different: sm"
    assert "time" in _links(ours, other.replace("%3A30", "%3A31")).detail
    assert _links(ours, None).verdict == _links(None, other).verdict == NOT_CHECKED
    assert "id" in _links(ours, "https://cabinet.tax.gov.ua/cashregs/check?fn=4000000001").detail

    def answer(data: bytes, result: ResultCode = ResultCode.OK) -> DocumentFile:
        return DocumentFile(data, result, "", None, None)

    assert _of_server(answer(b"signed"), b"signed", b"<CHECK/>").verdict == SAME
    assert _of_server(answer(b"<CHECK/>"), b"signed", b"<CHECK/>").verdict == SAME
    assert _of_server(answer(b"<CHECK><A/></CHECK>"), b"signed", b"<CHECK/>").verdict == DIFFERENT
    assert _of_server(answer(b""), b"signed", b"<CHECK/>").verdict == NOT_CHECKED


def test_the_hash_in_the_link_is_a_switch(till):
    till.cut()
    till.ok("sale", *TEA)
    till.ok("sale", *TEA)
    links = []
    for mac in ("own", "previous", "none"):
        till.ok("config", "set", "receipt.mac", mac)
        links.append(till.ok("receipt", "show", "last")["document"]["link"])
    till.ok("config", "set", "receipt.mac", "own")
    row = till.ok("journal", "show", links[0].split("id=")[1].split("&")[0])
    assert links[0].endswith(row["document"].get("sha256") or links[0][-64:]) and "&mac=" in links[1]
    assert links[0] != links[1] and "mac=" not in links[2]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_killed_while_printing(till, tmp_path):
    """The real process, kill -9 while a printer hangs: the receipt stands, its paper is unknown, the next is a copy."""
    os.mkfifo(tmp_path / "lp0")
    till.ok("printer", "add", "kitchen", "--file", tmp_path / "lp0", "--wait", "30")
    before = till.ok("sale", *TEA, "--no-print")["document"]["uid"]
    words = [*TEA, "--password-file", till.password, "--json"]
    environment = {**os.environ, "PRRO_HOME": str(till.home)}
    child = subprocess.Popen([sys.executable, "-m", "prro_cli", "sale", *map(str, words)], env=environment,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            last = till.ok("receipt", "show", "last")["document"]
            if last["uid"] != before and last["printed"] is not None:
                break
            time.sleep(0.1)
    finally:
        child.kill()
        child.wait()
    assert last["state"] == "registered" and last["printed"] == "unknown"
    assert till.ok("journal", "verify")["sound"] is True
    with printers.printer() as fake:
        till.ok("printer", "set", "kitchen", "--network", fake.address)
        assert till.ok("receipt", "print", "last")["copy"] is True


def test_the_last_paper_is_still_the_receipt_after_the_way_back_online(till):
    till.cut()
    number = till.ok("sale", *TEA, "--no-print")["document"]["fiscal_number"]
    till.mend()
    till.ok("go-online")  # the end of the session is a newer document, which nobody is handed
    assert till.ok("receipt", "show", "last")["document"]["fiscal_number"] == number
