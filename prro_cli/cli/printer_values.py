"""The values a printer may be given: what cannot be is refused where it is typed, not where a buyer waits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from prro_cli.errors.papers import PrinterWrongError
from prro_cli.home.printers import CODES, CUTS, RASTERS, Printer
from prro_cli.lang import say


def checked(printer: Printer) -> Printer:
    """A printer that can be; a port and a code page without a slot are filled in or refused."""
    from prro_cli.receipt.profiles import PROFILES

    _one_of("profile", printer.profile, PROFILES)
    _one_of("qr", printer.code, CODES)
    _one_of("raster", printer.raster, RASTERS)
    _one_of("cut", printer.cut, CUTS)
    _check_page(printer)
    if printer.transport == "network":
        return replace(printer, address=_host_and_port(printer.address))
    if printer.transport == "usb":
        parts = printer.address.split(":")
        if len(parts) != 2 or not all(_hexadecimal(part) for part in parts):
            raise PrinterWrongError(
                field="usb", detail=say("{address!r} is not like 04b8:0202", address=printer.address)
            )
    return printer


def _one_of(field: str, value: str, known: Any) -> None:
    if value not in known:
        raise PrinterWrongError(
            field=field, detail=say("{value!r} is not one of {known}", value=value, known=", ".join(known))
        )


def _check_page(printer: Printer) -> None:
    """A code page the program can write, in a slot that is known: guessing prints other letters."""
    from prro_cli.receipt.letters import PAGES
    from prro_cli.receipt.profiles import PROFILES

    if not printer.codepage:
        return
    _one_of("codepage", printer.codepage, PAGES)
    known = PROFILES[printer.profile].pages
    if printer.slot < 0 and printer.codepage not in known:
        detail = say(
            "in which slot the printer has {codepage} is not known: give --slot (prro printer test --slots)",
            codepage=printer.codepage,
        )
        raise PrinterWrongError(field="codepage", detail=detail)


def _host_and_port(address: str) -> str:
    host, colon, port = address.rpartition(":")
    if not colon or "]" in port:
        host, port = address, "9100"
    if not host or not port.isdigit() or not 0 < int(port) < 65536 or " " in host:
        raise PrinterWrongError(
            field="network", detail=say("{address!r} is not like 192.168.1.50:9100", address=address)
        )
    return f"{host}:{port}"


def _hexadecimal(text: str) -> bool:
    return 0 < len(text.removeprefix("0x")) <= 4 and all(c in "0123456789abcdefABCDEF" for c in text.removeprefix("0x"))


def slots_of(text: str | None) -> list[int]:
    if not text:
        return []
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and int(part) < 256 for part in parts):
        raise PrinterWrongError(field="slots", detail=say("{text!r} is not like 6,17,46,73", text=text))
    return [int(part) for part in parts]
