"""A form ready to leave: the value, its XML, its file name, what a person reads, and (once sealed) the container."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING

from prro_cli.documents.findings import Finding
from prro_cli.errors.registration import FormRefusedError
from prro_cli.forms import charset, describe, validator
from prro_cli.forms.catalogue import Catalogue
from prro_cli.forms.charset import Replacement
from prro_cli.forms.describe import Line
from prro_cli.forms.filename import FileName
from prro_cli.forms.model import Declar
from prro_cli.forms.rules import Known
from prro_cli.lang import say, told
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.registration.sealing import Sealed

MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Prepared:
    """What every channel takes."""

    form: Declar
    xml: bytes = field(repr=False)
    file_name: str
    findings: tuple[Finding, ...]
    """Nothing the schema refuses is among them; contradictions only where `force` let them pass."""
    replaced: tuple[Replacement, ...]
    lines: tuple[Line, ...]
    """The human-readable form: every field with its official name."""
    sealed: Sealed | None = None

    @property
    def container(self) -> bytes:
        """The bytes for a gateway; only a sealed form has them."""
        if self.sealed is None:
            raise ValueError(say("the form was not signed and encrypted"))
        return self.sealed.container

    def with_seal(self, sealed: Sealed) -> Prepared:
        """The same form, signed and encrypted."""
        return replace(self, sealed=sealed)

    def text(self) -> str:
        """The human-readable form as plain text."""
        return "".join(f"{_place(line)}  {line.caption}: {_value(line)}\n" for line in self.lines)


def prepare(declar: Declar, catalogue: Catalogue, known: Known | None = None, *, force: bool = False) -> Prepared:
    """Normalise, write and judge a form; what the tax service would refuse raises, and `force` lets it pass."""
    form, replaced = charset.normalised(declar)
    xml, findings = validator.check(form, catalogue, known)
    faults = validator.refusals(findings)
    invalid = [f for f in faults if f.rule.startswith(("schema.", "xml."))]
    if invalid or (faults and not force):
        raise FormRefusedError(findings=spoken(faults), data={"findings": [told(f.message) for f in faults]})
    return Prepared(form, xml, str(FileName.of(form.head)), findings, replaced, describe.lines(form, catalogue))


def spoken(faults: Sequence[Finding]) -> str:
    """The first faults in one line."""
    texts = [str(told(finding.message)) for finding in faults[:MOST_SHOWN]]
    more = len(faults) - len(texts)
    shown = "; ".join(texts)
    return say("{shown}; and {more} more", shown=shown, more=more) if more > 0 else shown


def _place(line: Line) -> str:
    return line.element if line.row is None else f"{line.element}[{line.row}]"


def _value(line: Line) -> str:
    return f"{line.value} ({line.meaning})" if line.meaning else line.value
