"""Characters of the forms: windows-1251 everywhere, and the narrower set of 20-ОПП columns 4 and 8 (registration 1.5).

Replacements are told, never silent: these are legal filings. What has no fair replacement stays, and the validator
names it.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any, TypeVar

from prro_cli.documents.charset import normalise
from prro_cli.forms import simple
from prro_cli.forms.declare import Field, table_of
from prro_cli.forms.model import Declar
from prro_cli.record import dataclass
from prro_cli.values import ukrainian_capitals

NARROW = str.maketrans(
    {"’": "'", "ʼ": "'", "‘": "'", "`": "'", "—": "–", "„": '"', "‟": '"', "‹": "«", "›": "»", "…": "...", "\xa0": " "}
)
"""Into the set of 20-ОПП: ’ and ʼ → ', — → – are the tax service's own habit, the others look alike."""
_TWINS = str.maketrans("ABEHKOPTYabceiopxyk", "АВЕНКОРТУавсеіорхук")
"""Latin letters that look Cyrillic. I V X L C D M stay: an address may hold Roman numerals."""
_WORD = re.compile(r"[^\W_]+")
_PartT = TypeVar("_PartT")


@dataclass(frozen=True, slots=True)
class Replacement:
    """A text that was changed so that the form can hold it."""

    element: str
    before: str
    after: str


def normalised(declar: Declar) -> tuple[Declar, tuple[Replacement, ...]]:
    """The form with every text in admitted characters, and what was replaced; CharacterError where nothing fits."""
    told: list[Replacement] = []
    body = _part(declar.body, told)
    return Declar(_part(declar.head, told), body), tuple(told)


def _part(part: _PartT, told: list[Replacement]) -> _PartT:
    changes: dict[str, Any] = {}
    for member in table_of(type(part)).members:
        value = getattr(part, member.attribute)
        if member.rows is not None:
            changes[member.attribute] = tuple(_part(row, told) for row in value)
        elif member.field is not None and isinstance(value, str):
            after = fit(value, member.field)
            if after != value:
                told.append(Replacement(member.field.element, value, after))
                changes[member.attribute] = after
    return dataclasses.replace(part, **changes) if changes else part  # type: ignore[type-var]


def fit(text: str, field: Field) -> str:
    """One text in the characters that its field admits, as far as that can be."""
    text = normalise(text, f"{field.element} («{field.caption}»)")
    if field.simple in (simple.OBJECT_NAME, simple.OBJECT_ADDRESS):
        if "„" in text:
            text = text.replace("“", "„")  # the closing one of the same pair
        text = text.translate(NARROW)
    if field.simple is simple.OBJECT_ADDRESS:
        text = _WORD.sub(lambda word: _cyrillic(word.group()), text)
    if field.simple in (simple.TIN, simple.TIN_PERSON) and not text.isdigit():
        text = ukrainian_capitals(text.replace(" ", ""))
    if field.simple is simple.KATOTTG:
        text = text.strip().upper().replace("А", "A")  # a Cyrillic А looks the same and is not
    return text


def _cyrillic(word: str) -> str:
    """A word whose Latin letters all look Cyrillic, in Cyrillic; Roman numerals and real Latin words stay."""
    if not re.search("[A-Za-z]", word) or simple.OBJECT_ADDRESS.regex.fullmatch(word):
        return word
    changed = word.translate(_TWINS)
    return changed if simple.OBJECT_ADDRESS.regex.fullmatch(changed) else word
