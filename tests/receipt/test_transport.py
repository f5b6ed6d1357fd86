"""Printers that are good, empty, silent, gone or hung: what became of the paper, and never a second too late."""

from __future__ import annotations

import os
import socket
import time

import pytest

from prro_cli.home.printers import Printer
from prro_cli.receipt.transport import Outcome, ask, send
from tests.receipt import printers

DATA = b"\x1b@test\n" * 300


def network(fake: printers.FakePrinter, **more) -> Printer:
    return Printer("kitchen", "network", fake.address, **more)


def test_a_good_printer_gets_every_byte_in_order():
    with printers.printer() as fake:
        sent = send(network(fake), DATA)
        assert fake.done.wait(5)
    assert (sent.outcome, sent.paper, sent.online) == (Outcome.DONE, "ok", True) and fake.jobs == [DATA]


def test_a_printer_that_says_nothing_is_no_failure():
    with printers.printer(online=None) as fake:
        sent = send(network(fake), DATA)
        assert fake.done.wait(5)
    assert (sent.outcome, sent.paper, sent.online) == (Outcome.DONE, "unknown", None) and fake.jobs == [DATA]


def test_without_paper_not_a_byte_is_sent():
    with printers.printer(paper=printers.PAPER_END) as fake:
        sent = send(network(fake), DATA)
        assert fake.done.wait(5)
    assert sent.outcome is Outcome.FAILED and sent.paper == "out" and fake.jobs == []


def test_a_printer_that_is_offline_gets_nothing():
    with printers.printer(online=printers.OFFLINE) as fake:
        sent = send(network(fake), DATA)
        assert fake.done.wait(5)
    assert sent.outcome is Outcome.FAILED and sent.online is False and fake.jobs == []


def test_paper_that_runs_out_while_printing_is_unknown():
    with printers.printer(paper_after=printers.PAPER_END) as fake:
        sent = send(network(fake), DATA)
    assert sent.outcome is Outcome.UNKNOWN and "ran out" in sent.detail


def test_nobody_at_the_address():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    sent = send(Printer("kitchen", "network", f"127.0.0.1:{port}"), DATA)
    assert sent.outcome is Outcome.FAILED and sent.online is False and sent.detail


def test_a_hung_printer_costs_its_timeout_and_no_more():
    """It accepts and never reads: the buffers fill and the sending blocks."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        printer = Printer("kitchen", "network", f"127.0.0.1:{listener.getsockname()[1]}", timeout=1, status=False)
        begun = time.monotonic()
        sent = send(printer, b"x" * 30_000_000)
        assert time.monotonic() - begun < 3
    assert sent.outcome is Outcome.UNKNOWN


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_device_nobody_reads_costs_its_timeout(tmp_path):
    os.mkfifo(tmp_path / "lp0")
    begun = time.monotonic()
    sent = send(Printer("kitchen", "file", str(tmp_path / "lp0"), timeout=1), DATA)
    assert sent.outcome is Outcome.FAILED and time.monotonic() - begun < 3
    os.close(os.open(tmp_path / "lp0", os.O_RDONLY | os.O_NONBLOCK))  # lets the thread go


def test_a_file_grows_and_a_missing_folder_is_said(tmp_path):
    printer = Printer("spool", "file", str(tmp_path / "spool.bin"))
    assert [send(printer, DATA).outcome for _ in range(2)] == [Outcome.DONE] * 2
    assert (tmp_path / "spool.bin").read_bytes() == DATA * 2
    assert send(Printer("x", "file", str(tmp_path / "none" / "x")), DATA).outcome is Outcome.FAILED


def test_asking_prints_nothing():
    with printers.printer() as fake:
        assert ask(network(fake)).online is True and fake.done.wait(5)
    assert fake.jobs == []


@pytest.mark.parametrize("code", [0, 1])
def test_a_queue_of_cups_by_the_command_lp(tmp_path, monkeypatch, code):
    """The commands of CUPS are played by two scripts; what `lp` says counts."""
    tools = {"lpstat": "echo kitchen", "lp": f"cat > {tmp_path / 'job'}; exit {code}"}
    for name, words in tools.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{words}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    sent = send(Printer("kitchen", "cups", "kitchen"), DATA)
    assert (tmp_path / "job").read_bytes() == DATA
    assert sent.outcome is (Outcome.FAILED if code else Outcome.DONE), sent


def test_a_serial_printer_is_asked_and_gets_its_bytes():
    """A pseudo-terminal plays the cable; the driver is the real one."""
    pytest.importorskip("serial", reason="pyserial is not installed (extra: serial)")
    import threading
    import tty

    master, slave = os.openpty()
    tty.setraw(slave)
    seen = bytearray()

    def play() -> None:
        while len(seen) < len(DATA) + 12:
            seen.extend(got := os.read(master, 4096))
            if got[-3:-1] == b"\x10\x04":
                os.write(master, b"\x16" if got[-1] == 1 else b"\x12")

    thread = threading.Thread(target=play, daemon=True)
    thread.start()
    sent = send(Printer("kitchen", "serial", os.ttyname(slave), baudrate=115200), DATA)
    thread.join(5)
    os.close(slave)
    os.close(master)
    assert (sent.outcome, sent.paper, sent.online) == (Outcome.DONE, "ok", True), sent
    assert DATA in bytes(seen) and seen.count(b"\x10\x04") == 4


def test_drivers_that_are_not_installed_name_the_remedy():
    sent = send(Printer("x", "usb", "04b8:0202"), DATA)
    assert sent.outcome is Outcome.FAILED and ("prro[usb]" in sent.detail or "not found" in sent.detail.lower())


def test_the_library_leaves_nothing_behind_in_tmp(tmp_path, monkeypatch):
    import subprocess
    import sys

    words = "from prro_cli.receipt.transport import _library; import logging; _library(); print(logging.root.handlers)"
    ran = subprocess.run([sys.executable, "-c", words], env={**os.environ, "TMPDIR": str(tmp_path)},
                         capture_output=True, text=True, check=True)  # fmt: skip
    assert ran.stdout.strip() == "[]" and list(tmp_path.iterdir()) == []
