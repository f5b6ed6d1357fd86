"""Form codes, code lists and recipients as data with validity, which the user may replace (registration 5.1, 6).

Each file of `forms/data/` is replaced whole by a file of the same name in `<home>/forms/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from prro_cli.errors.registration import FormDataError
from prro_cli.forms.codes import FormCode
from prro_cli.forms.model import BODIES, DOC
from prro_cli.lang import say
from prro_cli.record import dataclass

FORMS, CODES, RECIPIENTS = "forms.toml", "codes.toml", "recipients.toml"
PACKAGED = Path(__file__).with_name("data")
MAX_FILE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Span:
    """From which day to which a thing is in force; None is open."""

    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of one form."""

    name: str
    """`20-opp`, `1-prro` or `5-prro`."""
    title: str
    caption: str
    sub: str
    version: int
    span: Span
    supported: bool
    note: str
    source: str

    def code(self, letter: str) -> FormCode:
        """Its code for legal entities (J) or natural persons (F)."""
        return FormCode(letter, DOC, self.sub, self.version)


@dataclass(frozen=True, slots=True)
class CodeList:
    """What the numbers of one column mean."""

    name: str
    title: str
    complete: bool
    codes: Mapping[int, str]
    span: Span
    source: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """A certificate of the tax service as it is published."""

    name: str
    channels: tuple[str, ...]
    span: Span
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All of it."""

    editions: tuple[Edition, ...]
    lists: Mapping[str, CodeList]
    recipients: tuple[Recipient, ...]

    def edition(self, name: str, day: date) -> Edition:
        """The version of a form to use on a day: of those in force the newest."""
        known = [e for e in self.editions if e.name == name and e.supported and e.span.holds(day)]
        if not known:
            raise FormDataError(
                file=FORMS, detail=say("no version of {name} is in force on {day:%Y-%m-%d}", name=name, day=day)
            )
        return max(known, key=lambda e: e.version)

    def edition_of(self, code: FormCode) -> Edition | None:
        """The version a code means, whenever it was or will be in force."""
        return next((e for e in self.editions if e.sub == code.sub and e.version == code.version), None)

    def meaning(self, list_name: str, code: int | str | None) -> str:
        """What a code means, or nothing where it is not known."""
        codes = self.lists.get(list_name)
        text = str(code or "")
        return codes.codes.get(int(text), "") if codes and text.isascii() and text.isdigit() else ""


def load(directory: Path | None = None) -> Catalogue:
    """The catalogue, each file from `directory` (`<home>/forms`) where it lies there, else from the package."""
    forms, forms_source = _toml(FORMS, directory)
    codes, codes_source = _toml(CODES, directory)
    recipients, recipients_source = _toml(RECIPIENTS, directory)
    return Catalogue(
        tuple(_edition(row, forms_source) for row in _list(forms, "form", forms_source)),
        {name: _code_list(name, table, codes_source) for name, table in codes.items()},
        tuple(_recipient(row, recipients_source) for row in _list(recipients, "recipient", recipients_source)),
    )


def _toml(name: str, directory: Path | None) -> tuple[dict[str, Any], str]:
    import tomllib

    own = directory / name if directory is not None else None
    path = own if own is not None and own.is_file() else PACKAGED / name
    data = path.read_bytes()
    if len(data) > MAX_FILE:
        raise FormDataError(file=path, detail=say("{count} bytes, more than {most}", count=len(data), most=MAX_FILE))
    try:
        return tomllib.loads(data.decode("utf-8")), "built in" if path.parent == PACKAGED else str(path)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormDataError(file=path, detail=error) from None


def _list(data: dict[str, Any], name: str, source: str) -> list[Any]:
    rows = data.get(name)
    if set(data) != {name} or not isinstance(rows, list):
        raise FormDataError(file=source, detail=say("the file holds [[{name}]] tables and nothing else", name=name))
    return rows


class _Row:
    """One table of a file, read member by member; what is left over is a mistake."""

    def __init__(self, table: Any, source: str, where: str) -> None:
        if not isinstance(table, dict):
            raise FormDataError(file=source, detail=say("{where} must be a table", where=where))
        self.rest = dict(table)
        self.source = source
        self.where = where

    def take(self, name: str, kind: type, default: Any = None) -> Any:
        value = self.rest.pop(name, default)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise FormDataError(
                file=self.source,
                detail=say("{where}: {name} must be of type {type}", where=self.where, name=name, type=kind.__name__),
            )
        return value

    def span(self) -> Span:
        first, last = (self.rest.pop(name, None) for name in ("valid-from", "valid-to"))
        for value in (first, last):
            if value is not None and type(value) is not date:
                raise FormDataError(
                    file=self.source,
                    detail=say("{where}: {value!r} is not a date as 2026-01-31", where=self.where, value=value),
                )
        return Span(first, last)

    def done(self) -> None:
        if self.rest:
            raise FormDataError(
                file=self.source,
                detail=say("{where}: nobody knows {names}", where=self.where, names=", ".join(map(str, self.rest))),
            )


def _edition(table: Any, source: str) -> Edition:
    row = _Row(table, source, "[[form]]")
    found = Edition(
        row.take("name", str),
        row.take("title", str),
        row.take("caption", str, ""),
        row.take("sub", str),
        row.take("version", int),
        row.span(),
        row.take("supported", bool, True),
        row.take("note", str, ""),
        source,
    )
    row.done()
    if found.sub not in BODIES or not 1 <= found.version <= 99:
        raise FormDataError(
            file=source,
            detail=say("{name}: sub must be one of {known}, version 1 to 99", name=found.name, known=", ".join(BODIES)),
        )
    return found


def _code_list(name: str, table: Any, source: str) -> CodeList:
    row = _Row(table, source, f"[{name}]")
    raw = row.take("codes", dict, {})
    if not all(
        isinstance(key, str) and key.isascii() and key.isdigit() and isinstance(v, str) for key, v in raw.items()
    ):
        raise FormDataError(file=source, detail=say("[{name}]: codes are numbers with texts", name=name))
    codes = {int(key): value for key, value in raw.items()}
    found = CodeList(name, row.take("title", str, ""), row.take("complete", bool, False), codes, row.span(), source)
    row.done()
    return found


def _recipient(table: Any, source: str) -> Recipient:
    row = _Row(table, source, "[[recipient]]")
    channels = tuple(str(channel) for channel in row.take("channels", list, []))
    found = Recipient(row.take("name", str), channels, row.span(), row.take("note", str, ""), source)
    row.done()
    return found
