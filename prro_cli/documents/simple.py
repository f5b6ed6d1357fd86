"""The simple types of the fiscal schemas: what text an element may hold, and what it means as a Python value.

Each type answers three questions: `problem(text)` gives the schema's verdict on text as it stands (exactly the
verdict of the tax service's XSD, so that no answer of ours differs from the server's), `parse(text)` reads text
leniently (`2.5` where the schema wants `2.50` still means 250 kopecks), and `format(value)` writes a value so that
`problem` has nothing to say. The letters are those of the API description of 08.2025.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from prro_cli.lang import both, later
from prro_cli.values import format_fixed, kyiv

WHITE = " \t\r\n"
MAX_WHOLE_DIGITS = 15  # "15.2 digits" in the description of every sum
_LENIENT = re.compile(r"([+-]?)([0-9]{1,40})(?:[.,]([0-9]{1,20}))?")
_INTEGER = re.compile(r"[+-]?[0-9]+")
LETTERS_OF_PASSPORTS = "АБВГДЕЄЖЗИІКЛМНОПРСТУФХЦЧШЩЮЯ"


class Simple:
    """Base of all simple types; `wanted` says in plain words what the element may hold."""

    __slots__ = ("letter", "wanted")

    def __init__(self, letter: str, wanted: str) -> None:
        self.letter = letter
        self.wanted = wanted

    def problem(self, text: str) -> str | None:
        """What is wrong with this text by the schema, or None."""
        raise AssertionError("every type overrides this")  # pragma: no cover

    def parse(self, text: str) -> Any:
        """The value, read leniently; ValueError if there is none."""
        raise AssertionError("every type overrides this")  # pragma: no cover

    def format(self, value: Any) -> str:
        """The text of a value; ValueError if the value does not fit the schema."""
        raise AssertionError("every type overrides this")  # pragma: no cover

    def refuse(self, text: str) -> str:
        """The usual sentence: found this, wanted that."""
        shown = text if len(text) <= 60 else text[:57] + "..."
        return both("found {shown!r}, wanted {wanted}", shown=shown, wanted=both(self.wanted))


class Text(Simple):
    """Any characters, at most so many."""

    __slots__ = ("longest",)

    def __init__(self, letter: str, longest: int | None) -> None:
        super().__init__(letter, f"at most {longest} characters" if longest else "text")
        self.longest = longest

    def problem(self, text: str) -> str | None:
        if self.longest is not None and len(text) > self.longest:
            return both("{count} characters, allowed are {longest}", count=len(text), longest=self.longest)
        return None

    def parse(self, text: str) -> str:
        return text

    def format(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is not text")
        if problem := self.problem(value):
            raise ValueError(problem)
        return value


class Pattern(Text):
    """Text of a fixed form (whitespace counts, as in the schema)."""

    __slots__ = ("positive", "regex")

    def __init__(self, letter: str, regex: str, wanted: str, longest: int | None = None) -> None:
        super().__init__(letter, longest)
        self.wanted = wanted
        self.regex = re.compile(regex)

    def problem(self, text: str) -> str | None:
        if too_long := super().problem(text):
            return too_long
        return None if self.regex.fullmatch(text) else self.refuse(text)


class CommodityCode(Pattern):
    """УКТЗЕД: a positive integer of certain lengths; being a number, spaces around it do not count."""

    __slots__ = ()

    def problem(self, text: str) -> str | None:
        text = text.strip(WHITE)
        return None if self.regex.fullmatch(text) and text.strip("0") else self.refuse(text)

    def parse(self, text: str) -> str:
        return text.strip(WHITE)


class Fixed(Simple):
    """A decimal number kept as an integer of its last decimal place."""

    __slots__ = ("decimals", "regex")

    def __init__(self, letter: str, regex: str, decimals: int, wanted: str) -> None:
        super().__init__(letter, wanted)
        self.regex = re.compile(regex)
        self.decimals = decimals

    def problem(self, text: str) -> str | None:
        return None if self.regex.fullmatch(text.strip(WHITE)) else self.refuse(text)

    def parse(self, text: str) -> int:
        match = _LENIENT.fullmatch(text.strip(WHITE))
        if not match:
            raise ValueError(self.refuse(text))
        sign, whole, fraction = match.groups(default="")
        if len(fraction.rstrip("0")) > self.decimals:
            raise ValueError(self.refuse(text))
        value = int(whole + fraction[: self.decimals].ljust(self.decimals, "0"))
        return -value if sign == "-" else value

    def format(self, value: Any) -> str:
        if type(value) is not int:
            raise ValueError(f"{value!r} is not an integer number of the last decimal place")
        if abs(value) >= 10 ** (MAX_WHOLE_DIGITS + self.decimals):
            raise ValueError(f"more than {MAX_WHOLE_DIGITS} digits before the full stop")
        return format_fixed(value, self.decimals) if self.decimals else str(value)


class Integer(Simple):
    """A whole number between two limits."""

    __slots__ = ("high", "low")

    def __init__(self, letter: str, low: int | None, high: int | None, wanted: str) -> None:
        super().__init__(letter, wanted)
        self.low = low
        self.high = high

    def problem(self, text: str) -> str | None:
        try:
            value = self.parse(text)
        except ValueError as error:
            return str(error)
        return None if self.fits(value) else self.refuse(text)

    def fits(self, value: int) -> bool:
        """Is the number between the limits?"""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def parse(self, text: str) -> int:
        text = text.strip(WHITE)
        if not _INTEGER.fullmatch(text) or len(text) > 60:
            raise ValueError(self.refuse(text))
        return int(text)

    def format(self, value: Any) -> str:
        if type(value) is not int:
            raise ValueError(f"{value!r} is not a whole number")
        if not self.fits(value):
            raise ValueError(self.refuse(str(value)))
        return str(value)


class Digits(Integer):
    """A whole number kept as the text it came in: a leading zero of a time or a secret number must survive."""

    __slots__ = ()

    def problem(self, text: str) -> str | None:
        try:
            value = Integer.parse(self, text)
        except ValueError as error:
            return str(error)
        return None if self.fits(value) else self.refuse(text)

    def parse(self, text: str) -> Any:
        Integer.parse(self, text)
        return text.strip(WHITE)

    def format(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is not a text of digits")
        if problem := self.problem(value):
            raise ValueError(problem)
        return value


class Boolean(Simple):
    """`true`, `false`, `1` or `0`."""

    __slots__ = ()

    def problem(self, text: str) -> str | None:
        return None if text.strip(WHITE) in ("true", "false", "1", "0") else self.refuse(text)

    def parse(self, text: str) -> bool:
        word = text.strip(WHITE).lower()
        if word not in ("true", "false", "1", "0"):
            raise ValueError(self.refuse(text))
        return word in ("true", "1")

    def format(self, value: Any) -> str:
        if not isinstance(value, bool):
            raise ValueError(f"{value!r} is neither true nor false")
        return "true" if value else "false"


def _calendar() -> str:
    """The schema's calendar as a pattern: ddmmyyyy of the years 1900 to 2099.

    The schema writes its character classes with a stray `|` inside, so `|` passes as a digit of a February year;
    the verdict must be the same here, and `Calendar.parse` refuses what is no date.
    """
    month_30, month_31 = "(?:0[13-9]|1[0-2])", "(?:0[13578]|1[02])"
    other = rf"(?:(?:0[1-9]|[12][0-9]){month_30}|30{month_30}|31{month_31})(?:19|20)\d\d"
    leap = r"(?:0[1-9]|[12][0-9])02(?:19|20)(?:[02468|][048|]|[13579|][26|])"
    common = r"(?:0[1-9]|1[0-9]|2[0-8])02(?:19|20)(?:[02468|][1-35-79|]|[13579|][013-57-9|])"
    return f"(?:{other}|{leap}|{common})"


_CLOCK = "(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]"


class Moment(Pattern):
    """A date, a time of day or both, written without separators; Kyiv time."""

    __slots__ = ("kind", "layout")

    def __init__(self, letter: str, regex: str, layout: str, kind: type, wanted: str) -> None:
        super().__init__(letter, regex, wanted)
        self.layout = layout
        self.kind = kind

    def parse(self, text: str) -> Any:
        if not text.isascii() or not text.isdigit() or not self.regex.fullmatch(text):
            raise ValueError(self.refuse(text))
        try:
            day = date(int(text[4:8]), int(text[2:4]), int(text[:2])) if self.kind is not time else date.min
        except ValueError:
            raise ValueError(f"{text!r} is not in the calendar") from None
        if self.kind is date:
            return day
        moment = time(int(text[-6:-4]), int(text[-4:-2]), int(text[-2:]))
        return moment if self.kind is time else datetime.combine(day, moment, tzinfo=kyiv())

    def format(self, value: Any) -> str:
        if type(value) is not self.kind:
            raise ValueError(f"{value!r} is not a {self.kind.__name__}")
        moment: Any = value
        if self.kind is datetime and moment.tzinfo is not None:
            moment = moment.astimezone(kyiv())
        text: str = moment.strftime(self.layout)
        if problem := self.problem(text):
            raise ValueError(problem)
        return text


WHOLE = Integer("U", 0, None, later("a whole number, 0 or more"))
POSITIVE = Integer("P", 1, None, later("a whole number, 1 or more"))
NUMBER_5 = Integer("N5", 1, 99_999, later("a whole number from 1 to 99999"))
ANY_INTEGER = Integer("I", None, None, later("a whole number"))
ROW_NUMBER = Integer("ROWNUM", 1, 999_999, later("a whole number from 1 to 999999"))
WHOLE_DIGITS = Digits("U", 0, None, later("digits"))
POSITIVE_DIGITS = Digits("P", 1, None, later("digits of a number of 1 or more"))
DECIMAL_0 = Fixed("D0", r"-?[0-9]+(?:\.0{1,2})?", 0, later("a whole number"))
DECIMAL_2 = Fixed(
    "D2", r"-?[0-9]+\.[0-9]{2}", 2, later("a number with a full stop and exactly two decimals, like 12.50")
)
DECIMAL_3 = Fixed("D3r", r"-?[0-9]+(?:\.[0-9]{1,3})?", 3, later("a number with at most three decimals, like 0.350"))
DECIMAL_8 = Fixed("D8r", r"-?[0-9]+(?:\.[0-9]{1,8})?", 8, later("a number with at most eight decimals"))
FLAG = Boolean("B", later("true or false"))
TEXT = Text("T", None)
TEXT_1, TEXT_15, TEXT_64, TEXT_128, TEXT_256, TEXT_1024 = (Text(f"S{n}", n) for n in (1, 15, 64, 128, 256, 1024))
_PASSPORT = rf"[{LETTERS_OF_PASSPORTS}]{{2}}[0-9]{{6}}"
TAXPAYER = Pattern(
    "TIN",
    rf"[0-9]{{5,10}}|{_PASSPORT}",
    later("a taxpayer code: 5 to 10 digits, or two capital Ukrainian letters and 6 digits"),
    10,
)
VAT_NUMBER = Pattern(
    "IPN",
    rf"0|[0-9]{{6,12}}|{_PASSPORT}",
    later("a VAT number: 0, or 6 to 12 digits, or two capital Ukrainian letters and 6 digits"),
)
UKTZED = CommodityCode(
    "UKTZED", r"[0-9]{10}|[0-9]{8}|[0-9]{6}|00[0-9]{3}|[0-9]{4}", "4, 6, 8 or 10 digits, not all zero"
)
DKPP = Pattern(
    "DKPP",
    r"\d\d\.\d\d\.\d\d-\d\d(?:\.\d{1,2})*|\d\d\.\d\d\.\d\d(?:-\d{1,2})*|\d\d\.\d\d(?:\.\d{1,2})*",
    later("a code such as 11.22, 11.22.33 or 11.22.33-44.55"),
)
DATE = Moment("Date", _calendar(), "%d%m%Y", date, later("a date of the calendar as ddmmyyyy"))
TIME = Moment("Time", _CLOCK, "%H%M%S", time, later("a time of day as hhmmss"))
DATE_TIME = Moment("DT", _calendar() + _CLOCK, "%d%m%Y%H%M%S", datetime, later("a date and time as ddmmyyyyhhmmss"))
