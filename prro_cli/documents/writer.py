"""A document as windows-1251 XML: exact order, exact decimals, no empty elements.

The writer refuses whatever the schema refuses, so that what it returns is valid by construction; texts must have
been normalised before (`charset.normalised`), it never changes a character on its own.
"""

from __future__ import annotations

from typing import Any

from prro_cli.documents.charset import ENCODING, ILLEGAL_IN_XML, character_error, texts
from prro_cli.documents.model import ROOT_NAMES, Document
from prro_cli.documents.schema import Element, Section, Table, table_of
from prro_cli.documents.simple import ROW_NUMBER
from prro_cli.errors.documents import FieldValueError
from prro_cli.lang import say

PROLOG = '<?xml version="1.0" encoding="windows-1251"?>\n'
_TO_ESCAPE = "&<>\r"


def write(document: Document) -> bytes:
    """The XML of a document; FieldValueError or CharacterError, naming the field, if it cannot be written."""
    root = ROOT_NAMES[type(document)]
    out: list[str] = [PROLOG, f"<{root}>"]
    _write_section(document, table_of(type(document)), root, out)
    out.append(f"</{root}>")
    text = "".join(out)
    if ILLEGAL_IN_XML.search(text):
        raise _first_bad_character(document)
    try:
        return text.encode(ENCODING)
    except UnicodeEncodeError:
        raise _first_bad_character(document) from None


def _write_section(section: Section, table: Table, path: str, out: list[str]) -> None:
    for element in table.elements:
        value = getattr(section, element.attribute)
        if value is None or value == () or value == "":
            if element.required:
                raise FieldValueError(field=f"{path}/{element.name}", problem=say("is required and was left empty"))
            continue
        if element.simple is None:
            _write_nested(value, element, path, out)
            continue
        try:
            text = element.simple.format(value)
        except ValueError as error:
            raise FieldValueError(field=f"{path}/{element.name}", problem=str(error)) from None
        out.append(element.opening)
        out.append(_escaped(text))
        out.append(element.closing)
    for group in table.choices:
        present = [e.name for e in group if getattr(section, e.attribute) is not None]
        if len(present) > 1:
            raise FieldValueError(
                field=path, problem=say("only one of {present} may be given", present=" and ".join(present))
            )


def _write_nested(value: Any, element: Element, path: str, out: list[str]) -> None:
    path = f"{path}/{element.name}"
    assert element.section is not None  # either a simple type or a section, see schema.table_of
    rows = value if element.rows else (value,)
    if not isinstance(rows, tuple) or not all(isinstance(row, element.section) for row in rows):
        raise FieldValueError(
            field=path, problem=say("holds something else than {name}", name=element.section.__name__)
        )
    table = table_of(element.section)
    out.append(element.opening)
    for number, row in enumerate(rows, 1):
        if not element.rows:
            _write_section(row, table, path, out)
            continue
        where = f"{path}/ROW[{number}]"
        out.append(f'<ROW ROWNUM="{_row_number(row, number, where)}">')
        _write_section(row, table, where, out)
        out.append("</ROW>")
    out.append(element.closing)


def _row_number(row: Any, place: int, path: str) -> str:
    try:
        return ROW_NUMBER.format(place if row.rownum is None else row.rownum)
    except ValueError as error:
        raise FieldValueError(field=f"{path}/@ROWNUM", problem=str(error)) from None


def _escaped(text: str) -> str:
    if not any(c in text for c in _TO_ESCAPE):
        return text
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _first_bad_character(document: Document) -> Exception:
    for field, text in texts(document):
        for character in text:
            if ILLEGAL_IN_XML.match(character):
                return character_error(character, field)
            try:
                character.encode(ENCODING)
            except UnicodeEncodeError:
                return character_error(character, field)
    raise AssertionError("a bad character was found in the text but in no field")  # pragma: no cover
