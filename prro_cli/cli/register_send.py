"""`prro register send`: a prepared form leaves once, after a person has seen it; `settle` after a lost answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Argument, Option, command
from prro_cli.cli.face import Face
from prro_cli.cli.filing import channel_at, form_named, ledger_of, signers_at, with_suffix
from prro_cli.cli.register_app import app
from prro_cli.cli.register_options import Common
from prro_cli.errors.filing import (
    FormNotThereError,
    FormOnItsWayError,
    FormRefusedByGatewayError,
    FormResultUnknownError,
    GatewayNotReachedError,
    GatewayUnwellError,
    ObjectNotAcceptedError,
)
from prro_cli.errors.general import UsageError
from prro_cli.lang import later, say, told
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer, Notice

if TYPE_CHECKING:
    from prro_cli.cli.filing import Signers
    from prro_cli.journal.registrations import Registration
    from prro_cli.registration.channels.base import Outcome
    from prro_cli.registration.ledger import Facts, Ledger
    from prro_cli.registration.prepare import Prepared

FormName = Annotated[str, Argument(metavar="FORM", help="A form: its file, or its file name (prro register list).")]
Key = Annotated[str | None, Option("--key", help="Key of the taxpayer: signs, and opens receipts.")]
SignerKeys = Annotated[
    list[str] | None, Option("--signer", metavar="KEY", help="Who signs, in this order; --key alone by default.")
]
Recipient = Annotated[
    Path | None, Option("--recipient", metavar="CERT", help="The tax service's certificate for encryption.")
]
Passwords = Annotated[
    list[Path] | None,
    Option("--password-file", metavar="FILE", help="File with the key's password; one per signer, or one for all."),
]
PasswordLine = Annotated[
    int | None, Option("--password-fd", metavar="N", min=0, help="Descriptor: a line with a password per signer.")
]
ChannelName = Annotated[
    str, Option("--channel", help="rest, soap or mail. None was ever tried live by the authors of this program.")
]
NOT_TRIED = later("the channel {channel} is built from official descriptions and public code and was never tried live")


@dataclass(frozen=True, slots=True)
class FormSent:
    """A form and what became of the wish to send it."""

    schema: ClassVar[str] = "prro.register.send/1"
    form: str
    file_name: str
    channel: str
    sent: bool
    """False: only shown, since --send was not given."""
    state: str
    ticket: str | None
    fields: tuple[tuple[str, str, str], ...]
    """Element, official caption, value: the human-readable form."""
    next: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormSettled:
    """What a person said of a form whose result was unknown."""

    schema: ClassVar[str] = "prro.register.settle/1"
    file_name: str
    state: str


@command(
    app,
    "send",
    schema=FormSent.schema,
    example="prro register send 26590012345678J1316605100010000111120262659.XML --channel rest --key owner --send",
)
def send(
    face: Face,
    form: FormName,
    channel: ChannelName,
    really: Annotated[bool, Option("--send", help="Really send; without it the form is only shown.")] = False,
    key: Key = None,
    signer: SignerKeys = None,
    recipient: Recipient = None,
    layout: Annotated[str | None, Option("--layout", help="Container: nested, header, envelope; by the channel.")] = (
        None
    ),
    envelope: Annotated[str, Option("--envelope", help="Key of the envelope: dynamic or static.")] = "dynamic",
    tsp: Annotated[str, Option("--tsp", metavar="URL|auto|none", help="Provider of a time-stamp.")] = "none",
    password_file: Passwords = None,
    password_fd: PasswordLine = None,
    force: Annotated[bool, Option("--force", help="Although the object of a 1-ПРРО is not known as accepted.")] = False,
) -> Answer:
    """Send a prepared form through a channel (rest, soap, mail; never tried live). Once, and only with --send."""
    common = Common(
        key=key, signer=signer, recipient=recipient, layout=layout, envelope=envelope, tsp=tsp,
        password_file=password_file, password_fd=password_fd, force=force,
    )  # fmt: skip
    with ledger_of(face, "register send") as ledger:
        xml, _ = form_named(face, ledger, form)
        prepared = read_prepared(face, xml)
        known = ledger.journal.registration(prepared.file_name)
        refuse_second(known, ledger.reason(known) if known else None)
        if not force:
            require_object(ledger, prepared)
        with channel_checked(face, channel):
            pass
        if not really:
            return _answer(face, ledger, prepared, channel, sent=False)
        confirm(face, prepared, channel)
        with signers_at(face, common) as signers:
            submit(face, ledger, prepared, channel, signers)
        return _answer(face, ledger, prepared, channel, sent=True)


def channel_checked(face: Face, channel: str):  # type: ignore[no-untyped-def]
    """The channel opened and closed again: what is wrong with its settings is told before anybody is asked."""
    from prro_cli.registration.channels.base import Seals

    return channel_at(face, channel, lambda: Seals(bytes, bytes))


def read_prepared(face: Face, xml: bytes) -> Prepared:
    """A form as it was written: judged again, its bytes kept."""
    from dataclasses import replace

    from prro_cli.cli.register_sources import catalogue_of, earlier_forms
    from prro_cli.forms.filename import FileName, same_document
    from prro_cli.forms.reader import read_declar
    from prro_cli.home.desks import desks_of
    from prro_cli.registration import earlier
    from prro_cli.registration.prepare import prepare

    declar = read_declar(xml)
    own = str(FileName.of(declar.head))
    others = [one for one in earlier_forms(face, ()) if not same_document(one.source, own)]
    known = earlier.known_from(others, desks_of(face.settings.config).values())
    return replace(prepare(declar, catalogue_of(face), known, force=True), xml=xml)


def refuse_second(known: Registration | None, reason: str | None = None) -> None:
    """A form is sent once: also after a lost answer, until somebody has found out."""
    if known is None or known.state == "prepared":
        return
    if known.state == "unknown":
        raise FormResultUnknownError(
            channel=known.channel or "",
            detail=reason or known.reason or say("the answer is lost"),
            file_name=known.file_name,
        )
    raise FormOnItsWayError(file_name=known.file_name, standing=known.state)


def require_object(ledger: Ledger, prepared: Prepared) -> None:
    """1-ПРРО is not sent while its object is unknown (registration.md 6): 20-ОПП must be accepted before."""
    from prro_cli.forms.model import Form1, Form20
    from prro_cli.forms.reader import read_declar
    from prro_cli.forms.rules import same_identifier

    body = prepared.form.body
    if not isinstance(body, Form1) or body.action not in ("register", "reregister"):
        return
    for form in ledger.journal.registrations("20-ОПП"):
        if form.state != "accepted":
            continue
        found = read_declar(ledger.form_bytes(form)).body
        if isinstance(found, Form20) and any(
            same_identifier(row.object_id or "", body.object_id or "") and row.action != 6 for row in found.objects
        ):
            return
    raise ObjectNotAcceptedError(object=body.object_id or "?")


def confirm(face: Face, prepared: Prepared, channel: str) -> None:
    """Show the form as a person reads it, and ask."""
    face.note(prepared.text())
    face.note(say(NOT_TRIED, channel=channel))
    face.confirm(
        say(
            "File {form} ({file_name}) with the tax service through {channel}?",
            form=prepared.form.form,
            file_name=prepared.file_name,
            channel=channel,
        ),
        state=say("{file_name} did not leave: it is prepared, as before", file_name=prepared.file_name),
    )


def facts_of_form(prepared: Prepared, purpose: str = "") -> Facts:
    """What the journal says of it in clear."""
    from prro_cli.forms.model import Form1, Form20
    from prro_cli.registration.ledger import Facts

    body = prepared.form.body
    action = getattr(body, "action", "")
    if isinstance(body, Form20):
        objects = ", ".join(row.object_id or "" for row in body.objects)
    else:
        objects = (body.object_id or "") if isinstance(body, Form1) else ""
    local = body.local_number if isinstance(body, Form1) else ""
    return Facts(prepared.form.form, body.tin, action, objects, local, purpose)


def submit(
    face: Face, ledger: Ledger, prepared: Prepared, channel: str, signers: Signers, purpose: str = ""
) -> Registration:
    """Seal, write down, send, write down: the outcome as the form's new state, or as an error."""
    form = ledger.prepare(prepared.file_name, prepared.xml, facts_of_form(prepared, purpose))
    container = signers.sealed(prepared.xml, prepared.file_name, channel).container
    with channel_at(face, channel, lambda: signers.seals(channel)) as way:
        outcome = ledger.send(form, container, way)
    for raw in getattr(outcome, "receipts", ()):
        ledger.take(raw, signers.keys(), expected=form.file_name, source=channel)
    raise_outcome(outcome, form.file_name, channel)
    found = ledger.journal.registration(form.file_name)
    assert found is not None, "it was just sent"
    return found


def raise_outcome(outcome: Outcome, file_name: str, channel: str) -> None:
    """Everything but "taken" is an error of its own kind."""
    from prro_cli.registration.channels.base import NotSent, Refused, Unknown

    if isinstance(outcome, NotSent):
        if outcome.unwell:
            state = say("{file_name} was not taken: it is prepared, as before", file_name=file_name)
            raise GatewayUnwellError(channel=channel, detail=outcome.reason, state=state)
        raise GatewayNotReachedError(channel=channel, detail=outcome.reason, file_name=file_name)
    if isinstance(outcome, Refused):
        raise FormRefusedByGatewayError(channel=channel, detail=outcome.reason, file_name=file_name)
    if isinstance(outcome, Unknown):
        raise FormResultUnknownError(channel=channel, detail=outcome.reason, file_name=file_name)


def _answer(face: Face, ledger: Ledger, prepared: Prepared, channel: str, *, sent: bool) -> Answer:
    known = ledger.journal.registration(prepared.file_name)
    steps = ("prro register fetch", "prro register status") if sent else (
        f"prro register send {prepared.file_name} --channel {channel} --send",)  # fmt: skip
    result = FormSent(
        form=prepared.form.form,
        file_name=prepared.file_name,
        channel=channel,
        sent=sent,
        state=known.state if known else "prepared",
        ticket=known.ticket if known else None,
        fields=tuple((line.element, line.caption, line.value) for line in prepared.lines),
        next=steps,
    )
    notices = tuple(Notice("form-finding", f"{f.path}: {told(f.message)}", "") for f in prepared.findings)
    tried = Notice("never-tried-live", say(NOT_TRIED, channel=channel), "prro register status")
    return Answer(result, identifier=prepared.file_name, warnings=(*notices, tried))


@command(
    app,
    "settle",
    schema=FormSettled.schema,
    example="prro register settle 26590012345678J1316605100010000111120262659.XML --not-received --yes",
)
def settle(
    face: Face,
    form: FormName,
    received: Annotated[
        bool | None, Option("--received/--not-received", help="What you found in the cabinet (sent documents).")
    ] = None,
) -> Answer:
    """After a lost answer: tell what the cabinet shows. A form that did not arrive may be sent again."""
    if received is None:
        raise UsageError(
            detail=say("--received or --not-received is missing: look into the cabinet's list of sent forms")
        )
    with ledger_of(face, "register settle") as ledger:
        known = ledger.journal.registration(with_suffix(form))
        if known is None:
            raise FormNotThereError(name=form, nearest="")
        if known.state not in ("unknown", "no_answer"):
            raise FormOnItsWayError(file_name=known.file_name, standing=known.state)
        if not received:
            face.confirm(
                say("Is {file_name} for certain not among the sent forms in the cabinet?", file_name=known.file_name)
            )
        now = ledger.settle(known, arrived=received, reason="a person looked into the cabinet: it did not arrive")
    return Answer(FormSettled(now.file_name, now.state), identifier=now.file_name)
