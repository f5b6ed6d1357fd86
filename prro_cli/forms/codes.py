"""Codes of forms: `J1316605` is letter J, C_DOC 13, C_DOC_SUB 166, C_DOC_VER 5 (registration 1.1)."""

from __future__ import annotations

import re

from prro_cli.lang import say
from prro_cli.record import dataclass

LEGAL = "J"
PERSON = "F"
_CODE = re.compile(r"([JF])([0-9]{2})([0-9]{3})([0-9]{2})")


@dataclass(frozen=True, slots=True)
class FormCode:
    """The code of a form."""

    letter: str
    doc: str
    sub: str
    version: int

    def __str__(self) -> str:
        return f"{self.letter}{self.doc}{self.sub}{self.version:02d}"

    @property
    def c_doc(self) -> str:
        """C_DOC of the head: the letter belongs to it."""
        return self.letter + self.doc

    @property
    def derived(self) -> bool:
        """No XSD of an F form was ever found: its check is derived from the J form (registration 1.6, GUESS)."""
        return self.letter == PERSON

    @classmethod
    def parse(cls, text: str) -> FormCode:
        """The parts of a code; ValueError for anything else."""
        match = _CODE.fullmatch(text.strip().upper())
        if not match:
            raise ValueError(say("{text!r} is not a code of a form such as J1316605", text=text))
        letter, doc, sub, version = match.groups()
        return cls(letter, doc, sub, int(version))
