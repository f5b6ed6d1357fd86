"""The name of a report file: 43 characters that repeat the head, and `.xml` (registration 1.2, DGFilename).

C_REG(2) C_RAJ(2) TIN(10) C_DOC(3) C_DOC_SUB(3) C_DOC_VER(2) C_DOC_STAN(1) C_DOC_TYPE(2) C_DOC_CNT(7) PERIOD_TYPE(1)
PERIOD_MONTH(2) PERIOD_YEAR(4) C_STI_ORIG(4). Receipts name the document they answer by it.
"""

from __future__ import annotations

import re
from dataclasses import fields

from prro_cli.forms import simple
from prro_cli.forms.codes import FormCode
from prro_cli.forms.model import Head
from prro_cli.lang import say
from prro_cli.record import dataclass

LENGTH = 43
MOST_TYPE = 99
MOST_COUNT = 9_999_999
_WIDTHS = (2, 2, 10, 3, 3, 2, 1, 2, 7, 1, 2, 4, 4)
_PASSPORT = re.compile(rf"00({simple.PASSPORT})")


@dataclass(frozen=True, slots=True)
class FileName:
    """A file name by its parts; the taxpayer's number is padded with zeros to ten characters."""

    c_reg: int
    c_raj: int
    tin: str
    c_doc: str
    c_doc_sub: str
    c_doc_ver: int
    c_doc_stan: int
    c_doc_type: int
    c_doc_cnt: int
    period_type: int
    period_month: int
    period_year: int
    c_sti_orig: int

    def __str__(self) -> str:
        parts = (getattr(self, f.name) for f in fields(self))
        return "".join(str(part).zfill(width) for part, width in zip(parts, _WIDTHS, strict=True)) + ".XML"

    @property
    def code(self) -> FormCode:
        """The code of the form."""
        return FormCode.parse(f"{self.c_doc}{self.c_doc_sub}{self.c_doc_ver:02d}")

    @property
    def taxpayer(self) -> str:
        """The taxpayer's number as far as the name tells it: ten digits mean a person, eight a legal entity."""
        passport = _PASSPORT.fullmatch(self.tin)
        if passport:
            return passport.group(1)
        return self.tin if self.c_doc.startswith("F") else self.tin.removeprefix("00")

    @classmethod
    def of(cls, head: Head) -> FileName:
        """The name for a head; ValueError, saying why, where no name can hold it."""
        if not 0 <= head.c_doc_cnt <= MOST_COUNT:
            raise ValueError(
                say("C_DOC_CNT {count}: a file name has room for {most}", count=head.c_doc_cnt, most=MOST_COUNT)
            )
        if not 0 <= head.c_doc_type <= MOST_TYPE:
            raise ValueError(
                say("C_DOC_TYPE {type}: a file name has room for {most}", type=head.c_doc_type, most=MOST_TYPE)
            )
        found = cls(
            head.c_reg,
            head.c_raj,
            head.tin.zfill(10),
            head.c_doc,
            head.c_doc_sub,
            int(head.c_doc_ver),
            head.c_doc_stan,
            head.c_doc_type,
            head.c_doc_cnt,
            head.period_type,
            head.period_month,
            head.period_year,
            head.c_sti_orig,
        )
        if problem := simple.FILE_NAME.problem(str(found)):
            raise ValueError(problem)
        return found

    @classmethod
    def parse(cls, text: str) -> FileName:
        """The parts of a name; ValueError where it is none."""
        if problem := simple.FILE_NAME.problem(text):
            raise ValueError(problem)
        parts: list[str] = []
        place = 0
        for width in _WIDTHS:
            parts.append(text[place : place + width])
            place += width
        texts = (2, 3, 4)  # TIN, C_DOC, C_DOC_SUB
        return cls(*[part if n in texts else int(part) for n, part in enumerate(parts)])  # type: ignore[arg-type]


def same_document(one: str, other: str) -> bool:
    """Whether two file names mean one document: receipts write the extension in either case."""
    return one.strip().casefold() == other.strip().casefold()
