"""The simple types of `common_types.xsd` that the three forms use, with the schema's own verdict on any text.

`problem` agrees with the tax service's XSD on every text; `parse` and `format` go between text and Python values.
Types that the fiscal documents share come from `documents.simple`.
"""

from __future__ import annotations

import re
from typing import Any

from prro_cli.documents.simple import DATE, LETTERS_OF_PASSPORTS, TAXPAYER, WHITE, Pattern, Simple, Text
from prro_cli.lang import both, later

MOST_DIGITS = 1000  # of a number without limits; beyond that no reader needs to count
UNSIGNED_LONG = 2**64 - 1
_WHOLE = re.compile(r"[+-]?[0-9]+")
PASSPORT = rf"[{LETTERS_OF_PASSPORTS}]{{2}}[0-9]{{6}}"


class Number(Simple):
    """A whole number; `pattern` is one that the schema puts on the text itself, not on the value."""

    __slots__ = ("high", "low", "pattern")

    def __init__(
        self,
        low: int | None,
        high: int | None,
        wanted: str,
        *,
        pattern: str = "",
    ) -> None:
        super().__init__("", wanted)
        self.low, self.high = low, high
        self.pattern = re.compile(pattern) if pattern else None

    def problem(self, text: str) -> str | None:
        text = text.strip(WHITE)
        try:
            value = self.parse(text)
        except ValueError as error:
            return str(error)
        if self.pattern is not None and not self.pattern.fullmatch(text):
            return self.refuse(text)
        low_enough = self.high is None or value <= self.high
        return None if low_enough and (self.low is None or value >= self.low) else self.refuse(text)

    def parse(self, text: str) -> Any:
        text = text.strip(WHITE)
        if not _WHOLE.fullmatch(text) or len(text.lstrip("+-").lstrip("0")) > MOST_DIGITS:
            raise ValueError(self.refuse(text))
        return int(text)

    def format(self, value: Any) -> str:
        if type(value) is not int:
            raise ValueError(f"{value!r} is not a whole number")
        text = str(value)
        if problem := self.problem(text):
            raise ValueError(problem)
        return text


class NumberText(Number):
    """A number kept as the digits it is written with: 00200010 stays 00200010."""

    __slots__ = ()

    def problem(self, text: str) -> str | None:
        text = text.strip(WHITE)
        try:
            value = Number.parse(self, text)
        except ValueError as error:
            return str(error)
        low_enough = self.high is None or value <= self.high
        return None if low_enough and (self.low is None or value >= self.low) else self.refuse(text)

    def parse(self, text: str) -> Any:
        Number.parse(self, text)
        return text.strip(WHITE).removeprefix("+")

    def format(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is not a text of digits")
        if problem := self.problem(value):
            raise ValueError(problem)
        return value


class Mark(Simple):
    """A box that may be ticked: 1."""

    __slots__ = ()

    def problem(self, text: str) -> str | None:
        return None if re.fullmatch(r"\+?0*1", text.strip(WHITE)) else self.refuse(text)

    def parse(self, text: str) -> bool:
        if problem := self.problem(text):
            raise ValueError(problem)
        return True

    def format(self, value: Any) -> str:
        if value is not True:
            raise ValueError(f"{value!r} is no tick")
        return "1"


class Filled(Text):
    """Any text of at least one character, or (`visible`) of at least one that is not white space.

    The schema's pattern for the latter, `([\\s]*[\\S]+[\\s]*)+`, costs exponential time; this is the same verdict.
    """

    __slots__ = ("visible",)

    def __init__(self, *, visible: bool) -> None:
        super().__init__("", None)
        self.visible = visible
        self.wanted = later("a text that is not blank" if visible else "a text of at least one character")

    def problem(self, text: str) -> str | None:
        return None if (text.strip(WHITE) if self.visible else text) else self.refuse(text)


class Admitted(Pattern):
    """A text of admitted characters; its verdict names those that are not."""

    __slots__ = ("character",)

    def __init__(self, character: re.Pattern[str], wanted: str) -> None:
        super().__init__("", f"(?:{character.pattern})+", wanted)
        self.character = character

    def problem(self, text: str) -> str | None:
        if not text:
            return self.refuse(text)
        bad = [c for c in dict.fromkeys(text) if not self.character.fullmatch(c)]
        if not bad:
            return None
        shown = ", ".join(f"{c} (U+{ord(c):04X})" for c in bad[:10])
        return both("not admitted here: {shown}; allowed are {wanted}", shown=shown, wanted=both(self.wanted))


_COMMON = r"Є-ЯҐа-їґ0-9.,:;+\-=<@'\"()/!?* \t\r\n&\x96\x97«»–“”‑№"
NAME_CHARACTERS = re.compile(rf"[A-Za-z{_COMMON}]")
ADDRESS_CHARACTERS = re.compile(rf"[IVXLCDM{_COMMON}]")
"""The admitted characters of 20-ОПП columns 4 and 8. In the schema `+-=` is a range, hence `<` and the digits."""

TEXT = Text("", None)
NON_EMPTY = Filled(visible=False)
NON_BLANK = Filled(visible=True)
TICK = Mark("", later("1 (a ticked box)"))
TIN = TAXPAYER
TIN_LEGAL = Pattern("", r"[0-9]{5,10}", later("a taxpayer code of 5 to 10 digits"), 10)
TIN_PERSON = Pattern(
    "",
    rf"[0-9]{{10}}|[0-9]{{9}}|{PASSPORT}",
    later("10 digits (РНОКПП), 9 digits, or a passport: 2 letters and 6 digits"),
    10,
)
VAT = NumberText(1000, 999_999_999_999, later("a VAT number of 4 to 12 digits"))
KATOTTG = Pattern("", r"UA[0-9]{17}", later("a code of the КАТОТТГ: UA and 17 digits"))
DIGITS = Pattern("", r"[0-9]+", later("digits only"))
COUNTER = Number(1, UNSIGNED_LONG, "a whole number, 1 or more")
CODE_1 = Number(1, 9, later("a code from 1 to 9"))
CODE_2 = Number(1, 99, later("a code from 1 to 99"))
CODE_3 = NumberText(1, 999, later("a code from 1 to 999"))
OBJECT_ID = NumberText(0, None, later("an identifier of digits: the type of the object (3) and its own number (5)"))
OBJECT_NAME = Admitted(
    NAME_CHARACTERS,
    later("Latin and Ukrainian letters, digits, spaces and . , : ; + - / < = @ ' \" ( ) ! ? * & « » – “ ” №"),
)
OBJECT_ADDRESS = Admitted(
    ADDRESS_CHARACTERS,
    later(
        "Ukrainian letters, digits, spaces and . , : ; + - / < = @ ' \" ( ) ! ? * & « » – “ ” №; "
        "of Latin letters only I V X L C D M"
    ),
)
NON_NEGATIVE = Number(0, None, "a whole number, 0 or more")
OFFICE_PART = Number(0, 99, later("a number from 0 to 99"))
OFFICE = Number(
    None,
    None,
    later("the code of a tax office without leading zeros, such as 2659 or 915"),
    pattern=r"3070|3[1-5]00|9001|9191|9393|9494|9900|9911|9970|999[1-9]|2[0-8][0-9]{2}|1[0-9]{3}|[1-9][0-9]{2}",
)
MONTH = Number(1, 12, later("a month from 1 to 12"))
PERIOD_TYPE = Number(1, 5, later("1 month, 2 quarter, 3 half-year, 4 nine months or 5 year"))
YEAR = Number(1981, 2099, later("a year from 1981 to 2099"))
STATE = Number(1, 3, later("1 reporting, 2 new reporting or 3 correcting"))
C_DOC = Pattern("", r"[JF](?:0[1-9]|[1-9][0-9])", later("J or F and two digits"))
C_DOC_SUB = Pattern("", r"[0-9]{2}[1-9]|[0-9][1-9][0-9]|[1-9][0-9]{2}", later("three digits, not 000"))
C_DOC_VER = Pattern("", r"[1-9][0-9]|[1-9]", later("1 to 99 without a leading zero"))
LINK_TYPE = Number(0, None, later("1 appendix, 2 main document or 3 acknowledged"), pattern="[1-3]")
ROW_NUMBER = Number(1, 999_999, "a whole number from 1 to 999999")
FILE_NAME = Pattern(
    "",
    rf"[0-9]{{4}}(?:[0-9]{{10}}|00{PASSPORT})[JF](?:0[1-9]|[1-9][0-9])"
    r"(?:[0-9]{2}[1-9]|[0-9][1-9][0-9]|[1-9][0-9]{2})(?:[1-9][0-9]|0[1-9])[1-3][0-9]{2}[0-9]{7}[1-5]"
    r"(?:0[1-9]|1[0-2])20[0-9]{2}[0-9]{4}\.[xX][mM][lL]",
    later("the name of a report file: 43 characters and .xml"),
)

__all__ = ["DATE", "TIN", "WHITE", "Simple"]
