"""Reading the server's JSON: strings or numbers, nulls, names or codes, and dates of every seen form.

The description prints placeholders instead of types, and live answers changed between 2020 and 2024 (API notes
2.1): a value is taken in any form that says the same thing. What says something else is an error, never a guess.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from enum import IntEnum
from typing import Any, NoReturn, TypeVar

from prro_cli.lang import later
from prro_cli.values import kyiv, parse_fixed

MAX_NUMBER_DIGITS = 20
_INTEGER = re.compile(r"-?\d{1,20}", re.ASCII)
_WHOLE_DECIMAL = re.compile(r"(-?\d{1,20})\.0{1,10}", re.ASCII)
_DECIMAL = re.compile(r"\d{1,9}(?:\.\d{1,20})?", re.ASCII)
_TIME_SPAN = re.compile(r"(?:(\d{1,4})\.)?(\d{1,4}):(\d{1,2})(?::(\d{1,2})(?:\.\d{1,9})?)?", re.ASCII)
_MS_DATE = re.compile(r"/Date\((-?\d{1,15})([+-]\d{4})?\)/", re.ASCII)
_MAX_TEXT = 100_000

E = TypeVar("E", bound=IntEnum)


class UnreadableAnswerError(Exception):
    """The answer cannot be what it should be. The text names the member and what is wrong."""


class JsonDecimal(str):
    """A JSON number with a fraction, kept as the text it was: no binary floating point touches money."""

    __slots__ = ()


def load_object(body: bytes) -> Mapping[str, Any]:
    """A JSON object, strictly JSON (no NaN), with a BOM tolerated; nothing but UnreadableAnswerError goes out."""
    try:
        text = body.decode("utf-8-sig")
        value = json.loads(text, parse_float=JsonDecimal, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise UnreadableAnswerError(f"the answer is not UTF-8: {error.reason} at byte {error.start}") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableAnswerError(f"the answer is not JSON: {str(error)[:200]}") from error
    if not isinstance(value, dict):
        raise UnreadableAnswerError(later("the answer is not a JSON object"))
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _wrong(name: str, value: object, expected: str) -> UnreadableAnswerError:
    return UnreadableAnswerError(f"{name} = {str(value)[:60]!r}: {expected} is expected")


def _integer(name: str, value: object) -> int:
    if isinstance(value, bool):
        raise _wrong(name, value, "a whole number")
    if isinstance(value, int) and abs(value) < 10**MAX_NUMBER_DIGITS:
        return value
    if isinstance(value, str):
        whole = _WHOLE_DECIMAL.fullmatch(value)
        text = whole.group(1) if whole else value.strip()
        if _INTEGER.fullmatch(text):
            return int(text)
    raise _wrong(name, value, "a whole number")


class Members:
    """The members of one JSON object, read by name; a missing member is the same as null."""

    __slots__ = ("_data", "_path")

    def __init__(self, data: object, path: str = "") -> None:
        if not isinstance(data, Mapping):
            raise _wrong(path or "the answer", data, "an object")
        # Names are the description's, in whatever case the server of the day writes them.
        self._data = {**{str(name).lower(): value for name, value in data.items()}, **data}
        self._path = path

    def raw(self, name: str) -> object:
        """The value as it came."""
        return self._data.get(name, self._data.get(name.lower()))

    def __contains__(self, name: str) -> bool:
        return name in self._data or name.lower() in self._data

    def _name(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def count(self, name: str) -> int | None:
        """A whole number that cannot be negative."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        number = _integer(self._name(name), value)
        if number < 0:
            raise _wrong(self._name(name), value, "a number that is not negative")
        return number

    def need_count(self, name: str) -> int:
        """The same, where the answer means nothing without it."""
        number = self.count(name)
        if number is None:
            raise _wrong(self._name(name), None, "a number")
        return number

    def minutes(self, name: str) -> int | None:
        """Whole minutes of a duration that is only compared with ours: begun ones count, what cannot be read is none.

        It is our own count that stops the register first; a figure in another form must not stop it for good.
        """
        value = str(self.raw(name) if self.raw(name) is not None else "").strip()
        if _DECIMAL.fullmatch(value):
            whole, _, part = value.partition(".")
            return int(whole) + bool(part.strip("0"))
        if span := _TIME_SPAN.fullmatch(value):
            days, hours, minutes, seconds = (int(part or 0) for part in span.groups())
            return (days * 24 + hours) * 60 + minutes + bool(seconds)
        return None

    def text(self, name: str) -> str | None:
        """A text; a number is taken as its digits (fiscal numbers, session ids)."""
        value = self.raw(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise _wrong(self._name(name), value, "a text")
        if isinstance(value, int):
            return str(_integer(self._name(name), value))
        if len(value) > _MAX_TEXT:
            raise _wrong(self._name(name), value, "a shorter text")
        return str(value)

    def digits(self, name: str) -> str | None:
        """A positive number kept as text: session ids and seeds; an empty text or 0 is the same as null."""
        value = self.text(name)
        if value is None or value.strip() in ("", "0"):
            return None
        value = value.strip()
        if not (value.isascii() and value.isdigit() and len(value) <= MAX_NUMBER_DIGITS):
            raise _wrong(self._name(name), value, "a positive number")
        return value

    def flag(self, name: str) -> bool | None:
        """A truth value in any of its spellings."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        known = _FLAGS.get(str(value).lower())
        if known is None:
            raise _wrong(self._name(name), value, "true or false")
        return known

    def money(self, name: str) -> int | None:
        """Hryvnias as kopecks."""
        value = self.raw(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise _wrong(self._name(name), value, "a sum")
        try:
            return parse_fixed(str(value), 2)
        except ValueError as error:
            raise _wrong(self._name(name), value, "a sum such as 12.50") from error

    def choice(self, name: str, kind: type[E], names: Mapping[str, E]) -> E | str | None:
        """An enumeration by number or by name; a value we do not know is kept as its text."""
        value = self.raw(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise _wrong(self._name(name), value, "a name or a number")
        text = str(value)[:100]
        if text in names:
            return names[text]
        if _INTEGER.fullmatch(text):
            return next((one for one in kind if one == int(text)), text)
        return text

    def moment(self, name: str) -> datetime | None:
        """A time with its zone; one without a zone is Kyiv's."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise _wrong(self._name(name), value, "a time")
        try:
            return parse_moment(value)
        except (ValueError, OverflowError) as error:
            raise _wrong(self._name(name), value, "a time") from error

    def binary(self, name: str) -> bytes | None:
        """Base64."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        try:
            return base64.b64decode(str(value).translate(_SPACES), validate=True)
        except (binascii.Error, ValueError) as error:
            raise _wrong(self._name(name), value, "base64") from error

    def child(self, name: str) -> Members | None:
        """An object inside."""
        value = self.raw(name)
        return None if value is None else Members(value, self._name(name))

    def children(self, name: str) -> tuple[Members, ...]:
        """A list of objects; null is an empty one."""
        value = self.raw(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise _wrong(self._name(name), value, "a list")
        return tuple(Members(one, f"{self._name(name)}[{index}]") for index, one in enumerate(value))


_FLAGS = {"true": True, "false": False, "1": True, "0": False}
_SPACES = {ord(c): None for c in " \r\n\t"}


def parse_moment(text: str) -> datetime:
    """ISO 8601 with up to seven decimals, with or without a zone, or `/Date(1539723599000+0300)/`; ValueError."""
    match = _MS_DATE.fullmatch(text)
    if match:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(match.group(1)))
        if not match.group(2):
            return moment
        offset = timedelta(hours=int(match.group(2)[:3]), minutes=int(match.group(2)[0] + match.group(2)[3:]))
        return moment.astimezone(timezone(offset))
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=kyiv())
