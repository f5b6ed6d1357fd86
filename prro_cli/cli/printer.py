"""`prro printer`: receipt printers, defined once; a trial page tells whether the definition is right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from prro_cli.cli.declared import Argument, Option, command, noun
from prro_cli.cli.definitions import changed_config, checked_name, chosen_desk
from prro_cli.cli.face import Face
from prro_cli.cli.printer_values import checked, slots_of
from prro_cli.errors.papers import PrinterWrongError
from prro_cli.home.printers import CODES, CUTS, RASTERS, Printer, printers_of, put_printer
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.receipt.transport import Sent

app = noun("Receipt printers: add, set, test, list, remove.")

Name = Annotated[str, Argument(metavar="NAME", help="Name of the printer.")]
Network = Annotated[str | None, Option(metavar="ADDRESS:PORT", help="In the network; the port is usually 9100.")]
Usb = Annotated[str | None, Option(metavar="VENDOR:PRODUCT", help="By USB, as lsusb shows it (04b8:0202).")]
Serial = Annotated[str | None, Option(metavar="DEVICE", help="By a serial port, such as /dev/ttyUSB0.")]
File = Annotated[str | None, Option("--file", metavar="FILE", help="A device such as /dev/usb/lp0, or a file.")]
Cups = Annotated[str | None, Option(metavar="QUEUE", help="By a queue of CUPS.")]
Dummy = Annotated[bool, Option("--dummy", help="Prints nowhere: for trying things out.")]
Profile = Annotated[str | None, Option(metavar="NAME", help="Family of printers (prro printer profiles).")]
Columns = Annotated[int | None, Option(min=0, max=80, help="Columns: 32, 42, 48; 0 takes the profile's.")]
Dots = Annotated[int | None, Option(min=0, max=2000, help="Dots across: 384, 512, 576; 0 takes the profile's.")]
CodePage = Annotated[str | None, Option("--codepage", help="cp1251, cp1125, cp866 …; '' takes the profile's.")]
Slot = Annotated[int | None, Option(min=-1, max=255, help="Number of the code page in the printer (ESC t).")]
Code = Annotated[str | None, Option("--qr", metavar="HOW", help=f"The QR code: {', '.join(CODES)}.")]
Raster = Annotated[str | None, Option(metavar="WHEN", help=f"Rows as pictures: {', '.join(RASTERS)}.")]
Cut = Annotated[str | None, Option(metavar="HOW", help=f"The knife: {', '.join(CUTS)}.")]
Seconds = Annotated[int | None, Option("--wait", min=1, max=60, help="Seconds that printing may take.")]
Baud = Annotated[int | None, Option("--baudrate", min=300, max=921600, help="Speed of a serial port.")]
Status = Annotated[bool | None, Option("--status/--no-status", help="Ask the printer about paper.")]


@dataclass(frozen=True, slots=True)
class PrinterRow:
    """A printer with everything in force, and the desks that print on it."""

    name: str
    transport: str
    address: str
    profile: str
    columns: int
    dots: int
    codepage: str | None
    slot: int | None
    qr: str
    raster: str
    cut: str
    timeout: int
    desks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrinterList:
    """All printers."""

    schema: ClassVar[str] = "prro.printer.list/1"
    printers: tuple[PrinterRow, ...]


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A family of printers."""

    name: str
    about: str
    columns: int
    dots: int
    codepages: dict[str, int]
    cutter: bool
    native_qr: bool


@dataclass(frozen=True, slots=True)
class ProfileList:
    """All families."""

    schema: ClassVar[str] = "prro.printer.profiles/1"
    profiles: tuple[ProfileRow, ...]


@dataclass(frozen=True, slots=True)
class PrinterTested:
    """What came of a trial page."""

    schema: ClassVar[str] = "prro.printer.test/1"
    printer: str
    result: str
    online: bool | None
    paper: str
    detail: str


@command(app, "add", schema=PrinterList.schema, example="prro printer add kitchen --network 192.168.1.50:9100")
def add(
    face: Face,
    name: Name,
    network: Network = None,
    usb: Usb = None,
    serial: Serial = None,
    file: File = None,
    cups: Cups = None,
    dummy: Dummy = False,
    profile: Profile = None,
    columns: Columns = None,
    dots: Dots = None,
    codepage: CodePage = None,
    slot: Slot = None,
    qr: Code = None,
    raster: Raster = None,
    cut: Cut = None,
    wait: Seconds = None,
    baudrate: Baud = None,
    status: Status = None,
    use: Annotated[bool, Option("--use/--no-use", help="Let the desk's receipts print on it.")] = True,
) -> Answer:
    """Define a printer and, where there is one desk or --desk names it, print its receipts there by itself."""
    from prro_cli.errors.desks import DefinitionExistsError

    if name in printers_of(face.settings.config):
        raise DefinitionExistsError(noun="printer", name=name)
    way = _way(network, usb, serial, file, cups, dummy)
    if way is None:
        raise PrinterWrongError(
            field="address", detail=say("say how it is reached: --network, --usb, --serial, --file …")
        )
    wishes = _wishes(profile, columns, dots, codepage, slot, qr, raster, cut, wait, baudrate, status)
    printer = checked(Printer(checked_name(name), *way, **wishes))
    desk = _its_desk(face) if use else None
    with changed_config(face) as config:
        put_printer(config, printer)
        if desk is not None:
            table = config["desks"][desk].setdefault("settings", {})
            table.setdefault("receipt", {})["printer"] = name
    return list_(face)  # type: ignore[return-value]


@command(
    app, "set", schema=PrinterList.schema, example="prro printer set kitchen --columns 48 --codepage cp1251 --slot 46"
)
def set_(
    face: Face,
    name: Name,
    network: Network = None,
    usb: Usb = None,
    serial: Serial = None,
    file: File = None,
    cups: Cups = None,
    dummy: Dummy = False,
    profile: Profile = None,
    columns: Columns = None,
    dots: Dots = None,
    codepage: CodePage = None,
    slot: Slot = None,
    qr: Code = None,
    raster: Raster = None,
    cut: Cut = None,
    wait: Seconds = None,
    baudrate: Baud = None,
    status: Status = None,
) -> Answer:
    """Change a printer; what is not named stays as it is."""
    from prro_cli.cli.printing import named_printer

    printer = named_printer(face, name)
    way = _way(network, usb, serial, file, cups, dummy)
    if way is not None:
        printer = replace(printer, transport=way[0], address=way[1])
    wishes = _wishes(profile, columns, dots, codepage, slot, qr, raster, cut, wait, baudrate, status)
    printer = checked(replace(printer, **wishes))
    with changed_config(face) as config:
        put_printer(config, printer)
    return list_(face)  # type: ignore[return-value]


@command(app, "list", schema=PrinterList.schema, example="prro printer list")
def list_(face: Face) -> Answer:
    """All printers as they are in force."""
    printers = printers_of(face.settings.config).values()
    return Answer(PrinterList(tuple(_row(face, p) for p in printers)), identifier="\n".join(p.name for p in printers))


@command(app, "profiles", schema=ProfileList.schema, example="prro printer profiles")
def profiles(face: Face) -> Answer:
    """The families of printers that are known, with their code pages."""
    from prro_cli.receipt.profiles import PROFILES

    rows = tuple(
        ProfileRow(name, p.about, p.columns, p.dots, p.pages, p.cutter, p.native_code) for name, p in PROFILES.items()
    )
    return Answer(ProfileList(rows), identifier="\n".join(PROFILES))


@command(app, "remove", schema=PrinterList.schema, example="prro printer remove kitchen")
def remove(face: Face, name: Name) -> Answer:
    """Forget a printer; desks that printed on it print no more."""
    from prro_cli.cli.printing import named_printer

    named_printer(face, name)
    with changed_config(face) as config:
        del config["printers"][name]
        for table in (config, *config.get("desks", {}).values()):
            receipt = table.get("settings", {}).get("receipt", {})
            if receipt.get("printer") == name:
                del receipt["printer"]
    return list_(face)  # type: ignore[return-value]


@command(app, "test", schema=PrinterTested.schema, example="prro printer test kitchen --slots 6,17,46,73")
def test(
    face: Face,
    name: Name,
    slots: Annotated[
        str | None, Option(metavar="N,N,…", help="Print the alphabet in these slots too, to find the right one.")
    ] = None,
    ask: Annotated[bool, Option("--ask", help="Only ask whether it is there and has paper.")] = False,
) -> Answer:
    """Print a trial page: the alphabet, a ruler of the columns, a QR code, the cut. Exit 70 if it does not."""
    from prro_cli.cli.printing import device_of, named_printer
    from prro_cli.cli.trial import SAMPLE, trial
    from prro_cli.errors.papers import PrinterFailedError, PrinterSilentError
    from prro_cli.receipt.escpos_bytes import test_page
    from prro_cli.receipt.transport import Outcome, send

    printer = named_printer(face, name)
    device = device_of(face, printer)
    data = b"" if ask else test_page(trial(name, device), device, slots_of(slots), SAMPLE)
    sent = send(printer, data)
    if sent.outcome is not Outcome.DONE:
        error = PrinterFailedError if sent.outcome is Outcome.FAILED else PrinterSilentError
        steps = (f"prro printer set {name} --wait 10", "prro printer list")
        state = say("a trial page is no document; nothing else was touched")
        raise error(printer=name, detail=sent.detail, number="last", state=state, next_steps=steps)
    return Answer(_tested(name, sent), identifier=sent.paper)


def _tested(name: str, sent: Sent) -> PrinterTested:
    return PrinterTested(name, sent.outcome.value, sent.online, sent.paper, sent.detail)


def _way(
    network: str | None, usb: str | None, serial: str | None, file: str | None, cups: str | None, dummy: bool
) -> tuple[str, str] | None:
    """The transport and address of the one option that was given."""
    given = {"network": network, "usb": usb, "serial": serial, "file": file, "cups": cups}
    ways = [(name, value) for name, value in given.items() if value is not None] + [("dummy", "")] * dummy
    if len(ways) > 1:
        raise PrinterWrongError(field="address", detail=say("a printer is reached in one way"))
    return ways[0] if ways else None


def _wishes(*values: Any) -> dict[str, Any]:
    names = ("profile", "columns", "dots", "codepage", "slot", "code", "raster", "cut", "timeout", "baudrate", "status")
    return {name: value for name, value in zip(names, values, strict=True) if value is not None}


def _its_desk(face: Face) -> str | None:
    """The desk that is meant, where there is no doubt; a printer may also be defined before any desk."""
    from prro_cli.home.desks import desks_of

    desks = desks_of(face.settings.config)
    named = face.options.desk or face.environment.variables.get("PRRO_DESK")
    return chosen_desk(face).name if named or len(desks) == 1 else None


def _row(face: Face, printer: Printer) -> PrinterRow:
    from prro_cli.cli.printing import device_of
    from prro_cli.home.desks import desks_of

    device = device_of(face, printer)
    desks = [d for d in desks_of(face.settings.config) if face.settings.text("receipt.printer", d) == printer.name]
    code = "none" if not device.codes else "native" if device.native_code and device.page else "image"
    return PrinterRow(
        name=printer.name,
        transport=printer.transport,
        address=printer.address,
        profile=printer.profile,
        columns=device.columns,
        dots=device.dots,
        codepage=device.page,
        slot=device.slot if device.page else None,
        qr=code,
        raster=printer.raster if device.page else "always",
        cut=device.cut,
        timeout=printer.timeout,
        desks=tuple(desks),
    )
