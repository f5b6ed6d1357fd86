"""`prro sandbox`: the strict local fiscal server for rehearsal. It is never the tax service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from prro_cli.cli.declared import Argument, Option, command, noun
from prro_cli.cli.face import Face
from prro_cli.errors.sandbox import (
    SandboxNotRunningError,
    SandboxPortError,
    SandboxRegistryError,
    SandboxStateError,
    SandboxUsageError,
)
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.sandbox.sandbox import Sandbox

app = noun("Rehearse on a strict local fiscal server. It is not the tax service.")

DEFAULT_PORT = 18609
PORT_NOTE = "port"
SECONDS = 5

StateFile = Annotated[Path | None, Option(help="State file; in the home by default.")]
Port = Annotated[int | None, Option(min=1, max=65535, help=f"Port on loopback; {DEFAULT_PORT} by default.")]
Url = Annotated[str | None, Option(help="Address of a running sandbox; the home's own by default.")]


@dataclass(frozen=True, slots=True)
class Serving:
    """Where the sandbox answers."""

    schema: ClassVar[str] = "prro.sandbox.serve/1"
    url: str
    page: str
    state: str
    time: datetime
    registers: tuple[int, ...]
    switches: dict[str, str]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProvisionedKeyRow:
    """One throw-away key."""

    name: str
    kind: str
    role: str
    person: str
    tin: str
    subject_key_id: str
    file: str
    certificate: str


@dataclass(frozen=True, slots=True)
class ProvisionedRegisterRow:
    """One registered ПРРО and the desk that stands for it, if one was made."""

    fiscal_number: int
    local_number: int
    org: str
    outlet: str
    offline: bool
    desk: str | None


@dataclass(frozen=True, slots=True)
class Provisioned:
    """What was made and where it lies."""

    schema: ClassVar[str] = "prro.sandbox.provision/1"
    server: str
    tsp: str
    trust: str
    password_file: str
    keys: tuple[ProvisionedKeyRow, ...]
    registers: tuple[ProvisionedRegisterRow, ...]


@dataclass(frozen=True, slots=True)
class NewKeyRow:
    """One key of a newcomer, imported under its name."""

    name: str
    person: str
    number: str
    subject_key_id: str
    file: str
    certificate: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A taxpayer who has keys and nothing else yet."""

    schema: ClassVar[str] = "prro.sandbox.newcomer/1"
    tin: str
    org: str
    server: str
    gateway: str
    recipient: str
    password_file: str
    answers: str
    keys: tuple[NewKeyRow, ...]


@dataclass(frozen=True, slots=True)
class SandboxState:
    """Everything the sandbox knows."""

    schema: ClassVar[str] = "prro.sandbox.state/1"
    state: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SandboxFaults:
    """The faults that may still strike, or all kinds there are."""

    schema: ClassVar[str] = "prro.sandbox.fault/1"
    faults: tuple[str, ...]
    kinds: dict[str, str]


@dataclass(frozen=True, slots=True)
class SandboxSwitches:
    """The ambiguous points and where they stand."""

    schema: ClassVar[str] = "prro.sandbox.switch/1"
    switches: dict[str, str]
    meanings: dict[str, str]


@dataclass(frozen=True, slots=True)
class SandboxTime:
    """What the sandbox's clock shows."""

    schema: ClassVar[str] = "prro.sandbox.clock/1"
    time: datetime


def _state_path(face: Face, given: Path | None) -> Path:
    if given is not None:
        return given
    directory = face.home.create().sandbox_dir
    if not directory.is_dir():
        directory.mkdir(mode=0o700)
    return directory / "state.db"


@contextmanager
def _speaking() -> Iterator[None]:
    """What the sandbox's own room raises, as errors of the program."""
    from prro_cli.sandbox.faults import FaultSpecError
    from prro_cli.sandbox.registry import RegistryError
    from prro_cli.sandbox.state import StateFileError
    from prro_cli.sandbox.switches import SwitchError

    try:
        yield
    except (FaultSpecError, SwitchError) as error:
        raise SandboxUsageError(detail=error) from None
    except RegistryError as error:
        raise SandboxRegistryError(path=say("the registry"), detail=error) from None
    except StateFileError as error:
        raise SandboxStateError(detail=error) from None


@contextmanager
def _opened(face: Face, state: Path | None, port: int | None, **options: Any) -> Iterator[Sandbox]:
    """The sandbox over its state file; the port is remembered there, since addresses of desks hold it."""
    from prro_cli.sandbox.sandbox import Sandbox
    from prro_cli.sandbox.state import State, meta, set_meta

    path = _state_path(face, state)
    with _speaking():
        memory = State(path)
        try:
            with memory.transaction() as connection:
                port = port or int(meta(connection, PORT_NOTE, str(DEFAULT_PORT)))
                set_meta(connection, PORT_NOTE, str(port))
        finally:
            memory.close()
        try:
            box = Sandbox(path, port=port, **options)
        except OSError as error:
            raise SandboxPortError(address=f"127.0.0.1:{port}", detail=error.strerror) from None
        try:
            yield box
        finally:
            box.stop()


@command(app, "serve", schema=Serving.schema, example="prro sandbox serve --fault lost-reply:3")
def serve(
    face: Face,
    port: Port = None,
    state: StateFile = None,
    fault: Annotated[list[str] | None, Option(help="KIND[=VALUE][:WHEN][@TARGET]; repeat for several.")] = None,
    switch: Annotated[list[str] | None, Option(help="NAME=VALUE of an ambiguous point.")] = None,
    clock: Annotated[str | None, Option(help="Start the sandbox's clock here, e.g. 2026-03-01T10:00.")] = None,
    registry: Annotated[Path | None, Option(help="JSON with taxpayers, outlets, registers, operators.")] = None,
    trust: Annotated[list[Path] | None, Option(help="Certificates of one more authority (.cer, .p7b).")] = None,
    schemas: Annotated[Path | None, Option(help="Folder with the official XSD, for the command Schemas.")] = None,
) -> Answer | None:
    """Serve until Ctrl-C."""
    from prro_cli.sandbox.switches import parse

    with _speaking():
        switches = dict(parse(item) for item in switch or ())
    options = {"switches": switches, "faults": fault or (), "trust": _certificates(trust), "schemas": schemas}
    with _opened(face, state, port, **options) as box:
        if clock is not None:
            box.set_time(_moment(clock))
        if registry is not None:
            _load_registry(box, registry)
        known = box.dump()
        face.emit(
            Answer(
                Serving(
                    url=box.url,
                    page=box.root_url + "/sandbox",
                    state=box.state.path,
                    time=box.clock.now(),
                    registers=tuple(item["number"] for item in known["registers"]),
                    switches=box.switches.changed(),
                    faults=tuple(known["faults"]),
                ),
                identifier=box.url,
            )
        )
        try:
            box.serve()
        except KeyboardInterrupt:  # SIGTERM too
            face.note(say("the sandbox has stopped"))
    return None


def _certificates(paths: list[Path] | None) -> list[bytes]:
    from prro_cli.crypto.x509 import load_certificates

    return [certificate.raw for path in paths or () for certificate in load_certificates(path.read_bytes())]


def _moment(text: str) -> datetime:
    from prro_cli.values import kyiv

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SandboxUsageError(detail=say("{text!r} is not a moment such as 2026-03-01T10:00", text=text)) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=kyiv())


def _load_registry(box: Sandbox, path: Path) -> None:
    import json

    from prro_cli.sandbox.registry import RegistryError

    try:
        description = json.loads(path.read_text(encoding="utf-8"))
        box.load_registry(description if isinstance(description, dict) else {"operators": description})
    except (ValueError, RegistryError) as error:
        raise SandboxRegistryError(path=path, detail=error) from None


@command(app, "provision", schema=Provisioned.schema, example="prro sandbox provision --name cafe")
def provision(
    face: Face,
    port: Port = None,
    state: StateFile = None,
    name: Annotated[str, Option(help="Name of the desk to define.")] = "sandbox",
    every: Annotated[bool, Option("--all", help="A desk for each of the three registers.")] = False,
    only: Annotated[list[str] | None, Option("--key", help="Only these people; repeat for several.")] = None,
    no_desk: Annotated[bool, Option("--no-desk", help="Make keys and registers, leave the home alone.")] = False,
) -> Answer:
    """Make throw-away keys, register everything, and define a desk of this home that works on the sandbox."""
    from prro_cli.cli.sandbox_home import furnish
    from prro_cli.sandbox.provision import PEOPLE
    from prro_cli.sandbox.provision import provision as make

    if unknown := sorted(set(only or ()) - {person.name for person in PEOPLE}):
        names = ", ".join(person.name for person in PEOPLE)
        raise SandboxUsageError(
            detail=say("there is no {unknown!r}; there are {names}", unknown=unknown[0], names=names)
        )
    with _opened(face, state, port, bind=False) as box:
        made = make(box, Path(box.state.path).with_name("keys"), names=only)
    desks = {} if no_desk else furnish(face, made, name, every=every)
    rows = tuple(
        ProvisionedKeyRow(k.name, k.kind, k.role, k.person, k.tin, k.ski, str(k.path), str(k.certificate_path))
        for k in made.keys
    )
    registers = tuple(
        ProvisionedRegisterRow(r.number, r.local, r.org, r.outlet, r.offline, desks.get(r.number))
        for r in made.registers
    )
    result = Provisioned(made.server, made.tsp, str(made.trust), str(made.password_path), rows, registers)
    return Answer(result, identifier=name if desks else made.server, desk=name if desks else None)


@command(app, "newcomer", schema=Arrived.schema, example="prro sandbox newcomer")
def newcomer_(
    face: Face,
    port: Port = None,
    state: StateFile = None,
    person: Annotated[bool, Option("--person", help="A ФОП instead of a company.")] = False,
) -> Answer:
    """A taxpayer of whom nothing is registered yet: keys, and answers for `prro register wizard` on the sandbox."""
    from prro_cli.cli.sandbox_home import settle_newcomer
    from prro_cli.sandbox.newcomer import newcomer

    with _opened(face, state, port, bind=False) as box:
        made = newcomer(box, Path(box.state.path).with_name("newcomer"), person=person)
    answers = settle_newcomer(face, made)
    keys = tuple(NewKeyRow(k.name, k.person, k.number, k.ski, str(k.path), str(k.certificate_path)) for k in made.keys)
    result = Arrived(
        made.tin, made.org, made.server, made.gateway, str(made.recipient), str(made.password_path), str(answers), keys
    )
    return Answer(result, identifier=str(answers))


@command(app, "state", schema=SandboxState.schema, example="prro sandbox state --json")
def state_(face: Face, state: StateFile = None) -> Answer:
    """What the sandbox has registered, read from its state file."""
    with _opened(face, state, None, bind=False) as box:
        return Answer(SandboxState(box.dump()), identifier=box.url)


def _ask(face: Face, url: str | None, path: str, members: dict[str, Any] | None) -> dict[str, Any]:
    """Talk to the running sandbox's own addresses (loopback only, so plain urllib is enough)."""
    import json
    from urllib.error import HTTPError, URLError
    from urllib.request import Request, urlopen

    if url is None:
        with _opened(face, None, None, bind=False) as box:
            url = box.root_url
    if not url.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]")):
        raise SandboxUsageError(detail=say("{url} is not on this machine", url=url))
    where = url.rstrip("/").removesuffix("/fs") + "/sandbox/" + path
    data = None if members is None else json.dumps(members).encode()
    try:
        with urlopen(Request(where, data=data), timeout=SECONDS) as response:  # noqa: S310 - loopback, checked above
            answer = json.loads(response.read())
    except HTTPError as error:
        raise SandboxUsageError(detail=json.loads(error.read()).get("error", error.reason)) from None
    except (URLError, OSError, ValueError) as error:
        raise SandboxNotRunningError(url=where, detail=getattr(error, "reason", error)) from None
    return answer if isinstance(answer, dict) else {}


@command(app, "fault", schema=SandboxFaults.schema, example="prro sandbox fault lost-reply:3")
def fault_(
    face: Face,
    spec: Annotated[list[str] | None, Argument(help="KIND[=VALUE][:WHEN][@TARGET].")] = None,
    clear: Annotated[bool, Option("--clear", help="Forget all faults first.")] = False,
    kinds: Annotated[bool, Option("--list", help="Show the kinds of faults.")] = False,
    url: Url = None,
) -> Answer:
    """Let a running sandbox misbehave."""
    from prro_cli.sandbox.faults import KINDS, parse

    if kinds:
        return Answer(SandboxFaults((), {kind.name: kind.meaning for kind in KINDS}))
    with _speaking():
        for item in spec or ():
            parse(item)
    answer = _ask(face, url, "fault", {"clear": True} if clear else None)
    for item in spec or ():
        answer = _ask(face, url, "fault", {"fault": item})
    return Answer(SandboxFaults(tuple(answer["faults"]), {}), identifier="\n".join(answer["faults"]))


@command(app, "switch", schema=SandboxSwitches.schema, example="prro sandbox switch hash_mode=lenient")
def switch_(
    face: Face,
    assignment: Annotated[list[str] | None, Argument(help="NAME=VALUE; without any, all are shown.")] = None,
    url: Url = None,
) -> Answer:
    """Show or set the points that the official description leaves open."""
    from prro_cli.sandbox.switches import TABLE, Switches, parse

    with _speaking():
        wanted = dict(parse(item) for item in assignment or ())
        Switches(wanted)
    answer = _ask(face, url, "switch", wanted) if wanted else _ask(face, url, "state", None)
    meanings = {switch.name: switch.meaning for switch in TABLE}
    return Answer(SandboxSwitches(answer["switches"], meanings))


@command(app, "clock", schema=SandboxTime.schema, example="prro sandbox clock --advance 129600")
def clock_(
    face: Face,
    set_to: Annotated[str | None, Option("--set", help="Let it be this moment.")] = None,
    advance: Annotated[int | None, Option(help="Move by so many seconds.")] = None,
    frozen: Annotated[bool | None, Option("--stop/--run", help="Stop the clock, or let it run.")] = None,
    url: Url = None,
) -> Answer:
    """Show, set, move or stop the sandbox's clock."""
    members: dict[str, Any] = {} if frozen is None else {"frozen": frozen}
    if set_to is not None:
        members["set"] = _moment(set_to).isoformat()
    if advance is not None:
        members["advance"] = advance
    shown = _ask(face, url, "clock", members)["time"]
    return Answer(SandboxTime(datetime.fromisoformat(shown)), identifier=shown)
