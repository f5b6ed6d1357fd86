"""The way to the printer: made bytes go out in one piece, within a deadline, and the printer is asked about paper.

python-escpos knows how to reach printers; nothing else of it is used. It is loaded when something is printed.
A printer may hang at any step (an empty tray simply blocks), so all of it happens in a thread of its own that is
left behind when the time is over: a sale never waits longer than the printer's `timeout`.
"""

from __future__ import annotations

import atexit
import contextlib
import threading
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from prro_cli.lang import say
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.home.printers import Printer


class Outcome(StrEnum):
    """What became of the paper."""

    DONE = "done"
    FAILED = "failed"
    """For certain not (wholly) printed."""
    UNKNOWN = "unknown"
    """Some or all of it may have come out."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The outcome, in words too; `paper` is ok, low, out or unknown, `online` None where the printer said nothing."""

    outcome: Outcome
    detail: str = ""
    paper: str = "unknown"
    online: bool | None = None


ASK_ONLINE, ASK_PAPER = b"\x10\x04\x01", b"\x10\x04\x04"
REPLY_SECONDS: Final = 0.4
"""A printer answers a real-time request at once or never; many never do (peripherals 3.3)."""
_FIXED_MASK, _FIXED_BITS = 0x93, 0x12
"""Bits that are the same in every status byte: anything else that comes in is no status."""
_OFFLINE, _LOW, _OUT = 0x08, 0x0C, 0x60
ASKABLE: Final = ("network", "serial", "usb")


def send(printer: Printer, data: bytes) -> Sent:
    """Print the bytes; never raises, never takes much longer than the printer's timeout."""
    work = _Work(printer, data)
    thread = threading.Thread(target=work.run, name=f"printer {printer.name}", daemon=True)
    thread.start()
    thread.join(printer.timeout)
    if work.result is not None:
        return work.result
    waited = say("no answer within {timeout} s", timeout=printer.timeout)
    if work.sending:
        return Sent(
            Outcome.UNKNOWN, say("{waited} while printing (out of paper, or switched off?)", waited=waited), online=None
        )
    return Sent(Outcome.FAILED, waited, online=False)


def ask(printer: Printer) -> Sent:
    """The printer's state, nothing printed: `online` False where it cannot be reached, None where it does not say."""
    return send(printer, b"")


class _Work:
    """One print in its thread: reach, ask, send, ask again, let go."""

    def __init__(self, printer: Printer, data: bytes) -> None:
        self._printer = printer
        self._data = data
        self._until = time.monotonic() + printer.timeout
        self.sending = False
        self.result: Sent | None = None

    def run(self) -> None:
        """Everything; whatever goes wrong in a driver becomes an outcome."""
        try:
            self.result = self._printed()
        except Exception as error:  # drivers of printers raise anything
            outcome = Outcome.UNKNOWN if self.sending else Outcome.FAILED
            self.result = Sent(outcome, _words(error), online=None if self.sending else False)

    def _printed(self) -> Sent:
        device = reached(self._printer)
        try:
            online, paper = self._status(device)
            if online is False or paper == "out":
                return Sent(
                    Outcome.FAILED, say("it is out of paper") if paper == "out" else say("it is offline"), paper, online
                )
            if not self._data:
                return Sent(Outcome.DONE, "", paper, online)
            self.sending = True
            device._raw(self._data)
            if self._printer.transport == "cups":
                self._submit(device)
            answered = online is not None
            online, paper = self._status(device) if answered else (online, paper)
            if paper == "out":
                return Sent(Outcome.UNKNOWN, say("the paper ran out while printing"), paper, online)
            return Sent(Outcome.DONE, "", paper, online)
        finally:
            with contextlib.suppress(Exception):
                device.close()

    def _submit(self, device: Any) -> None:
        """Hand the job to CUPS: by its library, or by the command `lp` where that is not installed."""
        if hasattr(device, "send"):
            device.send()
            return
        job = device.device
        job.stdin.close()
        device._flushed = True
        if job.wait() != 0:
            self.sending = False
            raise OSError(say("lp refused the job (code {returncode})", returncode=job.returncode))

    def _status(self, device: Any) -> tuple[bool | None, str]:
        """Online and paper, as far as the printer says anything."""
        if not self._printer.status or self._printer.transport not in ASKABLE:
            return None, "unknown"
        online = self._asked(device, ASK_ONLINE)
        if online is None:
            return None, "unknown"
        paper = self._asked(device, ASK_PAPER)
        if paper is None:
            return not online & _OFFLINE, "unknown"
        return not online & _OFFLINE, "out" if paper & _OUT else "low" if paper & _LOW else "ok"

    def _asked(self, device: Any, question: bytes) -> int | None:
        device._raw(question)
        socket = device.device if self._printer.transport == "network" else None
        if socket is not None:
            socket.settimeout(REPLY_SECONDS)
        try:
            answer = bytes(device._read() or b"")
        except Exception:  # a timeout has a different name in each driver
            return None
        finally:
            if socket is not None:
                socket.settimeout(max(0.1, self._until - time.monotonic()))
        found = [byte for byte in answer if byte & _FIXED_MASK == _FIXED_BITS]
        return found[-1] if found else None


def reached(printer: Printer) -> Any:
    """The opened device; an OSError, or an error of the driver, where it cannot be reached."""
    if printer.transport == "file":
        return _file(printer.address)
    drivers = _library()
    match printer.transport:
        case "network":
            host, _, port = printer.address.rpartition(":")
            device = drivers.Network(host.strip("[]"), port=int(port), timeout=printer.timeout)
        case "usb":
            vendor, product = (int(part, 16) for part in printer.address.split(":"))
            device = _usable(drivers.Usb, "usb")(vendor, product, timeout=printer.timeout * 1000)
        case "serial":
            device = _usable(drivers.Serial, "serial")(
                printer.address, baudrate=printer.baudrate, timeout=REPLY_SECONDS
            )
        case "cups":
            ready = drivers.CupsPrinter.is_usable() or not drivers.LP.is_usable()
            device = (_usable(drivers.CupsPrinter, "cups") if ready else drivers.LP)(printer.address)
        case _:
            device = drivers.Dummy()
    device.open()
    return device


def _usable(driver: Any, extra: str) -> Any:
    if not driver.is_usable():
        raise OSError(say("the driver is not installed: pip install 'prro[{extra}]'", extra=extra))
    return driver


def _file(address: str) -> Any:
    """A device such as /dev/usb/lp0, or a file that grows."""
    drivers = _library()
    path = Path(address)
    device = drivers.File(str(path))
    device.device = path.open("ab") if path.is_file() or not path.exists() else path.open("wb", buffering=0)
    return device


LONGEST_FAREWELL: Final = 3.0


def load_ahead() -> None:
    """Begin to load the drivers while the document is on its way to the tax server and the processor has time.

    A program that ends earlier waits for it (a tenth of a second), so that nothing is left in /tmp; but not for ever:
    a signal that broke off the loading of a module may have left the import system locked (cli/vaults.py).
    """
    thread = threading.Thread(target=_ahead, name="drivers of printers", daemon=True)
    thread.start()
    atexit.register(thread.join, LONGEST_FAREWELL)


def _ahead() -> None:
    with contextlib.suppress(Exception):  # what is wrong is told when something is printed
        _library()


_PROFILES: Final = Path(__file__).with_name("no-profiles.json")
_loading = threading.Lock()


def _library() -> Any:
    """The library's drivers, without what else it does when it is loaded.

    It reads all its printer profiles (a quarter of a second), which nothing here uses: it gets an empty table. It sets
    up logging, and leaves a folder in /tmp at each start: both are undone.
    """
    import logging
    import os

    with _loading:
        name, handlers = "ESCPOS_CAPABILITIES_FILE", list(logging.root.handlers)
        before = os.environ.get(name)
        os.environ[name] = str(_PROFILES)
        try:
            from escpos import capabilities, printer
        finally:
            logging.root.handlers[:] = handlers
            os.environ.pop(name)
            if before is not None:
                os.environ[name] = before
        with contextlib.suppress(OSError):
            Path(capabilities.pickle_path).unlink()
            Path(capabilities.pickle_dir).rmdir()
        return printer


def _words(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text or type(error).__name__
