"""Printers: what a technician defines once, kept in `config.toml` under `[printers.NAME]`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from prro_cli.home.desks import built
from prro_cli.record import dataclass

TRANSPORTS = ("network", "usb", "serial", "file", "cups", "dummy")
CODES = ("profile", "native", "image", "none")
RASTERS = ("missing", "never", "always")
CUTS = ("profile", "full", "partial", "none")


@dataclass(frozen=True, slots=True)
class Printer:
    """One receipt printer: how it is reached, and where it differs from its profile."""

    name: str
    transport: str
    address: str = ""
    """`host:port`; `vendor:product` in hexadecimal; a device or file; the name of a queue."""
    profile: str = "epson"
    columns: int = 0
    """0 takes the profile's."""
    dots: int = 0
    codepage: str = ""
    """A code page such as cp1251; empty takes the profile's best one."""
    slot: int = -1
    """The number the printer knows the code page by (ESC t); -1 takes the profile's."""
    code: str = "profile"
    """How the QR code is printed: by the printer itself, as a picture, or not at all."""
    raster: str = "missing"
    """When a row is printed as a picture: where the code page lacks a letter, never, always."""
    cut: str = "profile"
    timeout: int = 4
    """Seconds that all of printing may take before the sale goes on without it: less than another till waits for the
    desk (`lock.wait`)."""
    status: bool = True
    """Ask the printer about paper before and after (DLE EOT); no answer is no failure."""
    baudrate: int = 9600


def printers_of(config: Mapping[str, Any]) -> dict[str, Printer]:
    """All printers of a configuration by name."""
    return {name: built(Printer, name, table, "printers") for name, table in config.get("printers", {}).items()}


def put_printer(config: dict[str, Any], printer: Printer) -> None:
    """Write a printer into a configuration; what is as by default is left out."""
    defaults = {f.name: f.default for f in fields(Printer)}
    row = {name: getattr(printer, name) for name in defaults if name != "name"}
    config.setdefault("printers", {})[printer.name] = {k: v for k, v in row.items() if v != defaults[k]}
