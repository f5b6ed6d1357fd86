"""`prro register fetch`, `prro register receipt import`: receipts No 1 and No 2, and the desk that follows."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from prro_cli.cli.declared import Argument, Option, command, noun
from prro_cli.cli.face import Face
from prro_cli.cli.filing import channel_at, ledger_of, signers_at, with_suffix
from prro_cli.cli.register_app import app
from prro_cli.cli.register_options import Common
from prro_cli.cli.register_send import Key, PasswordLine, Passwords, Recipient, SignerKeys
from prro_cli.errors.filing import FormNotThereError, GatewayUnwellError, ReceiptUnusableError
from prro_cli.errors.general import UsageError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer, Notice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prro_cli.cli.filing import Signers
    from prro_cli.journal.registrations import Registration
    from prro_cli.registration.ledger import Ledger, Taken

receipts = noun("Receipts of the tax service that came another way: saved letters, files from the cabinet.")
app.add(receipts, "receipt")
MAX_RECEIPT = 16 * 1024 * 1024
PAUSES = (30, 60, 120, 300, 600)
"""Seconds between two askings, then every half hour (registration.md 2.7)."""
LONGEST_PAUSE = 1800
AddDesk = Annotated[
    str | None, Option("--add-desk", metavar="NAME", help="Define the desk of a new ПРРО under this name.")
]


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One receipt."""

    name: str
    file_name: str
    number: int
    verdict: str
    final: bool
    proof: str
    """`trusted`, `signed` (by somebody nobody vouched for) or `unsigned`."""
    signer: str
    text: str
    remarks: tuple[str, ...]
    fiscal_number: str | None
    local_number: str | None
    registration_number: str | None
    new: bool


@dataclass(frozen=True, slots=True)
class FormState:
    """Where a form stands now."""

    file_name: str
    form: str
    state: str
    fiscal_number: str | None
    desk_add: str | None
    """The command that defines the desk of a register that was given a fiscal number."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the gateways had for the forms that wait."""

    schema: ClassVar[str] = "prro.register.fetch/1"
    receipts: tuple[ReceiptRow, ...]
    forms: tuple[FormState, ...]
    desk: str | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What was in the files."""

    schema: ClassVar[str] = "prro.register.receipt.import/1"
    receipts: tuple[ReceiptRow, ...]
    forms: tuple[FormState, ...]
    desk: str | None


@command(app, "fetch", schema=Fetched.schema, example="prro register fetch --key owner --password-file pw")
def fetch(
    face: Face,
    form: Annotated[str | None, Argument(metavar="FORM", help="Only this form; all that wait by default.")] = None,
    key: Key = None,
    signer: SignerKeys = None,
    recipient: Recipient = None,
    wait: Annotated[int, Option("--wait", metavar="SECONDS", min=0, help="Ask again until nothing waits.")] = 0,
    add_desk: AddDesk = None,
    server: Annotated[str | None, Option("--server", help="Fiscal server of the new desk.")] = None,
    password_file: Passwords = None,
    password_fd: PasswordLine = None,
) -> Answer:
    """Ask the gateways for receipts of the forms that were sent. Nothing is ever sent again by this."""
    common = Common(key=key, signer=signer, recipient=recipient, password_file=password_file, password_fd=password_fd)
    with ledger_of(face, "register fetch") as ledger:
        forms = waiting(ledger, form)
        names = [one.file_name for one in forms]
        if not forms:
            return _answered(face, ledger, [], _changed(ledger, form), add_desk, server, Fetched)
        with signers_at(face, common) as signers:
            found, trouble = poll(face, ledger, names, signers, wait)
        if trouble and not found:
            raise GatewayUnwellError(channel=forms[0].channel or "", detail=trouble)
        if trouble:
            face.warn(Notice("gateway-trouble", trouble, "prro register fetch"))
        now = [one for one in ledger.journal.registrations() if one.file_name in names]
        return _answered(face, ledger, found, now, add_desk, server, Fetched)


def _changed(ledger: Ledger, form: str | None) -> list[Registration]:
    found = ledger.journal.registration(with_suffix(form)) if form else None
    return [found] if found else []


def waiting(ledger: Ledger, form: str | None = None) -> list[Registration]:
    """The forms that a receipt may still come for; by `mail` and by hand there is none to ask unless it was sent."""
    if form is not None:
        found = ledger.journal.registration(with_suffix(form))
        if found is None:
            raise FormNotThereError(name=form, nearest="")
        return [found] if found.waiting and found.channel else []
    return [one for one in ledger.journal.registrations() if one.waiting and one.channel]


def poll(face: Face, ledger: Ledger, names: list[str], signers: Signers, wait: int) -> tuple[list[Taken], str]:
    """Ask until nothing of these waits or the time is over."""
    import time

    end = face.environment.ticks() + wait
    found: list[Taken] = []
    rounds = 0
    while True:
        trouble = ""
        open_ones = [one for one in waiting(ledger) if one.file_name in names]
        for channel in dict.fromkeys(one.channel or "" for one in open_ones):
            mine = [one for one in open_ones if one.channel == channel]
            with channel_at(face, channel, lambda name=channel: signers.seals(name)) as way:  # type: ignore[misc]
                taken, fetched = ledger.fetch(mine, way, signers.keys())
            found += [one for one in taken if one.new or (one.trouble and one.receipt is None)]
            trouble = fetched.trouble or trouble
        left = end - face.environment.ticks()
        if left <= 0 or not any(one.file_name in names for one in waiting(ledger)):
            return found, trouble
        pause = PAUSES[rounds] if rounds < len(PAUSES) else LONGEST_PAUSE
        rounds += 1
        time.sleep(max(0.0, min(left, pause, max(1.0, wait / 10))))


@command(
    receipts,
    "import",
    schema=Imported.schema,
    example="prro register receipt import kvt2.kvt --key owner --password-file pw",
)
def import_(
    face: Face,
    file: Annotated[list[Path], Argument(metavar="FILE…", help="A receipt, or a letter (.eml) with receipts.")],
    form: Annotated[str | None, Option("--form", help="The form it is about, where the receipt does not say.")] = None,
    key: Key = None,
    add_desk: AddDesk = None,
    server: Annotated[str | None, Option("--server", help="Fiscal server of the new desk.")] = None,
    password_file: Passwords = None,
    password_fd: PasswordLine = None,
) -> Answer:
    """Take receipts from files: opened, verified, matched with the form they are about, kept as they came."""
    from prro_cli.cli.files import read_input
    from prro_cli.registration.channels.base import RawReceipt
    from prro_cli.registration.channels.mail import attachments, looks_like_letter

    raws: list[RawReceipt] = []
    for path in file:
        data = read_input(face, path, MAX_RECEIPT)
        raws += attachments(data) if looks_like_letter(data) else [RawReceipt(path.name, data)]
    if not raws:
        raise ReceiptUnusableError(name=", ".join(map(str, file)), detail=say("nothing is attached to the letter"))
    common = Common(key=key, password_file=password_file, password_fd=password_fd)
    expected = with_suffix(form) if form else ""
    with ledger_of(face, "register receipt import") as ledger:
        if expected and ledger.journal.registration(expected) is None:
            raise FormNotThereError(name=form or "", nearest="")
        if key is None:
            found = [ledger.take(raw, _without_keys(face), expected=expected, source="file") for raw in raws]
        else:
            with signers_at(face, common) as signers:
                keys = signers.keys()
                found = [ledger.take(raw, keys, expected=expected, source="file") for raw in raws]
        bad = [one for one in found if one.trouble]
        if bad and len(bad) == len(found):
            raise ReceiptUnusableError(name=bad[0].name, detail="; ".join(one.trouble for one in bad))
        names = {one.file_name for one in found}
        now = [one for one in ledger.journal.registrations() if one.file_name in names]
        return _answered(face, ledger, found, now, add_desk, server, Imported)


def _without_keys(face: Face) -> Any:
    from prro_cli.cli.trusted import home_trust_store
    from prro_cli.registration.opening import Keys

    return Keys((), (), home_trust_store(face), code=face.settings.text("registration.receipt-code"))


def _answered(
    face: Face, ledger: Ledger, found: Iterable[Taken], forms: list[Registration], add_desk: str | None,
    server: str | None, kind: type[Fetched] | type[Imported],
) -> Answer:  # fmt: skip
    rows = tuple(row_of(one) for one in found if one.receipt is not None and not one.trouble)
    for one in found:
        if one.trouble:
            face.warn(Notice("receipt-not-used", f"{one.name}: {one.trouble}", "prro unwrap FILE"))
        elif one.proof != "trusted":
            face.warn(
                Notice(
                    "receipt-not-proved",
                    say("{name} is {proof}: nobody vouches for it", name=one.name, proof=one.proof),
                    "--trust",
                )
            )
    desk = None
    if add_desk is not None:
        new = [one for one in forms if one.fiscal_number and one.form == "1-ПРРО" and one.action == "register"]
        if len(new) != 1:
            raise UsageError(
                detail=say("--add-desk: {new} of these forms brought a fiscal number, one is needed", new=len(new))
            )
        desk = define_desk(face, ledger, new[0], add_desk, server)
    states = tuple(
        FormState(one.file_name, one.form, one.state, one.fiscal_number, desk_command(ledger, one, server))
        for one in forms
    )
    return Answer(kind(rows, states, desk), identifier="\n".join(one.fiscal_number or "" for one in forms).strip())


def row_of(taken: Taken) -> ReceiptRow:
    """A receipt for people and scripts."""
    receipt = taken.receipt
    assert receipt is not None, "the caller has looked"
    return ReceiptRow(
        taken.name, taken.file_name or receipt.form_file, receipt.number, receipt.verdict.value, receipt.final,
        taken.proof.value, taken.signer, receipt.text, receipt.remarks, receipt.fiscal_number, receipt.local_number,
        receipt.registration_number, taken.new,
    )  # fmt: skip


def desk_values(ledger: Ledger, form: Registration) -> dict[str, Any] | None:
    """What `desk add` needs, from the form itself and the fiscal number of its receipt."""
    from prro_cli.forms.model import Form1
    from prro_cli.forms.reader import read_declar

    if form.form != "1-ПРРО" or not form.fiscal_number or form.action not in ("register", "reregister"):
        return None
    body = read_declar(ledger.form_bytes(form)).body
    assert isinstance(body, Form1), "the journal's own word"
    return {
        "tin": body.tin, "vat_number": body.vat or None, "org": body.name, "outlet": body.unit or "",
        "address": body.address or "", "fiscal_number": int(form.fiscal_number),
        "local_number": int(body.local_number),
    }  # fmt: skip


def desk_command(ledger: Ledger, form: Registration, server: str | None, name: str = "NAME") -> str | None:
    """The exact command."""
    values = desk_values(ledger, form)
    if values is None:
        return None
    more = {"server": server} if server else {}
    words = [f"--{k.replace('_', '-')} {shlex.quote(str(v))}" for k, v in {**values, **more}.items() if v is not None]
    return f"prro desk add {name} " + " ".join(words)


def define_desk(face: Face, ledger: Ledger, form: Registration, name: str, server: str | None) -> str:
    """Do what `desk_command` says."""
    from prro_cli.cli import desk as desks
    from prro_cli.home.desks import PRODUCTION_SERVER

    values = desk_values(ledger, form)
    assert values is not None, "the form brought a fiscal number"
    desks.add(face, name=name, server=server or PRODUCTION_SERVER, **values)
    return name
