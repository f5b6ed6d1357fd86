"""`prro init`: from nothing to a desk that may open its first shift, asked step by step or given as options."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from prro_cli.cli import cashier as cashiers
from prro_cli.cli import desk as desks
from prro_cli.cli import key as keys
from prro_cli.cli.declared import Option, command, verb
from prro_cli.cli.face import Face
from prro_cli.cli.secrets import PasswordFd, PasswordFile
from prro_cli.cli.trusted import TrustFiles
from prro_cli.errors.general import UsageError
from prro_cli.home.desks import PRODUCTION_SERVER, cashiers_of, desks_of
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.cli.key_info import KeyInfo

app = verb()

Text = Annotated[str | None, Option()]
Number = Annotated[int | None, Option(min=1)]


@dataclass(frozen=True, slots=True)
class Initialised:
    """What is set up now, and what still has to be done."""

    schema: ClassVar[str] = "prro.init/1"
    home: str
    desk: str
    key: str
    cashier: str
    next: tuple[str, ...]


@command(
    app,
    "init",
    schema=Initialised.schema,
    example="prro init --name kiosk --key-file Key-6.dat --cert own.cer --password-file pw",
)
def init(
    face: Face,
    name: Annotated[str | None, Option(help="A short name of your own for the desk.")] = None,
    key_file: Annotated[Path | None, Option(help="The key file: Key-6.dat, .jks, .zs2, .pfx, .pk8.")] = None,
    cert: Annotated[list[Path] | None, Option(help="Certificates of the key; repeatable.")] = None,
    key_name: Annotated[str, Option(help="Name of the key and of the cashier.")] = "owner",
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
    trust: TrustFiles = None,
    tin: Text = None,
    vat_number: Text = None,
    org: Text = None,
    outlet: Text = None,
    address: Text = None,
    fiscal_number: Number = None,
    local_number: Number = None,
    server: Annotated[str, Option(help="Base address of the fiscal server.")] = PRODUCTION_SERVER,
    test: Annotated[bool, Option("--test", help="All shifts are test shifts.")] = False,
    cash_rounding: Annotated[str, Option(help="none, 0.10 or 0.50.")] = "0.50",
    tsp: Annotated[str, Option(help="Time-stamp provider: auto, none, or an address.")] = "auto",
) -> Answer:
    """Set up a desk: its key, its data as registered, its first cashier."""
    asker = _Asker(face)
    wanted = asker.text("--name", name, say("Short name of the desk"), "desk")
    file = Path(asker.text("--key-file", str(key_file) if key_file else None, say("Key file")))
    _key(face, file, cert, key_name, password_file, password_fd, trust)
    info = _info(face, key_name)
    if wanted not in desks_of(face.settings.config):
        desks.add(
            face,
            name=wanted,
            tin=asker.text("--tin", tin, say("Tax number"), info.organisation_number or info.tax_number),
            org=asker.text(
                "--org", org, say("Taxpayer, letter by letter as registered"), info.organisation or info.person
            ),
            outlet=asker.text("--outlet", outlet, say("Outlet as registered")),
            address=asker.text("--address", address, say("Address as registered")),
            fiscal_number=asker.number("--fiscal-number", fiscal_number, say("Fiscal number of the ПРРО")),
            local_number=asker.number("--local-number", local_number, say("Local number of the ПРРО")),
            server=server,
            vat_number=vat_number,
            test=test,
            cash_rounding=cash_rounding,
            tsp=tsp,
        )
    if key_name not in cashiers_of(face.settings.config):
        cashiers.add(face, name=key_name, key=key_name)
    steps = ["prro doctor", *(["prro tax set А --vat 20"] if vat_number else []), "prro shift open"]
    result = Initialised(str(face.home.path), wanted, key_name, key_name, tuple(steps))
    return Answer(result, identifier=wanted, desk=wanted, test=test)


def _key(
    face: Face,
    file: Path,
    cert: list[Path] | None,
    name: str,
    password_file: Path | None,
    password_fd: int | None,
    trust: list[Path] | None,
) -> None:
    """Import the key unless an earlier run of `init` did."""
    from prro_cli.cli.vaults import vault_of

    if name not in vault_of(face).names():
        keys.add(
            face, file=file, cert=cert, name=name, password_file=password_file, password_fd=password_fd, trust=trust
        )


def _info(face: Face, name: str) -> KeyInfo:
    answer = keys.show(face, name=name)
    assert answer is not None
    shown: Any = answer.result
    info: KeyInfo = shown.key
    return info


MOST_TRIES = 5


class _Asker:
    """Asks on a terminal for what was not given; elsewhere a missing option is named."""

    def __init__(self, face: Face) -> None:
        self._face = face
        self._may_ask = face.environment.answers_questions and not face.options.no_input

    def text(self, option: str, given: str | None, question: str, default: str = "") -> str:
        """A text, from the option, the person, or the default."""
        if given is not None:
            return given
        if self._may_ask:
            for _ in range(MOST_TRIES):
                if answer := self._face.ask(question, default, ("prro init --help",)):
                    return answer
        if default:
            return default
        raise UsageError(
            detail=say("{option} is missing, and there is nobody to ask", option=option),
            next_steps=("prro init --help",),
        )

    def number(self, option: str, given: int | None, question: str) -> int:
        """A whole number."""
        if given is not None:
            return given
        answer = self.text(option, None, question)
        if not (answer.isascii() and answer.isdigit()):
            raise UsageError(
                detail=say("{option}: {answer!r} is not a number", option=option, answer=answer),
                next_steps=("prro init --help",),
            )
        return int(answer)
