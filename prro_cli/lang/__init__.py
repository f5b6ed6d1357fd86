"""What people read, in their language. The English text is the key; a language is a table beside this file.

    say("{count} documents wait", count=3)

Identifiers, exit codes and everything else scripts rely on never pass through here, and receipts are always in
Ukrainian whatever the language of the screen is.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

LANGUAGES = ("en", "uk")
DEFAULT = "en"
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")

_table: Mapping[str, str] = {}
_language = DEFAULT


def wished(variables: Mapping[str, str]) -> str:
    """The language of an environment: `PRRO_LANG`, then the first locale variable that is set."""
    said = variables.get("PRRO_LANG") or next((variables[n] for n in _LOCALE_VARIABLES if variables.get(n)), "")
    code = said.replace("-", "_").split("_")[0].split(".")[0].lower()
    return code if code in LANGUAGES else DEFAULT


def use(language: str) -> None:
    """Speak this language from now on; the table is loaded here, and only if it is not English."""
    global _language, _table  # noqa: PLW0603  # one process speaks to one person
    _language = language if language in LANGUAGES else DEFAULT
    _table = {} if _language == DEFAULT else import_module(f"prro_cli.lang.{_language}").TABLE


def language() -> str:
    """The language spoken now."""
    return _language


def say(text: str, /, **fields: object) -> str:
    """A text in the language spoken now, with its fields filled in."""
    known = _table.get(text, text)
    return known.format(**fields) if fields else known


def later(text: str, /) -> str:
    """Mark a constant that is said where it is shown; the text itself stays the English key."""
    return text


class Words(str):
    """An English text that knows its translation: what is kept and compared stays English, `told` shows the other."""

    __slots__ = ("said",)
    said: str


def both(text: str, /, **fields: object) -> Words:
    """A text for a finding, which the sandbox answers with in English and the screen shows in its language."""
    words = Words(text.format(**fields) if fields else text)
    words.said = say(text, **{name: told(value) for name, value in fields.items()})
    return words


def told(value: object) -> object:
    """What `both` made, in the language spoken now; anything else as it is."""
    return getattr(value, "said", value)


def kept(text: str) -> str:
    """A text that was kept in English, with or without fields, in the language spoken now."""
    return getattr(text, "said", None) or say(text)


def word(identifier: str | None) -> str:
    """A kind or a state of a document, a shift or a session in words; in English the identifier itself.

    What is on an English screen can be typed and searched for; JSON never passes here.
    """
    return say(identifier) if identifier in WORDS else identifier or ""


WORDS = frozenset(
    (
        *(later("sale"), later("return"), later("reversal"), later("service_input"), later("service_output")),
        *(later("shift_open"), later("shift_close"), later("z_report"), later("cash_withdrawal")),
        *(later("offline_begin"), later("offline_end")),
        *(later("draft"), later("signed"), later("sent"), later("registered"), later("offline"), later("online")),
        *(later("refused"), later("rejected"), later("revoked"), later("reversed"), later("voided"), later("unknown")),
        later("accepted"),
        *(later("open"), later("closed"), later("z")),
    )
)

SYSTEM = (
    *(later("No such file or directory"), later("Permission denied"), later("Operation not permitted")),
    *(later("Is a directory"), later("Not a directory"), later("File exists"), later("File name too long")),
    *(later("Directory not empty"), later("No space left on device"), later("Disk quota exceeded")),
    *(later("Read-only file system"), later("Input/output error"), later("Too many open files")),
    *(later("Device or resource busy"), later("Connection refused"), later("Connection reset by peer")),
    *(later("Connection timed out"), later("No route to host"), later("Network is unreachable")),
    *(later("Name or service not known"), later("Temporary failure in name resolution")),
)
"""What the operating system says most: `say(error.strerror)` knows it; the rest stays in its words."""
