"""Text for windows-1251: what is replaced, what is dropped, what is refused.

The wire is windows-1251, which lacks characters that people type every day. `normalise` applies, in this order:

1. Unicode NFC, so that `и` + U+0306 becomes `й` and `і` + U+0308 becomes `ї`.
2. Line ends CR LF, CR, U+0085, U+2028 and U+2029 become LF. Tabulator and LF stay.
3. A character of windows-1251 stays as it is.
4. REPLACED below (apostrophes, hryvnia sign, hyphens, primes, signs, spaces).
5. DROPPED below (zero-width characters, direction marks, variation selectors, the byte-order mark).
6. Combining marks that are left (a stress over a vowel) are dropped.
7. The compatibility form of Unicode, without marks, where it consists of windows-1251 characters: ½ → 1/2, ² → 2,
   é → e, ﬁ → fi, full-width letters and digits.
8. Anything else is refused, naming the field and the character. Other control characters (U+0000…U+001F,
   U+007F…U+009F) are always refused: most of them cannot stand in XML at all, and none belongs on a receipt.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, TypeVar

from prro_cli.documents.model import ROOT_NAMES
from prro_cli.documents.schema import Section, table_of
from prro_cli.errors.documents import CharacterError
from prro_cli.lang import say

ENCODING = "cp1251"

REPLACED: dict[str, str] = {
    # apostrophes and primes
    "\u02bc": "'", "\u02b9": "'", "\u02bb": "'", "\u02bd": "'", "\u02c8": "'", "\u201b": "'", "\u2032": "'",
    "\u2035": "'", "\u00b4": "'", "\u02ca": "'", "\u02cb": "`", "\ua78c": "'", "\uff07": "'",
    "\u02ba": '"', "\u201f": '"', "\u2033": '"', "\u2036": '"', "\u2034": "'''", "\u301d": '"', "\u301e": '"',
    # hyphens and dashes
    "\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—", "\u2212": "-", "\u2043": "-", "\u02d7": "-",
    "\ufe58": "—", "\ufe63": "-", "\uff0d": "-", "\u2e3a": "—", "\u2e3b": "—",
    # money and signs
    "\u20b4": "грн", "\u00d7": "x", "\u2715": "x", "\u2716": "x", "\u00f7": "/", "\u2044": "/", "\u2215": "/",
    "\u2236": ":", "\u2217": "*", "\u22c5": "·", "\u2219": "·", "\u30fb": "·", "\u25cf": "•", "\u25aa": "•",
    "\u2264": "<=", "\u2265": ">=", "\u2260": "<>", "\u2248": "~", "\u223c": "~", "\u02dc": "~",
    "\u2103": "°C", "\u2109": "°F", "\u00ba": "°", "\u02da": "°", "\u2113": "л", "\u2126": "Ом", "\u03a9": "Ом",
    "\u03bc": "µ", "\u2205": "O", "\u2300": "O", "\u2300\ufe0e": "O", "\u00d8": "O", "\u00f8": "o",
    "\u2192": "->", "\u2190": "<-", "\u00a2": "c", "\u00a3": "GBP", "\u00a5": "JPY", "\u20bf": "BTC",
    # Latin letters that have no decomposition
    "\u00df": "ss", "\u00c6": "AE", "\u00e6": "ae", "\u0152": "OE", "\u0153": "oe", "\u0141": "L", "\u0142": "l",
    "\u0110": "D", "\u0111": "d", "\u00d0": "D", "\u00f0": "d", "\u00de": "Th", "\u00fe": "th", "\u0131": "i",
    # spaces
    "\u1680": " ", "\u2000": " ", "\u2001": " ", "\u2002": " ", "\u2003": " ", "\u2004": " ", "\u2005": " ",
    "\u2006": " ", "\u2007": " ", "\u2008": " ", "\u2009": " ", "\u200a": " ", "\u202f": " ", "\u205f": " ",
    "\u3000": " ",
}  # fmt: skip

DROPPED = frozenset(
    "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\ufeff\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2066\u2067\u2068\u2069\ufe00\ufe01\ufe02\ufe03\ufe04\ufe05\ufe06\ufe07\ufe08\ufe09\ufe0a\ufe0b\ufe0c\ufe0d"
    "\ufe0e\ufe0f"
)

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Characters that XML 1.0 does not admit; the writer lets none of them pass (tab, LF and CR are admitted).
ILLEGAL_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

AnySection = TypeVar("AnySection", bound=Section)


def normalise(text: str, field: str) -> str:
    """The text in windows-1251 characters; CharacterError naming the field and the character otherwise."""
    if text.isascii() and not _CONTROL.search(text):
        return text
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))
    if (found := _CONTROL.search(text)) is not None:
        raise character_error(found.group(), field)
    try:
        text.encode(ENCODING)
    except UnicodeEncodeError:
        return "".join(_replacement(character, field) for character in text)
    return text


def _replacement(character: str, field: str) -> str:
    if _fits(character):
        return character
    if (replaced := REPLACED.get(character)) is not None:
        return replaced
    if character in DROPPED or unicodedata.combining(character):
        return ""
    simpler = "".join(
        REPLACED.get(c, c) for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)
    )
    if simpler and simpler != character and _fits(simpler) and not _CONTROL.search(simpler):
        return simpler
    raise character_error(character, field)


def _fits(text: str) -> bool:
    try:
        text.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True


def character_error(character: str, field: str) -> CharacterError:
    """The error that names the field, the character, its code point and its Unicode name."""
    code = ord(character)
    name = unicodedata.name(character, "a control character" if code < 0xA0 else "a character without a name")
    control = bool(_CONTROL.match(character)) or bool(ILLEGAL_IN_XML.match(character))
    reason = say("is a control character" if control else "does not exist in windows-1251 and has no fair replacement")
    shown = repr(character) if character.isprintable() else say("an invisible character")
    return CharacterError(field=field, shown=shown, code=f"U+{code:04X}", name=name, reason=reason)


def normalised(document: AnySection, path: str = "") -> AnySection:
    """The document with every text normalised; the same object if nothing had to change."""
    path = path or ROOT_NAMES.get(type(document), "")
    changes: dict[str, Any] = {}
    for element in table_of(type(document)).elements:
        value = getattr(document, element.attribute)
        changed: Any = value
        if isinstance(value, str):
            changed = normalise(value, f"{path}/{element.name}")
        elif isinstance(value, Section):
            changed = normalised(value, f"{path}/{element.name}")
        elif isinstance(value, tuple) and value:
            rows = tuple(normalised(r, f"{path}/{element.name}/ROW[{n}]") for n, r in enumerate(value, 1))
            changed = rows if any(a is not b for a, b in zip(rows, value, strict=True)) else value
        if changed is not value:
            changes[element.attribute] = changed
    return dataclasses.replace(document, **changes) if changes else document  # type: ignore[type-var]


def texts(document: Section, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a document with its element path."""
    path = path or ROOT_NAMES.get(type(document), "")
    for element in table_of(type(document)).elements:
        value = getattr(document, element.attribute)
        if isinstance(value, str):
            yield f"{path}/{element.name}", value
        elif isinstance(value, Section):
            yield from texts(value, f"{path}/{element.name}")
        elif isinstance(value, tuple):
            for number, row in enumerate(value, 1):
                yield from texts(row, f"{path}/{element.name}/ROW[{number}]")
