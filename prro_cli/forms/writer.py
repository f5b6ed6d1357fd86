"""A form as DECLAR XML in windows-1251: exact order, tables column by column, empty values as `xsi:nil`.

The writer refuses whatever the schema refuses; it never changes a character (see `charset.normalised`).
"""

from __future__ import annotations

from typing import Any

from prro_cli.documents.charset import ENCODING, ILLEGAL_IN_XML, character_error
from prro_cli.errors.registration import FormFieldError
from prro_cli.forms import simple
from prro_cli.forms.declare import MOST_ROWS, Field, Member, table_of
from prro_cli.forms.model import Declar, LinkedDoc
from prro_cli.lang import say

PROLOG = '<?xml version="1.0" encoding="windows-1251"?>\n'
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


def write(declar: Declar) -> bytes:
    """The XML of a form; FormFieldError or CharacterError, naming the element, if it cannot be written."""
    try:
        code = declar.code
    except ValueError as error:
        raise FormFieldError(field="C_DOC", problem=str(error)) from None
    out = _Lines(code.letter)
    out.add(f'<DECLAR xmlns:xsi="{INSTANCE}" xsi:noNamespaceSchemaLocation="{code}.xsd">', 0)
    for name, part in (("DECLARHEAD", declar.head), ("DECLARBODY", declar.body)):
        out.add(f"<{name}>", 1)
        for member in table_of(type(part)).members:
            out.member(part, member)
        out.add(f"</{name}>", 1)
    out.add("</DECLAR>", 0)
    return (PROLOG + "\n".join(out.lines) + "\n").encode(ENCODING)


class _Lines:
    """The lines so far; every text is checked for characters on its way in."""

    def __init__(self, letter: str) -> None:
        self.letter = letter
        self.lines: list[str] = []

    def add(self, text: str, depth: int) -> None:
        self.lines.append("  " * depth + text)

    def member(self, part: Any, member: Member) -> None:
        value = getattr(part, member.attribute)
        if member.rows is not None:
            self._rows(value, member.rows)
        elif value is None:
            if member.required:
                raise FormFieldError(field=_element(member), problem=say("is required and was left empty"))
        elif member.choice is not None:
            option = member.choice.named(value)
            if option is None:
                known = ", ".join(o.name for o in member.choice.options)
                raise FormFieldError(
                    field=member.caption, problem=say("{value!r} is not one of {known}", value=value, known=known)
                )
            self.add(f"<{option.element}>1</{option.element}>", 2)
        elif member.links is not None:
            self._links(value, member.links.element)
        elif member.field is not None:
            self._field(value, member.field, "", 2)

    def _field(self, value: Any, field: Field, attributes: str, depth: int) -> None:
        if field.nillable and (value == "" or value is False):
            self.add(f'<{field.element}{attributes} xsi:nil="true"/>', depth)
            return
        try:
            text = field.type_in(self.letter).format(value)
        except ValueError as error:
            raise FormFieldError(field=f"{field.element} («{field.caption}»)", problem=str(error)) from None
        self.add(f"<{field.element}{attributes}>{escaped(text, field.element)}</{field.element}>", depth)

    def _rows(self, rows: tuple[Any, ...], row_type: type) -> None:
        if len(rows) > MOST_ROWS:
            raise FormFieldError(
                field="ROWNUM",
                problem=say("{count} rows, allowed are {most}", count=len(rows), most=MOST_ROWS),
            )
        numbers = [row.rownum or place for place, row in enumerate(rows, 1)]
        if len(set(numbers)) != len(numbers) or any(simple.ROW_NUMBER.problem(str(n)) for n in numbers):
            raise FormFieldError(field="ROWNUM", problem=say("the numbers of the rows must differ, from 1 to 999999"))
        for member in table_of(row_type).members:
            field = member.field
            assert field is not None  # a row holds fields only
            for number, row in zip(numbers, rows, strict=True):
                value = getattr(row, member.attribute)
                if value is not None:
                    self._field(value, field, f' ROWNUM="{number}"', 2)
            if field.required and all(getattr(row, member.attribute) is None for row in rows):
                raise FormFieldError(field=f"{field.element} («{field.caption}»)", problem=say("is required"))

    def _links(self, links: tuple[LinkedDoc, ...], element: str) -> None:
        if not links:
            self.add(f'<{element} xsi:nil="true"/>', 2)
            return
        self.add(f"<{element}>", 2)
        for link in links:
            number = "" if link.number is None else f' NUM="{link.number}"'
            kind = "" if link.link_type is None else f' TYPE="{link.link_type}"'
            self.add(f"<DOC{number}{kind}>", 3)
            for member in table_of(LinkedDoc).members:
                assert member.field is not None  # a link holds fields only
                self._field(getattr(link, member.attribute), member.field, "", 4)
            self.add("</DOC>", 3)
        self.add(f"</{element}>", 2)


def _element(member: Member) -> str:
    if member.field is not None:
        return f"{member.field.element} («{member.caption}»)"
    return f"«{member.caption}»"


def escaped(text: str, element: str) -> str:
    """Text for XML: the five characters as entities, and nothing that windows-1251 lacks."""
    for character in text:
        if ILLEGAL_IN_XML.match(character) or not _fits(character):
            raise character_error(character, element)
    out = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return out.replace('"', "&quot;").replace("'", "&apos;").replace("\r", "&#13;")


def _fits(character: str) -> bool:
    try:
        character.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True
