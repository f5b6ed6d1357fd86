"""Is a document right? The schema's verdict and the rules the server is known to check, without lxml.

Two doors: `check_xml` takes any XML in hand, as it stands; `check` and `prepare` take our own documents before they
are signed. Both use the same tables and the same rules.
"""

from __future__ import annotations

from prro_cli.documents.charset import normalised
from prro_cli.documents.findings import Finding, Findings, Level, worst
from prro_cli.documents.kinds import trade_of
from prro_cli.documents.model import Check, Document, Sent, Ticket, ZRep
from prro_cli.documents.reader import Reading, read
from prro_cli.documents.rules_head import Context, check_context, check_head
from prro_cli.documents.rules_sums import check_sums
from prro_cli.documents.rules_tax import check_taxes
from prro_cli.documents.rules_zrep import check_ticket, check_zrep
from prro_cli.documents.writer import write
from prro_cli.errors.documents import (
    CharacterError,
    DocumentTooLargeError,
    DocumentUnreadableError,
    DocumentUnsafeError,
    DocumentUnsoundError,
    FieldValueError,
)
from prro_cli.lang import both, told
from prro_cli.record import dataclass

__all__ = ["Checked", "Context", "Finding", "Level", "check", "check_xml", "prepare", "require_sound", "worst"]


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on XML in hand: all findings, and the reading if the XML could be read at all."""

    findings: tuple[Finding, ...]
    reading: Reading | None

    @property
    def worst(self) -> Level | None:
        """The worst level found; None means sound."""
        return worst(self.findings)


def check_xml(data: bytes, context: Context | None = None) -> Checked:
    """Check any XML: never raises for what is in the data, whatever it is."""
    try:
        reading = read(data)
    except (DocumentUnreadableError, DocumentTooLargeError, DocumentUnsafeError) as error:
        return Checked((Finding(Level.ERROR, "", "xml.unreadable", error.cause),), None)
    findings = Findings()
    findings.items.extend(reading.findings)
    if reading.document is not None:
        findings.items.extend(check(reading.document, context))
    _check_leftovers(reading, findings)
    _check_writable(reading, findings)
    return Checked(tuple(findings.items), reading)


def _check_leftovers(reading: Reading, findings: Findings) -> None:
    """Whatever was set aside without an error so far, such as 29.02.1900: the schema's calendar lets it pass."""
    explained = {f.path for f in findings.items if f.level is Level.ERROR}
    for leftover in reading.leftovers:
        parts = leftover.path.split("/")
        if not any("/".join(parts[:n]) in explained for n in range(1, len(parts) + 1)):
            findings.error(
                leftover.path,
                "value.meaning",
                both("{value!r} passes the schema but means nothing", value=leftover.text),
            )


def _check_writable(reading: Reading, findings: Findings) -> None:
    """What the schema lets pass and no document may hold: empty names, 16-digit sums, text outside windows-1251."""
    if reading.document is None or worst(findings.items) is Level.ERROR:
        return
    try:
        write(reading.document)
    except (FieldValueError, CharacterError) as error:
        findings.contradiction(str(error.fields["field"]), "value.limits", error.cause)


def check(document: Document, context: Context | None = None) -> tuple[Finding, ...]:
    """The rules beyond the schema on a document as a value (the writer keeps the schema)."""
    findings = Findings()
    if isinstance(document, Ticket):
        check_ticket(document, findings)
        return tuple(findings.items)
    check_head(document, findings)
    if isinstance(document, ZRep):
        check_zrep(document, findings)
    else:
        _check_receipt(document, findings)
    if context is not None:
        check_context(document, context, findings)
    return tuple(findings.items)


def _check_receipt(check: Check, findings: Findings) -> None:
    kind = trade_of(check)
    if kind is not None:
        check_sums(check, kind, findings)
        check_taxes(check, kind, findings)


def require_sound(document: Document, context: Context | None = None) -> None:
    """DocumentUnsoundError listing every contradiction; warnings pass."""
    bad = [f for f in check(document, context) if f.level is not Level.WARNING]
    if bad:
        raise DocumentUnsoundError(
            findings="; ".join(f"{f.path}: {told(f.message)}" for f in bad[:10]),
            data={"findings": [{"path": f.path, "rule": f.rule, "message": told(f.message)} for f in bad]},
        )


def prepare(document: Sent, context: Context | None = None) -> bytes:
    """Everything between a built document and the signature: characters, rules, schema, bytes."""
    document = normalised(document)
    require_sound(document, context)
    return write(document)
