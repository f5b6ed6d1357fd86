"""`prro register 20-opp | 1-prro | 5-prro`: a form filled in, judged, shown, and written only when that is wished."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from prro_cli.cli.declared import Option
from prro_cli.cli.face import Face
from prro_cli.cli.register_options import Common, form_command
from prro_cli.errors.registration import OfflineNotChosenError
from prro_cli.forms.model import Form1, Form5, Form20
from prro_cli.lang import say, told
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer, Notice

if TYPE_CHECKING:
    from prro_cli.cli.register_sources import Sources
    from prro_cli.registration.prepare import Prepared


@dataclass(frozen=True, slots=True)
class FormField:
    """One field with its official name."""

    element: str
    caption: str
    value: str
    meaning: str
    row: int | None


@dataclass(frozen=True, slots=True)
class FormFinding:
    """One thing to know about the form."""

    level: str
    path: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A text whose characters had to be replaced."""

    element: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Written:
    """A file for upload by hand."""

    path: Path
    what: str
    """`form`, `container` or `text`."""
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SealInfo:
    """How the container is made."""

    layout: str
    envelope: str
    signers: tuple[str, ...]
    recipient: str
    recipient_serial: str
    recipient_valid_to: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FormShown:
    """A form as it would be filed."""

    schema: ClassVar[str] = ""
    form: str
    code: str
    derived: bool
    """True for an F form: no official XSD of it was found, its check is derived from the J form."""
    file_name: str
    fields: tuple[FormField, ...]
    valid: bool
    findings: tuple[FormFinding, ...]
    replaced: tuple[Changed, ...]
    xml: str
    sha256: str
    seal: SealInfo | None
    written: tuple[Written, ...]


class Form20Shown(FormShown):
    """20-ОПП."""

    __slots__ = ()
    schema: ClassVar[str] = "prro.register.20-opp/1"


class Form1Shown(FormShown):
    """1-ПРРО."""

    __slots__ = ()
    schema: ClassVar[str] = "prro.register.1-prro/1"


class Form5Shown(FormShown):
    """5-ПРРО."""

    __slots__ = ()
    schema: ClassVar[str] = "prro.register.5-prro/1"


@form_command(
    "20-opp",
    Form20,
    schema=Form20Shown.schema,
    example="prro register 20-opp --key fop --office-code 2659 --office 'ГУ ДПС у м. Києві' "
    "--object type=321,number=1,title=Магазин,place='м. Київ',street='вул. Прикладна 1',state=2,right=8",
)
def form_20(
    face: Face,
    given: dict[str, Any],
    common: Common,
    objects: Annotated[
        list[str] | None,
        Option(
            "--object",
            metavar="KEY=VALUE,…",
            help="A row: action (new, change, close), type, number or object-id, title, katottg, place, street, "
            "state, right, account-here, registered-number; repeatable.",
        ),
    ] = None,
) -> Answer:
    """Prepare 20-ОПП: tell the tax service of shops, kiosks and other objects; it comes before 1-ПРРО."""
    if objects:
        given["objects"] = [_pairs(text, "--object") for text in objects]
    return answer_for(face, "20-opp", given, common, Form20Shown)


@form_command(
    "1-prro",
    Form1,
    schema=Form1Shown.schema,
    example="prro register 1-prro --key fop --office-code 2659 --kind stationary --register-name 'Каса 1' "
    "--local-number 1 --offline offline --output forms",
)
def form_1(face: Face, given: dict[str, Any], common: Common) -> Answer:
    """Prepare 1-ПРРО: register a ПРРО, change or cancel it, let it work again."""
    return answer_for(face, "1-prro", given, common, Form1Shown)


@form_command(
    "5-prro",
    Form5,
    schema=Form5Shown.schema,
    example="prro register 5-prro --key fop --office-code 2659 --cashier-cert olena.cer=senior",
)
def form_5(
    face: Face,
    given: dict[str, Any],
    common: Common,
    cashier_cert: Annotated[
        list[str] | None,
        Option("--cashier-cert", metavar="FILE[=ROLE]", help="Certificate; cashier, senior or ended. Repeatable."),
    ] = None,
    cashier_key: Annotated[
        list[str] | None,
        Option("--cashier-key", metavar="KEY[=ROLE]", help="The same for a key of the vault; repeatable."),
    ] = None,
    cashier: Annotated[
        list[str] | None,
        Option("--row", metavar="KEY=VALUE,…", help="A row typed in: name, tin, key-id, role; repeatable."),
    ] = None,
    key_id_case: Annotated[
        str, Option("--key-id-case", help="Letters of key identifiers: upper or lower (not settled officially).")
    ] = "upper",
) -> Answer:
    """Prepare 5-ПРРО: which keys may sign receipts, and as whose."""
    from prro_cli.cli.register_rows import rows_of_cashiers

    rows = rows_of_cashiers(face, cashier_cert or (), cashier_key or (), key_id_case)
    rows += [_pairs(text, "--row") for text in cashier or ()]
    if rows:
        given["keys"] = rows
    return answer_for(face, "5-prro", given, common, Form5Shown)


def _pairs(text: str, option: str) -> dict[str, str]:
    from prro_cli.engine.order_text import pairs
    from prro_cli.errors.orders import OrderError
    from prro_cli.errors.registration import FormFieldError

    try:
        found = pairs(text, option)
    except OrderError as error:
        raise FormFieldError(field=option, problem=error.cause) from None
    if len(dict(found)) != len(found):
        raise FormFieldError(field=option, problem=say("a key is given twice"))
    return dict(found)


def answer_for(face: Face, form: str, given: dict[str, Any], common: Common, kind: type[FormShown]) -> Answer:
    """Gather, ask, prepare, seal and write: as far as it was wished."""
    from prro_cli.cli.register_sources import gather
    from prro_cli.cli.register_write import write_files

    sources = gather(face, form, given, common)
    prepared = prepared_from(face, sources, common)
    notices = [_replaced(prepared)] if prepared.replaced else []
    written: tuple[Written, ...] = ()
    if common.output is not None and not common.dry_run:
        prepared, told = _sealed(face, prepared, common)
        notices += told
        written = write_files(face, prepared, common.output)
    return Answer(
        shown(prepared, kind, written), identifier=prepared.file_name, desk=face.desk_name, warnings=tuple(notices)
    )


def prepared_from(face: Face, sources: Sources, common: Common) -> Prepared:
    """The form itself, asked for on a terminal where something is missing."""
    from prro_cli.cli.register_complete import completed
    from prro_cli.registration.prepare import prepare

    declar = completed(face, sources, common)
    return prepare(declar, sources.catalogue, sources.known(declar), force=common.force)


def offline_said(values: dict[str, Any]) -> None:
    """Section 5 of 1-ПРРО is never filled in by itself."""
    if values.get("offline") in (None, ""):
        raise OfflineNotChosenError


def _sealed(face: Face, prepared: Prepared, common: Common) -> tuple[Prepared, list[Notice]]:
    from prro_cli.cli.register_seal import sealed

    return sealed(face, prepared, common, "file")


def _replaced(prepared: Prepared) -> Notice:
    texts = "; ".join(f"{one.element}: {one.before!r} → {one.after!r}" for one in prepared.replaced[:5])
    return Notice(
        "characters-replaced",
        say("the form cannot hold some characters: {texts}", texts=texts),
        say("look at the form"),
    )


def shown(prepared: Prepared, kind: type[FormShown], written: tuple[Written, ...] = ()) -> FormShown:
    """A prepared form as a result."""
    code, sealed = prepared.form.code, prepared.sealed
    seal = None
    if sealed is not None:
        recipient = sealed.recipient
        seal = SealInfo(
            sealed.layout.value,
            sealed.envelope.value,
            sealed.signers,
            recipient.subject.display,
            f"{recipient.serial:x}",
            recipient.not_after.date().isoformat(),
            len(sealed.container),
            hashlib.sha256(sealed.container).hexdigest(),
        )
    findings = tuple(FormFinding(f.level.value, f.path, f.rule, str(told(f.message))) for f in prepared.findings)
    return kind(
        form=prepared.form.form,
        code=str(code),
        derived=code.derived,
        file_name=prepared.file_name,
        fields=tuple(FormField(n.element, n.caption, n.value, n.meaning, n.row) for n in prepared.lines),
        valid=True,
        findings=findings,
        replaced=tuple(Changed(r.element, r.before, r.after) for r in prepared.replaced),
        xml=prepared.xml.decode("cp1251"),
        sha256=hashlib.sha256(prepared.xml).hexdigest(),
        seal=seal,
        written=tuple(replace(w) for w in written),
    )
