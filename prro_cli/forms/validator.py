"""Every verdict on a form in one place: the schema, then the rules of the tax service that no schema holds."""

from __future__ import annotations

from prro_cli.documents.findings import Finding, Level
from prro_cli.forms.catalogue import Catalogue
from prro_cli.forms.model import Declar
from prro_cli.forms.reader import Reading, read
from prro_cli.forms.rules import Known, check_declar
from prro_cli.forms.writer import write


def check_xml(data: bytes, catalogue: Catalogue, known: Known | None = None) -> Reading:
    """Everything that can be said of the bytes of a form. Rules `schema.…` and `xml.…` are the verdict of the XSD."""
    reading = read(data)
    if reading.declar is None:
        return reading
    further = check_declar(reading.declar, catalogue, known or Known())
    return Reading(reading.code, reading.declar, (*reading.findings, *further), reading.root)


def check(declar: Declar, catalogue: Catalogue, known: Known | None = None) -> tuple[bytes, tuple[Finding, ...]]:
    """The XML of a form and the findings on exactly these bytes."""
    data = write(declar)
    return data, check_xml(data, catalogue, known).findings


def refusals(findings: tuple[Finding, ...]) -> list[Finding]:
    """The findings for which the tax service would refuse the form."""
    return [finding for finding in findings if finding.level is not Level.WARNING]
