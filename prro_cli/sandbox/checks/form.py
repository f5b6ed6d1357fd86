"""The form of a document: the tables of the schema of August 2025 (code 9)."""

from __future__ import annotations

from prro_cli.documents.findings import Level
from prro_cli.documents.reader import read
from prro_cli.errors.base import PrroError
from prro_cli.sandbox.refusals import RefusalError

SHOWN = 3


def check_form(content: bytes) -> None:
    """Every element known, in order, of the right type and length."""
    try:
        findings = read(content).findings
    except PrroError as error:
        raise RefusalError(9, f"Помилки валідації XML: Error: {error.cause}") from None
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    if errors:
        lines = "; ".join(f"Error: {finding.path}: {finding.message}" for finding in errors[:SHOWN])
        raise RefusalError(9, f"Помилки валідації XML: {lines}")
