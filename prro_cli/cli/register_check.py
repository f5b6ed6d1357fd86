"""`prro register check`: is a form valid, would the tax service take it, does its file name fit?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Argument, Option, command
from prro_cli.cli.face import Face
from prro_cli.cli.files import STREAM, read_input
from prro_cli.cli.register_app import app
from prro_cli.cli.register_forms import FormField, FormFinding
from prro_cli.errors.base import ExitCode
from prro_cli.errors.registration import FormContradictionError
from prro_cli.lang import say, told
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.documents.findings import Finding
    from prro_cli.forms.reader import Reading

MAX_FORM = 4 * 1024 * 1024
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """One form and what was found on it."""

    file: Path
    form: str
    code: str
    derived: bool
    """True for an F form: no official XSD of it was found, its check is derived from the J form."""
    wrapping: tuple[str, ...]
    verdict: str
    """`sound`, `contradictory` (valid by the schema, but the tax service would refuse it) or `invalid`."""
    file_name: str
    """The name the head asks for."""
    findings: tuple[FormFinding, ...]
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class FormCheck:
    """The forms of one call."""

    schema: ClassVar[str] = "prro.register.check/1"
    forms: tuple[CheckedForm, ...]


@command(
    app, "check", schema=FormCheck.schema, example="prro register check 26590012345678J1316605100010000111120262659.XML"
)
def check(
    face: Face,
    files: Annotated[list[Path], Argument(metavar="FILE…", help="Forms, bare or signed; - is stdin.")],
    from_forms: Annotated[
        list[Path] | None, Option("--from", metavar="FILE", help="An earlier form to check against; repeatable.")
    ] = None,
) -> Answer:
    """Check forms: 0 sound, 6 valid but the tax service would refuse it, 3 invalid; every finding with its field."""
    from prro_cli.cli.register_sources import catalogue_of, earlier_forms
    from prro_cli.documents.findings import Level
    from prro_cli.home.desks import desks_of
    from prro_cli.registration.earlier import known_from

    catalogue = catalogue_of(face)
    earlier = earlier_forms(face, from_forms or ())
    desks = tuple(desks_of(face.settings.config).values())
    checked = []
    for file in files:
        others = [e for e in earlier if e.source.casefold() != file.name.casefold()]
        checked.append(_check(face, file, catalogue, known_from(others, desks)))
    worst = [f for one in checked for f in one.findings if f.level == Level.ERROR]
    result = FormCheck(tuple(checked))
    if worst:
        invalid = sum(one.verdict == "invalid" for one in checked)
        texts = "; ".join(f"{f.path}: {told(f.message)}" for f in worst[:MOST_SHOWN])
        raise FormContradictionError(count=invalid, all=len(checked), findings=texts, data=_plain(result))
    attention = any(one.verdict == "contradictory" for one in checked)
    return Answer(
        result,
        identifier=" ".join(one.verdict for one in checked),
        exit_code=ExitCode.ATTENTION if attention else ExitCode.OK,
    )


def _plain(result: FormCheck) -> dict[str, object]:
    from prro_cli.render.envelope import plain

    data: dict[str, object] = plain(result)
    return data


def _check(face: Face, file: Path, catalogue, known) -> CheckedForm:  # type: ignore[no-untyped-def]
    from prro_cli.cli.register_sources import bare_form
    from prro_cli.documents.findings import Level
    from prro_cli.forms import describe, validator
    from prro_cli.forms.model import NAMES

    data, wrapping = bare_form(read_input(face, file, MAX_FORM))
    reading = validator.check_xml(data, catalogue, known)
    name, about_name = _name_findings(reading, file)
    findings = (*reading.findings, *about_name)
    levels = {finding.level for finding in findings}
    verdict = "sound"
    if Level.ERROR in levels or reading.declar is None:
        verdict = "invalid"
    elif Level.CONTRADICTION in levels:
        verdict = "contradictory"
    lines = describe.lines(reading.declar, catalogue) if reading.declar is not None else ()
    return CheckedForm(
        file=file,
        form=NAMES[reading.code.sub],
        code=str(reading.code),
        derived=reading.code.derived,
        wrapping=wrapping,
        verdict=verdict,
        file_name=name,
        findings=tuple(FormFinding(f.level.value, f.path, f.rule, str(told(f.message))) for f in findings),
        fields=tuple(FormField(n.element, n.caption, n.value, n.meaning, n.row) for n in lines),
    )


def _name_findings(reading: Reading, file: Path) -> tuple[str, tuple[Finding, ...]]:
    """The name that the head asks for, and whether the file bears it (if it bears such a name at all)."""
    from prro_cli.documents.findings import Finding, Level
    from prro_cli.forms.filename import FileName, same_document

    if reading.declar is None:
        return "", ()
    try:
        wanted = str(FileName.of(reading.declar.head))
    except ValueError:
        return "", ()  # told by the rules of the head
    if file == STREAM or same_document(file.name, wanted):
        return wanted, ()
    try:
        FileName.parse(file.name)
    except ValueError:
        message = say("the file must be called {wanted} when it is filed", wanted=wanted)
        return wanted, (Finding(Level.WARNING, file.name, "file.name", message),)
    message = say("the name of the file contradicts its head, which asks for {wanted}", wanted=wanted)
    return wanted, (Finding(Level.CONTRADICTION, file.name, "file.name", message),)
