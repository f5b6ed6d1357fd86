# ruff: noqa: S608 - statements are put together from constants of this program only; values are parameters
"""Questions about how documents belong together: the same number, the same original, a name's beginning."""

from __future__ import annotations

from prro_cli.journal import rows
from prro_cli.journal.asking import Asking

DOCUMENTS = f"SELECT {rows.DOCUMENT_COLUMNS} FROM documents "
_DOCUMENTS = DOCUMENTS


class Relations(Asking):
    """How documents belong together."""

    def tried_under(self, desk: str, local_number: int) -> list[rows.Document]:
        """Every document that was ever made under this local number, oldest first."""
        sql = _DOCUMENTS + "WHERE desk = ? AND local_number = ? ORDER BY drafted_event"
        return self._rows(rows.document_row, sql, (desk, local_number))

    def documents_beginning(self, start: str, desk: str | None, limit: int) -> list[rows.Document]:
        """Documents whose id or fiscal number begins so, newest first."""
        sql = (
            _DOCUMENTS
            + """WHERE ((id >= ?1 AND id < ?2) OR (fiscal_number IS NOT NULL AND fiscal_number >= ?3
        AND fiscal_number < ?4)) AND (?5 IS NULL OR desk = ?5) ORDER BY drafted_event DESC LIMIT ?6"""
        )
        low = start.lower()
        return self._rows(rows.document_row, sql, (low, low + "\uffff", start, start + "\uffff", desk, limit))

    def related(self, document: rows.Document) -> list[rows.Document]:
        """Documents that name this one as their original or their twin, oldest first."""
        sql = (
            _DOCUMENTS
            + """WHERE desk = ? AND id <> ? AND drafted_event > ? AND (original_document = ?2 OR twin_of = ?2
        OR (original_fiscal_number = ? AND original_register IS NULL)) ORDER BY drafted_event"""
        )
        keys = (document.desk, document.id, document.drafted_event, document.fiscal_number)
        return self._rows(rows.document_row, sql, keys)

    def revoked_by(self, desk: str, document: str) -> list[rows.Document]:
        """Online documents that this begin document took back."""
        sql = _DOCUMENTS + "WHERE desk = ? AND state = 'revoked' AND revoked_by = ? ORDER BY drafted_event"
        return self._rows(rows.document_row, sql, (desk, document))
