"""`prro desk discover`: the outlets and registers a key may work at, asked of the tax server; defines nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.asking import server_at
from prro_cli.cli.declared import Option
from prro_cli.cli.face import Face
from prro_cli.cli.secrets import PasswordFd, PasswordFile, PasswordOptions
from prro_cli.home.desks import PRODUCTION_SERVER, desks_of
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.taxserver.answers import TaxObject

KeyName = Annotated[str, Option("--key", help="Key of the vault that asks (prro key list).")]
Server = Annotated[str, Option(help="Base address of the fiscal server.")]
SECONDS = 15


@dataclass(frozen=True, slots=True)
class FoundRegister:
    """One register as the tax service has it, and the desk of this home that stands for it."""

    fiscal_number: str
    local_number: int | None
    name: str
    closed: bool
    tin: str
    vat_number: str | None
    org: str
    outlet: str
    address: str
    senior: bool
    desk: str | None


@dataclass(frozen=True, slots=True)
class Discovered:
    """Everything the key may work at."""

    schema: ClassVar[str] = "prro.desk.discover/1"
    server: str
    registers: tuple[FoundRegister, ...]


def discover(
    face: Face,
    key: KeyName,
    server: Server = PRODUCTION_SERVER,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
) -> Answer:
    """Ask the tax server which outlets and registers a key may work at; nothing is changed."""
    known = {str(d.fiscal_number): d.name for d in desks_of(face.settings.config).values()}
    outlets = _objects(face, key, server.rstrip("/"), PasswordOptions(password_file, password_fd))
    found = tuple(
        FoundRegister(
            one.fiscal_number, one.local_number, one.name, one.closed, outlet.tin, outlet.ipn, outlet.organisation,
            outlet.name, outlet.address, bool(outlet.chief_cashier), known.get(one.fiscal_number),
        )
        for outlet in outlets
        for one in outlet.registrars
    )  # fmt: skip
    return Answer(Discovered(server, found), identifier="\n".join(one.fiscal_number for one in found))


def _objects(face: Face, key: str, server: str, options: PasswordOptions) -> tuple[TaxObject, ...]:
    """The command `Objects`, signed; no data means the key is not registered (5-ПРРО)."""
    from prro_cli.cli.vaults import digest_setting, open_key
    from prro_cli.crypto import cms
    from prro_cli.crypto.pairing import signing_pair
    from prro_cli.taxserver import commands
    from prro_cli.taxserver.explain import as_error
    from prro_cli.taxserver.outcomes import Answered

    wish = cms.Options(digest=digest_setting(face))
    opened = open_key(face, key, options)
    try:
        pair = signing_pair(opened.keys, opened.certificates, face.environment.now())
        with server_at(face, server) as client:
            answer = client.ask(
                commands.objects(),
                lambda content: cms.sign(content, pair, wish),
                seconds=face.options.timeout or SECONDS,
            )
    finally:
        opened.drop()
    if not isinstance(answer, Answered):
        raise as_error(answer, state=say("nothing was changed"))
    return answer.value
