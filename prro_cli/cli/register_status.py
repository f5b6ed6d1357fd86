"""`prro register status | list | show`: what a receipt says and what the fiscal server shows are two facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Option, command
from prro_cli.cli.face import Face
from prro_cli.cli.filing import ledger_of, with_suffix
from prro_cli.cli.register_app import app
from prro_cli.cli.register_receipt import desk_command
from prro_cli.cli.register_send import FormName, PasswordLine, Passwords
from prro_cli.cli.secrets import PasswordOptions
from prro_cli.errors.filing import FormNotThereError
from prro_cli.errors.general import UsageError
from prro_cli.home.desks import PRODUCTION_SERVER, desks_of
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.cli.register_visible import Seen
    from prro_cli.journal.registrations import Registration
    from prro_cli.registration.ledger import Ledger


@dataclass(frozen=True, slots=True)
class FormRow:
    """One form."""

    file_name: str
    form: str
    action: str | None
    state: str
    """`prepared, unknown, sent, receipt_1, receipt_2, accepted, refused, no_answer`."""
    channel: str | None
    prepared_at: str
    sent_at: str | None
    settled_at: str | None
    local_number: str | None
    fiscal_number: str | None
    reason: str | None
    accepted_by_receipt: bool
    visible_on_server: bool | None
    """What the fiscal server shows; null where it was not asked, or where the form changes nothing it shows."""
    next: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegistrationStatus:
    """All forms, the receipt's word and the fiscal server's word apart."""

    schema: ClassVar[str] = "prro.register.status/1"
    asked: bool
    """Whether the fiscal server was asked just now."""
    server: str | None
    forms: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True)
class FormList:
    """All forms of this home."""

    schema: ClassVar[str] = "prro.register.list/1"
    forms: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """One receipt as it is kept."""

    at: str
    number: int
    verdict: str
    final: bool
    proof: str
    source: str
    text: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormShownWhole:
    """One form, its fields, its life and its receipts."""

    schema: ClassVar[str] = "prro.register.show/1"
    form: FormRow
    fields: tuple[tuple[str, str, str], ...]
    events: tuple[tuple[str, str], ...]
    receipts: tuple[KeptReceipt, ...]
    desk_add: str | None


@command(app, "status", schema=RegistrationStatus.schema, example="prro register status --key olena --password-file pw")
def status(
    face: Face,
    key: Annotated[
        list[str] | None, Option("--key", help="Ask the fiscal server with this key what it shows it; repeatable.")
    ] = None,
    server: Annotated[str, Option(help="Base address of the fiscal server.")] = PRODUCTION_SERVER,
    password_file: Passwords = None,
    password_fd: PasswordLine = None,
) -> Answer:
    """What was filed, what receipts say, and (with --key) what the fiscal server shows."""
    from prro_cli.cli.register_visible import ask_server, record

    with ledger_of(face, "register status") as ledger:
        seen: Seen | None = None
        for place, name in enumerate(key or ()):
            files = password_file or []
            if len(files) > 1 and len(files) != len(key or ()):
                raise UsageError(
                    detail=say(
                        "{files} password files for {keys} keys; one for all, or each",
                        files=len(files),
                        keys=len(key or ()),
                    )
                )
            file = files[place if len(files) > 1 else 0] if files else None
            found = ask_server(face, name, server, PasswordOptions(file, password_fd))
            seen = seen.with_(found) if seen is not None else found
        if seen is not None:
            for form in ledger.journal.registrations():
                record(ledger, form, seen)
        rows = tuple(row(face, ledger, form, seen) for form in ledger.journal.registrations())
    result = RegistrationStatus(seen is not None, server if seen is not None else None, rows)
    return Answer(result, identifier="\n".join(f"{one.file_name} {one.state}" for one in rows))


@command(app, "list", schema=FormList.schema, example="prro register list")
def list_(face: Face) -> Answer:
    """All forms that were prepared to be sent from this home."""
    if not face.home.checked().journal_path.exists():
        return Answer(FormList(()))
    with ledger_of(face, "register list") as ledger:
        rows = tuple(row(face, ledger, form, None) for form in ledger.journal.registrations())
    return Answer(FormList(rows), identifier="\n".join(one.file_name for one in rows))


@command(
    app,
    "show",
    schema=FormShownWhole.schema,
    example="prro register show 26590012345678J1316605100010000111120262659.XML",
)
def show(
    face: Face,
    form: FormName,
    output: Annotated[str | None, Option("--receipts", metavar="DIR", help="Write the receipts as they came.")] = None,
) -> Answer:
    """One form: its fields, what happened to it, its receipts in full."""
    from prro_cli.cli.register_send import read_prepared

    with ledger_of(face, "register show") as ledger:
        known = ledger.journal.registration(with_suffix(form))
        if known is None:
            raise FormNotThereError(name=form, nearest="")
        prepared = read_prepared(face, ledger.form_bytes(known))
        events = ledger.journal.registration_events(known.file_name)
        result = FormShownWhole(
            form=row(face, ledger, known, None),
            fields=tuple((line.element, line.caption, line.value) for line in prepared.lines),
            events=tuple((e.at, e.kind.removeprefix("registration.")) for e in events),
            receipts=_kept(face, ledger, known),
            desk_add=desk_command(ledger, known, None),
        )
        if output is not None:
            _write(ledger, known, output)
    return Answer(result, identifier=known.state)


def _kept(face: Face, ledger: Ledger, form: Registration) -> tuple[KeptReceipt, ...]:
    """The receipts from the journal; one that is encrypted is shown by what was read of it when it came."""
    found = []
    for event in ledger.journal.registration_events(form.file_name):
        if event.kind != "registration.receipt":
            continue
        said = event.payload
        text, remarks = ledger.receipt_text(said)
        found.append(
            KeptReceipt(
                event.at, said["number"], said["verdict"], said["final"], said["proof"], said.get("source", ""), text,
                remarks,
            )
        )  # fmt: skip
    return tuple(found)


def _write(ledger: Ledger, form: Registration, directory: str) -> None:
    from pathlib import Path

    from prro_cli.cli.files import PRIVATE, write_output

    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    for place, (_, data) in enumerate(ledger.receipts_of(form), 1):
        write_output(folder / f"{form.file_name.rpartition('.')[0]}-{place}.kvt", data, PRIVATE)


def row(face: Face, ledger: Ledger, form: Registration, seen: Seen | None) -> FormRow:
    """A form as a row; what the server showed last is remembered."""
    from prro_cli.cli.register_visible import shows_on_server, visible

    found = visible(ledger, form, seen) if seen is not None else None
    remembered = True if form.visible_at is not None else None
    return FormRow(
        file_name=form.file_name,
        form=form.form,
        action=form.action,
        state=form.state,
        channel=form.channel,
        prepared_at=form.prepared_at,
        sent_at=form.sent_at,
        settled_at=form.settled_at,
        local_number=form.local_number,
        fiscal_number=form.fiscal_number,
        reason=ledger.reason(form),
        accepted_by_receipt=form.state == "accepted",
        visible_on_server=(found if seen is not None else remembered) if shows_on_server(form) else None,
        next=next_steps(face, ledger, form),
    )


def next_steps(face: Face, ledger: Ledger, form: Registration) -> tuple[str, ...]:
    """The lawful way on from here; never "send it again" while nobody knows."""
    name = form.file_name
    if form.state == "prepared":
        return (f"prro register send {name} --channel rest --send",)
    if form.state in ("unknown", "no_answer"):
        return (
            "prro register fetch",
            f"prro register settle {name} --received (after a look into the cabinet's list of sent forms)",
            f"prro register settle {name} --not-received (without receipt No 1 within 2 hours of the operating day "
            "it counts as not received)",
        )
    if form.waiting:
        return ("prro register fetch",)
    if form.state == "refused":
        return (f"prro register show {name}", "correct the form, prepare it anew and send that")
    known = {str(desk.fiscal_number) for desk in desks_of(face.settings.config).values()}
    command_line = None if form.fiscal_number in known else desk_command(ledger, form, None)
    return (command_line,) if command_line else ()
